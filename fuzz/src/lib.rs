//! What the targets share: a limit on memory, what must hold of a scenario that was read or refused, and files that are changed
//! here and there.

use std::alloc::System;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use admsc_scenario::language::Language;
use admsc_scenario::reading::{Errors, Scenario, load_str};
use cap::Cap;
use tempfile::TempDir;

/// Whoever asks for more gets nothing, which ends the target: a huge number in an input must not become memory.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, 512 << 20);

/// A file in a folder of this process, with its content.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let path = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for files")).path().join(name);
    std::fs::write(&path, content).expect("the file is written");
    path
}

/// What is read means what its resolved file says, which is the same when it is read and written again; what is refused is
/// told with its place, in both languages.
pub fn read_or_told(read: &Result<Scenario, Errors>) {
    match read {
        Ok(scenario) => {
            let again = load_str(&scenario.name, &scenario.resolved_toml, &[]);
            let again = again.unwrap_or_else(|errors| {
                panic!("{}\n{}", errors.render(false, Language::English), scenario.resolved_toml)
            });
            assert_eq!(again.resolved_toml, scenario.resolved_toml);
            assert!(again.setup == scenario.setup && again.mean == scenario.mean && again.study == scenario.study);
            let decided = |one: &Scenario| (one.seed, one.patient, one.replicates, one.lives, one.visits_days.clone());
            assert_eq!(decided(&again), decided(scenario));
        }
        Err(errors) => {
            assert!(!errors.reports().is_empty());
            for report in errors.reports() {
                assert!(!report.message.is_empty() && !report.expectation.is_empty(), "{report:?}");
                // A file that is no text has no lines.
                let is_placed = !report.file.is_empty() && report.line > 0 && report.column > 0;
                assert!(is_placed || report.message.contains("cannot read the scenario"), "{report:?}");
            }
            // Drawing is what takes longest: one of the two languages, by turns.
            let language =
                if errors.reports().len().is_multiple_of(2) { Language::English } else { Language::Japanese };
            assert!(errors.render(false, language).len() > 20);
        }
    }
}

/// The same bytes with changes that an input stands for, four bytes each: a place, and what is written, inserted or taken away there.
/// So an input means something whatever the bytes are, also those of another version.
pub fn changed(bytes: &[u8], input: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in input.chunks_exact(4) {
        let at = (usize::from(change[0]) | usize::from(change[1]) << 8 | usize::from(change[2] & 0x3f) << 16)
            % bytes.len().max(1);
        match change[2] >> 6 {
            _ if bytes.is_empty() => bytes.push(change[3]),
            0 | 1 => bytes[at] = change[3],
            2 => bytes.insert(at, change[3]),
            _ => drop(bytes.drain(at..(at + usize::from(change[3])).min(bytes.len()))),
        }
    }
    bytes
}

/// What a folder answers about a file that vouches for itself and was changed: the content, or nothing as soon as a byte is another.
pub fn only_whole_is_believed(path: &Path, input: &[u8], content: &[u8], load: impl Fn() -> Option<Vec<u8>>) {
    let whole = std::fs::read(path).expect("the file is there");
    let other = changed(&whole, input);
    std::fs::write(path, &other).expect("the file is written");
    assert_eq!(load().as_deref(), (other == whole).then_some(content));
    std::fs::write(path, whole).expect("the file is written");
}
