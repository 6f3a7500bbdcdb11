//! Tables of the positions of cells, by the paths that doses name.

use std::path::Path;

use super::super::diagnostics::{Location, Log};
use super::super::positions;
use super::super::tree::{Node, Table};
use super::{Root, Wanted, find_file, read_bytes, unreadable};
use crate::language::english;

/// Puts the text of a table of positions in the place of its path, while it is known which folder the path starts from. Gives
/// whether all could be read; what could not be stands at a position that is in every window.
pub fn read_positions(log: &mut Log, own: &mut Table, root: &Root, folder: Option<&Path>) -> bool {
    let mut good = true;
    if let Some(Node::Array(arms)) = own.get_mut("arm").map(|item| &mut item.node) {
        for arm in arms {
            if let Node::Table(arm) = &mut arm.node {
                good &= read_positions(log, arm, root, folder);
            }
        }
    }
    let Some(Node::Array(doses)) = own.get_mut("dose").map(|item| &mut item.node) else {
        return good;
    };
    let tables =
        doses.iter_mut().filter_map(|dose| if let Node::Table(table) = &mut dose.node { Some(table) } else { None });
    for item in tables.filter_map(|table| table.get_mut("positions")) {
        let Node::Text(target) = &item.node else { continue };
        if !positions::is_table(target) {
            let read = text_of_positions(log, &item.place, target, root, folder);
            good &= read.is_some();
            // A text without an end of line would look like a path.
            item.node = Node::Text(read.unwrap_or_else(|| "x_um,y_um,z_um\n0,0,0".to_owned()) + "\n");
        }
    }
    good
}

/// The text of the table of positions that a path leads to.
fn text_of_positions(
    log: &mut Log,
    place: &Location,
    target: &str,
    root: &Root,
    folder: Option<&Path>,
) -> Option<String> {
    let (_, real) = find_file(log, place, target, root, folder, Wanted::Positions)?;
    let read = read_bytes(&real)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| english("it is not UTF-8 text").into()));
    let told = |reason| {
        let (message, expectation) = unreadable(target, reason, Wanted::Positions);
        log.error(place, message, expectation);
    };
    read.map_err(told).ok()
}
