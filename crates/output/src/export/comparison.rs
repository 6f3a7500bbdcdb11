//! Files of a comparison of runs.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::summary::NOTE;
use super::{Error, sha256};
use admsc_study::comparison::{Relief, State};
use admsc_study::lives::LivesCounts;

/// Name of the table of differences.
pub const FILE: &str = "differences.csv";
/// Name of the file with the numbers.
pub const SUMMARY_FILE: &str = "summary.json";
/// Name of the table of keys that differ.
pub const KEYS_FILE: &str = "keys.csv";

/// A run in the table of differences.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its letter.
    pub run: char,
    /// What the user calls it.
    pub name: Option<&'a str>,
    /// Hash that names it.
    pub run_hash: &'a str,
    /// Seed, of replicates the first.
    pub seed: u64,
    /// Number of the patient.
    pub patient: u32,
    /// Number of replicates; 1 for a single run.
    pub replicates: usize,
    /// The visits on the common days, in order.
    pub states: &'a [(u32, State)],
    /// Its relief within the common days.
    pub relief: Relief,
    /// First day on which its record differs from that of the first run.
    pub first_difference_day: Option<f64>,
    /// Whether it is the same patient with the same random numbers as the first run, and identical on the first day.
    pub is_counterfactual: bool,
    /// What the lives come to that the run shows, of which that of its seed is compared; none where it shows one.
    pub lives: Option<LivesCounts>,
    /// Mean pain of these lives on the last common day, points.
    pub lives_mean_vas_points: Option<f64>,
}

/// What `summary.json` of a comparison holds.
#[derive(Serialize)]
pub struct Document {
    /// What pain values are.
    note: &'static str,
    /// The runs in their order.
    runs: Vec<RunSummary>,
}

/// A run of a comparison. Differences are those from the first run.
#[derive(Serialize)]
struct RunSummary {
    /// Its letter.
    run: char,
    /// What the user calls it; none where they gave it no name.
    name: Option<String>,
    /// Hash that names it.
    run_hash: String,
    /// Seed, of replicates the first.
    seed: u64,
    /// Number of the patient.
    patient: u32,
    /// Number of replicates; 1 for a single run.
    replicates_count: usize,
    /// Whether it is the same patient with the same random numbers as the first run, and identical on the first day.
    is_counterfactual: bool,
    /// First day on which its record differs from that of the first run; none where it does not.
    first_difference_day: Option<f64>,
    /// Largest relief within the common days; the mean over replicates.
    largest_relief_points: f64,
    /// The 95 % interval of that mean; none for a single run.
    largest_relief_interval_points: Option<(f64, f64)>,
    /// Day of half of it; the median over the replicates that have one.
    halved_day: Option<f64>,
    /// The 95 % interval of that median; none for fewer than six.
    halved_interval_days: Option<(f64, f64)>,
    /// What the lives come to that the run shows, of which that of its seed is compared; missing where it shows one.
    #[serde(flatten)]
    lives: Option<LivesCounts>,
    /// Mean pain of these lives on the last common day, points; missing where it shows one.
    #[serde(skip_serializing_if = "Option::is_none")]
    lives_mean_vas_points: Option<f64>,
    /// The visits on the common days, in order.
    visits: Vec<VisitSummary>,
}

/// A run at a visit; means over its replicates.
#[derive(Serialize)]
struct VisitSummary {
    /// The day.
    day: u32,
    /// Pain proxy.
    vas_points: f64,
    /// The same minus that of the first run.
    vas_difference_points: f64,
    /// Standard deviation of the pain between replicates; 0 for a single run.
    vas_standard_deviation_points: f64,
    /// Part from inflammation.
    pain_inflammation_points: f64,
    /// Part from structural damage.
    pain_damage_points: f64,
    /// Part from central sensitisation.
    pain_central_points: f64,
    /// Axons at their target.
    axons_arrived_count: f64,
    /// The 95 % interval of the mean pain over replicates; none for a single run.
    vas_interval_points: Option<(f64, f64)>,
    /// The 95 % interval of its difference from that of the first run; none where either is a single run.
    vas_difference_interval_points: Option<(f64, f64)>,
}

/// Which of some files of a folder a comparison would replace that none wrote; none where an earlier comparison lies there, or nothing
/// of these names.
pub fn foreign<'a>(folder: &Path, names: impl IntoIterator<Item = &'a str>) -> Option<PathBuf> {
    let summary = std::fs::read(folder.join(SUMMARY_FILE)).ok();
    let summary = summary.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let is_run = |run: &serde_json::Value| run.get("run_hash").is_some() && run.get("is_counterfactual").is_some();
    let runs = summary.as_ref().and_then(|summary| summary.get("runs")?.as_array());
    let is_own = runs.is_some_and(|runs| !runs.is_empty() && runs.iter().all(is_run));
    names.into_iter().map(|name| folder.join(name)).find(|path| path.is_file()).filter(|_| !is_own)
}

