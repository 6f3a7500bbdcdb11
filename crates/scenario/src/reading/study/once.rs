//! Keys that two places of a study state: one of the two values would replace the other without a word.

use std::collections::BTreeSet;

use super::super::diagnostics::Log;
use super::super::tree::{Item, Node, Table};
use super::super::{section, spread};
use super::{arms, sweep, tables};
use crate::language::english;
use crate::ledger::Ledger;

/// What each optional key of a dose means where it is not stated.
const USUAL: [(&str, &str); 3] = [("preparation", "live"), ("route", "needle"), ("repeat", "0")];

/// Notes every key of an arm, of a sweep and of the patients' spreads that another of them states as well.
pub fn check(log: &mut Log, ledger: &Ledger, arms: &[arms::Written], root: &Table) -> Option<()> {
    let swept = sweep::keys(root);
    let of_arm = |key: &String| {
        let own = arms.iter().filter_map(|arm| tables::get(&arm.table, key));
        own.map(|own| (format!("arm.{key}"), own)).collect::<Vec<_>>()
    };
    let drawn = drawn(log, ledger, root);
    let mut pairs = Vec::new();
    for (key, item) in &swept {
        let other = (sweep::named(root, key), *item);
        pairs.extend(of_arm(key).into_iter().map(|own| (own, other.clone())));
    }
    for Drawn { key, name, item, is_uniform } in &drawn {
        // A mean that stands further away was replaced, as one is that a value of the scenario replaces. A sweep over a key of the
        // patient would take the whole spread away with it.
        let replaces = |own: &Item| !is_uniform && log.distance(&own.place) < log.distance(&item.place);
        let is_lost = |own: &Item| key.starts_with("patient.") || !replaces(own);
        let of_sweep = swept.iter().filter(|(swept, own)| swept == key && is_lost(own));
        let of_sweep = of_sweep.map(|(key, item)| (sweep::named(root, key), *item));
        let all = of_arm(key).into_iter().filter(|(_, own)| !replaces(own)).chain(of_sweep);
        pairs.extend(all.map(|own| (own, (name.clone(), *item))));
    }
    for ((one, own), (other, item)) in &pairs {
        let message = english("{one} and {other} state one key: one would replace the other");
        let place = log.blame([Some(&own.place), Some(&item.key)]).unwrap_or(&own.place).clone();
        let expectation = english("expected it in one of the two places");
        log.error(&place, message.with("one", one).with("other", other), expectation);
    }
    let doses = check_doses(log, ledger, arms, root);
    (pairs.is_empty() && doses).then_some(())
}

/// A key whose spread between patients says by itself which values it has: any other spread is one round the value of the arm or of
/// the sweep.
struct Drawn<'a> {
    key: String,
    name: String,
    item: &'a Item,
    is_uniform: bool,
}

fn drawn<'a>(log: &mut Log, ledger: &Ledger, root: &'a Table) -> Vec<Drawn<'a>> {
    let population = section(log, root, "population");
    if !root.contains_key("population") {
        return Vec::new();
    }
    let held: Vec<String> = match population.get("hold").map(|item| &item.node) {
        Some(Node::Array(items)) => items.iter().map(Item::to_string).collect(),
        _ => Vec::new(),
    };
    let tables = [("population.vary", section(log, population, "vary")), ("spread", section(log, root, "spread"))];
    let mut seen: BTreeSet<String> = held.into_iter().collect();
    let mut all = Vec::new();
    for (name, table) in tables {
        let means = spread::means(ledger, table);
        // What is wrong with them is noted where the patients are read.
        let Some(said) = spread::read(&mut Log::default(), ledger, table) else { continue };
        for (key, item) in tables::by_path(table) {
            let own = tables::get(root, &key).filter(|_| key.starts_with("patient."));
            let is_pinned = own.is_some_and(|own| log.distance(&own.place) < log.distance(&item.place));
            let Some((_, Some(found))) = said.get(&key) else {
                seen.insert(key);
                continue;
            };
            let is_uniform = found.is_uniform();
            let has_values = is_uniform || means.iter().any(|(other, _)| *other == key);
            if seen.insert(key.clone()) && has_values && !is_pinned {
                all.push(Drawn { name: format!("{name}.\"{key}\""), key, item, is_uniform });
            }
        }
    }
    all
}

/// Notes every key of doses that is swept though doses differ in it: the sweep sets it in all of them. Gives whether there is none.
fn check_doses(log: &mut Log, ledger: &Ledger, arms: &[arms::Written], root: &Table) -> bool {
    let of_arms = arms.iter().any(|arm| arm.item.is_some());
    let tables: Vec<&Table> = if of_arms { arms.iter().map(|arm| &arm.table).collect() } else { vec![root] };
    let doses: Vec<&Item> = tables.into_iter().flat_map(treatments).collect();
    let mut good = true;
    for (key, swept) in sweep::keys(root) {
        let Some(name) = key.strip_prefix("dose.") else { continue };
        let mut stated = doses.iter().map(|dose| (*dose, said(ledger, dose, name)));
        let first = stated.next().map(|(_, said)| said);
        let Some((dose, _)) = stated.find(|(_, said)| Some(said) != first.as_ref()) else { continue };
        let Node::Table(table) = &dose.node else { continue };
        let own = sweep::replaced_by(name).iter().find_map(|name| table.get(*name)).unwrap_or(dose);
        let message = english("{one} differs from dose to dose, and {other} would replace it in all of them");
        let message = message.with("one", format_args!("{}{key}", if of_arms { "arm." } else { "" }));
        let place = log.blame([Some(&own.place), Some(&swept.key)]).unwrap_or(&own.place).clone();
        let expectation = english("expected it in one of the two places");
        log.error(&place, message.with("other", sweep::named(root, &key)), expectation);
        good = false;
    }
    good
}

/// The doses of a scenario or of an arm that a sweep sets.
fn treatments(table: &Table) -> impl Iterator<Item = &Item> {
    let items = match table.get("dose").map(|item| &item.node) {
        Some(Node::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter(|item| matches!(&item.node, Node::Table(dose) if !sweep::is_sham(dose)))
}

/// What a dose says of a key that is swept, so that texts are alike where their meaning is.
fn said(ledger: &Ledger, dose: &Item, name: &str) -> String {
    let Node::Table(table) = &dose.node else { return String::new() };
    let own = sweep::replaced_by(name).iter().find_map(|name| Some((*name, table.get(*name)?)));
    match own {
        Some((name, item)) => format!("{name} {}", sweep::value(ledger, &format!("dose.{name}"), item)),
        None => USUAL.iter().find(|(key, _)| *key == name).map_or_else(String::new, |(key, usual)| {
            let item = Item { node: Node::Text((*usual).to_owned()), ..dose.clone() };
            format!("{key} {}", sweep::value(ledger, &format!("dose.{key}"), &item))
        }),
    }
}
