//! A scenario as it was written: a tree in which everything knows its place.

use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::{Location, Log};
use super::{grammar, text, values};
use crate::language::{Phrase, english};

/// Keys and values.
pub type Table = BTreeMap<String, Item>;

/// A value, where it stands, and where its key stands.
#[derive(Debug, Clone)]
pub struct Item {
    /// Location of the key (of the value itself in an array).
    pub key: Location,
    /// Location of the value.
    pub place: Location,
    /// The value.
    pub node: Node,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub enum Node {
    /// A table.
    Table(Table),
    /// An array.
    Array(Vec<Item>),
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// A number; may be infinite or not a number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or time, which no key takes.
    Date,
}

impl Node {
    /// What it is, with its article.
    pub fn name(&self) -> Phrase {
        match self {
            Node::Table(_) => english("a table"),
            Node::Array(_) => english("an array"),
            Node::Text(_) => english("a string"),
            Node::Integer(_) => english("a whole number"),
            Node::Float(_) => english("a number"),
            Node::Boolean(_) => english("a boolean"),
            Node::Date => english("a date"),
        }
    }
}

/// A value on one line, texts without their quotes.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Text(text) => f.write_str(text),
            Node::Integer(number) => write!(f, "{number}"),
            Node::Float(number) => write!(f, "{number:?}"),
            Node::Boolean(truth) => write!(f, "{truth}"),
            Node::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Node::Table(table) => {
                let pairs: Vec<String> = table.iter().map(|(key, item)| format!("{key} = {item}")).collect();
                write!(f, "{{ {} }}", pairs.join(", "))
            }
            other @ Node::Date => f.write_str(other.name().in_english()),
        }
    }
}

/// Reads TOML. Every fault of the grammar is noted; nothing is returned then.
pub fn parse(log: &mut Log, source: usize, content: &str) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(content);
    for error in &errors {
        let place = Location { source, span: error.span().unwrap_or(0..0) };
        let (reason, expectation) = grammar::explained(error.message());
        let start = floor(content, place.span.start);
        let line = content[start..].lines().next().unwrap_or_default();
        if let Some((number, near)) = grammar::number_with_signs(line)
            && place.span.start >= start + number.start
        {
            let message = english("\"{text}\" has other signs between its digits than a decimal point");
            let message = message.with("text", &line[number.clone()]);
            let place = Location { source, span: start + number.start..start + number.end };
            log.error_with_suggestion(
                &place,
                message,
                english("expected digits with no sign but a point"),
                Some(values::write(&near)),
            );
            continue;
        }
        let message = english("not valid TOML: {reason}").with_said("reason", reason);
        log.error_with_suggestion(&place, message, expectation, text::look_alike(line));
    }
    errors.is_empty().then(|| convert_table(table.get_ref(), source))
}

/// The beginning of the line in which a byte of a text stands.
fn floor(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// Reads one TOML value that begins at byte `offset` of its source.
pub fn parse_value(source: usize, offset: usize, text: &str) -> Option<Node> {
    let value = DeValue::parse(text).ok()?;
    Some(convert_value(value.get_ref(), source, offset))
}

fn convert_table(table: &DeTable<'_>, source: usize) -> Table {
    convert_table_at(table, source, 0)
}

fn convert_table_at(table: &DeTable<'_>, source: usize, offset: usize) -> Table {
    let place = |span: std::ops::Range<usize>| Location { source, span: span.start + offset..span.end + offset };
    table
        .iter()
        .map(|(key, value)| {
            let node = convert_value(value.get_ref(), source, offset);
            (key.get_ref().to_string(), Item { key: place(key.span()), place: place(value.span()), node })
        })
        .collect()
}

fn convert_value(value: &DeValue<'_>, source: usize, offset: usize) -> Node {
    match value {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).map_or(Node::Float(f64::INFINITY), Node::Integer)
        }
        DeValue::Float(number) => Node::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Node::Boolean(*truth),
        DeValue::Datetime(_) => Node::Date,
        DeValue::Array(items) => Node::Array(items.iter().map(|item| convert_item(item, source, offset)).collect()),
        DeValue::Table(table) => Node::Table(convert_table_at(table, source, offset)),
    }
}

fn convert_item(item: &Spanned<DeValue<'_>>, source: usize, offset: usize) -> Item {
    let place = Location { source, span: item.span().start + offset..item.span().end + offset };
    Item { key: place.clone(), place, node: convert_value(item.get_ref(), source, offset) }
}

/// Lays `upper` over `lower`: tables are joined key by key, everything else (arrays too) is replaced, also where it is
/// spelled in the other way, `"dose.cells" = x` for `dose.cells = x`.
pub fn overlay(lower: &mut Table, upper: Table) {
    for (key, item) in upper {
        remove_other_spelling(lower, &key, &item.node);
        match (lower.get_mut(&key), item) {
            (Some(Item { node: Node::Table(below), .. }), Item { node: Node::Table(above), .. }) => {
                overlay(below, above);
            }
            (_, item) => {
                lower.insert(key, item);
            }
        }
    }
}

/// Removes from a table what a key spells in another way.
pub fn remove_other_spelling(table: &mut Table, key: &str, node: &Node) {
    if let Node::Table(inner) = node {
        inner.keys().for_each(|name| drop(table.remove(&format!("{key}.{name}"))));
    }
    let Some((section, name)) = key.split_once('.') else { return };
    if let Some(Node::Table(inner)) = table.get_mut(section).map(|item| &mut item.node) {
        inner.remove(name);
        if inner.is_empty() {
            table.remove(section);
        }
    }
}

/// What a path of names leads to, however they are spelled: dots may be those of names or stand between them.
pub fn find<'a>(table: &'a mut Table, path: &str) -> Option<&'a mut Item> {
    if table.contains_key(path) {
        return table.get_mut(path);
    }
    let mut splits = path.match_indices('.').map(|(at, _)| (&path[..at], &path[at + 1..]));
    let (section, rest) = splits.find(|(section, _)| table.contains_key(*section))?;
    match &mut table.get_mut(section)?.node {
        Node::Table(inner) => find(inner, rest),
        _ => None,
    }
}
