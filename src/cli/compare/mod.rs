//! `admsc compare`: finished runs beside each other.

mod print;

use std::path::{Path, PathBuf};

use super::output;
use super::progress::Terminal;
use crate::session::comparison::{Asked, compute, default_folder, read, write};
use crate::session::failure::Failure;
use admsc_output::plot::comparison::MOST_RUNS;
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;

/// Compares finished runs: draws them in common figures and prints how they differ
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc compare output/neuropathic-single output/neuropathic-untreated
  admsc compare output/mine/1b2c3d4e output/mine/5f6a7b8c --out potency
  admsc compare low=output/mine/1b2c3d4e \"high dose=output/mine/5f6a7b8c\"

RUN is the directory of a run, or of a scenario, whose newest run is then used. NAME= in front of it is what the run is \
called in figures, tables and summary.json. Differences are from the first RUN, on the days that all runs have. Runs with \
the same patient and seed are counterfactuals of one patient.")]
pub struct Arguments {
    /// Directories of 2 to 6 finished runs, each with NAME= in front or not
    #[arg(required = true, num_args = 2.., value_name = "[NAME=]RUN")]
    runs: Vec<PathBuf>,
    /// Directory for the figures and tables [default: output/compare/<runs>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Compares the runs.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let number = arguments.runs.len();
    if number > MOST_RUNS {
        let message = english(
            "these are {number} runs, but only {most} fit beside each other; `admsc run` of all their scenarios says which did best",
        );
        return Err(Failure::refused(message.with("number", number).with("most", MOST_RUNS)));
    }
    let asked: Vec<Asked> = arguments.runs.iter().map(|run| asked(run)).collect();
    let runs = read(&asked, language, &Terminal::quiet(language))?;
    let compared = compute(&runs, language)?;
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&runs));
    let names = write(&compared, &folder, language)?;
    output::print(|out| {
        print::all(out, &compared, language)?;
        let place = english("results in {folder}").with("folder", shown(&folder));
        writeln!(out, "{}\n  {}", language.say(place), names.join("  "))
    })
}

/// A run with its name, as far as the argument is no path itself.
fn asked(argument: &Path) -> Asked {
    let named = argument.to_str().and_then(|text| text.split_once('=')).filter(|_| !argument.exists());
    match named {
        Some((name, folder)) => Asked { name: Some(name.trim().to_owned()), folder: folder.into() },
        None => Asked { name: None, folder: argument.to_owned() },
    }
}
