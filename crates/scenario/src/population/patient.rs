//! Virtual patients: draws of the parameters that differ between people.
//!
//! Rule: every parameter with a spread ([`super::spread`]) is drawn round the setup's own value as its mean.
//!
//! Chronic patients are kept only when the mean field gives them a baseline of 4.5 to 9.7 points; otherwise the whole
//! draw is repeated under the next attempt number. The mean field reports more pain than cells in space do, so its upper
//! bound also leaves out the strongest drives: the working sets of the model were fitted to this population. Cohorts
//! screen day 0 of the cells once more. An asked-for baseline pain does not change that: it scales the proxy
//! of a patient who is in pain, it makes no healthy patient ill. An acute injury is not filtered.

use std::ops::RangeInclusive;

use thiserror::Error;

use super::spread::Spreads;
use crate::ledger::{LedgerError, from_values, values};
use admsc_model::engine::transform::SizeError;
use admsc_model::rng::{Distribution as _, Purpose, StandardNormal, Streams, lineage};
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::parameters::Parameters;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;

/// Baseline pain of an admissible chronic patient, points.
pub const BASELINE_PAIN: RangeInclusive<f64> = 4.5..=9.7;

/// Most people who are screened for one enrolment slot.
pub const MOST_SCREENED: u32 = 100;

/// Draws after which a population counts as impossible.
pub(super) const MAX_ATTEMPTS: u32 = 200;

/// Kind of lineage of a ledger key.
const KEY: u64 = 0x6b_6579;

/// Why no patient could be drawn.
#[derive(Debug, Error)]
pub enum PatientError {
    /// The ledger does not fit.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The window cannot be simulated.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// Nobody has the pain of a chronic patient.
    #[error(
        "none of {MAX_ATTEMPTS} draws of patient {patient} has a chronic baseline pain of {} to {} points: the \
         parameters give too little or too much pain",
        BASELINE_PAIN.start(),
        BASELINE_PAIN.end()
    )]
    Nobody {
        /// Number of the patient.
        patient: u32,
    },
    /// Almost nobody keeps the pain of a chronic patient.
    #[error(
        "enrolment slot {slot} of the population stays empty: none of {MOST_SCREENED} screened patients was admitted on day 0"
    )]
    Empty {
        /// Slot in the population.
        slot: u32,
    },
}

/// The mean field of a setup before the first treatment, and its pain, points.
///
/// # Errors
/// When the window cannot be simulated.
pub(super) fn mean_field_day_zero(setup: Setup, seed: u64, patient: u32) -> Result<(State, f64), SizeError> {
    let plan = Plan::new(setup, seed, patient)?;
    let field = MeanField::new(&plan);
    let start = field.baseline_start();
    Ok((start, field.pain(&start).total()))
}

/// One draw, admissible or not.
///
/// # Errors
/// When the ledger does not fit the parameters.
pub fn sample(
    spreads: &Spreads,
    base: &Parameters,
    streams: &Streams,
    attempt: u32,
) -> Result<Parameters, LedgerError> {
    let mut all = values(base)?;
    let normal = |key: &str| StandardNormal.sample(&mut streams.open(Purpose::Patient, attempt, key_id(key)));
    let drawn = spreads.draw(&all, normal);
    all.extend(drawn);
    from_values(&all)
}

/// Identity of a key from its name, so that a new row of the ledger changes nobody's luck.
fn key_id(key: &str) -> u64 {
    key.bytes().fold(KEY, |hash, byte| lineage(KEY, [hash, u64::from(byte), 0]))
}

#[cfg(test)]
mod tests;
