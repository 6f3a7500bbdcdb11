use super::clock::ClockFigure;
use super::knock_outs::KnockOutsFigure;
use super::persistence::PersistenceFigure;
use super::time_costs::TimeCostsFigure;
use super::*;
use crate::plot::checking::{PROVENANCE, boxes, english_left_in, faults, parses};
use crate::plot::{Error, Figure, svg};
use admsc_study::explanation::attribution::{Confirmation, TimeCost};
use admsc_study::explanation::clock::{PROCESSES, Pace};
use admsc_study::explanation::knock_outs::{KNOCK_OUTS, KnockOutRow};
use admsc_study::explanation::persistence::{Resting, Staying};

/// An explanation in which everything is `size` times as large, with or without what can be missing.
pub(super) fn explanation(size: f64, whole: bool) -> Explanation {
    let pace = |(number, process): (usize, &admsc_study::explanation::clock::Process)| Pace {
        process: process.words().0.to_owned(),
        half_time_days: (whole || number % 3 > 0).then(|| 0.01 * size * (1 + number * number * number) as f64),
        measured: process.words().1.to_owned(),
    };
    let row = |which: usize, day: u64| KnockOutRow {
        knock_out: KNOCK_OUTS[which].name().to_owned(),
        visit_days: day,
        patients_count: 20,
        relief_points: 4.0,
        relief_left_points: 3.0,
        r50_fraction: 0.5,
        r50_left_fraction: 0.25,
        lost_points: size * (which as f64 - 2.0),
        low_points: whole.then_some(size * (which as f64 - 2.5)),
        high_points: whole.then_some(size * (which as f64 - 1.5)),
        relief_low_points: whole.then_some(3.5),
        relief_high_points: whole.then_some(4.5),
        relief_left_low_points: whole.then_some(2.5),
        relief_left_high_points: whole.then_some(3.5),
        r50_low_fraction: 0.3,
        r50_high_fraction: 0.7,
        r50_left_low_fraction: 0.1,
        r50_left_high_fraction: 0.5,
        behind_points: None,
        behind_low_points: None,
        behind_high_points: None,
    };
    let cost = |(number, group): (usize, &str)| TimeCost {
        group: group.to_owned(),
        patients_count: 100,
        cost_days: size * (number as f64 - 1.0),
        low_days: whole.then_some(size * (number as f64 - 2.0)),
        high_days: whole.then_some(size * (number as f64 + 1.0)),
        cost_share: 0.2 * (number as f64 - 1.0),
        low_share: whole.then_some(0.2 * (number as f64 - 2.0)),
        high_share: whole.then_some(0.2 * (number as f64 + 1.0)),
        model: "cells".to_owned(),
        times_as_fast: Some(10.0),
        behind_days: None,
        behind_low_days: None,
        behind_high_days: None,
    };
    let groups = ["signals", "macrophages", "structure", "peripheral", "central", "rest", "delay"];
    let confirmation = |group: &str| Confirmation {
        group: group.to_owned(),
        patients_count: 10,
        mean_field_delay_days: 30.0,
        mean_field_saved_days: size,
        cells_delay_days: 40.0,
        cells_saved_days: 2.0 * size,
        cells_low_days: whole.then_some(-size),
        cells_high_days: whole.then_some(5.0 * size),
        difference_days: size,
        difference_low_days: whole.then_some(-2.0 * size),
        difference_high_days: whole.then_some(4.0 * size),
        mean_field_delay_low_days: whole.then_some(20.0),
        mean_field_delay_high_days: whole.then_some(40.0),
        mean_field_low_days: whole.then_some(0.5 * size),
        mean_field_high_days: whole.then_some(1.5 * size),
        cells_delay_low_days: whole.then_some(30.0),
        cells_delay_high_days: whole.then_some(50.0),
        times_as_fast: 10.0,
        cells_cost_days: 2.0 * size,
        cells_cost_low_days: whole.then_some(-size),
        cells_cost_high_days: whole.then_some(5.0 * size),
        mean_field_cost_days: size,
        mean_field_cost_low_days: whole.then_some(0.5 * size),
        mean_field_cost_high_days: whole.then_some(1.5 * size),
        cost_difference_days: size,
        cost_difference_low_days: whole.then_some(-2.0 * size),
        cost_difference_high_days: whole.then_some(4.0 * size),
        delay_difference_days: 10.0,
        delay_difference_low_days: whole.then_some(1.0),
        delay_difference_high_days: whole.then_some(19.0),
    };
    let resting = |from: &str, tnf: f64| Resting {
        from: from.to_owned(),
        tnf_alpha_relative: tnf,
        damage_fraction: tnf,
        vas_points: 5.0,
    };
    let staying = |model: &str| Staying {
        model: model.to_owned(),
        patients_count: 20,
        relieved_count: if whole { 18 } else { 0 },
        staying_count: if whole { 9 } else { 0 },
        staying_share: whole.then_some(0.5),
        low_share: whole.then_some(0.3),
        high_share: whole.then_some(0.7),
        relieved_low_share: if whole { 0.7 } else { 0.0 },
        relieved_high_share: if whole { 0.97 } else { 0.16 },
    };
    Explanation {
        horizon_days: 365,
        first_dose_days: 0.0,
        vas_points: 7.0,
        largest_relief_points: 5.0,
        halved_days: whole.then_some(42.0),
        clock: PROCESSES.iter().enumerate().map(pace).collect(),
        knock_outs: (0..KNOCK_OUTS.len())
            .flat_map(|which| [30, 91, 183, 365, 1461].map(|day| row(which, day)))
            .collect(),
        effects_are_all: whole,
        time_costs: groups.into_iter().enumerate().map(cost).collect(),
        confirmations: if whole {
            ["signals", "macrophages", "structure", "peripheral", "central"].map(confirmation).to_vec()
        } else {
            Vec::new()
        },
        last_cell_days: whole.then_some(98.0),
        resting_states: if whole {
            vec![resting("painful", 0.6), resting("quiet", 0.05)]
        } else {
            vec![resting("painful", 0.5)]
        },
        staying: vec![staying("cells"), staying("mean-field")],
    }
}

