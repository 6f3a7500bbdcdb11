//! Calibration: the parameters that published figures with role `fit` and the ledger's priors make most probable.
//!
//! 1. *Mean field.* The rows of all virtual patients in the mean field, as quadratics of the free parameters in a box that
//!    moves and shrinks ([`search`]).
//! 2. *Cells.* Cells in space say otherwise than their mean field. A few evaluations on the coarse grid teach the difference
//!    of each row ([`discrepancy`]), and the mean field so corrected is minimised again, until a further step would gain
//!    less than it costs to tell.
//! 3. *Profiles.* Intervals of the parameters from the corrected quadratics ([`profile`]).
//! 4. *Confirmation.* The set before and the set found, on the scenarios' own grid, in patients who were not used before.
//!
//! Rows with cells are met at potency 1, because a smaller effect of the cells and a lower potency are one and the same to a
//! row. A set of parameters is therefore conditional on full potency; how much potency all rows, and the blinded ones alone,
//! allow is asked afterwards, with the set held.

pub mod discrepancy;
pub mod emulator;
mod fidelity;
pub mod free;
pub mod minimise;
pub mod objective;
pub mod profile;
pub mod search;
mod steps;

pub use fidelity::{CalibrationProgress, FidelityLevels, Stage};
pub use steps::{Calibration, Evaluated, Fitted, Gain, Settings, Tried, calibrate, calibrate_with};

use thiserror::Error;

use super::clinical;
use admsc_scenario::ledger::LedgerError;

/// Why a calibration could not be done.
#[derive(Debug, Error)]
pub enum Error {
    /// There is nothing to fit.
    #[error(
        "{table} has no row with role fit for the indication \"{indication}\" ({}); expected at least one, because \
         rows with role check are held out to check the model",
        fitted_there(known)
    )]
    NoRows {
        /// Name of the table.
        table: String,
        /// The indication.
        indication: String,
        /// Indications that have such rows, with commas between; empty where none has.
        known: String,
    },
    /// No row can be estimated where the search begins.
    #[error("no row can be estimated with the initial values: too few patients count; increase --patients")]
    NoEstimate,
    /// An indication without usual free parameters.
    #[error(
        "parameters to fit are known for {known}, but not for the indication \"{name}\"; name some with --free KEY"
    )]
    Indication {
        /// Its name.
        name: String,
        /// Indications that have some, with commas between.
        known: String,
    },
    /// A key that no parameter has.
    #[error("the ledger has no key {key}{nearest}; `admsc params` lists all keys")]
    Key {
        /// The key.
        key: String,
        /// A question after the key that is most like it; empty where none is.
        nearest: String,
    },
    /// A parameter that cannot be fitted.
    #[error("{key} cannot be fitted: {reason}")]
    Parameter {
        /// Its key.
        key: String,
        /// Why.
        reason: String,
    },
    /// Too many at once.
    #[error("{found} free parameters are too many; expected at most {most}", most = search::MAX_FREE)]
    TooMany {
        /// How many.
        found: usize,
    },
    /// A row lost its patients on the way.
    #[error("row {row} could not be estimated at every set of parameters: too few patients count; increase --patients")]
    Row {
        /// Its name.
        row: String,
    },
    /// The figures do not determine the quadratics.
    #[error("the figures of the mean field do not depend smoothly on the parameters; increase --patients")]
    Surrogate,
    /// The rows could not be run.
    #[error(transparent)]
    Clinical(#[from] clinical::Error),
    /// The ledger does not fit.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Which rows a table has in place of those that are missing.
fn fitted_there(known: &str) -> String {
    if known.is_empty() { "nor for another one".to_owned() } else { format!("it has rows of {known}") }
}
