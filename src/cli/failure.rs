//! What went wrong, how it is told, and the exit status.

use std::io::Write;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};

use super::output::print_usage;
use crate::{export, plot};
use admsc_scenario::language::{Language, Message, english, verbatim};

/// Style of the word `error`; removed where the terminal, a pipe or `NO_COLOR` asks for plain text.
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Style of the word `warning`.
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Why a command did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The command line is wrong, or asks for help or the version.
    Usage(clap::Error),
    /// A scenario is wrong: the finished message.
    Scenario(String),
    /// Something failed on the way.
    Running(anyhow::Error),
    /// It has been told already: the exit status.
    Told(u8),
}

impl Failure {
    /// Tells the user on standard error and gives the exit status: 1 failed while running, 2 command or scenario wrong,
    /// 3 some of several scenarios wrong or failed, 0 for help and for the version.
    pub fn report(&self, language: Language) -> ExitCode {
        match self {
            Self::Usage(error) => match print_usage(error) {
                Ok(()) => ExitCode::from(error.exit_code() as u8),
                Err(failure) => failure.report(language),
            },
            Self::Scenario(message) => {
                say(message.trim_end());
                ExitCode::from(2)
            }
            Self::Running(error) => {
                let word = language.say(english("error"));
                say(&format!("{ERROR}{word}{ERROR:#}: {}", language.say(message(error))));
                ExitCode::from(1)
            }
            Self::Told(status) => ExitCode::from(*status),
        }
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Usage(error) => error.exit_code() as u8,
            Self::Scenario(_) => 2,
            Self::Running(_) => 1,
            Self::Told(status) => *status,
        }
    }

    /// What went wrong, without colours; empty where it has been told.
    pub fn said(&self) -> Message {
        match self {
            Self::Usage(error) => verbatim(error),
            Self::Scenario(text) => verbatim(anstream::adapter::strip_str(text.trim_end())),
            Self::Running(error) => message(error),
            Self::Told(_) => verbatim(""),
        }
    }

    /// A command that cannot be carried out as it stands.
    pub fn command(message: impl Into<Message>, language: Language) -> Self {
        let word = language.say(english("error"));
        Self::Scenario(format!("{ERROR}{word}{ERROR:#}: {}", language.say(message)))
    }
}

/// Tells an error of one of several runs, while the others go on.
pub fn tell_error(message: &str) {
    say(&format!("{ERROR}error{ERROR:#}: {message}"));
}

/// What a failure says, where its kind is one that is translated.
fn message(error: &anyhow::Error) -> Message {
    let files = error.downcast_ref().map(export::Error::message);
    let figures = || error.downcast_ref().map(plot::Error::message);
    let said = || error.downcast_ref().map(|Said(message)| message.clone());
    files.or_else(figures).or_else(said).unwrap_or_else(|| verbatim(error))
}

/// A failure of the command line itself.
#[derive(Debug)]
pub struct Said(pub Message);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.in_english())
    }
}

impl std::error::Error for Said {}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Self::Running(Said(message).into())
    }
}

/// Tells a warning.
pub fn warn(message: impl Into<Message>, language: Language) {
    let word = language.say(english("warning"));
    say(&format!("{WARNING}{word}{WARNING:#}: {}", language.say(message)));
}

/// Writes a line to standard error, plain where the terminal, a pipe or `NO_COLOR` asks for it. A standard error that
/// nobody reads is no reason to stop.
pub fn say(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Running(error)
    }
}
