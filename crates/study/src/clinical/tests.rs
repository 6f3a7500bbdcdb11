use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};

use super::*;
use crate::clinical::potency::Support;
use crate::clinical::targets::{bundled, from_csv};
use crate::threads::lock;
use crate::trial::PATIENTS_PER_BLOCK;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::{Preparation, Setup};
use admsc_model::simulation::Simulation;
use admsc_scenario::ledger::Shape;
use admsc_scenario::reading::load;

type Outcome = Result<(), Box<dyn StdError>>;

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

fn rows(text: &str) -> Result<Vec<Target>, Box<dyn StdError>> {
    Ok(from_csv("test.csv", &format!("{HEAD}{text}"))?)
}

/// A window of 16 × 8 voxels and a short past: seconds instead of hours.
fn tiny() -> Vec<Override> {
    let keys = [
        ("tissue.window", "[\"1.6 mm\", \"0.8 mm\"]"),
        ("tissue.voxel", "\"100 um\""),
        ("tissue.lesion", "{ from = [\"0.8 mm\"], to = [\"1.6 mm\"] }"),
        ("patient.baseline", "\"20 d\""),
    ];
    keys.map(|(key, value)| Override { key: key.into(), value: value.into() }).into()
}

#[test]
fn rows_of_one_past_share_a_population_and_equal_treatments_a_course() -> Outcome {
    let targets = bundled()?;
    let of_disc: Vec<Target> = targets.iter().filter(|row| row.indication == "discogenic").cloned().collect();
    let asked = ClinicalOptions::usual(&of_disc, 10, 1, Resolution::Coarse);
    let plan = plan(&asked)?;
    let [group] = plan.groups.as_slice() else { return Err("expected one population".into()) };
    assert_eq!(group.study.population.patients % PATIENTS_PER_BLOCK, 0);
    let grid = &group.study.cases[0].setup.grid;
    assert_eq!((grid.nx, grid.ny, group.study.cases[0].setup.cadence.tick_minutes), (80, 40, 720));
    // Every different treatment with cells once at each potency but 0, where all are the needle without cells.
    let at = |potency: usize| group.study.cases.iter().filter(move |case| case.potency == potency);
    let needles: Vec<usize> = at(0).map(|case| case.setup.doses.len()).collect();
    assert_eq!(needles, [1, 2]);
    assert!(at(0).flat_map(|case| &case.setup.doses).all(|dose| dose.preparation == Preparation::Sham));
    let mut doses: Vec<Vec<u64>> = Vec::new();
    for case in at(1) {
        doses.push(case.setup.doses.iter().map(|dose| dose.cells as u64).collect());
    }
    let count = doses.len();
    doses.sort();
    doses.dedup();
    assert_eq!(doses.len(), count, "{doses:?}");
    for wanted in [vec![18_000_000], vec![20_000_000], vec![40_000_000], vec![6_000_000], vec![18_000_000; 2]] {
        assert!(doses.contains(&wanted), "{wanted:?} not in {doses:?}");
    }
    Ok(())
}

#[test]
fn every_bundled_row_has_its_arms_and_its_doses() -> Outcome {
    let targets = bundled()?;
    let plan = plan(&ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse))?;
    let names: Vec<&str> = plan.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["discogenic", "neuropathic/pmps", "neuropathic/phn", "rheumatoid"]);
    let mut rows: Vec<usize> = plan.groups.iter().flat_map(|group| group.rows.iter().map(|row| row.target)).collect();
    rows.sort_unstable();
    assert_eq!(rows, (0..targets.len()).collect::<Vec<_>>());
    let infused = &plan.groups[3].study;
    let weight = infused.cases[0].setup.parameters.patient.body_weight;
    let mut cells: Vec<f64> = infused.cases.iter().flat_map(|case| &case.setup.doses).map(|dose| dose.cells).collect();
    cells.sort_by(f64::total_cmp);
    cells.dedup();
    assert_eq!(cells, [0.0, 1e6 * weight, 2e6 * weight, 4e6 * weight]);
    assert!(
        infused.cases.iter().flat_map(|case| &case.setup.doses).all(|dose| [1.0, 8.0, 15.0].contains(&dose.at_days))
    );
    let drive = infused.population.spreads.get("drive.autoimmune").ok_or("fixed")?;
    assert_eq!(drive.shape, Shape::LogNormal { cv: 0.5 }, "patients differ as their preset says");
    Ok(())
}

