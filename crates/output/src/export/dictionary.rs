//! The data dictionary: what every column, array and key of the results is. It is made from the descriptions that the
//! writers use; `docs/output.md` is written from it.

use std::fmt::Write;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::batch::{self, BatchRow};
use super::calibration::{self, ClinicalFitRow, ParameterRow};
use super::lives::{self, LifeRow};
use super::manifest::Manifest;
use super::replicates::{self, ReplicateRow};
use super::validation::{self, CheckRow, ClinicalRow};
use super::visits::{ARRAYS, MAP_SHAPE, field_columns};
use super::{explanation, manifest, sensitivity, study, summary, timeseries, vtk};
use admsc_model::observe::Sample;
use admsc_model::observe::axons::{self, AxonRow};
use admsc_model::observe::cells::{self, Cell};
use admsc_model::observe::columns::{Column, Form, Row};
use admsc_model::observe::fields::COLUMNS;
use admsc_study::explanation::Explanation;
use admsc_study::explanation::attribution::{Combination, Confirmation, TimeCost};
use admsc_study::explanation::clock::Pace;
use admsc_study::explanation::knock_outs::KnockOutRow;
use admsc_study::explanation::persistence::PathRow;
use admsc_study::sensitivity::tables::{MorrisRow, SobolRow};
use admsc_study::spread::ReplicatesSummary;
use admsc_study::trial::PointsTableRow;
use admsc_study::trial::design_rows::{PowerRow, VarianceRow};
use admsc_study::trial::tables::{ArmTableRow, DifferenceTableRow, PatientRow};

/// What a column, an array or a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name; of a key in a key, with all names joined by dots, and `[]` after one that holds a list.
    pub name: String,
    /// Type, or the shape of an array of numbers.
    pub form: String,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// What it is, as a sentence.
    pub meaning: String,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Names of the files; DDDDD stands for the day.
    pub files: Vec<&'static str>,
    /// What one row or one element is.
    pub about: &'static str,
    /// Its columns, arrays or keys in their order.
    pub entries: Vec<Entry>,
}

/// `summary.json` of an explanation, told apart from that of a run by its folder.
pub const EXPLAINED: &str = "explain/<scenario>/<hash>/summary.json";

/// `summary.json` of replicates, told apart from that of a run by what it holds.
pub const REPLICATED: &str = "summary.json of replicates";

/// Ends of names and the units that they stand for.
const UNITS: [(&str, &str); 16] = [
    ("_ng_per_ml", "ng/mL"),
    ("_days", "d"),
    ("_day", "d"),
    ("_seconds", "s"),
    ("_um", "µm"),
    ("_points", "points of 0 to 10"),
    ("_points_squared", "squared points of 0 to 10"),
    ("_fraction", "0 to 1"),
    ("_share", "0 to 1"),
    ("_cosine", "−1 to 1"),
    ("_cells", "cells"),
    ("_kg", "kg"),
    ("_as_fast", "times"),
    ("_value", "unit given in the row"),
    ("_figure", "points of 0 to 10, or a share 0 to 1"),
    ("_misfit", "−2 log-likelihood"),
];

/// The unit that a name ends in; empty where it ends in none. The score of disease activity has a scale of its own.
pub fn unit(name: &str) -> &'static str {
    if name.starts_with("das28") {
        return "DAS28-CRP, about 1 to 9";
    }
    UNITS.iter().find(|(end, _)| name.ends_with(end) || name == &end[1..]).map_or("", |(_, unit)| unit)
}