pub(super) fn path(size: f64) -> Vec<PathRow> {
    let row = |day: u32| {
        let share = f64::from(day) / 365.0;
        PathRow {
            time_days: f64::from(day),
            treated_tnf_alpha_relative: size * 0.6 * (1.0 - share) * (1.0 - share),
            treated_damage_fraction: 0.7 - 0.5 * share,
            treated_vas_points: 7.0 - 6.0 * share,
            untreated_tnf_alpha_relative: size * (0.6 + 0.02 * f64::from(day % 7)),
            untreated_damage_fraction: 0.7,
            untreated_vas_points: 7.0,
        }
    };
    (0..=365).map(row).collect()
}

/// All figures of an explanation.
fn drawn(explained: Explained<'_>) -> Result<[String; 4], Error> {
    Ok([
        svg(&ClockFigure(explained), &PROVENANCE)?,
        svg(&KnockOutsFigure(explained), &PROVENANCE)?,
        svg(&TimeCostsFigure(explained), &PROVENANCE)?,
        svg(&PersistenceFigure(explained), &PROVENANCE)?,
    ])
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_found() -> Result<(), Error> {
    let titles = [
        (Language::English, "Short"),
        (
            Language::English,
            "A title so long that it has to be wrapped on two lines, and then it goes on and on and on and on",
        ),
        (Language::Japanese, "短い標題"),
        (
            Language::Japanese,
            "二行に折り返し、それでも長すぎるため途中で切らなければならない、脂肪由来幹細胞の標題の一例である",
        ),
    ];
    for size in [0.05, 1.0, 30.0] {
        for whole in [false, true] {
            let (explanation, path) = (explanation(size, whole), path(size));
            for (language, title) in titles {
                let explained = Explained { title, explanation: &explanation, path: &path, language };
                for (number, drawn) in drawn(explained)?.iter().enumerate() {
                    assert!(parses(drawn) && boxes(drawn).len() > 12);
                    assert!(faults(drawn).is_empty(), "{number}, {size}, {whole}, {title}: {:?}", faults(drawn));
                    if language == Language::Japanese {
                        assert_eq!(english_left_in(drawn), Vec::<&str>::new());
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_numbers_are_told_in_words() -> Result<(), Error> {
    let (explanation, path) = (explanation(1.0, true), path(1.0));
    let explained = Explained { title: "T", explanation: &explanation, path: &path, language: Language::English };
    let [clock, knock_outs, time_costs, persistence] = drawn(explained)?;
    assert!(clock.contains("myelin on axons that arrived: 17 d"));
    assert!(knock_outs.contains("no cells: +5.0 (+4.5 to +5.5); cells without any effect: +6.0 (+5.5 to +6.5)"));
    assert!(knock_outs.contains("full relief: 4.0 (3.5 to 4.5)"));
    assert!(time_costs.contains("central sensitisation: 3.0 (2.0 to 5.0) d, 60 % (40 to 100 %)"));
    assert!(time_costs.contains("in the cell model, +1.0 (+0.5 to +1.5) in the mean field of the same patients"));
    assert!(persistence.contains("gone on day 98 of 365") && persistence.contains("in 9 of 18 whose pain halves"));
    assert!(svg(&PersistenceFigure(Explained { path: &[], ..explained }), &PROVENANCE).is_err());
    Ok(())
}

#[test]
fn labels_of_days_lie_beside_the_paths() -> Result<(), Error> {
    let (explanation, path) = (explanation(1.0, true), path(1.0));
    let explained = Explained { title: "T", explanation: &explanation, path: &path, language: Language::English };
    let drawn = svg(&PersistenceFigure(explained), &PROVENANCE)?;
    let points = drawn.split("points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let points: Vec<(f64, f64)> = points
        .flat_map(str::split_whitespace)
        .filter_map(|pair| pair.split_once(','))
        .filter_map(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)))
        .collect();
    let labels: Vec<_> = boxes(&drawn).into_iter().filter(|(said, _)| said.starts_with("day ")).collect();
    assert!(labels.len() >= 4 && points.len() > 50, "{labels:?}");
    for (said, [left, top, right, bottom]) in labels {
        let inside = |&(x, y): &(f64, f64)| left < x && x < right && top < y && y < bottom;
        assert!(!points.iter().any(inside), "{said} lies on a path");
    }
    Ok(())
}

#[test]
fn marked_days_of_the_path_follow_a_late_first_dose() -> Result<(), Error> {
    let (mut explanation, path) = (explanation(1.0, true), path(1.0));
    let marked = |explanation: &Explanation, day: &str| -> Result<bool, Error> {
        let explained = Explained { title: "Late", explanation, path: &path, language: Language::English };
        Ok(boxes(&svg(&PersistenceFigure(explained), &PROVENANCE)?).iter().any(|(said, _)| said == day))
    };
    assert!(marked(&explanation, "day 28")? && !marked(&explanation, "day 128")?);
    explanation.first_dose_days = 100.5;
    assert!(!marked(&explanation, "day 28")? && marked(&explanation, "day 128")?);
    let explained = Explained { title: "Late", explanation: &explanation, path: &path, language: Language::English };
    let told = PersistenceFigure(explained).alternative();
    assert!(told.contains("TNFα 0.32 to 0.00"), "from the day of the dose: {told}");
    Ok(())
}

#[test]
fn the_line_of_halved_pain_is_that_of_the_patients_whose_time_is_divided() -> Result<(), Error> {
    let (mut explanation, path) = (explanation(1.0, true), path(1.0));
    let half = |explanation: &Explanation| -> Result<Vec<String>, Error> {
        let explained = Explained { title: "T", explanation, path: &path, language: Language::English };
        let all = boxes(&svg(&ClockFigure(explained), &PROVENANCE)?).into_iter();
        Ok(all.map(|(said, _)| said.to_owned()).filter(|said| said.starts_with("pain halved")).collect())
    };
    assert_eq!(half(&explanation)?, ["pain halved, mean of the patients: 5 d"]);
    explanation.time_costs.clear();
    assert_eq!(half(&explanation)?, ["pain halved in this run: 42 d"]);
    explanation.halved_days = None;
    assert!(half(&explanation)?.is_empty());
    Ok(())
}