#[test]
fn cells_of_potency_0_are_the_procedure_without_cells_exactly() -> Outcome {
    for scenario in ["builtin:discogenic-single", "builtin:neuropathic-single", "builtin:rheumatoid-cx611"] {
        let setup = load(Path::new(scenario), &tiny()).map_err(|errors| errors.to_string())?.setup;
        let mut living = Setup { horizon_days: 40, ..setup };
        living.parameters.patient.potency = 0.0;
        let lived = |setup: Setup| -> Result<Vec<Sample>, Box<dyn StdError>> {
            let mut run = Simulation::prepare(setup, 5, 0, Serial, |_| ())?;
            run.run_to(40.0, Serial, |_, _| {});
            Ok(run.samples().to_vec())
        };
        let without = lived(super::plan::with_potency(&living, 0.0))?;
        let with = lived(living)?;
        assert!(
            with.iter().any(|day| day.admsc_alive_cells > 0 || day.admsc_lung_cells > 0.0),
            "{scenario}: cells were given"
        );
        let felt = |day: &Sample| (day.vas_points, day.m1_cells, day.m2_cells, day.tnf_alpha_relative);
        assert!(with.iter().map(felt).eq(without.iter().map(felt)), "{scenario}");
    }
    Ok(())
}

#[test]
fn a_treatment_is_followed_to_the_last_visit_of_its_rows() -> Outcome {
    let targets = rows(
        "a,disc,S,,cells,discogenic-single,18e6 local,open,30,mean VAS,3,2,4,9,fit,,\n\
         b,disc,T,,cells,discogenic-single,18e6 local,sham-blinded,90,r50,0.5,0.2,0.8,9,check,,\n\
         c,disc,U,,none,discogenic-untreated,-,untreated,60,mean VAS,7,6,8,9,check,,\n",
    )?;
    let plan = plan(&ClinicalOptions {
        potencies: &[0.0, 1.0],
        ..ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse)
    })?;
    let cases = &plan.groups[0].study.cases;
    let horizons: Vec<(u32, f64)> =
        cases.iter().map(|case| (case.setup.horizon_days, case.setup.parameters.patient.potency)).collect();
    assert_eq!(horizons, [(90, 0.0), (90, 1.0), (60, 0.0)]);
    assert_eq!(plan.groups[0].study.trial.visits_days, [0, 30, 60, 90]);
    Ok(())
}

/// Keeps blocks as long as it lives; clones share them.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<BTreeMap<u32, Vec<u8>>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        lock(&self.0).get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        lock(&self.0).insert(block, bytes.to_vec());
        Ok(())
    }
}

#[test]
fn rows_are_estimated_and_kept_patients_are_used_again() -> Outcome {
    let targets = rows(
        "a,disc,S,,cells,discogenic-single,6e6 and 18e6 local,open,15,mean VAS change,-1,-2,0,9,fit,,\n\
         b,disc,S,,cells,discogenic-single minus discogenic-untreated,18e6 local,sham-blinded,15,mean VAS difference,-1,-2,0,9,check,,\n\
         c,disc,U,,none,discogenic-untreated,-,untreated,15,mean VAS,7,6,8,9,check,,\n",
    )?;
    let overrides = tiny();
    let asked = |patients: u32, threads: usize, store: &Memory| {
        let asked = ClinicalOptions {
            potencies: &[0.0, 1.0],
            overrides: &overrides,
            ..ClinicalOptions::usual(&targets, patients, 3, Resolution::Scenario)
        };
        evaluate(&asked, threads, |_| store.clone(), |_| ())
    };
    let store = Memory::default();
    let few = asked(8, 1, &store)?;
    let more = asked(12, 2, &store)?;
    let anew = asked(12, 1, &Memory::default())?;
    assert_eq!(more, anew, "neither threads nor kept patients matter");
    assert_ne!(few.curves, more.curves);
    let [change, difference, untreated] = more.curves.as_slice() else { return Err("three rows".into()) };
    let (change, difference) = (change.as_ref().ok_or("a")?, difference.as_ref().ok_or("b")?);
    assert_eq!(change.points.len(), 2);
    assert_eq!(untreated.as_ref().map(|curve| curve.points.len()), Some(1));
    // Cells of no potency do nothing, so that only what differs between the arms besides them is left.
    let (inert, best) = (difference.at(0.0), difference.at(1.0));
    assert!(best.value < inert.value, "{inert:?} {best:?}");
    assert!(inert.standard_error < 1.0 && change.at(1.0).n == 12);
    let beside = |row: usize| more.r50[row].as_ref().map(|curve| (curve.points.len(), curve.at(1.0).n));
    assert_eq!([0, 1, 2].map(beside), [Some((2, 12)), Some((2, 12)), Some((1, 12))], "r50 beside every mean");
    assert!(Support::from_rows(&[(&targets[0], change), (&targets[1], difference)]).is_some());
    Ok(())
}

