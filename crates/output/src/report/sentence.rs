//! Sentences of a report: a text of the catalogue with words and numbers in its places.

use super::numbers::{Number, Shown};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};

/// A sentence whose numbers say where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Said(Phrase, Vec<(&'static str, Sentence)>),
    Words(Message),
    Number(Shown),
}

/// A piece of a sentence on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Text(String),
    /// A number with its place in `summary.json`.
    Number(LaidNumber),
}

/// A number on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidNumber {
    /// Its JSON pointer.
    pub id: String,
    /// Its value there.
    pub value: String,
    /// What was done with it.
    pub form: &'static str,
    /// What is read.
    pub text: String,
}

impl Sentence {
    /// Puts a number, words or another sentence into the place `{name}`.
    #[must_use]
    pub fn put(mut self, name: &'static str, value: impl Into<Self>) -> Self {
        if let Some(Part::Said(_, values)) = self.parts.first_mut() {
            values.push((name, value.into()));
        }
        self
    }

    /// Sentences after one another, with commas between them.
    pub fn listed(sentences: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for sentence in sentences {
            if !parts.is_empty() {
                parts.push(Part::Words(english(", ").into()));
            }
            parts.extend(sentence.parts);
        }
        Self { parts }
    }

    /// What stands on the page in a language.
    pub fn spans(&self, language: Language) -> Vec<Span> {
        let mut spans = Vec::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => spans.push(Span::Text(language.say(words.clone()))),
                Part::Number(Shown { id, value, form, text }) => {
                    let (id, value, text) = (id.clone(), value.clone(), language.say(text.clone()));
                    spans.push(Span::Number(LaidNumber { id, value, form, text }));
                }
                Part::Said(phrase, values) => filled(language.translated(*phrase), values, language, &mut spans),
            }
        }
        spans
    }

    /// The words alone.
    pub fn text(&self, language: Language) -> String {
        let words = |span: Span| match span {
            Span::Text(text) => text,
            Span::Number(number) => number.text,
        };
        self.spans(language).into_iter().map(words).collect()
    }
}

/// Adds a text whose `{name}`s are replaced. What is put in is not searched again.
fn filled(text: &str, values: &[(&'static str, Sentence)], language: Language, spans: &mut Vec<Span>) {
    let mut words = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        words.push_str(before);
        let name = from[1..].split_once('}').map_or("", |(name, _)| name);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                spans.push(Span::Text(std::mem::take(&mut words)));
                spans.extend(value.spans(language));
                rest = &from[name.len() + 2..];
            }
            None => {
                words.push('{');
                rest = &from[1..];
            }
        }
    }
    spans.push(Span::Text(words + rest));
}

/// A sentence that begins with this text of the catalogue.
pub fn sentence(phrase: Phrase) -> Sentence {
    Sentence { parts: vec![Part::Said(phrase, Vec::new())] }
}

/// A user's own words, or a name.
pub fn own(words: impl std::fmt::Display) -> Sentence {
    verbatim(words).into()
}

impl From<Phrase> for Sentence {
    fn from(phrase: Phrase) -> Self {
        sentence(phrase)
    }
}

impl From<Message> for Sentence {
    fn from(words: Message) -> Self {
        Self { parts: vec![Part::Words(words)] }
    }
}

impl From<Shown> for Sentence {
    fn from(number: Shown) -> Self {
        Self { parts: vec![Part::Number(number)] }
    }
}

impl From<&Number> for Sentence {
    fn from(number: &Number) -> Self {
        number.fixed(1).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::numbers::Numbers;
    use admsc_scenario::language::english;

    #[test]
    fn numbers_stay_apart_from_the_words_around_them() {
        let summary = serde_json::json!({ "day": 7 });
        let Some(day) = Numbers(&summary).at("/day") else { return assert_eq!(summary["day"], 7) };
        // A user's braces are no places.
        let said = sentence(english("{number} of {all}"));
        let said = said.put("number", own("{all}")).put("all", day.fixed(0));
        let number = LaidNumber { id: "/day".into(), value: "7".into(), form: "plain", text: "7".into() };
        assert!(said.spans(Language::English).contains(&Span::Number(number)));
        assert_eq!(said.text(Language::English), "{all} of 7");
    }
}
