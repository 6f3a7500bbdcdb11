//! Single keys set from outside, as by `--set macrophage.m1_to_m2_rate="0.1 /day"`.

use super::diagnostics::{Location, Log};
use super::key_path::{self, Step};
use super::names::{FORMAT, OVERRIDES};
use super::suggest::{did_you_mean, nearest};
use super::text;
use super::tree::{self, Item, Node, Table};
use crate::language::english;

/// One override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Path of the key: names joined by dots, in quotes where they have dots, with `[0]` for the first element of an array.
    pub key: String,
    /// A TOML value; text that is not one counts as a string, because shells remove quotes.
    pub value: String,
}

impl Override {
    /// Reads `KEY=VALUE`.
    ///
    /// # Errors
    /// A sentence for the user when there is no `=`.
    pub fn parse(text: &str) -> Result<Self, String> {
        match key_path::split(text) {
            Some((key, value)) if !key.trim().is_empty() => {
                Ok(Self { key: key.trim().to_string(), value: value.trim().to_string() })
            }
            _ => Err(format!("\"{text}\" is not KEY=VALUE; for example seed=2 or pain.gain=\"9 points\"")),
        }
    }
}

/// Lays the overrides over a scenario, in their order. An element of an array that is not there is no error where not all of the
/// scenario could be read.
pub fn apply(log: &mut Log, table: &mut Table, is_whole: bool, overrides: &[Override]) {
    if overrides.is_empty() {
        return;
    }
    // One line each, so that an error can point at it.
    let lines: Vec<String> = overrides.iter().map(|set| format!("{} = {}", flat(&set.key), flat(&set.value))).collect();
    let source = log.add_source(OVERRIDES, &lines.join("\n"));
    let mut offset = 0;
    for (set, line) in overrides.iter().zip(&lines) {
        let key_length = flat(&set.key).len();
        let key = Location { source, span: offset..offset + key_length };
        let value = offset + key_length + 3;
        let place = Location { source, span: value..offset + line.len() };
        let text = flat(&set.value);
        let node = tree::parse_value(source, value, &text).unwrap_or(Node::Text(text));
        let item = Item { key, place, node };
        text::check_item(log, &item);
        let is_below_array = |steps: Vec<Step>| {
            let names: Vec<&str> = steps.iter().map_while(Step::name).collect();
            names.len() < steps.len() && tree::find(table, &names.join(".")).is_none()
        };
        if is_whole || !key_path::steps(&set.key).is_some_and(is_below_array) {
            set_one(log, table, &set.key, item);
        }
        offset += line.len() + 1;
    }
}

fn set_one(log: &mut Log, table: &mut Table, path: &str, item: Item) {
    let Some(steps) = key_path::steps(path) else {
        let message = english("\"{path}\" is not the path of a key").with("path", path);
        let expectation = english(
            "expected names with dots between them, in quotes where they have dots, and [0] for the first element of an \
             array",
        );
        log.error(&item.key, message, expectation);
        return;
    };
    if let [Step::Key(name)] = &steps[..]
        && ["extends", "format"].contains(&name.as_str())
    {
        let message = english("{path} cannot be set by --set").with("path", name);
        log.error(
            &item.key,
            message,
            english("it belongs in the scenario file, in format {format}").with("format", FORMAT),
        );
        return;
    }
    set_below(log, table, &steps, 0, item);
}

/// Sets what the steps from the `done`th on lead to.
fn set_below(log: &mut Log, table: &mut Table, steps: &[Step], done: usize, item: Item) {
    let names: Vec<&str> = steps[done..].iter().map_while(Step::name).collect();
    let next = done + names.len();
    if next < steps.len() {
        let found = element(log, table, steps, next, &names, &item.key);
        let Some((element, next)) = found else { return };
        if next == steps.len() {
            *element = item;
            return;
        }
        match &mut element.node {
            Node::Table(inner) => set_below(log, inner, steps, next, item),
            other => no_table(log, &item, key_path::written(&steps[..next]), other),
        }
        return;
    }
    let Some((name, sections)) = names.split_last() else { return };
    let mut here = table;
    for (number, section) in sections.iter().enumerate() {
        if let [last] = &names[number + 1..] {
            here.remove(&format!("{section}.{last}"));
        }
        let new = Item { key: item.key.clone(), place: item.place.clone(), node: Node::Table(Table::new()) };
        match &mut here.entry((*section).to_owned()).or_insert(new).node {
            Node::Table(inner) => here = inner,
            other => return no_table(log, &item, key_path::written(&steps[..=done + number]), other),
        }
    }
    tree::remove_other_spelling(here, name, &item.node);
    here.insert((*name).to_owned(), item);
}

/// The element of an array that the steps name, those from the `next`th on being its numbers, and the step after them.
fn element<'a>(
    log: &mut Log,
    table: &'a mut Table,
    steps: &[Step],
    next: usize,
    names: &[&str],
    place: &Location,
) -> Option<(&'a mut Item, usize)> {
    let array = key_path::written(&steps[..next]);
    let known: Vec<String> = table.keys().cloned().collect();
    let Some(mut found) = tree::find(table, &names.join(".")) else {
        let near = nearest(names.first()?, known.iter().map(String::as_str)).filter(|near| names != [*near]);
        let message = english("there is no {array} to change an element of").with("array", &array);
        let expectation = english("an array that is not there is set as a whole: {array}=[…]").with("array", &array);
        log.error_with_suggestion(place, message, expectation, near.map(did_you_mean));
        return None;
    };
    for (number, step) in steps.iter().enumerate().skip(next) {
        let Step::Element(wanted) = step else { return Some((found, number)) };
        let (array, kind) = (key_path::written(&steps[..number]), found.node.name());
        let Node::Array(items) = &mut found.node else {
            let message = english("\"{name}\" is {found}, not an array").with("name", array);
            log.error(place, message.with_said("found", kind), english("expected no number after it"));
            return None;
        };
        let (there, last) = (items.len(), items.len().saturating_sub(1));
        let Some(item) = items.get_mut(*wanted) else {
            let message = english("there is no {array}[{number}]: {array} has {there}");
            let message = message.with("array", &array).with("number", wanted).with("there", there);
            let near = (there > 0).then(|| did_you_mean(format_args!("{array}[{last}]")));
            log.error_with_suggestion(place, message, english("expected a number from 0 on"), near);
            return None;
        };
        found = item;
    }
    Some((found, steps.len()))
}

/// Notes that a path leads through what has no keys.
fn no_table(log: &mut Log, item: &Item, name: String, found: &Node) {
    let expectation = match found {
        Node::Array(_) => {
            english("an array is set as a whole, or by its elements, for example {name}[0]").with("name", &name)
        }
        _ => english("expected no further key after it").into(),
    };
    let message = english("\"{name}\" is {found}, not a table").with("name", name);
    log.error(&item.key, message.with_said("found", found.name()), expectation);
}

/// On one line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
