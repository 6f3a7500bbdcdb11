//! Errors that read like a compiler's: file, line, column, the source line with a caret, what was expected, and a
//! suggestion. All errors of a scenario are collected before any is shown.

use std::fmt;
use std::ops::Range;

use super::overrides::SOURCE;
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
pub struct Place {
    /// Number of the source.
    pub source: usize,
    /// Bytes of its text.
    pub span: Range<usize>,
}

#[derive(Debug, Clone)]
struct Diagnostic {
    /// Nothing when a file could not be opened at all.
    place: Option<Place>,
    message: String,
    expectation: String,
    suggestion: Option<String>,
}

/// Most errors that are kept: nobody reads more, and each is drawn with its source.
const MAX_ERRORS: usize = 100;

/// Collects what is wrong or odd while a scenario is read.
#[derive(Debug, Default)]
pub struct Log {
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    warnings: Vec<String>,
    omitted: usize,
}

impl Log {
    /// Adds a source and gives its number.
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        self.sources.push(Source { name: name.to_string(), text: text.to_string() });
        self.sources.len() - 1
    }

    /// Notes an error: what is wrong, and what was expected there.
    pub fn error(&mut self, place: &Place, message: impl Into<String>, expectation: impl Into<String>) {
        self.push(Some(place.clone()), message.into(), expectation.into(), None);
    }

    /// Notes an error with what to write instead.
    pub fn error_with_suggestion(
        &mut self,
        place: &Place,
        message: impl Into<String>,
        expectation: impl Into<String>,
        suggestion: Option<String>,
    ) {
        self.push(Some(place.clone()), message.into(), expectation.into(), suggestion);
    }

    /// Notes an error of a file as a whole.
    pub fn error_without_place(&mut self, message: impl Into<String>, expectation: impl Into<String>) {
        self.push(None, message.into(), expectation.into(), None);
    }

    /// Notes what is possible but odd, with its line.
    pub fn warn(&mut self, place: &Place, message: &str) {
        let (name, line, _) = locate(&self.sources, place);
        let warning = format!("{name}:{line}: {message}");
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Of several places that make a fault together, the one nearest to the user: an override before the user's own
    /// file, that before what it extends; the first of equals.
    pub fn blame<'a>(&self, places: impl IntoIterator<Item = Option<&'a Place>>) -> Option<&'a Place> {
        places.into_iter().flatten().min_by_key(|place| self.distance(place))
    }

    /// How far from the user a place is: 0 for an override, 1 for the user's own file, more for what it extends.
    pub fn distance(&self, place: &Place) -> usize {
        let overridden = self.sources.get(place.source).is_some_and(|source| source.name == SOURCE);
        if overridden { 0 } else { place.source + 1 }
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// What was read with its warnings, or all errors in the order of the text.
    pub fn close<T>(mut self, read: Option<T>) -> Result<(T, Vec<String>), Errors> {
        match read {
            Some(value) if self.diagnostics.is_empty() => return Ok((value, self.warnings)),
            None if self.diagnostics.is_empty() => {
                self.error_without_place("the scenario could not be read", "this is a fault of the program: report it");
            }
            _ => {}
        }
        self.diagnostics.sort_by_key(|found| found.place.as_ref().map(|place| (place.source, place.span.start)));
        Err(Errors { sources: self.sources, diagnostics: self.diagnostics, omitted: self.omitted })
    }

    fn push(&mut self, place: Option<Place>, message: String, expectation: String, suggestion: Option<String>) {
        if self.diagnostics.len() == MAX_ERRORS {
            self.omitted += 1;
            return;
        }
        let known = self.diagnostics.iter().any(|found| found.place == place && found.message == message);
        if !known {
            self.diagnostics.push(Diagnostic { place, message, expectation, suggestion });
        }
    }
}

/// Name of the source, line and column (in characters), both from 1.
fn locate<'a>(sources: &'a [Source], place: &Place) -> (&'a str, usize, usize) {
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

/// One error, located.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report<'a> {
    /// Name of the source; empty when a file could not be opened.
    pub file: &'a str,
    /// Line, from 1; 0 when a file could not be opened.
    pub line: usize,
    /// Column in characters, from 1; 0 when a file could not be opened.
    pub column: usize,
    /// What is wrong.
    pub message: &'a str,
    /// What was expected.
    pub expectation: &'a str,
    /// What to write instead, where something is near.
    pub suggestion: Option<&'a str>,
}

/// All errors of a scenario. Never empty.
#[derive(Debug, Clone)]
pub struct Errors {
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    omitted: usize,
}

impl Errors {
    /// The errors in the order of the text; at most a hundred.
    pub fn reports(&self) -> Vec<Report<'_>> {
        self.diagnostics
            .iter()
            .map(|found| {
                let (file, line, column) =
                    found.place.as_ref().map_or(("", 0, 0), |place| locate(&self.sources, place));
                Report {
                    file,
                    line,
                    column,
                    message: &found.message,
                    expectation: &found.expectation,
                    suggestion: found.suggestion.as_deref(),
                }
            })
            .collect()
    }

    /// All errors as text, with colours for a terminal if `styled`.
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut texts: Vec<String> = self.diagnostics.iter().map(|found| self.draw(&renderer, found)).collect();
        if self.omitted > 0 {
            texts.push(format!("and {} more errors", self.omitted));
        }
        texts.join("\n\n")
    }

    fn draw(&self, renderer: &Renderer, found: &Diagnostic) -> String {
        let groups = self.groups(found);
        if found.place.is_some() {
            return renderer.render(&groups);
        }
        // Together they would be joined by the margin of a source that is not there.
        groups.chunks(1).map(|group| renderer.render(group)).collect::<Vec<_>>().join("\n")
    }

    fn groups<'a>(&'a self, found: &'a Diagnostic) -> Vec<Group<'a>> {
        let title = Level::ERROR.primary_title(found.message.as_str());
        let label = found.expectation.as_str();
        let mut groups = match found.place.as_ref().and_then(|place| Some((place, self.sources.get(place.source)?))) {
            Some((place, source)) => {
                let mark = AnnotationKind::Primary.span(one_line(&source.text, &place.span));
                let snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
                vec![title.element(snippet.annotation(mark.label(label)))]
            }
            None => vec![Group::with_title(title), Group::with_title(Level::NOTE.secondary_title(label))],
        };
        if let Some(suggestion) = &found.suggestion {
            groups.push(Group::with_title(Level::HELP.secondary_title(suggestion.as_str())));
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
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Errors {}
