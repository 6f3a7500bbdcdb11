//! What keys are called where people read figures: a name instead of `dose.cells` or `stem_cell.half_life`.

use super::{Entry, Ledger};
use crate::language::{Language, Message, Phrase, count, english, verbatim};

/// Keys beside the ledger's, and those whose meaning is a sentence or leans on the row above it.
const NAMES: [(&str, Phrase); 23] = [
    ("axon.resume_base", english("share of the hazard to grow again without growth factors")),
    ("injury.peak_time", english("time of the TNF-alpha peak after an acute injury")),
    ("injury.cut_weight", english("share of the TNF-alpha of an injury that follows the share of axons cut")),
    ("injury.cycles", english("number of further cuts after day 0")),
    ("injury.cycle_time", english("time between two cuts")),
    ("observer.drift_time", english("correlation time of the slow wandering of reported pain")),
    ("patient.potency", english("potency")),
    ("dose.cells", english("cells per dose")),
    ("dose.cells_per_kg", english("cells per dose and kg of body weight")),
    ("dose.at", english("day of the dose")),
    ("dose.every", english("time between doses")),
    ("dose.repeat", english("further doses")),
    ("dose", english("treatment")),
    ("dose.preparation", english("preparation of the dose")),
    ("dose.route", english("route of the dose")),
    ("horizon", english("length of the run")),
    ("patient.number", english("number of the patient")),
    ("population.n", english("patients")),
    ("trial.potency", english("potency")),
    ("trial.visits", english("visits")),
    ("lives", english("lives")),
    ("beside", english("course beside the lives")),
    ("seed", english("seed")),
];

/// What a key is called; the key itself where it has no name. `dose[1].cells` is that of the second dose.
pub fn key_name(key: &str, language: Language) -> String {
    let (plain, dose) = without_number(key);
    let name = match NAMES.iter().find(|(known, _)| *known == plain) {
        Some((_, name)) => language.say(*name),
        None => {
            let meaning = |ledger: Ledger| ledger.entry(&plain).map(|entry| short_meaning(entry, language));
            Ledger::bundled().ok().and_then(meaning).unwrap_or(plain)
        }
    };
    match dose {
        Some(number) if number > 0 => {
            language.say(english("{name} (dose {number})").with("name", name).with("number", number + 1))
        }
        _ => name,
    }
}

/// A key and its value, as `name = value`; of ages as people say them.
pub fn key_with_value(key: &str, value: &str, language: Language) -> String {
    if let (AGE, Some(years)) = (key, years(value)) {
        return language.say(english("patients aged {number}").with("number", years));
    }
    let said = english("{name} = {value}").with("name", key_name(key, language));
    language.say(said.with_said("value", value_of_key(key, value)))
}

/// Keys and their values, one after another.
pub fn keys_with_values(values: &[(String, String)], language: Language) -> String {
    let named = values.iter().map(|(key, value)| key_with_value(key, value, language));
    named.collect::<Vec<_>>().join(language.translated(english(", ")))
}

/// What keys and values take the place of: where the keys are the same, the values that differ.
pub fn in_place_of(values: &[(String, String)], others: &[(String, String)], language: Language) -> String {
    let are_alike = values.len() == others.len() && values.iter().zip(others).all(|(one, other)| one.0 == other.0);
    if !are_alike {
        return keys_with_values(others, language);
    }
    let differing = values.iter().zip(others).filter(|(one, other)| one != other);
    let said = differing.map(|(_, (key, value))| match (key.as_str(), years(value)) {
        (AGE, Some(years)) => language.say(english("aged {number}").with("number", years)),
        _ => language.say(value_of_key(key, value)),
    });
    said.collect::<Vec<_>>().join(language.translated(english(", ")))
}

/// The age of a person, whose years are counted with a word of their own in some languages.
const AGE: &str = "patient.age";

/// A number of years as a scenario writes it.
fn years(value: &str) -> Option<f64> {
    let (number, unit) = value.trim_matches('"').split_once(' ')?;
    ["y", "year", "years"].contains(&unit).then_some(())?;
    number.parse().ok()
}

/// A value of a key as a scenario writes it, for readers: large numbers and times in words.
pub fn value_of_key(key: &str, value: &str) -> Message {
    let plain = value.trim_matches('"');
    if let Ok(number) = plain.parse::<f64>() {
        return if number >= 1e4 { count(number) } else { verbatim(number) };
    }
    let of_unit = plain.split_once(' ').and_then(|(number, unit)| Some((number.parse::<f64>().ok()?, unit)));
    match of_unit {
        Some((number, "cells")) if number >= 1e4 => count(number),
        Some((1.0, "month" | "months")) => english("1 month").into(),
        Some((number, "month" | "months")) => english("{number} months").with("number", number),
        Some((1.0, "d" | "day" | "days")) => english("1 day").into(),
        Some((number, "d" | "day" | "days")) => english("{number} days").with("number", number),
        Some((number, "y" | "year" | "years")) if key == AGE => english("{number} y").with("number", number),
        Some((1.0, "y" | "year" | "years")) => english("1 year").into(),
        Some((number, "y" | "year" | "years")) => english("{number} years").with("number", number),
        _ => verbatim(plain),
    }
}