/// All files with columns, arrays or keys.
pub fn files() -> Vec<Described> {
    vec![
        table(
            &[timeseries::FILE, timeseries::PARQUET_FILE],
            "One row per day. Means are taken over the lesion, counts over the window.",
            Sample::COLUMNS,
        ),
        json(
            summary::FILE,
            "The run in a few numbers.",
            schema::<summary::Document<'static, admsc_study::summary::Summary>>(),
        ),
        table(&[lives::FILE], "Of a run that shows several lives: one row per life and day.", LifeRow::COLUMNS),
        table(&[replicates::FILE], "Of replicates: one row per replicate and visit.", ReplicateRow::COLUMNS),
        json(
            REPLICATED,
            "Of replicates: all of them in a few numbers. Values over replicates are objects with their mean, standard \
             deviation, median, lowest and highest value, 95 % intervals of mean and median, and, of at least 20, the \
             values below which 5 % and 95 % lie.",
            schema::<summary::Document<'static, ReplicatesSummary>>(),
        ),
        table(&["cells.csv", "cells.parquet"], "One row per cell and visit.", Cell::COLUMNS),
        table(&["axons.csv", "axons.parquet"], "One row per axon and visit.", AxonRow::COLUMNS),
        table(&["fields.parquet"], "One row per voxel and visit.", &field_columns()),
        arrays(),
        of_vtk(
            "vtk/cells-day-DDDDD.vtp",
            "PolyData: one point per cell, with this point data.",
            Cell::COLUMNS,
            &cells::STATES,
        ),
        of_vtk(
            "vtk/axons-day-DDDDD.vtp",
            "PolyData: one line per axon, from the window's proximal wall to its front, with this cell data.",
            AxonRow::COLUMNS,
            &axons::STATES,
        ),
        of_vtk("vtk/fields-day-DDDDD.vti", "ImageData: the voxels, with this cell data.", &COLUMNS, &[]),
        json(manifest::FILE, "What was computed, by which code.", schema::<Manifest>()),
        table(
            &[study::PATIENTS, study::PATIENTS_PARQUET],
            "Of a study: one row per patient, case and visit.",
            PatientRow::COLUMNS,
        ),
        table(&[study::ARMS], "Of a study: one row per arm and visit.", ArmTableRow::COLUMNS),
        table(
            &[study::DIFFERENCES],
            "Of a study: one row per arm, comparison arm and visit.",
            DifferenceTableRow::COLUMNS,
        ),
        table(
            &[study::BETWEEN_POINTS],
            "Of a study with a sweep: one row per pair of neighbouring points and visit after day 0.",
            PointsTableRow::COLUMNS,
        ),
        table(
            &[study::POWER],
            "Of a study with `power_for`: one row per arm, comparison arm, visit and size of trial.",
            PowerRow::COLUMNS,
        ),
        table(
            &[study::VARIANCES],
            "Of a study with `other_draws`: one row per arm, comparison arm and visit.",
            VarianceRow::COLUMNS,
        ),
        table(
            &[sensitivity::MORRIS],
            "Of a sensitivity analysis: one row per outcome, day and parameter, the most influential first.",
            MorrisRow::COLUMNS,
        ),
        table(
            &[sensitivity::SOBOL],
            "Of a sensitivity analysis: one row per outcome, day and parameter, the largest total index first.",
            SobolRow::COLUMNS,
        ),
        table(
            &[validation::CHECKS],
            "Of `admsc validate`: one row per check. Values are in the unit of the column `unit`.",
            CheckRow::COLUMNS,
        ),
        table(
            &[validation::CLINICAL],
            "Of `admsc validate`: one row per published figure, in points of 0 to 10 or as a share.",
            ClinicalRow::COLUMNS,
        ),
        table(&[batch::FILE], "One row per scenario of a batch, in the order of the files.", BatchRow::COLUMNS),
        table(&[calibration::PARAMETERS], "Of a calibration: one row per free parameter.", ParameterRow::COLUMNS),
        table(
            &[calibration::ROWS],
            "Of a calibration: one row per clinical figure and fidelity level at which both sets were tried.",
            ClinicalFitRow::COLUMNS,
        ),
        json(calibration::FILE, "Of a calibration: all its inputs and results.", schema::<calibration::Document>()),
        json(
            EXPLAINED,
            "Of `admsc explain`, in the directory of an explanation: everything but the combinations and the path.",
            schema::<summary::Document<'static, Explanation>>(),
        ),
        table(&[explanation::CLOCK], "Of `admsc explain`: one row per process.", Pace::COLUMNS),
        table(&[explanation::KNOCK_OUTS], "Of `admsc explain`: one row per knock-out and visit.", KnockOutRow::COLUMNS),
        table(
            &[explanation::TIME_COSTS],
            "Of `admsc explain`: one row per model and group of processes, and one each for the rest and the whole; the cell model first.",
            TimeCost::COLUMNS,
        ),
        table(
            &[explanation::COMBINATIONS],
            "Of `admsc explain`: one row per model and combination of faster groups; the cell model first.",
            Combination::COLUMNS,
        ),
        table(
            &[explanation::CONFIRMATIONS],
            "Of `admsc explain`: one row per group, in the patients whose pain halves in both models.",
            Confirmation::COLUMNS,
        ),
        table(&[explanation::PATH], "Of `admsc explain`: one row per day of the scenario's patient.", PathRow::COLUMNS),
        json("--json", "One line of progress on standard error.", schema::<batch::Line>()),
    ]
}

