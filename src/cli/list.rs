//! `admsc list`: what can be run, what it costs here, what has been run, and what was stopped.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::failure::warn;
use super::{output, table};
use crate::session::cost::pace::Pace;
use crate::session::cost::time;
use crate::session::differences::differences;
use crate::session::results::{Kept, kept};
use crate::session::unfinished::{Unfinished, unfinished};
use admsc_model::rules::block;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::reading::{self, BUILTIN, Scenario};
use admsc_scenario::shown::shown;
use admsc_study::threads::available_threads;

/// The scenario that is timed for all.
const TIMED: &str = "builtin:neuropathic-single";

/// Lists the bundled scenarios and studies with their cost on this machine, and the results that are there
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc list
  admsc list --out /tmp/results
  admsc list | grep neuropathic

Times are for all cores and may be wrong by a factor of two: a few days of one scenario are timed, which takes about a \
second. `admsc run --dry-run` times each scenario by itself. Of a result the keys are told in which it differs from the \
bundled scenario of its name, first those that tell it from the other results of this name; where no scenario of this \
name is bundled, only these. Work that was stopped stands at the end, with how far it was and the command that goes on.")]
pub struct Arguments {
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
}

/// Prints the lists.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let threads = available_threads();
    let pace = Pace::measure(&reading::load(Path::new(TIMED), &[])?.setup, threads)?;
    let (mut presets, mut scenarios, mut studies) = (Vec::new(), Vec::new(), Vec::new());
    for bundled in &BUILTIN {
        let scenario = reading::load(Path::new(&format!("builtin:{}", bundled.name)), &[])?;
        let into = match &scenario.study {
            _ if bundled.is_indication() => &mut presets,
            Some(_) => &mut studies,
            None => &mut scenarios,
        };
        into.push(scenario);
    }
    let kept = kept(&arguments.out, &|told| warn(told, language));
    let unfinished = unfinished(&arguments.out, &kept);
    let heading = |phrase: Phrase| language.say(phrase);
    output::print(|out| {
        writeln!(out, "{}", heading(english("scenarios: admsc run builtin:NAME")))?;
        print_scenarios(out, &scenarios, pace, language)?;
        writeln!(out, "\n{}", heading(english("studies: admsc run builtin:NAME")))?;
        print_scenarios(out, &studies, pace, language)?;
        let basis = english("times: about, on all {cores} cores of this machine").with("cores", threads);
        writeln!(out, "{}", language.say(basis))?;
        writeln!(
            out,
            "\n{}",
            heading(english("patients without treatment, to begin a scenario from: admsc new --from builtin:NAME"))
        )?;
        print_presets(out, &presets, language)?;
        writeln!(out, "\n{}", heading(english("what knock_out and [[block]] can name")))?;
        print_blocks(out, language)?;
        writeln!(out)?;
        print_results(out, &kept, &arguments.out, language)?;
        print_unfinished(out, &unfinished, &arguments.out, language)
    })
}

fn print_scenarios(out: &mut dyn Write, all: &[Scenario], pace: Pace, language: Language) -> io::Result<()> {
    let is_of_studies = all.iter().any(|scenario| scenario.study.is_some());
    let patients = is_of_studies.then(|| english("patients"));
    let head: Vec<Phrase> =
        [english("name")].into_iter().chain(patients).chain([english("time"), english("title")]).collect();
    let row = |scenario: &Scenario| {
        let patients = scenario.study.as_ref().map(|study| verbatim(study.population.patients));
        let cost = [time(pace.seconds(scenario)), verbatim(scenario.title_in(language))];
        [verbatim(&scenario.name)].into_iter().chain(patients).chain(cost).map(|cell| language.say(cell)).collect()
    };
    let head = head.into_iter().map(|name| language.say(name)).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(all.iter().map(row)).collect();
    table::print(out, &rows, if is_of_studies { &[false, true, true, false] } else { &[false, true, false] })
}

fn print_presets(out: &mut dyn Write, all: &[Scenario], language: Language) -> io::Result<()> {
    let rows: Vec<[String; 2]> =
        all.iter().map(|preset| [preset.name.clone(), preset.title_in(language).to_owned()]).collect();
    table::print(out, &rows, &[false, false])
}

/// What can be blocked, and what it stands for.
fn print_blocks(out: &mut dyn Write, language: Language) -> io::Result<()> {
    let rows = block::ALL.map(|process| [process.name().to_owned(), language.say(reading::stands_for(process))]);
    table::print(out, &rows, &[false, false])
}

/// The results, the newest first.
fn print_results(out: &mut dyn Write, kept: &[Kept], folder: &Path, language: Language) -> io::Result<()> {
    if kept.is_empty() {
        let none = english("no results in {folder} yet").with("folder", shown(folder));
        return writeln!(out, "{}", language.say(none));
    }
    writeln!(out, "{}", language.say(english("results in {folder}, the newest first").with("folder", shown(folder))))?;
    let head = [english("directory"), english("computed"), english("what differs")].map(|name| language.say(name));
    let row = |(one, told): (&Kept, Message)| {
        let computed = one.computed.clone().unwrap_or_else(|| "-".to_owned());
        [shown(&one.folder), computed, language.say(told)]
    };
    let rows: Vec<[String; 3]> =
        std::iter::once(head).chain(kept.iter().zip(differences(kept, language)).map(row)).collect();
    table::print(out, &rows, &[false, false, false])
}

/// What was stopped, or is computed at this moment, with the command that goes on.
fn print_unfinished(out: &mut dyn Write, all: &[Unfinished], folder: &Path, language: Language) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let title = english("unfinished in {folder}: the same command goes on from what is kept");
    writeln!(out, "\n{}", language.say(title.with("folder", shown(folder))))?;
    let head = [english("directory"), english("how far"), english("command")].map(|name| language.say(name));
    let row = |one: &Unfinished| {
        let how_far = one.note.how_far.clone().unwrap_or_else(|| "-".to_owned());
        let how_far = match one.is_held {
            true => language.say(english("{how_far}, computed at this moment").with("how_far", how_far)),
            false => how_far,
        };
        [shown(&one.folder), how_far, one.note.command.clone()]
    };
    let rows: Vec<[String; 3]> = std::iter::once(head).chain(all.iter().map(row)).collect();
    table::print(out, &rows, &[false, false, false])
}
