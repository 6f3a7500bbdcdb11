//! Errors that read like a compiler's: file, line, column, the source line with a caret, what was expected, and a
//! suggestion. All errors of a scenario are collected before any is shown.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::names::OVERRIDES;
use crate::language::{Language, Message, Phrase, english};
use crate::shown::visible;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A text that a scenario is made of: a file, a bundled preset, or the overrides of the command line.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name as shown: the path as it was given, `builtin:NAME`, or `--set`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A stretch of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Number of the source.
    pub source: usize,
    /// Bytes of its text.
    pub span: Range<usize>,
}

#[derive(Debug, Clone)]
struct Diagnostic {
    /// Nothing when a file could not be opened at all.
    place: Option<Location>,
    message: Message,
    expectation: Message,
    suggestion: Option<Message>,
}

/// Most errors that are kept: nobody reads more, and each is drawn with its source.
const MAX_ERRORS: usize = 100;

/// Collects what is wrong or odd while a scenario is read.
#[derive(Debug, Default)]
pub struct Log {
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    warnings: Vec<Message>,
    omitted: usize,
    read: BTreeSet<(usize, usize)>,
}

impl Log {
    /// Notes that a value was read: it may decide something.
    pub fn mark_read(&mut self, place: &Location) {
        self.read.insert((place.source, place.span.start));
    }

    /// Whether the value at a place was read.
    pub fn is_read(&self, place: &Location) -> bool {
        self.read.contains(&(place.source, place.span.start))
    }

    /// Adds a source and gives its number.
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        self.sources.push(Source { name: name.to_string(), text: text.to_string() });
        self.sources.len() - 1
    }

    /// Notes an error: what is wrong, and what was expected there.
    pub fn error(&mut self, place: &Location, message: impl Into<Message>, expectation: impl Into<Message>) {
        self.push(Some(place.clone()), message.into(), expectation.into(), None);
    }

    /// Notes an error with what to write instead.
    pub fn error_with_suggestion(
        &mut self,
        place: &Location,
        message: impl Into<Message>,
        expectation: impl Into<Message>,
        suggestion: Option<Message>,
    ) {
        self.push(Some(place.clone()), message.into(), expectation.into(), suggestion);
    }

    /// Notes an error of a file as a whole.
    pub fn error_without_place(&mut self, message: impl Into<Message>, expectation: impl Into<Message>) {
        self.push(None, message.into(), expectation.into(), None);
    }

    /// Notes what is possible but odd, with its line.
    pub fn warn(&mut self, place: &Location, message: impl Into<Message>) {
        let (name, line, _) = locate(&self.sources, place);
        let message =
            english("{file}:{line}: {message}").with("file", name).with("line", line).with_said("message", message);
        if !self.warnings.contains(&message) {
            self.warnings.push(message);
        }
    }

    /// Of several places that make a fault together, the one nearest to the user: an override before the user's own
    /// file, that before what it extends; the first of equals.
    pub fn blame<'a>(&self, places: impl IntoIterator<Item = Option<&'a Location>>) -> Option<&'a Location> {
        places.into_iter().flatten().min_by_key(|place| self.distance(place))
    }

    /// How far from the user a place is: 0 for an override, 1 for the user's own file, more for what it extends.
    pub fn distance(&self, place: &Location) -> usize {
        let overridden = self.sources.get(place.source).is_some_and(|source| source.name == OVERRIDES);
        if overridden { 0 } else { place.source + 1 }
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// Whether an error was noted that may hide others, and there is room for them.
    pub fn may_have_more(&self) -> bool {
        (1..MAX_ERRORS).contains(&self.diagnostics.len())
    }

    /// What was read with its warnings, or all errors in the order of the text.
    pub fn close<T>(mut self, read: Option<T>) -> Result<(T, Vec<Message>), Errors> {
        match read {
            Some(value) if self.diagnostics.is_empty() => return Ok((value, self.warnings)),
            None if self.diagnostics.is_empty() => {
                let message = english("the scenario could not be read");
                self.error_without_place(message, english("this is a bug in the program: please report it"));
            }
            _ => {}
        }
        self.diagnostics.sort_by_key(|found| found.place.as_ref().map(|place| (place.source, place.span.start)));
        Err(Errors { sources: self.sources, diagnostics: self.diagnostics, omitted: self.omitted })
    }

    fn push(&mut self, place: Option<Location>, message: Message, expectation: Message, suggestion: Option<Message>) {
        // One text can be made of other parts.
        let text = message.in_english();
        let same = |found: &Diagnostic| found.place == place && found.message.in_english() == text;
        if self.diagnostics.iter().any(same) {
            return;
        }
        if self.diagnostics.len() == MAX_ERRORS {
            self.omitted += 1;
        } else {
            self.diagnostics.push(Diagnostic { place, message, expectation, suggestion });
        }
    }
}

