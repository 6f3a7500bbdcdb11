//! A straight line through the means of several arms: how much an outcome changes with each step of a dose.
//!
//! With the places x of the arms, the slope is `Σ cᵢȳᵢ`, `cᵢ = (xᵢ − x̄)/Σ(x − x̄)²`: least squares, each arm with the same weight.
//! *Paired*: the same patients in all arms. Each has a slope of their own; their mean has the interval and the test of Student's t.
//! *Unpaired*: other patients in each arm. The variance is `Σ cᵢ²sᵢ²/nᵢ`, with the degrees of freedom of Satterthwaite (1946,
//! doi:10.2307/3002019), as the difference of two arms has.

use serde::{Deserialize, Serialize};

use super::difference::{self, Concluded};
use super::estimators::{Coverage, Mean};

/// A slope with interval and test. All numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Patients: of paired arms those with a value in all, else those of all arms together.
    pub n: usize,
    /// The estimate: change of the outcome with a step of 1 along the places.
    pub slope: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of that standard error; need not be whole.
    pub degrees_of_freedom: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Two-sided p value of no slope.
    pub p: f64,
}

impl Trend {
    fn new(n: usize, found: Concluded) -> Self {
        let Concluded { estimate, standard_error, degrees_of_freedom, low, high, p } = found;
        Self { n, slope: estimate, standard_error, degrees_of_freedom, low, high, p }
    }
}

/// The slope where each row of `patients` has one value an arm, in the order of `places`.
///
/// None for rows of another length, fewer than two patients, places that are all one, or a value that is not finite.
pub fn paired(places: &[f64], patients: &[Vec<f64>], coverage: Coverage) -> Option<Trend> {
    let weights = weights(places)?;
    if patients.iter().any(|values| values.len() != weights.len()) {
        return None;
    }
    let slope = |values: &Vec<f64>| values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>();
    let slopes = Mean::from_values(patients.iter().map(slope));
    let freedom = slopes.n as f64 - 1.0;
    let found = difference::concluded(slopes.mean, slopes.standard_error(), freedom, coverage)?;
    Some(Trend::new(slopes.n, found))
}

/// The slope where each of `arms` holds the values of patients of its own.
///
/// None where there are not as many arms as places, for fewer than two patients in an arm, places that are all one, or a value that
/// is not finite.
pub fn unpaired(places: &[f64], arms: &[Vec<f64>], coverage: Coverage) -> Option<Trend> {
    let weights = weights(places)?;
    let means: Vec<Mean> = arms.iter().map(|values| Mean::from_values(values.iter().copied())).collect();
    if means.len() != weights.len() || means.iter().any(|arm| arm.n < 2) {
        return None;
    }
    let slope = means.iter().zip(&weights).map(|(arm, weight)| arm.mean * weight).sum();
    let parts = means.iter().zip(&weights).map(|(arm, weight)| {
        let error = weight * arm.standard_error();
        (error * error, arm.n as f64 - 1.0)
    });
    let (standard_error, freedom) = difference::pooled(parts);
    let found = difference::concluded(slope, standard_error, freedom, coverage)?;
    Some(Trend::new(means.iter().map(|arm| arm.n).sum(), found))
}

