//! Explanations: costs in time that add up, groups that cost nothing, knock-outs that leave nothing.

use std::error::Error;

use admsc_model::rules::mean_field::MeanField;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_study::coarse::coarse;
use admsc_study::explanation::attribution::{Attribution, Model, TimeCost, attribute, costs};
use admsc_study::explanation::course::{INSTANT, Patient, Reference};
use admsc_study::explanation::knock_outs::{Futures, KnockOut, effects_are_all, rows, same_tissue, visits};
use admsc_study::explanation::on_cells::{self, Followed, factor, follow};
use admsc_study::explanation::people::{Person, followed};
use admsc_study::explanation::pieces::{CELLS, Pieces};
use admsc_study::explanation::quicken::{COALITIONS, GROUPS, Group};
use admsc_study::explanation::{Request, Watch};
use admsc_study::trial::BlockStore;

use crate::common;
use crate::small::Memory;

type Tested = Result<(), Box<dyn Error>>;

const NOBODY_HEARS: fn(f64) = |_| {};

/// The costs in time in the mean field of people with an indication.
fn in_mean_field(people: &Enrolment, setup: &Setup) -> Result<Attribution, Box<dyn Error>> {
    let store = Memory::default();
    Ok(attribute(people, setup, 2, Pieces { store: &store, watch: &NOBODY_HEARS })?)
}

/// The people of a population on the coarse grid, and all their courses.
fn lived(people: &Enrolment, setup: &Setup) -> Result<(Vec<Person>, Vec<Futures>), Box<dyn Error>> {
    let enrol = |place| Person::enrol(people, &coarse(setup), place);
    let people: Vec<Person> = (0..people.patients).map(enrol).collect::<Result<_, _>>()?;
    let futures = people.iter().map(|person| Futures::of(person, || ())).collect::<Result<_, _>>()?;
    Ok((people, futures))
}

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
    let found = in_mean_field(&enrolment("discogenic", 3, 8), &treated_disc())?;
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
    p.sensitisation.tissue_ngf_gain = 0.0;
    p.pain.gain *= 1.6;
    let found = in_mean_field(&enrolment("discogenic", 3, 8), &setup)?;
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
    assert!(reference.start - reference.lowest < 0.02, "{reference:?}");
    for coalition in 0..COALITIONS {
        let horizon = patient.delay(coalition, INSTANT, reference.lowest - 0.1)?;
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
    let level = 0.5 * (reference.start + reference.lowest);
    let delay = patient.delay(0, INSTANT, level)?;
    let pain = field.pain(&field.after(start, delay)).total();
    assert!((pain - level).abs() < 0.005, "{pain} at day {delay}, not {level}");
    let last = field.pain(&field.after(start, 365.0)).total();
    assert!((last - reference.end).abs() < 0.02, "{last} {reference:?}");
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
        let (people, futures) = lived(&enrolment(preset, 5, 2), &setup)?;
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
    let (_, futures) = lived(&enrolment("neuropathic", 5, 2), &setup)?;
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
    let fell = |one: &Futures| one.treated[0].vas_points - one.treated.last().map_or(0.0, |row| row.vas_points);
    let mean = futures.iter().map(fell).sum::<f64>() / futures.len() as f64;
    assert!((rows[1].relief_points - mean).abs() < 1e-12, "{} {mean}", rows[1].relief_points);
    // In steps of an hour as well courses begin on that day, before the dose.
    let fine = Person::enrol(&enrolment("neuropathic", 5, 2), &followed(&setup), 0)?.live(|_| {})?;
    assert_eq!((fine[0].time_days, fine[0].admsc_alive_cells), (20.0, 0));
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
    assert!((one.start - other.start).abs() < 0.05 && (one.lowest - other.lowest).abs() < 0.05, "{one:?} {other:?}");
    for coalition in [0, 1, COALITIONS - 1] {
        let level = |found: &Reference| 0.5 * (found.start + found.lowest);
        let [a, b] = [(&early, &one), (&late, &other)].map(|(who, found)| who.delay(coalition, INSTANT, level(found)));
        let (a, b) = (a?, b?);
        assert!((a - b).abs() < 0.5, "coalition {coalition}: {a} and {b}");
    }
    Ok(())
}

/// A small window whose patients have relief within weeks.
const SMALL: &str = r#"
    format = 1
    extends = "builtin:neuropathic"
    horizon = "120 d"
    patient.baseline = "20 d"
    tissue = { window = ["0.8 mm", "0.8 mm"], voxel = "50 um", lesion = { from = ["0.2 mm"], to = ["0.6 mm"] } }
    dose = [{ at = "0 d", cells = 70e6, site = { from_lesion_edge = "0.1 mm" } }]
"#;

/// Adds up what is done and what is spared.
#[derive(Default)]
struct Sums(std::sync::Mutex<[f64; 2]>);

impl Watch for Sums {
    fn done(&self, seconds: f64) {
        self.0.lock().unwrap()[0] += seconds;
    }

    fn spared(&self, seconds: f64) {
        self.0.lock().unwrap()[1] += seconds;
    }
}

