use std::error::Error;

use super::*;
use crate::ledger::{BUNDLED, Grade};
use crate::units::Kind;
use admsc_stats::estimators::Mean;

fn parameters() -> Result<Parameters, LedgerError> {
    Parameters::from_ledger(&Ledger::of_observer()?)
}

/// A patient without drift and noise who responds as the mean.
fn quiet(parameters: Parameters) -> Observer {
    Observer { parameters, responsiveness: 0.0, disturbance: vec![0.0; 1500] }
}

#[test]
fn the_table_has_its_rows_and_units() -> Result<(), LedgerError> {
    let ledger = Ledger::of_observer()?;
    let kinds: Vec<(&str, Kind)> = ledger.entries().iter().map(|entry| (entry.key.as_str(), entry.kind)).collect();
    let expected = [
        ("observer.placebo_open", Kind::Number),
        ("observer.placebo_sham", Kind::Number),
        ("observer.placebo_untreated", Kind::Number),
        ("observer.placebo_onset", Kind::Time),
        ("observer.placebo_decay", Kind::Time),
        ("observer.drift_sd", Kind::Points),
        ("observer.drift_time", Kind::Time),
        ("observer.noise_sd", Kind::Points),
        ("observer.joint_count_noise", Kind::Number),
        ("observer.reoperation_hazard", Kind::Rate),
        ("observer.reoperation_from", Kind::Points),
    ];
    assert_eq!(kinds, expected);
    for entry in ledger.entries() {
        assert!(
            entry.low < entry.high && (!entry.source.is_empty() || entry.grade >= Grade::Recalled),
            "{}",
            entry.key
        );
    }
    // Nothing of it is a parameter of the model.
    assert!(Ledger::bundled()?.sections().all(|name| ledger.of_section(name).next().is_none()));
    Ok(())
}

#[test]
fn a_table_without_a_row_or_a_spread_is_refused() {
    let missing = BUNDLED.replace("observer.noise_sd", "observer.noise");
    let spreadless = BUNDLED.replace("normal sd 0.10", "");
    for (table, part) in [(missing, "no key observer.noise_sd"), (spreadless, "observer.placebo_untreated: expected")] {
        let read = Ledger::from_csv(&table).and_then(|ledger| Parameters::from_ledger(&ledger));
        assert!(read.is_err_and(|error| error.to_string().contains(part)), "{part}");
    }
}

#[test]
fn the_placebo_response_comes_and_goes_by_its_equation() -> Result<(), Box<dyn Error>> {
    let observer = quiet(parameters()?);
    // Python: 6*(1 - mean*(1 - exp(-t/21))*exp(-t/730)).
    for (mode, t, expected) in [
        (Mode::ShamBlinded, 90.0, 4.692236990773835),
        (Mode::Open, 21.0, 4.894448399680571),
        (Mode::Untreated, 730.0, 5.823417868237708),
    ] {
        let report = observer.report(mode, 6.0, t as i32, t).ok_or("no report")?;
        assert!((report - expected).abs() < 1e-13, "{mode:?} {t}: {report}");
        assert_eq!(observer.report(mode, 6.0, 0, 0.0), Some(6.0));
        // An arm that is treated later.
        assert_eq!(observer.report(mode, 6.0, 90, -30.0), Some(6.0));
    }
    Ok(())
}

#[test]
fn nobody_observing_reports_the_pain_itself() -> Result<(), LedgerError> {
    let observer = Observer::new(parameters()?, &Streams::new(3, 5), 365);
    for day in [-365, 0, 200, 365] {
        assert_eq!(observer.report(Mode::None, 6.25, day, 90.0), Some(6.25));
    }
    for day in [i32::MIN, -366, 366, i32::MAX] {
        assert_eq!(observer.report(Mode::Open, 6.25, day, 90.0), None);
    }
    Ok(())
}

#[test]
fn reports_stay_on_the_scale() -> Result<(), LedgerError> {
    let parameters = parameters()?;
    let mut ends = [0, 0];
    for patient in 0..200 {
        let observer = Observer::new(parameters, &Streams::new(3, patient), 30);
        for (end, pain) in [0.2, 9.8].into_iter().enumerate() {
            let report = observer.report(Mode::Open, pain, 30, 0.0).unwrap_or(f64::NAN);
            assert!((0.0..=10.0).contains(&report));
            ends[end] += usize::from(report == [0.0, 10.0][end]);
        }
    }
    assert!(ends.iter().all(|count| *count > 20), "{ends:?} reports lie on the ends");
    Ok(())
}

