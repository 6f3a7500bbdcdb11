//! What a study found, in sentences.

use super::super::numbers::Shown;
use super::super::page::Block;
use super::super::sentence::{Sentence, own, sentence};
use super::{Read, Row, contrasts, lasting, points, tables};
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::observer::Mode;
use admsc_scenario::reading::study::Allocation;
use admsc_study::trial::enrolled;
use admsc_study::trial::tables::how_counted;

/// The answer: who was in it, the contrasts that it was made for, what lasts, and every other comparison in a table.
pub fn blocks(read: &Read<'_>) -> Vec<Block> {
    let people = people(read).map(|people| vec![people]);
    let mut blocks: Vec<Block> = people.into_iter().chain(admission(read)).map(Block::Sentences).collect();
    if read.is_swept() {
        blocks.extend(swept(read));
        return blocks;
    }
    let told = if read.patients() == Some(1.0) { Vec::new() } else { contrasts::blocks(read) };
    if told.is_empty() {
        blocks.extend((0..read.study.potencies.len()).flat_map(|potency| of_arms(read, potency)));
    } else {
        blocks.extend(lasting::left(read).map(|said| Block::Sentences(vec![said])));
        blocks.extend(told);
        let more = [lasting::trend(read), of_control(read)].into_iter().flatten();
        blocks.extend(more.map(|said| Block::Sentences(vec![said])));
    }
    blocks.extend(how_counted(read.study).map(|late| Block::Sentences(vec![late.into()])));
    blocks.extend(Some(tables::exploratory(read)).filter(|table| !table.rows.is_empty()).map(Block::Table));
    blocks
}

/// Who was in the study.
fn people(read: &Read<'_>) -> Option<Sentence> {
    if read.patients() == Some(1.0) {
        return Some(sentence(english(
            "One virtual patient went through every arm: nothing can be said of differences between arms in others.",
        )));
    }
    let patients = read.numbers.at("/patients")?.fixed(0);
    Some(
        match read.study.trial.allocation {
            Allocation::EveryArm => sentence(english("{patients} virtual patients went through every arm.")),
            Allocation::Parallel(_) => sentence(english("{patients} virtual patients went through one arm each.")),
        }
        .put("patients", patients),
    )
}

/// Who was admitted by a report of pain, and what that makes of the fall from it; nothing without a threshold.
fn admission(read: &Read<'_>) -> Option<Vec<Sentence>> {
    let least = read.study.population.observed_pain_at_least?;
    let admitted =
        sentence(english("Only patients who reported pain of at least {points} points on day 0 were admitted."));
    let regression = sentence(english(
        "The report that admitted them is also the baseline: part of the fall from it is regression to the mean, in \
         every arm alike.",
    ));
    let adds = if read.study.arms.len() < 2 {
        english("Without a second arm it cannot be separated from what the treatment adds.")
    } else if read.control_is_sham() {
        english("What the treatment adds is active minus sham.")
    } else {
        english("What a treatment adds is the difference between arms.")
    };
    // Where nobody observes, the report is the pain itself, and has no error that could pass.
    let is_observed = read.study.trial.observer != Mode::None;
    let more = is_observed.then(|| [regression, sentence(adds)]).into_iter().flatten();
    Some(std::iter::once(admitted.put("points", own(least))).chain(more).collect())
}

/// The rows of a potency at the last day.
pub fn at_end<'a>(read: &Read<'_>, rows: &'a [Row], potency: usize) -> impl Iterator<Item = Row> + 'a {
    let day = read.last_day();
    rows.iter().copied().filter(move |row| row.day == day && row.potency == potency)
}

