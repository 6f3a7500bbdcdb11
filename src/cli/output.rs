//! Standard output.

use std::io::{self, BufWriter, Write};

use crate::session::failure::Failure;
use admsc_scenario::language::english;

/// Writes to standard output. A reader who has left (`admsc params | head`) is no failure: there is nobody to print for,
/// and what else the command does goes on.
///
/// # Errors
/// Any other refusal, by the name of the stream.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    // Takes colours away where the terminal, a pipe or `NO_COLOR` asks for plain text.
    let mut out = BufWriter::new(anstream::stdout().lock());
    reported(write(&mut out).and_then(|()| out.flush()))
}

/// Prints help or the version to standard output, and what is wrong with a command to standard error.
///
/// # Errors
/// As [`print`]. A standard error that nobody reads is no failure of its own.
pub fn print_usage(usage: &clap::Error) -> anyhow::Result<()> {
    let printed = usage.print();
    if usage.use_stderr() { Ok(()) } else { reported(printed.and_then(|()| io::stdout().flush())) }
}

fn reported(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::running(english("cannot write to standard output: {reason}").with("reason", error)))
        }
        _ => Ok(()),
    }
}
