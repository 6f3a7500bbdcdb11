//! The page of a validation: what must hold, what was published beside what the model gives, and how far that reaches.

use super::page::{Block, Page, Section, Table};
use super::picture::Drawing;
use super::sentence::{Sentence, own};
use admsc_scenario::language::{Language, Message, Phrase, english};

/// A table of words: heads and rows.
#[derive(Debug, Clone)]
pub struct Words {
    /// What it holds.
    pub caption: Phrase,
    /// Heads of the columns.
    pub head: Vec<Phrase>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What a page of a validation is made from.
#[derive(Debug, Clone)]
pub struct Validation {
    /// What must be known before anything else, where it can be said.
    pub first: Option<Message>,
    /// What follows, in sentences.
    pub summary: Vec<Message>,
    /// Checks, a table a part.
    pub checks: Vec<Words>,
    /// Clinical rows, fit and check apart.
    pub clinical: Vec<Words>,
    /// Published figures beside the model's.
    pub forests: Vec<Drawing>,
    /// Pain over time.
    pub courses: Vec<Drawing>,
    /// How well the parameters are known, and what matters most.
    pub evidence: Vec<Words>,
    /// How the verdicts come about.
    pub method: Vec<Message>,
    /// What made the page.
    pub foot: Vec<Message>,
}

/// The page.
pub fn page(validation: Validation, language: Language) -> Page {
    let Validation { first, summary, checks, clinical, forests, courses, evidence, method, foot } = validation;
    let section = |id, heading, blocks| Section { id, heading, blocks };
    let list = |messages: Vec<Message>| Block::List(messages.into_iter().map(Sentence::from).collect());
    let tables = |tables: Vec<Words>| tables.into_iter().map(|words| Block::Table(words.table()));
    let paragraph = |message: Message| Block::Sentences(vec![message.into()]);
    let pictures = |drawings: Vec<Drawing>| drawings.into_iter().map(Block::Picture);
    Page {
        language,
        title: language.translated(english("Validation")).to_owned(),
        question: Some(language.translated(english("Does the model do what its design expects?")).to_owned()),
        sections: vec![
            section("answer", english("Answer"), first.map(paragraph).into_iter().chain([list(summary)]).collect()),
            section(
                "clinical",
                english("Published figures and the model's"),
                pictures(forests).chain(tables(clinical)).collect(),
            ),
            section("checks", english("Checks of the design"), tables(checks).collect()),
            section("courses", english("Pain over time"), pictures(courses).collect()),
            section("evidence", english("Evidence"), tables(evidence).collect()),
            section("method", english("How the verdicts are reached"), vec![list(method)]),
        ],
        foot,
    }
}

impl Words {
    fn table(self) -> Table {
        let row = |row: Vec<String>| row.into_iter().map(own).collect();
        Table {
            caption: self.caption.into(),
            head: self.head.into_iter().map(|text| (text.into(), false)).collect(),
            rows: self.rows.into_iter().map(row).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::language::verbatim;

    #[test]
    fn the_page_holds_its_tables_and_loads_nothing() -> Result<(), super::super::Error> {
        let words = Words {
            caption: english("Numerics"),
            head: vec![english("verdict"), english("check")],
            rows: vec![vec!["MISS".into(), "a < b".into()]],
        };
        let validation = Validation {
            first: Some(verbatim("as many as inert cells")),
            summary: vec![verbatim("one miss")],
            checks: vec![words],
            clinical: Vec::new(),
            forests: Vec::new(),
            courses: Vec::new(),
            evidence: Vec::new(),
            method: Vec::new(),
            foot: Vec::new(),
        };
        let html = page(validation, Language::English).html(|_| None)?;
        assert!(
            html.contains("MISS") && html.contains("as many as inert cells") && html.contains("a &#60; b")
                || html.contains("a &lt; b"),
            "{html}"
        );
        assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"));
        Ok(())
    }
}
