//! The interval of a median, between two of the values themselves.
//!
//! How many of n independent values lie below the median is binomial with a chance of one half, whatever their
//! distribution. So the k-th value from either end encloses it with a probability of 1 − 2P(fewer than k of n lie below),
//! and k is the largest with which that is at least the coverage (Conover 1999, Practical Nonparametric Statistics,
//! section 3.2). Fewer than six values have no interval of 95 %: the median lies beyond all of five in 6 % of samples.

use super::estimators::Coverage;
use super::share_difference::relative_weights;

/// Fewest values whose median has a 95 % interval.
pub const FEWEST_FOR_NINETY_FIVE: usize = 6;

/// The interval of the median of `values`. None where there are too few of them for it, or one is not finite.
pub fn median_interval(values: &[f64], coverage: Coverage) -> Option<(f64, f64)> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let all = values.len();
    let weights = relative_weights(0, all, all / 2, |k| (all - k) as f64 / (k + 1) as f64);
    let most = 0.5 * (1.0 - coverage.probability()) * weights.iter().sum::<f64>();
    let tails = weights.iter().scan(0.0, |tail, weight| {
        *tail += weight;
        Some(*tail)
    });
    let from_either_end = tails.take_while(|tail| *tail <= most).count().checked_sub(1)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some((sorted[from_either_end], sorted[all - 1 - from_either_end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(number: u32) -> Option<(f64, f64)> {
        median_interval(&(1..=number).rev().map(f64::from).collect::<Vec<_>>(), Coverage::NINETY_FIVE)
    }

    #[test]
    fn the_ranks_are_those_of_the_published_table() {
        // Conover 1999, table A3 (binomial, one half): 1st to 6th of 6, 3rd to 10th of 12, 6th to 15th of 20, 40th to 61st of 100.
        assert_eq!([of(6), of(12), of(20)], [Some((1.0, 6.0)), Some((3.0, 10.0)), Some((6.0, 15.0))]);
        assert_eq!(of(100), Some((40.0, 61.0)));
        assert!(of(5000).is_some_and(|(low, high)| low + high == 5001.0 && (2425.0..2435.0).contains(&low)));
    }

    #[test]
    fn fewer_than_six_values_have_no_interval() {
        assert_eq!([of(0), of(1), of(2), of(FEWEST_FOR_NINETY_FIVE as u32 - 1)], [None; 4]);
        assert_eq!(median_interval(&[f64::NAN; 9], Coverage::NINETY_FIVE), None);
    }
}
