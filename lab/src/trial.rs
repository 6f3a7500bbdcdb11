//! A small trial: the dose of the settings against sham, in patients who are drawn, with an observer who blinds them. Patients may be computed anywhere and in any
//! order; together they come to the digest of `admsc run` of the same study.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::settings::{Route, Settings, months};
use super::told::in_both;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::study::Study;
use admsc_scenario::units::needed::needed;
use admsc_scenario::units::sign;
use admsc_study::trial::tables::{PatientRow, patient_rows};
use admsc_study::trial::{
    BlockStore, DifferenceRow, EnrolledPatient, Error, PATIENTS_PER_BLOCK, PreparedStudy, analyse, digest, members,
};
use serde_json::{Value, json};

/// Most patients of a trial on a page.
pub const MOST: u32 = 60;
/// Places of the arms.
const SHAM: usize = 0;
const CELLS: usize = 1;

/// The study of settings, as a scenario without comments; nothing where they give no cells to compare.
pub fn scenario(settings: &Settings, patients: u32, seed: u32) -> Option<String> {
    let dose = settings.dose();
    if settings.cells == 0 || settings.route == Route::Sham {
        return None;
    }
    let sham = Settings { route: Route::Sham, ..settings.clone() }.dose();
    let title = |language: Language| {
        language.say(
            english("Lab: a trial of {patients} patients, {patient}; {dose} or sham")
                .with("patients", patients)
                .with_said("patient", settings.preset.said)
                .with_said("dose", settings.said_dose()),
        )
    };
    let visits = ["1 month", "3 months", "6 months", "12 months", "24 months"];
    let due = visits.iter().filter(|visit| {
        let number: u32 = visit.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX);
        number < settings.months
    });
    let due: Vec<String> = due.map(|visit| format!("\"{visit}\"")).collect();
    let replaced: Vec<String> = settings
        .scenario()
        .lines()
        .filter(|line| {
            !["title", "translation", "seed", "lives", "dose", "patient.potency", "patient.number"]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .map(str::to_owned)
        .collect();
    Some(format!(
        "{}\ntitle = \"{}\"\ntranslation.ja.title = \"{}\"\ntranslation.ja.arms = {{ sham = \"偽処置\", cells = \"細胞\" }}\n\
         population = {{ n = {patients}, seed = {seed} }}\n\
         trial = {{ observer = \"sham-blinded\", potency = [{}], visits = [\"0 d\", {}, \"{} months\"] }}\n\
         arm = [{{ name = \"sham\", dose = {sham} }}, {{ name = \"cells\", dose = {dose} }}]\n",
        replaced.join("\n"),
        title(Language::English),
        title(Language::Japanese),
        settings.potency_fraction(),
        due.join(", "),
        settings.months,
    ))
}

/// One patient in both arms.
///
/// # Errors
/// As of a study.
pub fn patient(study: &Study, place: u32) -> Result<EnrolledPatient, Error> {
    EnrolledPatient::live(&PreparedStudy::new(study)?, place)
}

/// Blocks of patients that are all there.
#[derive(Default)]
struct Blocks(Mutex<BTreeMap<u32, Vec<u8>>>);

impl BlockStore for Blocks {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.0.lock().ok()?.get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().map_err(|error| error.to_string())?.insert(block, bytes.to_vec());
        Ok(())
    }
}

/// What a trial has come to, with all its patients in the order of their places; the dots alone while some are missing.
///
/// # Errors
/// As of a study.
pub fn result(study: &Study, patients: &[EnrolledPatient]) -> Result<Value, Error> {
    let people = &PreparedStudy::new(study)?;
    let last = study.trial.visits_days.last().copied().unwrap_or_default();
    if patients.len() < study.population.patients as usize {
        let rows = patient_rows(people, patients.iter().cloned().map(Ok))?;
        let arms = [SHAM, CELLS].map(|arm| json!({ "dots": dots(&rows, &study.arms[arm], last) }));
        return Ok(json!({ "arms": arms }));
    }
    let store = Blocks::default();
    for (block, members) in (0..).zip(patients.chunks(PATIENTS_PER_BLOCK as usize)) {
        let bytes = postcard::to_stdvec(members).map_err(|error| Error::Store(error.to_string()))?;
        store.keep(block, &bytes).map_err(Error::Store)?;
    }
    let analysis = analyse(people, members(people, &store)?)?;
    let rows = patient_rows(people, members(people, &store)?)?;
    let digest = digest(people, &store, &rows, &analysis)?;
    let arms = [SHAM, CELLS].map(|arm| {
        let found = analysis.arms.iter().find(|row| row.which.arm == arm && row.which.day == last);
        let r50 = found.and_then(|row| row.r50);
        json!({
            "dots": dots(&rows, &study.arms[arm], last),
            "name": { "en": study.arms[arm].clone(), "ja": if arm == SHAM { "偽処置" } else { "細胞" } },
            "change": found.and_then(|row| row.change).map(|change| change.mean),
            "said": r50.map(|share| in_both(&english("half of the pain gone: {hits} of {n}").with("hits", share.hits).with("n", share.n))),
        })
    });
    let difference = analysis.differences.iter().find(|row| row.which.arm == CELLS && row.which.day == last);
    Ok(json!({
        "digest": digest, "arms": arms, "screened": analysis.screened,
        "interval": difference.and_then(|row| row.r50_unpaired.as_ref()).map(|found| [found.difference, found.low, found.high]),
        "said": difference.map_or_else(Vec::new, |row| told(row, last)),
    }))
}

/// A dot a patient: its number, its change, and whether half of the pain is gone.
fn dots(rows: &[PatientRow], arm: &str, day: u32) -> Vec<Value> {
    let mine = rows.iter().filter(|row| row.arm == arm && row.visit_days == u64::from(day));
    let change = |row: &PatientRow| row.reported_vas_points.map(|points| points - row.baseline_reported_vas_points);
    mine.map(
        |row| json!({ "number": row.patient_number, "change": change(row), "shown": change(row).map(|change| sign::signed(change, 1)), "responds": row.responder_50 == Some(1) }),
    )
    .collect()
}

/// What the last visit says.
fn told(row: &DifferenceRow, day: u32) -> Vec<Value> {
    let mut said: Vec<Message> = Vec::new();
    if let Some(found) = &row.r50_unpaired {
        let points = |share: f64| sign::signed(100.0 * share, 0);
        said.push(
            english("At {months}, share of patients with half of the pain gone, cells minus sham: {difference} percentage points (95 % interval {low} to {high}).")
                .with_said("months", months((f64::from(day) / 30.4).round() as u32))
                .with("difference", points(found.difference))
                .with("low", points(found.low))
                .with("high", points(found.high)),
        );
    }
    if let Some(found) = row.unpaired {
        said.push(
            english("Change of reported pain, cells minus sham: {difference} points ({low} to {high}).")
                .with("difference", sign::signed(found.difference, 1))
                .with("low", sign::signed(found.low, 1))
                .with("high", sign::signed(found.high, 1)),
        );
        let includes = found.low <= 0.0 && found.high >= 0.0;
        said.push(if includes {
            english("The interval includes no difference: a trial of this size does not tell this treatment from sham.")
                .into()
        } else {
            english("The interval excludes no difference. Another trial of this size may find otherwise.").into()
        });
    }
    if let Some(number) = &row.number_needed {
        said.push(
            english("Patients to treat for one more with half of the pain gone: {number}.")
                .with_said("number", needed(number)),
        );
    }
    said.iter().map(in_both).collect()
}