#[test]
fn inert_cells_are_potency_0_with_an_excess_in_open_arms_with_cells_alone() -> Outcome {
    let targets = rows(
        "a,disc,S,,cells,discogenic-single,18e6 local,open,15,mean VAS,5,2,8,9,fit,,\n\
         b,disc,S,,cells,discogenic-single,18e6 local,sham-blinded,15,mean VAS,5,2,8,9,fit,,\n\
         c,disc,S,,cells,discogenic-repeat minus discogenic-single,2 x 18e6 at 0 and 10 d,open,15,mean VAS difference,-1,-2,0,9,fit,,\n\
         d,disc,U,,none,discogenic-untreated,-,untreated,15,mean VAS,7,6,8,9,check,,\n\
         e,disc,S,,cells,discogenic-single,18e6 local,open,15,reoperation share,0.1,0,1,9,check,,\n",
    )?;
    let overrides = tiny();
    let usual = ClinicalOptions::usual(&targets, 8, 3, Resolution::Scenario);
    let asked = ClinicalOptions { potencies: &[1.0, 0.0], overrides: &overrides, ..usual };
    let found = evaluate(&asked, 2, |_| Memory::default(), |_| ())?;
    let at_no_potency = |row: usize| found.curves[row].as_ref().map(|curve| curve.at(0.0).value);
    let inert = |row: usize| found.inert[row].map(|estimate| estimate.map(|estimate| estimate.value));
    let [open, blinded] = [0, 1].map(inert);
    assert_eq!(open[0], at_no_potency(0), "without an excess they are the model at potency 0");
    for (excess, value) in inert::EXCESSES_POINTS.into_iter().zip(open) {
        let fall = open[0].zip(value).map(|(before, now)| before - now).ok_or("not estimated")?;
        assert!(fall <= excess + 1e-9 && fall >= 0.8 * excess, "{fall} for {excess}: only reports of no pain stop it");
    }
    assert_eq!(blinded, [at_no_potency(1); 4]);
    let between = inert(2).map(|value| value.zip(at_no_potency(2)).map_or(f64::NAN, |(value, before)| value - before));
    assert!(between.iter().all(|change| change.abs() < 1e-9), "both arms know: the excess cancels {between:?}");
    assert_eq!([3, 4].map(inert), [3, 4].map(|row| [at_no_potency(row); 4]));
    let asked = ClinicalOptions { potencies: &[1.0], ..asked };
    let found = evaluate(&asked, 2, |_| Memory::default(), |_| ())?;
    assert_eq!(found.inert[0], [None; 4], "potency 0 was not run");
    Ok(())
}

#[test]
fn a_dose_without_a_place_is_an_error_that_says_so() -> Outcome {
    let targets = rows("a,disc,S,,cells,discogenic-untreated,18e6 local,open,30,mean VAS,3,2,4,9,fit,,\n")?;
    let planned = plan(&ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse));
    let message = planned.map_or_else(|error| error.to_string(), |_| "planned".into());
    assert!(message.contains("row a") && message.contains("no dose by needle"), "{message}");
    for (arm, dose, expected) in
        [("discogenic-single", "-", "means no cells"), ("dose-response", "18e6 local", "is a study")]
    {
        let targets = rows(&format!("a,disc,S,,cells,{arm},{dose},open,30,mean VAS,3,2,4,9,fit,,\n"))?;
        let planned = plan(&ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse));
        let message = planned.map_or_else(|error| error.to_string(), |_| "planned".into());
        assert!(message.contains("row a") && message.contains(expected), "{message}");
    }
    let wrong = [Override { key: "macrophage.catheter".into(), value: "1".into() }];
    let targets = rows("a,disc,S,,cells,discogenic-single,18e6 local,open,30,mean VAS,3,2,4,9,fit,,\n")?;
    let planned =
        plan(&ClinicalOptions { overrides: &wrong, ..ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse) });
    let message = planned.map_or_else(|error| error.to_string(), |_| "planned".into());
    assert!(message.contains("catheter"), "{message}");
    let targets = rows("a,disc,S,,cells,discogenic-singel,18e6 local,open,30,mean VAS,3,2,4,9,fit,,\n")?;
    let planned = plan(&ClinicalOptions::usual(&targets, 4, 1, Resolution::Coarse));
    let message = planned.map_or_else(|error| error.to_string(), |_| "planned".into());
    assert!(message.contains("row a") && message.contains("discogenic-singel"), "{message}");
    Ok(())
}
