use serde_json::{Value, json};

use super::*;
use admsc_scenario::language::Language;

fn summary(pain: [f64; 3], half: Option<f64>) -> Value {
    let visit = |(day, vas): (u32, f64)| json!({ "day": day, "vas_points": vas });
    let visits: Vec<Value> = [0, 91, 365].into_iter().zip(pain).map(visit).collect();
    let lowest = pain.into_iter().fold(f64::INFINITY, f64::min);
    json!({
        "visits": visits, "lowest_vas_points": lowest, "lowest_vas_day": 91.0,
        "largest_relief_points": pain[0] - lowest, "halved_day": half,
    })
}

fn said(pain: [f64; 3], half: Option<f64>) -> String {
    let summary = summary(pain, half);
    let sentences = course(Numbers(&summary));
    sentences.iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_sentence_appears_only_where_the_numbers_support_it() {
    let lasting = said([7.0, 3.0, 3.2], Some(30.0));
    assert!(lasting.starts_with("Pain fell from 7.0 points at baseline to 3.2 points at 12 months."), "{lasting}");
    assert!(lasting.contains("It had halved by day 30 and was lowest"), "{lasting}");
    assert!(lasting.ends_with("The relief was still there at 12 months."), "{lasting}");
    assert!(said([7.0, 3.0, 4.0], Some(30.0)).ends_with("Part of the relief was lost again by 12 months."));
    let lost = said([7.0, 3.0, 6.0], Some(30.0));
    assert!(lost.contains("The effect did not last: by 12 months"), "{lost}");
    let none = said([7.0, 6.5, 6.8], None);
    assert!(
        none.starts_with("Pain changed by less than a point at the visits: it was 7.0") && none.contains("too small"),
        "{none}"
    );
    assert!(said([1.0, 1.0, 6.8], None).starts_with("Pain rose"));
    let little = said([0.4, 1.3, 0.4], None);
    assert!(
        little.starts_with("Pain rose by less than a point at the visits: it was 0.4 points at baseline, 1.3 points"),
        "{little}"
    );
    let injury = said([0.3, 1.4, 0.4], None);
    assert!(
        injury.starts_with("Pain rose from 0.3 points at baseline to 1.4 points at 3 months, and was 0.4 points at"),
        "{injury}"
    );
    assert!(said([1.0, 3.0, 2.5], None).starts_with("Pain rose from 1.0 points at baseline to 3.0 points at"));
    let above = said([5.0, 3.0, 6.0], Some(9.0));
    assert!(above.starts_with("Pain fell at first and rose again: 5.0 points at baseline, 6.0 points at"), "{above}");
    assert!(above.ends_with("by 12 months all of the relief was lost again."), "{above}");
}

#[test]
fn axons_that_were_cut_and_regrew_are_told() {
    let said = |counts: [u64; 3]| {
        let mut summary = summary([7.0, 3.0, 2.0], Some(30.0));
        summary["axons_count"] = json!(100);
        for (visit, count) in counts.into_iter().enumerate() {
            summary["visits"][visit]["axons_arrived_count"] = json!(count);
        }
        let told = axons(Numbers(&summary)).unwrap_or_default();
        told.iter().map(|said| said.text(Language::English)).collect::<String>()
    };
    let cut = "Of 100 axons 100 were at their target at baseline, 70 at 3 months and 100 at 12 months.";
    assert_eq!(said([100, 70, 100]), cut);
    assert!(said([90, 70, 95]).contains("90 were at their target at baseline, 70 at 3 months and 95"));
    assert!(said([90, 95, 99]).starts_with("Of 100 axons 90 were at their target at baseline and 99 at"));
    assert!(said([90, 80, 80]).starts_with("Of 100 axons 90 were at their target at baseline and 80 at"));
    assert!(said([90, 90, 90]).starts_with("No further axon reached its target"));
}

#[test]
fn the_course_of_a_late_first_dose_is_told_from_the_dose() {
    let late = |day: u32, pain: f64| {
        let mut summary = summary([9.0, 3.0, 3.2], Some(140.0));
        summary["first_dose_day"] = json!(day);
        summary["first_dose_vas_points"] = json!(pain);
        course(Numbers(&summary)).iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
    };
    let told = late(100, 7.0);
    assert!(
        told.starts_with("Pain fell from 7.0 points at the first dose (day 100) to 3.2 points at 12 months."),
        "{told}"
    );
    assert!(told.contains("Relief counts from the first dose, on day 100"), "{told}");
    assert_eq!(late(400, 7.0), "No visit comes after the first dose, on day 400.");
}

#[test]
fn a_report_begins_with_the_lives_and_then_tells_the_one_in_detail() {
    let mut summary = summary([7.0, 3.0, 2.0], Some(30.0));
    let of = |summary: &Value| {
        let told = answer(Numbers(summary), Vec::new());
        let text = |block: Block| match block {
            Block::Sentences(all) => all.iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        told.into_iter().map(text).collect::<Vec<_>>()
    };
    assert!(of(&summary)[0].starts_with("Pain fell from 7.0 points"));
    for (name, count) in [("treated", 2), ("relieved", 1), ("relapsed", 1), ("not_relieved", 0)] {
        summary[format!("lives_{name}_count")] = json!(count);
    }
    let life =
        |seed: u64, end: f64, outcome: &str| json!({ "seed": seed, "vas_points": [7.0, 3.0, end], "outcome": outcome });
    summary["lives"] = json!([life(4, 2.0, "relieved"), life(5, 6.5, "relapsed")]);
    let told = of(&summary);
    assert!(told[0].starts_with("Of 2 lives of the same patient half of the pain is gone at the end in 1 (seed 4)"));
    assert!(told[1].starts_with("In detail, the life of seed 4: Pain fell from 7.0 points"), "{told:?}");
    assert_eq!(visits(Numbers(&summary)).rows[2][2].text(Language::English), "2.0 to 6.5");
}
