//! `admsc demo`: a first run that needs no file.

use std::path::{Path, PathBuf};

use super::advice::{quoted, with_program};
use super::common::Execution;
use super::failure::warn;
use super::progress::Terminal;
use super::run::one;
use super::{output, terminal};
use crate::session::figures::lives_of;
use admsc_output::export::finished::FinishedRun;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::reading;

/// The bundled scenario of the demonstration.
const SCENARIO: &str = "builtin:demo";

/// Runs a small neuropathic example over six months, draws the pain in the terminal and suggests next steps
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  admsc demo --out /tmp/first

It needs no file and takes a second or two. Results are written to OUT/demo/<hash>/, as by `admsc run`. The window \
is small, so the course is rougher than in the scenarios; `admsc run builtin:neuropathic-single` runs the full \
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
    one(&scenario, &[], None, work.session(out, false, &terminal))?;
    // The newest is the one that was run or found.
    let finished = FinishedRun::read(&out.join(&scenario.name))?;
    let lives = lives_of(&finished, &|told| warn(told, language))?;
    let lines = terminal::figure(&scenario, &finished, &lives, language)?;
    let next = next(out, language);
    output::print(|out| {
        writeln!(out)?;
        terminal::print(out, &lines)?;
        let what = english("One patient in a small window. What to try next:");
        writeln!(out, "\n{}\n", language.say(what))?;
        next.into_iter().try_for_each(|(command, why)| writeln!(out, "  {command}\n      {}", language.say(why)))
    })
}

/// What to try next, and why.
fn next(out: &Path, language: Language) -> [(String, Phrase); 3] {
    let folder = match out.to_str() {
        Some("output") => String::new(),
        _ => format!(" --out {}", quoted(out)),
    };
    [
        (
            with_program(&format!("run {SCENARIO} --set patient.potency=0.1{folder}"), language),
            english("the same patient under the sceptical assumption: cells with a tenth of the effect"),
        ),
        (
            with_program(&format!("run builtin:neuropathic-single{folder}"), language),
            english("the whole window over twelve months, with four figures"),
        ),
        (
            with_program(&format!("plot {} --text", quoted(&out.join("demo"))), language),
            english("the newest demo run, drawn again"),
        ),
    ]
}
