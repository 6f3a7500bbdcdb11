//! The page: a heading, sections of sentences, tables, pictures and listings, and a foot. It is one file, loads nothing
//! and needs no script.

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::Error;
use super::picture::{self, Drawing};
use super::sentence::{Sentence, Span};
use admsc_scenario::language::{Language, Message, Phrase, english};

/// How the page looks.
const STYLE: &str = include_str!("../../templates/page.css");

/// What is said above a figure that is wider than a screen.
const HINT: Phrase = english("Large letters: the figure is wider than the screen then and is moved sideways.");

/// Name of the file in English; other languages have theirs before the ending.
pub const FILE: &str = "report";

/// A page before it is laid out.
#[derive(Debug, Clone)]
pub struct Page {
    /// Language of its texts.
    pub language: Language,
    /// The heading, which is the title of the page as well.
    pub title: String,
    /// What it answers.
    pub question: Option<String>,
    /// Its sections in order.
    pub sections: Vec<Section>,
    /// Lines at the foot: what made the page, and from what.
    pub foot: Vec<Message>,
}

/// A part of a page under a heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// Name by which links find it.
    pub id: &'static str,
    /// Heading.
    pub heading: Phrase,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// What stands in a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Sentences(Vec<Sentence>),
    /// A list with a point each.
    List(Vec<Sentence>),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Drawing),
    /// An animated PNG, which begins when it is opened.
    Film(Vec<u8>),
    /// A long text that is opened on demand.
    Listing(Message, String),
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it holds.
    pub caption: Message,
    /// Heads of its columns, and whether they hold numbers.
    pub head: Vec<(Message, bool)>,
    /// Its rows; the first cell of each names it.
    pub rows: Vec<Vec<Sentence>>,
}

/// The template, with everything in it said in the language of the page.
#[derive(Template)]
#[template(path = "page.html")]
struct Laid<'a> {
    language: &'a str,
    generator: String,
    title: &'a str,
    question: Option<&'a str>,
    style: String,
    sections: Vec<LaidSection>,
    foot: Vec<String>,
    /// What to do with a figure on a narrow screen.
    hint: &'a str,
    /// What stands between two sentences.
    space: &'a str,
}

struct LaidSection {
    id: &'static str,
    heading: String,
    blocks: Vec<LaidBlock>,
}

enum LaidBlock {
    Sentences(Vec<Vec<Span>>),
    List(Vec<Vec<Span>>),
    Table(LaidTable),
    Picture(LaidPicture),
    Film(LaidFilm),
    Listing(LaidListing),
}

struct LaidTable {
    caption: String,
    head: Vec<(String, bool)>,
    rows: Vec<Vec<Cell>>,
}

struct Cell {
    heads: bool,
    /// How it is set: `number`, `prose` where it is long enough to be wrapped, or nothing.
    class: &'static str,
    spans: Vec<Span>,
}

/// Width in Latin letters from which a cell of a table is wrapped.
const PROSE: usize = 36;

/// How many Latin letters are as wide as a text.
fn width(text: &str) -> usize {
    const FIRST_WIDE: char = '\u{3000}';
    text.chars().map(|letter| 1 + usize::from(letter >= FIRST_WIDE)).sum()
}

struct LaidPicture {
    caption: String,
    /// What stands at its top.
    found: String,
    svg: String,
}

struct LaidFilm {
    caption: String,
    alternative: String,
    png: String,
}

struct LaidListing {
    caption: String,
    text: String,
}

impl Page {
    /// Name of its file, for example `report.ja.html`.
    pub fn file_name(language: Language) -> String {
        format!("{FILE}{}.html", language.file_suffix())
    }

    /// The page as HTML. `fonts` gives the style sheet with the fonts that some letters need, where a reader's system may
    /// lack them.
    ///
    /// # Errors
    /// When the template cannot be filled.
    pub fn html(&self, fonts: impl Fn(&str) -> Option<String>) -> Result<String, Error> {
        let mut laid = self.laid(String::new());
        let letters = laid.render()?;
        laid.style = fonts(&letters).unwrap_or_default() + STYLE;
        Ok(laid.render()? + "\n")
    }