#[test]
fn arms_share_their_luck_and_a_longer_trial_changes_no_report() -> Result<(), Box<dyn Error>> {
    let parameters = parameters()?;
    let streams = Streams::new(17, 4);
    let (short, long) = (Observer::new(parameters, &streams, 90), Observer::new(parameters, &streams, 730));
    assert_eq!(short.responsiveness, long.responsiveness);
    assert_eq!(short.disturbance[..], long.disturbance[..short.disturbance.len()]);
    // Before the placebo response sets in, arms of all modes report the same.
    let at_start = |mode| long.report(mode, 5.0, 7, 0.0);
    assert_eq!(at_start(Mode::Open), at_start(Mode::Untreated));
    assert_ne!(at_start(Mode::Open), Some(5.0));
    // Afterwards they differ by what the same z makes of the two responses.
    let z = long.responsiveness;
    let course = (1.0 - math::exp(-90.0 / 21.0)) * math::exp(-90.0 / 730.0);
    let expected = 5.0 * course * ((0.30 + 0.26 * z) - (0.08 + 0.10 * z));
    let report = |mode| long.report(mode, 5.0, 90, 90.0).ok_or("no report");
    assert!((report(Mode::Untreated)? - report(Mode::Open)? - expected).abs() < 1e-12);
    // Another patient and another seed have other luck.
    assert_ne!(Observer::new(parameters, &Streams::new(17, 5), 90), short);
    assert_ne!(Observer::new(parameters, &Streams::new(18, 4), 90), short);
    Ok(())
}

#[test]
fn the_drift_is_the_sum_of_its_innovations() -> Result<(), LedgerError> {
    let parameters = Parameters { noise_sd: 0.0, ..parameters()? };
    let streams = Streams::new(8, 0);
    let observer = Observer::new(parameters, &streams, 400);
    let keep = math::exp(-1.0 / 20.0);
    let mut sum = 0.0;
    for (before, tick) in (0..=765).rev().enumerate() {
        let weight = if tick == 0 { 1.0 } else { (1.0 - keep * keep).sqrt() };
        let kept = math::exp(-(before as f64) / 20.0);
        sum += 0.9 * kept * weight * normal(&streams, tick, Draw::Drift);
    }
    let found = observer.disturbance.last().copied().unwrap_or(f64::NAN);
    assert!((found - sum).abs() < 1e-13, "{found} {sum}");
    Ok(())
}

#[test]
fn drift_and_noise_have_their_spread_on_every_day_and_their_memory() -> Result<(), LedgerError> {
    let parameters = parameters()?;
    let n = 20_000_u32;
    let all: Vec<Observer> = (0..n).map(|patient| Observer::new(parameters, &Streams::new(6, patient), 40)).collect();
    let on = |day: i32| all.iter().map(move |observer| observer.disturbance[(day - FIRST_DAY) as usize]);
    let variance = 0.9 * 0.9 + 0.6 * 0.6;
    // Standard errors over n patients: √(V/n) of the mean, V√(2/n) of the variance, at most V√(2/n) of a covariance.
    let error = variance * (2.0 / f64::from(n)).sqrt();
    for day in [FIRST_DAY, -100, 0, 20] {
        let found = Mean::from_values(on(day));
        assert!(found.mean.abs() < 4.5 * (variance / f64::from(n)).sqrt(), "{day}: {found:?}");
        assert!((found.sd * found.sd - variance).abs() < 4.5 * error, "{day}: {found:?}");
    }
    for days in [1, 20, 40] {
        let covariance = on(0).zip(on(days)).map(|(a, b)| a * b).sum::<f64>() / f64::from(n);
        let expected = 0.81 * math::exp(-f64::from(days) / 20.0);
        assert!((covariance - expected).abs() < 4.5 * error, "{days}: {covariance}, not {expected}");
    }
    let z = Mean::from_values(all.iter().map(|observer| observer.responsiveness));
    assert!(z.mean.abs() < 4.5 / f64::from(n).sqrt() && (z.sd - 1.0).abs() < 4.5 / f64::from(2 * n).sqrt(), "{z:?}");
    Ok(())
}
