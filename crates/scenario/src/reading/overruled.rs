//! Keys that another key overrules: what is stated beside it decides nothing, and that is said with the key that decides.

use super::diagnostics::{Location, Log};
use super::section;
use super::study::{POTENCY, tables};
use super::tree::{Item, Node, Table};
use crate::language::english;
use crate::ledger::Ledger;

/// Warns of every key that another one overrules in the whole scenario.
pub fn warn(log: &mut Log, ledger: &Ledger, root: &Table) {
    let [output, trial, population, patient, spread] =
        ["output", "trial", "population", "patient", "spread"].map(|name| section(log, root, name));
    let vary = section(log, population, "vary");
    // A resolved file states every parameter, so the default is no statement of its own; --set is.
    let usual = ledger.entry(POTENCY).map(|entry| entry.value);
    let is_stated = |own: &&Item| log.distance(&own.place) == 0 || own.to_string().parse().ok() != usual;
    let potency = patient.get("potency").filter(is_stated);
    let pairs = [
        ("output.visits", output.get("visits"), "trial.visits", trial.get("visits")),
        (POTENCY, potency, "trial.potency", trial.get("potency")),
        ("dose", root.get("dose"), "arm.dose", root.get("arm")),
    ];
    for (key, own, other, decider) in pairs {
        if let (Some(own), Some(decider)) = (own, decider) {
            overruled(log, key, own, other, &decider.place);
        }
    }
    if let (Some(own), Some(decider)) = (root.get("seed"), population.get("seed"))
        && log.distance(&own.place) == log.distance(&decider.place)
    {
        overruled(log, "seed", own, "population.seed", &decider.place);
    }
    let others = tables::by_path(vary);
    for (key, own) in tables::by_path(spread) {
        if let Some((_, decider)) = others.iter().find(|(other, _)| *other == key) {
            overruled(log, &format!("spread.\"{key}\""), own, &format!("population.vary.\"{key}\""), &decider.place);
        }
    }
}

/// Says that a key has no effect because another one decides, unless that stands nearer to the user: then the user has
/// replaced it.
pub fn overruled(log: &mut Log, key: &str, own: &Item, other: &str, decider: &Location) {
    if log.distance(&own.place) <= log.distance(decider).min(1) {
        let message = english("{key} has no effect: {other} decides").with("key", key).with("other", other);
        log.warn(&own.place, message);
    }
    mark_read(log, own);
}

fn mark_read(log: &mut Log, item: &Item) {
    log.mark_read(&item.place);
    match &item.node {
        Node::Table(table) => table.values().for_each(|item| mark_read(log, item)),
        Node::Array(items) => items.iter().for_each(|item| mark_read(log, item)),
        _ => {}
    }
}
