//! Pain over time of one arm at one potency: what its patients report at the visits, or the model's own on every day.

use std::collections::BTreeMap;

use super::StudyResults;
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::observer::Mode;
use admsc_study::trial::tables::PatientRow;
use admsc_study::trial::{Curve, Day};

/// Whose pain a figure shows. A study analyses what is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pain {
    /// What patients report at the visits, as the analysis counts it.
    Reported,
    /// The model's own, on every day.
    Model,
}

impl Pain {
    /// The pain as a sentence names it.
    pub fn in_words(self) -> Phrase {
        match self {
            Self::Reported => english("reported pain"),
            Self::Model => english("the model's pain"),
        }
    }
}

/// Pain of an arm over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Days in order, and the pain of all patients who have a value on each.
    pub days: Vec<(f64, Day)>,
}

impl StudyResults<'_> {
    /// The pain that the study analyses: reported where somebody observes.
    pub fn analysed(&self) -> Pain {
        if self.study.trial.observer == Mode::None { Pain::Model } else { Pain::Reported }
    }

    /// The course of an arm at a potency; nothing where there is none.
    pub(super) fn course(&self, pain: Pain, potency: usize, arm: usize) -> Option<Course> {
        let case = self.case(0, potency, arm);
        let course = match pain {
            Pain::Model => Course::of_model(self.curves.iter().find(|curve| curve.case == case)?),
            Pain::Reported => {
                let value = self.study.potencies[potency].value;
                Course::reported(self.rows_of(arm).filter(|row| row.potency_fraction == value))
            }
        };
        (!course.days.is_empty()).then_some(course)
    }
}

impl Course {
    fn of_model(curve: &Curve) -> Self {
        Self { days: curve.days.iter().enumerate().map(|(day, pain)| (day as f64, *pain)).collect() }
    }

    /// The reports on day 0 and at later visits, without those that the analysis does not count.
    fn reported<'a>(rows: impl Iterator<Item = &'a PatientRow>) -> Self {
        let mut patients: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
        for row in rows {
            let reports = patients.entry(row.place).or_default();
            reports.insert(0, row.baseline_reported_vas_points);
            let later = row.reported_vas_points.filter(|_| row.visit_days > 0);
            reports.extend(later.map(|pain| (row.visit_days, pain)));
        }
        let mut days: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for (day, pain) in patients.values().flatten() {
            days.entry(*day).or_default().push(*pain);
        }
        Self { days: days.into_iter().map(|(day, pain)| (day as f64, Day::from_values(&pain))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::made::made;
    use super::*;

    #[test]
    fn reports_stand_at_their_visits_and_missing_ones_nowhere() -> Result<(), String> {
        let arms = "[[arm]]\nname = \"sham\"\ndose = [{ at = \"0 d\", sham = true }]\n[[arm]]\nname = \"one\"\n\
                    dose = [{ at = \"0 d\", cells = 18e6 }]\n[population]\nn = 5\n";
        let made = made(arms, 365, "\"0 d\", \"6 months\"")?;
        let course = made.results().course(Pain::Reported, 0, 1).ok_or("no course")?;
        // The patient of place 1 has no report at the end; the first one reports less than the others on day 0.
        let (days, n): (Vec<f64>, Vec<usize>) = course.days.iter().map(|(day, pain)| (*day, pain.n)).unzip();
        assert_eq!((days, n), (vec![0.0, 365.0], vec![5, 4]));
        assert!((course.days[0].1.mean - 29.0 / 5.0).abs() < 1e-12);
        let model = made.results().course(Pain::Model, 0, 1).ok_or("no course")?;
        assert!(model.days.len() == 366);
        Ok(())
    }
}
