//! All files of a study.

use serde::Serialize;

use super::directory::{ResultsFolder, Staged};
use super::manifest::Manifest;
use super::run::{Described, SCENARIO_FILE};
use super::{Error, summary, tables};
use admsc_model::observe::columns::Row;
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::reading::study::{Contrast, Point, Potency, Study};
use admsc_study::trial::design_rows::{power_rows, variance_rows};
use admsc_study::trial::tables::{PatientRow, arm_rows, difference_rows};
use admsc_study::trial::{Analysis, Curve, contrasts, points_rows};

/// Name of the table of patients.
pub const PATIENTS: &str = "patients.csv";
/// The same as Parquet.
pub const PATIENTS_PARQUET: &str = "patients.parquet";
/// Name of the table of arms.
pub const ARMS: &str = "arms.csv";
/// Name of the table of differences between arms.
pub const DIFFERENCES: &str = "differences.csv";
/// Name of the table of neighbouring points of a sweep.
pub const BETWEEN_POINTS: &str = "between-points.csv";
/// Name of the table of the power of smaller trials.
pub const POWER: &str = "power.csv";
/// Name of the table of variances under three designs.
pub const VARIANCES: &str = "variances.csv";
/// Name of the file of pain on every day.
pub const CURVES: &str = "curves.json";

/// What a study is and is not, said in every file that holds its results.
pub const NOTE: Phrase = english(
    "Virtual patients of a model: intervals show how much a figure depends on chance, not how far the model is from \
     real patients. Pain values are the proxy of a model, not a measurement and not medical advice.",
);

/// What is written of a study.
#[derive(Debug, Clone)]
pub struct Results {
    /// A row a patient, case and visit.
    pub patients: Vec<PatientRow>,
    /// Every figure of arms and differences.
    pub analysis: Analysis,
    /// Pain on every day; none for a sweep.
    pub curves: Vec<Curve>,
}

/// What `summary.json` holds of a study besides its heading.
#[derive(Serialize)]
struct Summary<'a> {
    arm_names: &'a [String],
    control: &'a str,
    contrasts: Vec<NamedContrast<'a>>,
    points: &'a [Point],
    potencies: &'a [Potency],
    #[serde(flatten)]
    analysis: &'a Analysis,
}

/// A contrast that is told first, by the names of its arms.
#[derive(Serialize)]
struct NamedContrast<'a> {
    arm: &'a str,
    against: &'a str,
    /// Whether it is the one that the study was made for.
    is_primary: bool,
}

fn named_contrasts(study: &Study) -> Vec<NamedContrast<'_>> {
    let contrasts = contrasts(study);
    let named = |told: &Contrast| NamedContrast {
        arm: &study.arms[told.arm],
        against: &study.arms[told.against],
        is_primary: contrasts.primary() == Some(*told),
    };
    contrasts.told.iter().map(named).collect()
}

/// Writes all files of a study and puts the folder into its place: all of them or none. `figures` adds what is drawn.
///
/// # Errors
/// When something cannot be written or drawn.
pub fn write<E: From<Error>>(
    folder: &ResultsFolder,
    about: Described<'_>,
    study: &Study,
    results: &Results,
    manifest: Manifest,
    figures: impl FnOnce(&mut Staged) -> Result<(), E>,
) -> Result<Manifest, E> {
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(PATIENTS, &tables::csv(PATIENTS, &results.patients)?)?;
    staged.write(PATIENTS_PARQUET, &tables::parquet(PATIENTS_PARQUET, &results.patients)?)?;
    staged.write(ARMS, &tables::csv(ARMS, &arm_rows(study, &results.analysis))?)?;
    staged.write(DIFFERENCES, &tables::csv(DIFFERENCES, &difference_rows(study, &results.analysis))?)?;
    write_some(&mut staged, BETWEEN_POINTS, &points_rows(study, &results.analysis))?;
    write_some(&mut staged, POWER, &power_rows(study, &results.analysis))?;
    write_some(&mut staged, VARIANCES, &variance_rows(study, &results.analysis))?;
    let summary = Summary {
        arm_names: &study.arms,
        control: &study.arms[study.control],
        contrasts: named_contrasts(study),
        points: &study.points,
        potencies: &study.potencies,
        analysis: &results.analysis,
    };
    staged.write(summary::FILE, &summary::encode(about, NOTE, &summary)?)?;
    if !results.curves.is_empty() {
        let refused = |error: serde_json::Error| Error::Format { file: CURVES, reason: error.to_string() };
        staged.write(CURVES, &serde_json::to_vec(&results.curves).map_err(refused)?)?;
    }
    figures(&mut staged)?;
    Ok(folder.publish(staged, manifest)?)
}

/// Writes a table that some studies have.
fn write_some<R: Row>(staged: &mut Staged, file: &'static str, rows: &[R]) -> Result<(), Error> {
    if rows.is_empty() { Ok(()) } else { staged.write(file, &tables::csv(file, rows)?) }
}