/// Name of the source, line and column (in characters), both from 1.
fn locate<'a>(sources: &'a [Source], place: &Location) -> (&'a str, usize, usize) {
    let Some(source) = sources.get(place.source) else {
        return ("", 1, 1);
    };
    let before = &source.text[..boundary(&source.text, place.span.start)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (&source.name, before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The nearest character boundary at or before a byte of a text.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// One error, located, in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report<'a> {
    /// Name of the source; empty when a file could not be opened.
    pub file: &'a str,
    /// Line, from 1; 0 when a file could not be opened.
    pub line: usize,
    /// Column in characters, from 1; 0 when a file could not be opened.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expectation: String,
    /// What to write instead, where something is near.
    pub suggestion: Option<String>,
}

/// All errors of a scenario. Never empty.
#[derive(Debug, Clone)]
pub struct Errors {
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    omitted: usize,
}

impl Errors {
    /// One error of an argument of the command line, shown as those of a file are: `name` stands for the file, and the
    /// caret under bytes `span` of `text`.
    pub fn of_argument(
        name: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<Message>,
        expectation: impl Into<Message>,
    ) -> Self {
        let sources = vec![Source { name: name.to_string(), text: text.to_string() }];
        let (place, suggestion) = (Some(Location { source: 0, span }), None);
        let diagnostic = Diagnostic { place, message: message.into(), expectation: expectation.into(), suggestion };
        Self { sources, diagnostics: vec![diagnostic], omitted: 0 }
    }

    /// The errors in the order of the text, in English; at most a hundred.
    pub fn reports(&self) -> Vec<Report<'_>> {
        self.reports_in(Language::English)
    }

    /// The same in a language.
    pub fn reports_in(&self, language: Language) -> Vec<Report<'_>> {
        let said = |message: &Message| visible(&language.say(message.clone()));
        self.diagnostics
            .iter()
            .map(|found| {
                let (file, line, column) =
                    found.place.as_ref().map_or(("", 0, 0), |place| locate(&self.sources, place));
                Report {
                    file,
                    line,
                    column,
                    message: said(&found.message),
                    expectation: said(&found.expectation),
                    suggestion: found.suggestion.as_ref().map(said),
                }
            })
            .collect()
    }

    /// All errors as text in a language, with colours for a terminal if `styled`.
    pub fn render(&self, styled: bool, language: Language) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut texts: Vec<String> =
            self.diagnostics.iter().map(|found| self.draw(&renderer, found, language)).collect();
        if self.omitted > 0 {
            let [one, several] = [english("and 1 more error"), english("and {number} more errors")];
            texts.push(language.say(super::counted(self.omitted, one, several)));
        }
        texts.join("\n\n")
    }

    fn draw(&self, renderer: &Renderer, found: &Diagnostic, language: Language) -> String {
        let groups = self.groups(found, language);
        if found.place.is_some() {
            return renderer.render(&groups);
        }
        // Together they would be joined by the margin of a source that is not there.
        groups.chunks(1).map(|group| renderer.render(group)).collect::<Vec<_>>().join("\n")
    }

    fn groups<'a>(&'a self, found: &Diagnostic, language: Language) -> Vec<Group<'a>> {
        let level = |level: Level<'a>, word: Phrase| level.with_name(language.say(word));
        let said = |message: &Message| visible(&language.say(message.clone()));
        let title = level(Level::ERROR, english("error")).primary_title(said(&found.message));
        let label = said(&found.expectation);
        let mut groups = match found.place.as_ref().and_then(|place| Some((place, self.sources.get(place.source)?))) {
            Some((place, source)) => {
                let mark = AnnotationKind::Primary.span(one_line(&source.text, &place.span));
                let snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
                vec![title.element(snippet.annotation(mark.label(label)))]
            }
            None => {
                let note = level(Level::NOTE, english("note")).secondary_title(label);
                vec![Group::with_title(title), Group::with_title(note)]
            }
        };
        if let Some(suggestion) = &found.suggestion {
            let help = level(Level::HELP, english("help")).secondary_title(said(suggestion));
            groups.push(Group::with_title(help));
        }
        groups
    }
}

/// The first line of a stretch, on character boundaries, so that a caret can be drawn under it.
fn one_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = boundary(text, span.start);
    let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |newline| start + newline);
    start..boundary(text, span.end).clamp(start, line_end)
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false, Language::English))
    }
}

impl std::error::Error for Errors {}
