//! Which parameters decide what a treatment does: screening of all of them by elementary effects, and Sobol' indices of
//! the most influential in the mean field.
//!
//! Every parameter goes through the plausible range of the ledger while all others do the same, so that what is found
//! holds beyond the scenario's own values. Each setting is one patient who lives with and without the treatment, with
//! the same random numbers: the effect of the treatment is the difference.

mod blocks;
mod cells;
mod factors;
mod mean_field;
mod stored;
pub mod tables;

pub use crate::model::Model;
pub use blocks::{AnalysisProgress, Computed, Phase, compute};
pub use cells::on_coarse_grid;
pub use factors::{ExcludedParameter, Factor, Factors, Pattern, Reason, choose};
pub use stored::{Analysed, Weak, weakest_that_matter};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use admsc_model::rules::setup::Setup;
use admsc_model::simulation;
use admsc_scenario::ledger::LedgerError;

/// Why a sensitivity analysis could not be made.
#[derive(Debug, Error)]
pub enum Error {
    /// The ledger does not fit the parameters.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A setting could not be run.
    #[error(transparent)]
    Run(#[from] simulation::Error),
    /// Finished settings cannot be kept or read.
    #[error("{0}")]
    Store(String),
    /// The mean field has no such scenario.
    #[error("the mean field has no {0}; use --method morris, which runs the cells")]
    NotInMeanField(&'static str),
    /// The window has no coarse grid.
    #[error("the coarse grid does not fit this scenario: {0}; use --grid as-in-file")]
    NoCoarseGrid(&'static str),
    /// The work was stopped because another part of it failed.
    #[error("stopped after another setting failed")]
    Stopped,
}

/// Half the width of the 95 % interval to which every Sobol' index shall be known, share of the variance.
pub const HALF_WIDTH: f64 = 0.05;

/// How much is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Design {
    /// What the trajectories are run on.
    pub model: Model,
    /// Number of trajectories.
    pub trajectories: u32,
    /// Random seeds over which every setting is averaged.
    pub seeds: u32,
    /// Rows of the design of Sobol' indices; 0 for none.
    pub rows: u32,
    /// As long as an index is known less well than to [`HALF_WIDTH`], the rows are doubled up to so many; at most as many as
    /// `rows`: they are never doubled.
    pub most_rows: u32,
    /// How many parameters have Sobol' indices.
    pub top: usize,
    /// Seed of the designs and the first of the settings.
    pub seed: u64,
    /// Number of the patient.
    pub patient: u32,
}

/// What is asked of the model.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The patient and the treatment. `patient.baseline_pain` is not kept: it would scale away what parameters do.
    pub setup: &'a Setup,
    /// The parameters that are moved.
    pub factors: &'a [Factor],
    /// Days of the outcomes, ascending.
    pub days: &'a [u32],
    /// How much is computed.
    pub design: Design,
}

/// Pain of one setting with and without the treatment, points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// On day 0.
    pub before: f64,
    /// On the day of the first dose, before it, from which relief counts; that of day 0 without a dose.
    pub first_dose: f64,
    /// With the treatment, on each asked-for day.
    pub treated: Vec<f64>,
    /// Without, on the same days.
    pub untreated: Vec<f64>,
}

impl Question<'_> {
    /// One setting, to see what it costs: the scenario as it stands, on one core.
    ///
    /// # Errors
    /// When it cannot be run, or the mean field does not have it.
    pub fn one_setting(&self, model: Model) -> Result<Course, Error> {
        let Design { seed, patient, .. } = self.design;
        match model {
            Model::Cells => cells::course(self.setup, seed, patient, self.days, &mut cells::Kept::default()),
            Model::MeanField => {
                mean_field::check(self.setup)?;
                Ok(mean_field::course(self.setup, self.days, None)?.0)
            }
        }
    }

    /// Whole settings that trajectories cost: one that shares day 0 with its neighbour costs a part of one.
    pub fn settings(&self) -> f64 {
        let [baseline, horizon] = [self.setup.baseline_days, self.days.last().copied().unwrap_or(0)].map(f64::from);
        let part = horizon / (baseline + 2.0 * horizon).max(1.0);
        let whole = self.factors.iter().filter(|factor| factor.acts_without_cells()).count() as f64;
        let partly = self.factors.len() as f64 - whole;
        f64::from(self.design.trajectories * self.design.seeds) * (1.0 + whole + part * partly)
    }
}

/// What is read off a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Pain without the treatment less pain with it.
    Effect,
    /// Pain on the day of the first dose, before it, less pain later, with the treatment; from day 0 without a dose.
    Relief,
    /// Pain with the treatment.
    Pain,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Effect, Self::Relief, Self::Pain];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Effect => "effect",
            Self::Relief => "relief",
            Self::Pain => "pain",
        }
    }

    /// Its value on the day of a number, points.
    pub fn value(self, course: &Course, day: usize) -> f64 {
        match self {
            Self::Effect => course.untreated[day] - course.treated[day],
            Self::Relief => course.first_dose - course.treated[day],
            Self::Pain => course.treated[day],
        }
    }
}