    fn laid(&self, style: String) -> Laid<'_> {
        let language = self.language;
        Laid {
            language: language.code(),
            generator: format!("admsc-sim {}", env!("CARGO_PKG_VERSION")),
            title: &self.title,
            question: self.question.as_deref(),
            style,
            sections: self.sections.iter().map(|section| section.laid(language)).collect(),
            foot: self.foot.iter().map(|line| language.say(line.clone())).collect(),
            hint: language.translated(HINT),
            space: language.translated(english(" ")),
        }
    }
}

impl Section {
    fn laid(&self, language: Language) -> LaidSection {
        let blocks = self.blocks.iter().map(|block| block.laid(language)).collect();
        LaidSection { id: self.id, heading: language.say(self.heading), blocks }
    }
}

impl Block {
    fn laid(&self, language: Language) -> LaidBlock {
        let spans = |sentences: &[Sentence]| sentences.iter().map(|sentence| spans(sentence, language)).collect();
        match self {
            Self::Sentences(sentences) => LaidBlock::Sentences(spans(sentences)),
            Self::List(sentences) => LaidBlock::List(spans(sentences)),
            Self::Table(table) => LaidBlock::Table(table.laid(language)),
            Self::Picture(drawing) => LaidBlock::Picture(LaidPicture {
                caption: language.say(drawing.caption.clone()),
                found: picture::found(&drawing.svg).join(language.translated(english(" "))),
                svg: picture::inlined(&drawing.name, &drawing.svg),
            }),
            Self::Film(png) => LaidBlock::Film(LaidFilm {
                caption: language.say(english("Film: the tissue above the pain, from the first day to the last")),
                alternative: language.say(english(
                    "The window of tissue day by day, above the pain and its causes so far; the figures above tell the same in numbers.",
                )),
                png: BASE64_STANDARD.encode(png),
            }),
            Self::Listing(caption, text) => {
                LaidBlock::Listing(LaidListing { caption: language.say(caption.clone()), text: text.clone() })
            }
        }
    }
}

/// What stands on the page of a sentence: a number and its sign of per cent stay on one line.
fn spans(sentence: &Sentence, language: Language) -> Vec<Span> {
    let together = |span| match span {
        Span::Text(text) => Span::Text(text.replace(" %", "\u{a0}%")),
        number => number,
    };
    sentence.spans(language).into_iter().map(together).collect()
}

impl Table {
    fn laid(&self, language: Language) -> LaidTable {
        let is_number = |column: usize| self.head.get(column).is_some_and(|(_, is_number)| *is_number);
        let cell = |(column, sentence): (usize, &Sentence)| {
            let class = match is_number(column) {
                true => "number",
                false if width(&sentence.text(language)) > PROSE => "prose",
                false => "",
            };
            Cell { heads: column == 0, class, spans: spans(sentence, language) }
        };
        LaidTable {
            caption: language.say(self.caption.clone()),
            head: self.head.iter().map(|(text, is_number)| (language.say(text.clone()), *is_number)).collect(),
            rows: self.rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect(),
        }
    }
}

/// A table's head: texts of the catalogue, and whether the column holds numbers.
pub fn head(columns: impl IntoIterator<Item = (Phrase, bool)>) -> Vec<(Message, bool)> {
    columns.into_iter().map(|(name, is_number)| (name.into(), is_number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sentence::own;
    use admsc_scenario::language::verbatim;

    #[test]
    fn what_a_user_wrote_is_text_and_nothing_else() -> Result<(), Error> {
        let evil = "<script>alert(1)</script> & \"x\"";
        let page = Page {
            language: Language::English,
            title: evil.to_owned(),
            question: Some(evil.to_owned()),
            sections: vec![Section {
                id: "answer",
                heading: english("Answer"),
                blocks: vec![
                    Block::Sentences(vec![own(evil)]),
                    Block::Table(Table {
                        caption: verbatim(evil),
                        head: vec![(verbatim(evil), false)],
                        rows: vec![vec![own(evil)]],
                    }),
                    Block::Listing(verbatim(evil), evil.to_owned()),
                ],
            }],
            foot: vec![verbatim(evil)],
        };
        let html = page.html(|_| None)?;
        assert!(!html.contains("<script") && html.matches("alert(1)").count() >= 9, "{html}");
        assert!(!html.contains("& \"x\""), "{html}");
        Ok(())
    }
}
