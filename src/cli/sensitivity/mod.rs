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
use admsc_stats::resampling::FEWEST;
use admsc_stats::sobol::MOST_ROWS;
use admsc_study::sensitivity::{Design, Model, Outcome};

/// Ranks parameters by their influence on the effect of a treatment, with the grade of their evidence
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc sensitivity builtin:discogenic-single --dry-run
  admsc sensitivity scenarios/neuropathic-single.toml --method sobol
  admsc sensitivity mine.toml --only \"drive.*\" --only patient.potency
  admsc sensitivity mine.toml --method sobol --reach 0.25 --trajectories 64
  admsc sensitivity mine.toml --method morris --grid as-in-file --seeds 4

All parameters vary together over their ranges in the ledger (`admsc params`). Each setting is one patient with and \
without the treatment, with the same random numbers. `morris` computes elementary effects, which change one \
parameter after another, in the cell model; `sobol` computes them in the mean field, which is cheap, and splits the \
variance among the most influential parameters; `both` computes elementary effects in the cell model and splits the \
variance in the mean field. The coarse grid has voxels of 50 um and steps of 12 h.

Results are written to OUT/sensitivity/<scenario>/<hash>/. To continue an interrupted analysis, repeat the command.")]
pub struct Arguments {
    /// Scenario file (TOML) of a single run, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Execution,
    /// Vary only these parameters: keys, where * matches any part; may be repeated
    #[arg(long, value_name = "KEY")]
    only: Vec<String>,
    /// Which indices are computed, and with which model
    #[arg(long, value_enum, default_value_t = Method::Both)]
    method: Method,
    /// Grid of the cell model
    #[arg(long, value_enum, default_value_t = Grid::Coarse)]
    grid: Grid,
    /// How far to vary from the scenario's value towards the ends of the range, above 0, at most 1; with less, more of the
    /// settings are chronic patients
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = reach)]
    reach: f64,
    /// Number of trajectories for elementary effects; of fewer than 30 no order of ignorance is told
    #[arg(long, value_name = "N", default_value_t = FEWEST as u32, value_parser = clap::value_parser!(u32).range(2..=1000))]
    trajectories: u32,
    /// Seeds over which every setting is averaged
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    seeds: u32,
    /// Number of rows in the design for Sobol' indices; powers of two cover the ranges best [default: 256, doubled up to 8192
    /// until no interval is wider than 5 points to either side]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..=i64::from(MOST_ROWS)))]
    rows: Option<u32>,
    /// Number of parameters with Sobol' indices: those with the largest elementary effects
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    top: u32,
    /// Outcome in the figure and the printed table; the files contain all outcomes
    #[arg(long, value_enum, default_value_t = Shown::Effect)]
    outcome: Shown,
    /// Print what would be computed, with the time estimated from one setting; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
}

/// Rows to begin with, where their number is not given.
const FIRST_ROWS: u32 = 256;
/// Rows that are not exceeded then.
const LAST_ROWS: u32 = 8192;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Elementary effects in the cell model, and Sobol' indices in the mean field
    Both,
    /// Elementary effects in the cell model
    Morris,
    /// Elementary effects and Sobol' indices in the mean field
    Sobol,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grid {
    /// Voxels of 50 um, steps of 12 h
    Coarse,
    /// Voxels and steps of the scenario
    AsInFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Pain without the treatment minus pain with it
    Effect,
    /// Pain on day 0 minus pain at the end
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
        rows: if with_rows { arguments.rows.unwrap_or(FIRST_ROWS) } else { 0 },
        most_rows: if with_rows { arguments.rows.unwrap_or(LAST_ROWS) } else { 0 },
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
    scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
    if arguments.dry_run {
        let plan = job.plan(session.threads)?;
        return output::print(|out| writeln!(out, "{}", language.say(plan)));
    }
    show(&job, session, |out, results| print::all(out, &job, results, language))
}
