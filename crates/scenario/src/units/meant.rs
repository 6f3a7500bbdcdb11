//! What somebody most likely meant by a quantity that cannot be read: numbers and units as people of other fields, countries
//! and keyboards write them. Nothing is proposed that has not the expected dimension.

use super::kind::{Dimension, Kind};
use super::{ATOMS, Unit, number_length, read};

/// Words of numbers that people write in place of a power of ten.
const POWERS: [(&[&str], u32); 4] = [
    (&["thousand"], 3),
    (&["million", "millions", "mio", "mio.", "mln"], 6),
    (&["billion", "billions"], 9),
    (&["万"], 4),
];

/// The same where cells are counted: elsewhere these are no numbers, but metres and kelvin.
const POWERS_OF_CELLS: [(&[&str], u32); 3] = [(&["k", "K"], 3), (&["M"], 6), (&["億"], 8)];

/// Units in words of other languages.
const WORDS: [(&[&str], &str); 13] = [
    (&["秒", "秒間"], "s"),
    (&["分", "分間"], "min"),
    (&["時間"], "h"),
    (&["日", "日間"], "d"),
    (&["週", "週間"], "weeks"),
    (&["月", "か月", "ヶ月", "ケ月", "カ月", "ヵ月", "箇月", "か月間", "ヶ月間", "カ月間"], "months"),
    (&["年", "年間", "歳", "才"], "years"),
    (&["ミクロン", "マイクロメートル"], "um"),
    (&["ミリ", "ミリメートル"], "mm"),
    (&["センチ", "センチメートル"], "cm"),
    (&["キロ", "キログラム", "公斤"], "kg"),
    (&["個", "細胞", "個の細胞"], "cells"),
    (&["点"], "points"),
];

/// Units that no scenario has: names, how many of a unit that one has they are.
const FOREIGN: [(&[&str], f64, &str); 3] = [
    (&["lb", "lbs", "pound", "pounds"], 0.453_592_37, "kg"),
    (&["oz", "ounce", "ounces"], 28.349_523_125, "g"),
    (&["in", "inch", "inches"], 25.4, "mm"),
];

/// Signs that people put between the digits of a number.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.' | ' ' | '\'' | '_' | '\u{2009}' | '\u{202f}')
}

/// The quantities, as a scenario writes them, that a text may mean; none where nothing is near.
pub fn meant(text: &str, expected: Kind) -> Vec<String> {
    let text = text.trim().replace('−', "-");
    let mut readings = plain_numbers(&text);
    if readings.is_empty() {
        readings.push(text);
    }
    readings.iter().filter_map(|text| known(text, expected)).collect()
}

/// A text with the number of its beginning as digits with a decimal point, in each way that it can be read: "1,6" with a
/// decimal comma, "70,000,000" and "70 000 000" with groups of digits; "1,600" is both. None where it is such a number
/// already, or no number.
pub fn plain_numbers(text: &str) -> Vec<String> {
    let is_of_number = |c: char| c.is_ascii_digit() || is_separator(c);
    let sign = usize::from(text.starts_with(['+', '-']));
    let end = sign + text[sign..].find(|c| !is_of_number(c)).unwrap_or(text.len() - sign);
    let number = text[..end].trim_end_matches(is_separator);
    let (digits, rest) = (&number[sign..], &text[number.len()..]);
    let separators: Vec<char> = digits.chars().filter(|c| is_separator(*c)).collect();
    let (Some(last), true) = (separators.last().copied(), digits.starts_with(|c: char| c.is_ascii_digit())) else {
        return Vec::new();
    };
    let are_groups = |whole: &str| {
        let groups: Vec<&str> = whole.split(is_separator).collect();
        let first = groups.first().map_or(0, |first| first.len());
        (1..=3).contains(&first) && !whole.starts_with('0') && groups[1..].iter().all(|group| group.len() == 3)
    };
    let joined = |whole: &str| whole.replace(is_separator, "");
    let are_alike = separators.iter().all(|c| *c == separators[0]);
    let mut readings = Vec::new();
    if let Some((whole, fraction)) = digits.rsplit_once(last)
        && matches!(last, ',' | '.')
        && !fraction.is_empty()
        && !whole.contains(last)
        && (separators.len() == 1
            || (are_groups(whole) && separators[..separators.len() - 1].windows(2).all(|pair| pair[0] == pair[1])))
    {
        readings.push(format!("{}.{fraction}", joined(whole)));
    }
    if are_alike && are_groups(digits) {
        readings.push(joined(digits));
    }
    readings.retain(|reading| reading != digits);
    readings.into_iter().map(|reading| format!("{}{reading}{rest}", &text[..sign])).collect()
}

/// A text with known words in place of others, if it can be read then.
fn known(text: &str, expected: Kind) -> Option<String> {
    let (number, unit) = text.split_at(number_length(text));
    if number.is_empty() {
        return None;
    }
    let (power, unit) = power(number, unit.trim(), expected);
    let number = format!("{number}{power}");
    let unit = in_words(unit);
    let written = |unit: &str| if unit.is_empty() { number.clone() } else { format!("{number} {unit}") };
    // Who counts cells leaves them out.
    let of_cells =
        unit.trim_start_matches('1').trim_start().strip_prefix('/').map(|unit| format!("cells/{}", unit.trim()));
    let candidates = [Some(written(&unit)), of_cells.map(|unit| written(&unit)), in_other_units(&number, &unit)];
    candidates.into_iter().flatten().find(|candidate| read(candidate, expected).is_ok())
}

