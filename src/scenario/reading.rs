//! Typed reading of the tree: a value, or a noted error and nothing.

use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use crate::evidence::limits::Limit;
use crate::units::{self, Kind, UnitError};

/// A value of a kind of quantity, canonical unit.
pub fn quantity(log: &mut Log, item: &Item, kind: Kind) -> Option<f64> {
    quantity_in(log, item, kind, kind.example().split_once(' ').map_or("", |(_, unit)| unit))
}

/// The same, where a forgotten unit was most likely `usual`.
fn quantity_in(log: &mut Log, item: &Item, kind: Kind, usual: &str) -> Option<f64> {
    let read = match &item.node {
        Node::Text(text) => units::parse(text, kind),
        Node::Integer(number) => bare(&number.to_string(), kind),
        Node::Float(number) => bare(&format!("{number:?}"), kind),
        other => {
            wrong_type(log, item, other.name(), &format!("{}, for example {}", kind.name(), written(kind)));
            return None;
        }
    };
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            let suggestion = match &error {
                UnitError::UnknownUnit { suggestion: Some(unit), .. } => Some(format!("did you mean \"{unit}\"?")),
                UnitError::MissingUnit { text, .. } => {
                    let unit = usual.strip_prefix('1').unwrap_or(usual);
                    Some(format!("write it with its unit, for example \"{text} {unit}\""))
                }
                _ => None,
            };
            // What was expected and what is near stand beside the message.
            let message = match &error {
                UnitError::UnknownUnit { unit, .. } => format!("unknown unit {}", units::quoted(unit)),
                other => other.to_string(),
            };
            log.error_with_suggestion(&item.place, message, expected(kind), suggestion);
            None
        }
    }
}

/// A quantity within its hard limit. `path` names the key in the message.
pub fn limited(log: &mut Log, item: &Item, path: &str, kind: Kind, limit: Limit) -> Option<f64> {
    let value = quantity(log, item, kind)?;
    within(log, item, path, kind, limit, value)
}

/// The same, where a forgotten unit was most likely `usual`.
pub fn limited_in(log: &mut Log, item: &Item, path: &str, kind: Kind, limit: Limit, usual: &str) -> Option<f64> {
    let value = quantity_in(log, item, kind, usual)?;
    within(log, item, path, kind, limit, value)
}

fn within(log: &mut Log, item: &Item, path: &str, kind: Kind, limit: Limit, value: f64) -> Option<f64> {
    if limit.admits(value) {
        return Some(value);
    }
    let found = units::format(value, kind, kind.canonical_unit());
    log.error(&item.place, format!("{path} {}, found {found}", limit.words()), format!("{path} {}", limit.words()));
    None
}

/// Several quantities of one kind, `low` to `high` of them.
pub fn quantities(log: &mut Log, item: &Item, kind: Kind, low: usize, high: usize) -> Option<Vec<f64>> {
    let example = format!("an array of {}, for example [{}]", plural(kind), written(kind));
    let Node::Array(items) = &item.node else {
        wrong_type(log, item, item.node.name(), &example);
        return None;
    };
    if items.len() < low || items.len() > high {
        let message = format!("{low} to {high} values were expected, found {}", items.len());
        log.error(&item.place, message, example);
        return None;
    }
    let read: Vec<Option<f64>> = items.iter().map(|item| quantity(log, item, kind)).collect();
    read.into_iter().collect()
}

/// A string.
pub fn text<'a>(log: &mut Log, item: &'a Item, expectation: &str) -> Option<&'a str> {
    if let Node::Text(text) = &item.node {
        return Some(text);
    }
    wrong_type(log, item, item.node.name(), expectation);
    None
}

/// `true` or `false`.
pub fn truth(log: &mut Log, item: &Item) -> Option<bool> {
    if let Node::Boolean(truth) = item.node {
        return Some(truth);
    }
    wrong_type(log, item, item.node.name(), "true or false");
    None
}

/// A whole number from `low` to `high`.
pub fn integer(log: &mut Log, item: &Item, path: &str, low: u64, high: u64) -> Option<u64> {
    let Node::Integer(number) = item.node else {
        wrong_type(log, item, item.node.name(), &format!("a whole number, for example {low}"));
        return None;
    };
    let within = u64::try_from(number).ok().filter(|number| (low..=high).contains(number));
    if within.is_none() {
        let range = if low == high { low.to_string() } else { format!("a whole number from {low} to {high}") };
        log.error(&item.place, format!("{path} must be {range}, found {number}"), format!("expected {range}"));
    }
    within
}

/// A table.
pub fn table<'a>(log: &mut Log, item: &'a Item, expectation: &str) -> Option<&'a Table> {
    if let Node::Table(table) = &item.node {
        return Some(table);
    }
    wrong_type(log, item, item.node.name(), expectation);
    None
}

/// One of a few words.
pub fn choice<'a>(log: &mut Log, item: &Item, path: &str, words: &[&'a str]) -> Option<&'a str> {
    let list = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
    let found = text(log, item, &list)?;
    let known = words.iter().find(|word| **word == found).copied();
    if known.is_none() {
        let suggestion =
            super::keys::nearest(found, words.iter().copied()).map(|near| format!("did you mean \"{near}\"?"));
        let message = format!("{path} must be {list}, found \"{found}\"");
        log.error_with_suggestion(&item.place, message, format!("expected {list}"), suggestion);
    }
    known
}

/// Notes a value of the wrong type.
pub fn wrong_type(log: &mut Log, item: &Item, found: &str, expectation: &str) {
    log.error(&item.place, format!("this is {found}; {expectation} was expected"), format!("expected {expectation}"));
}

/// Whether a time was written in months or years, which are rounded to whole days.
pub fn is_calendar(item: &Item) -> bool {
    let Node::Text(text) = &item.node else {
        return false;
    };
    let unit = text.trim().trim_start_matches(|c: char| !c.is_alphabetic() || c == 'e' || c == 'E').trim();
    ["month", "y", "decade"].iter().any(|start| unit.starts_with(start))
}

fn bare(number: &str, kind: Kind) -> Result<f64, UnitError> {
    units::parse(number, kind)
}

fn expected(kind: Kind) -> String {
    format!("expected {}, for example {}", kind.name(), written(kind))
}

/// An example as it stands in TOML.
fn written(kind: Kind) -> String {
    if kind.takes_bare_number() && kind.example().parse::<f64>().is_ok() {
        kind.example().to_string()
    } else {
        format!("\"{}\"", kind.example())
    }
}

fn plural(kind: Kind) -> String {
    format!("{}s", kind.name().trim_start_matches("a "))
}
