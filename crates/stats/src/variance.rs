//! What common random numbers and common patients are worth: the variance of one difference between two arms under
//! three designs.
//!
//! With outcome aᵢ of patient i in the first arm, bᵢ in the second arm under the same random draws, and b′ᵢ under other
//! draws:
//!
//! - same patient, same draws: `Var(aᵢ − bᵢ)`;
//! - same patient, other draws: `Var(aᵢ − b′ᵢ)`;
//! - other patients: `Var(aᵢ − bⱼ) = Var(a) + Var(b)`, i ≠ j.
//!
//! Each is a sample variance with n − 1. Divided by the number of patients an arm it is the squared standard error of
//! the difference of the means. Patients are assumed independent. (Common random numbers: Glasserman & Yao 1992,
//! doi:10.1287/mnsc.38.6.884.)

use serde::{Deserialize, Serialize};

use super::estimators::Mean;

/// Variances of one difference between two arms, squared unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Variances {
    /// Number of patients.
    pub n: usize,
    /// The same patient in both arms, with the same draws.
    pub same_draws: f64,
    /// The same patient in both arms, with other draws.
    pub other_draws: f64,
    /// Other patients in each arm.
    pub other_patients: f64,
    /// `other_patients/same_draws`: how many times as many patients an arm a trial of other patients needs for the
    /// same standard error.
    /// None where arms of the same draws never differ in their difference.
    pub ratio: Option<f64>,
}

/// The three variances from outcomes by patient, in the same order in all three lists.
///
/// None for lists of unlike lengths, fewer than two patients, or a value that is not finite.
pub fn of_designs(first: &[f64], second: &[f64], second_other_draws: &[f64]) -> Option<Variances> {
    let n = first.len();
    if n < 2 || second.len() != n || second_other_draws.len() != n {
        return None;
    }
    let variance = |sd: f64| sd * sd;
    let of_values = |values: &[f64]| variance(Mean::from_values(values.iter().copied()).sd);
    let of_differences = |others: &[f64]| variance(Mean::from_values(first.iter().zip(others).map(|(a, b)| a - b)).sd);
    let same_draws = of_differences(second);
    let other_draws = of_differences(second_other_draws);
    let other_patients = of_values(first) + of_values(second);
    let known = [same_draws, other_draws, other_patients].iter().all(|variance| variance.is_finite());
    let ratio = Some(other_patients / same_draws).filter(|ratio| ratio.is_finite());
    known.then_some(Variances { n, same_draws, other_draws, other_patients, ratio })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variances_of_known_outcomes() -> Result<(), &'static str> {
        // numpy: a = [7, 3, 5, 1]; b = [6, 1, 5, 0]; c = [4, 2, 6, 3]; np.var(a - b, ddof=1), np.var(a - c, ddof=1),
        // np.var(a, ddof=1) + np.var(b, ddof=1).
        let found = of_designs(&[7.0, 3.0, 5.0, 1.0], &[6.0, 1.0, 5.0, 0.0], &[4.0, 2.0, 6.0, 3.0]).ok_or("none")?;
        for (number, expected) in [
            (found.same_draws, 2.0 / 3.0),
            (found.other_draws, 4.916_666_666_666_667),
            (found.other_patients, 15.333_333_333_333_334),
            (found.ratio.ok_or("no ratio")?, 23.0),
        ] {
            assert!((number / expected - 1.0).abs() < 1e-14, "{number}, not {expected}");
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_estimated_is_none() {
        assert_eq!(of_designs(&[1.0], &[2.0], &[2.0]), None);
        assert_eq!(of_designs(&[1.0, 2.0], &[2.0], &[2.0, 1.0]), None);
        assert_eq!(of_designs(&[1.0, 2.0], &[2.0, 1.0], &[2.0]), None);
        assert_eq!(of_designs(&[1.0, f64::NAN], &[2.0, 1.0], &[2.0, 1.0]), None);
        let equal = of_designs(&[1.0, 2.0], &[1.0, 2.0], &[1.0, 3.0]);
        assert_eq!(equal.map(|variances| (variances.same_draws, variances.ratio)), Some((0.0, None)));
    }
}
