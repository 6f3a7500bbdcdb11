//! Explanations: costs in time that add up, groups that cost nothing, knock-outs that leave nothing.

use std::error::Error;

use admsc_model::rules::mean_field::MeanField;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_study::explanation::attribution::{TimeCost, attribute};
use admsc_study::explanation::course::{INSTANT, Patient};
use admsc_study::explanation::knock_outs::{KnockOut, effects_are_all, live, rows, same_tissue, visits};
use admsc_study::explanation::people::gather;
use admsc_study::explanation::quicken::{COALITIONS, GROUPS};

use crate::common;

type Tested = Result<(), Box<dyn Error>>;

const NOBODY_HEARS: fn(f64) = |_| {};

fn cost<'a>(costs: &'a [TimeCost], group: &str) -> Result<&'a TimeCost, Box<dyn Error>> {
    Ok(costs.iter().find(|cost| cost.group == group).ok_or("no such group")?)
}

fn includes_zero(cost: &TimeCost) -> bool {
    cost.low_days <= Some(0.0) && Some(0.0) <= cost.high_days
}

/// How people with an indication are enrolled, under a seed.
fn enrolment(preset: &str, seed: u64, patients: u32) -> Enrolment {
    let text = format!("format = 1\nseed = {seed}\nextends = \"builtin:{preset}\"\n");
    admsc_scenario::reading::load_str(preset, &text, &[]).unwrap().enrolment.population(patients)
}

fn treated_disc() -> Setup {
    common::with_needle(common::discogenic(), 18e6)
}

#[test]
fn costs_sum_to_the_delay_and_sensitisation_costs_something() -> Tested {
    let found = attribute(&enrolment("discogenic", 3, 8), &treated_disc(), 2, &NOBODY_HEARS)?;
    let whole = cost(&found.costs, "delay")?.cost_days;
    let groups: f64 = found
        .costs
        .iter()
        .filter(|cost| GROUPS.iter().any(|group| group.name() == cost.group))
        .map(|cost| cost.cost_days)
        .sum();
    assert!(whole > 5.0 && (groups / whole - 1.0).abs() < 0.01, "{groups} of {whole}");
    assert!(!includes_zero(cost(&found.costs, "peripheral")?), "{:?}", found.costs);
    assert_eq!(found.combinations.len(), COALITIONS);
    assert_eq!(found.combinations[0].delay_days, whole);
    Ok(())
}

#[test]
fn a_group_on_which_nothing_depends_costs_nothing() -> Tested {
    let mut setup = treated_disc();
    let p = &mut setup.parameters;
    (p.drive.damage, p.pain.weight_damage, p.sensitisation.central_from_damage) = (0.0, 0.0, 0.0);
    p.pain.gain *= 1.6;
    let found = attribute(&enrolment("discogenic", 3, 8), &setup, 2, &NOBODY_HEARS)?;
    let structure = cost(&found.costs, "structure")?;
    assert!(includes_zero(structure) && structure.cost_days.abs() < 0.01, "{structure:?}");
    assert!(!includes_zero(cost(&found.costs, "peripheral")?));
    Ok(())
}

#[test]
fn faster_processes_lead_to_the_same_place() -> Tested {
    // Left to itself, a patient at rest stays at rest whatever is faster.
    let setup = Setup { doses: Vec::new(), ..common::discogenic() };
    let patient = Patient::new(setup, 1, 0)?;
    let reference = patient.reference();
    assert!(reference.relief < 0.02, "{reference:?}");
    for coalition in 0..COALITIONS {
        let horizon = patient.delay(coalition, INSTANT, reference.level - 0.1)?;
        assert_eq!(horizon, 365.0, "coalition {coalition}");
    }
    Ok(())
}

#[test]
fn the_stiff_solver_agrees_with_the_one_of_the_mean_field() -> Tested {
    let setup = treated_disc();
    let plan = Plan::new(setup.clone(), 1, 0)?;
    let field = MeanField::new(&plan);
    let start = field.injected(field.baseline_start(), 18e6);
    let patient = Patient::new(setup, 1, 0)?;
    let reference = patient.reference();
    let delay = patient.delay(0, INSTANT, reference.level)?;
    let pain = field.pain(&field.after(start, delay)).total();
    assert!((pain - reference.level).abs() < 0.005, "{pain} at day {delay}, not {}", reference.level);
    let last = field.pain(&field.after(start, 365.0)).total();
    let expected = field.pain(&start).total() - reference.relief_at_end;
    assert!((last - expected).abs() < 0.02, "{last} {expected}");
    Ok(())
}

/// A few weeks of the patient of a preset.
fn short(setup: Setup) -> Setup {
    Setup { baseline_days: 30, horizon_days: 40, ..setup }
}

