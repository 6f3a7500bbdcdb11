//! The summary as JSON.

use serde::Serialize;

use super::Error;
use crate::language::{Phrase, english};
use crate::study::summary::Summary;

/// Name of the file.
pub const FILE: &str = "summary.json";

/// What pain values are, said in every file that holds them.
pub const NOTE: Phrase = english("Pain values are the proxy of a model, not a measurement and not medical advice.");

#[derive(Serialize)]
struct Document<'a> {
    scenario: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    note: &'static str,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// The summary as JSON.
///
/// # Errors
/// When a number has no form in JSON.
pub fn encode(scenario: &str, title: &str, question: Option<&str>, summary: &Summary) -> Result<Vec<u8>, Error> {
    let document = Document { scenario, title, question, note: NOTE.in_english(), summary };
    let mut text = serde_json::to_vec_pretty(&document)
        .map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
    text.push(b'\n');
    Ok(text)
}
