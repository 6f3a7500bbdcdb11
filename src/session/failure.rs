//! What goes wrong in the work, in words that can be translated. Everything else that fails keeps its own type in an
//! [`anyhow::Error`].

use std::fmt;

use admsc_output::{export, plot};
use admsc_scenario::language::{Language, Message, verbatim};
use admsc_scenario::reading::Errors;

/// Why something was not done.
#[derive(Debug)]
pub enum Failure {
    /// Something failed on the way.
    Running(Message),
    /// What is asked for cannot be carried out as it stands.
    Refused(Message),
    /// Scenarios are wrong. Never empty.
    Wrong(Vec<Errors>),
    /// It has been told already: the exit status.
    AlreadyReported(u8),
}

impl Failure {
    /// Something failed on the way.
    pub fn running(message: impl Into<Message>) -> anyhow::Error {
        Self::Running(message.into()).into()
    }

    /// What is asked for cannot be carried out as it stands.
    pub fn refused(message: impl Into<Message>) -> anyhow::Error {
        Self::Refused(message.into()).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running(message) | Self::Refused(message) => f.write_str(&message.in_english()),
            Self::Wrong(errors) => f.write_str(&rendered(errors, false, Language::English)),
            Self::AlreadyReported(_) => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

/// The errors of some scenarios, with colours for a terminal if `styled`.
pub fn rendered(errors: &[Errors], styled: bool, language: Language) -> String {
    errors.iter().map(|errors| errors.render(styled, language)).collect::<Vec<_>>().join("\n")
}

/// What an error says, without colours; translated where its kind is one that is.
pub fn message(error: &anyhow::Error) -> Message {
    match error.downcast_ref() {
        Some(Failure::Running(message) | Failure::Refused(message)) => return message.clone(),
        Some(_) => return verbatim(error.to_string().trim_end()),
        None => {}
    }
    let files = error.downcast_ref().map(export::Error::message);
    let figures = || error.downcast_ref().map(plot::Error::message);
    files.or_else(figures).unwrap_or_else(|| verbatim(error.to_string().trim_end()))
}
