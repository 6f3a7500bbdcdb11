//! The contrasts that a study was made for, in sentences: estimate, interval, responders and number needed to treat, at each potency.

use super::super::page::Block;
use super::super::sentence::{Sentence, sentence};
use super::answer::{at_end, change, clauses_of, joined, reporting};
use super::{Read, Row};
use admsc_scenario::language::{Message, Phrase, english};
use admsc_scenario::reading::study::Contrast;
use admsc_study::trial;

/// Every contrast that is told, the primary one first; nothing where no two arms are compared.
pub fn blocks(read: &Read<'_>) -> Vec<Block> {
    let told = read.contrasts.told.iter().flat_map(|contrast| of_contrast(read, *contrast));
    let told: Vec<Block> = told.collect();
    let unplanned = sentence(english(
        "The study names no contrast ([trial] compare), so all its comparisons are exploratory: first those of neighbouring arms, \
         then each arm against {control}.",
    ));
    let unplanned = unplanned.put("control", read.arm(read.study.control));
    let lead = (!read.contrasts.are_planned && !told.is_empty()).then(|| Block::Sentences(vec![unplanned]));
    lead.into_iter().chain(told).collect()
}

/// What was found of a contrast in one sentence, and how large it is at each potency.
fn of_contrast(read: &Read<'_>, contrast: Contrast) -> Vec<Block> {
    let rows: Vec<Row> = (0..read.study.potencies.len()).filter_map(|potency| row(read, contrast, potency)).collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let named = |is_judged: bool| {
        let said = sentence(heading(read.contrasts.primary() == Some(contrast), is_judged));
        let said = said.put("arm", read.arm(contrast.arm)).put("against", read.arm(contrast.against));
        said.put("visit", read.visit(*first))
    };
    let verdict = verdict(read, &rows);
    let lead = |found: Option<Sentence>| match found {
        Some(found) => named(true).put("verdict", found),
        None => named(false),
    };
    if let [row] = rows.as_slice() {
        let found = verdict.zip(clauses(read, *row)).and_then(|(verdict, more)| clauses_of([verdict.into(), more]));
        let open = found.is_none().then(|| open(read, *row));
        return vec![Block::Sentences(std::iter::once(lead(found)).chain(open).collect())];
    }
    let found = rows.iter().map(|row| found(read, *row)).collect();
    vec![Block::Sentences(vec![lead(verdict.map(Sentence::from))]), Block::List(found)]
}

/// The row of a contrast at the last visit.
fn row(read: &Read<'_>, contrast: Contrast, potency: usize) -> Option<Row> {
    at_end(read, &read.differences, potency).find(|row| (row.arm, row.against) == (contrast.arm, contrast.against))
}

/// Sign of a difference that is detectable, else 0; nothing where there is no verdict. Of one comparison among many that nobody had
/// planned, p is adjusted for their number.
fn sign(read: &Read<'_>, row: Row) -> Option<i8> {
    let adjusted = read.number(row, "holm_p");
    let sign = read.sign(row)?;
    Some(if adjusted.is_some_and(|p| p.value >= trial::LEVEL) { 0 } else { sign })
}

/// Whether the arms of a contrast differ, at one potency or at several; nothing where one of them allows no verdict.
fn verdict(read: &Read<'_>, rows: &[Row]) -> Option<Message> {
    let found = |row: &Row| Some((sign(read, *row)?, read.of_design(*row, "difference")?.value));
    let potencies: Vec<f64> = rows.iter().map(|row| read.study.potencies[row.potency].value).collect();
    trial::verdict_on(&rows.iter().map(found).collect::<Option<Vec<_>>>()?, &potencies)
}

/// What a contrast is told under.
fn heading(is_primary: bool, is_judged: bool) -> Phrase {
    match (is_primary, is_judged) {
        (true, true) => english("Primary contrast, {arm} against {against} at {visit}: {verdict}."),
        (true, false) => english("Primary contrast, {arm} against {against} at {visit}:"),
        (false, true) => english("{arm} against {against} at {visit}: {verdict}."),
        (false, false) => english("{arm} against {against} at {visit}:"),
    }
}

