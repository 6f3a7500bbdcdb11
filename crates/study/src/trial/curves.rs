//! Pain over time in every arm of a study: mean and spread of the patients on every day.

use serde::{Deserialize, Serialize};

use super::{BlockStore, Error, PreparedStudy, members};
use crate::pain_scale::PAIN;
use admsc_stats::estimators::{Coverage, Mean, quantile};

/// Most patients whose own course is kept, for readers of the file.
pub const LINES: usize = 30;

/// Pain of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Number of the case.
    pub case: usize,
    /// One a day, from day 0.
    pub days: Vec<Day>,
    /// Pain of the first patients on every day, points.
    pub lines: Vec<Vec<f64>>,
}

/// Pain of all patients of a case on one day, by the model, points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Number of patients.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Value below which a tenth of the patients lie.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// Value below which nine tenths of the patients lie.
    pub p90: f64,
    /// The lowest value.
    pub lowest: f64,
    /// The highest value.
    pub highest: f64,
    /// The 95 % interval of the mean (Student's t, cut at the ends of the scale); none for one patient.
    pub mean_interval: Option<(f64, f64)>,
}

/// Fewest patients with values below and above which a tenth of them lie: of fewer these would lie between the outermost
/// two at either end.
pub const FEWEST_WITH_TENTHS: usize = 10;

impl Day {
    /// The pain of all patients of a day; there is at least one.
    pub fn from_values(pain: &[f64]) -> Self {
        let mean = Mean::from_values(pain.iter().copied());
        let at = |share: f64| quantile(pain, share);
        Self {
            n: pain.len(),
            mean: mean.mean,
            p10: at(0.1),
            p50: at(0.5),
            p90: at(0.9),
            lowest: at(0.0),
            highest: at(1.0),
            mean_interval: mean.t_interval_within(PAIN, Coverage::NINETY_FIVE),
        }
    }

    /// The band in which eight of ten patients lie, or all of a few.
    pub fn band(&self) -> [f64; 2] {
        if self.n < FEWEST_WITH_TENTHS { [self.lowest, self.highest] } else { [self.p10, self.p90] }
    }
}

/// The curves of all cases. The patients are read once a case, so that no more than one case is in memory.
///
/// # Errors
/// When a patient is missing.
pub fn curves(people: &PreparedStudy<'_>, store: &impl BlockStore) -> Result<Vec<Curve>, Error> {
    (0..people.study.cases.len()).map(|case| curve(people, store, case)).collect()
}

fn curve(people: &PreparedStudy<'_>, store: &impl BlockStore, case: usize) -> Result<Curve, Error> {
    let mut courses: Vec<Vec<f64>> = Vec::new();
    for member in members(people, store)? {
        let outcome = member?.outcomes.into_iter().nth(case).flatten();
        courses.extend(outcome.map(|outcome| outcome.daily_vas_points));
    }
    let length = courses.iter().map(Vec::len).min().unwrap_or(0);
    let day = |day: usize| {
        let pain: Vec<f64> = courses.iter().map(|course| course[day]).collect();
        Day::from_values(&pain)
    };
    let days = (0..length).map(day).collect();
    courses.truncate(LINES);
    Ok(Curve { case, days, lines: courses })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_of_a_few_patients_is_their_range_and_the_mean_of_one_has_no_interval() {
        let of = |number: u32| Day::from_values(&(0..number).map(f64::from).collect::<Vec<_>>());
        assert_eq!([of(9).band(), of(11).band()], [[0.0, 8.0], [1.0, 9.0]]);
        // 1 ± t(0.975; 2)/√3, of which nothing lies below the scale.
        assert!(of(3).mean_interval.is_some_and(|(low, high)| low == 0.0 && (high - 3.484_138).abs() < 1e-6));
        assert!(of(1).mean_interval.is_none());
    }
}
