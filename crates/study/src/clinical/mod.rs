//! The model's estimates of published clinical figures: the arms of all rows, in virtual patients, by potency.
//!
//! Rows whose patients are the same people before treatment (one indication, one variant) share one population: every
//! patient is prepared once and goes through all arms and potencies with the same random numbers. Rows that differ only by
//! who observes, when and what is estimated share the course itself: the observer is drawn on top of it.

pub mod inert;
pub mod outcome;
pub mod potency;
pub mod targets;
pub mod verdict;
pub mod words;

mod followed;
mod mean_field;
mod plan;
mod tally;

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

use super::trial::{self, BlockStore, Part, PreparedStudy, StudyProgress};
use crate::clinical::inert::InertEstimates;
use crate::clinical::potency::Curve;
use crate::clinical::targets::Target;
use crate::coarse;
use admsc_scenario::ledger::LedgerError;
use admsc_scenario::reading::Override;

pub use mean_field::evaluate_in_mean_field;
pub use plan::{Group, Plan, place_of, plan};

/// Potencies at which rows with cells are run unless others are asked for; 0 costs no course of its own.
pub const POTENCIES: [f64; 7] = [0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0];

/// Smallest pain that a patient reports at screening unless another is asked for, points.
pub const USUAL_ADMISSION: f64 = 4.0;

/// Grid and cadence of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// As the scenarios have it.
    Scenario,
    /// Voxels of 50 µm and steps of 12 h: about a sixth of the work.
    Coarse,
}

impl Resolution {
    fn overrides(self) -> Vec<Override> {
        let set = |(key, value): (&str, &str)| Override { key: key.into(), value: value.into() };
        match self {
            Self::Scenario => Vec::new(),
            Self::Coarse => coarse::KEYS.map(set).into(),
        }
    }
}

/// Which estimates are asked for.
#[derive(Debug, Clone, Copy)]
pub struct ClinicalOptions<'a> {
    /// The rows.
    pub targets: &'a [Target],
    /// Potencies at which rows with cells are run, 0 to 1.
    pub potencies: &'a [f64],
    /// Virtual patients of each indication and variant; rounded up to whole blocks.
    pub patients: u32,
    /// Seed of the population and its luck.
    pub seed: u64,
    /// Grid and cadence.
    pub resolution: Resolution,
    /// Keys set in the scenarios of all rows, after grid and cadence.
    pub overrides: &'a [Override],
    /// Smallest pain that a patient reports at screening, points; nothing where everybody in chronic pain is admitted.
    pub observed_pain_at_least: Option<f64>,
    /// Folder in which paths of scenario files begin.
    pub folder: &'a Path,
}

impl<'a> ClinicalOptions<'a> {
    /// All usual: every potency, the usual admission, no overrides.
    pub fn usual(targets: &'a [Target], patients: u32, seed: u64, resolution: Resolution) -> Self {
        Self {
            targets,
            potencies: &POTENCIES,
            patients,
            seed,
            resolution,
            overrides: &[],
            observed_pain_at_least: Some(USUAL_ADMISSION),
            folder: Path::new("."),
        }
    }
}

