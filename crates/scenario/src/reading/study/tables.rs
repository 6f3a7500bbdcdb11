//! Keys by path: how arms, sweeps and populations name keys of a scenario.

use std::collections::BTreeSet;

use super::super::diagnostics::Location;
use super::super::diagnostics::Log;
use super::super::suggest;
use super::super::tree::{Item, Node, Table};
use crate::language::{Message, english};
use crate::ledger::Ledger;

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

/// The same where each path stands once: of several files that name it the one nearest to the user counts, and one that
/// stands in both ways in one file is noted.
pub fn by_path_once<'a>(log: &mut Log, table: &'a Table) -> Vec<(String, &'a Item)> {
    let mut all = by_path(table);
    for_each_again(all.iter().map(|(path, item)| ((path, item.key.source), &item.key)), |(path, _), place| {
        log.error(
            place,
            english("the key \"{key}\" is given twice").with("key", path),
            english("expected each key once"),
        );
    });
    let is_nearest = |(path, item): &(String, &Item), others: &[(String, &Item)]| {
        let of_path = others.iter().filter(|(other, _)| other == path);
        of_path.map(|(_, other)| log.distance(&other.key)).min() == Some(log.distance(&item.key))
    };
    let others = all.clone();
    all.retain(|entry| is_nearest(entry, &others));
    all
}

/// Notes every value of a list that stands before it already; gives whether there is none.
pub fn is_once<'a, K: Ord>(
    log: &mut Log,
    all: impl IntoIterator<Item = (K, &'a Location)>,
    message: impl Into<Message>,
) -> bool {
    let message = message.into();
    let mut is_once = true;
    for_each_again(all, |_, place| {
        log.error(place, message.clone(), english("expected each value once"));
        is_once = false;
    });
    is_once
}

/// Does something with each value that stands before it already.
fn for_each_again<'a, K: Ord>(all: impl IntoIterator<Item = (K, &'a Location)>, mut tell: impl FnMut(&K, &Location)) {
    let mut seen = BTreeSet::new();
    for (value, place) in all {
        if seen.contains(&value) {
            tell(&value, place);
        }
        seen.insert(value);
    }
}

/// A key of a section.
pub fn get<'a>(table: &'a Table, path: &str) -> Option<&'a Item> {
    let (section, name) = path.split_once('.')?;
    match &table.get(section)?.node {
        Node::Table(inner) => inner.get(name),
        _ => None,
    }
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
    let suggestion = suggest::nearest(path, known).map(suggest::did_you_mean);
    let expectation = if also.is_empty() {
        english("expected a key of the ledger: `admsc params` lists them").into()
    } else {
        english("expected a key of the ledger (`admsc params`) or one of {keys}").with("keys", also.join(", "))
    };
    log.error_with_suggestion(&item.key, english("unknown key \"{key}\"").with("key", path), expectation, suggestion);
    false
}
