//! Checks in words: the same in the terminal, in the document and on the page. Names and numbers are data and stay English.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::check::{Check, Expected, Verdict};
use crate::clinical::verdict::{Judged, Verdict as ClinicalVerdict};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim, word_in};
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

/// The arm of one dose, of which the figures tell first.
pub const ONE_DOSE: &str = "one dose";

/// An arm of the bundled studies as it is said: by what it does, where the file has a short name for it.
pub fn arm_said(name: &str) -> Message {
    const ARMS: [Phrase; 12] = [
        english("untreated"),
        english("one dose"),
        english("two doses"),
        english("vein"),
        english("no imprint"),
        english("sham"),
        english("potency 0.1"),
        english("potency 0.3"),
        english("half-life 2 d"),
        english("6 million"),
        english("40 million"),
        english("no regeneration"),
    ];
    match name {
        "frozen" => english("no homing (cells stay)").into(),
        "random walk" => english("no direction (random walk)").into(),
        _ => word_in(&ARMS, name),
    }
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

fn range(low: Option<f64>, high: Option<f64>) -> Option<Message> {
    match (low, high) {
        (Some(low), Some(high)) if low == -high => Some(verbatim(format_args!("±{}", bound(high)))),
        (Some(low), Some(high)) => Some(english("{low} to {high}").with("low", bound(low)).with("high", bound(high))),
        (Some(low), None) => Some(verbatim(format_args!("≥ {}", bound(low)))),
        (None, Some(high)) => Some(verbatim(format_args!("≤ {}", bound(high)))),
        (None, None) => None,
    }
}

impl Expected {
    /// What is expected.
    pub fn said(&self) -> Message {
        let interval = self.interval_within.and_then(|(low, high)| match (low, high) {
            (Some(_), Some(_)) => Some(english("whole interval").into()),
            (None, Some(high)) => Some(english("interval below {bound}").with("bound", bound(high))),
            (Some(low), None) => Some(english("interval above {bound}").with("bound", bound(low))),
            (None, None) => None,
        });
        let Some(value) = range(self.low, self.high) else { return english("reported").into() };
        Message::joined([value].into_iter().chain(interval), english(", "))
    }

    /// The same in the words of the tables.
    pub fn words(&self) -> String {
        self.said().in_english()
    }
}

impl Check {
    /// Its name in a language: that of the catalogue of checks, else the one that it has.
    pub fn named(&self, language: Language) -> String {
        in_catalogue(&self.what, language)
    }

    /// What a reader should know besides, part by part.
    pub fn note_in(&self, language: Language) -> String {
        let mut depth = 0_i32;
        // What stands in brackets is one part.
        let parts = self.note.split_inclusive(|letter: char| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            letter == ';' && depth == 0
        });
        let parts = parts.map(|part| in_catalogue(part.trim().trim_end_matches(';'), language));
        parts.collect::<Vec<_>>().join(language.translated(english("; ")))
    }

    /// The value with its interval and unit.
    pub fn found_said(&self) -> Message {
        let value = match unit_said(&self.unit) {
            Some(unit) => english("{number} {unit}").with("number", number(self.found.value)).with_said("unit", unit),
            None => verbatim(number(self.found.value)),
        };
        let Some((low, high)) = self.found.low.zip(self.found.high) else { return value };
        let said = english("{value} ({low} to {high})").with_said("value", value);
        said.with("low", number(low)).with("high", number(high))
    }

    /// Number of patients, runs or seeds.
    pub fn n_words(&self) -> String {
        self.found.n.map_or_else(|| "–".to_owned(), |n| n.to_string())
    }
}

/// A unit of values; nothing of plain numbers.
fn unit_said(unit: &str) -> Option<Message> {
    const UNITS: [Phrase; 5] =
        [english("points"), english("% points"), english("axons"), english("weeks"), english("d")];
    (!unit.is_empty()).then(|| word_in(&UNITS, unit))
}