/// Why rows could not be estimated.
#[derive(Debug, Error)]
pub enum Error {
    /// The scenario of an arm is wrong.
    #[error("row {row}: the scenario \"{scenario}\" cannot be used:\n{fault}")]
    Scenario {
        /// Name of the row.
        row: String,
        /// Name or path of the scenario.
        scenario: String,
        /// All its errors.
        fault: String,
    },
    /// The scenario of an arm has no dose whose place can be taken.
    #[error(
        "row {row}: the scenario \"{scenario}\" has no dose {way}; expected one, because the row only gives the amount \
         and the scenario the place"
    )]
    NoDose {
        /// Name of the row.
        row: String,
        /// Name or path of the scenario.
        scenario: String,
        /// How the row's dose is given.
        way: &'static str,
    },
    /// The scenario of an arm is more than one treatment.
    #[error("row {row}: \"{scenario}\" is a study of several arms or points; expected a scenario of one treatment")]
    Study {
        /// Name of the row.
        row: String,
        /// Name or path of the scenario.
        scenario: String,
    },
    /// The scenario gives cells of which the row says nothing.
    #[error(
        "row {row}, column dose: \"-\" means no cells, but the scenario \"{scenario}\" gives some; expected the dose, \
         for example 18e6 local"
    )]
    Undosed {
        /// Name of the row.
        row: String,
        /// Name or path of the scenario.
        scenario: String,
    },
    /// A dose of the table is too large for the window of its scenario.
    #[error(
        "row {row}, column dose: doses of {cells:e} cells in the window of its scenario need about {needed}, the limit is {limit}; expected fewer cells"
    )]
    TooManyCells {
        /// Name of the row.
        row: String,
        /// Cells of the largest dose.
        cells: f64,
        /// Memory that a run would need.
        needed: String,
        /// Memory that a run may need.
        limit: String,
    },
    /// The patients could not be run.
    #[error("{group}: {fault}")]
    Patients {
        /// Indication.
        group: String,
        /// Why.
        fault: trial::Error,
    },
    /// A table of parameters does not fit.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// How far an evaluation is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The population that is being run.
    pub group: &'a str,
    /// How far it is.
    pub told: StudyProgress,
    /// Share of the whole work that is done, 0 to 1, by the simulated days.
    pub share: f64,
    /// Share of the whole work that was there before.
    pub found: f64,
}

/// The model's estimates.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// One curve a row, in the order of the rows; nothing for a row for which too few patients count.
    pub curves: Vec<Option<Curve>>,
    /// Of every row in points, r50 of its arm (not of the arm that is subtracted) at its visit; nothing for other rows.
    pub r50: Vec<Option<Curve>>,
    /// What inert cells give for every row.
    pub inert: Vec<InertEstimates>,
    /// Who was found for each population.
    pub populations: Populations,
}

impl Evaluation {
    /// Of so many rows, none of them estimated.
    fn of_rows(rows: usize) -> Self {
        Self {
            curves: vec![None; rows],
            r50: vec![None; rows],
            inert: vec![InertEstimates::default(); rows],
            populations: Vec::new(),
        }
    }

    /// Adds what was found for a population.
    fn add(&mut self, group: &Group, found: tally::PopulationEstimates) {
        for row in found.rows {
            self.curves[row.target] = row.curve;
            self.r50[row.target] = row.r50;
            self.inert[row.target] = row.inert;
        }
        self.populations.push((group.name.clone(), found.patients, found.screened));
    }
}

/// Names of populations, each with its patients and the people screened for them.
pub type Populations = Vec<(String, u32, u32)>;

/// Runs all populations and estimates every row. `open` gives the store of a population by its key; finished blocks in it are
/// used again, also when more patients are asked for. `tell` is called from all threads.
///
/// # Errors
/// When a scenario cannot be used or a patient not be run.
pub fn evaluate<S: BlockStore>(
    asked: &ClinicalOptions<'_>,
    threads: usize,
    open: impl Fn(&str) -> S,
    tell: impl Fn(Progress<'_>) + Sync,
) -> Result<Evaluation, Error> {
    let plan = plan(asked)?;
    let all: f64 = plan.groups.iter().map(Group::days).sum();
    let (mut before, mut found_before) = (0.0, 0.0);
    let mut evaluation = Evaluation::of_rows(asked.targets.len());
    for group in &plan.groups {
        let failed = |fault: trial::Error| Error::Patients { group: group.name.clone(), fault };
        let people = PreparedStudy::new(&group.study).map_err(failed)?;
        let store = open(&people.kept_key().map_err(failed)?);
        let days =
            |patients: u32| group.days() * f64::from(patients) / f64::from(group.study.population.patients.max(1));
        let patients_found = AtomicU32::new(0);
        let told = |told: StudyProgress| {
            patients_found.fetch_max(told.patients_found, Ordering::Relaxed);
            let share = (before + days(told.patients_done)) / all;
            let found = (found_before + days(told.patients_found)) / all;
            tell(Progress { group: &group.name, told, share, found });
        };
        trial::run(&people, Part::WHOLE, threads, &store, told).map_err(failed)?;
        let found = tally::tally(group, asked, trial::members(&people, &store).map_err(failed)?)?;
        evaluation.add(group, found);
        before += group.days();
        found_before += days(patients_found.into_inner());
    }
    Ok(evaluation)
}

#[cfg(test)]
mod tests;
