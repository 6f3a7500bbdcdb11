//! The rows of the bench: `validation/mechanism_targets.csv`, published figures and our own bands for what no source gives a number.

use serde::{Deserialize, Serialize};

use super::Error;

const BUNDLED: &str = include_str!("../../../../validation/mechanism_targets.csv");

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Parameters may be fitted to it.
    Fit,
    /// Kept aside to check the model.
    Check,
    /// Decides nothing: nobody has opened the source.
    Shown,
    /// Decides nothing: a band that was written down before anybody ran it, of what no source measured.
    Predicted,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Target {
    /// Its name.
    pub id: String,
    /// What is done.
    pub experiment: String,
    /// What is measured.
    pub measure: String,
    /// Lower end of the band.
    pub low: f64,
    /// Upper end of the band.
    pub high: f64,
    /// How much it counts; 3 for those that must hold.
    pub weight: f64,
    /// Whether it must hold.
    #[serde(deserialize_with = "yes")]
    pub hard: bool,
    /// What it is for.
    pub role: Role,
    /// Whose band it is: that of a source, or ours.
    pub band_from: String,
    /// Species and tissue of the sources; empty where there is none.
    pub species: String,
    /// The sources; empty where there is none.
    pub source: String,
    /// How the figures of the sources were seen.
    pub confidence: String,
}

fn yes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(from)? == "yes")
}

impl Target {
    /// Whether a value lies in the band.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// All rows, in the order of the table.
///
/// # Errors
/// When the bundled table is wrong.
pub fn bundled() -> Result<Vec<Target>, Error> {
    let rows = csv::Reader::from_reader(BUNDLED.as_bytes()).into_deserialize().collect::<Result<Vec<Target>, _>>();
    rows.map_err(|error| Error::Scenario(format!("validation/mechanism_targets.csv: {error}")))
}
