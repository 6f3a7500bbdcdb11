//! Virtual patients in several arms: the same people, the same luck, other treatments.
//!
//! Places are filled by [`Enrolment`](admsc_scenario::population::enrolment::Enrolment): whoever is found keeps the patient
//! number under which a single run finds the same person.
//!
//! A patient is prepared once and goes through every case from that day on, with random numbers that do not know the
//! case: two arms are equal byte for byte until their treatments first differ.

mod analysis;
mod blocks;
mod contrasts;
mod courses;
mod curves;
pub mod design_rows;
mod kept;
mod mean_field;
mod member;
mod people;
mod points;
mod reports;
pub mod tables;
mod trends;

pub use analysis::{Analysis, ArmRow, DifferenceRow, MeanEstimate, RowKey, ShareEstimate, analyse};
pub use blocks::{BlockStore, PATIENTS_PER_BLOCK, Part, StudyProgress, blocks, digest, members, missing, run};
pub use contrasts::{Contrasts, LEVEL, contrasts, verdict_on, verdict_on_shares};
pub use curves::{Curve, Day, FEWEST_WITH_TENTHS, LINES, curves};
pub(crate) use member::admitted_tissue;
pub use member::{EnrolledPatient, Outcome, Piece};
pub use people::{PreparedStudy, enrolled};
pub use points::{Axis, MOST_TOLD, PointsRow, PointsTableRow, axes, points_rows, points_verdict};
pub use reports::{Report, Reports};
pub use trends::TrendRow;

use thiserror::Error;

use admsc_model::simulation;
use admsc_scenario::ledger::LedgerError;
use admsc_scenario::population::patient::PatientError;

/// Why a study could not be run.
#[derive(Debug, Error)]
pub enum Error {
    /// A patient could not be drawn, or nobody was admitted.
    #[error(transparent)]
    Patient(#[from] PatientError),
    /// A patient could not be run.
    #[error(transparent)]
    Run(#[from] simulation::Error),
    /// The ledger does not fit the parameters.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Finished patients cannot be kept or read.
    #[error("{0}")]
    Store(String),
    /// A part of the study has not been computed.
    #[error("{missing} of {all} blocks of patients are missing: run the missing shards")]
    Incomplete {
        /// Blocks that are missing.
        missing: u32,
        /// All blocks.
        all: u32,
    },
    /// The work was stopped, in a study because another block failed.
    #[error("stopped after another patient failed")]
    Stopped,
}
