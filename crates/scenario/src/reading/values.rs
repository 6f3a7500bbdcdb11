//! Typed reading of the tree: a value, or a noted error and nothing.

use std::fmt::Display;

use super::diagnostics::Log;
use super::suggest::{did_you_mean, nearest};
use super::text::{look_alike, of_ascii};
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
    let written = match &item.node {
        Node::Text(text) => text.clone(),
        Node::Integer(number) => number.to_string(),
        Node::Float(number) => format!("{number:?}"),
        other => {
            let expectation = english("{kind}, for example {example}").with_said("kind", kind.phrase());
            wrong_type(log, item, other.name(), expectation.with("example", written(kind)));
            return None;
        }
    };
    let error = match units::parse(&written, kind) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let (message, suggestion) = match of_ascii(&written) {
        Some((named, plain)) => {
            let near = match units::parse(&plain, kind) {
                Ok(_) => Some(write(&[format!("\"{plain}\"")])),
                Err(error) => help(&error, usual),
            };
            (named.with("text", &written), near.or_else(|| look_alike(&written)))
        }
        None => {
            // What was expected and what is near stand beside the message.
            let message = match &error {
                UnitError::UnknownUnit { unit, .. } => english("unknown unit {unit}").with("unit", units::quoted(unit)),
                UnitError::Separators { text, .. } => {
                    english("\"{text}\" has other signs between its digits than a decimal point").with("text", text)
                }
                other => other.message(),
            };
            (message, help(&error, usual))
        }
    };
    log.error_with_suggestion(&item.place, message, expected(kind), suggestion);
    None
}

/// What to write in place of a text that is not a quantity.
fn help(error: &UnitError, usual: &[&str]) -> Option<Message> {
    let quoted = |text: &String| format!("\"{text}\"");
    let with_units = |number: &str| {
        let written = |unit: &&str| format!("\"{number} {}\"", unit.strip_prefix('1').unwrap_or(unit));
        usual.iter().map(written).collect::<Vec<_>>()
    };
    let lacks_unit = |all: Vec<String>| {
        let all = Message::joined(all.iter().map(verbatim), english(" or "));
        Some(english("write it with its unit: {examples}").with_said("examples", all))
    };
    match error {
        UnitError::MissingUnit { text, .. } => lacks_unit(with_units(text)),
        UnitError::Separators { text, near, .. } if near.is_empty() => {
            lacks_unit(units::plain_numbers(text.trim()).iter().flat_map(|number| with_units(number)).collect())
        }
        UnitError::WrongDimension { text, expected: Kind::Cells, .. } => {
            let per_kg = [Some(text.clone()), units::meant(text, Kind::CellsPerMass).into_iter().next()];
            let per_kg = per_kg.into_iter().flatten().find(|text| units::parse(text, Kind::CellsPerMass).is_ok())?;
            Some(english("cells per kg of body weight are cells_per_kg = {value}").with("value", quoted(&per_kg)))
        }
        UnitError::WrongDimension { text, expected: Kind::CellsPerMass, near, .. } if near.is_empty() => {
            units::parse(text, Kind::Cells).ok()?;
            Some(english("a number of cells for everybody is cells = {value}").with("value", quoted(text)))
        }
        _ => match error.near() {
            [] => None,
            [near] => Some(did_you_mean(near)),
            several => Some(write(&several.iter().map(quoted).collect::<Vec<_>>())),
        },
    }
}

/// `write "60 d"`, or one of several.
pub fn write(all: &[String]) -> Message {
    let all = Message::joined(all.iter().map(verbatim), english(" or "));
    english("write {texts}").with_said("texts", all)
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
        let expectation = english("a whole number, for example {example}").with("example", low);
        wrong_type_near(log, item, item.node.name(), expectation, whole_number(item));
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

/// The whole number that a text or a number with a point means, as it is written.
fn whole_number(item: &Item) -> Option<Message> {
    let written = item.to_string();
    let plain = of_ascii(&written).map_or(written.clone(), |(_, plain)| plain);
    let readings = [vec![plain.clone()], units::meant(&plain, Kind::Number)].concat();
    let whole = |text: &String| {
        let value = units::parse(text, Kind::Number).ok()?;
        (value.fract() == 0.0 && value.abs() < 1e15 && !text.ends_with(".000")).then_some(value)
    };
    let number = readings.iter().find_map(whole)?;
    matches!(item.node, Node::Text(_) | Node::Float(_)).then(|| write(&[number.to_string()]))
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

/// Notes a value of the wrong type. A text whose signs only look like those of another type says so.
pub fn wrong_type(log: &mut Log, item: &Item, found: Phrase, expectation: impl Into<Message>) {
    let near = if let Node::Text(text) = &item.node { look_alike(text) } else { None };
    wrong_type_near(log, item, found, expectation.into(), near);
}

fn wrong_type_near(log: &mut Log, item: &Item, found: Phrase, expectation: Message, near: Option<Message>) {
    let message = english("this is {found}; {expectation} was expected")
        .with_said("found", found)
        .with_said("expectation", expectation.clone());
    let expected = english("expected {expectation}").with_said("expectation", expectation);
    log.error_with_suggestion(&item.place, message, expected, near);
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
