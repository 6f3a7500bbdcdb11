//! Who lives in a study: how patients are drawn, what their cases share, and which arm they get.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use admsc_model::rules::setup::Setup;
use admsc_scenario::ledger::{Ledger, LedgerError};
use admsc_scenario::observer;
use admsc_scenario::population::day_zero;
use admsc_scenario::population::enrolment::Candidate;
use admsc_scenario::reading::study::Study;

/// A study made ready to fill its places.
#[derive(Debug, Clone)]
pub struct PreparedStudy<'a> {
    /// What is studied.
    pub study: &'a Study,
    /// How reports differ from the model's pain.
    pub(super) observer: observer::Parameters,
    /// For every case, the first case with the same state on day 0.
    pub(super) day_zero: Vec<usize>,
    /// For every case, the first case with the same course.
    pub(super) course: Vec<usize>,
}

impl<'a> PreparedStudy<'a> {
    /// Prepares a study.
    ///
    /// # Errors
    /// When the ledger does not fit.
    pub fn new(study: &'a Study) -> Result<Self, Error> {
        let setups = || study.cases.iter().map(|case| &case.setup);
        let day_zero = first_alike(setups().map(day_zero::identity))?;
        let course = first_alike(setups().map(day_zero::course))?;
        let observer = observer::Parameters::from_ledger(&Ledger::of_observer()?)?;
        Ok(Self { study, observer, day_zero, course })
    }

    /// One person in every case.
    ///
    /// # Errors
    /// When the person cannot be drawn.
    pub fn candidate(&self, number: u32) -> Result<Candidate, Error> {
        let cases: Vec<&Setup> = self.study.cases.iter().map(|case| &case.setup).collect();
        let bases: Vec<usize> = self.bases().collect();
        Ok(self.study.population.candidate(&cases, &bases, number)?)
    }

    /// The cases whose state on day 0 is prepared; all others share one of these.
    pub(super) fn bases(&self) -> impl Iterator<Item = usize> {
        self.day_zero.iter().enumerate().filter(|(case, first)| case == *first).map(|(case, _)| case)
    }

    /// Whether who is to take part is asked in a case: not where a gene is missing, if there is an arm without.
    pub(super) fn screened(&self, case: usize) -> bool {
        let has_all = |case: usize| !self.study.cases[case].setup.is_knocked_out();
        has_all(case) || !self.bases().any(has_all)
    }

    /// How many states of day 0 are prepared for a candidate who is admitted.
    pub fn baselines(&self) -> usize {
        self.bases().count()
    }

    /// How many courses the patient of a place goes through; cases of one course are computed once.
    pub fn courses(&self, place: u32) -> usize {
        let taken = (0..self.course.len()).filter(|case| self.takes_part(place, *case));
        let different: BTreeSet<usize> = taken.map(|case| self.course[case]).collect();
        different.len() * if self.study.trial.other_draws { 2 } else { 1 }
    }

    /// Whether the patient of a place goes through a case.
    pub fn takes_part(&self, place: u32, case: usize) -> bool {
        is_in(self.study, place, self.study.cases[case].arm)
    }
}

/// Patients who were enrolled in an arm, whether or not they stay.
pub fn enrolled(study: &Study, arm: usize) -> u32 {
    (0..study.population.patients).map(|place| u32::from(is_in(study, place, arm))).sum()
}

/// Whether the patient of a place is in an arm.
fn is_in(study: &Study, place: u32, arm: usize) -> bool {
    study.trial.allocation.arm(study.population.seed, place).is_none_or(|own| own == arm)
}

/// For each text, the number of the first one like it.
fn first_alike(identities: impl Iterator<Item = Result<String, LedgerError>>) -> Result<Vec<usize>, LedgerError> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    identities.enumerate().map(|(row, identity)| Ok(*seen.entry(identity?).or_insert(row))).collect()
}
