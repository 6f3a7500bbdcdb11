//! A spread between patients, in the same words in `[spread]` and in `[population.vary]`.
//!
//! `"normal mean 52 y sd 12 y within 22 y to 82 y"`; the mean is optional and then the value that the scenario has. The
//! words of earlier versions are read with a warning for as long as the format is 1: `{ normal = ["52 y", "12 y"], within =
//! ["22 y", "82 y"] }`, and amounts without their units in those of the ledger.

use std::collections::BTreeMap;

use super::diagnostics::{Location, Log};
use super::study::tables;
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::{Message, english};
use crate::ledger::limits::{self, Limit};
use crate::ledger::words::{ShapeWords, Words};
use crate::ledger::{Distribution, Entry, Ledger, Shape};
use crate::units::Kind;

/// How a spread is written.
const EXAMPLE: &str =
    "\"lognormal cv 0.5\", \"normal mean 52 y sd 12 y within 22 y to 82 y\", \"uniform 0.1 to 0.9\" or \"fixed\"";

/// Shapes of the old words.
const SHAPES: [&str; 3] = ["normal", "lognormal", "uniform"];

/// What a scenario says of a key: where, and how it differs between patients; nothing where it does not.
pub type Said = BTreeMap<String, (Location, Option<Distribution>)>;

/// The spreads of a section by key.
pub fn read(log: &mut Log, ledger: &Ledger, table: &Table) -> Option<Said> {
    let (mut all, mut good) = (BTreeMap::new(), true);
    for (key, item) in tables::by_path_once(log, table) {
        let known = tables::is_parameter(log, ledger, &key, item, &[]);
        let read = ledger.entry(&key).and_then(|entry| read_one(log, entry, item));
        good &= known && read.is_some();
        all.insert(key, (item.place.clone(), read.flatten()));
    }
    good.then_some(all)
}

/// The means that a section states, by key: they are values of the mean patient. What is wrong with them is noted where
/// their spreads are read.
pub fn means(ledger: &Ledger, table: &Table) -> Vec<(String, Item)> {
    let mean = |(key, item): (String, &Item)| {
        let words = words(&mut Log::default(), ledger.entry(&key)?, item)?;
        Some((key, words?.0.mean?))
    };
    tables::by_path(table).into_iter().filter_map(mean).collect()
}

/// One spread; `Some(None)` where the key does not vary.
fn read_one(log: &mut Log, entry: &Entry, item: &Item) -> Option<Option<Distribution>> {
    let Some((words, is_old)) = words(log, entry, item)? else { return Some(None) };
    let new = words.to_string();
    let spread = distribution(log, entry, words)?;
    if is_old {
        let message = english("the distribution of {key} is written in a deprecated form; write \"{new}\"");
        log.warn(&item.place, message.with("key", &entry.key).with("new", new));
    }
    Some(Some(spread))
}

/// A spread with the place of each amount, and whether it is written in old words; `Some(None)` where the key does not
/// vary.
fn words(log: &mut Log, entry: &Entry, item: &Item) -> Option<Option<(Words<Item>, bool)>> {
    log.mark_read(&item.place);
    match &item.node {
        Node::Text(text) if text == "fixed" => Some(None),
        Node::Text(text) => {
            let Some(words) = Words::parse(text) else {
                log.error(
                    &item.place,
                    english("\"{text}\" is not a valid distribution").with("text", text),
                    expected(),
                );
                return None;
            };
            let mut is_old = false;
            let placed = |text: String| Item { node: Node::Text(text), ..item.clone() };
            let amount = |amount: String| {
                let lacks_unit = !entry.kind.takes_bare_number() && amount.parse::<f64>().is_ok();
                is_old |= lacks_unit;
                placed(if lacks_unit { format!("{amount} {}", entry.unit) } else { amount })
            };
            let words = words.map(amount, placed);
            Some(Some((words, is_old)))
        }
        Node::Table(table) => Some(Some((old_words(log, item, table)?, true))),
        other => {
            values::wrong_type(
                log,
                item,
                other.name(),
                english("a distribution, for example {example}").with("example", EXAMPLE),
            );
            None
        }
    }
}

