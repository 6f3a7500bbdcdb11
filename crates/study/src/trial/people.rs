//! Who lives in a study: how patients are drawn, what their cases share, and which arm they get.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use admsc_model::rng::Streams;
use admsc_model::rules::setup::Setup;
use admsc_scenario::ledger::{Ledger, LedgerError};
use admsc_scenario::observer;
use admsc_scenario::population::day_zero;
use admsc_scenario::population::patient::{admitted_attempt, sample};
use admsc_scenario::population::spread::Spreads;
use admsc_scenario::reading::study::Study;

/// Distance between the patient numbers that are screened for one place.
const STRIDE: u32 = 1 << 20;

/// A study made ready to fill its places.
#[derive(Debug, Clone)]
pub struct People<'a> {
    /// What is studied.
    pub study: &'a Study,
    pub(super) spreads: Spreads,
    /// How reports differ from the model's pain.
    pub(super) observer: observer::Parameters,
    /// For every case, the first case with the same state on day 0.
    pub(super) day_zero: Vec<usize>,
    /// For every case, the first case with the same course.
    pub(super) course: Vec<usize>,
}

impl<'a> People<'a> {
    /// Prepares a study.
    ///
    /// # Errors
    /// When the ledger does not fit, or nobody can have the correlations.
    pub fn new(study: &'a Study) -> Result<Self, Error> {
        let population = &study.population;
        let spreads = Spreads::of(&Ledger::bundled()?).with(&population.vary).correlated(&population.correlations)?;
        let setups = || study.cases.iter().map(|case| &case.setup);
        let day_zero = first_alike(setups().map(day_zero::identity))?;
        let course = first_alike(setups().map(day_zero::course))?;
        let observer = observer::Parameters::from_ledger(&Ledger::of_observer()?)?;
        Ok(Self { study, spreads, observer, day_zero, course })
    }

    /// Number of the patient who is screened for a place in a round; nothing after the last round.
    pub(super) fn candidate(&self, place: u32, round: u32) -> Option<u32> {
        match self.study.population.number {
            Some(number) => (round == 0).then_some(number),
            None => round.checked_mul(STRIDE).and_then(|offset| offset.checked_add(place)),
        }
    }

    /// The setup of every case for one person.
    ///
    /// # Errors
    /// When the person cannot be drawn.
    pub(super) fn person(&self, number: u32) -> Result<Vec<Setup>, Error> {
        let cases = &self.study.cases;
        if self.study.population.number.is_some() {
            return Ok(cases.iter().map(|case| case.setup.clone()).collect());
        }
        let seed = self.study.population.seed;
        let bases: Vec<&Setup> = self.bases().map(|case| &cases[case].setup).collect();
        let attempt = admitted_attempt(&self.spreads, &bases, seed, number)?;
        let streams = Streams::new(seed, number);
        let drawn = |setup: &Setup| -> Result<Setup, LedgerError> {
            let parameters = sample(&self.spreads, &setup.parameters, &streams, attempt)?;
            Ok(Setup { parameters, ..setup.clone() })
        };
        Ok(cases.iter().map(|case| drawn(&case.setup)).collect::<Result<_, _>>()?)
    }

    /// The cases whose state on day 0 is prepared; all others share one of these.
    pub(super) fn bases(&self) -> impl Iterator<Item = usize> {
        self.day_zero.iter().enumerate().filter(|(case, first)| case == *first).map(|(case, _)| case)
    }

    /// How many states of day 0 are prepared for a candidate who is admitted.
    pub fn baselines(&self) -> usize {
        self.bases().count()
    }

    /// How many courses the patient of a place lives through; cases of one course are computed once.
    pub fn courses(&self, place: u32) -> usize {
        let taken = (0..self.course.len()).filter(|case| self.takes_part(place, *case));
        let different: BTreeSet<usize> = taken.map(|case| self.course[case]).collect();
        different.len() * if self.study.trial.other_draws { 2 } else { 1 }
    }

    /// Whether the patient of a place lives through a case.
    pub fn takes_part(&self, place: u32, case: usize) -> bool {
        let arm = self.study.trial.allocation.arm(self.study.population.seed, place);
        arm.is_none_or(|arm| arm == self.study.cases[case].arm)
    }
}

/// For each text, the number of the first one like it.
fn first_alike(identities: impl Iterator<Item = Result<String, LedgerError>>) -> Result<Vec<usize>, LedgerError> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    identities.enumerate().map(|(row, identity)| Ok(*seen.entry(identity?).or_insert(row))).collect()
}
