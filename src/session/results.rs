//! The results that lie in a folder, and their pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::log::computed_at;
use crate::build_info::PROGRAM;
use admsc_output::export::Error;
use admsc_output::export::finished::opened;
use admsc_output::export::manifest::{self, Manifest};
use admsc_output::report::page::Page;
use admsc_scenario::language::{Language, Message};

/// Folders of results below the folder for results: `NAME/HASH` and `explain/NAME/HASH`.
const DEPTHS: [usize; 2] = [2, 3];

/// The folders of results at a place: itself, or all below the folder of a scenario or a folder for results.
pub fn folders(place: &Path) -> Vec<PathBuf> {
    let folders = (0..=DEPTHS[1]).flat_map(|depth| below(place, depth));
    let mut found: Vec<PathBuf> = folders.filter(|folder| folder.join(manifest::FILE).is_file()).collect();
    found.sort();
    found
}

/// The results in a folder.
///
/// # Errors
/// When manifest or scenario are not as they were written.
pub fn read(folder: &Path) -> Result<Kept, Error> {
    let (folder, manifest, resolved_toml) = opened(folder)?;
    Ok(Kept { computed: computed_at(&folder), folder, manifest, resolved_toml })
}

/// Results in their folder.
pub struct Kept {
    /// The folder.
    pub folder: PathBuf,
    /// What was computed, and by which code.
    pub manifest: Manifest,
    /// The complete scenario as TOML.
    pub resolved_toml: String,
    /// When it was computed, as RFC 3339; none where the log is lacking.
    pub computed: Option<String>,
}

impl Kept {
    /// Folder of all results of its scenario, whose name is that of the scenario.
    pub fn of_scenario(&self) -> &Path {
        self.folder.parent().unwrap_or(Path::new(""))
    }

    /// Whether this very program computed it: only then a repeated command finds it again.
    pub fn is_of_this_program(&self) -> bool {
        self.manifest.build_hash == PROGRAM.build_hash
    }
}

/// All results below a folder, the newest first. What cannot be read is left out and told.
pub fn kept(out: &Path, tell: &dyn Fn(Message)) -> Vec<Kept> {
    let read = |folder: PathBuf| read(&folder).map_err(|error| tell(error.message())).ok();
    let folders = DEPTHS.iter().flat_map(|depth| below(out, *depth));
    let mut all: Vec<Kept> = folders.filter(|folder| folder.join(manifest::FILE).is_file()).filter_map(read).collect();
    all.sort_by(|a, b| b.computed.cmp(&a.computed).then_with(|| a.folder.cmp(&b.folder)));
    all
}

/// The folders so many steps below one, without hidden ones.
fn below(folder: &Path, steps: usize) -> Vec<PathBuf> {
    if steps == 0 {
        return vec![folder.to_owned()];
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let seen = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let folders = seen.filter(|entry| entry.file_type().is_ok_and(|found| found.is_dir()));
    folders.flat_map(|entry| below(&entry.path(), steps - 1)).collect()
}

/// The report in a folder of results, or of the newest in a scenario's folder: in this language, else in another.
pub fn report(folder: &Path, language: Language) -> Option<PathBuf> {
    let in_language = |language| {
        let name = Page::file_name(language);
        [Some(folder.to_owned()), newest_of(folder)]
            .into_iter()
            .flatten()
            .map(|folder| folder.join(&name))
            .find(|page| page.is_file())
    };
    std::iter::once(language).chain(Language::ALL).find_map(in_language)
}

/// The report below a folder that was computed, found or drawn last.
pub fn newest_report(out: &Path, language: Language) -> Option<PathBuf> {
    let folders = (1..=DEPTHS[1]).flat_map(|depth| below(out, depth));
    let pages = folders.filter_map(|folder| {
        let page = report(&folder, language)?;
        Some((modified(&page).max(modified(&folder.join("latest"))), page))
    });
    pages.max().map(|(_, page)| page)
}

/// The folder of the newest result of a scenario, as its folder names it.
pub fn newest_of(scenario: &Path) -> Option<PathBuf> {
    let latest = fs::read_to_string(scenario.join("latest")).ok()?;
    let name = Path::new(latest.trim()).file_name()?;
    Some(scenario.join(name))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}
