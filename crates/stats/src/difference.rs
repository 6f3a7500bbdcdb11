//! Differences between the means of two arms.
//!
//! *Paired*: the same patients in both arms. With differences dᵢ = aᵢ − bᵢ, `t = d̄/(s_d/√n)` has n − 1 degrees of
//! freedom (Student 1908, doi:10.1093/biomet/6.1.1). *Unpaired*: other patients in each arm. `t = (ā − b̄)/√(s_a²/n_a +
//! s_b²/n_b)` has the degrees of freedom of Welch (1947, doi:10.1093/biomet/34.1-2.28) and Satterthwaite (1946,
//! doi:10.2307/3002019), `(v_a + v_b)²/(v_a²/(n_a − 1) + v_b²/(n_b − 1))` with v = s²/n; the arms may have unlike
//! variances.
//!
//! Both assume independent patients and means that are about normal: patients who differ normally, or many of them.

use serde::{Deserialize, Serialize};

use super::estimators::{Coverage, Mean};
use super::student;
use admsc_model::math;

/// Mean of the first arm minus mean of the second, with interval and test. All numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Number of patients in each arm.
    pub n: [usize; 2],
    /// The estimate, in the unit of the values.
    pub difference: f64,
    /// Its standard error, in the unit of the values.
    pub standard_error: f64,
    /// Degrees of freedom of that standard error; need not be whole.
    pub degrees_of_freedom: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Two-sided p value of no difference.
    pub p: f64,
}

impl Difference {
    fn new(n: [usize; 2], found: Concluded) -> Self {
        let Concluded { estimate, standard_error, degrees_of_freedom, low, high, p } = found;
        Self { n, difference: estimate, standard_error, degrees_of_freedom, low, high, p }
    }
}

/// The difference between two arms in which the same patients live, in the same order.
///
/// None for arms of unlike lengths, for fewer than two patients, and where a value is not finite. Where all patients
/// differ by one and the same amount, the interval is that amount alone, and p is 1 if it is 0 (arms that are equal
/// byte for byte), else 0.
pub fn paired(a: &[f64], b: &[f64], coverage: Coverage) -> Option<Difference> {
    if a.len() != b.len() {
        return None;
    }
    let differences = Mean::from_values(a.iter().zip(b).map(|(a, b)| a - b));
    let freedom = differences.n as f64 - 1.0;
    let found = concluded(differences.mean, differences.standard_error(), freedom, coverage)?;
    Some(Difference::new([a.len(), b.len()], found))
}

/// The difference between two arms of different patients.
///
/// None for fewer than two patients in an arm, and where a value is not finite. Where neither arm has any spread the
/// degrees of freedom are `n_a + n_b − 2`, the interval is the difference alone, and p is 1 if that is 0, else 0.
pub fn unpaired(a: &[f64], b: &[f64], coverage: Coverage) -> Option<Difference> {
    let (first, second) = (Mean::from_values(a.iter().copied()), Mean::from_values(b.iter().copied()));
    if first.n < 2 || second.n < 2 {
        return None;
    }
    let (standard_error, freedom) = errors_of([&first, &second]);
    let found = concluded(first.mean - second.mean, standard_error, freedom, coverage)?;
    Some(Difference::new([a.len(), b.len()], found))
}

/// The two-sided p value of [`unpaired`] alone, for arms of at least two finite values.
pub(super) fn unpaired_p([first, second]: &[Mean; 2]) -> f64 {
    let (standard_error, freedom) = errors_of([first, second]);
    p_value(first.mean - second.mean, standard_error, freedom)
}

/// Standard error and degrees of freedom of the difference between two arms (Welch).
fn errors_of(arms: [&Mean; 2]) -> (f64, f64) {
    let parts = arms.map(|arm| (arm.sd * arm.sd / arm.n as f64, arm.n as f64 - 1.0));
    pooled(parts.into_iter())
}

/// Two-sided p value of an estimate; without any spread 1 where it is 0, else 0.
fn p_value(estimate: f64, standard_error: f64, degrees_of_freedom: f64) -> f64 {
    if standard_error > 0.0 {
        student::two_sided_p(estimate / standard_error, degrees_of_freedom)
    } else {
        f64::from(u8::from(estimate == 0.0))
    }
}

/// Standard error of a sum of independent estimates and its degrees of freedom, from the variance and the degrees of freedom of each.
pub(super) fn pooled(parts: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, f64) {
    let all: f64 = parts.clone().map(|(variance, _)| variance).sum();
    // In shares of their sum, whose squares neither vanish nor overflow.
    let of_shares = parts.clone().map(|(variance, freedom)| variance / all * (variance / all) / freedom);
    let freedom = if all == 0.0 { parts.map(|(_, freedom)| freedom).sum() } else { 1.0 / of_shares.sum::<f64>() };
    (math::sqrt(all), freedom)
}

/// An estimate with interval and test.
pub(super) struct Concluded {
    pub estimate: f64,
    pub standard_error: f64,
    pub degrees_of_freedom: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
}

