//! The summary as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::Error;
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::reading::Exports;

/// Name of the file.
pub const FILE: &str = "summary.json";

/// What pain values are, said in every file that holds them.
pub const NOTE: Phrase = english("Pain values are the proxy of a model, not a measurement and not medical advice.");

/// What the files say about the scenario.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Name of the scenario.
    pub name: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// Its question.
    pub question: Option<&'a str>,
    /// The complete scenario as TOML.
    pub resolved_toml: &'a str,
    /// Days of the visits, ascending.
    pub visits_days: &'a [u32],
    /// Day from which responders among replicates count ([`admsc_study::summary::responders_start`]).
    pub responders_start: u32,
    /// What is written besides the usual files.
    pub exports: &'a Exports,
}

/// What the file holds.
#[derive(Serialize, JsonSchema)]
pub struct Document<'a, S> {
    /// Name of the scenario.
    scenario: &'a str,
    /// Heading of the scenario.
    title: &'a str,
    /// Question of the scenario; omitted if the scenario has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    /// What pain values are.
    note: &'static str,
    /// The numbers.
    #[serde(flatten)]
    summary: &'a S,
}

/// The summary of a run, or of replicates, as JSON.
///
/// # Errors
/// When a number has no form in JSON.
pub fn encode(about: Described<'_>, note: Phrase, summary: &impl Serialize) -> Result<Vec<u8>, Error> {
    let Described { name: scenario, title, question, .. } = about;
    let document = Document { scenario, title, question, note: note.in_english(), summary };
    let mut text = serde_json::to_vec_pretty(&document)
        .map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
    text.push(b'\n');
    Ok(text)
}
