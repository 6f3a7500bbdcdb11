//! `admsc sensitivity`: which parameters decide what a treatment does, and how well they are known.

mod print;

use std::path::PathBuf;

use clap::ValueEnum;

use super::common::{Common, Execution};
use super::failure::warn;
use super::output;
use super::progress::Terminal;
use super::show::show;
use crate::session::sensitivity::{SensitivityJob, SensitivityOptions};
use admsc_scenario::language::Language;
use admsc_scenario::reading;
use admsc_stats::sobol::MOST_ROWS;
use admsc_study::sensitivity::{Design, Model, Outcome};

/// Finds the parameters that decide what a treatment does, and how well they are known
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc sensitivity builtin:discogenic-single --dry-run
  admsc sensitivity scenarios/neuropathic-single.toml --method sobol
  admsc sensitivity my-scenario.toml --only \"drive.*\" --only patient.potency --trajectories 20
  admsc sensitivity my-scenario.toml --method sobol --reach 0.25 --trajectories 64
  admsc sensitivity my-scenario.toml --method morris --grid as-in-file --seeds 4

Every parameter goes through the range of the ledger (`admsc params`) while all others do. Each setting is one \
patient with and without the treatment, with the same random numbers. `morris` moves one parameter after another, \
cell by cell; `sobol` does so in the mean field, which is cheap, and splits the variance among the most influential; \
`both` does the first cell by cell and the second in the mean field. The coarse grid has voxels of 50 um and steps \
of 12 h.

Results lie in OUT/sensitivity/<scenario>/<hash>/. Given again, the same command goes on where it was interrupted.")]
pub struct Arguments {
    /// Scenario file (TOML) of one run, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Execution,
    /// Move only these parameters: keys, * for any part of them; may be given several times
    #[arg(long, value_name = "KEY")]
    only: Vec<String>,
    /// What is computed
    #[arg(long, value_enum, default_value_t = Method::Both)]
    method: Method,
    /// Grid of the cells
    #[arg(long, value_enum, default_value_t = Grid::Coarse)]
    grid: Grid,
    /// Share of the way from the scenario's value to either end of the range, above 0, at most 1: with less, more of the
    /// settings are chronic patients
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = reach)]
    reach: f64,
    /// Number of trajectories
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    trajectories: u32,
    /// Seeds over which every setting is averaged
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    seeds: u32,
    /// Rows of the design of Sobol' indices; powers of two fill the ranges best
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(16..=i64::from(MOST_ROWS)))]
    rows: u32,
    /// How many parameters have Sobol' indices, of those with the largest elementary effects
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    top: u32,
    /// What the figure and the printed table show; the tables hold all
    #[arg(long, value_enum, default_value_t = Shown::Effect)]
    outcome: Shown,
    /// Print what would be computed and how long it would take, from one timed setting; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Elementary effects cell by cell, and Sobol' indices in the mean field
    Both,
    /// Elementary effects cell by cell
    Morris,
    /// Elementary effects and Sobol' indices in the mean field
    Sobol,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grid {
    /// Voxels of 50 um, steps of 12 h
    Coarse,
    /// Those of the scenario
    AsInFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Pain without the treatment less pain with it
    Effect,
    /// Pain on day 0 less pain at the end
    Relief,
    /// Pain at the end
    Pain,
}

/// Reads a share above 0 and at most 1.
fn reach(text: &str) -> Result<f64, String> {
    let expected = || format!("\"{text}\" is not a share above 0 and at most 1, for example 0.25");
    text.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0).ok_or_else(expected)
}

/// Makes the analysis, or finds it, and prints what came of it.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { common, method, only, reach, trajectories, .. } = arguments;
    let scenario = reading::load(&arguments.file, &common.all_overrides())?;
    let terminal = Terminal::new(&scenario.name, common.quiet, language);
    let session = common.session(&arguments.work, &terminal);
    let (with_rows, in_mean_field) = (*method != Method::Morris, *method == Method::Sobol);
    let design = Design {
        model: if in_mean_field { Model::MeanField } else { Model::Cells },
        trajectories: *trajectories,
        seeds: if in_mean_field { 1 } else { arguments.seeds },
        rows: if with_rows { arguments.rows } else { 0 },
        top: if with_rows { arguments.top as usize } else { 0 },
        seed: scenario.seed,
        patient: scenario.patient,
    };
    let shown = match arguments.outcome {
        Shown::Effect => Outcome::Effect,
        Shown::Relief => Outcome::Relief,
        Shown::Pain => Outcome::Pain,
    };
    let asked = SensitivityOptions {
        overrides: &common.overrides,
        on_coarse_grid: arguments.grid == Grid::Coarse,
        design,
        shown,
        only,
        reach: *reach,
    };
    let job = SensitivityJob::new(&scenario, asked)?;
    if !session.quiet {
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
    }
    if arguments.dry_run {
        let plan = job.plan(session.threads)?;
        return output::print(|out| writeln!(out, "{}", language.say(plan)));
    }
    show(&job, session, |out, results| print::all(out, &job, results, language))
}
