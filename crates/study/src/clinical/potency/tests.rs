use super::*;
use crate::clinical::targets::{TargetsError, from_csv};

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

fn row(id: &str, study: &str, figures: &str) -> Result<Target, TargetsError> {
    let text = format!("{HEAD}{id},disc,{study},,cells,arm,18e6 local,open,365,{figures},check,,\n");
    from_csv("test.csv", &text).map(|mut rows| rows.remove(0))
}

fn exact(value: f64) -> Estimate {
    Estimate { n: 100_000, value, standard_error: 0.0, low: value, high: value }
}

fn curve(value: impl Fn(f64) -> f64) -> Option<Curve> {
    Curve::new([0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0].map(|potency| (potency, exact(value(potency)))).into())
}

#[test]
fn curves_meet_their_points_and_stay_between_them() -> Result<(), &'static str> {
    let found = curve(|p| 7.0 - 4.0 * p / (p + 0.3)).ok_or("no curve")?;
    for (potency, estimate) in &found.points {
        assert!((found.at(*potency).value - estimate.value).abs() < 1e-12);
    }
    let values: Vec<f64> = (0..=1000).map(|step| found.at(f64::from(step) / 1000.0).value).collect();
    assert!(values.windows(2).all(|pair| pair[1] <= pair[0]), "monotone as its points");
    // A parabola through steps of 0.1 is off by no more than a tenth of what a straight line would be off: h²/4.
    let parabola = (0..=10).map(|k| f64::from(k) / 10.0).map(|p| (p, exact(p * p))).collect();
    let parabola = Curve::new(parabola).ok_or("no curve")?;
    assert!((parabola.at(0.55).value - 0.3025).abs() < 2.5e-4);
    let one = Curve::new(vec![(0.0, exact(2.0))]);
    assert_eq!(one.map(|curve| curve.at(0.7).value), Some(2.0));
    assert_eq!(Curve::new(Vec::new()), None);
    Ok(())
}

#[test]
fn likelihoods_are_those_of_their_laws() -> Result<(), TargetsError> {
    let z = normal::quantile(0.975);
    let mean = row("m", "a", "mean VAS,4,3,6,30")?;
    // One standard deviation off on either side of a lopsided interval.
    assert!((log_likelihood(&mean, &exact(4.0 + 2.0 / z)) + 0.5).abs() < 1e-12);
    assert!((log_likelihood(&mean, &exact(4.0 - 1.0 / z)) + 0.5).abs() < 1e-12);
    let noisy = Estimate { standard_error: 1.0 / z, ..exact(4.0 - 1.0 / z) };
    assert!((log_likelihood(&mean, &noisy) + 0.25).abs() < 1e-12, "as much Monte Carlo variance as published one");
    // 6 of 10 by a share of 1/2: 10·(0.6·ln(0.5/0.6) + 0.4·ln(0.5/0.4)).
    let share = row("s", "a", "r50,0.6,0.31,0.83,10")?;
    let expected = 10.0 * (0.6 * math::ln(0.5 / 0.6) + 0.4 * math::ln(0.5 / 0.4));
    let found = log_likelihood(&share, &exact(0.5));
    assert!((found / expected - 1.0).abs() < 0.05, "{found} {expected}: the interval is that of about 10 patients");
    // The pooled share of 245 patients has the interval of far fewer.
    let pooled = row("p", "a", "reoperation share,0.074,0.009,0.175,245")?;
    let small = log_likelihood(&pooled, &exact(0.15))
        / log_likelihood(&Target { low: 0.0, high: 1.0, ..pooled.clone() }, &exact(0.15));
    assert!(small > 1.0, "a wider interval counts less");
    assert!(log_likelihood(&pooled, &exact(0.0)).is_finite());
    Ok(())
}

