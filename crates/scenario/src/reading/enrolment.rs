//! Who is enrolled: `[population]`, how people differ, and what the scenario pins.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics::Log;
use super::keys;
use super::names::MAX_PATIENTS;
use super::parameters::Given;
use super::section;
use super::study::{POTENCY, POTENCY_IN_TRIAL, swept, tables};
use super::tree::{Item, Node, Table};
use super::values;
use super::{TOP, spread};
use crate::language::{Message, english, verbatim};
use crate::ledger::limits::{self, Limit};
use crate::ledger::{Distribution, Entry, Ledger, Shape};
use crate::population::enrolment::Enrolment;
use crate::population::spread::{Correlation, CorrelationError, Spreads};
use crate::units::Kind;

/// How a spread is written.
const EXAMPLE: &str = "{ normal = [mean, SD] }, { lognormal = [mean, CV] }, { uniform = [low, high] } or \"fixed\"";

/// Reads who takes part: those of `[population]`, or the patient of the run.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given, seed: u64) -> Option<Enrolment> {
    let table = section(log, root, "population");
    let (patients, number) = match root.get("population") {
        Some(item) => (size(log, root, item, table), Some(None)),
        None => (Some(1), number(log, root).map(Some)),
    };
    let spreads = read_spreads(log, ledger, root, given);
    let observed_pain_at_least = read_admission(log, ledger, table);
    Some(Enrolment { patients: patients?, seed, number: number?, spreads: spreads?, observed_pain_at_least })
}

/// Number of the scenario's patient; 0 for the mean patient.
fn number(log: &mut Log, root: &Table) -> Option<u32> {
    match section(log, root, "patient").get("number") {
        Some(item) => Some(values::integer(log, item, "patient.number", 0, u64::from(u32::MAX))? as u32),
        None => Some(0),
    }
}

/// Number of places of a population, which has no patient of its own.
fn size(log: &mut Log, root: &Table, population: &Item, table: &Table) -> Option<u32> {
    let patient = section(log, root, "patient");
    for other in ["number", "draw"].into_iter().filter_map(|key| patient.get(key)) {
        log.error(&other.key, english("one patient and a population are both given"), english("leave one of them out"));
    }
    let Some(item) = table.get("n") else {
        if matches!(population.node, Node::Table(_)) {
            let expectation = english("expected the number of patients: n = 200");
            log.error(&population.key, english("the population has no size"), expectation);
        }
        return None;
    };
    Some(values::integer(log, item, "population.n", 1, MAX_PATIENTS)? as u32)
}

/// How people differ: as the ledger says, as `[spread]` says in its place, but for what is pinned, and as
/// `[population.vary]` says.
fn read_spreads(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given) -> Option<Spreads> {
    let table = section(log, root, "population");
    let of_indication = spread::read(log, ledger, root);
    let pinned = match table.get("hold") {
        Some(item) => read_held(log, ledger, item),
        None => Some(pinned(log, root, given)),
    };
    let vary = section(log, table, "vary");
    let vary = read_vary(log, ledger, vary)?;
    check_held(log, table, &vary)?;
    let spreads = Spreads::of(ledger).with(&of_indication).without(&pinned?).with(&vary);
    check_potency(log, root, table, &spreads)?;
    read_correlations(log, ledger, table, spreads)
}

/// The patient's keys that the scenario sets or sweeps: they are the same in everybody unless it says otherwise. A spread of
/// `[spread]` counts where it stands as near to the user as the value.
fn pinned(log: &mut Log, root: &Table, given: &Given) -> BTreeSet<String> {
    let spreads: BTreeMap<String, &Item> = tables::by_path(section(log, root, "spread")).into_iter().collect();
    let is_nearer =
        |key: &String, place| spreads.get(key).is_none_or(|spread| log.distance(place) < log.distance(&spread.place));
    let given = given.places.iter().filter(|(key, place)| is_nearer(key, place)).map(|(key, _)| key.clone());
    given.chain(swept(root)).filter(|key| key.starts_with("patient.")).collect()
}

/// Keys that are the same in everybody.
fn read_held(log: &mut Log, ledger: &Ledger, item: &Item) -> Option<BTreeSet<String>> {
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), english("an array of keys, for example [\"patient.age\"]"));
        return None;
    };
    let (mut keys, mut good) = (BTreeSet::new(), true);
    for item in items {
        let key = values::text(log, item, english("a key of the ledger"))?;
        good &= tables::is_parameter(log, ledger, key, item, &[]);
        keys.insert(key.to_string());
    }
    good.then_some(keys)
}

