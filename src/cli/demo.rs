//! `admsc demo`: a first run that needs no file.

use std::path::{Path, PathBuf};

use super::common::Execution;
use super::progress::Terminal;
use super::run::one;
use super::{output, terminal};
use crate::session::Session;
use admsc_output::export::finished::FinishedRun;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::reading;
use admsc_scenario::shown::shown;

/// The bundled scenario of the demonstration.
const SCENARIO: &str = "builtin:demo";

/// Runs a small neuropathic example over six months, draws the pain in the terminal and suggests next steps
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  admsc demo --out /tmp/first

It needs no file and takes a second or two. Results are written to OUT/demo/<hash>/, as by `admsc run`. The window \
is small, so chance has a larger effect than in the scenarios; `admsc run builtin:neuropathic-single` runs the full \
window over twelve months.")]
pub struct Arguments {
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    work: Execution,
}

/// Runs the demonstration.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let scenario = reading::load(Path::new(SCENARIO), &[])?;
    let Arguments { out, work } = arguments;
    let terminal = Terminal::new(&scenario.name, false, language);
    let session =
        Session { out, threads: work.threads(), fresh: work.fresh, quiet: false, language, reporter: &terminal };
    one(&scenario, &[], None, session)?;
    // The newest is the one that was run or found.
    let finished = FinishedRun::read(&out.join(&scenario.name))?;
    let lines = terminal::figure(&scenario, &finished, language)?;
    let next = next(out, language);
    output::print(|out| {
        writeln!(out)?;
        terminal::print(out, &lines)?;
        let what = english("One patient in a small window: chance plays a large part. What to try next:");
        writeln!(out, "\n{}\n", language.say(what))?;
        next.into_iter().try_for_each(|(command, why)| writeln!(out, "  {command}\n      {}", language.say(why)))
    })
}

/// What to try next, and why.
fn next(out: &Path, language: Language) -> [(String, Phrase); 3] {
    let program = program();
    let language = match language {
        Language::English => String::new(),
        other => format!(" --lang {}", other.code()),
    };
    let folder = match out.to_str() {
        Some("output") => String::new(),
        _ => format!(" --out {}", quoted(out)),
    };
    [
        (
            format!("{program} run {SCENARIO} --set patient.potency=0.1{folder}{language}"),
            english("the same patient under the sceptical assumption: cells with a tenth of the effect"),
        ),
        (
            format!("{program} run builtin:neuropathic-single{folder}{language}"),
            english("the whole window over twelve months, with four figures"),
        ),
        (
            format!("{program} plot {} --text{language}", quoted(&out.join("demo"))),
            english("the newest demo run, drawn again"),
        ),
    ]
}

/// The program as it was called, so that the commands can be repeated.
fn program() -> String {
    std::env::args_os().next().map_or_else(|| "admsc".to_owned(), |name| quoted(Path::new(&name)))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = shown(path);
    if path.contains(|c: char| c.is_whitespace() || "'\"$&;()<>|*?".contains(c)) { format!("\"{path}\"") } else { path }
}