fn expected() -> Message {
    english("expected {example}").with("example", EXAMPLE)
}

/// `{ normal = [mean, SD], within = [low, high] }`, `{ lognormal = [mean, CV] }` or `{ uniform = [low, high] }`.
fn old_words(log: &mut Log, item: &Item, table: &Table) -> Option<Words<Item>> {
    let odd = table.iter().find(|(key, _)| !SHAPES.contains(&key.as_str()) && *key != "within");
    if let Some((key, item)) = odd {
        log.error(&item.key, english("\"{text}\" is not a valid distribution").with("text", key), expected());
        return None;
    }
    let shapes: Vec<&str> = SHAPES.into_iter().filter(|shape| table.contains_key(*shape)).collect();
    let [shape] = shapes.as_slice() else {
        log.error(&item.place, english("expected one distribution"), expected());
        return None;
    };
    let pair = two(log, &table[*shape], english("expected {shape} = [ , ]").with("shape", *shape))?;
    let within = match table.get("within") {
        Some(item) => Some(two(log, item, english("expected [low, high]"))?),
        None => None,
    };
    let [first, second] = pair;
    let (shape, mean) = match *shape {
        "normal" => (ShapeWords::Normal(second), Some(first)),
        "lognormal" => (ShapeWords::LogNormal(second), Some(first)),
        _ => (ShapeWords::Uniform([first, second]), None),
    };
    Some(Words { shape, mean, within })
}

/// Two values.
pub fn two(log: &mut Log, item: &Item, expectation: impl Into<Message>) -> Option<[Item; 2]> {
    match &item.node {
        Node::Array(pair) if pair.len() == 2 => Some([pair[0].clone(), pair[1].clone()]),
        _ => {
            log.error(&item.place, english("two values were expected"), expectation);
            None
        }
    }
}

/// What the words mean, if patients can have it.
fn distribution(log: &mut Log, entry: &Entry, words: Words<Item>) -> Option<Distribution> {
    let within = match words.within {
        Some(ends) => Some(ordered(log, &ends, entry)?),
        None => None,
    };
    if let Some(mean) = &words.mean {
        let value = values::quantity(log, mean, entry.kind)?;
        // Everybody would stand at one of the bounds.
        if within.is_some_and(|(low, high)| !(low..=high).contains(&value)) {
            let message = english("the mean is outside the bounds");
            log.error(&mean.place, message, english("expected it between the two bounds after within"));
            return None;
        }
    }
    let mut positive = |item: &Item, name: &str, kind| values::limited(log, item, name, kind, Limit::Positive);
    let shape = match words.shape {
        ShapeWords::Normal(sd) => Shape::Normal { sd: positive(&sd, "the standard deviation", entry.kind)? },
        ShapeWords::LogNormal(cv) => {
            Shape::LogNormal { cv: positive(&cv, "the coefficient of variation", Kind::Number)? }
        }
        ShapeWords::Uniform(ends) => {
            let (low, high) = ordered(log, &ends, entry)?;
            Shape::Uniform { low, high }
        }
    };
    Some(Distribution { shape, within })
}

/// Two values of a parameter, the lower first, both possible.
fn ordered(log: &mut Log, ends: &[Item; 2], entry: &Entry) -> Option<(f64, f64)> {
    let limit = limits::for_key(&entry.key, entry.kind);
    let mut bound = |item: &Item| values::limited(log, item, &entry.key, entry.kind, limit);
    let (low, high) = (bound(&ends[0])?, bound(&ends[1])?);
    if low < high {
        return Some((low, high));
    }
    let expectation = english("expected the smaller value before the larger one");
    log.error(&ends[0].place, english("the lower bound must lie below the upper one"), expectation);
    None
}
