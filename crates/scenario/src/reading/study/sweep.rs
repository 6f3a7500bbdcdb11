//! `[sweep]`: values of keys, in all combinations or as a list.

use std::collections::BTreeMap;

use super::super::diagnostics::Log;
use super::super::keys::{Form, KEYS};
use super::super::section;
use super::super::tree::{Item, Node, Table};
use super::super::values;
use super::trial::{POTENCY, POTENCY_IN_TRIAL};
use super::{MAX_CASES, tables};
use crate::language::english;
use crate::ledger::Ledger;
use crate::units::{self, Kind};

/// Keys of doses that a sweep can set: in every dose that is not a sham.
pub const OF_DOSES: [&str; 7] =
    ["dose.at", "dose.cells", "dose.cells_per_kg", "dose.route", "dose.repeat", "dose.every", "dose.preparation"];

/// Keys of no section that a sweep can set.
const OF_TOP: [&str; 2] = ["knock_out", "block"];

/// A point as it is written: keys and values.
pub type Written = Vec<(String, Item)>;

/// Reads `[sweep]`. Without it there is one point that sets nothing.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table) -> Option<Vec<Written>> {
    let Some(item) = root.get("sweep") else { return Some(vec![Vec::new()]) };
    let table = section(log, root, "sweep");
    match (table.get("grid"), table.get("list")) {
        (Some(grid), None) => read_grid(log, ledger, grid),
        (None, Some(list)) => read_list(log, ledger, list),
        (Some(_), Some(list)) => {
            log.error(&list.key, english("grid and list are both given"), english("expected one of them"));
            None
        }
        (None, None) => {
            let help = english("for example [sweep.grid] with \"dose.cells\" = [6e6, 18e6]");
            log.error_with_suggestion(
                &item.key,
                english("the sweep is empty"),
                english("expected grid or list"),
                Some(help.into()),
            );
            None
        }
    }
}

/// The keys that a sweep names.
pub fn keys(root: &Table) -> Vec<(String, &Item)> {
    let Some(Node::Table(table)) = root.get("sweep").map(|item| &item.node) else { return Vec::new() };
    let points = match (table.get("grid"), table.get("list").map(|item| &item.node)) {
        (Some(grid), _) => std::slice::from_ref(grid),
        (_, Some(Node::Array(points))) => points,
        _ => &[],
    };
    let of_point = |item| match item {
        &Item { node: Node::Table(ref point), .. } => tables::by_path(point),
        _ => Vec::new(),
    };
    points.iter().flat_map(of_point).collect()
}

/// Whether a key may have values in a sweep: not the potency, which a study has an axis of its own for; rows would have
/// two values of it.
fn can_be_swept(log: &mut Log, path: &str, item: &Item) -> bool {
    if path == POTENCY {
        log.error(&item.key, english("the potency of a study cannot be swept"), POTENCY_IN_TRIAL);
    }
    path != POTENCY
}

/// All combinations, the last key fastest.
fn read_grid(log: &mut Log, ledger: &Ledger, grid: &Item) -> Option<Vec<Written>> {
    let table =
        values::table(log, grid, english("keys with their values, for example { \"dose.cells\" = [6e6, 18e6] }"))?;
    let mut axes: Vec<(String, &[Item])> = Vec::new();
    let mut good = !table.is_empty();
    for (path, item) in tables::by_path_once(log, table) {
        good &= tables::is_parameter(log, ledger, &path, item, &[&OF_DOSES[..], &OF_TOP].concat())
            && can_be_swept(log, &path, item);
        match &item.node {
            Node::Array(values) if !values.is_empty() => {
                let all = values.iter().map(|item| (value(ledger, &path, item), &item.place));
                good &= tables::is_once(log, all, english("this value is given twice"));
                axes.push((path, values));
            }
            _ => {
                log.error(
                    &item.place,
                    english("{key} needs its values").with("key", &path),
                    english("expected an array with at least one value"),
                );
                good = false;
            }
        }
    }
    if table.is_empty() {
        log.error(
            &grid.place,
            english("the grid has no keys"),
            english("expected for example { \"dose.cells\" = [6e6, 18e6] }"),
        );
    }
    let points = axes.iter().try_fold(1_usize, |all, (_, values)| all.checked_mul(values.len()));
    if points.is_none_or(|points| points > MAX_CASES) {
        let counts: Vec<String> = axes.iter().map(|(_, values)| values.len().to_string()).collect();
        let message = english("the grid has {number} points").with("number", counts.join(" × "));
        log.error(&grid.key, message, english("expected at most {number}").with("number", MAX_CASES));
        return None;
    }
    let mut all: Vec<Written> = vec![Vec::new()];
    for (path, values) in &axes {
        let longer = |point: &Written, value: &Item| [point.clone(), vec![(path.clone(), value.clone())]].concat();
        all = all.iter().flat_map(|point| values.iter().map(move |value| longer(point, value))).collect();
    }
    good.then_some(all)
}

