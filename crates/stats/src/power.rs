//! Power by simulation: the share of trials whose test rejects.
//!
//! Each trial draws its patients with replacement from the outcomes of a study, each arm from the outcomes in that arm, and
//! is tested at 5 % two-sided; rejections in either direction count. Given the outcomes the trials are independent, so
//! that the number of rejections is binomial and the Monte-Carlo error is Wilson's interval of its share. How well the
//! study's patients stand for all others is not in that interval. (Efron & Tibshirani 1993, chapter 25; Burton et al. 2006,
//! doi:10.1002/sim.2673.)

use serde::{Deserialize, Serialize};

use super::difference;
use super::estimators::{Coverage, Mean};
use super::share::Share;
use admsc_model::rng::{Purpose, Stream, Streams};

/// p value from which downwards a trial rejects.
pub const SIGNIFICANCE: f64 = 0.05;

/// Trials of a power: its interval is then at most a point to either side.
pub const TRIALS: u32 = 10_000;

/// Most patients drawn for an arm of all trials together; of trials so large that they need more, fewer are simulated.
const MOST_DRAWN: u32 = 10_000_000;

/// Fewest trials of a power, however large they are.
const FEWEST_TRIALS: u32 = 1000;

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
/// `first` and `second` are the outcomes in the two arms. They may be of the same patients: what a trial draws for one arm
/// does not depend on what it draws for the other, as between different people. The draws depend on the seed and the size
/// of the trial. None for fewer than two patients an arm, for fewer than two outcomes in one, or for a value that is not
/// finite.
pub fn parallel(first: &[f64], second: &[f64], per_arm: usize, seed: u64) -> Option<Power> {
    let values = || first.iter().chain(second);
    if per_arm < 2 || first.len().min(second.len()) < 2 || !values().all(|value| value.is_finite()) {
        return None;
    }
    let of_trial = Streams::new(seed, 0);
    let drawn = |stream: &mut Stream, from: &[f64]| {
        let last = from.len() - 1;
        let place = |share: f64| ((share * from.len() as f64) as usize).min(last);
        Mean::from_values((0..per_arm).map(|_| from[place(stream.uniform())]))
    };
    let rejects = |trial: u32| {
        let mut stream = of_trial.open(Purpose::Resampling, trial, per_arm as u64);
        let arms = [first, second].map(|from| drawn(&mut stream, from));
        difference::unpaired_p(&arms) <= SIGNIFICANCE
    };
    let trials = (MOST_DRAWN / u32::try_from(per_arm).ok()?).clamp(FEWEST_TRIALS, TRIALS);
    let share = Share::from_values((0..trials).map(rejects));
    let (low, high) = share.interval(Coverage::NINETY_FIVE);
    Some(Power { test: Test::Welch, per_arm, trials: share.n, rejected: share.hits, power: share.value(), low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal;

    /// Difference in standard deviations, patients an arm, power from the noncentral t distribution, worked
    /// out by Simpson's rule in 200 000 steps. That of 0.8 and 20 is statsmodels 0.15.0's TTestIndPower().power too.
    const EXACT: [(f64, usize, f64); 4] =
        [(0.8, 20, 0.693_404_196), (0.5, 40, 0.598_146_901), (1.2, 10, 0.718_405_377), (0.0, 15, 0.05)];

    /// Outcomes whose distribution is the normal one with this mean and standard deviation 1, as closely as so many can.
    fn outcomes(number: u32, mean: f64) -> Vec<f64> {
        let at = |place: u32| mean + normal::quantile((f64::from(place) + 0.5) / f64::from(number));
        (0..number).map(at).collect()
    }

    #[test]
    fn power_agrees_with_the_noncentral_t_distribution() -> Result<(), &'static str> {
        // It is that of the pooled test. That of Welch differs little for equal groups and variances: of 0.8 and 20 patients
        // 400 000 trials by scipy 1.17.1, ttest_ind(equal_var=False), gave 0.6931.
        for (effect, per_arm, exact) in EXACT {
            let found = parallel(&outcomes(4000, effect), &outcomes(3000, 0.0), per_arm, 5).ok_or("no power")?;
            let error = (exact * (1.0 - exact) / found.trials as f64).sqrt();
            assert!((found.power - exact).abs() < 4.0 * error, "{effect} {per_arm}: {found:?}");
            assert!(found.high - found.low < 0.02 && (found.low..found.high).contains(&found.power), "{found:?}");
        }
        Ok(())
    }

    #[test]
    fn power_does_not_know_how_many_whole_trials_the_study_has_room_for() -> Result<(), &'static str> {
        // Of 10, 20 and 39 patients an arm; trials of 20 fit into none, one and one of them.
        let of = |number| parallel(&outcomes(number, 1.0), &outcomes(number, 0.0), 20, 1).map(|found| found.trials);
        assert_eq!([10, 20, 39].map(of), [Some(TRIALS as usize); 3]);
        let trials = |per_arm| parallel(&outcomes(50, 0.1), &outcomes(50, 0.0), per_arm, 1).map(|found| found.trials);
        assert_eq!([2, 1000, 5000, 20_000].map(trials), [10_000, 10_000, 2000, 1000].map(Some));
        Ok(())
    }

    #[test]
    fn the_same_seed_draws_the_same_trials_and_another_one_others() {
        let of = |seed| parallel(&outcomes(30, 0.9), &outcomes(30, 0.0), 20, seed);
        assert_eq!(of(3), of(3));
        assert_ne!(of(3), of(4));
    }

    #[test]
    fn trials_whose_patients_do_not_differ_reject_where_the_arms_do() {
        let power = |first, second| parallel(&[first; 3], &[second; 3], 2, 1).map(|found| found.power);
        assert_eq!([power(1.0, 1.0), power(2.0, 1.0)], [Some(0.0), Some(1.0)]);
    }

    #[test]
    fn what_cannot_be_simulated_is_none() {
        assert_eq!(parallel(&[1.0, 2.0], &[1.0, 2.0], 1, 1), None);
        assert_eq!(parallel(&[1.0], &[1.0, 2.0], 2, 1), None);
        assert_eq!(parallel(&[1.0, f64::NAN], &[1.0, 2.0], 2, 1), None);
    }
}