/// How pain changed in an arm, with its interval where there is one, and in how many where some have no report.
pub fn change(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let number = |name: &str| read.number(row, &format!("change/{name}"));
    let Some(mean) = number("mean") else {
        let nobody = sentence(english("In {arm} no patient has a report at {visit}."));
        return Some(nobody.put("arm", read.arm(row.arm)).put("visit", read.visit(row)));
    };
    let said = match (number("low"), number("high")) {
        (Some(low), Some(high)) => {
            let phrase = if low.value > 0.0 {
                english("In {arm} pain rose by {change} points by {visit} (95 % interval {low} to {high}).")
            } else if high.value < 0.0 {
                english("In {arm} pain fell by {change} points by {visit} (95 % interval {low} to {high}).")
            } else {
                english(
                    "In {arm} pain did not change detectably by {visit}: by {signed} points (95 % interval {low} to {high}).",
                )
            };
            let places = low.places_to(&high, 1);
            let said = sentence(phrase).put("change", mean.size(places)).put("signed", mean.signed(places));
            said.put("low", low.signed(places)).put("high", high.signed(places))
        }
        _ => sentence(english(
            "In {arm} pain changed by {signed} points by {visit}; a single patient gives no interval.",
        ))
        .put("signed", mean.signed(1)),
    };
    let said = said.put("arm", read.arm(row.arm)).put("visit", read.visit(row));
    let fewer = sentence(english("Only {number} of its patients had a report then."));
    let fewer = reporting(read, row).map(|number| fewer.put("number", number));
    Some(joined(std::iter::once(said).chain(fewer)))
}

/// How many patients of an arm have a report, where these are not all.
pub fn reporting(read: &Read<'_>, row: Row) -> Option<Shown> {
    let (reports, enrolled) = (read.number(row, "change/n")?, enrolled(read.study, row.arm));
    (reports.value < f64::from(enrolled)).then(|| reports.fixed(0))
}

/// What happened in the control, which no potency changes where it is given no cells.
fn of_control(read: &Read<'_>) -> Option<Sentence> {
    let row = at_end(read, &read.arms, 0).find(|row| row.arm == read.study.control)?;
    // Where it is too small, that is told with each contrast.
    let is_judged = read.number(row, "change/low").is_some() && !read.is_active(row.arm);
    if is_judged { change(read, row) } else { None }
}

/// What happened in each arm at a potency.
fn of_arms(read: &Read<'_>, potency: usize) -> Vec<Block> {
    let found: Vec<Sentence> = at_end(read, &read.arms, potency).filter_map(|row| change(read, row)).collect();
    let lead = sentence(english("With a potency of {potency}:")).put("potency", read.potency(potency));
    let lead = (read.study.potencies.len() > 1 && !found.is_empty()).then(|| Block::Sentences(vec![lead]));
    lead.into_iter().chain((!found.is_empty()).then_some(Block::List(found))).collect()
}

/// Sentences one after the other.
pub fn joined(sentences: impl IntoIterator<Item = Sentence>) -> Sentence {
    let join = |first: Sentence, next: Sentence| sentence(english("{one} {next}")).put("one", first).put("next", next);
    sentences.into_iter().reduce(join).unwrap_or_else(|| own(""))
}

/// Clauses of one sentence; nothing without any.
pub fn clauses_of(clauses: impl IntoIterator<Item = Sentence>) -> Option<Sentence> {
    let join = |one: Sentence, next: Sentence| sentence(english("{one}; {next}")).put("one", one).put("next", next);
    clauses.into_iter().reduce(join)
}

/// Fewest points of a sweep of which the best and the worst are chosen from many.
const MANY: usize = 4;

/// What was found at the points of a sweep: what lies between neighbours; then between arms where there are several, else from day 0.
fn swept(read: &Read<'_>) -> Vec<Block> {
    let caution = sentence(english(
        "The best and the worst of many are partly chance; look at the whole sweep before you choose one.",
    ));
    let found = between_arms(read).or_else(|| from_day_zero(read)).unwrap_or_default();
    let caution = (!found.is_empty() && read.study.points.len() >= MANY).then_some(caution);
    let sentences: Vec<Sentence> = points::told(read).into_iter().chain(found).chain(caution).collect();
    if sentences.is_empty() { Vec::new() } else { vec![Block::Sentences(sentences)] }
}

