//! Texts that people and other programs will read.
//!
//! A character that is not seen can change how a text is read: a terminal obeys control characters, formatting characters
//! turn the direction of writing, and a line separator begins a new line of YAML. No text or key of a scenario has one, so
//! that none reaches a terminal or a generated file.

use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::{Message, Phrase, english};

/// Whether a character acts on a text without being seen. Tabs and ends of lines are left to those who read a text.
fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `U+202E`.
fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
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
