//! The percentile bootstrap: how far a mean of patients may be from that of others like them, without a shape assumed.

use super::estimators::{Coverage, quantile};
use crate::rng::{Purpose, Streams};

/// Times that the patients are drawn again.
pub const RESAMPLES: u32 = 2000;

/// The interval of a mean: its quantiles over [`RESAMPLES`] samples of the same size, drawn from the values with
/// replacement. The draws depend on the seed and the number of values alone, so that quantities of the same patients are
/// resampled together. None without values.
pub fn interval(values: &[f64], coverage: Coverage, seed: u64) -> Option<(f64, f64)> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let streams = Streams::new(seed, 0);
    let n = values.len();
    let mean = |resample: u32| {
        let mut stream = streams.open(Purpose::Resampling, resample, 0);
        let sum = (0..n).fold(0.0, |sum, _| sum + values[((stream.uniform() * n as f64) as usize).min(n - 1)]);
        sum / n as f64
    };
    let means: Vec<f64> = (0..RESAMPLES).map(mean).collect();
    let beyond = 0.5 * (1.0 - coverage.probability());
    Some((quantile(&means, beyond), quantile(&means, 1.0 - beyond)))
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;

    #[test]
    fn the_interval_covers_the_true_mean_about_as_often_as_it_says() {
        let streams = Streams::new(3, 0);
        let hits = (0..300).filter(|trial| {
            let mut stream = streams.open(Purpose::Verification, *trial, 0);
            let draw = |_| -> f64 { StandardNormal.sample(&mut stream) };
            let values: Vec<f64> = (0..60).map(draw).map(|normal| 2.0 + normal).collect();
            interval(&values, Coverage::NINETY_FIVE, u64::from(*trial))
                .is_some_and(|(low, high)| (low..=high).contains(&2.0))
        });
        // 300 draws at 0.94 (the percentile interval of 60 values is a little short) have a standard error of 0.014.
        let share = hits.count() as f64 / 300.0;
        assert!((0.90..=0.98).contains(&share), "{share}");
    }

    #[test]
    fn nothing_that_varies_has_no_width() {
        assert_eq!(interval(&[1.5; 9], Coverage::NINETY_FIVE, 1), Some((1.5, 1.5)));
        assert_eq!(interval(&[], Coverage::NINETY_FIVE, 1), None);
        assert_eq!(interval(&[f64::NAN], Coverage::NINETY_FIVE, 1), None);
    }
}
