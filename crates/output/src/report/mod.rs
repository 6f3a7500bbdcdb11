//! The report of a result: one HTML file that opens without a network, with the question, an answer in plain words,
//! pictures, tables, the scenario, the evidence and the limits.
//!
//! A report says only what its numbers support: each sentence of an answer is written under a condition on them. Every
//! number that it prints of a result is read from `summary.json` and carries its place there in `data-id`.

pub mod comparison;
pub mod evidence;
pub mod explanation;
mod exploratory;
pub mod given;
mod lives;
pub mod numbers;
pub mod page;
pub mod picture;
pub mod replicates;
pub mod run;
pub mod sensitivity;
pub mod sentence;
pub mod study;
pub mod validation;

use thiserror::Error;

use admsc_scenario::language::{Message, english};

/// Why a report could not be written.
#[derive(Debug, Error)]
pub enum Error {
    /// The template could not be filled.
    #[error("{}", self.message().in_english())]
    Template(#[from] askama::Error),
    /// `summary.json` cannot be read.
    #[error("{}", self.message().in_english())]
    Summary(#[from] serde_json::Error),
}

impl Error {
    /// What is wrong.
    pub fn message(&self) -> Message {
        match self {
            Self::Template(reason) => english("the report cannot be written: {reason}").with("reason", reason),
            Self::Summary(reason) => {
                english("the report cannot be written, because summary.json cannot be read: {reason}")
                    .with("reason", reason)
            }
        }
    }
}
