//! What the parser of TOML says, as messages that have a translation. What it may say in a later version and is not here
//! stays as it is.

use std::ops::Range;

use crate::language::{Message, Phrase, english, verbatim};
use crate::units::plain_numbers;

/// What is wrong.
const REASONS: [Phrase; 42] = [
    english("duplicate key"),
    english("carriage return must be followed by newline"),
    english("missing opening quote"),
    english("missing comma between array elements"),
    english("integers with a radix cannot be signed"),
    english("missing assignment between key-value pairs"),
    english("unexpected leading zero"),
    english("unclosed array table"),
    english("missing key for inline table element"),
    english("missing escaped value"),
    english("invalid unquoted key"),
    english("unquoted keys cannot be empty"),
    english("unexpected sign"),
    english("unexpected key or value"),
    english("unexpected content"),
    english("unexpected `=` in array"),
    english("unclosed table"),
    english("unclosed inline table"),
    english("unclosed array"),
    english("string values must be quoted"),
    english("redundant numeric sign"),
    english("missing value"),
    english("missing value for key"),
    english("missing comma between key-value pairs"),
    english("key with no value"),
    english("invalid value"),
    english("extra comma in inline table"),
    english("extra comma in array"),
    english("extra `=`"),
    english("`_` may only go between digits"),
    english("extra assignment between key-value pairs"),
    english("too few unicode value digits"),
    english("invalid basic string"),
    english("invalid literal string"),
    english("invalid multi-line basic string"),
    english("invalid multi-line literal string"),
    english("invalid boolean"),
    english("invalid float"),
    english("invalid fraction"),
    english("invalid exponent"),
    english("invalid date"),
    english("invalid time"),
];

/// What is wrong, and what was expected there. The parser joins both in one line; it names signs, and other things in its own
/// words, of which only the signs are kept.
pub fn explained(said: &str) -> (Message, Message) {
    let (reason, expected) = said.split_once(", expected ").unwrap_or((said, ""));
    let known = REASONS.into_iter().find(|phrase| phrase.in_english() == reason);
    let are_signs =
        !expected.is_empty() && expected.split(", ").all(|sign| sign.starts_with('`') && sign.ends_with('`'));
    let expectation = if reason == "duplicate key" {
        english("each key may appear only once in its table").into()
    } else if are_signs {
        english("expected {signs}").with("signs", expected)
    } else {
        english("TOML was expected, for example key = \"value\"").into()
    };
    (known.map_or_else(|| verbatim(reason), Message::from), expectation)
}

/// The first number of a line that is none in TOML because it has a decimal comma or groups of digits, and what it may mean.
pub fn number_with_signs(line: &str) -> Option<(Range<usize>, Vec<String>)> {
    let mut quote = None;
    for (at, sign) in line.char_indices() {
        match (sign, quote) {
            ('#', None) => return None,
            ('"' | '\'', None) => quote = Some(sign),
            (_, Some(open)) if sign == open => quote = None,
            ('=', None) => {
                let value = line[at + 1..].trim_start();
                let start = line.len() - value.len();
                let is_of_number = |c: char| c.is_ascii_digit() || "+-., '_".contains(c);
                let number =
                    value[..value.find(|c| !is_of_number(c)).unwrap_or(value.len())].trim_end_matches([',', ' ']);
                let near = plain_numbers(number);
                if !near.is_empty() && number.replace('_', "").parse::<f64>().is_err() {
                    return Some((start..start + number.len(), near));
                }
            }
            _ => {}
        }
    }
    None
}
