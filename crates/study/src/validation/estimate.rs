//! Values of checks with their intervals.

use super::check::Estimate;
use admsc_model::math;
use admsc_stats::difference;
use admsc_stats::estimators::{Coverage, Mean, quantile};
use admsc_stats::median::median_interval;
use admsc_stats::share::Share;
use admsc_stats::share_difference;

/// Coverage of the intervals of checks, but for equivalence.
const COVERAGE: Coverage = Coverage::NINETY_FIVE;

/// An exact value.
pub fn exact(value: f64) -> Estimate {
    Estimate { value, low: None, high: None, n: None }
}

/// A value of so many patients, runs or events with the ends of its interval.
pub fn with_ends(value: f64, ends: Option<(f64, f64)>, n: usize) -> Estimate {
    Estimate { value, low: ends.map(|ends| ends.0), high: ends.map(|ends| ends.1), n: Some(n as u64) }
}

/// A mean (Student's t).
pub fn mean(values: &[f64]) -> Estimate {
    let mean = Mean::from_values(values.iter().copied());
    with_ends(mean.mean, mean.t_interval(COVERAGE), mean.n)
}

/// A mean of `a − b` within patients.
pub fn paired(a: &[f64], b: &[f64], coverage: Coverage) -> Estimate {
    let found = difference::paired(a, b, coverage);
    with_ends(found.map_or(f64::NAN, |found| found.difference), found.map(|found| (found.low, found.high)), a.len())
}

/// A share (Wilson).
pub fn share(values: &[bool]) -> Estimate {
    let share = Share::from_values(values.iter().copied());
    with_ends(share.value(), (share.n > 0).then(|| share.interval(COVERAGE)), share.n)
}

/// Share of `a` minus share of `b` within patients (Newcombe), in points of per cent.
pub fn share_difference(a: &[bool], b: &[bool], coverage: Coverage) -> Estimate {
    let found = share_difference::paired(a, b, coverage);
    let ends = found.as_ref().map(|found| (100.0 * found.low, 100.0 * found.high));
    with_ends(found.as_ref().map_or(f64::NAN, |found| 100.0 * found.difference), ends, a.len())
}

/// Mean of `a` over mean of `b` within patients. The interval takes the ratio as linear in both means: it is meant for
/// denominators that are known to a fifth or better.
pub fn ratio(a: &[f64], b: &[f64]) -> Estimate {
    let (top, bottom) = (Mean::from_values(a.iter().copied()), Mean::from_values(b.iter().copied()));
    let ratio = top.mean / bottom.mean;
    let rest = Mean::from_values(a.iter().zip(b).map(|(a, b)| (a - ratio * b) / bottom.mean));
    let half = COVERAGE.student(rest.n as f64 - 1.0) * rest.standard_error();
    with_ends(ratio, half.is_finite().then_some((ratio - half, ratio + half)), a.len())
}

/// A median, with its exact interval where there are six values.
pub fn median(values: &[f64]) -> Estimate {
    with_ends(quantile(values, 0.5), median_interval(values, COVERAGE), values.len())
}

/// Values from which on the jackknife alone says how uncertain a standard deviation is.
const MANY: usize = 30;

/// A standard deviation; its interval by the jackknife over values and Student's t. Of few values the error is at least that of
/// a normal sample: the jackknife finds none in two equal groups, whose sizes are luck.
pub fn standard_deviation(values: &[f64]) -> Estimate {
    let (sd, n) = (Mean::from_values(values.iter().copied()).sd, values.len() as f64);
    let without = |left_out: usize| {
        let kept = values.iter().enumerate().filter(|(row, _)| *row != left_out).map(|(_, value)| *value);
        Mean::from_values(kept).sd
    };
    let left_out = Mean::from_values((0..values.len()).map(without));
    let jackknife = left_out.sd * (n - 1.0) / math::sqrt(n);
    let normal = sd / math::sqrt(2.0 * (n - 1.0));
    let error = if values.len() < MANY { jackknife.max(normal) } else { jackknife };
    let half = COVERAGE.student(n - 1.0) * error;
    with_ends(sd, half.is_finite().then_some((sd - half, sd + half)), values.len())
}

/// M2 over M1 from the mean share of M1, so that a patient without M1 counts like any other.
pub fn m2_to_m1(shares: &[f64]) -> Estimate {
    let share = mean(shares);
    // The interval of a mean of few patients may leave 0 to 1.
    let ratio = |share: f64| (1.0 - share.clamp(0.0, 1.0)) / share.clamp(0.0, 1.0);
    with_ends(ratio(share.value), share.low.zip(share.high).map(|(low, high)| (ratio(high), ratio(low))), shares.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_proportional_values_is_certain() {
        let found = ratio(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]);
        assert_eq!((found.value, found.low, found.high), (0.5, Some(0.5), Some(0.5)));
        let other = ratio(&[1.0, 3.0, 2.0, 5.0], &[2.0, 4.0, 6.0, 7.0]);
        assert!(other.low < Some(other.value) && Some(other.value) < other.high);
    }

    #[test]
    fn the_interval_of_a_normal_standard_deviation_has_its_known_width() {
        // For a normal sample the standard error of the SD is σ/√(2n).
        let normal: Vec<f64> =
            (0..2000).map(|k| admsc_stats::normal::quantile((f64::from(k) + 0.5) / 2000.0)).collect();
        let found = standard_deviation(&normal);
        let half = found.high.map_or(0.0, |high| high - found.value);
        assert!(
            (found.value - 1.0).abs() < 0.01 && (half / (1.96 / 4000.0_f64.sqrt()) - 1.0).abs() < 0.05,
            "{found:?}"
        );
    }

    #[test]
    fn the_interval_of_a_standard_deviation_of_few_is_wide() {
        let found = standard_deviation(&[1.0, 1.0, 1.0, 1.0, 7.0, 7.0, 7.0, 7.0]);
        assert!(found.high.zip(found.low).is_some_and(|(high, low)| high - low > 3.0), "{found:?}");
    }

    #[test]
    fn medians_and_ratios_of_shares() {
        let found = median(&(1..=101).map(f64::from).collect::<Vec<_>>());
        assert_eq!(found.value, 51.0);
        // scipy 1.17.1: stats.quantile_test(range(1, 102), q=42).confidence_interval(0.95)
        assert_eq!((found.low, found.high), (Some(41.0), Some(61.0)));
        // Of eight values the interval is their range, of five there is none.
        let of = |number: u32| median(&(1..=number).map(f64::from).collect::<Vec<_>>());
        assert_eq!((of(8).low, of(8).high, of(5).low), (Some(1.0), Some(8.0), None));
        let ratio = m2_to_m1(&[0.4, 0.6]);
        assert!((ratio.value - 1.0).abs() < 1e-12 && ratio.low < ratio.high);
    }
}