#[test]
fn a_known_potency_is_recovered() -> Result<(), Box<dyn std::error::Error>> {
    let vas = curve(|p| 7.0 - 4.0 * p / (p + 0.3)).ok_or("no curve")?;
    let r50 = curve(|p| 0.1 + 0.5 * p / (p + 0.4)).ok_or("no curve")?;
    for truth in [0.15, 0.4, 0.8] {
        let (m, s) = (vas.at(truth).value, r50.at(truth).value);
        let rows = [
            row("a", "one", &format!("mean VAS,{m},{},{},30", m - 0.5, m + 0.5))?,
            row("b", "two", &format!("r50,{s},{},{},40", s - 0.15, s + 0.15))?,
        ];
        let support = Support::from_rows(&[(&rows[0], &vas), (&rows[1], &r50)]).ok_or("no support")?;
        assert!((support.most_likely - truth).abs() < 0.0015, "{truth}: {}", support.most_likely);
        assert!(support.low < truth && truth < support.high);
        assert!(support.log_likelihood > -1e-3);
    }
    Ok(())
}

#[test]
fn the_range_is_that_of_the_likelihood_ratio() -> Result<(), Box<dyn std::error::Error>> {
    // A straight line and a normal figure: the range is its published interval, read off the line.
    let line = curve(|p| 8.0 - 4.0 * p).ok_or("no curve")?;
    let target = row("a", "one", "mean VAS,6,5.2,6.8,30")?;
    let support = Support::from_rows(&[(&target, &line)]).ok_or("no support")?;
    assert!((support.most_likely - 0.5).abs() < 1e-9);
    assert!((support.low - 0.3).abs() < 0.0015 && (support.high - 0.7).abs() < 0.0015, "{support:?}");
    assert_eq!(Support::from_rows(&[]), None);
    Ok(())
}

#[test]
fn three_rows_of_the_same_patients_weigh_as_one() -> Result<(), Box<dyn std::error::Error>> {
    let line = curve(|p| 8.0 - 4.0 * p).ok_or("no curve")?;
    let same: Vec<Target> =
        ["a", "b", "c"].iter().map(|id| row(id, "Lisa", "mean VAS,6,5.2,6.8,37")).collect::<Result<_, _>>()?;
    let three =
        Support::from_rows(&same.iter().map(|target| (target, &line)).collect::<Vec<_>>()).ok_or("no support")?;
    let one = Support::from_rows(&[(&same[0], &line)]).ok_or("no support")?;
    assert!((three.weight - 1.0).abs() < 1e-12 && three.rows == 3);
    assert!((three.low - one.low).abs() < 1e-9 && (three.high - one.high).abs() < 1e-9);
    let other = row("d", "other", "mean VAS,6,5.2,6.8,37")?;
    let two = Support::from_rows(&[(&same[0], &line), (&other, &line)]).ok_or("no support")?;
    assert!(two.high - two.low < 0.8 * (one.high - one.low), "different patients narrow the range");
    Ok(())
}

#[test]
fn two_sets_that_want_different_potencies_disagree() -> Result<(), Box<dyn std::error::Error>> {
    // Each set of one row wants its own potency, 0 and 1: each figure has an interval of 2 points on either side.
    let found = curve(|potency| 7.0 - 4.0 * potency).ok_or("no curve")?;
    let z = normal::quantile(0.975);
    let of = |id: &str, value: f64| row(id, id, &format!("mean VAS,{value},{},{},30", value - 2.0, value + 2.0));
    let (a, b) = (of("a", 7.0)?, of("b", 3.0)?);
    let support = |rows: &[(&Target, &Curve)]| Support::from_rows(rows).ok_or("no support");
    let together = support(&[(&a, &found), (&b, &found)])?;
    let (alone_a, alone_b) = (support(&[(&a, &found)])?, support(&[(&b, &found)])?);
    assert!(alone_a.deviance() < 1e-9 && alone_b.deviance() < 1e-9 && alone_a.freedom() == 0.0);
    // Half-way both are 2 points off, which is z standard deviations each.
    let (fall, probability) = Support::disagreement(&together, [&alone_a, &alone_b]);
    assert!((fall - 2.0 * z * z).abs() < 1e-6 && together.freedom() == 1.0, "{fall}");
    assert!((probability - 2.0 * normal::upper_tail(z * 2.0_f64.sqrt())).abs() < 1e-9);
    assert_eq!(Support::disagreement(&alone_a, [&alone_a, &alone_b]), (0.0, 1.0));
    Ok(())
}
