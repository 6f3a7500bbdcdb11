//! All files of the replicates of one patient.

use serde::Serialize;

use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::run::{Described, SCENARIO_FILE};
use super::{Error, summary, timeseries};
use admsc_scenario::language::{Phrase, english};
use admsc_study::replicates::Replicate;
use admsc_study::spread::{ReplicatesSummary, summarise_replicates};
use admsc_study::summary::row_at;

/// Name of the table of replicates and visits.
const FILE: &str = "replicates.csv";

/// What the spread of replicates is, said wherever it is shown.
pub const NOTE: Phrase = english(
    "Replicates are one patient with different random numbers: their spread is chance within that patient, not a \
     difference between patients. Pain values are the proxy of a model, not a measurement and not medical advice.",
);

/// A replicate at a visit. Field names are column names; the unit stands at their end.
#[derive(Serialize)]
struct Row {
    replicate: u32,
    seed: u64,
    visit_days: u32,
    vas_points: f64,
    pain_inflammation_points: f64,
    pain_damage_points: f64,
    pain_central_points: f64,
    function_fraction: f64,
    admsc_alive_cells: u64,
    m1_cells: u64,
    m2_cells: u64,
    axons_arrived_count: u64,
    retreatments_count: usize,
}

/// A row a replicate and visit.
fn encode(replicates: &[Replicate], visits_days: &[u32]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (number, replicate) in (1..).zip(replicates) {
        for day in visits_days {
            let Some(sample) = row_at(&replicate.record.samples, *day) else { continue };
            let row = Row {
                replicate: number,
                seed: replicate.seed,
                visit_days: *day,
                vas_points: sample.vas_points,
                pain_inflammation_points: sample.pain_inflammation_points,
                pain_damage_points: sample.pain_damage_points,
                pain_central_points: sample.pain_central_points,
                function_fraction: sample.function_fraction,
                admsc_alive_cells: sample.admsc_alive_cells,
                m1_cells: sample.m1_cells,
                m2_cells: sample.m2_cells,
                axons_arrived_count: sample.axons_at_target(),
                retreatments_count: replicate
                    .record
                    .given_again
                    .iter()
                    .filter(|given| given.at_days <= f64::from(*day))
                    .count(),
            };
            writer.serialize(row).map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
        }
    }
    writer.into_inner().map_err(|error| Error::Format { file: FILE, reason: error.to_string() })
}

/// Writes all files of replicates and puts the folder into its place: all of them or none. `figures` adds what is drawn.
///
/// # Errors
/// When something cannot be written or drawn.
pub fn write<E: From<Error>>(
    folder: &ResultsFolder,
    about: Described<'_>,
    replicates: &[Replicate],
    manifest: Manifest,
    figures: impl FnOnce(&mut Staged) -> Result<(), E>,
) -> Result<Manifest, E> {
    let summary = summarise_replicates(replicates, about.visits_days, about.responders_start).ok_or(Error::Empty)?;
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(timeseries::FILE, &timeseries::encode_replicates(replicates)?)?;
    staged.write(FILE, &encode(replicates, about.visits_days)?)?;
    staged.write(summary::FILE, &summary::encode(about, NOTE, &summary)?)?;
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// The summary of replicates that are already there; none if it cannot be read.
pub fn read_summary(folder: &ResultsFolder) -> Option<ReplicatesSummary> {
    let text = std::fs::read(folder.path().join(summary::FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}