/// What the mean of each arm counts in the slope.
fn weights(places: &[f64]) -> Option<Vec<f64>> {
    let middle = places.iter().sum::<f64>() / places.len() as f64;
    let squares: f64 = places.iter().map(|place| (place - middle) * (place - middle)).sum();
    (squares > 0.0).then(|| places.iter().map(|place| (place - middle) / squares).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &str = "no trend";

    /// Doublings of 6, 18 and 40.
    const PLACES: [f64; 3] = [2.584_962_500_721_156, 4.169_925_001_442_312, 5.321_928_094_887_363];

    fn rows(values: &[&[f64]]) -> Vec<Vec<f64>> {
        values.iter().map(|row| row.to_vec()).collect()
    }

    fn patients() -> Vec<Vec<f64>> {
        rows(&[&[-1.0, -1.6, -2.2], &[-0.4, -0.5, -0.1], &[-2.0, -2.6, -2.7], &[0.3, -0.9, -1.4], &[-1.1, -1.0, -1.9]])
    }

    fn holds(found: &Trend, slope: f64, t: f64, freedom: f64, interval: (f64, f64), p: f64) {
        for (number, expected) in [
            (found.slope, slope),
            (found.slope / found.standard_error, t),
            (found.degrees_of_freedom, freedom),
            (found.low, interval.0),
            (found.high, interval.1),
            (found.p, p),
        ] {
            assert!((number / expected - 1.0).abs() < 1e-12, "{number}, not {expected}: {found:?}");
        }
    }

    #[test]
    fn slopes_within_patients_agree_with_scipy() -> Result<(), &'static str> {
        // scipy 1.17.1: s = [stats.linregress(places, y).slope for y in patients]; r = stats.ttest_1samp(s, 0).
        let found = paired(&PLACES, &patients(), Coverage::NINETY_FIVE).ok_or(NONE)?;
        let interval = (-0.633_078_408_814_084_6, 0.033_481_673_889_784_29);
        holds(&found, -0.299_798_367_462_150_16, -2.497_520_423_095_521_5, 4.0, interval, 0.066_943_733_503_026_94);
        assert_eq!(found.n, 5);
        Ok(())
    }

    #[test]
    fn a_slope_between_groups_is_the_contrast_of_their_means() -> Result<(), &'static str> {
        // The formulae above, with numpy and scipy 1.17.1.
        let arms = rows(&[&[-1.0, -0.4, -2.0, 0.3], &[-1.6, -0.5, -2.6, -0.9, -1.0], &[-2.2, -0.1, -2.7]]);
        let found = unpaired(&PLACES, &arms, Coverage::NINETY_FIVE).ok_or(NONE)?;
        let interval = (-1.269_569_594_252_078, 0.615_807_559_434_305_8);
        let [slope, t, freedom, p] =
            [-0.326_881_017_408_886_1, -0.987_975_300_341_863_2, 3.755_486_218_045_808, 0.382_465_327_059_259_9];
        holds(&found, slope, t, freedom, interval, p);
        assert_eq!(found.n, 12);
        Ok(())
    }

    #[test]
    fn of_two_arms_a_step_apart_the_slope_is_their_difference() -> Result<(), &'static str> {
        let pairs: Vec<Vec<f64>> = patients().iter().map(|row| row[..2].to_vec()).collect();
        let column = |arm: usize| pairs.iter().map(|row| row[arm]).collect::<Vec<f64>>();
        let arms = [column(0), column(1)];
        let slopes = [paired(&[0.0, 1.0], &pairs, Coverage::NINETY), unpaired(&[0.0, 1.0], &arms, Coverage::NINETY)];
        let differences = [
            difference::paired(&arms[1], &arms[0], Coverage::NINETY),
            difference::unpaired(&arms[1], &arms[0], Coverage::NINETY),
        ];
        for (slope, difference) in slopes.into_iter().zip(differences) {
            let (slope, difference) = (slope.ok_or(NONE)?, difference.ok_or(NONE)?);
            for (found, expected) in
                [(slope.slope, difference.difference), (slope.low, difference.low), (slope.p, difference.p)]
            {
                assert!((found / expected - 1.0).abs() < 1e-12, "{found}, not {expected}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_has_no_trend_is_none() {
        let coverage = Coverage::NINETY_FIVE;
        assert_eq!(paired(&PLACES, &patients()[..1], coverage), None);
        assert_eq!(paired(&PLACES[..2], &patients(), coverage), None);
        assert_eq!(paired(&[1.0; 3], &patients(), coverage), None);
        assert_eq!(paired(&[], &[], coverage), None);
        assert_eq!(unpaired(&PLACES, &rows(&[&[1.0, 2.0], &[1.0, 2.0], &[1.0]]), coverage), None);
        assert_eq!(unpaired(&PLACES[..2], &patients(), coverage), None);
    }
}
