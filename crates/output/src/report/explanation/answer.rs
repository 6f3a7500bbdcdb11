//! What an explanation found, in sentences.

use super::super::numbers::{Number, Numbers};
use super::super::page::Block;
use super::super::sentence::{Sentence, sentence};
use super::cost;
use admsc_scenario::language::english;
use admsc_study::explanation::names::{group, knock_out, process};
use admsc_study::summary::counted_from;

/// Steps of the therapy, as far as they are knocked out.
const STEPS: [&str; 7] =
    ["homing", "direction", "m2-shift", "imprint", "growth-factors", "regeneration", "desensitisation"];
/// The smallest loss that is told, points: a smaller one would be printed as none.
const SMALLEST_LOSS: f64 = 0.05;

/// The answer: how it went, what cost the time, what the relief needs and whether it lasts.
pub fn blocks(numbers: Numbers<'_>) -> Vec<Block> {
    let course = [own_course(numbers), counted(numbers), paces(numbers), last_cell(numbers)];
    let time = [delay(numbers), dearest(numbers), on_cells(numbers), differing(numbers)];
    let lasting = [needed(numbers), staying(numbers), states(numbers)];
    let found = [course.into_iter().flatten().collect(), time.into_iter().flatten().collect()];
    let found: Vec<Vec<Sentence>> = found.into_iter().chain([lasting.into_iter().flatten().collect()]).collect();
    found.into_iter().filter(|sentences| !sentences.is_empty()).map(Block::Sentences).collect()
}