/// Notes every key that is held and has a spread. Of the two places the one nearer to the user is shown; in one file, the
/// spread.
fn check_held(log: &mut Log, population: &Table, spreads: &BTreeMap<String, Option<Distribution>>) -> Option<()> {
    let Some(Node::Array(held)) = population.get("hold").map(|item| &item.node) else { return Some(()) };
    let mut good = true;
    for (key, spread) in tables::by_path(section(log, population, "vary")) {
        let same = held.iter().find(|item| matches!(&item.node, Node::Text(text) if *text == key));
        let (Some(same), Some(Some(_))) = (same, spreads.get(&key)) else { continue };
        let place = log.blame([Some(&spread.key), Some(&same.place)]).unwrap_or(&spread.key);
        log.error(
            place,
            english("{key} is held and varies").with("key", &key),
            english("expected it in hold or in vary: what is held is the same in everybody"),
        );
        good = false;
    }
    good.then_some(())
}

/// The unknown potency is an axis of the study, not a property of its patients: a spread would replace its values.
fn check_potency(log: &mut Log, root: &Table, population: &Table, spreads: &Spreads) -> Option<()> {
    if !root.contains_key("population") || spreads.get(POTENCY).is_none() {
        return Some(());
    }
    let sections = [section(log, population, "vary"), section(log, root, "spread")];
    let mut entries = sections.into_iter().flat_map(tables::by_path);
    let place = entries.find(|(key, _)| key == POTENCY).map_or(&TOP, |(_, item)| &item.key);
    log.error(place, english("the potency of a study does not vary between patients"), POTENCY_IN_TRIAL);
    None
}

/// The means that `[population.vary]` gives, by key: they are the values of the mean patient. A key that is unknown is
/// noted where its spread is read.
pub fn means(log: &mut Log, ledger: &Ledger, root: &Table) -> Vec<(String, Item)> {
    let population = section(log, root, "population");
    let mean = |(key, item): (String, &Item)| match &item.node {
        Node::Table(spread) => match ["normal", "lognormal"].iter().find_map(|shape| spread.get(*shape)) {
            Some(Item { node: Node::Array(pair), .. }) => Some((key, pair.first()?.clone())),
            _ => None,
        },
        _ => None,
    };
    match population.get("vary").map(|item| &item.node) {
        Some(Node::Table(vary)) => {
            let known = tables::by_path(vary).into_iter().filter(|(key, _)| ledger.entry(key).is_some());
            known.filter_map(mean).collect()
        }
        _ => Vec::new(),
    }
}

fn read_vary(log: &mut Log, ledger: &Ledger, vary: &Table) -> Option<BTreeMap<String, Option<Distribution>>> {
    let mut all = BTreeMap::new();
    let mut good = true;
    for (path, item) in tables::by_path_once(log, vary) {
        let known = tables::is_parameter(log, ledger, &path, item, &[]);
        let read = ledger.entry(&path).and_then(|entry| read_spread(log, entry, item));
        good &= known && read.is_some();
        all.insert(path, read.flatten());
    }
    good.then_some(all)
}

/// One spread; `Some(None)` where the key does not vary.
fn read_spread(log: &mut Log, entry: &Entry, item: &Item) -> Option<Option<Distribution>> {
    let table = match &item.node {
        Node::Text(word) if word == "fixed" => return Some(None),
        Node::Table(table) => table,
        other => {
            values::wrong_type(log, item, other.name(), verbatim(EXAMPLE));
            return None;
        }
    };
    let shapes: Vec<&str> = ["normal", "lognormal", "uniform"].into_iter().filter(|s| table.contains_key(*s)).collect();
    let odd = table.iter().find(|(key, _)| !["normal", "lognormal", "uniform", "within"].contains(&key.as_str()));
    if let Some((key, item)) = odd {
        log.error(
            &item.key,
            english("\"{key}\" is no spread").with("key", key),
            english("expected {example}, and within = [low, high]").with("example", EXAMPLE),
        );
        return None;
    }
    let [shape] = shapes.as_slice() else {
        log.error(&item.place, english("expected one spread"), english("expected {example}").with("example", EXAMPLE));
        return None;
    };
    let pair = two(log, &table[*shape], english("expected {shape} = [ , ]").with("shape", *shape))?;
    let within = match table.get("within") {
        Some(item) => Some(ordered(log, item, entry)?),
        None => None,
    };
    let shape = match *shape {
        "uniform" => {
            let (low, high) = ordered(log, &table["uniform"], entry)?;
            return Some(Some(Distribution { shape: Shape::Uniform { low, high }, within }));
        }
        "normal" => {
            holds(log, &pair[0], entry, within)?;
            Shape::Normal { sd: positive(log, &pair[1], "the standard deviation", entry.kind)? }
        }
        _ => {
            holds(log, &pair[0], entry, within)?;
            Shape::LogNormal { cv: positive(log, &pair[1], "the coefficient of variation", Kind::Number)? }
        }
    };
    Some(Some(Distribution { shape, within }))
}