fn read_list(log: &mut Log, ledger: &Ledger, list: &Item) -> Option<Vec<Written>> {
    let example = english("an array of tables, for example [{ \"dose.cells\" = 6e6 }, { \"dose.cells\" = 18e6 }]");
    let Node::Array(items) = &list.node else {
        values::wrong_type(log, list, list.node.name(), example);
        return None;
    };
    if items.is_empty() || items.len() > MAX_CASES {
        let message = english("the list has {number} points").with("number", items.len());
        log.error(&list.place, message, english("expected 1 to {number}").with("number", MAX_CASES));
        return None;
    }
    let (mut all, mut values) = (Vec::new(), Vec::new());
    for item in items {
        let Some(table) = values::table(log, item, english("a point, for example { \"dose.cells\" = 6e6 }")) else {
            continue;
        };
        let mut point = Vec::new();
        let mut of_point = BTreeMap::new();
        for (path, item) in tables::by_path_once(log, table) {
            if tables::is_parameter(log, ledger, &path, item, &[&OF_DOSES[..], &OF_TOP].concat())
                && can_be_swept(log, &path, item)
            {
                of_point.insert(path.clone(), value(ledger, &path, item));
                point.push((path, item.clone()));
            }
        }
        if table.is_empty() {
            log.error(
                &item.place,
                english("this point sets nothing"),
                english("expected for example { \"dose.cells\" = 6e6 }"),
            );
        }
        all.push(point);
        values.push((of_point, &item.place));
    }
    tables::is_once(log, values, english("this point is given twice")).then_some(all)
}

/// Lays a point over a scenario. A key of doses is set in every dose that is not a sham.
pub fn apply(log: &mut Log, table: &mut Table, point: &Written) {
    for (path, item) in point {
        match path.strip_prefix("dose.") {
            Some(name) => set_in_doses(log, table, name, item),
            None if OF_TOP.contains(&path.as_str()) => {
                table.insert(path.clone(), item.clone());
            }
            None => tables::set(table, path, item.clone()),
        }
    }
}

/// The name of a key of the sweep.
pub fn named(root: &Table, key: &str) -> String {
    let is_grid =
        root.get("sweep").is_some_and(|item| matches!(&item.node, Node::Table(table) if table.contains_key("grid")));
    format!("sweep.{}.\"{key}\"", if is_grid { "grid" } else { "list" })
}

/// The keys that a sweep sets at every point, each once.
pub fn of_every_point(root: &Table) -> Vec<(String, &Item)> {
    let all = keys(root);
    let points = match root.get("sweep").map(|item| &item.node) {
        Some(Node::Table(table)) => match (table.get("grid"), table.get("list").map(|item| &item.node)) {
            (None, Some(Node::Array(points))) => points.len(),
            _ => 1,
        },
        _ => 0,
    };
    let times = |key: &str| all.iter().filter(|(other, _)| other == key).count();
    let is_first = |row: usize| !all[..row].iter().any(|(other, _)| *other == all[row].0);
    let whole = (0..all.len()).filter(|row| is_first(*row) && times(&all[*row].0) >= points);
    whole.map(|row| all[row].clone()).collect()
}

/// Whether a dose is a sham, which no sweep changes.
pub fn is_sham(dose: &Table) -> bool {
    matches!(dose.get("sham"), Some(Item { node: Node::Boolean(true), .. }))
}

/// The keys of a dose that one of them takes the place of when it is swept.
pub fn replaced_by(name: &str) -> Vec<&str> {
    let amounts = ["cells", "cells_per_kg"];
    if amounts.contains(&name) { amounts.to_vec() } else { vec![name] }
}

fn set_in_doses(log: &mut Log, table: &mut Table, name: &str, item: &Item) {
    let Some(Item { node: Node::Array(doses), .. }) = table.get_mut("dose") else { return };
    for dose in doses {
        if let Node::Table(dose) = &mut dose.node
            && !is_sham(dose)
        {
            // What stands there holds its place: a dose needs its cells.
            replaced_by(name).iter().filter_map(|name| dose.remove(*name)).for_each(|own| log.mark_read(&own.place));
            dose.insert(name.to_string(), item.clone());
        }
    }
}

/// What a value means, so that "5 d" and "120 h" are one; as it is written where it means nothing.
pub fn value(ledger: &Ledger, path: &str, item: &Item) -> String {
    let written = item.to_string();
    let of_dose =
        || path.strip_prefix("dose.").and_then(|name| KEYS.iter().find(|key| (key.table, key.name) == ("dose", name)));
    let kind = match ledger.entry(path) {
        Some(entry) => Some(entry.kind),
        None => of_dose().and_then(|key| match key.form {
            Form::Quantity(kind) => Some(kind),
            Form::Integer(..) => Some(Kind::Number),
            _ => None,
        }),
    };
    let number = kind.and_then(|kind| units::parse(&written, kind).ok());
    number.map_or(written, |number| format!("{:e}", number + 0.0))
}
