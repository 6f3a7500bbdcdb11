//! Runs beside each other. Each has a letter, a colour, dashes and a sign of its own, so that they are told apart without
//! colour as well; colours are Okabe and Ito's, safe for colour-blind readers.

pub mod mechanism;
pub mod pain;
mod strip;
pub(super) mod style;

use admsc_model::observe::Sample;
use admsc_scenario::language::{Language, Message, english};

/// Most runs that are compared at once: as many as there are styles.
pub const MOST_RUNS: usize = style::STYLES.len();

/// A run in a comparison.
#[derive(Debug, Clone)]
pub struct ComparedRun<'a> {
    /// What it is called, in few words.
    pub label: String,
    /// Its rows on the common days; of replicates, one record each.
    pub records: Vec<&'a [Sample]>,
    /// Days of its doses, ascending.
    pub dose_days: Vec<f64>,
    /// Whether its window holds a nerve.
    pub has_nerve: bool,
}

/// What both figures of a comparison show.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The runs, the one that the others are held against first.
    pub runs: Vec<ComparedRun<'a>>,
    /// Whether the runs are one patient, in a sentence.
    pub relation: String,
    /// What is said at the foot about days that are left out; may be empty.
    pub left_out: String,
    /// The language of all texts.
    pub language: Language,
}

/// Letter of a run, counted from 0.
pub fn letter(run: usize) -> char {
    char::from(b'A' + (run % 26) as u8)
}

/// A run's letter and what it is called.
fn named(run: usize, label: &str) -> Message {
    english("{letter}: {label}").with("letter", letter(run)).with("label", label)
}

impl<'a> Comparison<'a> {
    /// The rows that give the time axis.
    fn rows(&self) -> Option<&'a [Sample]> {
        self.runs.first()?.records.first().copied()
    }

    /// Whether a run has replicates.
    fn has_bands(&self) -> bool {
        self.runs.iter().any(|run| run.records.len() > 1)
    }

    /// The line at the foot.
    fn note(&self) -> String {
        let translated = |text| self.language.translated(text);
        let bands = if self.has_bands() { translated(english("Bands: 5 to 95 % of replicates (chance).")) } else { "" };
        let sentences = [bands, &self.left_out, translated(english("Proxy of a model; not medical advice."))];
        let said: Vec<&str> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
        said.join(" ")
    }
}

#[cfg(test)]
mod tests;
