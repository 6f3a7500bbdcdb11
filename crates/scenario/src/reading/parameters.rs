//! Parameters of the rules: the ledger's defaults with what the scenario sets.

use std::collections::BTreeMap;

use super::diagnostics::{Location, Log};
use super::tree::{Node, Table};
use super::values;
use crate::language::{Phrase, english};
use crate::ledger::limits;
use crate::ledger::{Entry, Ledger};

/// How far beyond the ledger's range a value may lie before it counts as a slip of the pen. Wider values overflow rules
/// long before they mean anything.
const BEYOND: f64 = 1000.0;

/// Values by key, and where the scenario sets them.
#[derive(Debug)]
pub struct Given {
    /// Every ledger key, canonical unit.
    pub values: BTreeMap<String, f64>,
    /// Places of the keys that the scenario sets.
    pub places: BTreeMap<String, Location>,
}

impl Given {
    /// Value of a ledger key.
    pub fn value(&self, key: &str) -> f64 {
        self.values.get(key).copied().unwrap_or_default()
    }
}

/// Reads every ledger key of a scenario.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table) -> Given {
    read_over(log, ledger, root, ledger.values().clone())
}

/// The keys that are stated, over the values that hold without them.
pub fn read_over(log: &mut Log, ledger: &Ledger, root: &Table, known: BTreeMap<String, f64>) -> Given {
    let given = read_each(log, ledger, root, known);
    check_together(log, &given, |_| true);
    given
}

/// The same of a scenario that may have further values elsewhere: only those that are stated contradict each other.
pub fn read_stated(log: &mut Log, ledger: &Ledger, root: &Table) -> Given {
    let given = read_each(log, ledger, root, ledger.values().clone());
    check_together(log, &given, |key| given.places.contains_key(key));
    given
}

fn read_each(log: &mut Log, ledger: &Ledger, root: &Table, known: BTreeMap<String, f64>) -> Given {
    let mut given = Given { values: known, places: BTreeMap::new() };
    let sections = ledger.sections().filter_map(|name| match &root.get(name)?.node {
        Node::Table(section) => Some((name, section)),
        _ => None,
    });
    let stated = sections.flat_map(|(name, section)| {
        ledger.of_section(name).filter_map(|entry| Some((entry, section.get(entry.name())?)))
    });
    for (entry, item) in stated {
        given.places.insert(entry.key.clone(), item.place.clone());
        let limit = limits::for_key(&entry.key, entry.kind);
        if let Some(value) = values::limited_in(log, item, &entry.key, entry.kind, limit, &entry.unit)
            && plausible(log, entry, value, &item.place)
        {
            given.values.insert(entry.key.clone(), value);
        }
    }
    given
}

/// Warns outside the ledger's range; far outside is an error.
fn plausible(log: &mut Log, entry: &Entry, value: f64, place: &Location) -> bool {
    let range = english("{low} to {high}").with("low", entry.text(entry.low)).with("high", entry.text(entry.high));
    let tiny = limits::for_key(&entry.key, entry.kind).needs_positive() && value * BEYOND < entry.low;
    if value > BEYOND * entry.high || tiny {
        let message = english("{key} = {found} lies more than {times} times outside {range}")
            .with("key", &entry.key)
            .with("found", entry.text(value))
            .with("times", BEYOND)
            .with_said("range", range.clone());
        log.error(place, message, english("plausible: {range}").with_said("range", range));
        return false;
    }
    if !(entry.low..=entry.high).contains(&value) {
        let message = english("{key} = {found} is outside the plausible range {range}")
            .with("key", &entry.key)
            .with("found", entry.text(value))
            .with_said("range", range);
        log.warn(place, message);
    }
    true
}

/// Limits that tie two known keys together.
fn check_together(log: &mut Log, given: &Given, is_known: impl Fn(&str) -> bool) {
    let pairs = [
        ("patient.potency_low", "patient.potency_high", english("the smallest potency must not exceed the largest")),
        ("axon.latency_spread", "axon.latency", english("the spread of the latency must not exceed the latency")),
    ];
    for (smaller, larger, sentence) in pairs {
        if is_known(smaller) && is_known(larger) && given.value(smaller) > given.value(larger) {
            blame(log, given, [smaller, larger], sentence);
        }
    }
    let [arrived, stalled] = ["axon.chronic_arrived", "axon.chronic_stalled"];
    if is_known(arrived) && is_known(stalled) && given.value(arrived) + given.value(stalled) > 1.0 {
        let sentence = english("the shares of arrived and stalled axons must not exceed 1 together");
        blame(log, given, [stalled, arrived], sentence);
    }
}

/// Notes an error at whichever of two keys the scenario sets.
fn blame(log: &mut Log, given: &Given, keys: [&str; 2], sentence: Phrase) {
    if let Some(place) = log.blame(keys.iter().map(|key| given.places.get(*key))) {
        let [a, b] = keys.map(|key| format!("{key} = {}", given.value(key)));
        log.error(place, sentence, english("found {one} and {other}").with("one", a).with("other", b));
    }
}
