//! Bootstrap intervals by percentiles (Efron & Tibshirani 1993, chapter 13): what is resampled is drawn with repetition, the figure
//! is worked out again, and no shape is assumed.

use super::estimators::{Coverage, Mean, quantile};
use admsc_model::rng::{Purpose, Streams};

/// How often.
pub const RESAMPLES: u32 = 2000;

/// Rows of every resample of `rows` rows. They depend on the streams and the number of rows alone, so that figures of the
/// same rows are resampled together.
pub fn picks(streams: &Streams, rows: usize) -> impl Iterator<Item = Vec<usize>> + '_ {
    let pick = move |resample: u32| {
        let mut stream = streams.open(Purpose::Resampling, resample, 0);
        (0..rows).map(|_| ((stream.uniform() * rows as f64) as usize).min(rows - 1)).collect()
    };
    (0..RESAMPLES).map(pick)
}

/// The middle 95 % of the values of a figure; 0 without values.
pub fn interval(values: Vec<f64>) -> [f64; 2] {
    if values.is_empty() { [0.0; 2] } else { [0.025, 0.975].map(|share| quantile(&values, share)) }
}

/// Fewest values whose mean is resampled. The percentiles of fewer are too narrow (of three values they cover the mean
/// in three samples of four), so that these have Student's interval.
pub const FEWEST: usize = 30;

/// The interval of a mean: by resampling, of fewer than [`FEWEST`] values by Student's t. None for fewer than two values,
/// or where one is not finite.
pub fn mean_interval(values: &[f64], coverage: Coverage, seed: u64) -> Option<(f64, f64)> {
    if values.len() < FEWEST {
        return Mean::from_values(values.iter().copied()).t_interval(coverage);
    }
    if values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mean = |rows: Vec<usize>| rows.iter().fold(0.0, |sum, row| sum + values[*row]) / values.len() as f64;
    let means: Vec<f64> = picks(&Streams::new(seed, 0), values.len()).map(mean).collect();
    let beyond = 0.5 * (1.0 - coverage.probability());
    Some((quantile(&means, beyond), quantile(&means, 1.0 - beyond)))
}

#[cfg(test)]
mod tests {

    use super::*;
    use admsc_model::rng::{Distribution, StandardNormal};

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_theory_says() {
        let streams = Streams::new(3, 0);
        let values: Vec<f64> = (0..400).map(|i| streams.open(Purpose::Verification, 9, i).uniform()).collect();
        let mean = |rows: Vec<usize>| rows.iter().map(|row| values[*row]).sum::<f64>() / rows.len() as f64;
        let [low, high] = interval(picks(&streams, values.len()).map(mean).collect());
        // A uniform number has standard deviation 1/√12. The percentiles of 2000 resamples are known to about 4 %.
        let width = 2.0 * 1.96 / (12.0_f64 * 400.0).sqrt();
        assert!(((high - low) / width - 1.0).abs() < 0.15, "{low} {high} {width}");
    }

    #[test]
    fn the_interval_covers_the_true_mean_about_as_often_as_it_says() {
        let streams = Streams::new(3, 0);
        let hits = (0..300).filter(|trial| {
            let mut stream = streams.open(Purpose::Verification, *trial, 0);
            let mut normal = || -> f64 { StandardNormal.sample(&mut stream) };
            let values: Vec<f64> = (0..60).map(|_| 2.0 + normal()).collect();
            mean_interval(&values, Coverage::NINETY_FIVE, u64::from(*trial))
                .is_some_and(|(low, high)| (low..=high).contains(&2.0))
        });
        // 300 draws at 0.94 (the percentile interval of 60 values is a little short) have a standard error of 0.014.
        let share = hits.count() as f64 / 300.0;
        assert!((0.90..=0.98).contains(&share), "{share}");
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_scipy_but_for_the_luck_of_resampling() {
        // scipy 1.17.1: stats.bootstrap((x,), np.mean, method="percentile", n_resamples=400_000) of k²/100, k from 1 to 40;
        // the ends of 2000 resamples have a standard error of 0.044.
        let values: Vec<f64> = (1..=40).map(|k| f64::from(k * k) / 100.0).collect();
        let found = mean_interval(&values, Coverage::NINETY_FIVE, 1);
        let is_near = |(low, high): (f64, f64)| (low - 4.0605).abs() < 0.15 && (high - 7.0813).abs() < 0.15;
        assert!(found.is_some_and(is_near), "{found:?}");
    }

    #[test]
    fn nothing_that_varies_has_no_width() {
        for number in [9, FEWEST] {
            assert_eq!(mean_interval(&vec![1.5; number], Coverage::NINETY_FIVE, 1), Some((1.5, 1.5)));
        }
        assert_eq!(mean_interval(&[], Coverage::NINETY_FIVE, 1), None);
        assert_eq!(mean_interval(&[f64::NAN; 40], Coverage::NINETY_FIVE, 1), None);
    }

    #[test]
    fn the_mean_of_a_few_values_has_students_interval_and_that_of_one_has_none() {
        let coverage = Coverage::NINETY_FIVE;
        // 2 ± t(0.975; 2)·1/√3
        let three = mean_interval(&[1.0, 2.0, 3.0], coverage, 1);
        assert!(three.is_some_and(|(low, high)| (low + 0.484_138).abs() < 1e-6 && (high - 4.484_138).abs() < 1e-6));
        assert_eq!(mean_interval(&[4.0], coverage, 1), None);
    }
}
