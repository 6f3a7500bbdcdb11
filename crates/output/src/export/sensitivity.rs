//! All files of a sensitivity analysis.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::run::{Described, SCENARIO_FILE};
use super::{Error, summary, tables};
use admsc_scenario::language::{Phrase, english};
use admsc_study::sensitivity::tables::{MorrisRow, SobolRow};

/// Name of the table of elementary effects.
pub const MORRIS: &str = "morris.csv";
/// Name of the table of Sobol' indices.
pub const SOBOL: &str = "sobol.csv";

/// What an analysis is and is not, said in every file that holds its results.
pub const NOTE: Phrase = english(
    "Influence within the model, over the plausible ranges of the ledger: what the model leaves out is not covered. \
     Pain values are the proxy of a model, not a measurement and not medical advice.",
);

/// What `summary.json` holds of an analysis besides its heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Settings of trajectories.
    pub settings: usize,
    /// Those of them without the pain of a chronic patient on day 0.
    pub settings_not_chronic: usize,
    /// Mean over all settings of trajectories of the effect of the treatment on the last day, points.
    pub mean_effect_points: f64,
    /// Parameters whose moves changed nothing in any trajectory.
    pub without_effect: Vec<String>,
    /// Parameters that were not moved, and why.
    pub left_out: Vec<ExcludedParameter>,
    /// What shaped the analysis.
    pub design: Vec<String>,
    /// The outcome that is shown, by the name that the tables give it.
    #[serde(default)]
    pub outcome: String,
    /// Trajectories of elementary effects.
    #[serde(default)]
    pub trajectories_count: u64,
    /// The influence of every parameter on it on the last day, the most influential first.
    #[serde(default)]
    pub influences: Vec<Influence>,
}

/// The influence of a parameter: that of its elementary effects, and its total index where it has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// Its key.
    pub parameter: String,
    /// The grade of its evidence.
    pub grade: String,
    /// Mean size of its elementary effects over its range, points.
    pub mu_star_points: f64,
    /// Lower end of the interval of 95 %.
    pub mu_star_low_points: f64,
    /// Upper end.
    pub mu_star_high_points: f64,
    /// Total index.
    pub total_fraction: Option<f64>,
    /// Lower end of the interval of 95 %.
    pub total_low_fraction: Option<f64>,
    /// Upper end.
    pub total_high_fraction: Option<f64>,
}

impl Influence {
    /// Those of an outcome on the last day.
    pub fn of_last_day(outcome: &str, morris: &[MorrisRow], sobol: &[SobolRow]) -> Vec<Self> {
        let day = morris.iter().map(|row| row.visit_days).max();
        let of_row = |row: &MorrisRow| {
            let is_same = |total: &&SobolRow| {
                total.outcome == row.outcome && Some(total.visit_days) == day && total.parameter == row.parameter
            };
            let total = sobol.iter().find(is_same);
            Self {
                parameter: row.parameter.clone(),
                grade: row.grade.clone(),
                mu_star_points: row.mu_star_points,
                mu_star_low_points: row.mu_star_low_points,
                mu_star_high_points: row.mu_star_high_points,
                total_fraction: total.map(|total| total.total_fraction),
                total_low_fraction: total.map(|total| total.total_low_fraction),
                total_high_fraction: total.map(|total| total.total_high_fraction),
            }
        };
        morris.iter().filter(|row| row.outcome == outcome && Some(row.visit_days) == day).map(of_row).collect()
    }
}

/// A parameter that was not moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExcludedParameter {
    /// Its key.
    pub parameter: String,
    /// Why.
    pub reason: String,
}

/// What is written of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Elementary effects.
    pub morris: Vec<MorrisRow>,
    /// Sobol' indices; may be empty.
    pub sobol: Vec<SobolRow>,
    /// The rest.
    pub summary: Summary,
}

/// What `summary.json` holds.
///
/// # Errors
/// When a number has no form in JSON.
pub fn numbers(about: Described<'_>, summary: &Summary) -> Result<Vec<u8>, Error> {
    summary::encode(about, NOTE, summary)
}

/// Writes all files of an analysis and puts the folder into its place: all of them or none. `figures` adds what is
/// drawn.
///
/// # Errors
/// When something cannot be written or drawn.
pub fn write<E: From<Error>>(
    folder: &ResultsFolder,
    about: Described<'_>,
    results: &Results,
    manifest: Manifest,
    figures: impl FnOnce(&mut Staged) -> Result<(), E>,
) -> Result<Manifest, E> {
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(MORRIS, &tables::csv(MORRIS, &results.morris)?)?;
    if !results.sobol.is_empty() {
        staged.write(SOBOL, &tables::csv(SOBOL, &results.sobol)?)?;
    }
    staged.write(summary::FILE, &numbers(about, &results.summary)?)?;
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// The results in a folder; nothing where they cannot be read.
pub fn read(folder: &Path) -> Option<Results> {
    let rows = |name: &str| csv::Reader::from_path(folder.join(name)).ok();
    let sobol = match rows(SOBOL) {
        Some(mut reader) => reader.deserialize().collect::<Result<_, _>>().ok()?,
        None => Vec::new(),
    };
    Some(Results {
        morris: rows(MORRIS)?.deserialize().collect::<Result<_, _>>().ok()?,
        sobol,
        summary: serde_json::from_slice(&std::fs::read(folder.join(summary::FILE)).ok()?).ok()?,
    })
}