/// The key without the number of a dose, and that.
fn without_number(key: &str) -> (String, Option<u32>) {
    let parts = key.split_once('[').and_then(|(before, rest)| Some((before, rest.split_once(']')?)));
    match parts {
        Some((before, (number, rest))) => (format!("{before}{rest}"), number.parse().ok()),
        None => (key.to_owned(), None),
    }
}

/// A meaning without what stands in brackets, up to its first remark.
fn short_meaning(entry: &Entry, language: Language) -> String {
    let meaning = without_brackets(entry.meaning(language));
    let end = meaning.find([';', ':', '：', '。']).unwrap_or(meaning.len());
    meaning[..end].trim_end().to_owned()
}

/// A text without brackets and what they hold: `CXCL12 (SDF-1) loss` is `CXCL12 loss`.
fn without_brackets(text: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' | '（' => {
                depth += 1;
                kept.truncate(kept.trim_end().len());
            }
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::LedgerError;
    use super::*;

    #[test]
    fn no_two_parameters_share_a_name_and_each_says_what_it_is() -> Result<(), LedgerError> {
        let ledgers = [Ledger::bundled()?, Ledger::of_observer()?];
        let keys: Vec<&String> = ledgers.iter().flat_map(Ledger::entries).map(|entry| &entry.key).collect();
        for language in Language::ALL {
            let names: BTreeSet<String> = keys.iter().map(|key| key_name(key, language)).collect();
            assert_eq!(names.len(), keys.len(), "two parameters share a name in {language:?}");
            for name in &names {
                let is_leaning =
                    ["その", "この", "such ", "of that ", "(", "（"].iter().any(|word| name.contains(word));
                assert!(!is_leaning && name.chars().count() > 1, "{name}");
            }
        }
        let japanese = ["mediator.loss_rate", "cxcl12.diffusivity"].map(|key| key_name(key, Language::Japanese));
        assert_eq!(japanese, ["メディエーターが失われる速さ", "CXCL12の有効拡散係数"]);
        assert_eq!(key_name("cxcl12.diffusivity", Language::English), "CXCL12 effective diffusivity");
        Ok(())
    }

    #[test]
    fn keys_have_names_and_values_are_readable() {
        let in_english = |key: &str, value: &str| key_with_value(key, value, Language::English);
        assert_eq!(in_english("dose.cells", "7e7"), "cells per dose = 70 million");
        assert_eq!(in_english("dose[1].cells", "\"1e6 cells\""), "cells per dose (dose 2) = 1 million");
        assert_eq!(in_english("stem_cell.half_life", "\"5 d\""), "ADMSC local half-life = 5 days");
        assert_eq!(in_english("patient.potency", "0.1"), "potency = 0.1");
        assert_eq!(in_english("no.such_key", "true"), "no.such_key = true");
        assert_eq!(in_english("patient.age", "\"40 y\""), "patients aged 40");
        assert_eq!(in_english("stem_cell.half_life", "2 y"), "ADMSC local half-life = 2 years");
        let two =
            [("dose.cells", "18000000.0"), ("stem_cell.half_life", "2 d")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let one = pairs(&[("dose.cells", "1e6"), ("patient.age", "70 y")]);
        let of = |others: &[(&str, &str)]| in_place_of(&one, &pairs(others), Language::English);
        assert_eq!(of(&[("dose.cells", "1e6"), ("patient.age", "40 y")]), "aged 40");
        assert_eq!(of(&[("dose.cells", "1e6")]), "cells per dose = 1 million");
        let listed = "cells per dose = 18 million, ADMSC local half-life = 2 days";
        assert_eq!(keys_with_values(&two, Language::English), listed);
        let in_japanese = |key: &str, value: &str| key_with_value(key, value, Language::Japanese);
        assert_eq!(in_japanese("dose.cells", "7e7"), "1回の投与の細胞数 = 7000万");
        assert_eq!(in_japanese("patient.age", "\"40 y\""), "40歳の患者");
        assert_eq!(in_japanese("stem_cell.half_life", "2 y").split_once(" = ").map(|(_, value)| value), Some("2年"));
        assert_eq!(in_japanese("dose.every", "\"6 months\""), "投与の間隔 = 6か月");
        assert_eq!(in_japanese("niche.imprint_decay_time", "\"30 day\""), "ニッチの刷り込みが消える時定数 = 30日");
    }
}
