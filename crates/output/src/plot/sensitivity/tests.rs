use super::*;
use crate::plot::checking::{PROVENANCE, faults, parses};
use crate::plot::svg;
use crate::report::picture::found;
use admsc_scenario::ledger::Ledger;
use admsc_scenario::ledger::names::key_name;

const GRADES: [&str; 4] = ["calibrated", "assumed", "measured-animal", "published-model"];

fn row(number: usize, luck: f64) -> MorrisRow {
    let points = 4.0 / (1.0 + number as f64);
    let grade = GRADES[number % GRADES.len()];
    MorrisRow {
        outcome: "effect".to_owned(),
        visit_days: 365,
        parameter: format!("macrophage.m1_to_m2_rate_mediator_{number}"),
        value: "1".to_owned(),
        low: "0".to_owned(),
        high: "2".to_owned(),
        scale: "linear".to_owned(),
        grade: grade.to_owned(),
        mu_star_points: points,
        mu_star_low_points: 0.5 * points,
        mu_star_high_points: 1.5 * points,
        mu_points: points,
        sigma_points: 0.1,
        ignorance_points: points * if number % 4 < 2 { 1.0 } else { 0.3 },
        luck_points: luck,
        model: "cells".to_owned(),
        voxel_um: 50.0,
        reach_fraction: 1.0,
        trajectories: 30,
        seeds: 1,
        seed: 1,
        scenario: "x".to_owned(),
        version: "0".to_owned(),
    }
}

fn sobol(number: usize) -> SobolRow {
    SobolRow {
        outcome: "effect".to_owned(),
        visit_days: 365,
        parameter: format!("macrophage.m1_to_m2_rate_mediator_{number}"),
        grade: "assumed".to_owned(),
        first_order_fraction: 0.2,
        first_order_low_fraction: 0.1,
        first_order_high_fraction: 0.3,
        total_fraction: 0.42,
        total_low_fraction: 0.3,
        total_high_fraction: 0.5,
        reach_fraction: 1.0,
        rows: 64,
        seed: 1,
        scenario: "x".to_owned(),
        version: "0".to_owned(),
    }
}

#[test]
fn a_share_outside_the_range_is_shown_with_its_interval_and_explained() -> Result<(), Error> {
    let rows: Vec<MorrisRow> = (0..2).map(|number| row(number, 0.0)).collect();
    let outside = SobolRow { total_fraction: 1.4, total_low_fraction: 0.22, total_high_fraction: 7.3, ..sobol(1) };
    let below = SobolRow { first_order_fraction: -0.12, ..sobol(0) };
    let open = SobolRow { first_order_low_fraction: -0.05, ..sobol(0) };
    for (indices, leaves) in
        [(vec![sobol(0), outside], true), (vec![below, sobol(1)], true), (vec![open], true), (vec![sobol(0)], false)]
    {
        let figure = SensitivityFigure::new("x", (&rows, &indices), "effect", [64, 0], Language::English);
        let drawn = svg(&figure, &PROVENANCE)?;
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
        assert_eq!(drawn.contains("below 0 % or above 100 %"), leaves);
        assert_eq!(figure.alternative().contains("below 0 % or above 100 %"), leaves);
        assert_eq!(drawn.contains("140 % (22 to 730 %)"), indices[indices.len() - 1].total_fraction > 1.0);
    }
    Ok(())
}

#[test]
fn everything_lies_on_the_page_and_no_text_on_another() -> Result<(), Error> {
    for number in [1, 3, 60] {
        for luck in [0.0, 0.7] {
            let rows: Vec<MorrisRow> = (0..number).map(|number| row(number, luck)).collect();
            let indices: Vec<SobolRow> = (0..number.min(9)).map(sobol).collect();
            let title =
                "A title that is so long that it has to be wrapped because it does not fit on one line of the page";
            let figure = SensitivityFigure::new(title, (&rows, &indices), "effect", [64, 42], Language::English);
            let drawn = svg(&figure, &PROVENANCE)?;
            assert!(parses(&drawn));
            assert!(faults(&drawn).is_empty(), "{number} {luck}: {:?}", faults(&drawn));
            assert!(drawn.contains("calibrated") && drawn.contains("42 % (30 to 50 %)"));
        }
    }
    Ok(())
}

#[test]
fn what_luck_can_give_is_not_called_weak() {
    let rows: Vec<MorrisRow> = (0..8).map(|number| row(number, 1.5)).collect();
    let figure = SensitivityFigure::new("x", (&rows, &[]), "effect", [64, 42], Language::English);
    let named: Vec<&str> = figure.weakest().iter().map(|row| row.parameter.as_str()).collect();
    assert_eq!(named, ["macrophage.m1_to_m2_rate_mediator_0", "macrophage.m1_to_m2_rate_mediator_1"]);
    assert!(figure.alternative().contains("macrophage.m1_to_m2_rate_mediator_0 4.00 (calibrated)"));
}

