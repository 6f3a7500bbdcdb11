//! Checks in words: the same in the terminal, in the document and on the page. Names and numbers are data and stay English.

use super::check::{Check, Expected, Verdict};
use crate::clinical::verdict::{Judged, Verdict as ClinicalVerdict};
use admsc_scenario::language::{Message, Phrase, english, word_in};
use admsc_scenario::units::sign::minus;

/// What came of a clinical row, in a word: with `few` patients a verdict that more of them could change is no verdict.
pub fn clinical_word(row: &Judged, few: bool) -> &'static str {
    match row.verdict {
        _ if row.is_undecided(few) => Verdict::Undecided.word(),
        ClinicalVerdict::Miss => Verdict::Miss.word(),
        other => other.name(),
    }
}

/// A verdict of a check or a row, which data hold in English, as it is said.
pub fn verdict_said(word: &str) -> Message {
    const WORDS: [Phrase; 7] = [
        english("pass"),
        english("MISS"),
        english("miss"),
        english("undecided"),
        english("reported"),
        english("uninformative"),
        english("not run"),
    ];
    word_in(&WORDS, word)
}

/// A number with three figures or so; very small and very large ones with an exponent.
pub fn number(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        _ if !value.is_finite() => return "none".to_owned(),
        _ if size == 0.0 => return "0".to_owned(),
        _ if !(1e-4..1e6).contains(&size) => format!("{value:.1e}"),
        _ if size < 0.1 => format!("{value:.3}"),
        _ if size < 10.0 => format!("{value:.2}"),
        _ if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    };
    minus(&text)
}

/// A bound as the design writes it.
fn bound(value: f64) -> String {
    let text = if value != 0.0 && value.abs() < 1e-4 {
        format!("{value:.0e}")
    } else {
        format!("{}", (value * 1e4).round() / 1e4)
    };
    minus(&text)
}

fn range(low: Option<f64>, high: Option<f64>) -> Option<String> {
    match (low, high) {
        (Some(low), Some(high)) if low == -high => Some(format!("±{}", bound(high))),
        (Some(low), Some(high)) => Some(format!("{} to {}", bound(low), bound(high))),
        (Some(low), None) => Some(format!("≥ {}", bound(low))),
        (None, Some(high)) => Some(format!("≤ {}", bound(high))),
        (None, None) => None,
    }
}

impl Expected {
    /// What is expected, in words.
    pub fn words(&self) -> String {
        let value = range(self.low, self.high);
        let interval = self.interval_within.and_then(|(low, high)| match (low, high) {
            (Some(_), Some(_)) => Some("whole interval".to_owned()),
            (None, Some(high)) => Some(format!("interval below {}", bound(high))),
            (Some(low), None) => Some(format!("interval above {}", bound(low))),
            (None, None) => None,
        });
        match (value, interval) {
            (Some(value), Some(interval)) => format!("{value}, {interval}"),
            (Some(value), None) => value,
            (None, _) => "reported".to_owned(),
        }
    }
}

impl Check {
    /// The value with its interval and unit.
    pub fn found_words(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let ends = self.found.low.zip(self.found.high);
        let ends = ends.map_or(String::new(), |(low, high)| format!(" ({} to {})", number(low), number(high)));
        format!("{}{unit}{ends}", number(self.found.value))
    }

    /// Number of patients, runs or seeds.
    pub fn n_words(&self) -> String {
        self.found.n.map_or_else(|| "–".to_owned(), |n| n.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges_in_words() {
        assert_eq!([0.0, -0.2, 2.345, 365.4, 1e-14].map(number), ["0", "−0.20", "2.35", "365", "1.0e−14"]);
        assert_eq!(Expected::between(0.4, 0.55).words(), "0.4 to 0.55");
        assert_eq!(Expected::interval_between(-0.2, 0.2).words(), "±0.2, whole interval");
        assert_eq!(Expected::at_most(-0.2).with_interval_below(0.0).words(), "≤ −0.2, interval below 0");
        assert_eq!(Expected::at_most(1e-11).words(), "≤ 1e−11");
        assert_eq!(Expected::NOTHING.words(), "reported");
    }
}
