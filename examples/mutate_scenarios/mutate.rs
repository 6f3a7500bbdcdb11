//! Kinds of mutation.

use super::leaves::{self, any, any_table};
use super::{base, studies, texts};
use admsc_sim::ledger::{Entry, Ledger};
use admsc_sim::{rng, scenario};
use std::error::Error;
use toml::{Table, Value};

/// A scenario that was changed.
pub struct Mutated {
    /// How.
    pub kind: &'static str,
    /// What it was before.
    pub of: String,
    /// What it says.
    pub table: Table,
    /// The same as text; empty where the table says it.
    pub text: String,
}

/// Random numbers of one scenario.
pub struct Random {
    seed: u64,
    number: u64,
    drawn: u64,
}

impl Random {
    /// Those of a number under a seed.
    pub fn new(seed: u64, number: u64) -> Self {
        Self { seed, number, drawn: 0 }
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        self.drawn += 1;
        (rng::lineage(self.seed, [self.number, self.drawn, 0]) % end as u64) as usize
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What a kind of mutation makes of a scenario.
type Change = fn(&mut Mutated, &mut Random) -> Result<(), Box<dyn Error>>;

/// All kinds.
pub const KINDS: &[(&str, Change)] = &[
    ("as it is", |_, _| Ok(())),
    ("number scaled", number_scaled),
    ("number at its limits", number_at_limits),
    ("unit changed", unit_changed),
    ("odd text", texts::odd_text),
    ("full-width digits", texts::full_width),
    ("key renamed", key_renamed),
    ("key twice", texts::key_twice),
    ("key removed", key_removed),
    ("key of another section", key_moved),
    ("key added", key_added),
    ("array changed", array_changed),
    ("another type", another_type),
    ("seed at its ends", seed_at_ends),
    ("days reordered", days_reordered),
    ("window", window),
    ("parameter far off", parameter_far_off),
    ("parameters far off", parameters_far_off),
    ("study made", studies::made),
    ("sweep", studies::sweep),
    ("arm", studies::arm),
    ("spread", studies::spread),
    ("letters damaged", texts::letters_damaged),
];

/// A quantity: a number, or a text that begins with one.
pub fn is_quantity(value: &Value) -> bool {
    match value {
        Value::Integer(_) | Value::Float(_) => true,
        Value::String(text) => text.starts_with(|letter: char| letter.is_ascii_digit()),
        _ => false,
    }
}

/// The number of a quantity, and its unit.
fn parts(value: &Value) -> (f64, Option<String>) {
    match value {
        Value::Integer(number) => (*number as f64, None),
        Value::Float(number) => (*number, None),
        Value::String(text) => {
            let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
            (number.parse().unwrap_or(1.0), Some(unit.to_owned()))
        }
        _ => (0.0, None),
    }
}

fn with_number(value: &Value, number: &str) -> Value {
    match parts(value).1 {
        Some(unit) => Value::from(format!("{number} {unit}")),
        None => number
            .parse::<i64>()
            .map(Value::Integer)
            .or_else(|_| number.parse().map(Value::Float))
            .unwrap_or(number.into()),
    }
}

fn number_scaled(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    for _ in 0..=random.below(2) {
        let factor: f64 = format!("1e{}", random.below(15) as i32 - 6).parse()?;
        if let Some(value) = any(&mut made.table, random, is_quantity) {
            *value = with_number(value, &format!("{}", parts(value).0 * factor));
        }
    }
    Ok(())
}

const LIMITS: [&str; 14] = [
    "0",
    "-1",
    "-0.0",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "5e-324",
    "9223372036854775807",
    "-9223372036854775808",
    "1e-9",
    "0.5",
    "1.0000000001",
    "1000000",
];

fn number_at_limits(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let number = random.one_of(&LIMITS);
    if let Some(value) = any(&mut made.table, random, is_quantity) {
        *value = with_number(value, number);
    }
    Ok(())
}

const UNITS: [&str; 22] = [
    "", "d", "h", "min", "months", "years", "y", "um", "mm", "m", "cm", "ml", "uL", "kg", "points", "1/mm^2", "/day",
    "ng/ml", "cells", "%", "μm", "mo",
];

fn unit_changed(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let unit = random.one_of(&UNITS);
    if let Some(value) = any(&mut made.table, random, is_quantity) {
        *value = match unit.is_empty() && random.below(2) == 0 {
            true => Value::Float(parts(value).0),
            false => Value::from(format!("{} {unit}", parts(value).0)),
        };
    }
    Ok(())
}

/// One key of a table, if it has any.
fn any_key(table: &Table, random: &mut Random) -> Option<String> {
    let keys: Vec<&String> = table.keys().collect();
    if keys.is_empty() { None } else { Some((*random.one_of(&keys)).clone()) }
}

fn key_renamed(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let way = random.below(4);
    let table = any_table(&mut made.table, random);
    if let Some(key) = any_key(table, random)
        && let Some(value) = table.remove(&key)
    {
        let new = match way {
            0 => key.to_uppercase(),
            1 => format!("{key}s"),
            2 => key.chars().rev().collect(),
            _ => format!("{key} \u{202e}"),
        };
        table.insert(new, value);
    }
    Ok(())
}

fn key_removed(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let table = any_table(&mut made.table, random);
    if let Some(key) =
        any_key(table, random).filter(|key| !["window", "horizon", "baseline", "voxel"].contains(&key.as_str()))
    {
        table.remove(&key);
    }
    Ok(())
}

fn key_moved(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let from = any_table(&mut made.table, random).clone();
    let to = any_table(&mut made.table, random);
    if let Some(key) = any_key(&from, random)
        && !from[&key].is_table()
    {
        to.insert(key.clone(), from[&key].clone());
    }
    Ok(())
}

/// A value as a scenario writes it.
fn value_of(text: &str) -> Result<Value, Box<dyn Error>> {
    let mut table: Table = format!("value = {text}").parse()?;
    table.remove("value").ok_or_else(|| "no value".into())
}

fn key_added(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    for _ in 0..=random.below(2) {
        let (path, text) = random.one_of(&scenario::examples()).clone();
        if path == "extends" {
            continue;
        }
        let (table, name) = path.rsplit_once('.').unwrap_or(("", &path));
        let doses = leaves::all(&made.table, |value| value.get("at").is_some());
        let place = match table {
            "dose" if !doses.is_empty() => {
                leaves::at(&mut made.table, random.one_of::<leaves::Path>(&doses)).and_then(Value::as_table_mut)
            }
            "" => Some(&mut made.table),
            path => Some(path.split('.').fold(&mut made.table, |table, name| base::section(table, name))),
        };
        if let Some(place) = place {
            place.insert(name.to_owned(), value_of(&text)?);
        }
    }
    Ok(())
}

fn array_changed(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let way = random.below(6);
    if let Some(Value::Array(items)) = any(&mut made.table, random, Value::is_array) {
        match way {
            0 => items.clear(),
            1 => drop(items.pop()),
            2 => items.reverse(),
            3 => items.push(Value::from("0.5 mm")),
            4 => items.extend(items.clone()),
            _ => items.extend(items.first().cloned()),
        }
    }
    Ok(())
}

fn another_type(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let way = random.below(6);
    if let Some(value) = any(&mut made.table, random, |_| true) {
        *value = match way {
            0 => Value::Boolean(true),
            1 => Value::Array(vec![value.clone()]),
            2 => Value::Table([("value".to_owned(), value.clone())].into_iter().collect()),
            3 => Value::from(value.to_string()),
            4 => Value::Integer(1),
            _ => value_of("2026-11-28")?,
        };
    }
    Ok(())
}

const SEEDS: [i64; 7] = [0, 1, i64::MAX, i64::MAX - 1, i64::MIN, -1, 4_294_967_296];

fn seed_at_ends(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let seed = Value::Integer(*random.one_of(&SEEDS));
    let number = *random.one_of(&[0, i64::from(u32::MAX), i64::from(u32::MAX) + 1, 1 << 20, 5]);
    match random.below(4) {
        0 => drop(made.table.insert("seed".into(), seed)),
        1 => drop(base::section(&mut made.table, "patient").insert("number".into(), Value::Integer(number))),
        2 => {
            made.table.insert("seed".into(), seed);
            made.table.insert("replicates".into(), Value::Integer(2));
        }
        // Seeds above those of a TOML library.
        _ => {
            made.table.remove("seed");
            made.text = format!("seed = {}\n{}", u64::MAX - random.below(2) as u64, toml::to_string(&made.table)?);
        }
    }
    Ok(())
}

fn days_reordered(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let days = ["0 d", "6 d", "2 d", "2 d", "3 h", "5.9 d", "7 d", "-1 d", "1 month", "5 d"];
    let mut some = |number: usize| base::texts(&(0..number).map(|_| *random.one_of(&days)).collect::<Vec<_>>());
    let (visits, one) = (some(4), some(1));
    match random.below(4) {
        0 => drop(base::section(&mut made.table, "output").insert("visits".into(), visits)),
        1 if made.table.contains_key("trial") => {
            base::section(&mut made.table, "trial").insert("visits".into(), visits);
        }
        2 => drop(made.table.insert("horizon".into(), one[0].clone())),
        _ => {
            for path in leaves::all(&made.table, |value| value.get("at").is_some_and(Value::is_str)) {
                let day = *random.one_of(&days);
                leaves::at(&mut made.table, &path)
                    .and_then(Value::as_table_mut)
                    .map(|dose| dose.insert((*random.one_of(&["at", "at", "every"])).into(), day.into()));
            }
        }
    }
    Ok(())
}

fn window(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let lengths = ["100 um", "200 um", "0.8 mm", "0.9 mm", "0.3 mm", "0.1 mm", "0.35 mm", "1.3 mm", "1 nm", "1 km"];
    let mut some = |number: usize| base::texts(&(0..number).map(|_| *random.one_of(&lengths)).collect::<Vec<_>>());
    let (two, three, one) = (some(2), some(3), some(1));
    let way = random.below(7);
    let tissue = base::section(&mut made.table, "tissue");
    match way {
        0 => drop(tissue.insert("window".into(), two)),
        1 => drop(tissue.insert("window".into(), three)),
        2 => drop(tissue.insert("depth".into(), one[0].clone())),
        3 => drop(base::section(tissue, "lesion").insert("from".into(), if random.below(2) == 0 { one } else { two })),
        4 => drop(base::section(tissue, "lesion").insert("to".into(), one)),
        5 => drop(tissue.insert("voxel".into(), one[0].clone())),
        // One voxel along each axis but one.
        _ => drop(tissue.insert("window".into(), base::texts(&["100 um", "1.6 mm", "100 um"]))),
    }
    Ok(())
}

/// A value of a parameter at, near or beyond an end of what is accepted.
pub fn far_off(entry: &Entry, random: &mut Random) -> Value {
    let ends = [
        entry.low,
        entry.low / 999.0,
        entry.low / 30.0,
        0.0,
        entry.high,
        999.0 * entry.high,
        30.0 * entry.high,
        1001.0 * entry.high,
    ];
    let text = entry.text(*random.one_of(&ends));
    text.parse().map_or_else(|_| Value::from(text), Value::Float)
}

fn parameter_far_off(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let entry = random.one_of(ledger.entries());
    base::section(&mut made.table, entry.section()).insert(entry.name().to_owned(), far_off(entry, random));
    Ok(())
}

fn parameters_far_off(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    for _ in 0..2 + random.below(3) {
        parameter_far_off(made, random)?;
    }
    Ok(())
}
