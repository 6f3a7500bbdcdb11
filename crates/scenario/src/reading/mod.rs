//! Scenarios: TOML files in `format = 1` that say what is simulated.
//!
//! A scenario lists only what differs; everything else is inherited from what it `extends` and from the evidence ledger.
//! Quantities carry their units. Reading collects every error with its place before it gives up.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use crate::language::{Language, Message, Phrase, english, verbatim};
use crate::ledger::names::{key_name, key_with_value};
use crate::population::enrolment::Enrolment;
use crate::shown::shown;
use admsc_model::rules::setup::Setup;

mod agents;
mod block;
mod builtin;
mod change;
mod course;
mod diagnostics;
mod differences;
mod dose;
mod enrolment;
mod exports;
mod files;
mod grammar;
mod idle;
mod interpret;
mod key_path;
mod keys;
pub mod lives;
mod memory;
mod names;
mod overrides;
mod overruled;
mod parameters;
mod positions;
mod reference;
mod resolved;
mod schema;
mod spread;
mod stated;
pub mod study;
mod suggest;
mod text;
mod tissue;
mod tree;
mod unread;
mod values;

pub use block::{PROCESSES, stands_for};
pub use builtin::{BUILTIN, Bundled};
pub use change::changes_in_words;
pub use diagnostics::{Errors, Report};
pub use differences::{DifferingKey, StatedArm, differing_keys, stated_arms};
pub use exports::{Exports, Format};
pub use files::named_in;
pub use memory::{LIMIT as MEMORY_LIMIT, export_bytes, gib, memory_bytes};
pub use names::is_ending;
pub use overrides::Override;
pub use reference::{examples, reference};
pub use schema::schema;
pub use suggest::nearest;

use course::MAX_DAYS;
use diagnostics::{Location, Log};
use files::Merged;
use lives::Lives;
use tree::Table;

/// The beginning of the user's own file: where something is missing rather than wrong.
const TOP: Location = Location { source: 0, span: 0..0 };

/// A scenario, ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name of the file without its extension.
    pub name: String,
    /// What is simulated, in one line.
    pub title: String,
    /// What the run is to answer; may be empty.
    pub question: String,
    /// Title, question and names of arms in Japanese, where the scenario has them.
    pub japanese: Translation,
    /// The bundled indication that it is or starts from; none of a resolved file, which starts from nothing.
    pub indication: Option<&'static str>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of the patient whose random numbers are used; 0 unless the scenario draws one.
    pub patient: u32,
    /// How many times the patient is run, each with a seed of its own, counted up from [`Scenario::seed`].
    pub replicates: u32,
    /// The lives of the patient that a single run shows.
    pub lives: Lives,
    /// Days whose state a single run keeps, for branches; they decide no result and are not written into the resolved scenario.
    pub kept_days: Vec<u32>,
    /// How people are drawn and admitted: the scenario's patient, those of its study, and any others.
    pub enrolment: Enrolment,
    /// The mean patient: parameters as they are given, treatment and horizon.
    pub mean: Setup,
    /// What is run: the mean patient, or the one that the scenario draws.
    pub setup: Setup,
    /// Days of the table, ascending; the last is the horizon.
    pub visits_days: Vec<u32>,
    /// What is written besides the usual files.
    pub exports: Exports,
    /// Arms, population, trial and sweep, where the scenario is a study.
    pub study: Option<study::Study>,
    /// The whole scenario with every parameter, which reads back to the same setup.
    pub resolved_toml: String,
    /// What is possible but odd, with file and line.
    pub warnings: Vec<Message>,
    /// What was set from outside; none of a resolved file, which states it as its own.
    pub set: Vec<Override>,
}

/// Sections and keys that change nothing of what happens to a patient, or that a figure says itself.
const UNTITLED: [&str; 9] =
    ["output", "checkpoint", "seed", "lives", "beside", "replicates", "title", "question", "translation"];
/// Most keys that a heading names, and most letters of a value that it writes.
const TITLED: usize = 3;
const LONGEST: usize = 24;

/// Title, question and names of arms in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// What is simulated, in one line.
    pub title: Option<String>,
    /// What the run is to answer.
    pub question: Option<String>,
    /// Names of arms by the names that the study gives them.
    pub arms: BTreeMap<String, String>,
}

impl Scenario {
    /// The title in a language, or as it is where it has no translation.
    pub fn title_in(&self, language: Language) -> &str {
        match language {
            Language::English => &self.title,
            Language::Japanese => self.japanese.title.as_ref().unwrap_or(&self.title),
        }
    }

    /// The title with what was set from outside, which may contradict it.
    pub fn heading(&self, language: Language) -> String {
        let is_told = |set: &&Override| {
            let first = set.key.split(['.', '[']).next().unwrap_or_default();
            !UNTITLED.contains(&first)
        };
        let said = |set: &Override| match set.value.chars().count() > LONGEST {
            true => language.say(english("another {key}").with("key", key_name(&set.key, language))),
            false => key_with_value(&set.key, &set.value, language),
        };
        let told: Vec<String> = self.set.iter().filter(is_told).map(said).collect();
        let more = told.len().saturating_sub(TITLED);
        let more = (more > 0).then(|| english("and {number} more").with("number", more));
        let changed = Message::joined(told.iter().take(TITLED).map(verbatim).chain(more), english(", "));
        let title = self.title_in(language);
        if told.is_empty() {
            return title.to_owned();
        }
        language.say(english("{title}, here with {changed}").with("title", title).with_said("changed", changed))
    }

