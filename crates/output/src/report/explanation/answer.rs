//! What an explanation found, in sentences.

use super::super::numbers::{Number, Numbers};
use super::super::page::Block;
use super::super::sentence::{Sentence, sentence};
use super::{cost, cost_rows};
use admsc_scenario::language::english;
use admsc_study::explanation::largest::{Part, SMALLEST_LOSS_POINTS, Standing, as_large, contenders, largest};
use admsc_study::explanation::names::{group, knock_out, process};
use admsc_study::summary::counted_from;

/// Steps of the therapy, as far as they are knocked out.
const STEPS: [&str; 7] =
    ["homing", "direction", "m2-shift", "imprint", "growth-factors", "regeneration", "desensitisation"];
/// The row of what remains with all groups instantaneous.
const REST: &str = "rest";

/// The answer: how it went, what cost the time, what the relief needs and whether it lasts.
pub fn blocks(numbers: Numbers<'_>) -> Vec<Block> {
    let course = [own_course(numbers), counted(numbers), paces(numbers), last_cell(numbers)];
    let time = [delay(numbers), dearest(numbers), check(numbers), differing(numbers)];
    let lasting = [needed(numbers), staying(numbers), states(numbers)];
    let found = [course.into_iter().flatten().collect(), time.into_iter().flatten().collect()];
    let found: Vec<Vec<Sentence>> = found.into_iter().chain([lasting.into_iter().flatten().collect()]).collect();
    found.into_iter().filter(|sentences| !sentences.is_empty()).map(Block::Sentences).collect()
}

/// What is asked first: why it takes its time, and whether it lasts.
pub fn short(numbers: Numbers<'_>) -> Vec<Sentence> {
    [delay(numbers), dearest(numbers), staying(numbers)].into_iter().flatten().collect()
}

/// How pain went in the scenario's own run. The page has one day of halved pain: that of the patients whose delay is divided, where there
/// are some.
fn own_course(numbers: Numbers<'_>) -> Option<Sentence> {
    let relief = numbers.at("/largest_relief_points")?;
    let said = match numbers.at("/halved_days") {
        Some(_) if whole(numbers).is_some() => {
            sentence(english("In the scenario's own run pain falls by {relief} points at most."))
        }
        Some(half) => sentence(english(
            "In the scenario's own run pain has halved by day {half}; it falls by {relief} points at most.",
        ))
        .put("half", half.fixed(0)),
        None => sentence(english("In the scenario's own run pain never halves: it falls by {relief} points at most.")),
    };
    Some(said.put("relief", &relief))
}

/// From when relief counts, where that is not day 0.
fn counted(numbers: Numbers<'_>) -> Option<Sentence> {
    let day = numbers.at("/first_dose_days")?;
    counted_from(day.value as u32).map(Sentence::from)
}

/// The fastest and the slowest process.
fn paces(numbers: Numbers<'_>) -> Option<Sentence> {
    let pace = |place: usize| {
        let time = numbers.at(format!("/clock/{place}/half_time_days"))?;
        Some((process(numbers.text(&format!("/clock/{place}/process"))?), time))
    };
    let mut paces: Vec<_> = (0..numbers.count("/clock")).filter_map(pace).collect();
    paces.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let [(fast, short), .., (slow, long)] = paces.as_slice() else { return None };
    let said = sentence(english(
        "The fastest of its processes has a half-time of {short} ({fast}), the slowest one of {long} ({slow}).",
    ));
    let said = said.put("fast", fast.clone()).put("slow", slow.clone());
    Some(said.put("short", short.length()).put("long", long.length()))
}

fn last_cell(numbers: Numbers<'_>) -> Option<Sentence> {
    let day = numbers.at("/last_cell_days")?;
    Some(sentence(english("The last injected cell is gone on day {day}.")).put("day", day.fixed(0)))
}

/// The row of the whole delay on cells.
fn whole(numbers: Numbers<'_>) -> Option<usize> {
    cost_rows(numbers).into_iter().find(|row| numbers.text(&cost(*row, "group")) == Some("delay"))
}

fn delay(numbers: Numbers<'_>) -> Option<Sentence> {
    let Some(whole) = whole(numbers) else {
        return Some(sentence(english("Pain halves in no patient of the cell model, so there is no time to divide.")));
    };
    let said = sentence(english(
        "In {number} patients of the cell model whose pain halves, that takes {days} days on average after the first \
         dose.",
    ));
    let said = said.put("number", numbers.at(cost(whole, "patients_count"))?.fixed(0));
    let ends = numbers.at(cost(whole, "low_days")).zip(numbers.at(cost(whole, "high_days")));
    Some(said.put("days", numbers.at(cost(whole, "cost_days"))?.with_interval(ends, |days| days.fixed(0))))
}

