//! `[[change]]`: parameters that are others from a day on.

use super::block::blocks_in_words;
use super::course::days;
use super::diagnostics::Log;
use super::parameters::{self, Given};
use super::study::tables::{by_path_once, is_parameter, set};
use super::tree::{Node, Table};
use super::{keys, values};
use crate::language::{Language, Message, english, verbatim};
use crate::ledger::names::keys_with_values;
use crate::ledger::{Entry, Ledger, LedgerError, from_values, values as values_of};
use admsc_model::rules::change::Change;
use admsc_model::rules::setup::Setup;

/// What is made once, before day 0, so that a change of it later would change nothing or contradict what is there.
const MADE_ONCE: [&str; 11] = [
    "tissue.",
    "injury.",
    "axon.chronic_",
    "axon.latency",
    "patient.body_weight",
    "patient.age",
    "patient.donor_potency",
    "tumour.initial_burden",
    "stem_cell.hypoxia_distance",
    "microglia.number",
    "pain.gain",
];

/// Reads all changes, in order of their days; each stands over those before it.
pub(super) fn read(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given, setup: &Setup) -> Option<Vec<Change>> {
    let Some(item) = root.get("change") else { return Some(Vec::new()) };
    let Node::Array(items) = &item.node else {
        let found = english("change is {kind}, not an array of tables").with_said("kind", item.node.name());
        log.error(&item.key, found, english("write [[change]]"));
        return None;
    };
    let mut read = Vec::new();
    for item in items {
        let table = values::table(
            log,
            item,
            english("a change, for example { at = \"90 d\", set = { \"matrix.repair_rate\" = \"0.01 /day\" } }"),
        )?;
        keys::check(log, ledger, "change", table);
        let (Some(at), Some(own)) = (table.get("at"), table.get("set")) else {
            let expected = english("expected a day and what changes: at = \"90 d\", set = { … }");
            log.error(&item.place, english("this change has no at or no set"), expected);
            return None;
        };
        let day = days(log, at, verbatim("at"), 1.0)?;
        if day >= setup.horizon_days {
            let found = english("a change on day {day} lies after the horizon of {length}").with("day", day);
            let found = found.with_said("length", super::days(setup.horizon_days));
            log.error(&at.place, found, english("expected a change before the horizon"));
            return None;
        }
        read.push((day, values::table(log, own, english("a table of parameters with their values"))?));
    }
    read.sort_by_key(|(day, _)| *day);
    let mut present = given.values.clone();
    let mut changes = Vec::new();
    for (day, own) in read {
        let mut stated = Table::new();
        for (path, item) in by_path_once(log, own) {
            if !is_parameter(log, ledger, &path, item, &[]) {
                return None;
            }
            if MADE_ONCE.iter().any(|begin| path.starts_with(begin)) {
                let found = english("{key} cannot change during a run").with("key", &path);
                log.error(&item.key, found, english("expected a parameter that acts from day to day"));
                return None;
            }
            set(&mut stated, &path, item.clone());
        }
        if stated.is_empty() {
            log.error(&item.place, english("a change sets nothing"), english("expected parameters with their values"));
            return None;
        }
        present = parameters::read_over(log, ledger, &stated, present).values;
        changes.push(Change { at_days: f64::from(day), parameters: from_values(&present).ok()? });
    }
    Some(changes)
}

/// A day, and the keys that are set on it with their values.
pub type Changed = (f64, Vec<(String, String)>);

/// Each change of a setup: its day, and the keys that it sets with their values as they are written.
///
/// # Errors
/// When a parameter is no finite number.
pub fn changed(ledger: &Ledger, setup: &Setup) -> Result<Vec<Changed>, LedgerError> {
    let mut present = values_of(&setup.parameters)?;
    let mut all = Vec::new();
    for change in &setup.changes {
        let next = values_of(&change.parameters)?;
        let differs = |entry: &&Entry| next.get(&entry.key) != present.get(&entry.key);
        let text = |entry: &Entry| entry.text(next.get(&entry.key).copied().unwrap_or_default());
        let keys = ledger.entries().iter().filter(differs).map(|entry| (entry.key.clone(), text(entry)));
        all.push((change.at_days, keys.collect()));
        present = next;
    }
    Ok(all)
}

/// The same in sentences, after what is blocked; nothing without either.
///
/// # Errors
/// When the bundled ledger cannot be read.
pub fn changes_in_words(setup: &Setup, language: Language) -> Result<Vec<Message>, LedgerError> {
    let ledger = Ledger::bundled()?;
    let told = |(day, keys): Changed| {
        let said = english("From day {day} on: {keys}.").with("day", day);
        said.with("keys", keys_with_values(&keys, language))
    };
    let changes = changed(&ledger, setup)?.into_iter().map(told);
    Ok(blocks_in_words(setup).into_iter().chain(changes).collect())
}
