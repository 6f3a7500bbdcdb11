//! Keys by path: how arms, sweeps and populations name keys of a scenario.

use super::super::diagnostics::Log;
use super::super::keys;
use super::super::tree::{Item, Node, Table};
use crate::evidence::ledger::Ledger;
use crate::language::english;

/// The entries of a table by path, in the order of the text. `"patient.age" = x` and `patient.age = x` are the same.
pub fn by_path(table: &Table) -> Vec<(String, &Item)> {
    let mut all: Vec<(String, &Item)> = Vec::new();
    for (name, item) in table {
        match &item.node {
            Node::Table(inner) if !name.contains('.') => {
                all.extend(inner.iter().map(|(key, item)| (format!("{name}.{key}"), item)));
            }
            _ => all.push((name.clone(), item)),
        }
    }
    all.sort_by_key(|(_, item)| (item.key.source, item.key.span.start));
    all
}

/// Sets a key of a section.
pub fn set(table: &mut Table, path: &str, item: Item) {
    let Some((section, name)) = path.split_once('.') else { return };
    let new = Item { key: item.key.clone(), place: item.place.clone(), node: Node::Table(Table::new()) };
    if let Node::Table(inner) = &mut table.entry(section.to_string()).or_insert(new).node {
        inner.insert(name.to_string(), item);
    }
}

/// Whether a path is a key of the ledger; if not, that is noted with the nearest one.
pub fn is_parameter(log: &mut Log, ledger: &Ledger, path: &str, item: &Item, also: &[&str]) -> bool {
    if ledger.entry(path).is_some() || also.contains(&path) {
        return true;
    }
    let known = ledger.entries().iter().map(|entry| entry.key.as_str()).chain(also.iter().copied());
    let suggestion = keys::nearest(path, known).map(keys::did_you_mean);
    let expectation = if also.is_empty() {
        english("expected a key of the ledger: `admsc params` lists them").into()
    } else {
        english("expected a key of the ledger (`admsc params`) or one of {keys}").with("keys", also.join(", "))
    };
    log.error_with_suggestion(&item.key, english("unknown key \"{key}\"").with("key", path), expectation, suggestion);
    false
}
