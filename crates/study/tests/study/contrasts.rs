//! Contrasts: which are told and in which order, what of the rest Holm makes, and the trend over doses.

use std::collections::BTreeMap;
use std::error::Error;

use crate::small::{DISC, Memory, THREE_ARMS};
use admsc_scenario::reading::load_str;
use admsc_scenario::reading::study::{Contrast, Study};
use admsc_stats::{difference, holm, trend};
use admsc_study::trial::tables::{PatientRow, patient_rows};
use admsc_study::trial::{Analysis, Part, PointsRow, PreparedStudy, analyse, contrasts, members, run};

type Tested = Result<(), Box<dyn Error>>;

/// Doses that are not in the order of the file, and an arm that is none of them.
const DOSES: &str = r#"
[[arm]]
name = "high"
dose = [{ at = "0 d", cells = 4e6 }]
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "dead"
dose = [{ at = "0 d", cells = 8e6, preparation = "dead" }]
[[arm]]
name = "low"
dose = [{ at = "0 d", cells = 1e6 }]
[[arm]]
name = "middle"
dose = [{ at = "0 d", cells = 2e6 }]
"#;

fn study(sections: &str) -> Result<Study, Box<dyn Error>> {
    Ok(load_str("mine.toml", &format!("{DISC}{sections}"), &[])?.study.ok_or("a study")?)
}

/// The names of the contrasts that are told.
fn told(study: &Study) -> Vec<[&str; 2]> {
    contrasts(study).told.iter().map(|told| [told.arm, told.against].map(|arm| study.arms[arm].as_str())).collect()
}

#[test]
fn without_names_neighbours_come_first_and_then_each_arm_against_the_control() -> Tested {
    let three = study(&format!("{THREE_ARMS}[population]\nn = 2\n"))?;
    assert_eq!(told(&three), [["two", "one"], ["one", "sham"], ["two", "sham"]]);
    assert!(contrasts(&three).primary().is_none() && contrasts(&three).is_exploratory(2, 1));
    // Each dose with the next lower one, whatever the order of the file; then what is no dose, with what stands before it.
    let doses = study(&format!("{DOSES}[population]\nn = 2\n"))?;
    let neighbours = [["middle", "low"], ["high", "middle"], ["dead", "high"]];
    let with_control = ["low", "middle", "high", "dead"].map(|arm| [arm, "sham"]);
    assert_eq!(told(&doses), [&neighbours[..], &with_control[..]].concat());
    // The only comparison of two arms is what the study was made for.
    let two =
        study("arm = [{ name = \"none\", dose = [] }, { name = \"one\", dose = [{ at = \"0 d\", cells = 1e6 }] }]\n")?;
    assert_eq!(contrasts(&two).primary(), Some(Contrast { arm: 1, against: 0 }));
    let one = study("[population]\nn = 2\n")?;
    assert!(told(&one).is_empty() && contrasts(&one).primary().is_none());
    Ok(())
}

#[test]
fn named_contrasts_are_told_in_their_order_and_only_the_others_are_exploratory() -> Tested {
    let study = study(&format!("{THREE_ARMS}[trial]\ncompare = [[\"one\", \"two\"], [\"sham\", \"one\"]]\n"))?;
    assert_eq!(told(&study), [["one", "two"], ["sham", "one"]]);
    let found = contrasts(&study);
    assert_eq!(found.primary(), Some(Contrast { arm: 1, against: 2 }));
    let exploratory = [(1, 0), (2, 1), (1, 2), (2, 0)].map(|(arm, against)| found.is_exploratory(arm, against));
    assert_eq!(exploratory, [false, false, false, true]);
    Ok(())
}

/// A study of ten patients in this allocation, and what was found.
fn analysed(more: &str) -> Result<(Study, Analysis, Memory), Box<dyn Error>> {
    let study = study(&format!(
        "{DOSES}[population]\nn = 10\n[trial]\npotency = [1.0, 0.3]\nobserver = \"sham-blinded\"\nvisits = [\"0 d\", \"20 d\"]\n{more}"
    ))?;
    let (store, people) = (Memory::default(), PreparedStudy::new(&study)?);
    run(&people, Part::WHOLE, 2, &store, |_| {})?;
    let analysis = analyse(&people, members(&people, &store)?)?;
    Ok((study, analysis, store))
}

const NAMED: &str = "compare = [[\"high\", \"low\"], [\"middle\", \"low\"]]\n";

