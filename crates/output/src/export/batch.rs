//! What a batch writes besides the results of its scenarios: a table with a row a scenario, and the lines of `--json`.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Error, loose, tables};
use admsc_model::observe::columns::table;

/// Name of the table, which lies in the folder for results.
pub const FILE: &str = "batch.csv";

table! {
    /// One scenario of a batch.
    #[derive(Debug, Clone, PartialEq, Default, Serialize)]
    pub struct BatchRow {
        /// The file as given or found in a directory.
        pub file: String,
        /// Name of the scenario; missing where the file is invalid, as are most of the following.
        pub name: Option<String>,
        /// Its heading.
        pub title: Option<String>,
        /// `done` now, `found` from an earlier run, `part` of a study alone, `failed` while running, or `wrong` where invalid.
        pub status: &'static str,
        /// Directory of the results.
        pub folder: Option<String>,
        /// Seed of the random numbers.
        pub seed: Option<u64>,
        /// Number of the patient; 0 is the mean patient.
        pub patient: Option<u64>,
        /// `run`, `replicates` or `study`.
        pub kind: Option<&'static str>,
        /// Length of the run.
        pub horizon_days: Option<u64>,
        /// The arm of a study in this row: the first that is not the control, at the first point and potency.
        pub arm: Option<String>,
        /// Pain on day 0; the mean of replicates or of the treated lives of a run, or the mean reported pain of the arm.
        pub baseline_vas_points: Option<f64>,
        /// Pain at the last visit, likewise.
        pub last_vas_points: Option<f64>,
        /// First day on which pain has halved, of a run in its first life; of replicates the median of those in which it does.
        pub halved_day: Option<f64>,
        /// Share of replicates, or of the arm's patients, with at least half of the pain gone at the last visit: of replicates
        /// of that on the day of the first dose, of patients of that on day 0.
        pub r50_fraction: Option<f64>,
        /// Change of pain of the arm against the control at the last visit.
        pub difference_points: Option<f64>,
        /// Digest of the results.
        pub digest: Option<String>,
        /// Why there are no results.
        pub message: Option<String>,
        /// Lower end of the 95 % interval of `last_vas_points` where that is a mean; missing for a mean of one.
        pub last_vas_low_points: Option<f64>,
        /// Upper end.
        pub last_vas_high_points: Option<f64>,
        /// Lower end of the 95 % interval of the median `halved_day` of replicates; missing for fewer than six.
        pub halved_low_day: Option<f64>,
        /// Upper end.
        pub halved_high_day: Option<f64>,
        /// Lower end of the 95 % interval of `r50_fraction` (Wilson).
        pub r50_low_fraction: Option<f64>,
        /// Upper end.
        pub r50_high_fraction: Option<f64>,
        /// Lower end of the 95 % interval of `difference_points`; missing for one patient.
        pub difference_low_points: Option<f64>,
        /// Upper end.
        pub difference_high_points: Option<f64>,
        /// How many values are behind `last_vas_points`: the lives of a run with its treatment, the replicates, or the patients of
        /// the arm with a report.
        pub values_count: Option<u64>,
        /// Doses and rules that give doses of a run or of replicates, 0 of an untreated patient; missing of a study.
        pub treatments_count: Option<u64>,
        /// The bundled indication that the scenario is or starts from; missing where there is none.
        pub indication: Option<&'static str>,
    }
}

/// A line of `--json`: one JSON object on standard error.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Line {
    /// `started`, `progress`, `finished`, `failed` or `warning`.
    pub event: &'static str,
    /// The file it is about; missing where it is about the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Of `finished` and `failed`: the status as in `batch.csv`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Of `progress`: share of all the work that is done, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Of `progress`: time left over the whole by the speed so far, seconds; missing while nothing is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_seconds: Option<f64>,
    /// Of `progress`: scenarios that have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<usize>,
    /// Of `progress`: all scenarios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<usize>,
    /// Of `finished`: digest of the results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Of `finished`: folder of the results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Of `failed` and `warning`: what is wrong or unusual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Finds out whether the table can be written, before anything is computed. Leaves only the folder.
///
/// # Errors
/// When the folder cannot be made, or no file can be written in it.
pub fn check_writable(out: &Path) -> Result<(), Error> {
    loose::check_writable(out, &[FILE])
}

/// Writes the table: all of it or nothing.
///
/// # Errors
/// When it cannot be written; what was there before stays.
pub fn write(out: &Path, rows: &[BatchRow]) -> Result<(), Error> {
    loose::write(out, &[(FILE, tables::csv(FILE, rows)?)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_a_cell_a_column_also_where_the_scenario_is_wrong() -> Result<(), Box<dyn std::error::Error>> {
        let wrong = BatchRow { file: "a, b.toml".into(), status: "wrong", ..BatchRow::default() };
        let done = BatchRow { seed: Some(u64::MAX), last_vas_points: Some(0.1 + 0.2), ..wrong.clone() };
        let bytes = tables::csv(FILE, &[wrong.clone(), done])?;
        let mut by_fields = csv::Writer::from_writer(Vec::new());
        by_fields.serialize(&wrong)?;
        assert!(bytes.starts_with(&by_fields.into_inner()?), "the heading is that of the fields");
        let rows = csv::Reader::from_reader(bytes.as_slice()).into_records().collect::<Result<Vec<_>, _>>()?;
        assert_eq!((&rows[0][0], &rows[0][3], &rows[0][5]), ("a, b.toml", "wrong", ""));
        assert_eq!((&rows[1][5], &rows[1][11]), ("18446744073709551615", "0.30000000000000004"));
        Ok(())
    }
}
