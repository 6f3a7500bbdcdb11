//! What clinical studies estimate, from what virtual patients report.
//!
//! Every estimator is a function of sums over patients; its standard error is that of the delete-one jackknife over
//! patients (Efron and Stein 1981, doi:10.1214/aos/1176345462), which for a mean is the usual one. The pooled groups of
//! a row are the same virtual people under several doses, and so are the two arms of a difference: the jackknife leaves
//! a person out of all of them at once.

use serde::{Deserialize, Serialize};

use super::targets::Estimator;
use admsc_model::math;
use admsc_scenario::observer::acr::has_improved;
use admsc_stats::estimators::Coverage;
use admsc_stats::share::{Share, responds};
use admsc_stats::student;

/// Coverage of all intervals.
const COVERAGE: Coverage = Coverage::NINETY_FIVE;

/// What is seen of a patient at a visit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Reported pain, points.
    pub vas_points: f64,
    /// Inflammation of the joints as it is counted: TNFα of the lesion relative to its reference, with the noise of the
    /// count.
    pub joint_activity: f64,
}

/// One patient of one arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// On day 0.
    pub baseline: Seen,
    /// On [`super::targets::RESPONDERS_DAY`]; nothing where nobody asks.
    pub at_responders_day: Option<Seen>,
    /// At the visit.
    pub visit: Seen,
    /// Whether the patient was operated on again by the visit.
    pub reoperated: bool,
}

impl Followed {
    /// Whether at least the share `fall` of the pain of day 0 is gone at the visit.
    fn fell(&self, fall: f64) -> bool {
        responds(self.baseline.vas_points, self.visit.vas_points, fall)
    }

    /// ACR20: counted inflammation and reported pain are both down by at least 20 %.
    fn has_acr20(&self) -> bool {
        let [before, now] = [&self.baseline, &self.visit];
        has_improved([before.vas_points, now.vas_points], [before.joint_activity, now.joint_activity])
    }

    /// The figure of this patient; nothing for whom the estimator does not count.
    fn figure(&self, estimator: Estimator) -> Option<f64> {
        let share = |hit: bool| Some(f64::from(u8::from(hit)));
        let fall_points = self.baseline.vas_points - self.visit.vas_points;
        match estimator {
            Estimator::MeanVas | Estimator::MeanVasDifference | Estimator::SdOfVas => Some(self.visit.vas_points),
            Estimator::MeanVasChange => Some(-fall_points),
            Estimator::R50 => share(self.fell(0.5)),
            Estimator::R30 => share(self.fell(0.3)),
            Estimator::Improved20 => share(self.fell(0.2)),
            Estimator::Improved20And2Difference => share(self.fell(0.2) && fall_points >= 2.0),
            Estimator::StillResponding => {
                let before = self.at_responders_day?;
                responds(self.baseline.vas_points, before.vas_points, 0.5).then(|| share(self.fell(0.5)))?
            }
            Estimator::Reoperation => share(self.reoperated),
            Estimator::Acr20 | Estimator::Acr20Difference => share(self.has_acr20()),
        }
    }
}

/// An estimate of the model with its Monte Carlo error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Number of virtual patients who count.
    pub n: usize,
    /// The estimate; points or a share.
    pub value: f64,
    /// Its standard error over patients.
    pub standard_error: f64,
    /// Lower end of its 95 % interval: Wilson's for a share, otherwise Student's t.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Sums over the figures of an arm.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sums {
    n: f64,
    x: f64,
    xx: f64,
}

impl Sums {
    fn from_arm(estimator: Estimator, arm: &[Followed]) -> Self {
        arm.iter().filter_map(|patient| patient.figure(estimator)).fold(Self::default(), |sums, x| Self {
            n: sums.n + 1.0,
            x: sums.x + x,
            xx: sums.xx + x * x,
        })
    }

    fn plus(self, other: Self, sign: f64) -> Self {
        Self { n: self.n + sign * other.n, x: self.x + sign * other.x, xx: self.xx + sign * other.xx }
    }

    fn value(self, estimator: Estimator) -> f64 {
        match estimator {
            Estimator::SdOfVas => math::sqrt((self.xx - self.x * self.x / self.n).max(0.0) / (self.n - 1.0)),
            _ => self.x / self.n,
        }
    }
}

/// Collects patients, one after the other, and estimates.
#[derive(Debug, Clone)]
pub struct Tally {
    estimator: Estimator,
    /// Sums of each patient in the arm and in the arm that is subtracted.
    patients: Vec<[Sums; 2]>,
}

impl Tally {
    /// Nobody yet.
    pub fn new(estimator: Estimator) -> Self {
        Self { estimator, patients: Vec::new() }
    }

    /// Adds a patient: what they report in the pooled groups of the arm, and in those of the arm that is subtracted,
    /// which is empty where nothing is.
    pub fn add(&mut self, arm: &[Followed], minus: &[Followed]) {
        self.patients.push([arm, minus].map(|arm| Sums::from_arm(self.estimator, arm)));
    }

    /// The estimate; nothing where too few patients count.
    pub fn estimate(&self) -> Option<Estimate> {
        let total = self.patients.iter().fold([Sums::default(); 2], |total, patient| added(total, *patient, 1.0));
        let value = self.value(total);
        let counted: Vec<[Sums; 2]> = self.patients.iter().filter(|sums| sums[0].n > 0.0).copied().collect();
        let n = counted.len();
        if n < 2 || !value.is_finite() {
            return None;
        }
        let left_out: Vec<f64> = counted.iter().map(|patient| self.value(added(total, *patient, -1.0))).collect();
        let mean = left_out.iter().sum::<f64>() / n as f64;
        let squares: f64 = left_out.iter().map(|value| (value - mean) * (value - mean)).sum();
        let jackknife = math::sqrt(squares * (n as f64 - 1.0) / n as f64);
        if self.estimator.is_share() {
            return Some(share(n, value));
        }
        if !jackknife.is_finite() {
            return None;
        }
        let half = student::quantile(0.5 + 0.5 * COVERAGE.probability(), n as f64 - 1.0) * jackknife;
        Some(Estimate { n, value, standard_error: jackknife, low: value - half, high: value + half })
    }

    fn value(&self, [arm, minus]: [Sums; 2]) -> f64 {
        if self.estimator.is_difference() {
            arm.value(self.estimator) - minus.value(self.estimator)
        } else {
            arm.value(self.estimator)
        }
    }
}

fn added(total: [Sums; 2], patient: [Sums; 2], sign: f64) -> [Sums; 2] {
    [total[0].plus(patient[0], sign), total[1].plus(patient[1], sign)]
}

/// A share of so many people. The groups of pooled doses hold the same people, so that they do not count twice. The
/// standard error is read off Wilson's interval and is therefore not 0 where nobody, or everybody, responds.
fn share(n: usize, value: f64) -> Estimate {
    let z = student::quantile(0.5 + 0.5 * COVERAGE.probability(), f64::INFINITY);
    let (low, high) = Share::wilson(n as f64, value, COVERAGE);
    Estimate { n, value, standard_error: (high - low) / (2.0 * z), low, high }
}

#[cfg(test)]
mod tests;