#[test]
fn every_other_comparison_is_adjusted_within_its_visit_and_potency() -> Tested {
    for allocation in ["", "allocation = \"parallel\"\n"] {
        let (study, analysis, _) = analysed(&format!("{allocation}{NAMED}"))?;
        let is_paired = allocation.is_empty();
        for (day, potency) in [(0, 0), (0, 1), (20, 0), (20, 1)] {
            let rows =
                || analysis.differences.iter().filter(|row| (row.which.day, row.which.potency) == (day, potency));
            // Ten pairs of five arms in the usual order, and the one that is named the other way round.
            assert_eq!(rows().count(), 11, "{allocation}");
            let pair = |arm: &str, against: &str| {
                let found = rows().find(|row| [&study.arms[row.which.arm], &study.arms[row.against]] == [arm, against]);
                found.ok_or("no such pair")
            };
            let named = [pair("high", "low")?, pair("low", "high")?, pair("middle", "low")?];
            assert!(named.iter().all(|row| row.holm_p.is_none()) && pair("low", "dead")?.holm_p.is_some());
            let exploratory: Vec<_> = rows().filter(|row| row.holm_p.is_some()).collect();
            let p = |row: &admsc_study::trial::DifferenceRow| match is_paired {
                true => row.paired.map(|found| found.p),
                false => row.unpaired.map(|found| found.p),
            };
            let plain: Vec<f64> = exploratory.iter().filter_map(|row| p(row)).collect();
            assert_eq!(plain.len(), 8);
            let adjusted: Vec<f64> = exploratory.iter().filter_map(|row| row.holm_p).collect();
            assert_eq!(adjusted, holm::adjusted(&plain));
            assert!(exploratory.iter().all(|row| row.paired.is_some() == is_paired));
        }
    }
    Ok(())
}

#[test]
fn the_trend_is_that_of_the_arms_that_differ_in_their_cells_alone() -> Tested {
    for is_paired in [true, false] {
        let allocation = if is_paired { "" } else { "allocation = \"parallel\"\n" };
        let (study, analysis, store) = analysed(allocation)?;
        let people = PreparedStudy::new(&study)?;
        let rows = patient_rows(&people, members(&people, &store)?)?;
        assert_eq!(analysis.trends.len(), study.trial.visits_days.len() * study.potencies.len());
        for found in &analysis.trends {
            assert_eq!([found.lowest, found.highest].map(|arm| study.arms[arm].as_str()), ["low", "high"]);
            let changes = |arm: &str| {
                let of_visit = rows.iter().filter(|row| row.arm == arm && row.visit_days == u64::from(found.day));
                let of_visit = of_visit.filter(|row| row.potency_fraction == study.potencies[found.potency].value);
                of_visit.filter_map(|row| Some(row.reported_vas_points? - row.baseline_reported_vas_points)).collect()
            };
            let arms: Vec<Vec<f64>> = ["low", "middle", "high"].map(changes).into();
            let coverage = admsc_stats::estimators::Coverage::NINETY_FIVE;
            // One and two doublings of the smallest dose.
            let expected = trend::unpaired(&[0.0, 1.0, 2.0], &arms, coverage).ok_or("no trend")?;
            let unpaired = found.unpaired.ok_or("no trend")?;
            assert!((unpaired.slope - expected.slope).abs() < 1e-9 && (unpaired.high - expected.high).abs() < 1e-9);
            assert_eq!(found.paired.is_some(), is_paired);
            if let Some(paired) = found.paired {
                assert!((paired.slope - expected.slope).abs() < 1e-9 && paired.n == 10);
            }
        }
    }
    let two_doses = study(&DOSES.replace("cells = 2e6", "cells = 1e6"))?;
    assert_eq!(told(&two_doses).first(), Some(&["dead", "high"]), "two doses are no dose study: the order of the file");
    Ok(())
}

/// The changes of an arm from day 0 at a point and a potency, by place.
fn changes(rows: &[PatientRow], arm: &str, point: usize, potency: f64, day: u32) -> BTreeMap<u64, f64> {
    let of_case = rows.iter().filter(|row| row.arm == arm && row.point == point as u64);
    let of_visit = of_case.filter(|row| row.potency_fraction == potency && row.visit_days == u64::from(day));
    of_visit.filter_map(|row| Some((row.place, row.reported_vas_points? - row.baseline_reported_vas_points))).collect()
}