/// How pain went in the scenario's own run.
fn own_course(numbers: Numbers<'_>) -> Option<Sentence> {
    let relief = numbers.at("/largest_relief_points")?;
    let said = match numbers.at("/half_relief_days") {
        Some(half) => sentence(english(
            "In the scenario's own run pain falls by {relief} points at most, and by half of that by day {half}.",
        ))
        .put("half", half.fixed(0)),
        None => sentence(english(
            "In the scenario's own run pain falls by {relief} points at most, too little to distinguish from noise.",
        )),
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

fn delay(numbers: Numbers<'_>) -> Option<Sentence> {
    let rows = 0..numbers.count("/time_costs");
    let Some(whole) = rows.into_iter().find(|place| numbers.text(&cost(*place, "group")) == Some("delay")) else {
        return Some(sentence(english(
            "No patient of the mean field has enough relief to determine the day of half relief, so there is no time \
             to divide.",
        )));
    };
    let said = sentence(english(
        "In {number} patients of the mean field who have relief, half of it takes {days} days on average after the \
         first dose.",
    ));
    let said = said.put("number", numbers.at(cost(whole, "patients_count"))?.fixed(0));
    let ends = numbers.at(cost(whole, "low_days")).zip(numbers.at(cost(whole, "high_days")));
    Some(said.put("days", numbers.at(cost(whole, "cost_days"))?.with_interval(ends, |days| days.fixed(0))))
}

/// The groups, the dearest first: all rows but the rest and the whole.
fn groups(numbers: Numbers<'_>) -> Vec<(usize, &str)> {
    let group = |place: usize| numbers.text(&cost(place, "group")).filter(|name| !["rest", "delay"].contains(name));
    let groups = (0..numbers.count("/time_costs")).filter_map(|place| Some((place, group(place)?)));
    let costs = groups.filter_map(|(place, name)| Some((place, name, numbers.at(cost(place, "cost_days"))?.value)));
    let mut costs: Vec<(usize, &str, f64)> = costs.collect();
    costs.sort_by(|a, b| b.2.total_cmp(&a.2));
    costs.into_iter().map(|(place, name, _)| (place, name)).collect()
}

/// The group that costs most of those whose interval says that they cost something; where there is none, the dearest with
/// an interval that includes no cost.
fn dearest(numbers: Numbers<'_>) -> Option<Sentence> {
    let value = |place: usize, name: &str| numbers.at(cost(place, name));
    let groups = groups(numbers);
    let costs = |place: &usize| value(*place, "low_days").is_some_and(|low| low.value > 0.0);
    let certain = groups.iter().find(|(place, _)| costs(place));
    let (place, name) = *certain.or(groups.first())?;
    let (low, high) = (value(place, "low_days"), value(place, "high_days"));
    let Some((low, high)) = low.zip(high) else {
        return Some(sentence(english(
            "One patient with relief does not show which group of processes costs the time.",
        )));
    };
    let said = sentence(if certain.is_some() {
        english(
            "The largest part is due to this group: {group}, {days} days (95 % interval {low} to {high}), {share} of the \
             delay.",
        )
    } else {
        english(
            "No group of processes has a detectable cost: no 95 % interval lies above zero. The largest is that of this group: \
             {group}, {days} days (95 % interval {low} to {high}).",
        )
    });
    let places = low.places_to(&high, 1);
    let said = said.put("group", group(name)).put("days", value(place, "cost_days")?.fixed(places));
    let ends = value(place, "low_share").zip(value(place, "high_share"));
    let said = said.put("share", value(place, "cost_share")?.with_interval(ends, Number::percent));
    Some(said.put("low", low.fixed(places)).put("high", high.fixed(places)))
}

/// A number of a group that was made ten times as fast.
fn confirmed(numbers: Numbers<'_>, place: usize, name: &str) -> Option<Number> {
    numbers.at(format!("/confirmations/{place}/{name}"))
}

/// What cells say of the group that costs most.
fn on_cells(numbers: Numbers<'_>) -> Option<Sentence> {
    let (_, name) = *groups(numbers).first()?;
    let mut places = 0..numbers.count("/confirmations");
    let place = places.find(|place| numbers.text(&format!("/confirmations/{place}/group")) == Some(name))?;
    let of = |name: &str| confirmed(numbers, place, name);
    let said = sentence(english(
        "In {number} patients who were also run in the cell model, half of the relief takes {cells_delay} days in the \
         cell model and {field_delay} in the mean field; with this group ten times as fast {cells} and {field} days less (in \
         brackets: 95 % intervals).",
    ));
    let days = |name: &str, of_ends: [&str; 2], places: usize| {
        let ends = of(of_ends[0]).zip(of(of_ends[1]));
        Some(of(name)?.with_interval(ends, |days| days.fixed(places)))
    };
    let said = said.put("number", of("patients_count")?.fixed(0));
    let said = said.put("cells_delay", days("cells_delay_days", ["cells_delay_low_days", "cells_delay_high_days"], 0)?);
    let of_field = ["mean_field_delay_low_days", "mean_field_delay_high_days"];
    let said = said.put("field_delay", days("mean_field_delay_days", of_field, 0)?);
    let said = said.put("cells", days("cells_saved_days", ["cells_low_days", "cells_high_days"], 1)?);
    Some(said.put("field", days("mean_field_saved_days", ["mean_field_low_days", "mean_field_high_days"], 1)?))
}

/// The groups of which cells and mean field say detectably other things.
fn differing(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |place: usize| {
        let at = |name: &str| confirmed(numbers, place, name);
        let (low, high) = (at("difference_low_days")?, at("difference_high_days")?);
        let name = numbers.text(&format!("/confirmations/{place}/group"))?;
        let places = low.places_to(&high, 1);
        let said = sentence(english("{group}, {days} days (95 % interval {low} to {high})")).put("group", group(name));
        let said = said.put("days", at("difference_days")?.signed(places));
        (low.value > 0.0 || high.value < 0.0)
            .then(|| said.put("low", low.signed(places)).put("high", high.signed(places)))
    };
    let join = |first: Sentence, next: Sentence| sentence(english("{one}; {next}")).put("one", first).put("next", next);
    let groups = (0..numbers.count("/confirmations")).filter_map(of).reduce(join)?;
    let said = sentence(english(
        "Cell model and mean field differ detectably in the days saved, the one minus the other: {groups}.",
    ));
    Some(said.put("groups", groups))
}

/// The step whose absence costs most relief at the last visit, of those whose interval says that it costs some; where there
/// is none, that the intervals leave it open.
fn needed(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |row: usize, name: &str| numbers.at(format!("/knock_outs/{row}/{name}"));
    let at_the_end = |name: &str| {
        let mut rows = (0..numbers.count("/knock_outs")).rev();
        rows.find(|row| numbers.text(&format!("/knock_outs/{row}/knock_out")) == Some(name))
    };
    let rows = STEPS.iter().filter_map(|name| Some((*name, at_the_end(name)?)));
    let lost = rows.filter_map(|(name, row)| Some((name, row, of(row, "lost_points")?.value)));
    let mut lost: Vec<(&str, usize, f64)> = lost.collect();
    lost.sort_by(|a, b| b.2.total_cmp(&a.2));
    let is_certain = |(_, row, lost): &&(&str, usize, f64)| {
        *lost >= SMALLEST_LOSS && of(*row, "low_points").is_some_and(|low| low.value > 0.0)
    };
    let certain = lost.iter().find(is_certain);
    let (name, row, _) = *certain.or(lost.first())?;
    let (low, high) = (of(row, "low_points"), of(row, "high_points"));
    let Some((low, high)) = low.zip(high) else {
        return Some(sentence(english("One patient does not show which step the relief needs.")));
    };
    let said = sentence(if certain.is_some() {
        english(
            "In {number} patients of the cell model the relief at {visit} is {relief} points; of all single steps that are \
             knocked out this one costs most of it: {step}, {lost} points (95 % interval {low} to {high}).",
        )
    } else {
        english(
            "In {number} patients of the cell model the relief at {visit} is {relief} points. No single step is known to be \
             needed, which does not show that none is: no 95 % interval of the relief lost lies above zero. Most is lost with \
             this one: {step}, {lost} points (95 % interval {low} to {high}).",
        )
    });
    let ends = of(row, "relief_low_points").zip(of(row, "relief_high_points"));
    let relief = of(row, "relief_points")?.with_interval(ends, |number| number.fixed(1));
    let said = said.put("number", of(row, "patients_count")?.fixed(0)).put("visit", of(row, "visit_days")?.visit());
    let places = low.places_to(&high, 1);
    let said = said.put("relief", relief).put("step", knock_out(name));
    let said = said.put("lost", of(row, "lost_points")?.fixed(places));
    Some(said.put("low", low.fixed(places)).put("high", high.fixed(places)))
}

/// Who keeps the relief, on cells.
fn staying(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |name: &str| numbers.at(format!("/staying/0/{name}"));
    let Some(share) = of("staying_share") else {
        let said = sentence(english(
            "None of {number} patients of the cell model has enough relief to judge whether it lasts (95 % interval of their share \
             {low} to {high}).",
        ));
        let said = said.put("number", of("patients_count")?.fixed(0)).put("low", of("relieved_low_share")?.percent());
        return Some(said.put("high", of("relieved_high_share")?.percent()));
    };
    let said = sentence(english(
        "Of {relieved} patients with relief {staying} keep half of it to the end: {share} (95 % interval {low} to {high}).",
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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use admsc_scenario::language::Language;

    /// An explanation in which the dearest group costs `low` to 9 days and cells differ from the mean field by `differ` or more.
    fn explanation(low: f64, differ: f64) -> Value {
        let cost = |group: &str, days: f64, low: f64| json!({ "group": group, "patients_count": 9, "cost_days": days, "low_days": low, "high_days": 9.0, "cost_share": 0.4 });
        let confirmation = |group: &str| {
            json!({
                "group": group, "patients_count": 4, "mean_field_delay_days": 10.0, "mean_field_saved_days": 2.0,
                "mean_field_low_days": 1.5, "mean_field_high_days": 2.5, "mean_field_delay_low_days": 7.0,
                "mean_field_delay_high_days": 13.0, "cells_delay_low_days": 11.0, "cells_delay_high_days": 21.0,
                "cells_delay_days": 16.0, "cells_saved_days": 2.0 + differ, "cells_low_days": 1.0, "cells_high_days": 8.0,
                "difference_days": differ, "difference_low_days": differ - 1.0, "difference_high_days": differ + 1.0,
            })
        };
        json!({
            "largest_relief_points": 5.0, "half_relief_days": 42.0, "last_cell_days": 98.0,
            "clock": [
                { "process": "field spread", "half_time_days": 0.1 },
                { "process": "myelin", "half_time_days": null },
                { "process": "central sensitisation", "half_time_days": 95.0 },
            ],
            "time_costs": [cost("structure", 3.0, -1.0), cost("central", 5.0, low), cost("rest", 7.0, 6.0), { "group": "delay", "patients_count": 9, "cost_days": 15.0, "low_days": 12.0, "high_days": 18.0, "cost_share": 1.0 }],
            "confirmations": [confirmation("central"), confirmation("structure")],
            "knock_outs": [{
                "knock_out": "homing", "visit_days": 365, "patients_count": 8, "relief_points": 3.0, "lost_points": 2.0,
                "low_points": low, "high_points": 3.0, "r50_fraction": 0.5, "r50_left_fraction": 0.25,
            }],
            "staying": [{ "patients_count": 8, "relieved_count": 7, "staying_count": 4, "staying_share": 0.57,
                "low_share": 0.25, "high_share": 0.84, "relieved_low_share": 0.0, "relieved_high_share": 0.324 }],
            "resting_states": [{ "from": "painful" }, { "from": "quiet" }],
        })
    }

    fn said(explanation: &Value) -> String {
        let blocks = blocks(Numbers(explanation)).into_iter();
        let sentences = blocks.flat_map(|block| if let Block::Sentences(said) = block { said } else { Vec::new() });
        sentences.map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_sentence_appears_only_where_the_numbers_support_it() {
        let clear = said(&explanation(1.0, 5.0));
        for told in [
            "pain falls by 5.0 points at most, and by half of that by day 42.",
            "half-time of 2.4 h (spread of signals to the lesion), the slowest one of 3.1 months (central sensitisation (C)).",
            "In 9 patients of the mean field who have relief, half of it takes 15 (12 to 18) days on average",
            "due to this group: central sensitisation, 5.0 days (95 % interval 1.0 to 9.0), 40 % of the delay.",
            "takes 16 (11 to 21) days in the cell model and 10 (7 to 13) in the mean field; with this group ten times as fast \
             7.0 (1.0 to 8.0) and 2.0 (1.5 to 2.5) days less",
            "differ detectably in the days saved, the one minus the other: central sensitisation, +5.0 days (95 % interval +4.0 to \
             +6.0); structure (matrix, axons), +5.0 days",
            "no homing (cells stay), 2.0 points",
            "Of 7 patients with relief 4 keep half of it",
            "has two stable states",
        ] {
            assert!(clear.contains(told), "{told}: {clear}");
        }
        let none = said(&explanation(-1.0, 0.0));
        assert!(
            none.contains("No group of processes has a detectable cost: no 95 % interval lies above zero")
                && none.contains("No single step is known to be needed, which does not show that none is"),
            "{none}"
        );
        assert!(
            !none.contains("due to") && !none.contains("differ detectably") && !none.contains("costs most"),
            "{none}"
        );
    }

    #[test]
    fn a_late_first_dose_is_told() {
        let mut late = explanation(1.0, 5.0);
        late["first_dose_days"] = json!(100.5);
        let said_of = said(&late);
        assert!(
            said_of.contains("Relief counts from the first dose, on day 100: from the pain of that day"),
            "{said_of}"
        );
        late["first_dose_days"] = json!(0.5);
        assert!(!said(&late).contains("Relief counts from"));
    }

    #[test]
    fn a_certain_step_and_group_are_told_though_an_uncertain_one_is_larger() {
        let mut two = explanation(-1.0, 0.0);
        let mut smaller = two["knock_outs"][0].clone();
        for (key, value) in [("knock_out", json!("imprint")), ("lost_points", json!(0.5)), ("low_points", json!(0.2))] {
            smaller[key] = value;
        }
        two["knock_outs"] = json!([two["knock_outs"][0], smaller]);
        two["time_costs"][0]["low_days"] = json!(1.0);
        let said = said(&two);
        assert!(said.contains("0.5 points (95 % interval 0.2 to 3.0)") && said.contains("costs most of it"), "{said}");
        assert!(said.contains("structure (matrix, axons), 3.0 days (95 % interval 1.0 to 9.0)"), "{said}");
    }

    #[test]
    fn a_verdict_never_stands_beside_an_interval_that_reads_as_if_it_ended_at_zero() {
        let told = said(&explanation(0.004, 1.03));
        for judged in ["(95 % interval 0.004 to 9.000)", "+1.03 days (95 % interval +0.03 to +2.03)"] {
            assert!(told.contains(judged), "{judged}: {told}");
        }
    }

    #[test]
    fn one_patient_gives_no_verdict() {
        let mut one = explanation(1.0, 5.0);
        for row in one["time_costs"].as_array_mut().into_iter().flatten() {
            row["low_days"] = Value::Null;
        }
        one["knock_outs"][0]["low_points"] = Value::Null;
        let one = said(&one);
        assert!(one.contains("One patient with relief does not show which group"), "{one}");
        assert!(one.contains("One patient does not show which step"), "{one}");
        assert!(!one.contains("due to this group") && !one.contains("costs most"), "{one}");
    }

    #[test]
    fn where_nobody_has_relief_that_is_said() {
        let mut nothing = explanation(1.0, 5.0);
        nothing["half_relief_days"] = Value::Null;
        nothing["staying"][0]["staying_share"] = Value::Null;
        for list in ["time_costs", "confirmations", "knock_outs"] {
            nothing[list] = json!([]);
        }
        let nothing = said(&nothing);
        for told in [
            "too little to distinguish from noise",
            "No patient of the mean field",
            "None of 8 patients of the cell model has enough relief to judge whether it lasts (95 % interval of their share 0 % to \
             32 %)",
        ] {
            assert!(nothing.contains(told), "{told}: {nothing}");
        }
        assert!(!nothing.contains("half of that by day") && !nothing.contains("due to"), "{nothing}");
    }
}
