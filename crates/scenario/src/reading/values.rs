//! Typed reading of the tree: a value, or a noted error and nothing.

use std::fmt::Display;

use super::diagnostics::Log;
use super::suggest::{did_you_mean, nearest};
use super::text::narrow;
use super::tree::{Item, Node, Table};
use crate::language::{Message, Phrase, english, verbatim};
use crate::ledger::limits::Limit;
use crate::units::{self, Kind, UnitError};

/// A value of a kind of quantity, canonical unit.
pub fn quantity(log: &mut Log, item: &Item, kind: Kind) -> Option<f64> {
    quantity_in(log, item, kind, kind.usual_units())
}

/// The same, where a forgotten unit was most likely one of `usual`.
fn quantity_in(log: &mut Log, item: &Item, kind: Kind, usual: &[&str]) -> Option<f64> {
    log.mark_read(&item.place);
    let read = match &item.node {
        Node::Text(text) => units::parse(text, kind),
        Node::Integer(number) => bare(&number.to_string(), kind),
        Node::Float(number) => bare(&format!("{number:?}"), kind),
        other => {
            let expectation = english("{kind}, for example {example}").with_said("kind", kind.phrase());
            wrong_type(log, item, other.name(), expectation.with("example", written(kind)));
            return None;
        }
    };
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            let narrow = match &item.node {
                Node::Text(text) => narrow(text).filter(|narrow| units::parse(narrow, kind).is_ok()),
                _ => None,
            };
            if let Some(narrow) = narrow {
                let message = english("\"{text}\" has full-width characters").with("text", item);
                let help = english("write \"{narrow}\"").with("narrow", narrow);
                log.error_with_suggestion(&item.place, message, expected(kind), Some(help));
                return None;
            }
            let suggestion = match &error {
                UnitError::UnknownUnit { suggestion: Some(unit), .. } => Some(did_you_mean(unit)),
                UnitError::MissingUnit { text, .. } => {
                    let written =
                        |unit: &&str| verbatim(format_args!("\"{text} {}\"", unit.strip_prefix('1').unwrap_or(unit)));
                    let all = Message::joined(usual.iter().map(written), english(" or "));
                    Some(english("write it with its unit: {examples}").with_said("examples", all))
                }
                _ => None,
            };
            // What was expected and what is near stand beside the message.
            let message = match &error {
                UnitError::UnknownUnit { unit, .. } => english("unknown unit {unit}").with("unit", units::quoted(unit)),
                other => other.message(),
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
    let value = quantity_in(log, item, kind, &[usual])?;
    within(log, item, path, kind, limit, value)
}

fn within(log: &mut Log, item: &Item, path: &str, kind: Kind, limit: Limit, value: f64) -> Option<f64> {
    if limit.admits(value) {
        return Some(value);
    }
    let found = units::format(value, kind, kind.canonical_unit());
    let message = english("{path} {limit}, found {found}").with("path", path).with_said("limit", limit.phrase());
    let expectation = english("{path} {limit}").with("path", path).with_said("limit", limit.phrase());
    log.error(&item.place, message.with("found", found), expectation);
    None
}

/// Several quantities of one kind, `low` to `high` of them.
pub fn quantities(log: &mut Log, item: &Item, kind: Kind, low: usize, high: usize) -> Option<Vec<f64>> {
    let example = english("an array of {kinds}, for example [{example}]")
        .with_said("kinds", plural(kind))
        .with("example", written(kind));
    let Node::Array(items) = &item.node else {
        wrong_type(log, item, item.node.name(), example);
        return None;
    };
    if items.len() < low || items.len() > high {
        let message = english("{low} to {high} values were expected, found {found}")
            .with("low", low)
            .with("high", high)
            .with("found", items.len());
        log.error(&item.place, message, example);
        return None;
    }
    let read: Vec<Option<f64>> = items.iter().map(|item| quantity(log, item, kind)).collect();
    read.into_iter().collect()
}

/// A string.
pub fn text<'a>(log: &mut Log, item: &'a Item, expectation: impl Into<Message>) -> Option<&'a str> {
    log.mark_read(&item.place);
    if let Node::Text(text) = &item.node {
        return Some(text);
    }
    wrong_type(log, item, item.node.name(), expectation);
    None
}

/// `true` or `false`.
pub fn boolean(log: &mut Log, item: &Item) -> Option<bool> {
    log.mark_read(&item.place);
    if let Node::Boolean(truth) = item.node {
        return Some(truth);
    }
    wrong_type(log, item, item.node.name(), english("true or false"));
    None
}

/// A whole number from `low` to `high`.
pub fn integer(log: &mut Log, item: &Item, path: &str, low: u64, high: u64) -> Option<u64> {
    log.mark_read(&item.place);
    let Node::Integer(number) = item.node else {
        wrong_type(log, item, item.node.name(), english("a whole number, for example {example}").with("example", low));
        return None;
    };
    let within = u64::try_from(number).ok().filter(|number| (low..=high).contains(number));
    if within.is_none() {
        let range = if low == high {
            verbatim(low)
        } else {
            english("a whole number from {low} to {high}").with("low", low).with("high", high)
        };
        must_be(log, item, path, range, number, None);
    }
    within
}

/// A table.
pub fn table<'a>(log: &mut Log, item: &'a Item, expectation: impl Into<Message>) -> Option<&'a Table> {
    if let Node::Table(table) = &item.node {
        return Some(table);
    }
    wrong_type(log, item, item.node.name(), expectation);
    None
}

/// One of a few words.
pub fn choice<'a>(log: &mut Log, item: &Item, path: &str, words: &[&'a str]) -> Option<&'a str> {
    let quoted = words.iter().map(|word| verbatim(format_args!("\"{word}\"")));
    let list = Message::joined(quoted, english(" or "));
    let found = text(log, item, list.clone())?;
    let known = words.iter().find(|word| **word == found).copied();
    if known.is_none() {
        let suggestion = nearest(found, words.iter().copied()).map(did_you_mean);
        must_be(log, item, path, list, format_args!("\"{found}\""), suggestion);
    }
    known
}

/// Notes a value of the wrong type.
pub fn wrong_type(log: &mut Log, item: &Item, found: Phrase, expectation: impl Into<Message>) {
    let expectation = expectation.into();
    let message = english("this is {found}; {expectation} was expected")
        .with_said("found", found)
        .with_said("expectation", expectation.clone());
    log.error(&item.place, message, english("expected {expectation}").with_said("expectation", expectation));
}

/// Notes a value that is none of those that are possible.
fn must_be(
    log: &mut Log,
    item: &Item,
    path: &str,
    possible: Message,
    found: impl Display,
    suggestion: Option<Message>,
) {
    let message = english("{path} must be {possible}, found {found}")
        .with("path", path)
        .with_said("possible", possible.clone())
        .with("found", found);
    let expectation = english("expected {expectation}").with_said("expectation", possible);
    log.error_with_suggestion(&item.place, message, expectation, suggestion);
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

fn expected(kind: Kind) -> Message {
    english("expected {kind}, for example {example}").with_said("kind", kind.phrase()).with("example", written(kind))
}

/// An example as it stands in TOML.
fn written(kind: Kind) -> String {
    if kind.takes_bare_number() && kind.example().parse::<f64>().is_ok() {
        kind.example().to_string()
    } else {
        format!("\"{}\"", kind.example())
    }
}

/// Many of a kind, as arrays hold them.
fn plural(kind: Kind) -> Phrase {
    match kind {
        Kind::Time => english("times"),
        Kind::Length => english("lengths"),
        other => other.phrase(),
    }
}
