//! Texts that people and other programs will read.
//!
//! A character that is not seen can change how a text is read: a terminal obeys control characters, formatting characters
//! turn the direction of writing, and a line separator begins a new line of YAML. No text or key of a scenario has one, so
//! that none reaches a terminal or a generated file.

use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::{Message, Phrase, english, verbatim};
use crate::shown::is_hidden;

/// `U+202E`.
fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The ASCII character that a look-alike stands for: full-width forms, the ideographic space, the space that does not break
/// and typographic quotation marks.
fn ascii_of(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '\u{201c}'..='\u{201f}' | '«' | '»' | '「' | '」' => Some('"'),
        '\u{2018}'..='\u{201b}' => Some('\''),
        _ => None,
    }
}

/// What a text has in place of ASCII, as a message that lacks the text, and the text in ASCII without the quotation marks
/// round it; nothing where it has no look-alike.
pub fn of_ascii(text: &str) -> Option<(Phrase, String)> {
    let (found, ascii) = text.chars().find_map(|c| Some((c, ascii_of(c)?)))?;
    let named = match (found, ascii) {
        (_, '"' | '\'') => english("\"{text}\" has typographic quotation marks"),
        ('\u{a0}', _) => english("\"{text}\" has spaces that do not break"),
        _ => english("\"{text}\" has full-width characters"),
    };
    let plain: String = text.chars().map(|c| ascii_of(c).unwrap_or(c)).collect();
    Some((named, plain.trim().trim_matches(['"', '\'']).trim().to_owned()))
}

/// What the first look-alike of a text is, and what to write in its place.
pub fn look_alike(text: &str) -> Option<Message> {
    let (found, ascii) = text.chars().find_map(|c| Some((c, ascii_of(c)?)))?;
    let name = match (found, ascii) {
        ('\u{3000}', _) => english("an ideographic space"),
        ('\u{a0}', _) => english("a space that does not break"),
        (_, '"' | '\'') if !('\u{ff01}'..='\u{ff5e}').contains(&found) => english("a typographic quotation mark"),
        _ => english("a full-width character"),
    };
    let ascii = if ascii == ' ' { english("a plain space").into() } else { verbatim(ascii) };
    let message =
        english("{found} ({code}) is {name}; write {ascii} here").with("found", found).with("code", code(found));
    Some(message.with_said("name", name).with_said("ascii", ascii))
}

/// Notes every key and every text of a table that has a hidden character.
pub fn check(log: &mut Log, table: &Table) {
    for (key, item) in table {
        if let Some(hidden) = key.chars().find(|c| is_hidden(*c)) {
            log.error(&item.key, has_hidden(hidden), english("expected a key without it"));
        }
        check_item(log, item);
    }
}

/// The same of a value.
pub fn check_item(log: &mut Log, item: &Item) {
    match &item.node {
        Node::Table(table) => check(log, table),
        Node::Array(items) => items.iter().for_each(|item| check_item(log, item)),
        Node::Text(text) => {
            if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
                log.error(&item.place, has_hidden(hidden), english("expected a text without it"));
            }
        }
        _ => {}
    }
}

fn has_hidden(hidden: char) -> Message {
    english("this has a character that cannot be seen, {code}").with("code", code(hidden))
}

/// A text of one line, as titles and names are. A hidden character in it was noted by [`check`].
pub fn line<'a>(log: &mut Log, item: &'a Item, expectation: Phrase) -> Option<&'a str> {
    let text = values::text(log, item, expectation)?;
    if text.chars().any(is_hidden) {
        return None;
    }
    if text.chars().any(char::is_control) {
        log.error(&item.place, english("this text has more than one line, or a tab"), english("expected one line"));
        return None;
    }
    Some(text)
}