#[test]
fn cells_without_any_effect_are_as_good_as_none_exactly() -> Tested {
    let mut by_vein = short(common::neuropathic());
    by_vein.doses = vec![common::vein(0.0, 140e6)];
    let needle = short(common::with_needle(common::neuropathic(), 70e6));
    for (preset, setup) in [("discogenic", short(treated_disc())), ("neuropathic", needle), ("neuropathic", by_vein)] {
        let people = gather(&enrolment(preset, 5, 2), &setup, 2, &NOBODY_HEARS)?;
        let futures = live(&people, 2, &NOBODY_HEARS)?;
        assert!(effects_are_all(&futures));
        // The treatment itself does something, or nothing would be shown.
        assert!(futures.iter().all(|one| !same_tissue(&one.treated, &one.knocked_out[7])));
        // The same under another knock-out in both arms.
        let both = |last: KnockOut| {
            people[0].live(|setup| {
                KnockOut::Regeneration.apply(setup);
                KnockOut::Desensitisation.apply(setup);
                last.apply(setup);
            })
        };
        assert!(same_tissue(&both(KnockOut::Effects)?, &both(KnockOut::Cells)?));
    }
    Ok(())
}

#[test]
fn visits_of_knock_outs_follow_the_first_dose_to_the_end_of_the_run() {
    assert_eq!(visits(0, 365), [30, 91, 183, 365]);
    assert_eq!(visits(100, 150), [130, 150]);
    assert_eq!(visits(60, 548), [90, 151, 243, 425, 548]);
    assert_eq!(visits(0, 60), [30, 60]);
    assert_eq!(visits(0, 366), [30, 91, 183, 366], "a day before the end there is no visit");
    assert_eq!(visits(10, 20), [20]);
}

#[test]
fn knock_outs_and_relief_begin_with_a_late_first_dose() -> Tested {
    let mut setup = Setup { baseline_days: 30, horizon_days: 60, ..common::with_needle(common::neuropathic(), 70e6) };
    setup.doses[0].at_days = 20.0;
    let people = gather(&enrolment("neuropathic", 5, 2), &setup, 2, &NOBODY_HEARS)?;
    let futures = live(&people, 2, &NOBODY_HEARS)?;
    for one in &futures {
        let first = &one.treated[0];
        assert_eq!(first.time_days, 20.0);
        assert_eq!(first.admsc_alive_cells, 0, "the row of the day comes before the dose");
        assert!(one.treated[1].admsc_alive_cells > 0);
        // Regeneration and the fading of sensitisation go on until the dose, whatever is knocked out after it.
        for course in &one.knocked_out {
            assert_eq!((course[0].vas_points, course[0].time_days), (first.vas_points, 20.0));
        }
    }
    assert!(effects_are_all(&futures));
    let rows = rows(&futures, 20, 60);
    assert_eq!(rows.iter().take(2).map(|row| row.visit_days).collect::<Vec<_>>(), [50, 60]);
    let fell = |one: &admsc_study::explanation::knock_outs::Futures| {
        one.treated[0].vas_points - one.treated.last().map_or(0.0, |row| row.vas_points)
    };
    let mean = futures.iter().map(fell).sum::<f64>() / futures.len() as f64;
    assert!((rows[1].relief_points - mean).abs() < 1e-12, "{} {mean}", rows[1].relief_points);
    // In steps of an hour the same person goes on from the same day.
    let fine = people[0].in_fine_steps().live(|_| {})?;
    assert_eq!((fine[0].time_days, fine[0].vas_points), (20.0, futures[0].treated[0].vas_points));
    assert!(fine.iter().any(|row| row.time_days == 21.0 && row.admsc_alive_cells > 0));
    Ok(())
}

#[test]
fn the_delay_of_a_patient_at_rest_is_the_same_whenever_the_first_dose_comes() -> Tested {
    let early = Patient::new(Setup { horizon_days: 265, ..treated_disc() }, 1, 0)?;
    let mut setup = treated_disc();
    setup.doses[0].at_days = 100.0;
    let late = Patient::new(setup, 1, 0)?;
    let (one, other) = (early.reference(), late.reference());
    assert!((one.relief - other.relief).abs() < 0.05 && (one.level - other.level).abs() < 0.05, "{one:?} {other:?}");
    for coalition in [0, 1, COALITIONS - 1] {
        let [a, b] = [(&early, &one), (&late, &other)].map(|(who, found)| who.delay(coalition, INSTANT, found.level));
        let (a, b) = (a?, b?);
        assert!((a - b).abs() < 0.5, "coalition {coalition}: {a} and {b}");
    }
    Ok(())
}
