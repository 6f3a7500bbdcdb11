//! The scenarios that are mutated, each made so short that it takes a fraction of a second.

use std::error::Error;
use std::path::Path;

use admsc_sim::scenario::{Scenario, load, load_str};
use toml::{Table, Value};

/// Folders of scenarios.
const FOLDERS: [&str; 5] = ["scenarios", "scenarios/indications", "scenarios/studies", "examples", "validation"];

/// Small ones beside those that are shipped: a block, a nerve, a person who is drawn, every key of a dose.
const SMALL: [(&str, &str); 3] = [
    (
        "a block",
        r#"format = 1
        extends = "builtin:discogenic"
        tissue.window = ["0.8 mm", "0.8 mm", "0.4 mm"]
        tissue.lesion = { from = ["0.4 mm"], to = ["0.8 mm"] }
        dose = [{ at = "0 d", cells = 18e6, site = { at = ["0.2 mm", "0.4 mm", "0.2 mm"] } }]"#,
    ),
    (
        "a drawn person",
        r#"format = 1
        extends = "builtin:neuropathic"
        seed = 7
        patient = { number = 3, age = "61 y" }
        dose = [
            { at = "0 d", cells_per_kg = 1e6, route = "vein", repeat = 1, every = "2 d" },
            { at = "1 d", cells = 70e6, preparation = "medium" },
        ]"#,
    ),
    (
        "a trial with a sweep",
        r#"format = 1
        extends = "builtin:neuropathic"
        spread = { "pain.gain" = "normal sd 0.5 points", "macrophage.loss_rate" = "fixed" }
        population = { n = 2, seed = 5, correlations = [{ keys = ["drive.tnf", "drive.damage"], r = 0.5 }] }
        trial.potency = ["optimistic", 0.2]
        trial.observer = "sham-blinded"
        trial.allocation = "parallel"
        trial.intercurrent = { dropout_per_month = 0.1, rescue_from = "8 points" }
        sweep.list = [{ "dose.cells" = 30e6 }, { "dose.cells" = 70e6, "stem_cell.half_life" = "3 d" }]
        arm = [
            { name = "sham", dose = [{ at = "0 d", sham = true }] },
            { name = "cells", dose = [{ at = "0 d", cells = 70e6 }], niche = { imprint_strength = 0 } },
        ]"#,
    ),
];

/// A scenario that is mutated.
pub struct Base {
    /// Its file, or what it is.
    pub name: String,
    /// What it says, made short.
    pub table: Table,
}

/// All of them.
pub fn all(root: &Path) -> Result<Vec<Base>, Box<dyn Error>> {
    let mut bases = Vec::new();
    for folder in FOLDERS {
        let mut files: Vec<_> =
            root.join(folder).read_dir()?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
            let name = file.strip_prefix(root)?.display().to_string();
            bases.push(short(
                name,
                &std::fs::read_to_string(file)?,
                &load(file, &[]).map_err(|errors| errors.to_string())?,
            )?);
        }
    }
    for (name, text) in SMALL {
        bases.push(short(name.to_owned(), text, &load_str(name, text, &[]).map_err(|errors| errors.to_string())?)?);
    }
    Ok(bases)
}

/// A scenario in a small window over a few days, two patients if it is a study.
fn short(name: String, text: &str, read: &Scenario) -> Result<Base, Box<dyn Error>> {
    let mut table: Table = text.parse()?;
    set(&mut table, "horizon", "6 d");
    set(section(&mut table, "patient"), "baseline", "2 d");
    let tissue = section(&mut table, "tissue");
    set(tissue, "voxel", "100 um");
    if read.setup.grid.dimensions() == 2 {
        tissue.insert("window".into(), texts(&["2 mm", "0.8 mm"]));
        let lesion = [("from", "0.6 mm"), ("to", "1.4 mm")].map(|(end, at)| (end.to_owned(), texts(&[at])));
        tissue.insert("lesion".into(), Value::Table(lesion.into_iter().collect()));
    }
    if read.setup.nerve.is_some() {
        section(&mut table, "nerve").insert("axons".into(), Value::Integer(10));
    }
    let cadence = section(&mut table, "cadence");
    set(cadence, "tick", "6 h");
    set(cadence, "field", "12 h");
    if let Some(Value::Table(output)) = table.get_mut("output") {
        output.insert("visits".into(), texts(&["0 d", "3 d"]));
    }
    table.iter_mut().for_each(|(_, value)| shorten_doses(value));
    if let Some(study) = &read.study {
        let arms = table.get("arm").and_then(Value::as_array).map_or(0, Vec::len);
        let trial = section(&mut table, "trial");
        // Each group needs one.
        let parallel = trial.get("allocation").is_some_and(|word| word.as_str() == Some("parallel"));
        let patients = if parallel { arms } else { 2.min(study.population.patients as usize) };
        trial.remove("ratio");
        trial.insert("visits".into(), texts(&["0 d", "2 d", "6 d"]));
        trial.remove("power_for");
        section(&mut table, "population").insert("n".into(), Value::Integer(patients as i64));
        shorten_sweep(section(&mut table, "sweep"));
    }
    table.retain(|_, value| value.as_table().is_none_or(|table| !table.is_empty()));
    Ok(Base { name, table })
}

/// Doses within the few days, wherever they stand.
fn shorten_doses(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(shorten_doses),
        Value::Table(table) => {
            for (key, day) in [("at", "1 d"), ("every", "2 d")] {
                if table.get(key).is_some_and(Value::is_str) {
                    set(table, key, day);
                }
            }
            if let Some(Value::Integer(repeat)) = table.get_mut("repeat") {
                *repeat = (*repeat).min(1);
            }
            let site = table.get_mut("site").and_then(Value::as_table_mut);
            site.filter(|site| site.contains_key("from_lesion_edge"))
                .map(|site| site.insert("from_lesion_edge".into(), "0.2 mm".into()));
            table.iter_mut().for_each(|(_, value)| shorten_doses(value));
        }
        _ => {}
    }
}

/// At most two keys with two values.
fn shorten_sweep(sweep: &mut Table) {
    let Some(Value::Table(grid)) = sweep.get_mut("grid") else { return };
    let more: Vec<String> = grid.keys().skip(2).cloned().collect();
    more.iter().for_each(|key| drop(grid.remove(key)));
    for (key, values) in grid.iter_mut() {
        match (key.as_str(), values) {
            ("dose.at" | "dose.every", values) => *values = texts(&["1 d", "2 d"]),
            ("dose.repeat", values) => *values = Value::Array(vec![Value::Integer(0), Value::Integer(1)]),
            (_, Value::Array(values)) => values.truncate(2),
            _ => {}
        }
    }
}

/// A section, made where it is not there.
pub fn section<'a>(table: &'a mut Table, name: &str) -> &'a mut Table {
    let found = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    if !found.is_table() {
        *found = Value::Table(Table::new());
    }
    match found {
        Value::Table(section) => section,
        _ => unreachable!("it was made a table"),
    }
}

fn set(table: &mut Table, key: &str, text: &str) {
    table.insert(key.to_owned(), text.into());
}

/// An array of strings.
pub fn texts(all: &[&str]) -> Value {
    Value::Array(all.iter().map(|text| Value::from(*text)).collect())
}