/// Everything about a contrast at one potency of several.
fn found(read: &Read<'_>, row: Row) -> Sentence {
    let (phrase, found) = match clauses(read, row) {
        Some(clauses) => (english("With a potency of {potency}: {clauses}."), clauses),
        None => (english("With a potency of {potency}: {clauses}"), open(read, row)),
    };
    sentence(phrase).put("clauses", found).put("potency", read.potency(row.potency))
}

/// Estimate, responders, number needed to treat; nothing where the reports are too few for a difference.
fn clauses(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let difference = difference(read, row)?;
    let more = [shares(read, row), needed(read, row), reports(read, row)];
    clauses_of(std::iter::once(difference).chain(more.into_iter().flatten()))
}

/// How many patients of both arms had a report, where these are not all.
fn reports(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let of_arm = |arm: usize| at_end(read, &read.arms, row.potency).find(|found| found.arm == arm);
    let (arm, against) = (of_arm(row.arm)?, of_arm(row.against)?);
    reporting(read, arm).or_else(|| reporting(read, against))?;
    let number = |row: Row| Some(read.number(row, "change/n")?.fixed(0));
    let said = sentence(english("only {number} and {other} patients had a report"));
    Some(said.put("number", number(arm)?).put("other", number(against)?))
}

/// What is known of two arms that cannot be compared.
fn open(read: &Read<'_>, row: Row) -> Sentence {
    let of_arms = at_end(read, &read.arms, row.potency).filter(|found| [row.arm, row.against].contains(&found.arm));
    let changes = of_arms.filter_map(|found| change(read, found));
    let open = sentence(english(
        "No verdict is possible on the difference from {control}: it takes two patients with a report in each arm.",
    ));
    joined(changes.chain([open.put("control", read.arm(row.against))]))
}

/// An arm minus another; nothing where the reports are too few for it.
fn difference(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let number = |name| read.of_design(row, name);
    let (difference, low, high) = (number("difference")?, number("low")?, number("high")?);
    let phrase = match (read.is_active_minus_sham(row), sign(read, row)? == 0 && read.study.potencies.len() > 1) {
        (true, false) => english("active minus sham is {difference} points (95 % interval {low} to {high})"),
        (false, false) => english("the difference is {difference} points (95 % interval {low} to {high})"),
        (true, true) => {
            english("active minus sham is {difference} points (95 % interval {low} to {high}), not detectable")
        }
        (false, true) => {
            english("the difference is {difference} points (95 % interval {low} to {high}), not detectable")
        }
    };
    let places = low.places_to(&high, 1);
    let said = sentence(phrase).put("difference", difference.signed(places)).put("low", low.signed(places));
    Some(said.put("high", high.signed(places)))
}

/// The shares of both arms that lost half of their pain.
fn shares(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let share = |arm: usize| read.number(row, &format!("r50_unpaired/shares/{arm}"));
    let said = sentence(english("{share} against {other} of the patients lost half of their pain"));
    Some(said.put("share", share(0)?.percent()).put("other", share(1)?.percent()))
}

/// How many patients must be treated for one more of them to lose half of the pain, and by which interval; nothing where an arm has one
/// patient.
fn needed(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let kind = read.numbers.text(&format!("/differences/{}/number_needed/kind", row.place))?;
    let number = |name: &str| read.number(row, &format!("number_needed/{name}"));
    let phrase = match kind {
        "benefit" => english(
            "for one more of them {number} must be treated (95 % interval as between different patients: {fewest} to {most})",
        ),
        "harm" => english(
            "that is one fewer for every {number} treated (95 % interval as between different patients: {fewest} to {most})",
        ),
        _ => {
            return Some(sentence(english(
                "the number needed to treat cannot be told, as its 95 % interval between different patients includes no effect",
            )));
        }
    };
    let said = sentence(phrase).put("number", number("number")?.fixed(1));
    Some(said.put("fewest", number("fewest")?.fixed(1)).put("most", number("most")?.fixed(1)))
}
