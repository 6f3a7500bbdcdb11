//! Enrolment: how the patients of a scenario are drawn, screened and admitted.
//!
//! The one way to have a patient. A seed and a number name a person: whoever asks for that person, a run, a study or an
//! explanation, gets the same parameters round the same mean patient. The mean field decides about the draw, so that it
//! does not depend on a grid; day 0 of the cells decides about admission, each command on its own grid.
//!
//! Enrolment slot k of a population is taken by the first of the people k, k + 2²⁰, k + 2·2²⁰ … who is admitted, without regard to
//! other slots: a population can be filled in any order and in parts.

use super::patient::{self, BASELINE_PAIN, MAX_ATTEMPTS, MOST_SCREENED, PatientError};
use super::spread::Spreads;
use crate::ledger::limits::are_possible;
use crate::ledger::values;
use admsc_model::rng::Streams;
use admsc_model::rules::mean_field::State;
use admsc_model::rules::setup::{Setup, Start};

/// Distance between the numbers of the people who are screened for one slot.
const STRIDE: u32 = 1 << 20;

/// Who takes part, and how they differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// Slots to fill.
    pub patients: u32,
    /// Seed of the people and their luck.
    pub seed: u64,
    /// The one patient who takes part as the setups have them, neither drawn nor screened; nothing for a population. A run
    /// has the person of `[patient] number`, whom reading has drawn unless `draw = false`, or the mean patient with the
    /// luck of number 0.
    pub number: Option<u32>,
    /// How people differ. What the scenario pins does not vary.
    pub spreads: Spreads,
    /// Smallest pain that a patient reports at screening, points.
    pub observed_pain_at_least: Option<f64>,
}

/// Someone who is screened, in the circumstances of every case.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Number under the seed.
    pub number: u32,
    /// The person's setup in each case.
    pub setups: Vec<Setup>,
    /// The mean field's day 0 of each base, where it decided about the draw.
    pub starts: Vec<Option<State>>,
    /// How many draws it took to find somebody who is possible and in pain.
    pub draws: u32,
}

impl Enrolment {
    /// A population that differs as the ledger says.
    #[cfg(test)]
    pub fn of_ledger(ledger: &crate::ledger::Ledger, seed: u64, patients: u32) -> Self {
        Self { patients, seed, number: None, spreads: Spreads::from_ledger(ledger), observed_pain_at_least: None }
    }

    /// So many people who are drawn and screened in the same way.
    #[must_use]
    pub fn population(&self, patients: u32) -> Self {
        Self { patients, number: None, ..self.clone() }
    }

    /// Person `number` round one mean patient, who is drawn even where the enrolment has one patient only.
    ///
    /// # Errors
    /// When the ledger or the window does not fit, or no draw has the pain of a chronic patient.
    pub fn draw(&self, mean: &Setup, number: u32) -> Result<Setup, PatientError> {
        let (attempt, _) = self.attempt(&[mean], &[0], number)?;
        self.sample(mean, number, attempt)
    }

    /// Person `number` in every case; `bases` are the cases whose day 0 is prepared.
    ///
    /// # Errors
    /// As [`Enrolment::draw`].
    pub fn candidate(&self, cases: &[&Setup], bases: &[usize], number: u32) -> Result<Candidate, PatientError> {
        if self.number.is_some() {
            let setups: Vec<Setup> = cases.iter().copied().cloned().collect();
            return Ok(Candidate { number, starts: vec![None; setups.len()], setups, draws: 1 });
        }
        let (attempt, starts) = self.attempt(cases, bases, number)?;
        let setups = cases.iter().map(|mean| self.sample(mean, number, attempt)).collect::<Result<_, _>>()?;
        Ok(Candidate { number, setups, starts, draws: attempt + 1 })
    }

    /// The first draw of a person that is possible and has the pain of a chronic patient in every base: the same person in several
    /// circumstances. Beside it, the mean field's day 0 of the bases.
    fn attempt(
        &self,
        cases: &[&Setup],
        bases: &[usize],
        number: u32,
    ) -> Result<(u32, Vec<Option<State>>), PatientError> {
        // Who lacks a gene may be in no pain; then those decide who do not.
        let somebody_has_all = bases.iter().any(|base| !cases[*base].is_knocked_out());
        'attempts: for attempt in 0..MAX_ATTEMPTS {
            let mut starts = vec![None; cases.len()];
            for base in bases {
                let setup = self.sample(cases[*base], number, attempt)?;
                if !are_possible(&values(&setup.parameters)?) {
                    continue 'attempts;
                }
                // The acutely injured are not sorted out.
                if matches!(setup.start, Start::Chronic { .. }) {
                    let decides = !(setup.is_knocked_out() && somebody_has_all);
                    let (start, pain) = patient::mean_field_day_zero(setup, self.seed, number)?;
                    if decides && !BASELINE_PAIN.contains(&pain) {
                        continue 'attempts;
                    }
                    starts[*base] = Some(start);
                }
            }
            return Ok((attempt, starts));
        }
        Err(PatientError::Nobody { patient: number })
    }

    fn sample(&self, mean: &Setup, number: u32, attempt: u32) -> Result<Setup, PatientError> {
        let streams = Streams::new(self.seed, number);
        let parameters = patient::sample(&self.spreads, &mean.parameters, &streams, attempt)?;
        Ok(mean.with_parameters(parameters))
    }

    /// Number of the person who is screened for a slot in a round; nothing after the last round.
    pub fn screened(&self, slot: u32, round: u32) -> Option<u32> {
        match self.number {
            Some(number) => (round == 0).then_some(number),
            None => round.checked_mul(STRIDE).and_then(|offset| offset.checked_add(slot)),
        }
    }

    /// Fills a slot: what `examine` makes of the first person who is admitted, and how many were screened. `examine` gives
    /// nothing for who is not.
    ///
    /// # Errors
    /// That of `examine`, or [`PatientError::Empty`] when nobody is admitted.
    pub fn fill<T, E: From<PatientError>>(
        &self,
        slot: u32,
        mut examine: impl FnMut(u32) -> Result<Option<T>, E>,
    ) -> Result<(T, u32), E> {
        let rounds = (0..MOST_SCREENED).map_while(|round| Some((self.screened(slot, round)?, round + 1)));
        for (number, screened) in rounds {
            if let Some(admitted) = examine(number)? {
                return Ok((admitted, screened));
            }
        }
        Err(PatientError::Empty { slot }.into())
    }

    /// Whether someone in `pain` points on day 0 of `setup` takes part; `reported` is what they say of it.
    pub fn admits(&self, setup: &Setup, pain: f64, reported: impl FnOnce(f64) -> f64) -> bool {
        let chronic = matches!(setup.start, Start::Chronic { .. });
        let enough = || self.observed_pain_at_least.is_none_or(|least| reported(pain) >= least);
        self.number.is_some() || ((!chronic || BASELINE_PAIN.contains(&pain)) && enough())
    }
}
