//! Power by simulation: the share of trials whose test rejects.
//!
//! The outcomes of many fresh patients are cut, in their order, into trials that share nobody; each trial is tested at
//! 5 % two-sided. Rejections in either direction count. The trials are independent, so the number of rejections is
//! binomial and the Monte-Carlo error is Wilson's interval of its share. Patients left over do not count. (Burton et
//! al. 2006, doi:10.1002/sim.2673.)

use serde::{Deserialize, Serialize};

use super::difference;
use super::estimators::Coverage;
use super::share::Share;

/// p value from which downwards a trial rejects.
pub const SIGNIFICANCE: f64 = 0.05;

/// The test of one trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Welch's t test: every patient is in one arm.
    Welch,
}

/// Power of a trial, with its Monte-Carlo error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// The test, at 5 % two-sided.
    pub test: Test,
    /// Patients an arm in each trial.
    pub per_arm: usize,
    /// Simulated trials.
    pub trials: usize,
    /// Trials that rejected.
    pub rejected: usize,
    /// The estimate, 0 to 1.
    pub power: f64,
    /// Lower end of its 95 % interval, for the number of simulated trials alone.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Power of a trial of two parallel groups of `per_arm` patients each, by Welch's test.
///
/// `first` and `second` are the outcomes of *different* patients; lists of the same patients would make the trials look
/// more alike than trials are. None for lists of unlike lengths, fewer than two patients an arm, too few patients for
/// one trial, or a value that is not finite.
pub fn parallel(first: &[f64], second: &[f64], per_arm: usize) -> Option<Power> {
    if per_arm < 2 || first.len() != second.len() || first.len() < per_arm {
        return None;
    }
    let trials = first.chunks_exact(per_arm).zip(second.chunks_exact(per_arm));
    let rejections: Option<Vec<bool>> =
        trials.map(|(a, b)| Some(difference::unpaired(a, b, Coverage::NINETY_FIVE)?.p <= SIGNIFICANCE)).collect();
    let share = Share::from_values(rejections?);
    let (low, high) = share.interval(Coverage::NINETY_FIVE);
    Some(Power { test: Test::Welch, per_arm, trials: share.n, rejected: share.hits, power: share.value(), low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::rng::{Distribution, Purpose, StandardNormal, Streams};

    const NONE: &str = "no power";

    /// Standard normal outcomes round `mean`; each `agent` has its own.
    fn outcomes(patients: u32, agent: u64, mean: f64) -> Vec<f64> {
        let draw = |patient| -> f64 {
            StandardNormal.sample(&mut Streams::new(9, patient).open(Purpose::Verification, 0, agent))
        };
        (0..patients).map(|patient| mean + draw(patient)).collect()
    }

    /// Whether the estimate lies within four standard errors of an exact power.
    fn near(found: &Power, exact: f64) -> bool {
        (found.power - exact).abs() < 4.0 * (exact * (1.0 - exact) / found.trials as f64).sqrt()
    }

    #[test]
    fn parallel_power_agrees_with_the_noncentral_t_distribution() -> Result<(), &'static str> {
        // statsmodels 0.15.0: TTestIndPower().power(0.8, 20, 0.05) is 0.693404, for the pooled test. That of Welch
        // differs little for equal groups and variances: 400 000 trials by scipy 1.17.1, ttest_ind(equal_var=False),
        // gave 0.6931.
        let found = parallel(&outcomes(80_000, 3, 0.8), &outcomes(80_000, 4, 0.0), 20).ok_or(NONE)?;
        assert!(near(&found, 0.693_404_196_615_381_8), "{found:?}");
        Ok(())
    }

    #[test]
    fn trials_share_nobody_and_the_rest_is_left_out() -> Result<(), &'static str> {
        // Of three trials of two patients an arm the first and third differ by far more than patients do, the second not
        // at all.
        let first = [3.0, 3.1, 1.0, 1.1, 8.0, 8.1, 77.0];
        let second = [1.0, 1.1, 1.0, 1.1, 1.0, 1.1, -77.0];
        let found = parallel(&first, &second, 2).ok_or(NONE)?;
        assert_eq!((found.trials, found.rejected), (3, 2));
        // Wilson's interval of 2 of 3; statsmodels 0.15.0: proportion_confint(2, 3, method="wilson").
        assert!((found.low - 0.207_659_600_802_047_7).abs() < 1e-14, "{found:?}");
        assert!((found.high - 0.938_508_055_279_603_7).abs() < 1e-14, "{found:?}");
        Ok(())
    }

    #[test]
    fn what_cannot_be_simulated_is_none() {
        assert_eq!(parallel(&[1.0, 2.0], &[1.0, 2.0], 1), None);
        assert_eq!(parallel(&[1.0, 2.0], &[1.0, 2.0], 3), None);
        assert_eq!(parallel(&[1.0, 2.0, 3.0], &[1.0, 2.0], 2), None);
        assert_eq!(parallel(&[1.0, f64::NAN], &[1.0, 2.0], 2), None);
    }
}