fn table(files: &[&'static str], about: &'static str, columns: &[Column]) -> Described {
    let entry = |column: &Column| {
        let form = match column.form {
            Form::Float => "float64",
            Form::Whole => "int64",
            Form::Text => "text",
        };
        let missing = if column.optional { ", may be missing" } else { "" };
        Entry { form: format!("{form}{missing}"), ..entry(column.name, column.meaning) }
    };
    Described { files: files.to_vec(), about, entries: columns.iter().map(entry).collect() }
}

fn entry(name: &str, meaning: &str) -> Entry {
    let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if meaning.ends_with(['.', '?']) || meaning.is_empty() { "" } else { "." };
    Entry { name: name.to_owned(), form: String::new(), unit: unit(name), meaning: meaning + end }
}

fn arrays() -> Described {
    let about = ARRAYS.iter().map(|(name, shape, meaning)| Entry { form: (*shape).to_owned(), ..entry(name, meaning) });
    let maps = COLUMNS.iter().map(|column| Entry { form: MAP_SHAPE.to_owned(), ..entry(column.name, column.meaning) });
    let entries = about.chain(maps).collect();
    Described { files: vec!["fields.npz"], about: "Arrays of float64, with their shapes.", entries }
}

fn of_vtk(file: &'static str, about: &'static str, columns: &[Column], states: &[&str]) -> Described {
    let entries = columns.iter().filter_map(|column| {
        let (name, form) = vtk::array_of(column)?;
        let codes: Vec<String> = states.iter().enumerate().map(|(code, state)| format!("{code} `{state}`")).collect();
        let meaning = match (name, column.optional, column.form) {
            ("state_code", ..) => format!("The state: {}.", codes.join(", ")),
            ("lineage", ..) => format!("{} Here as a number.", entry(name, column.meaning).meaning),
            (_, true, Form::Float) => format!("{} NaN where it is missing.", entry(name, column.meaning).meaning),
            (_, true, _) => format!("{} −1 where it is missing.", entry(name, column.meaning).meaning),
            _ => column.meaning.to_owned(),
        };
        Some(Entry { form: form.to_owned(), ..entry(name, &meaning) })
    });
    Described { files: vec![file], about, entries: entries.collect() }
}

/// What a type is written as.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}

fn json(file: &'static str, about: &'static str, schema: Value) -> Described {
    let mut entries = Vec::new();
    keys(&schema, &schema, "", &mut entries);
    Described { files: vec![file], about, entries }
}

/// Adds the keys of a JSON object, and after each those of the objects in it.
fn keys(root: &Value, object: &Value, path: &str, entries: &mut Vec<Entry>) {
    let empty = Map::new();
    for (name, key) in object["properties"].as_object().unwrap_or(&empty) {
        let types: Vec<&str> = match &key["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let required = object["required"].as_array().is_some_and(|keys| keys.iter().any(|key| key == name));
        let form = types.iter().copied().filter(|form| *form != "null").collect::<Vec<_>>().join(" or ");
        let missing = match (types.contains(&"null"), required) {
            (true, true) => ", may be null",
            (_, false) => ", may be missing",
            _ => "",
        };
        let below = key["items"]["$ref"].as_str();
        let list = if key["type"] == "array" { "[]" } else { "" };
        let named = format!("{path}{name}{list}");
        let described = entry(name, key["description"].as_str().unwrap_or_default());
        entries.push(Entry { name: named.clone(), form: format!("{form}{missing}"), ..described });
        if let Some(inner) = below.and_then(|target| root.pointer(target.trim_start_matches('#'))) {
            keys(root, inner, &format!("{named}."), entries);
        }
    }
}

/// The dictionary as Markdown, a table a file.
pub fn markdown() -> String {
    let mut text = String::new();
    for Described { files, about, entries } in files() {
        let names: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "\n### {}\n\n{about}\n\n| name | type | unit | meaning |\n|---|---|---|---|\n",
            names.join(", ")
        );
        for Entry { name, form, unit, meaning } in entries {
            let _ = writeln!(text, "| `{name}` | {form} | {unit} | {meaning} |");
        }
    }
    text + "\n"
}
