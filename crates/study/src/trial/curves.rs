//! Pain over time in every arm of a study: mean and spread of the patients on every day.

use serde::{Deserialize, Serialize};

use super::{BlockStore, Error, PreparedStudy, members};
use admsc_stats::estimators::{Mean, quantile};

/// Most patients whose own course is kept, for the faint lines of figures.
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
        let [p10, p50, p90] = [0.1, 0.5, 0.9].map(|share| quantile(&pain, share));
        Day { n: pain.len(), mean: Mean::from_values(pain).mean, p10, p50, p90 }
    };
    let days = (0..length).map(day).collect();
    courses.truncate(LINES);
    Ok(Curve { case, days, lines: courses })
}
