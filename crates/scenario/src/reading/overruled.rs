//! Keys that another key overrules: what is stated beside it decides nothing, and that is said with the key that decides.

use super::diagnostics::{Location, Log};
use super::section;
use super::study::{POTENCY, named_in_sweep, of_every_point, tables};
use super::tree::{Item, Node, Table};
use crate::language::english;
use crate::ledger::{Entry, Ledger};
use crate::units;

/// Warns of every key that another one overrules in the whole scenario.
pub fn warn(log: &mut Log, ledger: &Ledger, root: &Table) {
    let [output, trial, population, patient, spread] =
        ["output", "trial", "population", "patient", "spread"].map(|name| section(log, root, name));
    let vary = section(log, population, "vary");
    let potency = patient.get("potency").filter(|own| is_stated(log, ledger, POTENCY, own));
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
    for (key, decider) in of_every_point(root) {
        overruled_parameter(log, ledger, root, &key, &named_in_sweep(root, &key), &decider.place);
    }
    for (key, decider) in of_every_arm(root) {
        overruled_parameter(log, ledger, root, &key, &format!("arm.{key}"), &decider.place);
    }
    let others = tables::by_path(vary);
    for (key, own) in tables::by_path(spread) {
        if let Some((_, decider)) = others.iter().find(|(other, _)| *other == key) {
            overruled(log, &format!("spread.\"{key}\""), own, &format!("population.vary.\"{key}\""), &decider.place);
        }
    }
}

/// Whether a parameter states something: a resolved file has all of them, so that the default is no statement of its own; one of
/// --set is.
pub fn is_stated(log: &Log, ledger: &Ledger, key: &str, own: &Item) -> bool {
    let is_usual = |entry: &Entry| units::parse(&own.to_string(), entry.kind).ok() == Some(entry.value);
    log.distance(&own.place) == 0 || !ledger.entry(key).is_some_and(is_usual)
}

/// The parameters that every arm has a value of its own of, but for the potency, of which an arm has a factor.
fn of_every_arm(root: &Table) -> Vec<(String, &Item)> {
    let Some(Node::Array(items)) = root.get("arm").map(|item| &item.node) else { return Vec::new() };
    let arms = items.iter().filter_map(|item| if let Node::Table(arm) = &item.node { Some(arm) } else { None });
    let arms: Vec<&Table> = arms.collect();
    let Some(first) = arms.first() else { return Vec::new() };
    let is_of_all = |key: &str| key != POTENCY && arms.iter().all(|arm| tables::get(arm, key).is_some());
    tables::by_path(first).into_iter().filter(|(key, _)| is_of_all(key)).collect()
}

/// Says that a parameter of the scenario has no effect, where it is stated.
pub fn overruled_parameter(log: &mut Log, ledger: &Ledger, root: &Table, key: &str, other: &str, decider: &Location) {
    if let Some(own) = tables::get(root, key).filter(|own| is_stated(log, ledger, key, own)) {
        overruled(log, key, own, other, decider);
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

pub fn mark_read(log: &mut Log, item: &Item) {
    log.mark_read(&item.place);
    match &item.node {
        Node::Table(table) => table.values().for_each(|item| mark_read(log, item)),
        Node::Array(items) => items.iter().for_each(|item| mark_read(log, item)),
        _ => {}
    }
}
