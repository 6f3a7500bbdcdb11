//! What the program says to people, in English or Japanese.
//!
//! A text stands in English where it is said, `language.say(english("day {day}").with("day", 3))`, and is its own key
//! in the catalogue `assets/language/ja.toml`. `tests/pages/language.rs` finds every `english("…")` of the sources and asks
//! for its translation. The language is a value that is handed on; nothing is switched globally.
//!
//! Data keep their English: names of files, keys and columns, and what `summary.json` holds.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::OnceLock;

/// The Japanese catalogue: English text = Japanese text.
const JAPANESE: &str = include_str!("../../../assets/language/ja.toml");

/// A language of figures, tables and messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English, in which every text is written.
    #[default]
    English,
    /// Japanese.
    Japanese,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The code of ISO 639, `en` or `ja`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language of a code; none for a code that is not known.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// What stands before the ending in the name of a file in this language: nothing in English, `.ja` in Japanese.
    pub const fn file_suffix(self) -> &'static str {
        match self {
            Self::English => "",
            Self::Japanese => ".ja",
        }
    }

    /// A message in this language. What the catalogue does not hold stays English.
    pub fn say(self, message: impl Into<Message>) -> String {
        let message: Message = message.into();
        match &message.0 {
            Content::Verbatim(text) => text.clone(),
            Content::Said(phrase, values) => self.filled(self.translated(*phrase), values),
            Content::Joined(parts, separator) => {
                let parts: Vec<String> = parts.iter().map(|part| self.say(part.clone())).collect();
                parts.join(self.translated(*separator))
            }
            Content::Count(number) => self.counted(*number),
        }
    }

    /// A text that has no places for values, in this language.
    pub fn translated(self, Phrase(text): Phrase) -> &'static str {
        match self {
            Self::English => text,
            Self::Japanese => catalogue().get(text).map_or(text, String::as_str),
        }
    }

    /// A number of things with about three figures where it is large: `70 million` and `20,000`, or `7000万` and `2万`.
    fn counted(self, number: u64) -> String {
        const ENGLISH: [(f64, &str); 2] = [(1e9, " billion"), (1e6, " million")];
        const JAPANESE: [(f64, &str); 3] = [(1e12, "兆"), (1e8, "億"), (1e4, "万")];
        let units: &[(f64, &str)] = if self == Self::English { &ENGLISH } else { &JAPANESE };
        // 999 999 999 is a billion, not 1000 million.
        let rounded = |unit: f64| (number as f64 / unit * 100.0).round() / 100.0;
        if let Some((unit, name)) = units.iter().find(|(unit, _)| rounded(*unit) >= 1.0) {
            return format!("{}{name}", rounded(*unit));
        }
        let (thousands, rest) = (number / 1000, number % 1000);
        if thousands >= 10 { format!("{thousands},{rest:03}") } else { number.to_string() }
    }

    /// A text with its `{name}`s replaced. What is put in is not searched again.
    fn filled(self, text: &str, values: &[(&'static str, Message)]) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            filled.push_str(before);
            let name = from[1..].split_once('}').map_or("", |(name, _)| name);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => {
                    filled.push_str(&self.say(value.clone()));
                    rest = &from[name.len() + 2..];
                }
                None => {
                    filled.push('{');
                    rest = &from[1..];
                }
            }
        }
        filled + rest
    }
}

/// The translations by their English text.
fn catalogue() -> &'static BTreeMap<String, String> {
    static CATALOGUE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    CATALOGUE.get_or_init(|| toml::from_str(JAPANESE).unwrap_or_default())
}

/// A text of the program in English, which the catalogue translates. `{name}` stands for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase(&'static str);

/// A text of the program. It must be a literal, so that the catalogue can be held to the sources.
pub const fn english(text: &'static str) -> Phrase {
    Phrase(text)
}

/// A word of a table as it is said: that of these texts whose English it is; any other stands as it is.
pub fn word_in(texts: &[Phrase], word: &str) -> Message {
    let text = texts.iter().find(|text| text.in_english() == word);
    text.map_or_else(|| verbatim(word), |text| (*text).into())
}

/// What is not translated: a user's own words, a name, a number, what another library says.
pub fn verbatim(text: impl Display) -> Message {
    Message(Content::Verbatim(text.to_string()))
}

/// A number of things, large or small, as people write it.
pub fn count(number: f64) -> Message {
    Message(Content::Count(number.round() as u64))
}

/// Something to be said in a language that is chosen later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Content);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Count(u64),
    Verbatim(String),
    Said(Phrase, Vec<(&'static str, Message)>),
    Joined(Vec<Message>, Phrase),
}

impl Phrase {
    /// The English text.
    pub const fn in_english(self) -> &'static str {
        self.0
    }

    /// Puts a number or a name into the place `{name}`.
    pub fn with(self, name: &'static str, value: impl Display) -> Message {
        Message::from(self).with(name, value)
    }

    /// Puts a text that is translated as well into the place `{name}`.
    pub fn with_said(self, name: &'static str, value: impl Into<Message>) -> Message {
        Message::from(self).with_said(name, value)
    }
}

impl Message {
    /// Puts a number or a name into the place `{name}`.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Display) -> Self {
        self.with_said(name, verbatim(value))
    }

    /// Puts a text that is translated as well into the place `{name}`.
    #[must_use]
    pub fn with_said(mut self, name: &'static str, value: impl Into<Self>) -> Self {
        if let Content::Said(_, values) = &mut self.0 {
            values.push((name, value.into()));
        }
        self
    }

    /// Several messages with a separator, itself translated, between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, separator: Phrase) -> Self {
        Self(Content::Joined(parts.into_iter().collect(), separator))
    }

    /// The message in English.
    pub fn in_english(&self) -> String {
        Language::English.say(self.clone())
    }
}

impl From<Phrase> for Message {
    fn from(phrase: Phrase) -> Self {
        Self(Content::Said(phrase, Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_other_braces_stay() {
        // Not in the catalogue, so that it stays as it is in either language.
        let message = Phrase("{day} of {days}: {x = 1} {other}").with("day", "{days}").with("days", 9);
        for language in Language::ALL {
            assert_eq!(language.say(message.clone()), "{days} of 9: {x = 1} {other}");
        }
    }

    #[test]
    fn parts_are_said_in_the_same_language() {
        let list = Message::joined([Message::from(Phrase("a")), verbatim("b")], Phrase(" & "));
        let outer = Phrase("[{list}]").with_said("list", list);
        assert_eq!(outer.in_english(), "[a & b]");
    }

    #[test]
    fn large_numbers_are_written_as_people_write_them() {
        let numbers = [1.3e8, 70e6, 1.5e6, 999_999_999.0, 999_999.0, 2e4, 1234.0, 500.4, 0.0];
        let in_language = |language: Language| numbers.map(|number| language.say(count(number)));
        let english =
            ["130 million", "70 million", "1.5 million", "1 billion", "1 million", "20,000", "1234", "500", "0"];
        assert_eq!(in_language(Language::English), english);
        let japanese = ["1.3億", "7000万", "150万", "10億", "100万", "2万", "1234", "500", "0"];
        assert_eq!(in_language(Language::Japanese), japanese);
        assert_eq!(Language::English.say(count(123_456.0)), "123,456");
    }

    #[test]
    fn codes_lead_back_to_their_language() {
        for language in Language::ALL {
            assert_eq!(Language::of_code(language.code()), Some(language));
        }
        assert_eq!(Language::of_code("xx"), None);
    }
}
