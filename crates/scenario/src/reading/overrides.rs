//! Single keys set from outside, as by `--set macrophage.m1_to_m2_rate="0.1 /day"`.

use super::diagnostics::{Location, Log};
use super::names::{FORMAT, OVERRIDES};
use super::text;
use super::tree::{self, Item, Node, Table};
use crate::language::english;

/// One override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Path of the key, joined by dots.
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
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                Ok(Self { key: key.trim().to_string(), value: value.trim().to_string() })
            }
            _ => Err(format!("\"{text}\" is not KEY=VALUE; for example seed=2 or pain.gain=\"9 points\"")),
        }
    }
}

/// Lays the overrides over a scenario, in their order.
pub fn apply(log: &mut Log, table: &mut Table, overrides: &[Override]) {
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
        set_one(log, table, &set.key, item);
        offset += line.len() + 1;
    }
}

fn set_one(log: &mut Log, table: &mut Table, path: &str, item: Item) {
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    if parts == ["extends"] || parts == ["format"] {
        let message = english("{path} cannot be set by --set").with("path", path);
        log.error(
            &item.key,
            message,
            english("it belongs in the scenario file, in format {format}").with("format", FORMAT),
        );
        return;
    }
    let Some((name, sections)) = parts.split_last() else {
        return;
    };
    let mut here = table;
    for section in sections {
        let new = Item { key: item.key.clone(), place: item.place.clone(), node: Node::Table(Table::new()) };
        match &mut here.entry(section.to_string()).or_insert(new).node {
            Node::Table(next) => here = next,
            other => {
                let message = english("\"{name}\" is {found}, not a table").with("name", section);
                let message = message.with_said("found", other.name());
                let expectation =
                    english("an array can only be set as a whole, for example dose=[{at=\"0 d\", sham=true}]");
                log.error(&item.key, message, expectation);
                return;
            }
        }
    }
    here.insert(name.to_string(), item);
}

/// On one line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