/// Interval and test of an estimate by Student's t; none where a number is not finite.
pub(super) fn concluded(
    estimate: f64,
    standard_error: f64,
    degrees_of_freedom: f64,
    coverage: Coverage,
) -> Option<Concluded> {
    let p = p_value(estimate, standard_error, degrees_of_freedom);
    let half = coverage.student(degrees_of_freedom) * standard_error;
    let (low, high) = (estimate - half, estimate + half);
    let all = [estimate, standard_error, degrees_of_freedom, low, high, p];
    let is_known = all.iter().all(|number| number.is_finite());
    is_known.then_some(Concluded { estimate, standard_error, degrees_of_freedom, low, high, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &str = "no difference";

    /// Extra hours of sleep of ten patients under two drugs (Student 1908).
    const SLEEP: [[f64; 10]; 2] =
        [[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]];

    /// Holds statistic, degrees of freedom, interval and p to those of another program.
    fn holds(found: &Difference, t: f64, freedom: f64, interval: (f64, f64), p: f64) {
        for (number, expected) in [
            (found.difference / found.standard_error, t),
            (found.degrees_of_freedom, freedom),
            (found.low, interval.0),
            (found.high, interval.1),
            (found.p, p),
        ] {
            assert!((number / expected - 1.0).abs() < 1e-12, "{number}, not {expected}: {found:?}");
        }
    }

    #[test]
    fn students_sleep_data_paired_agree_with_scipy() -> Result<(), &'static str> {
        // scipy 1.17.1: r = stats.ttest_rel(*sleep); r.confidence_interval(). Student found t = 4.06.
        let found = paired(&SLEEP[0], &SLEEP[1], Coverage::NINETY_FIVE).ok_or(NONE)?;
        let interval = (-2.459_885_763_276_983, -0.700_114_236_723_017_5);
        holds(&found, -4.062_127_683_382_037, 9.0, interval, 0.002_832_890_197_384_273);
        assert!(found.n == [10, 10] && (found.low > 0.0 || found.high < 0.0));
        Ok(())
    }

    #[test]
    fn students_sleep_data_unpaired_agree_with_scipy() -> Result<(), &'static str> {
        // scipy 1.17.1: r = stats.ttest_ind(*sleep, equal_var=False); r.df; r.confidence_interval().
        let found = unpaired(&SLEEP[0], &SLEEP[1], Coverage::NINETY_FIVE).ok_or(NONE)?;
        let interval = (-3.365_483_230_711_710_4, 0.205_483_230_711_710_5);
        holds(&found, -1.860_813_467_486_852_6, 17.776_473_516_178_488, interval, 0.079_394_140_187_358_3);
        assert!(found.low <= 0.0 && 0.0 <= found.high);
        Ok(())
    }

    #[test]
    fn arms_of_unlike_size_agree_with_scipy() -> Result<(), &'static str> {
        // scipy 1.17.1: r = stats.ttest_ind([5.1, 4.9, 6.2, 5.7, 7.0], [3.3, 4.4, 2.9], equal_var=False);
        // r.confidence_interval(0.9).
        let found = unpaired(&[5.1, 4.9, 6.2, 5.7, 7.0], &[3.3, 4.4, 2.9], Coverage::NINETY).ok_or(NONE)?;
        let interval = (1.044_005_540_437_285_2, 3.449_327_792_896_046_4);
        holds(&found, 3.816_629_996_339_085_7, 4.707_124_844_038_464, interval, 0.013_908_187_005_328_719);
        assert_eq!(found.n, [5, 3]);
        Ok(())
    }

    #[test]
    fn equal_arms_have_no_difference_and_a_constant_one_is_certain() -> Result<(), &'static str> {
        let coverage = Coverage::NINETY_FIVE;
        let same = paired(&SLEEP[0], &SLEEP[0], coverage).ok_or(NONE)?;
        assert_eq!((same.difference, same.low, same.high, same.p), (0.0, 0.0, 0.0, 1.0));
        let shifted = paired(&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0], coverage).ok_or(NONE)?;
        assert_eq!((shifted.difference, shifted.low, shifted.high, shifted.p), (-2.0, -2.0, -2.0, 0.0));
        let flat = unpaired(&[1.0, 1.0, 1.0], &[1.0, 1.0], coverage).ok_or(NONE)?;
        assert_eq!((flat.degrees_of_freedom, flat.p), (3.0, 1.0));
        let one_flat = unpaired(&[1.0, 1.0, 1.0], &[1.0, 2.0], coverage).ok_or(NONE)?;
        assert_eq!(one_flat.degrees_of_freedom, 1.0);
        Ok(())
    }

    #[test]
    fn what_cannot_be_estimated_is_none() {
        let coverage = Coverage::NINETY_FIVE;
        assert_eq!(paired(&[1.0], &[2.0], coverage), None);
        assert_eq!(paired(&[], &[], coverage), None);
        assert_eq!(paired(&[1.0, 2.0], &[1.0, 2.0, 3.0], coverage), None);
        assert_eq!(paired(&[1.0, f64::NAN], &[1.0, 2.0], coverage), None);
        assert_eq!(unpaired(&[1.0], &[1.0, 2.0], coverage), None);
        assert_eq!(unpaired(&[1.0, 2.0], &[], coverage), None);
        assert_eq!(unpaired(&[1.0, 2.0], &[1.0, f64::INFINITY], coverage), None);
        assert_eq!(unpaired(&[1e308, -1e308], &[1.0, 2.0], coverage), None);
    }
}
