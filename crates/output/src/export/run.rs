//! All files of one run.

use super::Error;
use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::{lives, pictures, summary, timeseries, visits};
use admsc_scenario::reading::{Exports, Format};
use admsc_study::run::Record;
use admsc_study::summary::{Summary, summary_of};
use admsc_study::visits::Keep;

pub use super::summary::{Described, FILE as SUMMARY_FILE, NOTE};
pub use super::timeseries::FILE as TIMESERIES;

/// Name of the resolved scenario's file.
pub const SCENARIO_FILE: &str = "scenario.resolved.toml";

/// What a run must keep for these exports.
pub fn keep(exports: &Exports) -> Keep {
    Keep { cells: !exports.cells.is_empty(), axons: !exports.axons.is_empty(), fields: !exports.fields.is_empty() }
}

/// Writes all files of a run and puts the folder into its place: all of them or none. `figures` adds what is drawn.
///
/// # Errors
/// When something cannot be written or drawn.
pub fn write<E: From<Error>>(
    folder: &ResultsFolder,
    about: Described<'_>,
    record: &Record,
    manifest: Manifest,
    figures: impl FnOnce(&mut Staged) -> Result<(), E>,
) -> Result<Manifest, E> {
    let summary = summary_of(record, about.visits_days).ok_or(Error::Empty)?;
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(timeseries::FILE, &timeseries::encode(&record.samples)?)?;
    staged.write(summary::FILE, &summary::encode(about, NOTE, &summary)?)?;
    if !record.lives.is_empty() {
        staged.write(lives::FILE, &lives::encode(&record.lives)?)?;
    }
    if about.exports.timeseries.contains(&Format::Parquet) {
        staged.write(timeseries::PARQUET_FILE, &timeseries::encode_parquet(&record.samples)?)?;
    }
    visits::write(&mut staged, about.exports, &record.visits)?;
    if let Some(pictures) = &record.pictures {
        staged.write(pictures::FILE, &pictures::encode(pictures)?)?;
    }
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// The summary of results that are already there; none if it cannot be read.
pub fn read_summary(folder: &ResultsFolder) -> Option<Summary> {
    let text = std::fs::read(folder.path().join(summary::FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}
