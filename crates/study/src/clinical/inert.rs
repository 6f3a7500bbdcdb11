//! A rival of the model: cells that do nothing.
//!
//! *Inert cells* have potency 0, and the same observer. Patients who know that they were given cells report their pain lower
//! by an *open-label excess*, the same number of points at every visit after the first dose; nothing else changes, so that
//! blinded arms, arms without cells and counted joints are those of the procedure alone.
//!
//! Trials that randomised patients to a blind and an open part put the excess at 0.56 standard deviations of the outcome (95 %:
//! 0.41 to 0.71; Hróbjartsson and others 2014, doi:10.1093/ije/dyu115), which is 1.4 points where that standard deviation is
//! 2.5 points. 1.0 and 2.0 points are about the ends of the interval, rounded outwards.

use serde::Serialize;

use super::outcome::Estimate;
use super::verdict::Judged;
use crate::clinical::targets::Role;

/// Open-label excesses that are tried, points of reported pain.
pub const EXCESSES_POINTS: [f64; 4] = [0.0, 1.0, 1.4, 2.0];

/// What inert cells give for a row, at each of [`EXCESSES_POINTS`]; nothing where it cannot be estimated.
pub type InertEstimates = [Option<Estimate>; EXCESSES_POINTS.len()];

/// How many of the informative rows of role `check` inert cells meet, beside the model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct InertCount {
    /// Open-label excess, points of reported pain.
    pub excess_points: f64,
    /// Rows that they meet.
    pub pass: usize,
    /// Of those, rows that the model misses.
    pub beyond_the_model: usize,
    /// Rows that the model meets and they miss.
    pub only_the_model: usize,
    /// How often rows that only one of the two meets fall so unevenly by chance alone, the rows taken as independent.
    pub sign_test_p: f64,
}

/// Probability that of `one + other` rows, each of which falls to either side alike, as many or more fall to one side: the exact
/// two-sided sign test.
fn sign_test(one: usize, other: usize) -> f64 {
    let all = one + other;
    let mut ways = 1.0;
    let mut tail = 0.0;
    for few in 0..=one.min(other) {
        tail += ways;
        ways *= (all - few) as f64 / (few + 1) as f64;
    }
    (0..all).fold(2.0 * tail, |probability, _| 0.5 * probability).min(1.0)
}

/// The counts, one an excess; nothing where no row was scored, as without potency 0.
pub fn counts(rows: &[Judged]) -> Vec<InertCount> {
    let counted: Vec<&Judged> =
        rows.iter().filter(|row| row.target.role == Role::Check && row.is_informative()).collect();
    if counted.iter().all(|row| row.inert.iter().all(Option::is_none)) {
        return Vec::new();
    }
    let count = |(place, excess_points): (usize, &f64)| {
        let of = |inert: bool, model: bool| {
            counted.iter().filter(|row| row.is_met_by_inert(place) == inert && row.is_met() == model).count()
        };
        let (both, beyond_the_model, only_the_model) = (of(true, true), of(true, false), of(false, true));
        InertCount {
            excess_points: *excess_points,
            pass: both + beyond_the_model,
            beyond_the_model,
            only_the_model,
            sign_test_p: sign_test(beyond_the_model, only_the_model),
        }
    };
    EXCESSES_POINTS.iter().enumerate().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_is_that_of_a_fair_coin() {
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-15;
        assert!(near(sign_test(0, 0), 1.0) && near(sign_test(3, 3), 1.0) && near(sign_test(2, 3), 1.0));
        assert!(near(sign_test(0, 5), 0.0625) && near(sign_test(6, 0), 0.03125));
        // 2·(1 + 8)/2⁸
        assert!(near(sign_test(1, 7), 18.0 / 256.0));
    }
}
