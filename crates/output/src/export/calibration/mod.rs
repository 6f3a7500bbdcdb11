//! All files of a calibration.
//!
//! `calibration.toml` is the set that was found, as a scenario that others extend; `calibration.json` everything that is
//! known of it; two tables say the same of parameters and rows.

mod rows;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::directory::ResultsFolder;
use super::manifest::{Manifest, Program};
use super::{Error, tables};
use admsc_scenario::language::{Phrase, english};
use admsc_study::calibration::{Calibration, Gain};

pub use rows::{ClinicalFitRow, ParameterRow, TriedRow, parameter_rows, row_rows, tried_rows};

/// The set as a scenario.
pub const SET: &str = "calibration.toml";
/// Everything.
pub const FILE: &str = "calibration.json";
/// A row a parameter.
pub const PARAMETERS: &str = "calibration-parameters.csv";
/// A row a clinical figure and rung.
pub const ROWS: &str = "calibration-rows.csv";

/// What a set of parameters is conditional on, said wherever it is shown.
pub const NOTE: Phrase = english(
    "Found at potency 1, the optimistic end; the potency that the rows allow is estimated afterwards, with these \
     values fixed. The priors are centred on values that were once fitted to the same figures: an interval as wide as \
     the prior means that the rows do not inform the parameter. Pain values are the proxy of a model, not a \
     measurement and not medical advice.",
);

/// What a set is laid over.
#[derive(Debug, Clone, Copy)]
pub enum Base<'a> {
    /// A bundled scenario, as `extends` names it.
    Bundled(&'a str),
    /// A user's own scenario: the whole of it with the set in place, because a results folder may not read another one.
    Whole(&'a str),
}

/// What a calibration was asked for.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// What calibrated.
    pub program: Program,
    /// Indication.
    pub indication: &'a str,
    /// What the set is laid over.
    pub base: Base<'a>,
    /// Table of clinical figures.
    pub table: &'a str,
    /// Seed.
    pub seed: u64,
    /// Patients of an evaluation and seed.
    pub patients: u32,
    /// The set, key and value as a scenario writes them.
    pub set: &'a [(String, String)],
}

/// The content of `calibration.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Version of the program.
    pub version: String,
    /// Git commit it was built from, or `unknown`.
    pub git_commit: String,
    /// What the set is conditional on.
    pub note: String,
    /// The indication.
    pub indication: String,
    /// The table of clinical figures.
    pub table: String,
    /// Seed of the virtual patients.
    pub seed: u64,
    /// Virtual patients of an evaluation and seed.
    pub patients_count: u64,
    /// Sets of parameters that were tried in the mean field.
    pub in_mean_field_count: u64,
    /// Fall of the misfit at the highest fidelity level at which both sets were evaluated.
    pub gain_misfit: f64,
    /// At most the Monte Carlo standard error of that fall: both sets are tried in the same virtual patients, and their
    /// errors are added as if they were not. 0 for equal sets.
    pub gain_error_misfit: f64,
    /// Whether the fall exceeds two such errors, and is thus more than chance.
    pub is_more_than_luck: bool,
    /// Rows with role fit that no bundled scenario represents, or to which too few patients contribute.
    pub left_out: Vec<String>,
    /// The free parameters.
    pub parameters: Vec<ParameterRow>,
    /// The clinical figures under the set before and the set found.
    pub rows: Vec<ClinicalFitRow>,
    /// Every set that was tried in the cell model, with its misfit.
    pub tried: Vec<TriedRow>,
}

/// Writes everything and gives the manifest as it was written.
///
/// # Errors
/// When something cannot be written.
pub fn write(
    folder: &ResultsFolder,
    about: About<'_>,
    calibration: &Calibration,
    rows: Vec<ClinicalFitRow>,
    parameters: Vec<ParameterRow>,
    manifest: Manifest,
) -> Result<Manifest, Error> {
    let mut staged = folder.stage()?;
    staged.write(SET, scenario(about).as_bytes())?;
    staged.write(PARAMETERS, &tables::csv(PARAMETERS, &parameters)?)?;
    staged.write(ROWS, &tables::csv(ROWS, &rows)?)?;
    let gain = calibration.gain().unwrap_or(Gain { misfit: 0.0, error: 0.0 });
    let document = Document {
        version: about.program.version.to_owned(),
        git_commit: about.program.git_commit.to_owned(),
        note: NOTE.in_english().to_owned(),
        indication: about.indication.to_owned(),
        table: about.table.to_owned(),
        seed: about.seed,
        patients_count: u64::from(about.patients),
        in_mean_field_count: calibration.in_mean_field as u64,
        gain_misfit: gain.misfit,
        gain_error_misfit: gain.error,
        is_more_than_luck: gain.is_more_than_luck(),
        left_out: calibration.left_out.clone(),
        parameters,
        rows,
        tried: tried_rows(calibration),
    };
    let refused = |error: serde_json::Error| Error::Format { file: FILE, reason: error.to_string() };
    let mut text = serde_json::to_vec_pretty(&document).map_err(refused)?;
    text.push(b'\n');
    staged.write(FILE, &text)?;
    folder.publish(staged, manifest)
}

/// A calibration that was written.
///
/// # Errors
/// When it cannot be read.
pub fn read(folder: &ResultsFolder) -> Result<Document, Error> {
    let path = folder.path().join(FILE);
    let bytes = std::fs::read(&path).map_err(Error::file(english("cannot read {path}: {reason}"), &path))?;
    serde_json::from_slice(&bytes).map_err(|error| Error::unreadable(&path, &error))
}

/// The set as a scenario.
fn scenario(about: About<'_>) -> String {
    let mut text = format!(
        "# Parameters calibrated for {} by admsc {}, seed {}, at potency 1.\n# To use them, write extends = \
         \"{SET}\" in a scenario in the same directory; calibration.json states how well the\n# figures determine \
         them.\n",
        about.indication, about.program.version, about.seed
    );
    let extends = match about.base {
        Base::Bundled(extends) => extends,
        Base::Whole(resolved) => return text + resolved,
    };
    text += &format!("format = 1\nextends = \"{extends}\"\n");
    let mut section = "";
    for (key, value) in about.set {
        let Some((of, name)) = key.split_once('.') else { continue };
        if of != section {
            text += &format!("\n[{of}]\n");
            section = of;
        }
        let plain = value.parse::<f64>().is_ok();
        text += &if plain { format!("{name} = {value}\n") } else { format!("{name} = \"{value}\"\n") };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_a_scenario_with_its_values() -> Result<(), Box<dyn std::error::Error>> {
        let set =
            [("drive.tnf", "0.79"), ("macrophage.m1_to_m2_rate_mediator", "0.2 1/day"), ("pain.gain", "10.4 points")];
        let set = set.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let about = About {
            program: Program { version: "0.1.0", git_commit: "unknown", build_hash: "" },
            indication: "discogenic",
            base: Base::Bundled("builtin:discogenic"),
            table: "t.csv",
            seed: 1,
            patients: 8,
            set: &set,
        };
        let read =
            admsc_scenario::reading::load_str(SET, &scenario(about), &[]).map_err(|errors| errors.to_string())?;
        let p = &read.setup.parameters;
        assert_eq!((p.drive.tnf, p.macrophage.m1_to_m2_rate_mediator, p.pain.gain), (0.79, 0.2, 10.4));
        let whole = scenario(About { base: Base::Whole(&read.resolved_toml), ..about });
        let again = admsc_scenario::reading::load_str(SET, &whole, &[]).map_err(|errors| errors.to_string())?;
        assert_eq!(again.setup, read.setup);
        Ok(())
    }
}
