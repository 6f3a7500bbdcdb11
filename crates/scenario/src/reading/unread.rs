//! What a person stated and nothing has read: a key that decides nothing passes with a word.

use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use crate::language::english;

/// Warns of every value of the user's own file, or set from outside, that nothing has read. What a file further away says
/// may stand back behind another key.
pub fn warn(log: &mut Log, root: &Table) {
    let mut unread = Vec::new();
    table(log, "", root, &mut unread);
    for (path, item) in unread {
        log.warn(&item.place, english("{key} has no effect in this scenario").with("key", path));
    }
}

fn table<'a>(log: &Log, path: &str, found: &'a Table, unread: &mut Vec<(String, &'a Item)>) {
    for (name, item) in found {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        value(log, path, item, unread);
    }
}

fn value<'a>(log: &Log, path: String, item: &'a Item, unread: &mut Vec<(String, &'a Item)>) {
    match &item.node {
        Node::Table(found) => table(log, &path, found, unread),
        Node::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                value(log, format!("{path}[{number}]"), item, unread);
            }
        }
        _ if log.is_read(&item.place) || log.distance(&item.place) > 1 => {}
        _ => unread.push((path, item)),
    }
}
