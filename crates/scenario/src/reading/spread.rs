//! `[spread]`: how patients of an indication differ, in place of the ledger's spreads.

use std::collections::BTreeMap;

use super::diagnostics::Log;
use super::section;
use super::study::tables;
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::english;
use crate::ledger::{Distribution, Entry, Ledger, Shape};

/// How a spread is written.
const EXAMPLE: &str = "\"lognormal cv 0.5\", \"normal sd 12 within 22 to 82\" or \"fixed\"";

/// Spreads by key; `None` where a key does not vary.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table) -> BTreeMap<String, Option<Distribution>> {
    let mut all = BTreeMap::new();
    for (key, item) in entries(section(log, root, "spread")) {
        if !tables::is_parameter(log, ledger, &key, item, &[]) {
            continue;
        }
        if let Some(spread) = ledger.entry(&key).and_then(|entry| read_one(log, entry, item)) {
            all.insert(key, spread);
        }
    }
    all
}

/// The spreads as they are written, by key, in the order of the keys.
pub fn written(root: &Table) -> BTreeMap<String, String> {
    let Some(Node::Table(table)) = root.get("spread").map(|item| &item.node) else { return BTreeMap::new() };
    let text = |(key, item): (String, &Item)| match &item.node {
        Node::Text(text) => Some((key, text.clone())),
        _ => None,
    };
    entries(table).into_iter().filter_map(text).collect()
}

fn entries(table: &Table) -> Vec<(String, &Item)> {
    tables::by_path(table)
}

/// One spread, in the unit of the ledger.
fn read_one(log: &mut Log, entry: &Entry, item: &Item) -> Option<Option<Distribution>> {
    let text = values::text(log, item, english("a spread"))?;
    if text == "fixed" {
        return Some(None);
    }
    let positive = |spread: &Distribution| match spread.shape {
        Shape::LogNormal { cv } => cv > 0.0,
        Shape::Normal { sd } => sd > 0.0,
        Shape::Uniform { low, high } => low < high,
    };
    let ordered = |spread: &Distribution| spread.within.is_none_or(|(low, high)| low < high);
    match entry.spread(text) {
        Ok(Some(spread)) if positive(&spread) && ordered(&spread) => Some(Some(spread)),
        _ => {
            log.error(
                &item.place,
                english("\"{text}\" is no spread").with("text", text),
                english("expected {example}, numbers in {unit}").with("example", EXAMPLE).with("unit", &entry.unit),
            );
            None
        }
    }
}