#[test]
fn costs_on_cells_sum_to_the_delay_and_patients_who_are_kept_are_not_run_again() -> Tested {
    let scenario = admsc_scenario::reading::load_str("small", SMALL, &[]).map_err(|errors| errors.to_string())?;
    let (store, sums) = (Memory::default(), Sums::default());
    let population = |patients| scenario.enrolment.population(patients);
    let run = |patients, threads, sums: &Sums| {
        follow(&population(patients), &scenario.mean, threads, Pieces { store: &store, watch: sums })
    };
    let one = run(1, 1, &sums)?;
    let [done, spared] = *sums.0.lock().unwrap();
    assert!((done + spared - on_cells::work()).abs() < 1e-9, "{done} {spared}");
    // More patients go on from fewer: the first is taken as it was kept.
    let again = Sums::default();
    let two = run(2, 2, &again)?;
    assert_eq!(two[0], one[0]);
    let [done, spared] = *again.0.lock().unwrap();
    assert!(done > 0.0 && spared >= on_cells::work(), "{done} {spared}");
    assert!(store.load(CELLS).is_some() && store.load(CELLS + 1).is_some());
    // What is kept is what would be computed.
    let fresh = Memory::default();
    let computed = follow(&population(2), &scenario.mean, 1, Pieces { store: &fresh, watch: &NOBODY_HEARS })?;
    assert_eq!(computed, two);
    let delays = on_cells::delays(&two);
    assert!(!delays.is_empty() && delays.iter().all(|all| all.len() == COALITIONS), "somebody has relief");
    let found = costs(Model::Cells, &delays, 1);
    let parts: f64 = found.iter().filter(|cost| cost.group != "delay").map(|cost| cost.cost_days).sum();
    let whole = cost(&found, "delay")?.cost_days;
    assert!(whole > 0.5 && (parts / whole - 1.0).abs() < 1e-9, "{parts} of {whole}");
    assert!(delays.iter().all(|all| all[COALITIONS - 1] < all[0]), "all groups together save days");
    Ok(())
}

#[test]
fn on_cells_only_what_has_exact_steps_is_instantaneous_and_steps_are_an_hour() -> Tested {
    let fast = [Group::Peripheral, Group::Central];
    assert!(GROUPS.iter().all(|group| factor(*group) == if fast.contains(group) { INSTANT } else { 10.0 }));
    let minutes = |setup: &Setup| (setup.cadence.tick_minutes, setup.cadence.field_ticks * setup.cadence.tick_minutes);
    let scenario = |more: &str| admsc_scenario::reading::load_str("small", &format!("{SMALL}{more}"), &[]);
    for (more, steps) in [
        ("", (60, 60)),
        ("cadence.tick = \"12 h\"\ncadence.field = \"12 h\"\n", (60, 60)),
        ("cadence.tick = \"30 min\"\n", (30, 30)),
    ] {
        let setup = followed(&scenario(more).map_err(|errors| errors.to_string())?.mean);
        assert_eq!((minutes(&setup), setup.grid.spacing_um), (steps, 50.0), "{more}");
    }
    Ok(())
}

#[test]
fn the_check_compares_both_models_in_the_same_patients() {
    let delays = |whole: f64, central: f64| {
        let of = |coalition: usize| if coalition & 16 != 0 { whole - central } else { whole };
        (0..COALITIONS).map(of).collect::<Vec<f64>>()
    };
    let reference = Reference { start: 7.0, lowest: 3.0, end: 3.0 };
    let one = |whole, of_cells, of_field: Option<f64>| Followed {
        reference,
        cells: Some(delays(whole, of_cells)),
        mean_field: of_field.map(|central| delays(whole - 3.0, central)),
    };
    // The third has no relief in the mean field: it counts on cells, but is not compared.
    let people = [one(20.0, 8.0, Some(2.0)), one(30.0, 10.0, Some(4.0)), one(90.0, 50.0, None)];
    assert_eq!(on_cells::delays(&people).len(), 3);
    let rows = on_cells::confirm(&people, &GROUPS);
    let central = rows.iter().find(|row| row.group == "central").expect("all groups have a row");
    assert_eq!((central.patients_count, central.delay_difference_days), (2, 3.0));
    assert!((central.cells_cost_days - 9.0).abs() < 1e-12 && (central.mean_field_cost_days - 3.0).abs() < 1e-12);
    assert!((central.cost_difference_days - 6.0).abs() < 1e-12 && central.cells_saved_days == 9.0);
    assert!(rows.iter().filter(|row| row.group != "central").all(|row| row.cost_difference_days.abs() < 1e-12));
    assert!(on_cells::confirm(&people[2..], &GROUPS).is_empty());
}

#[test]
fn pieces_have_a_name_of_what_decides_them_but_not_of_how_many_there_are() -> Tested {
    let key = |more: &str, patients: u32| -> Result<String, Box<dyn Error>> {
        let scenario = admsc_scenario::reading::load_str("small", &format!("{more}{SMALL}"), &[])
            .map_err(|errors| errors.to_string())?;
        let (people, delayed, mean_field) = (patients, patients, patients);
        Ok(Request { scenario: &scenario, people, delayed, mean_field, threads: 1 }.kept_key()?)
    };
    assert_eq!(key("", 2)?, key("", 9)?);
    assert_ne!(key("", 2)?, key("seed = 9\n", 2)?);
    assert_ne!(key("", 2)?, key("patient.potency = 0.5\n", 2)?);
    Ok(())
}