/// For each place of the first, its value minus that of the second, where both are known.
fn minus(all: &BTreeMap<u64, f64>, others: &BTreeMap<u64, f64>) -> BTreeMap<u64, f64> {
    all.iter().filter_map(|(place, value)| Some((*place, value - others.get(place)?))).collect()
}

#[test]
fn points_of_a_sweep_are_compared_within_the_same_patients() -> Tested {
    let coverage = admsc_stats::estimators::Coverage::NINETY_FIVE;
    let two = "arm = [{ name = \"none\", dose = [] }, { name = \"one\", dose = [{ at = \"0 d\", cells = 4e6 }] }]\n";
    let one = "arm = [{ name = \"one\", dose = [{ at = \"0 d\", cells = 4e6 }] }]\n";
    for (arms, allocation) in [(two, "every-arm"), (two, "parallel"), (one, "every-arm")] {
        let study = study(&format!(
            "{arms}[population]\nn = 10\n[trial]\nallocation = \"{allocation}\"\npotency = [1.0, 0.3]\nobserver = \"open\"\n\
             visits = [\"0 d\", \"10 d\", \"30 d\"]\nintercurrent = {{ dropout_per_month = 0.4 }}\n\
             [sweep.grid]\n\"patient.age\" = [\"40 y\", \"60 y\", \"80 y\"]\n"
        ))?;
        let (store, people) = (Memory::default(), PreparedStudy::new(&study)?);
        run(&people, Part::WHOLE, 2, &store, |_| {})?;
        let analysis = analyse(&people, members(&people, &store)?)?;
        let rows = patient_rows(&people, members(&people, &store)?)?;
        let leaves = |row: &PatientRow| row.visit_days == 30 && row.reported_vas_points.is_none();
        assert!(rows.iter().any(leaves), "nobody leaves: the analysis of missing reports is not tried");
        // Two pairs of neighbours, two potencies, two visits after day 0.
        assert_eq!(analysis.between_points.len(), 8, "{allocation}");
        for found in &analysis.between_points {
            let of = |arm: &str| {
                let at = |point| changes(&rows, arm, point, study.potencies[found.potency].value, found.day);
                minus(&at(found.point), &at(found.from))
            };
            assert_eq!((found.point, study.arms[found.arm].as_str()), (found.from + 1, "one"));
            let values = |of: BTreeMap<u64, f64>| of.into_values().collect::<Vec<f64>>();
            let against_nothing = |values: Vec<f64>| difference::paired(&values, &vec![0.0; values.len()], coverage);
            let expected = match (found.against.is_some(), allocation) {
                (true, "parallel") => difference::unpaired(&values(of("one")), &values(of("none")), coverage),
                (true, _) => against_nothing(values(minus(&of("one"), &of("none")))),
                (false, _) => against_nothing(values(of("one"))),
            };
            let expected = expected.ok_or("no difference")?;
            assert_eq!(found.found.n, expected.n);
            for (value, expected) in [
                (found.found.difference, expected.difference),
                (found.found.low, expected.low),
                (found.found.high, expected.high),
                (found.found.p, expected.p),
            ] {
                assert!((value - expected).abs() < 1e-9, "{allocation}: {value}, not {expected}");
            }
            let same = |row: &&PointsRow| (row.day, row.potency) == (found.day, found.potency);
            let family: Vec<&PointsRow> = analysis.between_points.iter().filter(same).collect();
            let plain: Vec<f64> = family.iter().map(|row| row.found.p).collect();
            let adjusted: Vec<f64> = family.iter().map(|row| row.holm_p).collect();
            assert_eq!(adjusted, holm::adjusted(&plain));
        }
    }
    Ok(())
}

#[test]
fn a_sweep_without_a_contrast_of_its_own_and_one_point_compare_no_points() -> Tested {
    for sections in [
        format!(
            "{THREE_ARMS}[population]\nn = 2\n[trial]\npotency = 1.0\n[sweep.grid]\n\"patient.age\" = [\"40 y\", \"80 y\"]\n"
        ),
        format!("{THREE_ARMS}[population]\nn = 2\n[trial]\npotency = 1.0\ncompare = [[\"two\", \"one\"]]\n"),
    ] {
        let study = study(&sections)?;
        let (store, people) = (Memory::default(), PreparedStudy::new(&study)?);
        run(&people, Part::WHOLE, 2, &store, |_| {})?;
        assert!(analyse(&people, members(&people, &store)?)?.between_points.is_empty());
    }
    Ok(())
}
