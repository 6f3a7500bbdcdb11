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
    staged.write(summary::FILE, &summary::encode(about, NOTE, &results.summary)?)?;
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
