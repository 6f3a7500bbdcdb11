//! Virtual patients: draws of the parameters that differ between people.
//!
//! Rule: every ledger row with a distribution is drawn round the setup's own value as its mean. A log-normal of mean m
//! and coefficient of variation v has `σ² = ln(1 + v²)` and `μ = ln m − σ²/2`, so that the stated mean is kept. One
//! standard normal a key: a changed mean, spread or bound moves a patient smoothly and leaves the others as they were.
//!
//! A draw beyond its bounds is set to the bound (not drawn again): the retention of a dose and the age of trial
//! populations pile up at their ends rather than thin out, and the set of the model was calibrated so.
//!
//! Chronic patients are kept only when the mean field gives them a baseline of 4.5 to 9.7 points; otherwise the whole
//! draw is repeated under the next attempt number. The mean field reports more pain than cells in space do, so its upper
//! bound also leaves out the strongest drives: the working sets of the model were fitted to this population. Cohorts
//! screen day 0 of the cells once more. An asked-for baseline pain does not change that: it scales the proxy
//! of a patient who is in pain, it makes no healthy patient ill. An acute injury is not filtered.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rand_distr::{Distribution as _, StandardNormal};
use thiserror::Error;

use super::ledger::{Distribution, Ledger, LedgerError, Shape, from_values, values};
use crate::engine::transform::SizeError;
use crate::math;
use crate::model::mean_field::MeanField;
use crate::model::parameters::Parameters;
use crate::model::plan::Plan;
use crate::model::setup::{Setup, Start};
use crate::rng::{Purpose, Streams, lineage};

/// Baseline pain of an admissible chronic patient, points.
pub const BASELINE_PAIN: RangeInclusive<f64> = 4.5..=9.7;

/// Draws after which a population counts as impossible.
const MAX_ATTEMPTS: u32 = 200;

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
        "none of {MAX_ATTEMPTS} draws of patient {patient} has a chronic baseline of {} to {} points: the parameters give too little or too much pain",
        BASELINE_PAIN.start(),
        BASELINE_PAIN.end()
    )]
    Nobody {
        /// Number of the patient.
        patient: u32,
    },
}

/// Virtual patient number `patient` under `seed`: `base` with its varying parameters drawn round their values, except
/// `fixed` keys.
///
/// # Errors
/// When the ledger or the window does not fit, or no draw has the pain of a chronic patient.
pub fn draw(
    ledger: &Ledger,
    base: &Setup,
    fixed: &BTreeSet<String>,
    seed: u64,
    patient: u32,
) -> Result<Setup, PatientError> {
    for attempt in 0..MAX_ATTEMPTS {
        let parameters = sample(ledger, &base.parameters, fixed, &Streams::new(seed, patient), attempt)?;
        let setup = Setup { parameters, ..base.clone() };
        if matches!(setup.start, Start::AcuteInjury { .. }) {
            return Ok(setup);
        }
        let plan = Plan::new(setup, seed, patient)?;
        if BASELINE_PAIN.contains(&baseline_pain(&plan)) {
            return Ok(plan.setup);
        }
    }
    Err(PatientError::Nobody { patient })
}

/// Pain of the mean field before the first treatment, points.
pub fn baseline_pain(plan: &Plan) -> f64 {
    let field = MeanField::new(plan);
    field.pain(&field.baseline_start()).total()
}

/// One draw, admissible or not.
///
/// # Errors
/// When the ledger does not fit the parameters.
pub fn sample(
    ledger: &Ledger,
    base: &Parameters,
    fixed: &BTreeSet<String>,
    streams: &Streams,
    attempt: u32,
) -> Result<Parameters, LedgerError> {
    let mut all = values(base)?;
    for entry in ledger.entries() {
        let (Some(spread), Some(value)) = (&entry.distribution, all.get_mut(&entry.key)) else {
            continue;
        };
        if !fixed.contains(&entry.key) {
            let normal = StandardNormal.sample(&mut streams.open(Purpose::Patient, attempt, key_id(&entry.key)));
            *value = at(spread, *value, normal);
        }
    }
    from_values(&all)
}

/// The value that lies `normal` standard deviations from the middle of a spread of this mean.
fn at(spread: &Distribution, mean: f64, normal: f64) -> f64 {
    let drawn = match spread.shape {
        Shape::Normal { sd } => mean + sd * normal,
        // A parameter switched off stays off.
        Shape::LogNormal { .. } if mean <= 0.0 => mean,
        Shape::LogNormal { cv } => {
            let variance = math::ln(1.0 + cv * cv);
            math::exp(math::ln(mean) - 0.5 * variance + math::sqrt(variance) * normal)
        }
    };
    spread.within.map_or(drawn, |(low, high)| drawn.max(low).min(high))
}

/// Identity of a key from its name, so that a new row of the ledger changes nobody's luck.
fn key_id(key: &str) -> u64 {
    key.bytes().fold(KEY, |hash, byte| lineage(KEY, [hash, u64::from(byte), 0]))
}

#[cfg(test)]
mod tests;
