//! Work that was stopped before its end. The file by which a process holds results against others says which command computes them
//! and how far it is; a process that is stopped or killed leaves it behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Session;
use super::cleaning::locks;
use super::log::now;
use super::progress::Reporter;
use super::results::Kept;
use admsc_output::export::hold::{Hold, LOCK};
use admsc_output::export::manifest::{self, Manifest};
use admsc_scenario::language::{Language, Message, english};
use admsc_study::threads::lock;

/// Least time between two notes.
const EVERY: Duration = Duration::from_secs(2);

/// What is told of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The command, which goes on with it when it is repeated.
    pub command: String,
    /// How far it was, in the language of who gave the command; none of work that had just begun.
    pub how_far: Option<String>,
    /// What it is of: another version that finishes the same goes on from it too.
    scenario_hash: String,
    overrides: Vec<String>,
}

/// Hears from a job, and notes how far it is.
pub struct Noting<'a> {
    hold: &'a Hold,
    reporter: &'a dyn Reporter,
    language: Language,
    noted: Mutex<(Note, Option<Instant>)>,
}

impl<'a> Noting<'a> {
    /// For work that begins now.
    pub fn new(hold: &'a Hold, manifest: &Manifest, session: Session<'a>) -> Self {
        let Session { reporter, language, command, .. } = session;
        let (scenario_hash, overrides) = (manifest.scenario_hash.clone(), manifest.overrides.clone());
        let note = Note { command: command.to_owned(), how_far: None, scenario_hash, overrides };
        write(hold, &note);
        Self { hold, reporter, language, noted: Mutex::new((note, None)) }
    }
}

/// A note has a form in JSON.
fn write(hold: &Hold, note: &Note) {
    hold.note(&serde_json::to_string(note).unwrap_or_default());
}

impl Reporter for Noting<'_> {
    fn show(&self, phase: Message, done: f64, all: f64) {
        let mut noted = lock(&self.noted);
        if noted.1.is_none_or(|last| last.elapsed() >= EVERY) {
            let percent = (100.0 * done / all.max(f64::MIN_POSITIVE)).floor();
            let how_far = english("{percent} % ({phase})").with("percent", percent).with_said("phase", phase.clone());
            *noted = (Note { how_far: Some(self.language.say(how_far)), ..noted.0.clone() }, Some(now()));
            write(self.hold, &noted.0);
        }
        drop(noted);
        self.reporter.show(phase, done, all);
    }

    fn warn(&self, warning: Message) {
        self.reporter.warn(warning);
    }

    fn say(&self, sentence: Message) {
        self.reporter.say(sentence);
    }

    fn end(&self) {
        self.reporter.end();
    }

    fn shows_time_left(&self) -> bool {
        self.reporter.shows_time_left()
    }
}

/// Work without results.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Where its results will be.
    pub folder: PathBuf,
    /// What is known of it.
    pub note: Note,
    /// Whether a process computes it at this moment.
    pub is_held: bool,
}

/// All work below a folder that has no results, nor `kept` ones of another version of the program.
pub fn unfinished(out: &Path, kept: &[Kept]) -> Vec<Unfinished> {
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.strip_prefix('.')?.strip_suffix(LOCK)?;
        let note: Note = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        let folder = path.with_file_name(name);
        let is_same = |one: &Kept| {
            let Manifest { scenario_hash, overrides, .. } = &one.manifest;
            one.of_scenario() == one_above(&folder)
                && (scenario_hash, overrides) == (&note.scenario_hash, &note.overrides)
        };
        let is_held = Hold::is_held(&path);
        let has_results = folder.join(manifest::FILE).is_file() || kept.iter().any(is_same);
        (is_held || !has_results).then_some(Unfinished { folder, note, is_held })
    };
    let mut found: Vec<Unfinished> = locks(out).into_iter().filter_map(read).collect();
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found
}

fn one_above(folder: &Path) -> &Path {
    folder.parent().unwrap_or(Path::new(""))
}
