//! `[[arm]]`: what one group of patients is given.

use std::collections::BTreeSet;

use super::super::diagnostics::Log;
use super::super::tree::{Item, Node, Table};
use super::super::{keys, text, values};
use crate::language::english;
use crate::ledger::Ledger;

/// An arm as it is written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Name.
    pub name: String,
    /// Where the name stands; nothing for the arm of a scenario without `[[arm]]`.
    pub item: Option<Item>,
    /// What is laid over the scenario.
    pub table: Table,
}

/// Reads `[[arm]]`. A scenario without it has one arm, which gets the scenario's own doses.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table) -> Option<Vec<Written>> {
    let Some(item) = root.get("arm") else {
        let treated = root.get("dose").is_some_and(|item| !matches!(&item.node, Node::Array(all) if all.is_empty()));
        let name = if treated { "treated" } else { "untreated" };
        return Some(vec![Written { name: name.into(), item: None, table: Table::new() }]);
    };
    let Node::Array(items) = &item.node else {
        log.error(
            &item.key,
            english("arm is {kind}, not an array of tables").with_said("kind", item.node.name()),
            english("write [[arm]]"),
        );
        return None;
    };
    if items.is_empty() {
        log.error(&item.place, english("there is no arm"), english("expected at least one [[arm]] with name and dose"));
        return None;
    }
    let mut arms = Vec::new();
    let mut names = BTreeSet::new();
    for item in items {
        let Some(arm) = read_one(log, ledger, item) else { continue };
        if !names.insert(arm.name.clone()) {
            let place = arm.item.as_ref().map_or(&item.place, |name| &name.place);
            log.error(
                place,
                english("two arms have the name \"{arm}\"").with("arm", &arm.name),
                english("expected another name; spaces are ignored"),
            );
        }
        arms.push(arm);
    }
    (arms.len() == items.len() && names.len() == items.len()).then_some(arms)
}

/// A name as it is read: nobody sees how many spaces stand in it.
pub fn readable(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_one(log: &mut Log, ledger: &Ledger, item: &Item) -> Option<Written> {
    let table = values::table(log, item, english("an arm, for example { name = \"one\", dose = [] }"))?;
    let are_known = keys::check(log, ledger, "arm", table);
    let (name, dose) = (table.get("name"), table.get("dose"));
    if are_known && name.is_none() {
        log.error(&item.place, english("this arm has no name"), english("expected name = \"sham\""));
    }
    if are_known && dose.is_none() {
        let help = english("write dose = [] for an arm without treatment").into();
        let message = english("this arm has no dose");
        log.error_with_suggestion(&item.place, message, english("expected dose = [{ … }]"), Some(help));
    }
    if let Some(Node::Table(patient)) = table.get("patient").map(|item| &item.node) {
        for own in ["number", "draw"].into_iter().filter_map(|key| patient.get(key)) {
            log.error(
                &own.key,
                english("an arm has no patient of its own"),
                english("the same patients are in every arm"),
            );
        }
    }
    let name = name?;
    let readable = readable(text::line(log, name, english("a name, for example \"sham\""))?);
    if readable.is_empty() {
        log.error(
            &name.place,
            english("an arm needs a readable name"),
            english("expected a word, for example \"sham\""),
        );
        return None;
    }
    dose?;
    let overlaid = table.iter().filter(|(key, _)| *key != "name").map(|(key, item)| (key.clone(), item.clone()));
    Some(Written { name: readable, item: Some(name.clone()), table: overlaid.collect() })
}
