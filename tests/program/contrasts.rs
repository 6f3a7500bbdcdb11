//! The answer of a study: the contrast that it was made for first, and what lasts of it, before everything else.

use std::error::Error;

use crate::report::{answer, summary_of_three_arms, three_arms};

type Outcome = Result<(), Box<dyn Error>>;

/// What a summary of three arms tells with more differences, each an arm, the one it is compared with, and its interval, all with
/// one adjusted p.
fn told_of(differences: &[(u32, u32, f64, f64)], adjusted: f64, trial: &str) -> Result<String, Box<dyn Error>> {
    let mut summary = summary_of_three_arms();
    let rows = differences.iter().map(|(arm, against, low, high)| {
        serde_json::json!({
            "which": { "point": 0, "potency": 0, "arm": arm, "day": 183 }, "against": against, "holm_p": adjusted,
            "paired": { "difference": 0.5 * (low + high), "low": low, "high": high, "p": 0.0001 },
        })
    });
    summary["differences"] = rows.collect();
    answer(&summary, &three_arms(&format!("[population]\nn = 4\n[trial]\npotency = 1.0\n{trial}"))?)
}

#[test]
fn the_answer_begins_with_the_primary_contrast_and_ends_with_the_exploratory_ones() -> Outcome {
    let found = [(1, 0, -2.0, -1.0), (2, 0, -3.0, -1.0), (2, 1, -1.5, 0.5)];
    let named = told_of(&found, 0.04, "compare = [[\"two\", \"one\"], [\"one\", \"sham\"]]\n")?;
    let order = [
        "Primary contrast, “two” against “one” at 6 months: no detectable difference; the difference is −0.5 \
         points (95 % interval −1.5 to +0.5).",
        "“one” against “sham” at 6 months: less pain; active minus sham is −1.5 points",
        "Exploratory comparisons",
        "−2.00 (−3.00 to −1.00)",
        "&#60; 0.001",
        "0.040",
    ];
    let places: Vec<Option<usize>> = order.iter().map(|said| named.find(said)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {named}");
    assert!(!named.contains("names no contrast") && !named.contains("“two” against “sham”"), "{named}");
    let unnamed = told_of(&found, 0.04, "")?;
    let order = ["names no contrast", "“two” against “one” at", "“one” against “sham” at", "“two” against “sham” at"];
    let places: Vec<Option<usize>> = order.iter().map(|said| unnamed.find(said)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {unnamed}");
    assert!(!unnamed.contains("Primary contrast"), "{unnamed}");
    Ok(())
}

#[test]
fn what_nobody_had_planned_is_judged_by_its_adjusted_p() -> Outcome {
    let found = [(1, 0, -2.0, -1.0)];
    for (adjusted, verdict) in
        [(0.049, "less pain"), (0.05, "no detectable difference"), (0.3, "no detectable difference")]
    {
        let told = told_of(&found, adjusted, "")?;
        assert!(told.contains(&format!("“one” against “sham” at 6 months: {verdict};")), "{adjusted}: {told}");
    }
    Ok(())
}

#[test]
fn what_is_left_at_the_end_is_told_of_the_largest_effect() -> Outcome {
    let study = three_arms("[population]\nn = 4\n[trial]\npotency = 1.0\ncompare = [[\"two\", \"one\"]]\n")?;
    let told = |courses: [[f64; 2]; 3]| {
        let mut summary = summary_of_three_arms();
        let row = |(day, [low, high]): (u32, [f64; 2])| {
            let which = serde_json::json!({ "point": 0, "potency": 0, "arm": 2, "day": day });
            let paired = serde_json::json!({ "difference": 0.5 * (low + high), "low": low, "high": high });
            serde_json::json!({ "which": which, "against": 1, "paired": paired })
        };
        // That from the control, which says nothing of the second dose, is larger.
        let control = serde_json::json!({ "which": { "point": 0, "potency": 0, "arm": 2, "day": 183 }, "against": 0,
            "paired": { "difference": -5.0, "low": -5.5, "high": -4.5 } });
        summary["differences"] = [30, 91, 183].into_iter().zip(courses).map(row).chain([control]).collect();
        answer(&summary, &study)
    };
    let lead = "What “two” changes against “one”, at most and at 6 months: ";
    for (courses, said) in [
        (
            [[-1.0, 0.0], [-3.0, -1.0], [-1.0, -0.4]],
            "−2.0 points (−3.0 to −1.0) at 3 months, −0.7 (−1.0 to −0.4) at 6 months.",
        ),
        (
            [[-1.0, 0.0], [-3.0, -1.0], [-1.0, 0.4]],
            "−2.0 points (−3.0 to −1.0) at 3 months, −0.3 (−1.0 to +0.4) at 6 months.",
        ),
        ([[-1.0, 0.0], [-2.0, -1.0], [-3.0, -1.0]], "−2.0 points at 6 months, the most at any visit."),
        (
            [[-0.5, -0.3], [-0.2, -0.1], [-0.04, -0.01]],
            "−0.40 points (−0.50 to −0.30) at 1 month, −0.03 (−0.04 to −0.01) at 6 months.",
        ),
        (
            [[-1.0, 0.0], [-3.0, -2.86], [-3.0, -2.84]],
            "−2.93 points (−3.00 to −2.86) at 3 months, −2.92 (−3.00 to −2.84) at 6 months.",
        ),
        // The largest of all, with its interval, also where another visit has a detectable one.
        (
            [[-0.6, -0.2], [-1.5, 0.2], [-0.5, 1.0]],
            "−0.65 points (−1.50 to +0.20) at 3 months, +0.25 (−0.50 to +1.00) at 6 months.",
        ),
        ([[-1.0, 1.0], [-0.5, 1.0], [-0.5, 1.0]], "no detectably less pain at any visit."),
    ] {
        let found = told(courses)?;
        assert!(found.contains(&[lead, said].concat()), "{found}");
    }
    Ok(())
}

#[test]
fn the_trend_over_doses_is_told_for_each_doubling() -> Outcome {
    let mut summary = summary_of_three_arms();
    let trend = |potency: u32, low: f64, high: f64| {
        let found = serde_json::json!({ "slope": 0.5 * (low + high), "low": low, "high": high });
        serde_json::json!({ "point": 0, "potency": potency, "day": 183, "lowest": 1, "highest": 2, "paired": found })
    };
    summary["potencies"] = serde_json::json!([{ "value": 1.0 }, { "value": 0.1 }]);
    summary["trends"] = serde_json::json!([trend(0, -0.4, -0.2), trend(1, -0.2, 0.1)]);
    let found = answer(&summary, &three_arms("[population]\nn = 4\n[trial]\npotency = [1.0, 0.1]\n")?)?;
    let said = "doses from “one” to “two”, points of pain for each doubling of the cells: with a potency of 1 (optimistic) −0.30 (95 % \
                interval −0.40 to −0.20); with a potency of 0.1 (sceptical) not detectable, −0.05 (95 % interval −0.20 to +0.10).";
    assert!(found.contains(said), "{found}");
    Ok(())
}

#[test]
fn a_sweep_names_the_visit_of_the_difference() -> Outcome {
    let swept = "[population]\nn = 4\n[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n";
    let found = answer(&summary_of_three_arms(), &three_arms(swept)?)?;
    assert!(found.contains("The lowest active minus sham at 6 months is −1.0 points"), "{found}");
    Ok(())
}

/// What a summary tells of pairs of neighbouring points, each the later point, the interval and the adjusted p.
fn told_between(pairs: &[(usize, f64, f64, f64)], swept: &str, against: Option<u32>) -> Result<String, Box<dyn Error>> {
    let mut summary = summary_of_three_arms();
    let rows = pairs.iter().map(|(point, low, high, adjusted)| {
        let found = serde_json::json!({ "n": [4, 4], "difference": 0.5 * (low + high), "standard_error": 0.1,
            "degrees_of_freedom": 3.0, "low": low, "high": high, "p": 0.01 });
        serde_json::json!({ "point": point, "from": point - 1, "potency": 0, "day": 30, "arm": 2, "against": against,
            "found": found, "holm_p": adjusted })
    });
    summary["between_points"] = rows.collect();
    let which = serde_json::json!({ "point": 0, "potency": 0, "arm": 2, "day": 183 });
    let paired = serde_json::json!({ "difference": -1.0, "low": -2.0, "high": -0.5 });
    summary["differences"] = serde_json::json!([{ "which": which, "against": 1, "paired": paired }]);
    let trial = "[trial]\npotency = 1.0\ncompare = [[\"two\", \"one\"]]\n";
    answer(&summary, &three_arms(&format!("[population]\nn = 4\n{trial}[sweep.grid]\n\"patient.age\" = {swept}\n"))?)
}

#[test]
fn a_sweep_answers_what_lies_between_its_points_before_anything_else() -> Outcome {
    let two = "[\"40 y\", \"70 y\"]";
    let lead = "“two” against “one” with patients aged 70 instead of aged 40, in the same patients at \
                1 month: ";
    for (low, high, adjusted, said) in [
        (
            0.2,
            0.8,
            0.004,
            "less relief, the difference changes by +0.50 points (95 % interval +0.20 to +0.80; adjusted p = 0.004).",
        ),
        (
            -0.8,
            -0.2,
            0.0001,
            "more relief, the difference changes by −0.50 points (95 % interval −0.80 to −0.20; adjusted p &#60; 0.001).",
        ),
        (-0.8, 0.2, 0.2, "no detectable change, the difference changes by −0.30 points"),
        (0.2, 0.8, 0.06, "no detectable change, the difference changes by +0.50 points"),
    ] {
        let found = told_between(&[(1, low, high, adjusted)], two, Some(1))?;
        let place = found.find(&[lead, said].concat());
        assert!(place.is_some() && place < found.find("The lowest"), "{found}");
        assert!(!found.contains("partly chance"), "two points are not many: {found}");
    }
    let alone = told_between(&[(1, 0.2, 0.8, 0.004)], two, None)?;
    assert!(
        alone.contains("1 month: a smaller fall of pain, the change from day 0 differs by +0.50 points"),
        "{alone}"
    );
    let five = "[\"30 y\", \"40 y\", \"50 y\", \"60 y\", \"70 y\"]";
    let pairs = [(1, 0.2, 0.8, 0.01), (2, 0.4, 0.8, 0.01), (3, -0.1, 0.3, 0.5), (4, -0.1, 0.2, 0.7)];
    let many = told_between(&pairs, five, Some(1))?;
    let largest = "at some places only (p adjusted by Holm). The largest change, with patients aged 50 instead of aged 40: \
                   less relief, the difference changes by +0.60 points";
    assert!(many.contains(largest) && many.contains("partly chance"), "{many}");
    for (count, said) in [(2, "detectably everywhere"), (0, "detectably nowhere")] {
        let all: Vec<_> =
            (1..5).map(|point| if count > 0 { (point, 0.2, 0.8, 0.01) } else { (point, -0.2, 0.8, 0.6) }).collect();
        let found = told_between(&all, five, Some(1))?;
        assert!(found.contains(said), "{found}");
    }
    Ok(())
}
