//! `admsc man`: manual pages.

use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{CommandLine, output};
use admsc_output::export::loose;
use admsc_scenario::shown::shown;

/// Prints the manual page, or writes the pages of all commands to a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc man | man -l -
  admsc man --out ~/.local/share/man/man1   (then: man admsc-run)")]
pub struct Arguments {
    /// Directory for the pages of the program and of each command
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints or writes the pages.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut program = CommandLine::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &arguments.out else {
        let text = page(program)?;
        return output::print(|out| out.write_all(&text));
    };
    for command in with_commands(program) {
        let name = format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()));
        loose::write(folder, &[(&name, page(command)?)])?;
        output::print(|out| writeln!(out, "{}", shown(&folder.join(&name))))?;
    }
    Ok(())
}

/// A command, its commands, and theirs.
fn with_commands(command: Command) -> Vec<Command> {
    let below: Vec<Command> = command.get_subcommands().cloned().flat_map(with_commands).collect();
    [command].into_iter().chain(below).collect()
}

fn page(command: Command) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    let examples = command.get_after_help().map(ToString::to_string);
    let (options, commands) = (command.get_arguments().next().is_some(), command.has_subcommands());
    let page = Man::new(command).source(concat!("admsc ", env!("CARGO_PKG_VERSION"))).manual("admsc");
    page.render_title(&mut text)
        .and_then(|()| page.render_name_section(&mut text))
        .and_then(|()| page.render_synopsis_section(&mut text))
        .and_then(|()| page.render_description_section(&mut text))
        .and_then(|()| if options { page.render_options_section(&mut text) } else { Ok(()) })
        .and_then(|()| if commands { page.render_subcommands_section(&mut text) } else { Ok(()) })
        .and_then(|()| as_it_stands("EXAMPLES AND NOTES", &examples.unwrap_or_default()).to_writer(&mut text))?;
    Ok(text)
}

/// A section of examples and paragraphs. Lines that are set in stay as they are: commands must not be wrapped.
fn as_it_stands(heading: &str, text: &str) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [heading]);
    for line in text.lines() {
        match line {
            "" => section.control("PP", []),
            line if line.starts_with(' ') => section.control("nf", []).text([roman(line)]).control("fi", []),
            line => section.text([roman(line)]),
        };
    }
    section
}
