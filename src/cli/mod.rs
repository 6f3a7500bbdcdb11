//! The command line, one command a file. Results go to standard output, everything else to standard error.

mod batch;
mod check;
mod compare;
mod completions;
mod demo;
mod dry_run;
mod failure;
mod figures;
mod log;
mod man;
mod merge;
mod output;
mod params;
mod plot;
mod probe;
mod progress;
mod replicates;
mod run;
mod schema;
mod shard;
mod study;
mod table;
mod terminal;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use failure::Failure;

use crate::scenario::{self, Override, Scenario};

const EXAMPLES: &str = "Examples:
  admsc demo
  admsc run scenarios/neuropathic-single.toml
  admsc run scenarios
  admsc run scenarios/discogenic-single.toml --seed 7 --set patient.age=\"64 y\"
  admsc check my-scenario.toml
  admsc plot output/neuropathic-single
  admsc compare output/neuropathic-single output/neuropathic-untreated
  admsc params | less

Exit status: 0 done, 1 failed while running, 2 command or scenario wrong, 3 some scenarios of a batch wrong or failed.
Pain values are the proxy of a model, not a measurement and not medical advice.";

/// Simulates injected adipose-derived stem cells against chronic pain, cell by cell
#[derive(Debug, Parser)]
#[command(name = "admsc", version, after_help = EXAMPLES)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Run(run::Arguments),
    Check(check::Arguments),
    Merge(merge::Arguments),
    Plot(plot::Arguments),
    Compare(compare::Arguments),
    Schema(schema::Arguments),
    Params(params::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Reads the command line and does what it says.
///
/// # Errors
/// What is to be told to the user, and with which exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    match CommandLine::try_parse_from(arguments)?.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Plot(arguments) => plot::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Params(arguments) => params::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}

/// Reads all scenarios before anything is done with one; the errors of all files are told at once.
fn load_all(files: &[PathBuf], overrides: &[Override]) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut wrong = Vec::new();
    for file in files {
        match scenario::load(file, overrides) {
            Ok(scenario) => scenarios.push(scenario),
            Err(errors) => wrong.push(errors.render(true)),
        }
    }
    if wrong.is_empty() { Ok(scenarios) } else { Err(Failure::Scenario(wrong.join("\n"))) }
}
