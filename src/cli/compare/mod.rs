//! `admsc compare`: finished runs beside each other.

mod print;

use std::path::PathBuf;

use super::output;
use super::progress::Terminal;
use crate::session::comparison::{compute, default_folder, read, write};
use admsc_output::plot::comparison::MOST_RUNS;
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;

/// Compares finished runs: draws them in common figures and prints how they differ
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc compare output/neuropathic-single output/neuropathic-untreated
  admsc compare output/mine/1b2c3d4e output/mine/5f6a7b8c --out potency

RUN is the directory of a run, or of a scenario, whose newest run is then used. Differences are from the first RUN, \
on the days that all runs have. Runs with the same patient and seed are counterfactuals of one patient.")]
pub struct Arguments {
    /// Directories of 2 to 6 finished runs
    #[arg(required = true, num_args = 2..=MOST_RUNS, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Directory for the figures and tables [default: output/compare/<runs>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Compares the runs.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let runs = read(&arguments.runs, language, &Terminal::quiet(language))?;
    let compared = compute(&runs, language)?;
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&runs));
    let names = write(&compared, &folder, language)?;
    output::print(|out| {
        print::all(out, &compared, language)?;
        let place = english("results in {folder}").with("folder", shown(&folder));
        writeln!(out, "{}\n  {}", language.say(place), names.join("  "))
    })
}
