//! How what went wrong is told, and the exit status.

use std::io::Write;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};

use super::output::print_usage;
use crate::session::failure::{Failure, message, rendered};
use admsc_output::export;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::Errors;

/// Style of the word `error`; removed where the terminal, a pipe or `NO_COLOR` asks for plain text.
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Style of the word `warning`.
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Tells the user on standard error and gives the exit status.
pub fn report(error: &anyhow::Error, language: Language) -> ExitCode {
    if let Some(usage) = error.downcast_ref::<clap::Error>() {
        if let Err(refused) = print_usage(usage) {
            return report(&refused, language);
        }
    } else if let Some(errors) = error.downcast_ref::<Errors>() {
        say(errors.render(true, language).trim_end());
    } else {
        match error.downcast_ref() {
            Some(Failure::Wrong(errors)) => say(rendered(errors, true, language).trim_end()),
            Some(Failure::AlreadyReported(_)) => {}
            _ => tell_error(&language.say(message(error)), language),
        }
    }
    ExitCode::from(status(error))
}

/// The exit status: 1 failed while running, 2 command or scenario wrong, 3 some of several scenarios wrong or failed, 0 for help
/// and for the version.
pub fn status(error: &anyhow::Error) -> u8 {
    let usage = error.downcast_ref().map(|usage: &clap::Error| usage.exit_code() as u8);
    let no_run = matches!(error.downcast_ref(), Some(export::Error::NotARun { .. } | export::Error::IsAStudy { .. }));
    let wrong = || (no_run || error.is::<Errors>()).then_some(2);
    usage.or_else(wrong).unwrap_or_else(|| match error.downcast_ref() {
        Some(Failure::Refused(_) | Failure::Wrong(_)) => 2,
        Some(Failure::AlreadyReported(status)) => *status,
        _ => 1,
    })
}

/// Tells an error.
pub fn tell_error(message: &str, language: Language) {
    let word = language.say(english("error"));
    say(&format!("{ERROR}{word}{ERROR:#}: {message}"));
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
