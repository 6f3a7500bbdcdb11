//! Which keys are known where, and what is said of one that is not.

use super::super::diagnostics::Log;
use super::super::suggest::{did_you_mean, nearest};
use super::super::tree::{Item, Table};
use super::KEYS;
use crate::language::{Message, english, verbatim};
use crate::ledger::Ledger;

/// Arrays of tables; their keys are checked where they are read.
const ARRAYS: [&str; 4] = ["dose", "arm", "change", "block"];

/// Names of the keys of a table, the ledger's included.
fn names<'a>(ledger: &'a Ledger, table: &'a str) -> Vec<&'a str> {
    let own = KEYS.iter().filter(|key| key.table == table).map(|key| key.name);
    let stored = ledger.of_section(table).map(|entry| entry.name());
    own.chain(stored).collect()
}

/// Names of the sections.
pub fn sections(ledger: &Ledger) -> Vec<&str> {
    let mut all: Vec<&str> = ledger.sections().collect();
    all.extend(
        KEYS.iter()
            .map(|key| key.table)
            .filter(|table| !table.is_empty() && !table.contains('.') && !ARRAYS.contains(table)),
    );
    all.sort_unstable();
    all.dedup();
    all
}

/// Notes every unknown key of the table at `path`, with the nearest known one. Gives whether there is none: a key that is missed may
/// stand there misspelt.
pub fn check(log: &mut Log, ledger: &Ledger, path: &str, table: &Table) -> bool {
    if table.is_empty() {
        return true;
    }
    let mut known = names(ledger, path);
    match path {
        "" => known.extend(sections(ledger)),
        "arm" => known.extend(ledger.sections()),
        _ => {}
    }
    let mut good = true;
    for (name, item) in table.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        unknown(log, ledger, path, name, item, &known);
        good = false;
    }
    good
}

fn unknown(log: &mut Log, ledger: &Ledger, path: &str, name: &str, item: &Item, known: &[&str]) {
    let suggestion = match nearest(name, known.iter().copied()) {
        _ if (path, name) == ("trial", "endpoints") => Some(
            english(
                "remove it: every endpoint is always computed (mean change, r30, r50, number needed to treat, ACR20)",
            )
            .into(),
        ),
        Some(near) => Some(did_you_mean(near)),
        None => elsewhere(ledger, name)
            .map(|place| english("\"{name}\" is a key of {place}").with("name", name).with_said("place", place)),
    };
    let place = match path {
        "" => english("at the top level").into(),
        path if ARRAYS.contains(&path) => english("in {place}").with("place", format_args!("[[{path}]]")),
        path => english("in {place}").with("place", format_args!("[{path}]")),
    };
    let expectation = if known.len() <= 12 {
        english("known keys here: {names}").with("names", known.join(", "))
    } else {
        english("`admsc params` and `admsc schema` list all keys").into()
    };
    let message = english("unknown key \"{name}\" {place}").with("name", name).with_said("place", place);
    log.error_with_suggestion(&item.key, message, expectation, suggestion);
}

/// Another table with a key of this name.
fn elsewhere(ledger: &Ledger, name: &str) -> Option<Message> {
    if let Some(key) = KEYS.iter().find(|key| key.name == name) {
        let table = || verbatim(format_args!("[{}]", key.table));
        return Some(if key.table.is_empty() { english("the top level").into() } else { table() });
    }
    ledger
        .entries()
        .iter()
        .find(|entry| entry.name() == name)
        .map(|entry| verbatim(format_args!("[{}]", entry.section())))
}