/// The groups, the dearest first, and then the rest, which competes with them but is not told; the whole is no part.
fn groups(numbers: Numbers<'_>) -> Vec<Part<'_>> {
    let part = |row: usize| {
        let name = numbers.text(&cost(row, "group")).filter(|name| *name != "delay")?;
        let value = |name: &str| Some(numbers.at(cost(row, name))?.value);
        let ends = value("low_days").zip(value("high_days"));
        let is_detectable = name != REST && ends.is_some_and(|(low, _)| low > 0.0);
        let behind_low = value("behind_low_days");
        Some(Part { name, row, mean: value("cost_days")?, ends, is_detectable, behind_low })
    };
    let mut parts: Vec<Part<'_>> = cost_rows(numbers).into_iter().filter_map(part).collect();
    parts.sort_by(|a, b| (a.name == REST).cmp(&(b.name == REST)).then(b.mean.total_cmp(&a.mean)));
    parts
}

/// The group that costs most of those whose interval says that they cost something; where there is none, the dearest with
/// an interval that includes no cost.
fn dearest(numbers: Numbers<'_>) -> Option<Sentence> {
    let groups = groups(numbers);
    let (told, standing) = largest(&groups)?;
    if told.ends.is_none() {
        return Some(sentence(english(
            "One patient whose pain halves does not show which group of processes costs the time.",
        )));
    }
    let mut alike = as_large(&groups);
    alike.retain(|part| part.name != REST);
    let lead = match standing {
        Standing::OfAll => english("The largest part is due to this group"),
        Standing::OnlyDetectable => english("Only this group of processes has a detectable cost"),
        Standing::OfDetectable if alike.len() > 1 => {
            english("The largest part is due to one of these groups, which cannot be told apart in these patients")
        }
        Standing::OfDetectable => english("Of the groups of processes with a detectable cost this one costs most"),
        Standing::Undetected => english(
            "No group of processes has a detectable cost: no 95 % interval lies above zero. The largest estimate",
        ),
    };
    let costs = |part: &Part<'_>| {
        let value = |name: &str| numbers.at(cost(part.row, name));
        let (low, high) = value("low_days").zip(value("high_days"))?;
        let said = sentence(english("{group}, {days} days (95 % interval {low} to {high}), {share} of the delay"));
        let places = low.places_to(&high, 1);
        let said = said.put("group", group(part.name)).put("days", value("cost_days")?.fixed(places));
        let ends = value("low_share").zip(value("high_share"));
        let said = said.put("share", value("cost_share")?.with_interval(ends, Number::percent));
        Some(said.put("low", low.fixed(places)).put("high", high.fixed(places)))
    };
    let parts = if standing == Standing::OfDetectable { alike } else { vec![told] };
    let said = sentence(english("{lead}: {groups}.")).put("lead", sentence(lead));
    Some(said.put("groups", parts.into_iter().filter_map(costs).reduce(join)?))
}

/// A number of a group in the patients of both models.
fn confirmed(numbers: Numbers<'_>, place: usize, name: &str) -> Option<Number> {
    numbers.at(format!("/confirmations/{place}/{name}"))
}

/// Whether an interval leaves none out.
fn differs(low: &Number, high: &Number) -> bool {
    low.value > 0.0 || high.value < 0.0
}

/// What the mean field says of the same delay.
fn check(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |name: &str| confirmed(numbers, 0, name);
    let (low, high) = (of("delay_difference_low_days")?, of("delay_difference_high_days")?);
    let verdict = match differs(&low, &high) {
        true => english("disagrees on how long it takes"),
        false => english("does not detectably disagree on how long it takes"),
    };
    let said = sentence(english(
        "The mean field (no homing, no growth of axons), a check in {number} of these patients, {verdict}: cell model − \
         mean field {days} days (95 % interval {low} to {high}).",
    ));
    let places = low.places_to(&high, 1);
    let said = said.put("number", of("patients_count")?.fixed(0)).put("verdict", sentence(verdict));
    let said = said.put("days", of("delay_difference_days")?.signed(places));
    Some(said.put("low", low.signed(places)).put("high", high.signed(places)))
}

/// The groups of which cells and mean field say detectably other things.
fn differing(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |place: usize| {
        let at = |name: &str| confirmed(numbers, place, name);
        let (low, high) = (at("cost_difference_low_days")?, at("cost_difference_high_days")?);
        let name = numbers.text(&format!("/confirmations/{place}/group"))?;
        let places = low.places_to(&high, 1);
        let said = sentence(english("{group}, {days} days (95 % interval {low} to {high})")).put("group", group(name));
        let said = said.put("days", at("cost_difference_days")?.signed(places));
        differs(&low, &high).then(|| said.put("low", low.signed(places)).put("high", high.signed(places)))
    };
    confirmed(numbers, 0, "cost_difference_low_days")?;
    let Some(groups) = (0..numbers.count("/confirmations")).filter_map(of).reduce(join) else {
        return Some(sentence(english("On what a group costs the two models do not detectably disagree.")));
    };
    Some(
        sentence(english("They disagree on what these groups cost, cell model − mean field: {groups}."))
            .put("groups", groups),
    )
}

