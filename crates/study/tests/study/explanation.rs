//! Explanations: costs in time that add up, groups that cost nothing, knock-outs that leave nothing.

use std::error::Error;

use admsc_model::rules::mean_field::MeanField;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_study::explanation::attribution::{TimeCost, attribute};
use admsc_study::explanation::course::{INSTANT, Patient};
use admsc_study::explanation::knock_outs::{KnockOut, effects_are_all, live, same_tissue};
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
