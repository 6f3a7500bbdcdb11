//! The command line, one command a file. Results go to standard output, everything else to standard error.

mod advice;
mod board;
mod branch;
mod calibrate;
mod check;
mod cite;
mod clean;
mod cluster;
mod common;
mod compare;
mod completions;
mod demo;
mod dry_run;
mod explain;
mod failure;
mod film;
mod interrupt;
mod lab;
mod list;
mod man;
mod merge;
mod new;
mod open;
mod output;
mod params;
mod paths;
mod plot;
mod progress;
mod replicates;
mod run;
mod schema;
mod sensitivity;
mod shard;
mod show;
mod study;
mod table;
mod terminal;
mod validate;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

use crate::session::failure::Failure;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{self, Errors, Override, Scenario};

const EXAMPLES: &str = "Examples:
  admsc demo
  admsc list
  admsc new mine --from builtin:discogenic-single
  admsc run scenarios/neuropathic-single.toml
  admsc run scenarios
  admsc run scenarios/discogenic-single.toml --seed 7 --set patient.age=\"64 y\"
  admsc check my-scenario.toml
  admsc plot output/neuropathic-single
  admsc open
  admsc compare output/neuropathic-single output/neuropathic-untreated
  admsc explain scenarios/neuropathic-single.toml
  admsc params | less

Exit status: 0 success, 1 failure while running, 2 invalid command or scenario, 3 some scenarios of a batch invalid \
or failed, 75 stopped by a signal such as Ctrl-C: the same command goes on.

Pain values are the proxy of a model, not a measurement and not medical advice.";

/// Simulates injected adipose-derived stem cells against chronic pain, cell by cell
#[derive(Debug, Parser)]
#[command(name = "admsc", version, after_help = EXAMPLES)]
struct CommandLine {
    /// Language of figures, tables and messages [env: ADMSC_LANG] [default: en]
    #[arg(long, global = true, value_name = "LANG", value_parser = languages())]
    lang: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    List(list::Arguments),
    New(new::Arguments),
    Run(run::Arguments),
    Check(check::Arguments),
    Merge(merge::Arguments),
    Cluster(cluster::Arguments),
    Plot(plot::Arguments),
    Film(film::Arguments),
    Open(open::Arguments),
    Compare(compare::Arguments),
    Branch(branch::Arguments),
    Cite(cite::Arguments),
    Verify(verify::Arguments),
    Clean(clean::Arguments),
    Sensitivity(sensitivity::Arguments),
    Calibrate(calibrate::Arguments),
    Validate(validate::Arguments),
    Explain(explain::Arguments),
    Lab(lab::Arguments),
    Schema(schema::Arguments),
    Params(params::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// The languages by their codes; a wrong one is answered with the list.
fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::code))
        .map(|code| Language::of_code(&code).unwrap_or_default())
}

/// Reads the command line, does what it says, and tells the user what went wrong. Gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let usual = usual_language(std::env::var("ADMSC_LANG").ok().as_deref());
    let (language, done) = match (CommandLine::try_parse_from(arguments), usual) {
        (Ok(CommandLine { lang: Some(language), command }), _)
        | (Ok(CommandLine { lang: None, command }), Ok(language)) => (language, carry_out(&command, language)),
        (Ok(_), Err(unknown)) => (Language::English, Err(unknown)),
        (Err(usage), usual) => (usual.unwrap_or_default(), Err(refused(usage))),
    };
    done.map_or_else(|error| failure::report(&error, language), |()| ExitCode::SUCCESS)
}

/// The language that the environment asks for: a code, or the name of a locale that begins with one. An empty variable is
/// none.
fn usual_language(variable: Option<&str>) -> anyhow::Result<Language> {
    let Some(asked) = variable.filter(|asked| !asked.is_empty()) else { return Ok(Language::default()) };
    let code = asked.split(['_', '-', '.', '@']).next().unwrap_or_default();
    Language::of_code(&code.to_lowercase()).ok_or_else(|| {
        let codes = Language::ALL.map(Language::code).join(", ");
        let message =
            english("ADMSC_LANG is \"{found}\"; expected one of {codes}").with("found", asked).with("codes", codes);
        Failure::refused(message)
    })
}

/// A command line that cannot be carried out. What is wrong within an argument is shown like what is wrong in a file.
fn refused(usage: clap::Error) -> anyhow::Error {
    let within = std::error::Error::source(&usage).and_then(|source| source.downcast_ref::<Errors>());
    within.cloned().map_or_else(|| usage.into(), anyhow::Error::from)
}

fn carry_out(command: &Command, language: Language) -> anyhow::Result<()> {
    match command {
        Command::Demo(arguments) => demo::run(arguments, language),
        Command::List(arguments) => list::run(arguments, language),
        Command::New(arguments) => new::run(arguments, language),
        Command::Run(arguments) => run::run(arguments, language),
        Command::Check(arguments) => check::run(arguments, language),
        Command::Merge(arguments) => merge::run(arguments, language),
        Command::Cluster(arguments) => cluster::run(arguments, language),
        Command::Plot(arguments) => plot::run(arguments, language),
        Command::Film(arguments) => film::run(arguments, language),
        Command::Open(arguments) => open::run(arguments, language),
        Command::Compare(arguments) => compare::run(arguments, language),
        Command::Branch(arguments) => branch::run(arguments, language),
        Command::Cite(arguments) => cite::run(arguments, language),
        Command::Verify(arguments) => verify::run(arguments, language),
        Command::Clean(arguments) => clean::run(arguments, language),
        Command::Sensitivity(arguments) => sensitivity::run(arguments, language),
        Command::Calibrate(arguments) => calibrate::run(arguments, language),
        Command::Validate(arguments) => validate::run(arguments, language),
        Command::Explain(arguments) => explain::run(arguments, language),
        Command::Lab(arguments) => lab::run(arguments, language),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Params(arguments) => params::run(arguments, language),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

/// Reads all scenarios before anything is done with one; the errors of all files are told at once.
fn load_all(files: &[PathBuf], overrides: &[Override]) -> anyhow::Result<Vec<Scenario>> {
    let (mut scenarios, mut wrong) = (Vec::new(), Vec::new());
    for file in files {
        match reading::load(file, overrides) {
            Ok(scenario) => scenarios.push(scenario),
            Err(errors) => wrong.push(errors),
        }
    }
    if wrong.is_empty() { Ok(scenarios) } else { Err(Failure::Wrong(wrong).into()) }
}