/// The power of ten that the word at the beginning of a unit means, as it is written after the digits, and the unit itself.
fn power<'a>(number: &str, unit: &'a str, expected: Kind) -> (String, &'a str) {
    let of_cells = matches!(expected, Kind::Cells | Kind::CellsPerMass | Kind::CellDensity);
    let all = POWERS.iter().chain(POWERS_OF_CELLS.iter().filter(|_| of_cells));
    let words = all.flat_map(|(names, power)| names.iter().map(move |name| (*name, *power)));
    let rest = |name: &str| {
        let (start, rest) = unit.split_at_checked(name.len())?;
        let is_same = start == name || (name.len() > 1 && start.eq_ignore_ascii_case(name));
        let ends = !name.is_ascii() || rest.is_empty() || rest.starts_with([' ', '/']);
        (is_same && ends).then(|| rest.trim_start())
    };
    let found = words.filter_map(|(name, power)| Some((power, rest(name)?))).next();
    match found {
        Some((power, rest)) if !number.contains(['e', 'E']) => (format!("e{power}"), rest),
        _ => (String::new(), unit),
    }
}

/// A unit with the words of scenarios in place of those of other languages.
fn in_words(unit: &str) -> String {
    let word = |part: &str| {
        let found = WORDS.iter().find(|(names, _)| names.contains(&part.trim()));
        found.map_or(part.trim(), |(_, unit)| *unit).to_owned()
    };
    unit.split('/').map(word).collect::<Vec<_>>().join("/")
}

/// A quantity in a unit of other countries, in one that scenarios have, to four digits.
fn in_other_units(number: &str, unit: &str) -> Option<String> {
    let (_, factor, own) = FOREIGN.iter().find(|(names, ..)| names.contains(&unit.to_lowercase().as_str()))?;
    let value: f64 = format!("{:.3e}", number.parse::<f64>().ok()? * factor).parse().ok()?;
    Some(format!("{value} {own}"))
}

/// The unit most like the unknown unit `wrong` with which a text has the expected dimension.
pub fn nearest_unit(unit_text: &str, wrong: &str, expected: Kind) -> Option<String> {
    let word = wrong.trim_matches(['"', '\'']).to_lowercase();
    let fits = |name: &&str| {
        let unit = Unit::parse(&unit_text.replacen(wrong, name, 1));
        unit.is_ok_and(|unit| unit.dimension == Dimension(expected.row().exponents))
    };
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        // Who shortens a unit writes how it begins; of those that begin so, the shortest.
        let begins = word.len() > 1 && name.starts_with(&word);
        if begins { 2.0 - 0.01 * name.len() as f64 } else { strsim::jaro_winkler(&word, &name) }
    };
    ATOMS
        .iter()
        .flat_map(|(names, ..)| names.iter().copied())
        .filter(fits)
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_understood() {
        for (text, kind, expected) in [
            ("60 日", Kind::Time, &["60 d"][..]),
            ("3か月", Kind::Time, &["3 months"]),
            ("52歳", Kind::Time, &["52 years"]),
            ("0.1/日", Kind::Rate, &["0.1 /d"]),
            ("7000 万", Kind::Cells, &["7000e4"]),
            ("7000万個", Kind::Cells, &["7000e4 cells"]),
            ("70 million cells", Kind::Cells, &["70e6 cells"]),
            ("70M", Kind::Cells, &["70e6"]),
            ("1M cells/kg", Kind::CellsPerMass, &["1e6 cells/kg"]),
            ("70M", Kind::Length, &[]),
            ("1,6 mm", Kind::Length, &["1.6 mm"]),
            ("1,600 mm", Kind::Length, &["1.600 mm", "1600 mm"]),
            ("0,600 mm", Kind::Length, &["0.600 mm"]),
            ("1.234,5 um", Kind::Length, &["1234.5 um"]),
            ("1,234.5 um", Kind::Length, &["1234.5 um"]),
            ("70,000,000", Kind::Cells, &["70000000"]),
            ("70 000 000 cells", Kind::Cells, &["70000000 cells"]),
            ("70.000.000", Kind::Cells, &["70000000"]),
            ("1,5e6 cells/mL", Kind::CellDensity, &["1.5e6 cells/mL"]),
            ("1,2,3 mm", Kind::Length, &[]),
            ("1.2.3 mm", Kind::Length, &[]),
            ("143 lb", Kind::Mass, &["64.86 kg"]),
            ("143 lb", Kind::Time, &[]),
            ("1e6 /kg", Kind::CellsPerMass, &["1e6 cells/kg"]),
            ("1e6 1/kg", Kind::CellsPerMass, &["1e6 cells/kg"]),
            ("70 m", Kind::Cells, &[]),
        ] {
            assert_eq!(meant(text, kind), expected, "{text}");
        }
    }
}
