//! The validation: what the design of the model expects, against what the model gives.
//!
//! Every sentence of the design's list of tests is a [`Check`]: an expected range, a value with its number of patients and
//! its interval, and a verdict. What the design only wants reported is reported. Patients come from studies
//! ([`CheckedStudy`]) that are computed in blocks and kept, so that an interrupted validation goes on.

pub mod acute;
pub mod biology;
pub mod bistability;
mod both;
mod check;
mod disc;
pub(crate) mod estimate;
mod finer;
mod lives;
mod mean_field;
mod nerve;
pub mod numerics;
mod people;
mod studies;
mod treatment;
mod words;

pub use check::{Check, Estimate, Expected, Part, Verdict};
pub use disc::survival;
pub use lives::{Lives, Missing};
pub use people::cells_given;
pub use studies::{CheckedStudy, FINER, WINDOWS};
pub use words::{ONE_DOSE, arm_said, clinical_word, number, verdict_said};

use thiserror::Error;

use crate::trial;
use admsc_model::engine::transform::SizeError;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation;
use admsc_scenario::ledger::LedgerError;
use admsc_scenario::reading;

/// How much is run: patients on voxels of 50 µm and steps of 12 h, but for the study of equivalence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Few patients on the coarse grid: what is undecided is said to be.
    Quick,
    /// The design's numbers of patients.
    Usual,
    /// The same with the studies of equivalence and of space.
    Full,
}

/// Why the validation could not be computed.
#[derive(Debug, Error)]
pub enum Error {
    /// A bundled scenario is wrong.
    #[error("{0}")]
    Scenario(String),
    /// A study could not be run or read.
    #[error(transparent)]
    Trial(#[from] trial::Error),
    /// A study lacks what a check reads.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// Parameters do not fit the ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] simulation::Error),
    /// A grid is not supported.
    #[error(transparent)]
    Size(#[from] SizeError),
}

/// The mean patient of a bundled scenario.
fn preset(name: &str) -> Result<Setup, Error> {
    let text = format!("format = 1\nextends = \"builtin:{name}\"\n");
    let scenario = reading::load_str(name, &text, &[]);
    Ok(scenario
        .map_err(|errors| Error::Scenario(errors.render(false, admsc_scenario::language::Language::English)))?
        .setup)
}

/// The checks that read a finished study, judged as an extent has it.
///
/// # Errors
/// When the study lacks what a check reads.
pub fn checks_of(which: CheckedStudy, lives: &Lives, extent: Extent) -> Result<Vec<Check>, Error> {
    Ok(match which {
        CheckedStudy::Disc => [disc::checks(lives, extent)?, treatment::checks(lives, extent)?].concat(),
        CheckedStudy::Nerve => nerve::checks(lives, extent)?,
        CheckedStudy::Ages => treatment::ages(lives, extent)?,
        CheckedStudy::Equivalence => finer::equivalence(lives, extent)?,
        CheckedStudy::Space => finer::space(lives, extent)?,
    })
}

/// Those of them that read a year of the arms without treatment, with one dose, by vein, with frozen cells and, beside a nerve,
/// without regeneration: what cells do, and that they do it where they get to.
///
/// # Errors
/// When the study is another one or lacks what a check reads.
pub fn checks_of_one_dose(which: CheckedStudy, lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    match which {
        CheckedStudy::Disc => {
            Ok([disc::checks(lives, extent)?, both::places(Part::Treatment, lives, extent)?].concat())
        }
        CheckedStudy::Nerve => nerve::checks(lives, extent),
        CheckedStudy::Ages | CheckedStudy::Equivalence | CheckedStudy::Space => {
            Err(Missing("checks of one dose".into()))
        }
    }
}

/// Checks that need no patients: some seconds.
///
/// # Errors
/// When a bundled scenario is wrong or a grid not supported.
pub fn calculated() -> Result<Vec<Check>, Error> {
    Ok([numerics::checks()?, mean_field::checks()?].concat())
}
