//! All files of the replicates of one patient.

use serde::Serialize;

use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::run::{Described, SCENARIO_FILE};
use super::{Error, summary, tables, timeseries};
use admsc_model::observe::columns::table;
use admsc_scenario::language::{Phrase, english};
use admsc_study::replicates::Replicate;
use admsc_study::spread::{ReplicatesSummary, summarise_replicates};
use admsc_study::summary::row_at;

/// Name of the table of replicates and visits.
pub const FILE: &str = "replicates.csv";

/// What the spread of replicates is, said wherever it is shown.
pub const NOTE: Phrase = english(
    "Replicates are one patient with different random numbers: their spread is chance within that patient, not a \
     difference between patients. Pain values are the proxy of a model, not a measurement and not medical advice.",
);

table! {
    /// A replicate at a visit.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct ReplicateRow {
        /// Number of the replicate, from 1.
        pub replicate: u64,
        /// Its seed.
        pub seed: u64,
        /// Day of the visit.
        pub visit_days: u64,
        /// The pain proxy.
        pub vas_points: f64,
        /// Part of the pain from inflammation.
        pub pain_inflammation_points: f64,
        /// Part of the pain from structural damage.
        pub pain_damage_points: f64,
        /// Part of the pain from central sensitisation.
        pub pain_central_points: f64,
        /// Function.
        pub function_fraction: f64,
        /// Living ADMSC in the window.
        pub admsc_alive_cells: u64,
        /// M1 macrophages in the window.
        pub m1_cells: u64,
        /// M2 macrophages in the window.
        pub m2_cells: u64,
        /// Axons at their target.
        pub axons_arrived_count: u64,
        /// Doses given again by then because pain had returned; one that is given on the day of the visit counts.
        pub retreatments_count: u64,
    }
}

/// A row a replicate and visit.
fn rows(replicates: &[Replicate], visits_days: &[u32]) -> Vec<ReplicateRow> {
    let row = |number: u64, replicate: &Replicate, day: u32| {
        let sample = row_at(&replicate.record.samples, day)?;
        let again = replicate.record.given_again.iter().filter(|given| given.at_days <= f64::from(day));
        Some(ReplicateRow {
            replicate: number,
            seed: replicate.seed,
            visit_days: u64::from(day),
            vas_points: sample.vas_points,
            pain_inflammation_points: sample.pain_inflammation_points,
            pain_damage_points: sample.pain_damage_points,
            pain_central_points: sample.pain_central_points,
            function_fraction: sample.function_fraction,
            admsc_alive_cells: sample.admsc_alive_cells,
            m1_cells: sample.m1_cells,
            m2_cells: sample.m2_cells,
            axons_arrived_count: sample.axons_at_target(),
            retreatments_count: again.count() as u64,
        })
    };
    let visits = |(number, replicate)| visits_days.iter().filter_map(move |day| row(number, replicate, *day));
    (1..).zip(replicates).flat_map(visits).collect()
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
    staged.write(FILE, &tables::csv(FILE, &rows(replicates, about.visits_days))?)?;
    staged.write(summary::FILE, &summary::encode(about, NOTE, &summary)?)?;
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// The summary of replicates that are already there; none if it cannot be read.
pub fn read_summary(folder: &ResultsFolder) -> Option<ReplicatesSummary> {
    let text = std::fs::read(folder.path().join(summary::FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}