/// The numbers of a comparison as JSON.
///
/// # Errors
/// When a number has no form in JSON.
pub fn summary(entries: &[Entry<'_>]) -> Result<Vec<u8>, Error> {
    let first = entries.first().map_or(&[][..], |entry| entry.states);
    let run = |entry: &Entry<'_>| RunSummary {
        run: entry.run,
        name: entry.name.map(str::to_owned),
        run_hash: entry.run_hash.to_owned(),
        seed: entry.seed,
        patient: entry.patient,
        replicates_count: entry.replicates,
        is_counterfactual: entry.is_counterfactual,
        first_difference_day: entry.first_difference_day,
        largest_relief_points: entry.relief.largest_points,
        largest_relief_interval_points: entry.relief.largest_interval_points,
        halved_day: entry.relief.halved_day,
        halved_interval_days: entry.relief.halved_interval_days,
        lives: entry.lives,
        lives_mean_vas_points: entry.lives_mean_vas_points,
        visits: entry.states.iter().zip(first).map(|(visit, (_, reference))| visit_summary(visit, reference)).collect(),
    };
    let document = Document { note: NOTE.in_english(), runs: entries.iter().map(run).collect() };
    let mut text = serde_json::to_vec_pretty(&document)
        .map_err(|error| Error::Format { file: SUMMARY_FILE, reason: error.to_string() })?;
    text.push(b'\n');
    Ok(text)
}

fn visit_summary((day, state): &(u32, State), reference: &State) -> VisitSummary {
    VisitSummary {
        day: *day,
        vas_points: state.vas_points,
        vas_difference_points: state.vas_points - reference.vas_points,
        vas_standard_deviation_points: state.vas_standard_deviation_points,
        pain_inflammation_points: state.inflammation_points,
        pain_damage_points: state.damage_points,
        pain_central_points: state.central_points,
        axons_arrived_count: state.axons_arrived_count,
        vas_interval_points: state.vas_interval_points,
        vas_difference_interval_points: state.vas_difference_interval_points,
    }
}

/// A run at a visit. Field names are column names; the unit stands at their end. Differences are those from the first
/// run.
#[derive(Serialize)]
struct Row<'a> {
    run: char,
    run_hash: &'a str,
    seed: u64,
    patient: u32,
    replicates_count: usize,
    visit_days: u32,
    vas_points: f64,
    vas_difference_points: f64,
    vas_standard_deviation_points: f64,
    pain_inflammation_points: f64,
    pain_inflammation_difference_points: f64,
    pain_damage_points: f64,
    pain_damage_difference_points: f64,
    pain_central_points: f64,
    pain_central_difference_points: f64,
    axons_arrived_count: f64,
    axons_arrived_difference_count: f64,
    largest_relief_points: f64,
    halved_days: Option<f64>,
    first_difference_days: Option<f64>,
    vas_low_points: Option<f64>,
    vas_high_points: Option<f64>,
    vas_difference_low_points: Option<f64>,
    vas_difference_high_points: Option<f64>,
    largest_relief_low_points: Option<f64>,
    largest_relief_high_points: Option<f64>,
    halved_low_days: Option<f64>,
    halved_high_days: Option<f64>,
    run_name: Option<&'a str>,
}

