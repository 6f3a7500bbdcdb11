//! Files of a validation: its checks, its clinical rows, all of it as JSON, and work that is kept for the next time.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Error;
use super::sealed::SealedFolder;
use admsc_model::observe::columns::table;
use admsc_study::clinical::verdict::{Judged, Judgement};
use admsc_study::validation::{Check, clinical_word};

/// Name of the folder of kept pieces under that for results.
pub const PIECES: &str = ".pieces";

/// Name of the table of checks.
pub const CHECKS: &str = "checks.csv";
/// Name of the table of clinical rows.
pub const CLINICAL: &str = "clinical.csv";
/// Name of the whole validation as JSON.
pub const JSON: &str = "validation.json";
/// Name of the page.
pub const PAGE: &str = "validation";

table! {
    /// A check.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct CheckRow {
        /// Part of the design.
        pub part: String,
        /// What is measured.
        pub check: String,
        /// Unit of the values.
        pub unit: String,
        /// Lower end of the range in which the value is expected.
        pub expected_low_value: Option<f64>,
        /// Upper end of it.
        pub expected_high_value: Option<f64>,
        /// What is expected, in words.
        pub expected: String,
        /// What the model gives.
        pub found_value: Option<f64>,
        /// Lower end of its interval (95 %; of equivalence 90 %).
        pub found_low_value: Option<f64>,
        /// Upper end of it.
        pub found_high_value: Option<f64>,
        /// Number of patients, runs or seeds.
        pub patients_count: Option<u64>,
        /// `must-hold` or `reported`.
        pub duty: String,
        /// `pass`, `miss`, `undecided` or `reported`.
        pub verdict: String,
        /// Further remarks.
        pub note: String,
    }
}

table! {
    /// A published figure and the model's.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct ClinicalRow {
        /// Name of the row in `validation/clinical_targets.csv`.
        pub id: String,
        /// Indication, and after a `/` its variant.
        pub indication: String,
        /// Study.
        pub study: String,
        /// What was given.
        pub product: String,
        /// What the patients knew.
        pub observer: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// What is estimated.
        pub estimator: String,
        /// `fit` or `check`.
        pub role: String,
        /// `yes` where its patients also gave another figure of role `fit`.
        pub shares_patients_with_fit: String,
        /// Published figure.
        pub published_value: f64,
        /// Lower end of its interval.
        pub published_low_value: f64,
        /// Upper end of it.
        pub published_high_value: f64,
        /// Number of patients of the published figure.
        pub published_patients_count: Option<u64>,
        /// The common potency at which the row is judged.
        pub potency_fraction: Option<f64>,
        /// The model's figure there.
        pub model_value: Option<f64>,
        /// Lower end of its interval.
        pub model_low_value: Option<f64>,
        /// Upper end of it.
        pub model_high_value: Option<f64>,
        /// Number of virtual patients.
        pub model_patients_count: Option<u64>,
        /// r50 of the arm at that visit and potency, beside a figure in points.
        pub model_r50_fraction: Option<f64>,
        /// The model's figure without any effect of the cells.
        pub model_at_potency_0_value: Option<f64>,
        /// At potency 0.1.
        pub model_at_potency_0_1_value: Option<f64>,
        /// At potency 0.3.
        pub model_at_potency_0_3_value: Option<f64>,
        /// At potency 1.
        pub model_at_potency_1_value: Option<f64>,
        /// Figure of inert cells: potency 0, the same observer.
        pub inert_value: Option<f64>,
        /// The same where patients who know that they got cells report 1.0 points less pain.
        pub inert_excess_1_0_value: Option<f64>,
        /// The same with 1.4 points.
        pub inert_excess_1_4_value: Option<f64>,
        /// The same with 2.0 points.
        pub inert_excess_2_0_value: Option<f64>,
        /// `pass`, `miss`, `uninformative`, `undecided` (too few virtual patients) or `not run`.
        pub verdict: String,
        /// `yes` where more virtual patients could hardly change the verdict.
        pub is_settled: String,
        /// Lower end of the 95 % interval of `model_r50_fraction`.
        pub model_r50_low_fraction: Option<f64>,
        /// Upper end.
        pub model_r50_high_fraction: Option<f64>,
    }
}

/// Checks that take long, as they were found the last time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// When.
    pub date: String,
    /// By which version of the program.
    pub version: String,
    /// And by which commit of it.
    pub git_commit: String,
    /// Hash of the code; empty where an earlier version did not say it.
    #[serde(default)]
    pub build: String,
    /// The checks.
    pub checks: Vec<Check>,
}

/// Checks as CSV.
///
/// # Errors
/// When a row cannot be encoded.
pub fn checks_csv(checks: &[Check]) -> Result<Vec<u8>, Error> {
    csv_of(CHECKS, checks.iter().map(check_row))
}

