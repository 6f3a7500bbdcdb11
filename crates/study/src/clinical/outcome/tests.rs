use super::*;
use admsc_stats::estimators::Mean;

/// A patient who reports `before` on day 0, `between` on day 180 and `after` at the visit, with joint counts alike.
fn patient(before: f64, between: f64, after: f64) -> Followed {
    let seen = |points: f64| Seen { vas_points: points, joint_activity: points };
    Followed {
        baseline: seen(before),
        at_responders_day: Some(seen(between)),
        visit: seen(after),
        reoperated: after > 7.0,
    }
}

/// Six patients: before, day 180, after.
const SIX: [(f64, f64, f64); 6] =
    [(8.0, 3.0, 2.0), (8.0, 4.0, 6.0), (6.0, 6.0, 4.1), (5.0, 2.0, 2.5), (7.0, 6.0, 7.5), (5.0, 5.0, 4.0)];

fn six() -> Vec<Followed> {
    SIX.iter().map(|(before, between, after)| patient(*before, *between, *after)).collect()
}

fn estimate(estimator: Estimator) -> Option<Estimate> {
    let mut tally = Tally::new(estimator);
    six().iter().for_each(|patient| tally.add(&[*patient], &[]));
    tally.estimate()
}

fn value(estimator: Estimator) -> f64 {
    estimate(estimator).map_or(f64::NAN, |estimate| estimate.value)
}

#[test]
fn every_estimator_counts_what_its_name_says() {
    let after: Vec<f64> = SIX.iter().map(|row| row.2).collect();
    assert!((value(Estimator::MeanVas) - 26.1 / 6.0).abs() < 1e-12);
    assert!((value(Estimator::MeanVasChange) - (26.1 - 39.0) / 6.0).abs() < 1e-12);
    assert!((value(Estimator::SdOfVas) - Mean::from_values(after).sd).abs() < 1e-12);
    assert!((value(Estimator::R50) - 2.0 / 6.0).abs() < 1e-12, "75 and 50 %");
    assert!((value(Estimator::R30) - 3.0 / 6.0).abs() < 1e-12, "and 32 %");
    assert!((value(Estimator::Improved20) - 5.0 / 6.0).abs() < 1e-12, "all but the worse one");
    assert!((value(Estimator::StillResponding) - 2.0 / 3.0).abs() < 1e-12, "three responded on day 180");
    assert!((value(Estimator::Reoperation) - 1.0 / 6.0).abs() < 1e-12);
    assert_eq!(estimate(Estimator::StillResponding).map(|estimate| estimate.n), Some(3));
}

#[test]
fn an_acr20_response_needs_both_pain_and_joints() {
    let mut followed = patient(8.0, 8.0, 6.4);
    assert!(followed.has_acr20(), "both down by exactly a fifth");
    followed.visit.joint_activity = 6.5;
    assert!(!followed.has_acr20());
    followed.visit = Seen { vas_points: 6.5, joint_activity: 1.0 };
    assert!(!followed.has_acr20());
}

#[test]
fn differences_are_of_the_same_people() {
    // Treated patients report 2 points less than the same people untreated.
    let mut points = Tally::new(Estimator::MeanVasDifference);
    let mut shares = Tally::new(Estimator::Improved20And2Difference);
    for (before, sham) in [(8.0, 6.5), (6.0, 5.5), (4.0, 3.5)] {
        let (treated, other) = (patient(before, 0.0, sham - 2.0), patient(before, 0.0, sham));
        points.add(&[treated], &[other]);
        shares.add(&[treated], &[other]);
    }
    let found = points.estimate().map(|estimate| (estimate.value, estimate.standard_error));
    assert!(found.is_some_and(|(value, error)| (value + 2.0).abs() < 1e-12 && error < 1e-12), "{found:?}");
    // At least 2 points: all treated, none of the others (1.5, 0.5, 0.5).
    assert!(shares.estimate().is_some_and(|estimate| (estimate.value - 1.0).abs() < 1e-12));
}

#[test]
fn the_jackknife_of_a_mean_is_its_standard_error() -> Result<(), &'static str> {
    let mean = Mean::from_values(SIX.iter().map(|row| row.2));
    let found = estimate(Estimator::MeanVas).ok_or("no estimate")?;
    assert!((found.standard_error / mean.standard_error() - 1.0).abs() < 1e-10);
    let (low, high) = mean.t_interval(Coverage::NINETY_FIVE).unwrap_or_default();
    assert!((found.low - low).abs() < 1e-10 && (found.high - high).abs() < 1e-10);
    Ok(())
}

#[test]
fn pooled_groups_of_the_same_people_count_once() {
    let (mut pooled, mut alone) = (Tally::new(Estimator::MeanVas), Tally::new(Estimator::MeanVas));
    let (mut pooled_share, mut share) = (Tally::new(Estimator::R50), Tally::new(Estimator::R50));
    for patient in six() {
        pooled.add(&[patient, patient], &[]);
        alone.add(&[patient], &[]);
        pooled_share.add(&[patient, patient], &[]);
        share.add(&[patient], &[]);
    }
    let same = |a: Option<Estimate>, b: Option<Estimate>| match (a, b) {
        (Some(a), Some(b)) => {
            a.n == b.n && (a.value - b.value).abs() < 1e-12 && (a.standard_error - b.standard_error).abs() < 1e-12
        }
        _ => false,
    };
    assert!(same(pooled.estimate(), alone.estimate()));
    assert!(same(pooled_share.estimate(), share.estimate()));
}

#[test]
fn nobody_and_one_give_no_estimate_and_no_hits_give_an_interval() -> Result<(), &'static str> {
    let mut tally = Tally::new(Estimator::R50);
    assert_eq!(tally.estimate(), None);
    tally.add(&[patient(8.0, 8.0, 8.0)], &[]);
    assert_eq!(tally.estimate(), None);
    for _ in 0..19 {
        tally.add(&[patient(8.0, 8.0, 8.0)], &[]);
    }
    let found = tally.estimate().ok_or("no estimate")?;
    assert!(found.value == 0.0 && found.low.abs() < 1e-12 && found.standard_error > 0.01);
    // Wilson 1927 with 0 of 20: upper end z²/(20 + z²).
    let z2 = 1.959_963_984_540_054 * 1.959_963_984_540_054;
    assert!((found.high - z2 / (20.0 + z2)).abs() < 1e-12);
    Ok(())
}
