//! Sentences from made explanations.

use serde_json::{Value, json};

use super::*;
use admsc_scenario::language::Language;

/// An explanation in which the dearest group costs `low` to 9 days and cells differ from the mean field by `differ` or more.
fn explanation(low: f64, differ: f64) -> Value {
    let cost = |group: &str, days: f64, low: f64| json!({ "model": "cells", "group": group, "patients_count": 9, "cost_days": days, "low_days": low, "high_days": 9.0, "cost_share": 0.4 });
    let confirmation = |group: &str| {
        json!({
            "group": group, "patients_count": 4, "times_as_fast": 10.0,
            "cost_difference_days": differ, "cost_difference_low_days": differ - 1.0,
            "cost_difference_high_days": differ + 1.0, "delay_difference_days": differ + 1.0,
            "delay_difference_low_days": differ - 1.0, "delay_difference_high_days": differ + 3.0,
        })
    };
    json!({
        "largest_relief_points": 5.0, "halved_days": 42.0, "last_cell_days": 98.0,
        "clock": [
            { "process": "field spread", "half_time_days": 0.1 },
            { "process": "myelin", "half_time_days": null },
            { "process": "central sensitisation", "half_time_days": 95.0 },
        ],
        "time_costs": [cost("structure", 3.0, -1.0), cost("central", 5.0, low), cost("rest", 7.0, 6.0), { "model": "cells", "group": "delay", "patients_count": 9, "cost_days": 15.0, "low_days": 12.0, "high_days": 18.0, "cost_share": 1.0 }],
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
        "In the scenario's own run pain falls by 5.0 points at most.",
        "half-time of 2.4 h (spread of signals to the lesion), the slowest one of 3.1 months (central sensitisation).",
        "In 9 patients of the cell model whose pain halves, that takes 15 (12 to 18) days on average",
        "Only this group of processes has a detectable cost: central sensitisation, 5.0 days (95 % interval 1.0 to 9.0), 40 % of the delay.",
        "a check in 4 of these patients, disagrees on how long it takes: cell model − mean field +6.0 days (95 % interval +4.0 to \
         +8.0).",
        "They disagree on what these groups cost, cell model − mean field: central sensitisation, +5.0 days (95 % interval +4.0 to \
         +6.0); structure (matrix, axons), +5.0 days",
        "no homing (cells stay), 2.0 points",
        "Of 7 patients whose pain halves, half of it is still gone at the end in 4",
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
        !none.contains("due to")
            && !none.contains("Only this")
            && none.contains("does not detectably disagree on how long it takes")
            && none.contains("On what a group costs the two models do not detectably disagree.")
            && !none.contains("costs most"),
        "{none}"
    );
}

#[test]
fn a_late_first_dose_is_told() {
    let mut late = explanation(1.0, 5.0);
    late["first_dose_days"] = json!(100.5);
    let said_of = said(&late);
    assert!(said_of.contains("Relief counts from the first dose, on day 100: from the pain of that day"), "{said_of}");
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
    assert!(said.contains("0.5 points (95 % interval 0.2 to 3.0)"), "{said}");
    // What is larger may be so: neither is told to be the largest of all.
    assert!(said.contains("The only single step that has a detectable loss") && !said.contains("costs most"), "{said}");
    assert!(said.contains("Only this group of processes has a detectable cost"), "{said}");
    assert!(said.contains("a check in 4 of these patients"), "{said}");
    assert!(said.contains("structure (matrix, axons), 3.0 days (95 % interval 1.0 to 9.0)"), "{said}");
}

#[test]
fn the_largest_of_all_is_told_only_where_no_other_interval_reaches_it() {
    let mut two = explanation(1.0, 0.0);
    let mut other = two["knock_outs"][0].clone();
    for (key, value) in [("knock_out", json!("imprint")), ("lost_points", json!(0.5)), ("low_points", json!(0.2))] {
        other[key] = value;
    }
    two["knock_outs"] = json!([two["knock_outs"][0], other]);
    two["time_costs"][0]["low_days"] = json!(1.0);
    let several = said(&two);
    assert!(
        several.contains("The largest losses with a single step cannot be told apart in these patients: no homing")
            && several.contains("; no imprint, 0.5 points"),
        "{several}"
    );
    assert!(
        several.contains(
            "due to one of these groups, which cannot be told apart in these patients: central sensitisation"
        ) && several.contains("; structure (matrix, axons), 3.0 days"),
        "{several}"
    );
    two["knock_outs"][1]["high_points"] = json!(0.9);
    two["time_costs"][0]["high_days"] = json!(0.9);
    two["time_costs"][0]["low_days"] = json!(0.1);
    let clear = said(&two);
    assert!(clear.contains("Of all single steps that are knocked out this one costs most of it: no homing"), "{clear}");
    // The rest, of 6 to 9 days, is no group, but may be larger than the groups are.
    assert!(clear.contains("with a detectable cost this one costs most: central sensitisation"), "{clear}");
    two["time_costs"][2]["high_days"] = json!(0.5);
    let clear = said(&two);
    assert!(clear.contains("The largest part is due to this group: central sensitisation"), "{clear}");
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
    assert!(one.contains("One patient whose pain halves does not show which group"), "{one}");
    assert!(one.contains("One patient does not show which step"), "{one}");
    assert!(!one.contains("due to this group") && !one.contains("costs most"), "{one}");
}

#[test]
fn where_nobody_has_relief_that_is_said() {
    let mut nothing = explanation(1.0, 5.0);
    nothing["halved_days"] = Value::Null;
    nothing["staying"][0]["staying_share"] = Value::Null;
    for list in ["time_costs", "confirmations", "knock_outs"] {
        nothing[list] = json!([]);
    }
    let nothing = said(&nothing);
    for told in [
        "pain never halves",
        "Pain halves in no patient of the cell model",
        "Pain halves in none of 8 patients of the cell model, so it does not show whether relief lasts (95 % interval of their share 0 % to \
         32 %)",
    ] {
        assert!(nothing.contains(told), "{told}: {nothing}");
    }
    assert!(!nothing.contains("half of that by day") && !nothing.contains("due to"), "{nothing}");
}

#[test]
fn the_day_on_which_pain_of_the_run_has_halved_is_not_that_of_the_patients() {
    let patients = explanation(1.0, 5.0);
    let own = "In the scenario's own run pain falls by 5.0 points at most.";
    assert!(said(&patients).contains(own), "{}", said(&patients));
    // The mean field checks: its rows are never those that count.
    let mut nobody = patients.clone();
    for row in nobody["time_costs"].as_array_mut().into_iter().flatten() {
        row["model"] = json!("mean-field");
    }
    nobody["confirmations"] = json!([]);
    let said = said(&nobody);
    assert!(
        said.contains("has halved by day 42") && said.contains("Pain halves in no patient of the cell model"),
        "{said}"
    );
    assert!(!said.contains("15 (12 to 18)") && !said.contains("disagree"), "{said}");
}
