//! Mutations that make studies, and those of what only studies have.

use std::error::Error;

use super::base::{section, texts};
use super::mutate::{Mutated, Random, far_off};
use admsc_sim::ledger::{Entry, Ledger};
use toml::{Table, Value};

/// A dose as an arm has it.
fn dose(pairs: &[(&str, Value)]) -> Value {
    let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    Value::Array(vec![Value::Table([("at".to_owned(), Value::from("1 d"))].into_iter().chain(pairs).collect())])
}

fn named(name: &str, dose: Value) -> Value {
    Value::Table([("name".to_owned(), Value::from(name)), ("dose".to_owned(), dose)].into_iter().collect())
}

/// Makes a study of two patients of what is none.
fn make(made: &mut Mutated, random: &mut Random) {
    if made.table.contains_key("population") {
        return;
    }
    made.table.remove("dose");
    made.table.remove("output");
    made.table.remove("replicates");
    section(&mut made.table, "patient").remove("number");
    section(&mut made.table, "population").insert("n".into(), Value::Integer(2));
    let trial = section(&mut made.table, "trial");
    trial.insert("potency".into(), texts(&["optimistic"]));
    trial.insert("visits".into(), texts(&["0 d", "3 d", "6 d"]));
    if random.below(2) == 0 {
        trial.insert("observer".into(), "open".into());
        trial.insert("allocation".into(), (*random.one_of(&["every-arm", "parallel"])).into());
    }
    let sham = named("sham", dose(&[("sham", Value::Boolean(true))]));
    let cells = named("cells", dose(&[("cells", Value::Float(70e6))]));
    made.table.insert("arm".into(), Value::Array(vec![sham, cells]));
}

/// Makes a study, with odd entries in some of its tables.
pub fn made(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    make(made, random);
    let way = random.below(8);
    match way {
        0 => drop(section(&mut made.table, "population").insert("seed".into(), Value::Integer(i64::MAX))),
        1 => drop(section(&mut made.table, "trial").insert("other_draws".into(), Value::Boolean(true))),
        2 => drop(section(&mut made.table, "trial").insert("power_for".into(), Value::Array(vec![Value::Integer(1)]))),
        3 => {
            let admit = section(section(&mut made.table, "population"), "admit");
            admit.insert(
                "observed_pain_at_least".into(),
                (*random.one_of(&["0 points", "5 points", "9.9 points"])).into(),
            );
        }
        4 => {
            let events = section(section(&mut made.table, "trial"), "intercurrent");
            let hazard = *random.one_of(&[0.0, 0.5, 1.0, 100.0, 1e9]);
            events.insert("dropout_per_month".into(), Value::Float(hazard));
            events.insert("rescue_from".into(), (*random.one_of(&["0 points", "3 points", "10 points"])).into());
        }
        5 => drop(section(&mut made.table, "trial").insert("potency".into(), Value::Array(vec![Value::Float(0.0)]))),
        6 => drop(section(&mut made.table, "patient").insert("baseline_pain".into(), "6 points".into())),
        _ => drop(made.table.insert("start".into(), "acute-injury".into())),
    }
    Ok(())
}

/// Sweeps one or two parameters up to the ends of what is accepted.
pub fn sweep(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    make(made, random);
    let ledger = Ledger::bundled()?;
    let mut grid = Table::new();
    for _ in 0..=random.below(2) {
        let entry = random.one_of(ledger.entries());
        let values = (0..=random.below(2)).map(|_| far_off(entry, random)).collect();
        grid.insert(entry.key.clone(), Value::Array(values));
    }
    if random.below(2) == 0 {
        let cells = [0.0, 1.0, 70e6, 1e9].map(Value::Float);
        grid.insert("dose.cells".into(), Value::Array(cells[random.below(3)..].to_vec()));
    }
    made.table.insert("sweep".into(), Value::Table([("grid".to_owned(), Value::Table(grid))].into_iter().collect()));
    Ok(())
}

/// Adds an arm.
pub fn arm(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    make(made, random);
    let ledger = Ledger::bundled()?;
    let name = *random.one_of(&["third", "third", "痛み", "sham", "", "\u{7}", "a/b", "latest"]);
    let doses = [
        Value::Array(Vec::new()),
        dose(&[("cells", Value::Float(1.0))]),
        dose(&[("cells_per_kg", Value::Float(1e6)), ("route", "vein".into())]),
        dose(&[("cells", Value::Float(70e6)), ("preparation", "medium".into())]),
        dose(&[("cells", Value::Float(1e13))]),
        dose(&[("sham", Value::Boolean(true)), ("cells", Value::Float(1.0))]),
        dose(&[("cells", Value::Float(70e6)), ("repeat", Value::Integer(2)), ("every", "2 d".into())]),
    ];
    let mut third = named(name, random.one_of(&doses).clone());
    if random.below(2) == 0
        && let Some(table) = third.as_table_mut()
    {
        // What acts before day 0 cannot differ between arms.
        let of_cells = |entry: &&Entry| ["stem_cell", "niche", "circulation", "patient"].contains(&entry.section());
        let entries: Vec<&Entry> = ledger.entries().iter().filter(of_cells).collect();
        let entry = *random.one_of(&entries);
        section(table, entry.section()).insert(entry.name().to_owned(), far_off(entry, random));
    }
    section(&mut made.table, "population").insert("n".into(), Value::Integer(4));
    section(&mut made.table, "trial").remove("ratio");
    if let Some(Value::Array(arms)) = made.table.get_mut("arm") {
        arms.push(third);
    }
    Ok(())
}

/// Lets a parameter differ between people in another way.
pub fn spread(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    if random.below(2) == 0 {
        make(made, random);
    }
    let ledger = Ledger::bundled()?;
    let entry = random.one_of(ledger.entries());
    let [low, high] = [entry.low, entry.high].map(|end| entry.text(end));
    let cv = *random.one_of(&["0", "0.3", "3", "30", "nan"]);
    let forms = [
        format!("lognormal cv {cv}"),
        format!("normal sd {high}"),
        format!("normal sd {high} within {low} to {high}"),
        format!("uniform {low} to {high}"),
        format!("uniform {high} to {low}"),
        "fixed".to_owned(),
    ];
    section(&mut made.table, "spread").insert(entry.key.clone(), random.one_of(&forms).as_str().into());
    if !made.table.contains_key("population") {
        section(&mut made.table, "patient").insert("number".into(), Value::Integer(random.below(5) as i64));
    }
    Ok(())
}