#[test]
fn too_few_trajectories_give_no_order() -> Result<(), Error> {
    for (trajectories, has_order) in [(2, false), (29, false), (30, true)] {
        let rows: Vec<MorrisRow> = (0..8).map(|number| MorrisRow { trajectories, ..row(number, 0.0) }).collect();
        let figure = SensitivityFigure::new("x", (&rows, &[]), "effect", [64, 0], Language::English);
        assert_eq!(figure.weakest().is_empty(), !has_order);
        assert_eq!(figure.alternative().contains("Where ignorance matters most"), has_order);
        let drawn = svg(&figure, &PROVENANCE)?;
        assert_eq!(drawn.contains("it takes 30 (--trajectories)"), !has_order);
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
    }
    Ok(())
}

#[test]
fn nothing_is_not_drawn() {
    assert!(matches!(
        svg(&SensitivityFigure::new("x", (&[], &[]), "effect", [0, 0], Language::English), &PROVENANCE),
        Err(Error::Empty)
    ));
}

#[test]
fn one_parameter_moves_most_only_where_its_interval_stands_apart() {
    let found = |ends: &[(f64, f64)], luck: f64, trajectories: u64| {
        let row = |(number, (low, high)): (usize, &(f64, f64))| MorrisRow {
            parameter: ["a.b", "c.d", "e.f"][number].to_owned(),
            mu_star_points: 0.5 * (low + high),
            mu_star_low_points: *low,
            mu_star_high_points: *high,
            trajectories,
            ..row(number, luck)
        };
        let rows: Vec<MorrisRow> = ends.iter().enumerate().map(row).collect();
        let figure = SensitivityFigure::new("T", (&rows, &[]), "effect", [1, 0], Language::English);
        figure.finding().map_or_else(String::new, |found| found.in_english())
    };
    let effect = "the effect of the treatment";
    let apart = found(&[(2.0, 3.0), (1.0, 1.9), (0.0, 0.5)], 0.0, 30);
    assert_eq!(apart, format!("“a.b” moves {effect} most: 2.5 points over its range"));
    let two = found(&[(2.0, 3.0), (1.0, 2.1), (0.0, 0.5)], 0.0, 30);
    assert_eq!(two, format!("“a.b” or “c.d” moves {effect} most: their intervals overlap"));
    let three = found(&[(2.0, 3.0), (1.0, 2.1), (1.0, 2.5)], 0.0, 30);
    assert_eq!(
        three,
        format!(
            "No parameter stands out for {effect}: the interval of “a.b”, the first, overlaps with those of 2 others"
        )
    );
    let chance = found(&[(2.0, 3.0), (1.0, 1.9)], 2.6, 30);
    assert_eq!(chance, format!("No parameter moves {effect} more than chance alone does"));
    assert_eq!([found(&[(2.0, 3.0)], 0.0, 5), found(&[], 0.0, 30)], ["", ""]);
    // Total indices do not change what is said of the bars.
    let rows = [row(0, 0.0), row(1, 0.0)];
    let indices = [sobol(0), SobolRow { total_fraction: 0.7, ..sobol(1) }];
    let [with, without] = [&indices[..], &[]].map(|indices| {
        let figure = SensitivityFigure::new("T", (&rows, indices), "effect", [1, 0], Language::English);
        figure.finding().map_or_else(String::new, |found| found.in_english())
    });
    assert_eq!(with, without);
    assert!(with.starts_with("“macrophage.m1_to_m2_rate_mediator_0”"), "{with}");
}

#[test]
fn a_title_with_the_longest_names_is_whole() -> Result<(), Error> {
    let keys: Vec<String> = Ledger::bundled()
        .map_or_else(|_| Vec::new(), |ledger| ledger.entries().iter().map(|entry| entry.key.clone()).collect());
    for language in Language::ALL {
        let mut keys = keys.clone();
        keys.sort_by_key(|key| std::cmp::Reverse(key_name(key, language).chars().count()));
        for number in 1..=3 {
            let like = |(number, key): (usize, &String)| MorrisRow { parameter: key.clone(), ..row(number, 0.0) };
            let rows: Vec<MorrisRow> = keys.iter().take(number).enumerate().map(like).collect();
            let drawn = svg(&SensitivityFigure::new("T", (&rows, &[]), "effect", [1, 0], language), &PROVENANCE)?;
            let heading = found(&drawn).concat();
            assert!(!heading.is_empty() && !heading.contains('…'), "{heading}");
            assert!(faults(&drawn).is_empty(), "{number}: {:?}", faults(&drawn));
        }
    }
    Ok(())
}
