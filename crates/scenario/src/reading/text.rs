//! Texts that people and other programs will read.
//!
//! A character that is not seen can change how a text is read: a terminal obeys control characters, formatting characters
//! turn the direction of writing, and a line separator begins a new line of YAML. No text or key of a scenario has one, so
//! that none reaches a terminal or a generated file.

use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::{Message, Phrase, english, verbatim};

/// Whether a character acts on a text without being seen. Tabs and ends of lines are left to those who read a text.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

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

/// A text with ASCII in place of its look-alikes; nothing where it has none.
pub fn narrow(text: &str) -> Option<String> {
    text.chars().any(|c| ascii_of(c).is_some()).then(|| text.chars().map(|c| ascii_of(c).unwrap_or(c)).collect())
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

/// A name, for example of a file, with what is not seen written out.
pub fn shown(name: &str) -> String {
    name.chars()
        .map(|c| if is_hidden(c) || c.is_control() { c.escape_unicode().to_string() } else { c.to_string() })
        .collect()
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

/// A text of one line, as titles and names are.
pub fn line<'a>(log: &mut Log, item: &'a Item, expectation: Phrase) -> Option<&'a str> {
    let text = values::text(log, item, expectation)?;
    if text.chars().any(char::is_control) {
        log.error(&item.place, english("this text has more than one line, or a tab"), english("expected one line"));
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_found_and_letters_of_all_languages_are_not() {
        let hidden = ['\u{1b}', '\u{7}', '\u{85}', '\u{2028}', '\u{202e}', '\u{2069}', '\u{feff}'];
        assert!(hidden.iter().all(|c| is_hidden(*c)));
        assert!(!"膝の痛み µm² é – “x”\n\t\u{3000}".chars().any(is_hidden));
        assert_eq!(shown("a\u{1b}[31m\nb 痛み"), "a\\u{1b}[31m\\u{a}b 痛み");
    }
}
