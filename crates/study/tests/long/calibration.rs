//! Calibration: known parameters are found again, and what cells do otherwise than their mean field is corrected.

use std::error::Error;
use std::path::Path;

use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{self as scenario, Override};
use admsc_study::calibration::free::{Free, free, values_at};
use admsc_study::calibration::minimise::minimise;
use admsc_study::calibration::objective::Objective;
use admsc_study::calibration::{Settings, Stage, calibrate_with};
use admsc_study::clinical::outcome::Estimate;
use admsc_study::clinical::targets::{Target, from_csv};
use admsc_study::clinical::{ClinicalOptions, Resolution, evaluate_in_mean_field};
use admsc_study::threads::available_threads;

type Outcome = Result<(), Box<dyn Error>>;

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

/// Pain without treatment, its fall after two weeks, pain after two months.
const ROWS: &str = "\
untreated,discogenic,one,,none,discogenic-untreated,-,untreated,60,mean VAS,6,5,7,,fit,found,
early,discogenic,two,,ADMSC,discogenic-single,18e6 local,open,14,mean VAS change,-2,-3,-1,,fit,found,
late,discogenic,three,,ADMSC,discogenic-single,18e6 local,open,60,mean VAS,4,3,5,,fit,found,
";

fn rows() -> Result<Vec<Target>, Box<dyn Error>> {
    Ok(from_csv("rows.csv", &format!("{HEAD}{ROWS}"))?)
}

fn parameters(keys: &[&str]) -> Result<Vec<Free>, Box<dyn Error>> {
    let mean = scenario::load(Path::new("builtin:discogenic"), &[]).map_err(|errors| errors.to_string())?;
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    Ok(free(&Ledger::bundled()?, "discogenic", &mean.setup.parameters, &keys)?)
}

/// The rows in the mean field of so many patients of a seed.
fn in_mean_field(
    targets: &[Target],
    free: &[Free],
    point: &[f64],
    patients: u32,
    seed: u64,
) -> Result<Vec<Estimate>, Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let text = |key: &str, value: f64| ledger.entry(key).map_or_else(String::new, |entry| entry.text(value));
    let values = values_at(free, point);
    let overrides: Vec<Override> =
        values.into_iter().map(|(key, value)| Override { value: text(&key, value), key }).collect();
    let asked = ClinicalOptions {
        potencies: &[1.0],
        overrides: &overrides,
        ..ClinicalOptions::usual(targets, patients, seed, Resolution::Coarse)
    };
    let evaluation = evaluate_in_mean_field(&asked, available_threads())?;
    let found: Option<Vec<Estimate>> =
        evaluation.curves.into_iter().map(|curve| curve.map(|curve| curve.at(1.0))).collect();
    found.ok_or_else(|| "a row has no estimate".into())
}

#[test]
fn known_parameters_are_found_again_in_other_people() -> Outcome {
    let free = parameters(&["pain.gain", "macrophage.m1_to_m2_rate_mediator"])?;
    let truth = [1.0, 1.0];
    let mut targets = rows()?;
    // The published figures are of other people, and their intervals are those of so many.
    for (target, estimate) in targets.iter_mut().zip(in_mean_field(&rows()?, &free, &truth, 96, 99)?) {
        (target.value, target.low, target.high) = (estimate.value, estimate.low, estimate.high);
    }
    let tried = |stage: Stage, _: usize, point: &[f64]| {
        assert_eq!(stage, Stage::MeanField);
        Ok(in_mean_field(&targets, &free, point, 64, 1).expect("the rows are estimated"))
    };
    let settings = Settings { evaluations: 0, confirms: false };
    let found = calibrate_with(&free, targets.clone(), settings, &tried)?;
    for (fitted, truth) in found.parameters.iter().zip(truth) {
        let (key, interval) = (&fitted.free.key, fitted.interval);
        println!("{key}: found {:.2}, {interval:?}, {:.2} of the prior", fitted.place, fitted.share_of_prior());
        assert!((interval.low..=interval.high).contains(&truth), "{key}: {interval:?}");
        assert!((interval.low..=interval.high).contains(&fitted.place), "{key}: {} {interval:?}", fitted.place);
    }
    // Three means of 64 people say much of the level of pain and little of one rate of the macrophages; the intervals
    // must say so.
    let [gain, rate] = [&found.parameters[0], &found.parameters[1]];
    assert!(gain.share_of_prior() < 0.75 && rate.share_of_prior() > gain.share_of_prior());
    assert!((gain.place - truth[0]).abs() < 0.75 * truth[0], "nearer than the start: {}", gain.place);
    let [before, after] = &found.compared[0];
    assert!(after.objective < before.objective, "{} {}", before.objective, after.objective);
    Ok(())
}

#[test]
fn what_cells_do_otherwise_is_corrected() -> Outcome {
    let free = parameters(&["pain.gain", "drive.tnf"])?;
    let mut targets = rows()?;
    for target in &mut targets {
        (target.low, target.high) = (target.value - 0.2, target.value + 0.2);
    }
    let at = |value: f64| Estimate { n: 300, value, standard_error: 0.05, low: value - 0.1, high: value + 0.1 };
    let mean_field = |z: &[f64]| {
        [5.0 + z[0] + 0.1 * z[0] * z[1], -2.6 + 0.5 * z[1], 3.6 + 0.7 * z[0] + 0.4 * z[1] - 0.1 * z[1] * z[1]]
    };
    // Cells differ by a shift and a slope; they meet all rows at a point that the mean field does not know.
    let cells = |z: &[f64]| {
        let [a, b, c] = mean_field(z);
        [a + 0.45 + 0.05 * z[0], b + 0.25 + 0.1 * z[1], c - 0.28 - 0.05 * z[1]]
    };
    let tried = |stage: Stage, _: usize, point: &[f64]| {
        let values = if stage == Stage::MeanField { mean_field(point) } else { cells(point) };
        Ok(values.map(at).to_vec())
    };
    let alone = calibrate_with(&free, targets.clone(), Settings { evaluations: 0, confirms: false }, &tried)?;
    let both = calibrate_with(&free, targets.clone(), Settings { evaluations: 20, confirms: true }, &tried)?;
    let point = |found: &admsc_study::calibration::Calibration| -> Vec<f64> {
        found.parameters.iter().map(|fitted| fitted.place).collect()
    };
    // The least objective that the cells can have, found on the cells themselves.
    let objective = Objective::new(targets.clone());
    let on_cells = |point: &[f64]| objective.at(point, &cells(point).map(at));
    let least = minimise(&on_cells, &[0.0; 2], &[free[0].limits(), free[1].limits()]).value;
    let [excess, excess_alone] = [&both, &alone].map(|found| on_cells(&point(found)) - least);
    // The search ends where a further step would gain less than 0.1.
    assert!(excess < 0.1, "{:?}: {excess}", point(&both));
    assert!(excess_alone > 1.0, "{:?}: {excess_alone}", point(&alone));
    assert!((2..=20).contains(&both.evaluations.len()));
    // Mean field, coarse grid, confirmation; the first set is the one before.
    assert_eq!(both.compared.len(), 3);
    assert!(both.evaluations[0].point.iter().all(|place| *place == 0.0));
    assert!(both.gain().is_some_and(|gain| gain.is_more_than_luck()));
    for (fitted, place) in both.parameters.iter().zip(point(&both)) {
        assert!(fitted.interval.low < place && place < fitted.interval.high, "{fitted:?}");
    }
    let again = calibrate_with(&free, targets.clone(), Settings { evaluations: 20, confirms: true }, &tried)?;
    assert_eq!(again, both);
    Ok(())
}
