//! What went wrong, how it is told, and the exit status.

use std::io::Write;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};

use super::output::print_usage;

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
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Usage(error) => match print_usage(error) {
                Ok(()) => ExitCode::from(error.exit_code() as u8),
                Err(failure) => failure.report(),
            },
            Self::Scenario(message) => {
                say(message.trim_end());
                ExitCode::from(2)
            }
            Self::Running(error) => {
                say(&format!("{ERROR}error{ERROR:#}: {error}"));
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

    /// What went wrong as plain text; empty where it has been told.
    pub fn message(&self) -> String {
        match self {
            Self::Usage(error) => error.to_string(),
            Self::Scenario(message) => anstream::adapter::strip_str(message.trim_end()).to_string(),
            Self::Running(error) => error.to_string(),
            Self::Told(_) => String::new(),
        }
    }

    /// A command that cannot be carried out as it stands.
    pub fn command(message: &str) -> Self {
        Self::Scenario(format!("{ERROR}error{ERROR:#}: {message}"))
    }
}

/// Tells an error of one of several runs, while the others go on.
pub fn tell_error(message: &str) {
    say(&format!("{ERROR}error{ERROR:#}: {message}"));
}

/// Tells a warning.
pub fn warn(message: &str) {
    say(&format!("{WARNING}warning{WARNING:#}: {message}"));
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