/// The mean, which must lie within the bounds: otherwise everybody would stand at one of them.
fn holds(log: &mut Log, mean: &Item, entry: &Entry, within: Option<(f64, f64)>) -> Option<f64> {
    let value = values::quantity(log, mean, entry.kind)?;
    if within.is_none_or(|(low, high)| (low..=high).contains(&value)) {
        return Some(value);
    }
    log.error(
        &mean.place,
        english("the mean lies outside the bounds"),
        english("expected it between the two values of within"),
    );
    None
}

fn positive(log: &mut Log, item: &Item, name: &str, kind: Kind) -> Option<f64> {
    values::limited(log, item, name, kind, Limit::Positive)
}

fn two<'a>(log: &mut Log, item: &'a Item, expectation: impl Into<Message>) -> Option<&'a [Item]> {
    match &item.node {
        Node::Array(pair) if pair.len() == 2 => Some(pair),
        _ => {
            log.error(&item.place, english("two values were expected"), expectation);
            None
        }
    }
}

/// Two values of a parameter, the lower first, both possible.
fn ordered(log: &mut Log, item: &Item, entry: &Entry) -> Option<(f64, f64)> {
    let pair = two(log, item, english("expected [low, high]"))?;
    let limit = limits::of(&entry.key, entry.kind);
    let mut bound = |item: &Item| values::limited(log, item, &entry.key, entry.kind, limit);
    let (low, high) = (bound(&pair[0])?, bound(&pair[1])?);
    if low < high {
        return Some((low, high));
    }
    log.error(&item.place, english("the lower bound must lie below the upper one"), english("expected [low, high]"));
    None
}

/// The spreads with the correlations of a population.
fn read_correlations(log: &mut Log, ledger: &Ledger, table: &Table, spreads: Spreads) -> Option<Spreads> {
    let Some(item) = table.get("correlations") else { return Some(spreads) };
    let example = english("an array, for example [{ keys = [\"patient.age\", \"patient.donor_potency\"], r = -0.3 }]");
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), example);
        return None;
    };
    let read: Vec<Option<Correlation>> = items.iter().map(|item| read_correlation(log, ledger, item)).collect();
    let correlations: Vec<Correlation> = read.into_iter().collect::<Option<_>>()?;
    let pairs = correlations.iter().zip(items).map(|(pair, item)| {
        let mut keys = pair.keys.clone();
        keys.sort_unstable();
        (keys, &item.place)
    });
    if !tables::is_once(log, pairs, english("these two keys have a correlation already")) {
        return None;
    }
    let correlated = spreads.correlated(&correlations).map_err(|error| {
        let has = |key: &String| correlations.iter().position(|pair| pair.keys.contains(key));
        let place = match &error {
            CorrelationError::Fixed(key) => has(key).map_or(&item.place, |row| &items[row].place),
            CorrelationError::Impossible => &item.key,
        };
        log.error(place, verbatim(error), english("expected correlations that patients can have"));
    });
    correlated.ok()
}

fn read_correlation(log: &mut Log, ledger: &Ledger, item: &Item) -> Option<Correlation> {
    let table = values::table(log, item, english("{ keys = [a, b], r = 0.3 }"))?;
    keys::check(log, ledger, "population.correlations", table);
    let (Some(keys), Some(r)) = (table.get("keys"), table.get("r")) else {
        log.error(
            &item.place,
            english("a correlation needs keys and r"),
            english("expected { keys = [a, b], r = 0.3 }"),
        );
        return None;
    };
    let pair = two(log, keys, english("expected two keys of the ledger"))?;
    let [a, b] = [&pair[0], &pair[1]].map(|key| {
        let path = values::text(log, key, english("a key of the ledger"))?.to_string();
        tables::is_parameter(log, ledger, &path, key, &[]).then_some(path)
    });
    let coefficient = values::quantity(log, r, Kind::Number)?;
    let (a, b) = (a?, b?);
    let (different, possible) = (a != b, coefficient.abs() < 1.0);
    if !different {
        let message = english("a correlation joins two different keys");
        log.error(&pair[1].place, message, english("expected another key than the first"));
    }
    if !possible {
        let message = english("r must lie between -1 and 1, found {found}").with("found", coefficient);
        log.error(&r.place, message, english("expected r between -1 and 1, both excluded"));
    }
    (different && possible).then_some(Correlation { keys: [a, b], coefficient })
}

fn read_admission(log: &mut Log, ledger: &Ledger, table: &Table) -> Option<f64> {
    let admit = section(log, table, "admit");
    keys::check(log, ledger, "population.admit", admit);
    let item = admit.get("observed_pain_at_least")?;
    values::limited(log, item, "observed_pain_at_least", Kind::Points, Limit::PainScale)
}
