//! `admsc explain`: why a treatment works when it does.

mod print;

use std::path::PathBuf;

use super::common::{Common, Execution};
use super::failure::warn;
use super::progress::Terminal;
use super::show::show;
use crate::session::explanation::{ExplanationJob, Patients};
use crate::session::figures::missing_letters;
use admsc_scenario::language::{Language, Message};
use admsc_scenario::reading;

/// Patients whose delay is divided on cells, unless otherwise asked: with everything else they take less than five minutes on
/// two cores.
const DELAYED: u32 = 48;

/// Explains how fast a scenario's treatment acts, which steps it needs, and whether it lasts
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc explain scenarios/neuropathic-single.toml
  admsc explain builtin:discogenic-single --set patient.potency=0.3
  admsc explain mine.toml --people 40 --mean-field 400

It compares counterfactuals of the same patients, with the same random numbers:
  clock        half-time of each process in the scenario's own run, from minutes
               to years
  knock-outs   relief lost when a step does not happen: homing, M2 shift,
               imprint and others
  time-costs   days until pain has halved in the cell model, divided among
               five groups of processes (Shapley values); the mean field of
               the same patients checks them
  persistence  the path between a painful and a quiet state, and in how many
               pain stays halved

Results are written to OUT/explain/<scenario>/<hash>/. After Ctrl-C the same command goes \
on with the patients that are finished. The scenario must have one treatment, not several arms: \
explain the arms of a study one by one.")]
pub struct Arguments {
    /// Scenario file (TOML), or builtin:NAME for a bundled scenario
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Execution,
    /// Patients in the cell model, for the knock-outs
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    people: u32,
    /// Patients in the cell model, for the time costs
    #[arg(long = "time-costs", value_name = "N", default_value_t = DELAYED, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    delayed: u32,
    /// Patients whose pain halves in the mean field, which checks the time costs
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    mean_field: u32,
}

/// Explains a scenario, or finds its explanation, and prints it.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { file, common, work, people, delayed, mean_field } = arguments;
    let overrides = common.all_overrides();
    let scenario = reading::load(file, &overrides)?;
    let patients = Patients { people: *people, delayed: *delayed, mean_field: *mean_field };
    let job = ExplanationJob::new(&scenario, &overrides, patients)?;
    let terminal = Terminal::new(&scenario.name, common.quiet, language);
    scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
    // Figures are drawn in every language; what is missing in both is told once.
    let mut missing: Vec<Message> = Language::ALL.iter().filter_map(|all| missing_letters(&scenario, *all)).collect();
    missing.dedup();
    missing.into_iter().for_each(|warning| warn(warning, language));
    show(&job, common.session(work, &terminal), |out, found| print::all(out, &scenario, found, language))
}
