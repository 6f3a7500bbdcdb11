//! Courses of people, kept by what decides them: a study that grows by patients, points, arms or visits computes what is new.
//!
//! A course does not know its study. Its name is a hash over the model, the person as drawn under the arm's treatment, the
//! random numbers, and what the observer decides where pain brings a treatment back. Every day is kept, so that any day may
//! become a visit.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::kept::REPORTED;
use super::{BlockStore, Error, PreparedStudy};
use crate::kept::kept_key;
use admsc_model::observe::Sample;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;

/// Form in which courses and pains of day 0 are kept, and what they mean. Goes up by one with either.
const FORM: u32 = 1;

/// A course from day 0 to the horizon.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Course {
    /// What was measured at the beginning of every day.
    pub days: Vec<Sample>,
    /// What was given again because pain had returned.
    pub given_again: Vec<Retreated>,
}

/// What is kept under a name, or else computed and kept.
pub(super) fn kept_or<T: Serialize + DeserializeOwned>(
    store: &dyn BlockStore,
    key: &str,
    compute: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    if let Some(kept) = store.load_course(key).and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
        return Ok(kept);
    }
    let computed = compute()?;
    let bytes = postcard::to_stdvec(&computed).map_err(|error| Error::Store(error.to_string()))?;
    store.keep_course(key, &bytes).map_err(Error::Store)?;
    Ok(computed)
}

impl PreparedStudy<'_> {
    /// Name of a person's course under a setup, hexadecimal. `draws` tells sets of random numbers apart.
    ///
    /// # Errors
    /// When a parameter cannot be encoded.
    pub(super) fn course_key(&self, number: u32, setup: &Setup, draws: u8) -> Result<String, Error> {
        let trial = &self.study.trial;
        // Nobody asks the observer before the course is over, unless reports decide on treatment.
        let asked = (!setup.retreatments.is_empty()).then(|| {
            let reports = self.report_at_screening(number, REPORTED);
            format!("{:?} {:?} {:?} {reports}", self.observer, trial.observer, trial.intercurrent)
        });
        Ok(kept_key(&("course", FORM, setup, self.study.population.seed, number, draws, asked))?)
    }
}
