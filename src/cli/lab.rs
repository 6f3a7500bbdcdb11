//! `admsc lab`: the page that runs the model in a browser, for a class.

use std::path::{Path, PathBuf};

use super::open::show;
use super::output;
use crate::session::failure::Failure;
use crate::session::lab::{Beginning, Lesson, PAGE, written};
use admsc_output::export::loose;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::load;
use admsc_scenario::shown::shown;

/// Writes the Lab, a page that runs this model in a browser without installation or network, for a class
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc lab --open
  admsc lab --lesson a --out class.html
  admsc lab builtin:constriction --out constriction.html
  admsc lab mine.toml --open
  admsc --lang ja lab --lesson d --out lesson.ja.html

The page opens from disk, on a stick or in a chat, in Chrome, Edge, Firefox and Safari, and asks nothing of a network. Its digests are those of \
`admsc run`. A lesson is one of a (why weeks?), b (one thing at a time), c (compared with what?), d (why does it stay?).")]
pub struct Arguments {
    /// Scenario of one run that the page begins with, and is about: a file (TOML) or builtin:NAME
    #[arg(value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Lesson that the page opens with
    #[arg(long, value_enum)]
    lesson: Option<Lesson>,
    /// File to write
    #[arg(long, value_name = "FILE", default_value = "admsc-lab.html")]
    out: PathBuf,
    /// Page to begin from, as `lab/build` of the sources writes it [default: the one that is part of the program]
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

/// Writes the page, prints its path and opens it if that is asked for.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { scenario, lesson, out, page, open } = arguments;
    let page = match page {
        Some(path) => std::fs::read_to_string(path).map_err(|reason| {
            Failure::refused(
                english("{path} cannot be read: {reason}").with("path", shown(path)).with("reason", reason),
            )
        })?,
        None => PAGE.to_owned(),
    };
    let scenario = match scenario {
        Some(path) => Some(load(path, &[])?),
        None => None,
    };
    let text = written(&page, &Beginning { scenario: scenario.as_ref(), lesson: *lesson, language })
        .map_err(Failure::refused)?;
    let name = out.file_name().and_then(|name| name.to_str()).filter(|_| !out.is_dir());
    let name =
        name.ok_or_else(|| Failure::refused(english("{path} is no name of a file to write").with("path", shown(out))))?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    loose::write(folder, &[(name, text)])?;
    output::print(|printed| writeln!(printed, "{}", shown(out)))?;
    if *open {
        show(out, language);
    }
    Ok(())
}