    /// The question in a language, or as it is where it has no translation; none if the scenario asks none.
    pub fn question_in(&self, language: Language) -> Option<&str> {
        let question = match language {
            Language::English => &self.question,
            Language::Japanese => self.japanese.question.as_ref().unwrap_or(&self.question),
        };
        Some(question.as_str()).filter(|question| !question.is_empty())
    }

    /// The name of an arm in a language, or as it is where it has no translation.
    pub fn arm_in<'a>(&'a self, arm: &'a str, language: Language) -> &'a str {
        match language {
            Language::English => arm,
            Language::Japanese => self.japanese.arms.get(arm).map_or(arm, String::as_str),
        }
    }

    /// A study of this scenario with the names that its arms have in a language, for people. Data and files of tables keep
    /// the names of the scenario.
    pub fn study_in<'a>(&self, study: &'a study::Study, language: Language) -> Cow<'a, study::Study> {
        if language == Language::English || self.japanese.arms.is_empty() {
            return Cow::Borrowed(study);
        }
        let mut named = study.clone();
        for arm in &mut named.arms {
            *arm = self.arm_in(arm, language).to_owned();
        }
        Cow::Owned(named)
    }
}

/// Reads a scenario file, what it extends, and overrides. The path `builtin:NAME` is a bundled scenario.
///
/// # Errors
/// All errors at once, each with its place.
pub fn load(path: &Path, overrides: &[Override]) -> Result<Scenario, Errors> {
    let name = stem(path);
    let mut log = Log::default();
    if let Some(bundled) = path.to_str().and_then(|path| path.strip_prefix("builtin:")) {
        let table = files::read_bundled(&mut log, bundled);
        return finish(log, bundled, table, overrides);
    }
    let table = files::read(&mut log, path);
    finish(log, &name, table, overrides)
}

/// Reads a scenario from a text, which can extend bundled scenarios only. `name` stands for the file's name.
///
/// # Errors
/// All errors at once, each with its place.
pub fn load_str(name: &str, text: &str, overrides: &[Override]) -> Result<Scenario, Errors> {
    let mut log = Log::default();
    let table = files::read_text(&mut log, name, text);
    finish(log, &stem(Path::new(name)), table, overrides)
}

/// Name of a file without its extension, which every result says; what is not seen is written out. It also names a folder of
/// results, so it must be a name and not `..`.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| shown(Path::new(stem))).unwrap_or_default();
    if stem.trim_matches('.').is_empty() { "scenario".into() } else { stem }
}

fn finish(mut log: Log, name: &str, merged: Option<Merged>, overrides: &[Override]) -> Result<Scenario, Errors> {
    let scenario = merged.and_then(|Merged { mut table, is_whole, indication }| {
        overrides::apply(&mut log, &mut table, is_whole, overrides);
        let read = if is_whole { interpret::interpret(&mut log, name, &table) } else { None };
        if !is_whole || log.may_have_more() {
            stated::check(&mut log, &table, is_whole);
        }
        Some(Scenario { indication, set: overrides.to_vec(), ..read? })
    });
    let (scenario, warnings) = log.close(scenario)?;
    Ok(Scenario { warnings, ..scenario })
}

/// What is said before every result with a tumour.
pub fn tumour_caution() -> Phrase {
    english(
        "exploratory: no clinical data support what cells do to a tumour and its pain in this model; this is not a \
         forecast",
    )
}

/// What is said before the results of a setup; nothing where they need no caution.
pub fn caution(setup: &Setup) -> Option<Phrase> {
    (setup.parameters.tumour.initial_burden > 0.0).then(tumour_caution)
}

impl Scenario {
    /// What is said before its results; nothing where no patient of it needs a caution.
    pub fn caution(&self) -> Option<Phrase> {
        caution(&self.setup).or_else(|| self.study.as_ref().and_then(study::Study::caution))
    }
}

/// A number of things: in the words for one, or in those for several, which have a `{number}`.
fn counted(number: impl Display, one: Phrase, several: Phrase) -> Message {
    let number = number.to_string();
    if number == "1" { one.into() } else { several.with("number", number) }
}

/// A number of days: `1 day`, `3 days`.
pub fn days(number: impl Display) -> Message {
    counted(number, english("1 day"), english("{number} days"))
}

/// A number of doses: `1 dose`, `3 doses`.
pub fn doses(number: usize) -> Message {
    counted(number, english("1 dose"), english("{number} doses"))
}

/// How often: `once`, `3 times`.
pub fn times(number: impl Display) -> Message {
    counted(number, english("once"), english("{number} times"))
}

/// A number of patients: `1 patient`, `3 patients`.
pub fn patients(number: impl Display) -> Message {
    counted(number, english("1 patient"), english("{number} patients"))
}

/// A number of cases of a study: `1 case`, `3 cases`.
pub fn cases(number: usize) -> Message {
    counted(number, english("1 case"), english("{number} cases"))
}

/// Points of pain: `1 point`, `5 points`.
pub fn points(number: impl Display) -> Message {
    counted(number, english("1 point"), english("{number} points"))
}

/// A section, or an empty one. Something else in its place is noted.
fn section<'a>(log: &mut Log, root: &'a Table, name: &str) -> &'a Table {
    static EMPTY: Table = BTreeMap::new();
    match root.get(name) {
        Some(item) => values::table(log, item, english("a section [{name}]").with("name", name)).unwrap_or(&EMPTY),
        None => &EMPTY,
    }
}
