//! `[trial]`: who gets which arm, what it is compared with, and the values of the unknown potency.

use super::super::diagnostics::Log;
use super::super::keys;
use super::super::names::MAX_PATIENTS;
use super::super::section;
use super::super::suggest;
use super::super::tree::{Item, Node, Table};
use super::super::values;
use super::{Allocation, Enrolment, Potency, Trial, allocation, arms, compare, tables};
use crate::language::{Phrase, english};
use crate::ledger::Ledger;
use crate::ledger::limits::Limit;
use crate::observer::Mode;
use crate::observer::intercurrent::{Estimand, Rules};
use crate::units::Kind;

/// The named values of the unknown potency, from the optimistic to the sceptical end.
pub const POTENCIES: [(&str, f64); 3] = [("optimistic", 1.0), ("intermediate", 0.3), ("sceptical", 0.1)];

/// The unknown factor on every effect of the cells.
pub const POTENCY: &str = "patient.potency";

/// What is expected where a potency is given in another way.
pub const POTENCY_IN_TRIAL: Phrase = english("expected its values in [trial]: potency = [1.0, 0.3]");

/// Reads `[trial]` of these arms and people, but for its control and its potencies. Where the people are not known, nothing is held
/// against their number, and there is no trial.
pub fn read(
    log: &mut Log,
    ledger: &Ledger,
    root: &Table,
    (arms, population): (&[String], Option<&Enrolment>),
    visits_days: &[u32],
) -> Option<Trial> {
    let table = section(log, root, "trial");
    let followed = followed(log, ledger, table);
    let allocation = allocation::read(log, root, arms, population);
    let sizes = table.get("power_for").map_or_else(|| Some(Vec::new()), |item| sizes(log, item));
    let other = table.get("other_draws").filter(|item| values::boolean(log, item) == Some(true));
    if let (Some(Allocation::Parallel(_)), Some(item)) = (&allocation, other) {
        let expectation = english("in parallel groups each patient has one arm");
        log.error(&item.key, english("other_draws needs allocation = \"every-arm\""), expectation);
    }
    let compare = compare::read(log, root, arms);
    let ((observer, intercurrent), other_draws, visits_days) = (followed?, other.is_some(), visits_days.to_vec());
    population?;
    let (allocation, power_for, compare) = (allocation?, sizes?, compare?);
    Some(Trial { allocation, visits_days, observer, intercurrent, power_for, other_draws, compare })
}

/// What patients know, and what happens to them besides their treatment.
fn followed(log: &mut Log, ledger: &Ledger, table: &Table) -> Option<(Mode, Rules)> {
    let observer = match table.get("observer") {
        Some(item) => values::choice(log, item, "observer", keys::OBSERVERS).map(|word| match word {
            "open" => Mode::Open,
            "sham-blinded" => Mode::ShamBlinded,
            _ => Mode::None,
        }),
        None => Some(Mode::None),
    };
    let intercurrent = rules(log, ledger, table);
    Some((observer?, intercurrent?))
}

/// Notes what is wrong with a trial whose arms and patients may be stated elsewhere.
pub fn check_stated(log: &mut Log, ledger: &Ledger, table: &Table) {
    followed(log, ledger, table);
    compare::check_stated(log, table);
    table.get("other_draws").map(|item| values::boolean(log, item));
    table.get("allocation").map(|item| values::choice(log, item, "allocation", keys::ALLOCATIONS));
    for (key, low, high) in [("ratio", 1, allocation::MAX_RATIO), ("power_for", 2, MAX_PATIENTS)] {
        if let Some(Node::Array(items)) = table.get(key).map(|item| &item.node) {
            for item in items {
                values::integer(log, item, key, low, high);
            }
        }
    }
}

/// Sizes of trials. They may be larger than the population: their patients are drawn from it with replacement.
fn sizes(log: &mut Log, item: &Item) -> Option<Vec<usize>> {
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), english("an array of patients per arm, for example [20, 40]"));
        return None;
    };
    let read: Vec<_> = items.iter().map(|item| values::integer(log, item, "power_for", 2, MAX_PATIENTS)).collect();
    let read: Vec<u64> = read.into_iter().collect::<Option<_>>()?;
    let places = read.iter().zip(items.iter().map(|item| &item.place));
    let good = tables::is_once(log, places, english("this size is given twice"));
    good.then(|| read.into_iter().map(|size| size as usize).collect())
}

