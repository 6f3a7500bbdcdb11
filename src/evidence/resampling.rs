//! Bootstrap intervals by percentiles (Efron & Tibshirani 1993, chapter 13): what is resampled is drawn with repetition, and the
//! figure is worked out again.

use crate::rng::{Purpose, Streams};

/// How often.
const RESAMPLES: u64 = 1000;

/// Tick of the streams that resample.
const RESAMPLING: u32 = 1;

/// Rows of every resample of `rows` rows.
pub fn picks(streams: &Streams, rows: usize) -> Vec<Vec<usize>> {
    let resample = |number: u64| {
        let mut stream = streams.open(Purpose::Sensitivity, RESAMPLING, number);
        (0..rows).map(|_| (stream.uniform() * rows as f64) as usize).collect()
    };
    (0..RESAMPLES).map(resample).collect()
}

/// The middle 95 % of the values of a figure.
pub fn interval(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    [0.025, 0.975].map(|share| values.get((share * last as f64).round() as usize).copied().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_theory_says() {
        let streams = Streams::new(3, 0);
        let values: Vec<f64> = (0..400).map(|i| streams.open(Purpose::Verification, 9, i).uniform()).collect();
        let mean = |rows: &Vec<usize>| rows.iter().map(|row| values[*row]).sum::<f64>() / rows.len() as f64;
        let [low, high] = interval(picks(&streams, values.len()).iter().map(mean).collect());
        // A uniform number has standard deviation 1/√12. The percentiles of 1000 resamples are known to about 5 %.
        let width = 2.0 * 1.96 / (12.0_f64 * 400.0).sqrt();
        assert!(((high - low) / width - 1.0).abs() < 0.15, "{low} {high} {width}");
    }
}