/// The step whose absence costs most relief at the last visit, of those whose interval says that it costs some; where there
/// is none, that the intervals leave it open.
fn needed(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |row: usize, name: &str| numbers.at(format!("/knock_outs/{row}/{name}"));
    let at_the_end = |name: &str| {
        let mut rows = (0..numbers.count("/knock_outs")).rev();
        rows.find(|row| numbers.text(&format!("/knock_outs/{row}/knock_out")) == Some(name))
    };
    let part = |name: &&'static str| {
        let row = at_the_end(name)?;
        let value = |name: &str| Some(of(row, name)?.value);
        let (mean, ends) = (value("lost_points")?, value("low_points").zip(value("high_points")));
        let is_detectable = mean >= SMALLEST_LOSS_POINTS && ends.is_some_and(|(low, _)| low > 0.0);
        Some(Part { name, row, mean, ends, is_detectable, behind_low: value("behind_low_points") })
    };
    let mut steps: Vec<Part<'_>> = STEPS.iter().filter_map(part).collect();
    steps.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    let (told, standing) = largest(&steps)?;
    let row = told.row;
    if told.ends.is_none() {
        return Some(sentence(english("One patient does not show which step the relief needs.")));
    }
    let alike = contenders(&steps);
    let lead = match standing {
        Standing::OfAll => english("Of all single steps that are knocked out this one costs most of it"),
        Standing::OnlyDetectable => {
            english("The only single step that has a detectable loss when it is knocked out is this one")
        }
        Standing::OfDetectable if alike.len() > 1 => {
            english("The largest losses with a single step cannot be told apart in these patients")
        }
        Standing::OfDetectable => english("Of the single steps with a detectable loss this one costs most of it"),
        Standing::Undetected => english(
            "No single step is known to be needed, which does not show that none is: no 95 % interval of the relief \
             lost lies above zero. The largest estimate",
        ),
    };
    let said = sentence(english(
        "In {number} patients of the cell model the relief at {visit} is {relief} points. {lead}: {steps}.",
    ));
    let said = said.put("lead", sentence(lead));
    let ends = of(row, "relief_low_points").zip(of(row, "relief_high_points"));
    let relief = of(row, "relief_points")?.with_interval(ends, |number| number.fixed(1));
    let said = said.put("number", of(row, "patients_count")?.fixed(0)).put("visit", of(row, "visit_days")?.visit());
    let lost = |part: &Part<'_>| {
        let (low, high) = of(part.row, "low_points").zip(of(part.row, "high_points"))?;
        let places = low.places_to(&high, 1);
        let said = sentence(english("{step}, {lost} points (95 % interval {low} to {high})"));
        let said = said.put("step", knock_out(part.name)).put("lost", of(part.row, "lost_points")?.fixed(places));
        Some(said.put("low", low.fixed(places)).put("high", high.fixed(places)))
    };
    let steps = if standing == Standing::OfDetectable { alike } else { vec![told] };
    Some(said.put("relief", relief).put("steps", steps.into_iter().filter_map(lost).reduce(join)?))
}

/// Two findings of a list.
fn join(first: Sentence, next: Sentence) -> Sentence {
    sentence(english("{one}; {next}")).put("one", first).put("next", next)
}

/// Who keeps the relief, on cells.
fn staying(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |name: &str| numbers.at(format!("/staying/0/{name}"));
    let Some(share) = of("staying_share") else {
        let said = sentence(english(
            "Pain halves in none of {number} patients of the cell model, so it does not show whether relief lasts (95 % interval of their share {low} to {high}).",
        ));
        let said = said.put("number", of("patients_count")?.fixed(0)).put("low", of("relieved_low_share")?.percent());
        return Some(said.put("high", of("relieved_high_share")?.percent()));
    };
    let said = sentence(english(
        "Of {relieved} patients whose pain halves, half of it is still gone at the end in {staying}: {share} (95 % interval {low} to {high}).",
    ));
    let said = said.put("relieved", of("relieved_count")?.fixed(0)).put("staying", of("staying_count")?.fixed(0));
    let said = said.put("share", share.percent()).put("low", of("low_share")?.percent());
    Some(said.put("high", of("high_share")?.percent()))
}

/// In which states the tissue can stay.
fn states(numbers: Numbers<'_>) -> Option<Sentence> {
    Some(sentence(match numbers.count("/resting_states") {
        0 => return None,
        2 => english(
            "Without cells the mean field of this patient has two stable states: a patient who has crossed to the \
             quiet one can stay there.",
        ),
        _ => english("Without cells the mean field of this patient has one stable state, to which it returns in time."),
    }))
}

#[cfg(test)]
mod tests;