/// The differences as CSV: a row a run and visit.
///
/// # Errors
/// When a row cannot be encoded.
pub fn differences(entries: &[Entry<'_>]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let refused = |error: &dyn std::fmt::Display| Error::Format { file: FILE, reason: error.to_string() };
    let first = entries.first().map_or(&[][..], |entry| entry.states);
    for entry in entries {
        for ((day, state), (_, reference)) in entry.states.iter().zip(first) {
            let row = row(entry, *day, state, reference);
            writer.serialize(row).map_err(|error| refused(&error))?;
        }
    }
    writer.into_inner().map_err(|error| refused(&error))
}

fn row<'a>(entry: &Entry<'a>, day: u32, state: &State, reference: &State) -> Row<'a> {
    Row {
        run: entry.run,
        run_hash: entry.run_hash,
        seed: entry.seed,
        patient: entry.patient,
        replicates_count: entry.replicates,
        visit_days: day,
        vas_points: state.vas_points,
        vas_difference_points: state.vas_points - reference.vas_points,
        vas_standard_deviation_points: state.vas_standard_deviation_points,
        pain_inflammation_points: state.inflammation_points,
        pain_inflammation_difference_points: state.inflammation_points - reference.inflammation_points,
        pain_damage_points: state.damage_points,
        pain_damage_difference_points: state.damage_points - reference.damage_points,
        pain_central_points: state.central_points,
        pain_central_difference_points: state.central_points - reference.central_points,
        axons_arrived_count: state.axons_arrived_count,
        axons_arrived_difference_count: state.axons_arrived_count - reference.axons_arrived_count,
        largest_relief_points: entry.relief.largest_points,
        halved_days: entry.relief.halved_day,
        first_difference_days: entry.first_difference_day,
        vas_low_points: state.vas_interval_points.map(|ends| ends.0),
        vas_high_points: state.vas_interval_points.map(|ends| ends.1),
        vas_difference_low_points: state.vas_difference_interval_points.map(|ends| ends.0),
        vas_difference_high_points: state.vas_difference_interval_points.map(|ends| ends.1),
        largest_relief_low_points: entry.relief.largest_interval_points.map(|ends| ends.0),
        largest_relief_high_points: entry.relief.largest_interval_points.map(|ends| ends.1),
        halved_low_days: entry.relief.halved_interval_days.map(|ends| ends.0),
        halved_high_days: entry.relief.halved_interval_days.map(|ends| ends.1),
        run_name: entry.name,
    }
}

/// The keys that differ as CSV: a row a key, a column a run.
///
/// # Errors
/// When a row cannot be encoded.
pub fn keys<'a>(
    runs: impl Iterator<Item = char>,
    keys: impl Iterator<Item = (&'a str, &'a [Option<String>])>,
) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let refused = |error: &dyn std::fmt::Display| Error::Format { file: KEYS_FILE, reason: error.to_string() };
    let head = std::iter::once("key".to_owned()).chain(runs.map(String::from));
    writer.write_record(head).map_err(|error| refused(&error))?;
    for (path, values) in keys {
        let row = std::iter::once(path).chain(values.iter().map(|value| value.as_deref().unwrap_or("")));
        writer.write_record(row).map_err(|error| refused(&error))?;
    }
    writer.into_inner().map_err(|error| refused(&error))
}

/// Name of a comparison: a short hash over the runs in their order.
pub fn short_hash<'a>(run_hashes: impl Iterator<Item = &'a str>) -> String {
    let joined = run_hashes.collect::<Vec<_>>().join("\n");
    sha256(joined.as_bytes()).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(vas: f64) -> State {
        State {
            vas_points: vas,
            vas_standard_deviation_points: 0.0,
            inflammation_points: 0.5 * vas,
            damage_points: 0.25 * vas,
            central_points: 0.25 * vas,
            axons_arrived_count: 4.0,
            vas_interval_points: None,
            vas_difference_interval_points: (vas < 3.0).then_some((-5.0, -3.0)),
        }
    }

    #[test]
    fn differences_are_those_from_the_first_run() -> Result<(), Error> {
        let relief = Relief {
            largest_points: 2.0,
            largest_interval_points: Some((1.0, 3.0)),
            halved_day: None,
            halved_interval_days: None,
            halved_count: 0,
        };
        let (a, b) = ([(0, state(7.0)), (30, state(6.0))], [(0, state(7.0)), (30, state(2.0))]);
        let entry = |run, states| Entry {
            run,
            name: (run == 'B').then_some("mine"),
            run_hash: "ab",
            seed: 1,
            patient: 0,
            replicates: 1,
            states,
            relief,
            first_difference_day: (run == 'B').then_some(1.0),
            is_counterfactual: true,
            lives: None,
            lives_mean_vas_points: None,
        };
        let text = differences(&[entry('A', &a), entry('B', &b)])?;
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[2], "A,ab,1,0,1,30,6.0,0.0,0.0,3.0,0.0,1.5,0.0,1.5,0.0,4.0,0.0,2.0,,,,,,,1.0,3.0,,,");
        assert_eq!(
            lines[4],
            "B,ab,1,0,1,30,2.0,-4.0,0.0,1.0,-2.0,0.5,-1.0,0.5,-1.0,4.0,0.0,2.0,,1.0,,,-5.0,-3.0,1.0,3.0,,,mine"
        );
        let read: Option<serde_json::Value> = serde_json::from_slice(&summary(&[entry('A', &a), entry('B', &b)])?).ok();
        let difference = read.as_ref().and_then(|read| read.pointer("/runs/1/visits/1/vas_difference_points"));
        assert_eq!(difference, Some(&serde_json::json!(-4.0)));
        Ok(())
    }
}