/// Dropout, rescue, reoperation.
fn rules(log: &mut Log, ledger: &Ledger, trial: &Table) -> Option<Rules> {
    let table = section(log, trial, "intercurrent");
    keys::check(log, ledger, "trial.intercurrent", table);
    let mut number = |key: &str, kind: Kind, default: f64| match table.get(key) {
        Some(item) => {
            let limit = if kind == Kind::Points { Limit::PainScale } else { Limit::NotNegative };
            values::limited(log, item, key, kind, limit)
        }
        None => Some(default),
    };
    let usual = Rules::default();
    let dropout_per_month = number("dropout_per_month", Kind::Number, usual.dropout_per_month);
    let rescue_from = number("rescue_from", Kind::Points, f64::INFINITY);
    let reoperation_per_month = number("reoperation_per_month", Kind::Number, usual.reoperation_per_month);
    let threshold = Ledger::of_observer().ok()?.entry("observer.reoperation_from")?.value;
    let reoperation_from = number("reoperation_from", Kind::Points, threshold);
    let estimand = match table.get("estimand") {
        Some(item) => match values::choice(log, item, "estimand", keys::ESTIMANDS)? {
            "hypothetical" => Estimand::Hypothetical,
            "composite" => Estimand::Composite,
            _ => Estimand::TreatmentPolicy,
        },
        None => usual.estimand,
    };
    Some(Rules {
        dropout_per_month: dropout_per_month?,
        rescue_from: Some(rescue_from?).filter(|from| from.is_finite()),
        reoperation_per_month: reoperation_per_month?,
        reoperation_from: reoperation_from?,
        estimand,
    })
}

/// Number of the arm that the others are compared with: the named one, or the first in which nobody gets cells.
pub fn control(log: &mut Log, root: &Table, names: &[String], without_cells: Option<usize>) -> Option<usize> {
    let Some(item) = section(log, root, "trial").get("control") else {
        return Some(without_cells.unwrap_or(0));
    };
    arm(log, item, names)
}

/// What is expected where an arm is named.
pub const NAME: Phrase = english("the name of an arm");

/// Number of the arm with a name, however many spaces it is written with.
pub fn place_of(names: &[String], wanted: &Item) -> Option<usize> {
    let Node::Text(wanted) = &wanted.node else { return None };
    names.iter().position(|name| *name == arms::readable(wanted))
}

/// Number of the arm that is named; that there is none is noted with the nearest one.
pub fn arm(log: &mut Log, item: &Item, names: &[String]) -> Option<usize> {
    let wanted = values::text(log, item, NAME)?;
    let place = place_of(names, item);
    if place.is_none() {
        let near = suggest::nearest(wanted, names.iter().map(String::as_str));
        let suggestion = near.map(suggest::did_you_mean);
        let known = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let message = english("there is no arm \"{arm}\"").with("arm", wanted);
        log.error_with_suggestion(
            &item.place,
            message,
            english("expected one of {names}").with("names", known),
            suggestion,
        );
    }
    place
}

/// The potencies to show, each with the item that sets it. A study of a population shows the three named ones unless
/// the scenario says otherwise.
pub fn potencies(log: &mut Log, root: &Table, given: f64, is_given: bool) -> Option<Vec<(Potency, Option<Item>)>> {
    let Some(item) = section(log, root, "trial").get("potency") else {
        if is_given || !root.contains_key("population") {
            return Some(vec![(named(given), None)]);
        }
        let place = &root["population"];
        let three = POTENCIES.map(|(name, value)| {
            let item = Item { node: Node::Float(value), ..place.clone() };
            (Potency { name: name.into(), value }, Some(item))
        });
        return Some(three.into());
    };
    let items = match &item.node {
        Node::Array(items) if !items.is_empty() => items.as_slice(),
        Node::Array(_) => {
            log.error(
                &item.place,
                english("there is no potency"),
                english("expected for example [\"optimistic\", \"sceptical\"]"),
            );
            return None;
        }
        _ => std::slice::from_ref(item),
    };
    let read: Vec<Option<(Potency, Option<Item>)>> = items.iter().map(|item| potency(log, item)).collect();
    let all: Vec<(Potency, Option<Item>)> = read.into_iter().collect::<Option<_>>()?;
    let values = all.iter().zip(items).map(|((potency, _), item)| ((potency.value + 0.0).to_bits(), &item.place));
    tables::is_once(log, values, english("this potency is given twice")).then_some(all)
}

fn potency(log: &mut Log, item: &Item) -> Option<(Potency, Option<Item>)> {
    let value = match &item.node {
        Node::Text(word) if word.parse::<f64>().is_err() => {
            let words = POTENCIES.map(|(name, _)| name);
            let name = values::choice(log, item, "potency", &words)?;
            POTENCIES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)?
        }
        _ => values::limited(log, item, "potency", Kind::Number, Limit::Share)?,
    };
    Some((named(value), Some(Item { node: Node::Float(value), ..item.clone() })))
}

/// A potency under its name, or its number.
fn named(value: f64) -> Potency {
    let name = POTENCIES.iter().find(|(_, known)| *known == value);
    Potency { name: name.map_or_else(|| value.to_string(), |(name, _)| (*name).to_string()), value }
}
