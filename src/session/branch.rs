//! Another future of a finished run: its scenario, with doses or parameters that are others from a day on.

use super::failure::Failure;
use admsc_scenario::language::english;
use admsc_scenario::reading::{Override, Scenario, load_str};
use admsc_scenario::units::{self, Kind};
use toml::{Table, Value};

/// Keys outside the ledger that a branch may set: they change nothing before its day.
const FREE: [&str; 8] = ["title", "question", "translation", "horizon", "output", "lives", "beside", "checkpoint"];

/// What is other from a day on.
#[derive(Debug, Clone)]
pub struct Fork<'a> {
    /// The day.
    pub day: u32,
    /// Doses as TOML tables; without `at` they are given on the day.
    pub doses: &'a [String],
    /// Parameters from the day on, and keys that change nothing before it.
    pub set: &'a [Override],
}

/// The scenario of a branch. That of one that only adds a dose is the scenario that has it, to the byte.
///
/// # Errors
/// When there is nothing of the kind to branch off, or what is asked for cannot be run.
pub fn scenario(name: &str, resolved_toml: &str, fork: &Fork<'_>) -> anyhow::Result<Scenario> {
    let Fork { day, doses, set } = *fork;
    let mut table: Table = resolved_toml.parse()?;
    let own = load_str(name, resolved_toml, &[])?;
    if own.study.is_some() || own.replicates > 1 {
        let why = english("{name} is a study or has replicates: a branch is another future of a single run");
        return Err(Failure::refused(why.with("name", name)));
    }
    if day == 0 || day >= own.setup.horizon_days {
        let why =
            english("a branch begins between day 1 and the last day but one of its run, day {last}; found day {day}");
        return Err(Failure::refused(why.with("last", own.setup.horizon_days - 1).with("day", day)));
    }
    for dose in doses {
        insert(&mut table, "dose", self::dose(dose, day)?);
    }
    let (free, parameters): (Vec<&Override>, Vec<&Override>) = set.iter().partition(|set| {
        let first = set.key.split(['.', '[']).next().unwrap_or_default();
        FREE.contains(&first)
    });
    if let Some(wrong) = parameters.iter().find(|set| set.key == "dose" || set.key.starts_with("dose[")) {
        let why = english("{key} cannot be set in a branch: --dose adds one from its day on");
        return Err(Failure::refused(why.with("key", &wrong.key)));
    }
    if !parameters.is_empty() {
        let entries = parameters.iter().map(|set| (set.key.clone(), value(&set.value)));
        let mut change = Table::from_iter([("at".to_owned(), Value::String(format!("{day} day")))]);
        change.insert("set".to_owned(), Value::Table(entries.collect()));
        insert(&mut table, "change", change);
    }
    if doses.is_empty() && set.is_empty() {
        return Err(Failure::refused(english("nothing is other in this branch: add --dose or --set")));
    }
    let free: Vec<Override> = free.into_iter().cloned().collect();
    let branch = load_str(name, &toml::to_string(&table)?, &free)?;
    begins_on(day, &own, &branch)?;
    Ok(branch)
}

/// Puts a table into an array of tables, before those of later days: a scenario lists them in order.
fn insert(table: &mut Table, key: &str, element: Table) {
    let day = |element: &Value| units::parse(element.get("at")?.as_str()?, Kind::Time).ok();
    let own = Value::Table(element);
    let Value::Array(all) = table.entry(key).or_insert_with(|| Value::Array(Vec::new())) else { return };
    let is_later = |other: &Value| day(other).zip(day(&own)).is_some_and(|(other, own)| other > own);
    let place = all.iter().position(is_later).unwrap_or(all.len());
    all.insert(place, own);
}

/// A value as it stands in TOML; text that is none counts as a string, because shells remove quotes.
fn value(text: &str) -> Value {
    let read = format!("value = {text}").parse::<Table>().ok();
    read.and_then(|mut read| read.remove("value")).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A dose that is given on the day of the branch or later.
fn dose(text: &str, day: u32) -> anyhow::Result<Table> {
    let Value::Table(mut dose) = value(text) else {
        let why = english("a dose is a TOML table, for example '{ cells = 18e6 }'; found {found}");
        return Err(Failure::refused(why.with("found", text)));
    };
    if !dose.contains_key("when") {
        dose.entry("at").or_insert_with(|| Value::String(format!("{day} day")));
    }
    Ok(dose)
}

/// Refuses a branch that ends before its day, or is other before it already.
fn begins_on(day: u32, own: &Scenario, branch: &Scenario) -> anyhow::Result<()> {
    if branch.setup.horizon_days <= day {
        let why = english("the branch would end on day {end}, before it begins on day {day}");
        return Err(Failure::refused(why.with("end", branch.setup.horizon_days).with("day", day)));
    }
    let before = |scenario: &Scenario| -> Vec<_> {
        let doses = scenario.setup.doses.iter().filter(|dose| dose.at_days < f64::from(day));
        doses.cloned().collect()
    };
    if own.setup.retreatments != branch.setup.retreatments {
        let why =
            english("a dose that pain decides on cannot be added in a branch: it could have been given before its day");
        return Err(Failure::refused(why));
    }
    if before(own) != before(branch) {
        let why = english("a dose of the branch comes before its day {day}; give it at that day or later");
        return Err(Failure::refused(why.with("day", day)));
    }
    Ok(())
}
