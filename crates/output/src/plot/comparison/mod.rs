//! Runs beside each other. Each has a letter, a colour, dashes and a sign of its own, so that they are told apart without
//! colour as well; colours are Okabe and Ito's, safe for colour-blind readers.

mod found;
pub mod mechanism;
pub mod pain;
mod strip;
pub(super) mod style;

use std::collections::BTreeSet;

use admsc_model::observe::Sample;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_study::lives::Life;
use admsc_study::spread::band_name;

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
    /// Day on which its pain has halved, the median of replicates; none where it never does.
    pub halved_day: Option<f64>,
    /// The 95 % interval of that median; none where there are too few replicates.
    pub halved_interval_days: Option<(f64, f64)>,
    /// Whether its window holds a nerve.
    pub has_nerve: bool,
    /// Lives with the treatment that the run shows, of which the first is compared; empty where it shows one.
    pub lives: Vec<Life>,
}

/// What both figures of a comparison show.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The runs, the one that the others are held against first.
    pub runs: Vec<ComparedRun<'a>>,
    /// Whether all runs are one patient with the same chance: only then single ones differ by what is done alone.
    pub is_same_chance: bool,
    /// Whether the runs are one patient, in a sentence.
    pub relation: String,
    /// Whether what a treatment does in one of the runs rests on no clinical data.
    pub is_exploratory: bool,
    /// What is said at the foot about days that are left out; may be empty.
    pub left_out: String,
    /// The language of all texts.
    pub language: Language,
}

/// Letter of a run, counted from 0.
pub fn letter(run: usize) -> char {
    char::from(b'A' + (run % 26) as u8)
}

/// What titles call runs: by their names where all of them are short, else by their letters.
pub fn calls(labels: &[&str]) -> Vec<String> {
    /// Most characters of all names together.
    const MOST: usize = 48;
    let are_short = labels.iter().map(|label| label.chars().count()).sum::<usize>() <= MOST;
    let is_named = are_short && labels.iter().all(|label| !label.is_empty());
    let call = |(run, label): (usize, &&str)| if is_named { format!("“{label}”") } else { letter(run).to_string() };
    labels.iter().enumerate().map(call).collect()
}

/// A run's letter and what it is called; the letter alone where that is all.
pub fn named(letter: char, label: &str) -> Message {
    if label.is_empty() || label.chars().eq([letter]) {
        return verbatim(letter);
    }
    english("{letter}: {label}").with("letter", letter).with("label", label)
}

impl<'a> Comparison<'a> {
    /// The rows that give the time axis.
    fn rows(&self) -> Option<&'a [Sample]> {
        self.runs.first()?.records.first().copied()
    }

    /// What the bands of runs with replicates are.
    fn bands(&self) -> Option<Message> {
        let bands = self.runs.iter().filter(|run| run.records.len() > 1).map(|run| band_name(run.records.len()));
        let names: BTreeSet<&str> = bands.map(|name| name.in_english()).collect();
        let of = |name| Some(english("Bands: {band} of replicates (chance).").with_said("band", name));
        match names.len() {
            0 => None,
            1 => of(band_name(self.runs.iter().map(|run| run.records.len()).max().unwrap_or(0))),
            _ => of(english("5 to 95 %, of fewer than 20 lowest to highest,")),
        }
    }

    /// Of how many replicates the lines are means, where a run has several.
    fn means(&self) -> Option<Message> {
        let numbers = || self.runs.iter().map(|run| run.records.len());
        let (fewest, most) = (numbers().min()?, numbers().max().filter(|most| *most > 1)?);
        Some(if fewest == most {
            english("Lines: means of {number} replicates.").with("number", most)
        } else {
            english("Lines: means of {fewest} to {most} replicates.").with("fewest", fewest).with("most", most)
        })
    }

    /// Which runs are one of several lives of their patient.
    fn one_of_lives(&self) -> Option<Message> {
        let lives = self.runs.iter().enumerate().map(|(run, compared)| (run, compared.lives.len()));
        let lives = lives.filter(|(_, lives)| *lives > 1);
        let one =
            |(run, lives)| english("{letter} is one of {lives} lives").with("letter", letter(run)).with("lives", lives);
        let said: Vec<Message> = lives.map(one).collect();
        let all = Message::joined(said.iter().cloned(), english(", "));
        (!said.is_empty()).then(|| english("{runs}.").with_said("runs", all))
    }

    /// The line at the foot, with something to begin with.
    fn note(&self, first: Option<Message>) -> String {
        let first = first.map(|first| self.language.say(first)).unwrap_or_default();
        let translated = |text| self.language.translated(text);
        let bands = self.bands().map(|bands| self.language.say(bands)).unwrap_or_default();
        let lives = self.one_of_lives().map(|lives| self.language.say(lives)).unwrap_or_default();
        let exploratory = translated(english("Exploratory: not backed by clinical data."));
        let exploratory = if self.is_exploratory { exploratory } else { "" };
        let proxy = translated(english("Proxy of a model; not medical advice."));
        let sentences = [first.as_str(), &lives, &bands, &self.left_out, exploratory, proxy];
        let said: Vec<&str> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect();
        said.join(" ")
    }
}

#[cfg(test)]
mod tests;
