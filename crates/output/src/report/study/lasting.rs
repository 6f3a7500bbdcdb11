//! What a study says besides its contrasts at the last visit: what is left of the effect by then, and how it grows with the dose.

use super::super::numbers::Number;
use super::super::sentence::{Sentence, sentence};
use super::answer::clauses_of;
use super::{Read, Row};
use admsc_scenario::language::english;
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::units::sign::fixed;

/// What the contrast that the study is about changes at most, and what is left of it at the last visit: the question in short; nothing where
/// patients were seen once.
pub fn left(read: &Read<'_>) -> Option<Sentence> {
    let Contrast { arm, against } = read.contrasts.primary()?;
    let clauses = (0..read.study.potencies.len()).map(|potency| {
        let of_pair = |row: &&Row| (row.potency, row.arm, row.against) == (potency, arm, against) && row.day > 0;
        let rows: Vec<Row> = read.differences.iter().filter(of_pair).copied().collect();
        left_of(read, &rows)
    });
    let clauses = clauses_of(clauses.collect::<Option<Vec<_>>>()?)?;
    let last = read.arms.iter().find(|row| row.day == read.last_day())?;
    let said = sentence(english("What {arm} changes against {against}, at most and at {visit}: {clauses}."));
    let said = said.put("visit", read.visit(*last)).put("arm", read.arm(arm)).put("against", read.arm(against));
    Some(said.put("clauses", clauses))
}

/// The lowest of the differences at several visits and that at the last one, both with their intervals; where none is detectable, that is
/// said.
fn left_of(read: &Read<'_>, rows: &[Row]) -> Option<Sentence> {
    let values: Vec<(Row, Number)> =
        rows.iter().filter_map(|row| Some((*row, read.of_design(*row, "difference")?))).collect();
    let [.., (last, now)] = values.as_slice() else { return None };
    if values.len() < 2 || last.day != read.last_day() {
        return None;
    }
    let (lowest, largest) = values.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let is_detectable = values.iter().any(|(row, _)| read.sign(*row) == Some(-1));
    let phrase = match (is_detectable, lowest.day == last.day) {
        (false, _) => english("no detectably less pain at any visit"),
        (true, true) => english("{now} points at {visit}, the most at any visit"),
        (true, false) => english("{largest} points ({from} to {to}) at {visit}, {now} ({low} to {high}) at {end}"),
    };
    let ends = |row: Row| Some([read.of_design(row, "low")?, read.of_design(row, "high")?]);
    let ([from, to], [low, high]) = (ends(*lowest)?, ends(*last)?);
    // With as many places as tell the two apart, and at least as many as show less than a point.
    let differ = |places: &usize| fixed(now.value, *places) != fixed(largest.value, *places);
    let least = if largest.value.abs() < 1.0 { 2 } else { 1 };
    let places = (least..4).find(differ).unwrap_or(least);
    let numbers = [("now", now), ("largest", largest), ("from", &from), ("to", &to), ("low", &low), ("high", &high)];
    let said = numbers
        .into_iter()
        .fold(sentence(phrase), |said, (name, number)| said.put(name, number.signed(places)))
        .put("visit", read.visit(*lowest))
        .put("end", read.visit(*last));
    Some(with_potency(read, said, last.potency))
}

/// How the effect grows with the number of cells; nothing without several doses.
pub fn trend(read: &Read<'_>) -> Option<Sentence> {
    let day = f64::from(read.last_day());
    let at = |place: usize, name: &str| read.numbers.at(format!("/trends/{place}/{name}"));
    let places =
        (0..read.numbers.count("/trends")).filter(|place| at(*place, "day").is_some_and(|found| found.value == day));
    let places: Vec<usize> = places.collect();
    let first = *places.first()?;
    let clauses = places.iter().map(|place| {
        let number = |name: &str| {
            let of = |design: &str| at(*place, &format!("{design}/{name}"));
            of("paired").or_else(|| of("unpaired"))
        };
        let (slope, low, high) = (number("slope")?, number("low")?, number("high")?);
        let phrase = if low.value > 0.0 || high.value < 0.0 {
            english("{slope} (95 % interval {low} to {high})")
        } else {
            english("not detectable, {slope} (95 % interval {low} to {high})")
        };
        let digits = low.places_to(&high, 2);
        let said = sentence(phrase).put("slope", slope.signed(digits));
        let said = said.put("low", low.signed(digits)).put("high", high.signed(digits));
        Some(with_potency(read, said, at(*place, "potency")?.value as usize))
    });
    let clauses = clauses_of(clauses.collect::<Option<Vec<_>>>()?)?;
    let arm = |name: &str| Some(read.arm(at(first, name)?.value as usize));
    let said = sentence(english(
        "Trend at {visit} over the doses from {lowest} to {highest}, points of pain for each doubling of the cells: {clauses}.",
    ));
    let said =
        said.put("lowest", arm("lowest")?).put("highest", arm("highest")?).put("visit", at(first, "day")?.visit());
    Some(said.put("clauses", clauses))
}

/// A clause, and the potency it is about where there are several.
pub fn with_potency(read: &Read<'_>, clause: Sentence, potency: usize) -> Sentence {
    if read.study.potencies.len() < 2 {
        return clause;
    }
    let said = sentence(english("with a potency of {potency} {clause}"));
    said.put("clause", clause).put("potency", read.potency(potency))
}
