//! `admsc plot`: draws the figures of finished runs and studies again.

use std::path::{Path, PathBuf};

use super::failure::warn;
use super::{output, terminal};
use crate::session::figures;
use crate::session::run::treated;
use admsc_output::export::finished::{FinishedRun, FinishedStudy};
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;
use admsc_study::lives::LivesCounts;

/// Redraws the figures of finished runs and studies from their files
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc plot output/neuropathic-single
  admsc plot output/neuropathic-single/5567c6dc output/discogenic-repeat
  admsc plot output/neuropathic-single --text
  admsc plot output/single-vs-repeat --text

RUN is the directory of a run or a study, or of a scenario, whose newest result is then drawn.")]
pub struct Arguments {
    /// Directories of finished runs and studies
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Draw the pain curve, or the arms of a study, in the terminal instead; write nothing
    #[arg(long)]
    text: bool,
}

/// Draws all runs.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let tell = |told| warn(told, language);
    let list = |folder: &Path, names: &[String]| {
        output::print(|out| writeln!(out, "{}\n  {}", shown(folder), names.join("  ")))
    };
    for folder in &arguments.runs {
        if let Some(mut study) = FinishedStudy::read(folder)? {
            if arguments.text {
                let (scenario, found) = figures::study_of(&study)?;
                let lines = terminal::study_figure(&scenario, &found, &study, language)?;
                output::print(|out| {
                    writeln!(out, "{}\n{}\n", shown(&study.folder), scenario.title_in(language))?;
                    terminal::print(out, &lines)
                })?;
                continue;
            }
            let names = figures::draw_study_again(&mut study, language, &tell)?;
            list(&study.folder, &names)?;
            continue;
        }
        let mut finished = FinishedRun::read(folder)?;
        if arguments.text {
            let first = finished.given_again()?.into_iter().next().unwrap_or_default();
            let scenario = treated(&figures::scenario_of(&finished.resolved_toml, &finished.manifest)?, &first);
            let lives = figures::lives_of(&finished, &tell)?;
            let lines = terminal::figure(&scenario, &finished, &lives, language)?;
            output::print(|out| {
                writeln!(out, "{}\n{}", shown(&finished.folder), scenario.title_in(language))?;
                if !finished.others.is_empty() {
                    let told = english("replicate 1 of {number}, seed {seed}; the figures show all of them")
                        .with("number", finished.others.len() + 1)
                        .with("seed", scenario.seed);
                    writeln!(out, "{}", language.say(told))?;
                }
                if let Some(counts) = LivesCounts::of(&lives) {
                    let detailed = english("In detail: seed {seed}").with("seed", scenario.seed);
                    writeln!(out, "{}\n{}", language.say(counts.told()), language.say(detailed))?;
                }
                writeln!(out)?;
                terminal::print(out, &lines)
            })?;
            continue;
        }
        let names = figures::draw_again(&mut finished, language, &tell)?;
        list(&finished.folder, &names)?;
    }
    Ok(())
}
