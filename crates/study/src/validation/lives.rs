//! What the patients of a study lived through, read arm by arm.

use crate::trial::{BlockStore, EnrolledPatient, Error, PreparedStudy, members};
use admsc_model::observe::Sample;
use admsc_stats::share::responds;

/// The finished patients of a study.
#[derive(Debug, Clone)]
pub struct Lives {
    /// The patients in order.
    pub patients: Vec<EnrolledPatient>,
    cases: Vec<String>,
}

/// A case that the study does not have, or a day on which nobody was seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the validation study has no {0}")]
pub struct Missing(pub String);

impl Lives {
    /// Reads a finished study.
    ///
    /// # Errors
    /// When a patient is missing.
    pub fn read(people: &PreparedStudy<'_>, store: &impl BlockStore) -> Result<Self, Error> {
        let study = people.study;
        let name = |case: &admsc_scenario::reading::study::Case| {
            let point: Vec<&str> = study.points[case.point].values.iter().map(|(_, value)| value.as_str()).collect();
            point.into_iter().chain([study.arms[case.arm].as_str()]).collect::<Vec<_>>().join(" ")
        };
        let cases = study.cases.iter().map(name).collect();
        Ok(Self { patients: members(people, store)?.collect::<Result<_, _>>()?, cases })
    }

    /// Number of patients.
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    fn case(&self, name: &str) -> Result<usize, Missing> {
        self.cases.iter().position(|case| case == name).ok_or_else(|| Missing(format!("case \"{name}\"")))
    }

    /// The pain of every patient on every day of a case, points.
    ///
    /// # Errors
    /// When there is no such case.
    pub fn courses(&self, case: &str) -> Result<Vec<&[f64]>, Missing> {
        let number = self.case(case)?;
        let found = self.patients.iter().map(|member| member.outcomes.get(number)?.as_ref());
        let all: Option<Vec<&[f64]>> = found.map(|outcome| Some(outcome?.daily_vas_points.as_slice())).collect();
        all.ok_or_else(|| Missing(format!("patient in \"{case}\"")))
    }

    /// The pain of every patient on a day of a case, points.
    ///
    /// # Errors
    /// When there is no such case or day.
    pub fn pain(&self, case: &str, day: usize) -> Result<Vec<f64>, Missing> {
        let all: Option<Vec<f64>> = self.courses(case)?.into_iter().map(|course| course.get(day).copied()).collect();
        all.ok_or_else(|| Missing(format!("day {day} of \"{case}\"")))
    }

    /// How much less pain every patient has on a day than on day 0, points.
    ///
    /// # Errors
    /// When there is no such case or day.
    pub fn relief(&self, case: &str, day: usize) -> Result<Vec<f64>, Missing> {
        let (before, after) = (self.pain(case, 0)?, self.pain(case, day)?);
        Ok(before.iter().zip(&after).map(|(before, after)| before - after).collect())
    }

    /// How much less pain every patient has on a day than in another case.
    ///
    /// # Errors
    /// When there is no such case or day.
    pub fn relief_beyond(&self, case: &str, other: &str, day: usize) -> Result<Vec<f64>, Missing> {
        let (treated, other) = (self.pain(case, day)?, self.pain(other, day)?);
        Ok(other.iter().zip(&treated).map(|(other, treated)| other - treated).collect())
    }

    /// Whether half of every patient's pain of day 0 is gone on a day.
    ///
    /// # Errors
    /// When there is no such case or day.
    pub fn half_gone(&self, case: &str, day: usize) -> Result<Vec<bool>, Missing> {
        let (before, after) = (self.pain(case, 0)?, self.pain(case, day)?);
        Ok(before.iter().zip(&after).map(|(before, after)| responds(*before, *after, 0.5)).collect())
    }

    /// What was measured of every patient at the visit of a day.
    ///
    /// # Errors
    /// When there is no such case or visit.
    pub fn figures<T>(&self, case: &str, day: u32, figure: impl Fn(&Sample) -> T) -> Result<Vec<T>, Missing> {
        let number = self.case(case)?;
        let at = |member: &'_ EnrolledPatient| {
            let visits = &member.outcomes.get(number)?.as_ref()?.visits;
            visits.iter().find(|sample| sample.time_days == f64::from(day)).map(&figure)
        };
        let all: Option<Vec<T>> = self.patients.iter().map(at).collect();
        all.ok_or_else(|| Missing(format!("visit on day {day} of \"{case}\"")))
    }
}
