//! All files of an explanation.

use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::run::{Described, SCENARIO_FILE};
use super::summary::{self, FILE};
use super::{Error, sha256, tables};
use admsc_scenario::language::{Phrase, english};
use admsc_study::explanation::persistence::PathRow;
use admsc_study::explanation::{Explanation, Findings};

/// Name of the table of processes.
pub const CLOCK: &str = "clock.csv";
/// Name of the table of knock-outs.
pub const KNOCK_OUTS: &str = "knock-outs.csv";
/// Name of the table of what the groups cost.
pub const TIME_COSTS: &str = "time-costs.csv";
/// Name of the table of all combinations.
pub const COMBINATIONS: &str = "combinations.csv";
/// Name of the table of confirmations on cells.
pub const CONFIRMATIONS: &str = "confirmations.csv";
/// Name of the table of the path.
pub const PATH: &str = "path.csv";

/// What an explanation is and is not, said in every file that holds one.
pub const NOTE: Phrase = english(
    "These are causes in a model, not in people: they show how its mechanisms act together. Pain values are the proxy \
     of a model, not a measurement and not medical advice.",
);

/// Digest over everything that was found, hexadecimal.
///
/// # Errors
/// When a number has no form.
pub fn digest(findings: &Findings) -> Result<String, Error> {
    let bytes =
        serde_json::to_vec(findings).map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
    Ok(sha256(&bytes))
}

/// What stands in `summary.json`.
///
/// # Errors
/// When a number has no form.
pub fn numbers(about: Described<'_>, found: &Explanation) -> Result<Vec<u8>, Error> {
    summary::encode(about, NOTE, found)
}

/// Writes all files and puts the folder into its place: all of them or none. `figures` adds what is drawn.
///
/// # Errors
/// When something cannot be written or drawn.
pub fn write<E: From<Error>>(
    folder: &ResultsFolder,
    about: Described<'_>,
    findings: &Findings,
    manifest: Manifest,
    figures: impl FnOnce(&mut Staged) -> Result<(), E>,
) -> Result<Manifest, E> {
    let found = &findings.explanation;
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(FILE, &numbers(about, found)?)?;
    staged.write(CLOCK, &tables::csv(CLOCK, &found.clock)?)?;
    staged.write(KNOCK_OUTS, &tables::csv(KNOCK_OUTS, &found.knock_outs)?)?;
    staged.write(TIME_COSTS, &tables::csv(TIME_COSTS, &found.time_costs)?)?;
    staged.write(COMBINATIONS, &tables::csv(COMBINATIONS, &findings.combinations)?)?;
    staged.write(CONFIRMATIONS, &tables::csv(CONFIRMATIONS, &found.confirmations)?)?;
    staged.write(PATH, &tables::csv(PATH, &findings.path)?)?;
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// What was found earlier; nothing if it cannot be read.
pub fn read(folder: &ResultsFolder) -> Option<Explanation> {
    let bytes = std::fs::read(folder.path().join(FILE)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The path that was found earlier; nothing if it cannot be read.
pub fn read_path(folder: &ResultsFolder) -> Option<Vec<PathRow>> {
    csv::Reader::from_path(folder.path().join(PATH)).ok()?.into_deserialize().collect::<Result<_, _>>().ok()
}