/// Clinical rows as CSV; verdicts of `few` patients that more could change are undecided.
///
/// # Errors
/// When a row cannot be encoded.
pub fn clinical_csv(judgement: &Judgement, few: bool) -> Result<Vec<u8>, Error> {
    csv_of(CLINICAL, judgement.rows.iter().map(|row| clinical_row(row, few)))
}

fn csv_of(file: &'static str, rows: impl Iterator<Item = impl Serialize>) -> Result<Vec<u8>, Error> {
    let refused = |error: &dyn std::fmt::Display| Error::Format { file, reason: error.to_string() };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| refused(&error))?;
    }
    writer.into_inner().map_err(|error| refused(&error))
}

fn check_row(check: &Check) -> CheckRow {
    CheckRow {
        part: check.part.title().in_english().to_owned(),
        check: check.what.clone(),
        unit: check.unit.clone(),
        expected_low_value: check.expected.low,
        expected_high_value: check.expected.high,
        expected: check.expected.words(),
        found_value: Some(check.found.value).filter(|value| value.is_finite()),
        found_low_value: check.found.low,
        found_high_value: check.found.high,
        patients_count: check.found.n,
        duty: if check.must_hold { "must-hold" } else { "reported" }.to_owned(),
        verdict: check.verdict.word().to_lowercase(),
        note: check.note.clone(),
    }
}

fn clinical_row(row: &Judged, few: bool) -> ClinicalRow {
    let (target, judged) = (&row.target, row.judged_at);
    let [inert, inert_1_0, inert_1_4, inert_2_0] = row.inert.map(|estimate| estimate.map(|estimate| estimate.value));
    let at = |potency: f64| row.shown_at(potency).map(|met| met.estimate.value);
    ClinicalRow {
        id: target.id.clone(),
        indication: target.indication.clone(),
        study: target.study.clone(),
        product: target.product.clone(),
        observer: observer_name(target.observer).to_owned(),
        visit_days: u64::from(target.visit_day),
        estimator: target.estimator.name().to_owned(),
        role: target.role.name().to_owned(),
        shares_patients_with_fit: if row.shares_patients_with_fit { "yes" } else { "no" }.to_owned(),
        published_value: target.value,
        published_low_value: target.low,
        published_high_value: target.high,
        published_patients_count: target.n.map(u64::from),
        potency_fraction: judged.and_then(|met| met.potency),
        model_value: judged.map(|met| met.estimate.value),
        model_low_value: judged.map(|met| met.estimate.low),
        model_high_value: judged.map(|met| met.estimate.high),
        model_patients_count: judged.map(|met| met.estimate.n as u64),
        model_r50_fraction: row.r50.map(|r50| r50.value),
        model_at_potency_0_value: at(0.0),
        model_at_potency_0_1_value: at(0.1),
        model_at_potency_0_3_value: at(0.3),
        model_at_potency_1_value: at(1.0),
        inert_value: inert,
        inert_excess_1_0_value: inert_1_0,
        inert_excess_1_4_value: inert_1_4,
        inert_excess_2_0_value: inert_2_0,
        verdict: clinical_word(row, few).to_lowercase(),
        is_settled: if row.is_settled { "yes" } else { "no" }.to_owned(),
        model_r50_low_fraction: row.r50.map(|r50| r50.low),
        model_r50_high_fraction: row.r50.map(|r50| r50.high),
    }
}

/// What patients know, in words.
pub fn observer_name(mode: admsc_scenario::observer::Mode) -> &'static str {
    use admsc_scenario::observer::Mode;
    match mode {
        Mode::None => "none",
        Mode::Untreated => "untreated",
        Mode::Open => "open",
        Mode::ShamBlinded => "sham-blinded",
    }
}

/// Finished pieces of work of one validation.
#[derive(Debug, Clone)]
pub struct Pieces(SealedFolder);

impl Pieces {
    /// Under an output folder.
    pub fn under(out: &Path) -> Self {
        Self(SealedFolder::new(out.join(PIECES), b"admscvl1"))
    }

    /// A piece; nothing if it is not there whole.
    pub fn load<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        self.0.load(key).and_then(|bytes| postcard::from_bytes(&bytes).ok())
    }

    /// Keeps a piece. What cannot be kept is computed again.
    pub fn keep<T: Serialize>(&self, key: &str, piece: &T) {
        if let Ok(bytes) = postcard::to_stdvec(piece) {
            let _ = self.0.keep(key, &bytes);
        }
    }
}

/// The last results of a long part, `OUT/<part>.json`; nothing where there are none.
pub fn last(out: &Path, part: &str) -> Option<Kept> {
    serde_json::from_slice(&std::fs::read(out.join(format!("{part}.json"))).ok()?).ok()
}

/// A value as JSON.
///
/// # Errors
/// When a number has no form in JSON.
pub fn json(file: &'static str, value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let refused = |error: serde_json::Error| Error::Format { file, reason: error.to_string() };
    let mut text = serde_json::to_vec_pretty(value).map_err(refused)?;
    text.push(b'\n');
    Ok(text)
}