/// Names of checks and parts of their notes in Japanese: English = Japanese.
const JAPANESE: &str = include_str!("../../../../assets/language/checks.ja.toml");

/// A name or a part of a note in a language, as it stands or with its numbers put in; what the catalogue does not hold stays as it is.
fn in_catalogue(text: &str, language: Language) -> String {
    static CATALOGUE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    if language == Language::English {
        return text.to_owned();
    }
    let known = CATALOGUE.get_or_init(|| toml::from_str(JAPANESE).unwrap_or_default());
    let (pattern, numbers) = without_numbers(text);
    let filled = || {
        let mut numbers = numbers.iter();
        let said = known.get(&pattern)?.split_inclusive(NUMBER).map(|piece| match piece.strip_suffix(NUMBER) {
            Some(words) => format!("{words}{}", numbers.next().map_or("", String::as_str)),
            None => piece.to_owned(),
        });
        Some(said.collect())
    };
    known.get(text).cloned().or_else(filled).unwrap_or_else(|| text.to_owned())
}

/// What stands for a number in the catalogue.
const NUMBER: char = '#';

/// A text with a sign in place of each number that begins a word, and these numbers.
fn without_numbers(text: &str) -> (String, Vec<String>) {
    let (mut pattern, mut numbers, mut before) = (String::new(), Vec::<String>::new(), ' ');
    let mut is_within = false;
    for letter in text.chars() {
        let begins = !is_within && [' ', '(', '−'].contains(&before) && letter.is_ascii_digit();
        is_within = begins || (is_within && (letter.is_ascii_alphanumeric() || ".−".contains(letter)));
        match numbers.last_mut() {
            _ if begins => {
                let minus = pattern.ends_with('−').then(|| pattern.pop()).flatten();
                numbers.push(minus.into_iter().chain([letter]).collect());
                pattern.push(NUMBER);
            }
            Some(number) if is_within => number.push(letter),
            _ => pattern.push(letter),
        }
        before = letter;
    }
    (pattern, numbers)
}

#[cfg(test)]
mod tests {
    use super::super::{CheckedStudy, Error, Estimate, Part, calculated};
    use super::*;
    use crate::biology::targets;

    #[test]
    fn every_arm_of_the_bundled_studies_has_a_name_in_japanese() -> Result<(), Error> {
        for study in [CheckedStudy::Disc, CheckedStudy::Nerve] {
            for arm in study.study(1)?.arms {
                let said = Language::Japanese.say(arm_said(&arm));
                assert!(said.chars().any(|letter| letter >= '\u{3040}'), "{arm} is {said}");
            }
        }
        Ok(())
    }

    #[test]
    fn names_and_notes_of_checks_are_known_in_japanese() -> Result<(), Box<dyn std::error::Error>> {
        let japanese = |text: &str| in_catalogue(text, Language::Japanese);
        assert_eq!(japanese("mean field −7.5e−7"), "平均場 −7.5e−7");
        assert_eq!(japanese("r50 67 % (39 to 86 %)"), "r50 67 %（39〜86 %）");
        assert_eq!(japanese("M2:M1 on day 28"), "28日目のM2:M1");
        assert_eq!(japanese("no such check"), "no such check");
        assert_eq!(in_catalogue("mean field 5.83", Language::English), "mean field 5.83");
        for check in calculated()? {
            assert_ne!(japanese(&check.what), check.what, "no Japanese");
        }
        for target in targets::bundled()? {
            let name = format!("{} {}: {}", target.id, target.experiment, target.measure);
            assert_ne!(japanese(&name), name, "no Japanese");
        }
        let noted = Check::reported(Part::Numerics, "x", "", Estimate { value: 1.0, low: None, high: None, n: None });
        let noted = noted.noted("band: source (fold recalled; counts seen); mean field 5.83");
        assert_eq!(noted.note_in(Language::Japanese), "範囲：出典（倍率は記憶、数は確認）／平均場 5.83");
        Ok(())
    }

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
