use std::collections::BTreeSet;
use std::error::Error;

use super::*;
use crate::ledger::{Distribution, Ledger, Shape};
use crate::population::enrolment::Enrolment;
use crate::population::spread::at;
use admsc_model::engine::grid::Grid;
use admsc_model::math;
use admsc_model::rules::setup::{Cadence, Lesion, Start};

/// A small disc: the same mean field as a large one.
fn disc(ledger: &Ledger) -> Result<Setup, LedgerError> {
    Ok(Setup {
        grid: Grid { nx: 16, ny: 8, nz: 1, spacing_um: 100.0, section_depth_um: 100.0 },
        lesion: Lesion { from_um: [800.0, 0.0, 0.0], to_um: [1600.0, 800.0, 100.0] },
        nerve: None,
        parameters: ledger.defaults()?,
        start: Start::Chronic { baseline_pain: None },
        adhesion: Default::default(),
        doses: Vec::new(),
        cadence: Cadence::default(),
        retreatments: Vec::new(),
        changes: Vec::new(),
        blocks: Vec::new(),
        horizon_days: 365,
        baseline_days: 250,
    })
}

/// Mean and variance of a clipped spread, by the midpoint rule over ±9 standard deviations.
fn moments(spread: &Distribution, mean: f64) -> (f64, f64) {
    let (mut mass, mut first, mut second) = (0.0, 0.0, 0.0);
    for step in 0..36_000 {
        let z = -9.0 + (f64::from(step) + 0.5) / 2000.0;
        let (weight, value) = (math::exp(-0.5 * z * z), at(spread, mean, z));
        mass += weight;
        first += weight * value;
        second += weight * value * value;
    }
    (first / mass, second / mass - first / mass * (first / mass))
}

#[test]
fn the_stated_mean_and_spread_are_kept() {
    for cv in [0.1, 0.4, 0.84] {
        let (mean, variance) = moments(&Distribution { shape: Shape::LogNormal { cv }, within: None }, 0.3);
        assert!((mean / 0.3 - 1.0).abs() < 1e-6, "{cv}: {mean}");
        assert!((variance / (0.3 * cv * 0.3 * cv) - 1.0).abs() < 1e-6, "{cv}: {variance}");
    }
    let (mean, variance) = moments(&Distribution { shape: Shape::Normal { sd: 12.0 }, within: None }, 52.0);
    assert!((mean - 52.0).abs() < 1e-9 && (variance - 144.0).abs() < 1e-4);
}

#[test]
fn four_thousand_patients_have_the_means_and_spreads_of_the_ledger() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let spreads = Spreads::from_ledger(&ledger);
    let base = ledger.defaults()?;
    let n = 4000;
    let mut drawn = Vec::new();
    for patient in 0..n {
        drawn.push(values(&sample(&spreads, &base, &Streams::new(11, patient), 0)?)?);
    }
    let count = f64::from(n);
    for entry in ledger.entries() {
        let all: Vec<f64> = drawn.iter().map(|patient| patient[&entry.key]).collect();
        let Some(spread) = &entry.distribution else {
            assert!(all.iter().all(|x| *x == entry.value), "{} has no spread", entry.key);
            continue;
        };
        let (mean, variance) = moments(spread, entry.value);
        let average = all.iter().sum::<f64>() / count;
        let centred = |power: usize| {
            all.iter().map(|x| std::iter::repeat_n(x - average, power).product::<f64>()).sum::<f64>() / count
        };
        let error = (variance / count).sqrt();
        assert!((average - mean).abs() < 4.5 * error, "{}: {average} {mean}", entry.key);
        let error = ((centred(4) - centred(2) * centred(2)) / count).sqrt();
        assert!((centred(2) - variance).abs() < 4.5 * error, "{}: {} {variance}", entry.key, centred(2));
        if let Some((low, high)) = spread.within {
            assert!(all.iter().all(|x| low <= *x && *x <= high), "{}", entry.key);
        }
    }
    let at_bound = drawn.iter().filter(|patient| patient["stem_cell.retention"] == 1.0).count();
    assert!(at_bound > 0, "retention is cut at 1");
    Ok(())
}

#[test]
fn keys_are_drawn_independently() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let spreads = Spreads::from_ledger(&ledger);
    let base = ledger.defaults()?;
    let pairs: Vec<(f64, f64)> = (0..4000)
        .map(|patient| {
            let p = sample(&spreads, &base, &Streams::new(3, patient), 0)?;
            Ok((p.patient.age, p.matrix.integrity_max))
        })
        .collect::<Result<_, LedgerError>>()?;
    let n = pairs.len() as f64;
    let (a, b) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let cross = pairs.iter().map(|p| (p.0 - a) * (p.1 - b)).sum::<f64>();
    let own = |f: fn(&(f64, f64)) -> f64, m: f64| pairs.iter().map(|p| (f(p) - m) * (f(p) - m)).sum::<f64>();
    let correlation = cross / (own(|p| p.0, a) * own(|p| p.1, b)).sqrt();
    assert!(correlation.abs() < 4.5 / n.sqrt(), "{correlation}");
    Ok(())
}

#[test]
fn the_same_patient_is_the_same_draw_and_needs_no_other() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let base = disc(&ledger)?;
    let enrolment = Enrolment::of_ledger(&ledger, 1, 1);
    let seventh = enrolment.draw(&base, 7)?;
    let mut others = Vec::new();
    for patient in [9, 7, 8, 7] {
        others.push(enrolment.draw(&base, patient)?);
    }
    assert_eq!(others[1], seventh);
    assert_eq!(others[3], seventh);
    assert_ne!(others[0], seventh);
    assert_ne!(Enrolment { seed: 2, ..enrolment }.draw(&base, 7)?, seventh);
    Ok(())
}

#[test]
fn fixed_keys_keep_their_value_and_move_no_other() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let spreads = Spreads::from_ledger(&ledger);
    let base = ledger.defaults()?;
    let streams = Streams::new(1, 7);
    let free = sample(&spreads, &base, &streams, 0)?;
    let mut held = sample(&spreads.clone().without(&BTreeSet::from(["patient.age".to_string()])), &base, &streams, 0)?;
    assert_eq!(held.patient.age, base.patient.age);
    held.patient.age = free.patient.age;
    assert_eq!(held, free);
    Ok(())
}

#[test]
fn chronic_patients_are_in_pain_and_the_acutely_injured_are_not_sorted_out() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let enrolment = Enrolment::of_ledger(&ledger, 5, 1);
    let base = disc(&ledger)?;
    let mut refused = 0;
    for patient in 0..30 {
        let setup = enrolment.draw(&base, patient)?;
        let first = sample(&enrolment.spreads, &base.parameters, &Streams::new(5, patient), 0)?;
        refused += u32::from(first != setup.parameters);
        let (_, pain) = mean_field_day_zero(setup, 5, patient)?;
        assert!(BASELINE_PAIN.contains(&pain), "{pain}");

        let acute = Setup { start: Start::AcuteInjury { cut_share: 0.3 }, ..base.clone() };
        assert_eq!(enrolment.draw(&acute, patient)?.parameters, first);
    }
    assert!(refused > 0, "some draws are outside");
    Ok(())
}

#[test]
fn an_impossible_population_is_named() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let enrolment = Enrolment::of_ledger(&ledger, 5, 1);
    let mut base = disc(&ledger)?;
    base.parameters.pain.gain = 0.01;
    let message = enrolment.draw(&base, 3).map_or_else(|e| e.to_string(), |_| "drawn".into());
    assert!(message.contains("none of 200 draws of patient 3"), "{message}");
    Ok(())
}
