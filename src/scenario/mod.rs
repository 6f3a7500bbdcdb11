//! Scenarios: TOML files in `format = 1` that say what is simulated.
//!
//! A scenario holds only what it is about; everything else comes from what it `extends` and from the evidence ledger.
//! Quantities carry their units. Reading collects every error with its place before it gives up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::evidence::ledger::{Ledger, from_values};
use crate::evidence::patient;
use crate::model::setup::Setup;

mod builtin;
mod course;
mod diagnostics;
mod dose;
mod files;
mod keys;
mod memory;
mod overrides;
mod parameters;
mod reading;
mod resolved;
mod schema;
mod tissue;
mod tree;

pub use builtin::BUILTIN;
pub use diagnostics::{Errors, Report};
pub use overrides::Override;
pub use schema::schema;

use diagnostics::{Log, Place};
use tree::{Node, Table};

/// The beginning of the user's own file: where something is missing rather than wrong.
const TOP: Place = Place { source: 0, span: 0..0 };

/// A scenario, ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name of the file without its extension.
    pub name: String,
    /// What is simulated, in one line.
    pub title: String,
    /// What the run is to answer; may be empty.
    pub question: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of the patient whose random numbers are used; 0 unless the scenario draws one.
    pub patient: u32,
    /// What is run.
    pub setup: Setup,
    /// Days of the table, ascending.
    pub visits_days: Vec<u32>,
    /// Whether cell tables are written at the visits.
    pub cells: bool,
    /// The whole scenario with every parameter, which reads back to the same setup.
    pub resolved_toml: String,
    /// What is possible but odd, with file and line.
    pub warnings: Vec<String>,
}

/// Reads a scenario file, what it extends, and overrides.
///
/// # Errors
/// All errors at once, each with its place.
pub fn load(path: &Path, overrides: &[Override]) -> Result<Scenario, Errors> {
    let name = path.file_stem().map_or_else(|| "scenario".into(), |stem| stem.to_string_lossy().into_owned());
    let mut log = Log::default();
    let table = files::read(&mut log, path);
    finish(log, &name, table, overrides)
}

/// Reads a scenario from a text, which can extend bundled scenarios only. `name` stands for the file's name.
///
/// # Errors
/// All errors at once, each with its place.
pub fn load_str(name: &str, text: &str, overrides: &[Override]) -> Result<Scenario, Errors> {
    let mut log = Log::default();
    let table = files::read_text(&mut log, name, text);
    let stem = Path::new(name).file_stem().map_or_else(|| name.into(), |stem| stem.to_string_lossy().into_owned());
    finish(log, &stem, table, overrides)
}

fn finish(mut log: Log, name: &str, table: Option<Table>, overrides: &[Override]) -> Result<Scenario, Errors> {
    let scenario = table.and_then(|mut table| {
        overrides::apply(&mut log, &mut table, overrides);
        interpret(&mut log, name, &table)
    });
    let (scenario, warnings) = log.close(scenario)?;
    Ok(Scenario { warnings, ..scenario })
}

/// A section, or an empty one. Something else in its place is noted.
fn section<'a>(log: &mut Log, root: &'a Table, name: &str) -> &'a Table {
    static EMPTY: Table = BTreeMap::new();
    match root.get(name) {
        Some(item) => reading::table(log, item, &format!("a section [{name}]")).unwrap_or(&EMPTY),
        None => &EMPTY,
    }
}

/// Tells known from unknown keys everywhere but in doses, which are checked where they are read.
fn check_keys(log: &mut Log, ledger: &Ledger, root: &Table) {
    keys::check(log, ledger, "", root);
    for name in keys::sections(ledger) {
        let table = section(log, root, name);
        keys::check(log, ledger, name, table);
    }
    if let Some(Node::Table(lesion)) = section(log, root, "tissue").get("lesion").map(|item| &item.node) {
        keys::check(log, ledger, "tissue.lesion", lesion);
    }
}

fn interpret(log: &mut Log, name: &str, root: &Table) -> Option<Scenario> {
    let ledger = match Ledger::bundled() {
        Ok(ledger) => ledger,
        Err(error) => {
            log.error_without_place(error.to_string(), "a ledger that fits this version");
            return None;
        }
    };
    check_keys(log, &ledger, root);
    let given = parameters::read(log, &ledger, root);
    let course = course::read(log, root);
    let window = tissue::read(log, root);
    let context = dose::Context {
        window: window.as_ref(),
        body_weight: given.value("patient.body_weight"),
        horizon_days: course.horizon_days,
        tick_minutes: course.cadence.tick_minutes,
    };
    let doses = dose::read(log, &ledger, root, context);
    let words = |log: &mut Log, key: &str, default: &str| match root.get(key) {
        Some(item) => reading::text(log, item, "a string").map(str::to_string),
        None => Some(default.to_string()),
    };
    let (title, question) = (words(log, "title", name), words(log, "question", ""));
    let seed = match root.get("seed") {
        Some(item) => reading::integer(log, item, "seed", 0, u64::MAX),
        None => Some(1),
    };
    let cells = section(log, root, "output").get("cells").is_some_and(|item| reading::truth(log, item) == Some(true));
    let (window, parameters) = (window?, from_values(&given.values).ok()?);
    check_nerve(log, &given, &window);
    let setup = Setup {
        grid: window.grid,
        lesion: window.lesion,
        nerve: window.nerve,
        parameters,
        start: course.start,
        doses,
        cadence: course.cadence,
        horizon_days: course.horizon_days,
        baseline_days: course.baseline_days,
    };
    memory::cells_fit(log, &setup, root.get("dose").map(|item| &item.key));
    let (patient, setup) = draw_patient(log, &ledger, root, &given, setup, seed?)?;
    let mut scenario = Scenario {
        name: name.to_string(),
        title: title?,
        question: question?,
        seed: seed?,
        patient,
        setup,
        visits_days: course.visits_days,
        cells,
        resolved_toml: String::new(),
        warnings: Vec::new(),
    };
    scenario.resolved_toml = resolved::write(&ledger, &scenario)?;
    Some(scenario)
}

/// A share of pain from a nerve needs a nerve.
fn check_nerve(log: &mut Log, given: &parameters::Given, window: &tissue::Window) {
    let share = given.value("pain.nerve_share");
    if share > 0.0 && window.nerve.is_none() {
        let place = given.places.get("pain.nerve_share").unwrap_or(&TOP);
        log.error(place, format!("pain.nerve_share is {share}, but there is no nerve"), "expected [nerve], or 0");
    }
}

/// The virtual patient that the scenario asks for, or the mean patient.
fn draw_patient(
    log: &mut Log,
    ledger: &Ledger,
    root: &Table,
    given: &parameters::Given,
    setup: Setup,
    seed: u64,
) -> Option<(u32, Setup)> {
    let table = section(log, root, "patient");
    let draw = table.get("draw").is_none_or(|item| reading::truth(log, item) != Some(false));
    let Some(item) = table.get("number") else {
        return Some((0, setup));
    };
    let number = reading::integer(log, item, "patient.number", 0, u64::from(u32::MAX))? as u32;
    if !draw || log.has_errors() {
        return Some((number, setup));
    }
    let fixed: BTreeSet<String> = given.places.keys().filter(|key| key.starts_with("patient.")).cloned().collect();
    match patient::draw(ledger, &setup, &fixed, seed, number) {
        Ok(setup) => Some((number, setup)),
        Err(error) => {
            log.error(&item.place, error.to_string(), "expected a patient that can be drawn");
            None
        }
    }
}