/// The points with the lowest and the highest difference of the primary contrast; without one, from the control.
fn between_arms(read: &Read<'_>) -> Option<Vec<Sentence>> {
    let value = |row: Row, name: &str| read.of_design(row, name);
    let rows = read.differences.iter().copied().filter(|row| row.day == read.last_day());
    let primary = read.contrasts.primary();
    let rows = rows.filter(|row| match primary {
        Some(contrast) => (row.arm, row.against) == (contrast.arm, contrast.against),
        None => row.against == read.study.control,
    });
    let (rows, open): (Vec<Row>, Vec<Row>) =
        rows.partition(|row| value(*row, "low").is_some() && value(*row, "high").is_some());
    let rows = rows.into_iter();
    let all: Vec<(Row, f64)> = rows.filter_map(|row| Some((row, value(row, "difference")?.value))).collect();
    let lowest = all.iter().min_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let highest = all.iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let at = |phrase: Phrase, row: Row| {
        let said = sentence(phrase).put("control", read.arm(row.against)).put("visit", read.visit(row));
        let (low, high) = (value(row, "low")?, value(row, "high")?);
        let places = low.places_to(&high, 1);
        let said = said.put("difference", value(row, "difference")?.signed(places)).put("where", place(read, row));
        Some(said.put("low", low.signed(places)).put("high", high.signed(places)))
    };
    let (first, second) = if primary.is_none_or(|told| told.against == read.study.control) && read.control_is_sham() {
        (
            english(
                "The lowest active minus sham at {visit} is {difference} points (95 % interval {low} to {high}), at {where}.",
            ),
            english("The highest is {difference} points (95 % interval {low} to {high}), at {where}."),
        )
    } else {
        (
            english(
                "The lowest difference from {control} at {visit} is {difference} points (95 % interval {low} to {high}), at \
                 {where}.",
            ),
            english("The highest is {difference} points (95 % interval {low} to {high}), at {where}."),
        )
    };
    let is_detectable = |row: &Row| {
        let [low, high] = ["low", "high"].map(|name| value(*row, name).map_or(0.0, |end| end.value));
        low > 0.0 || high < 0.0
    };
    let detectable = all.iter().filter(|(row, _)| is_detectable(row)).count();
    let phrase = match detectable {
        0 => english("None of the differences from {control} in the sweep is detectable at {visit}."),
        some if some == all.len() => {
            english("Each of the differences from {control} in the sweep is detectable at {visit}.")
        }
        _ => english("Some of the differences from {control} in the sweep are detectable at {visit}, some are not."),
    };
    let detected = sentence(phrase).put("control", read.arm(lowest.against)).put("visit", read.visit(lowest));
    let left_open = sentence(english(
        "The other differences have no interval, as it takes two patients with a report in each arm: they allow no verdict.",
    ));
    let left_open = (!open.is_empty()).then_some(left_open);
    let found = [detected, at(first, lowest)?, at(second, highest)?];
    Some(found.into_iter().chain(left_open).collect())
}

/// The points with the largest and the smallest fall of pain.
fn from_day_zero(read: &Read<'_>) -> Option<Vec<Sentence>> {
    let day = read.last_day();
    let changes = read.arms.iter().copied().filter(|row| row.day == day);
    let changes: Vec<(Row, f64)> =
        changes.filter_map(|row| Some((row, read.number(row, "change/mean")?.value))).collect();
    let lowest = changes.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let highest = changes.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let ((lowest, _), (highest, _)) = (lowest?, highest?);
    let at = |[of_several, of_one]: [Phrase; 2], row: Row| {
        let number = |name: &str| read.number(row, &format!("change/{name}"));
        let (mean, ends) = (number("mean")?, number("low").zip(number("high")));
        let said = match ends {
            Some((low, high)) => sentence(of_several).put("low", low.signed(1)).put("high", high.signed(1)),
            None => sentence(of_one),
        };
        Some(said.put("change", mean.signed(1)).put("visit", read.visit(row)).put("where", place(read, row)))
    };
    let first = [
        english(
            "The lowest mean change of pain by {visit} is {change} points (95 % interval {low} to {high}), at {where}.",
        ),
        english(
            "The lowest change of pain by {visit} is {change} points, at {where}; a single patient gives no interval.",
        ),
    ];
    let second = [
        english("The highest is {change} points (95 % interval {low} to {high}), at {where}."),
        english("The highest is {change} points, at {where}; a single patient gives no interval."),
    ];
    Some(vec![at(first, *lowest)?, at(second, *highest)?])
}

/// Point, potency and arm of a row, as far as there are several.
fn place(read: &Read<'_>, row: Row) -> Sentence {
    let point = read.point(row.point).map(own);
    let potency = (read.study.potencies.len() > 1)
        .then(|| sentence(english("potency {potency}")).put("potency", read.potency(row.potency)));
    let arm = (read.study.arms.len() > 1).then(|| read.arm(row.arm));
    let join = |first: Sentence, next: Sentence| sentence(english("{one}, {next}")).put("one", first).put("next", next);
    [point, potency, arm].into_iter().flatten().reduce(join).unwrap_or_else(|| own(""))
}
