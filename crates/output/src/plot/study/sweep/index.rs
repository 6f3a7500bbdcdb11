//! The values of a map, found by case and visit.

use std::collections::BTreeMap;

use super::Measure;
use crate::plot::study::{StudyResults, of_design};
use admsc_study::trial::{ArmRow, DifferenceRow};

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value, points or a share.
    pub value: f64,
    /// The interval; nothing for one patient.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// Whether there is an interval and it includes 0.
    pub fn includes_zero(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low <= 0.0 && 0.0 <= high)
    }
}

/// Rows of an analysis by case and visit.
pub struct Index<'a> {
    arms: BTreeMap<(usize, u32), &'a ArmRow>,
    /// Differences from the control.
    differences: BTreeMap<(usize, u32), &'a DifferenceRow>,
}

impl<'a> Index<'a> {
    /// Sorts an analysis.
    pub fn from_results(results: &StudyResults<'a>) -> Self {
        let analysis = results.analysis;
        let from_control = analysis.differences.iter().filter(|row| row.against == results.study.control);
        Self {
            arms: analysis.arms.iter().map(|row| ((row.which.case, row.which.day), row)).collect(),
            differences: from_control.map(|row| ((row.which.case, row.which.day), row)).collect(),
        }
    }

    /// What an arm adds to the control at a visit; of the control itself, what it changes from day 0.
    pub fn found(
        &self,
        results: &StudyResults<'_>,
        (case, arm): (usize, usize),
        day: u32,
        measure: Measure,
    ) -> Option<Estimate> {
        let own = self.arms.get(&(case, day))?;
        if arm == results.study.control {
            return of_arm(own, measure);
        }
        let estimated = self.differences.get(&(case, day)).and_then(|row| difference(row, measure));
        estimated.or_else(|| {
            // One patient has a difference, but no interval.
            let control = self.arms.get(&(case + results.study.control - arm, day))?;
            let value = of_arm(own, measure)?.value - of_arm(control, measure)?.value;
            Some(Estimate { value, interval: None })
        })
    }
}

fn of_arm(row: &ArmRow, measure: Measure) -> Option<Estimate> {
    match measure {
        Measure::Change => {
            row.change.map(|change| Estimate { value: change.mean, interval: change.low.zip(change.high) })
        }
        Measure::HalfGone => {
            row.r50.map(|share| Estimate { value: share.share, interval: Some((share.low, share.high)) })
        }
    }
}

fn difference(row: &DifferenceRow, measure: Measure) -> Option<Estimate> {
    match measure {
        Measure::Change => {
            of_design(row).map(|found| Estimate { value: found.difference, interval: Some((found.low, found.high)) })
        }
        Measure::HalfGone => {
            let found = row.r50_paired.as_ref().or(row.r50_unpaired.as_ref());
            found.map(|found| Estimate { value: found.difference, interval: Some((found.low, found.high)) })
        }
    }
}
