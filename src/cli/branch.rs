//! `admsc branch`: another future of a finished run.

use std::path::PathBuf;

use super::common::{Common, Execution, whole_days};
use super::progress::Terminal;
use super::run::one;
use crate::session::branch::{Fork, scenario};
use crate::session::results::read;
use admsc_scenario::language::Language;

/// Runs another future of a finished run, from a day on
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc branch output/discogenic-single --at 90d --dose '{ cells = 18e6 }'
  admsc branch output/mine --at 14d --set patient.potency=0.3
  admsc branch output/discogenic-single --at 180d --set horizon='24 months'

RUN is the directory of a run, or of its scenario, of which the newest run counts. Doses are added; parameters are others from the \
day on, whose row is recorded before. A branch that only adds a dose is, byte for byte, the run whose scenario has it. It begins \
with the latest state that is kept of a day before, else it computes from day 0: the section [checkpoint] of a scenario names days \
whose state is kept, for example at = [\"90 d\"]. Results are written as those of admsc run.")]
pub struct Arguments {
    /// Directory of a run
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Whole days after day 0 on which the branch begins, for example 90d
    #[arg(long, value_name = "TIME", value_parser = whole_days)]
    at: u32,
    /// Dose to add, as a TOML table; without `at` on the day of the branch; may be repeated
    #[arg(long, value_name = "TABLE")]
    dose: Vec<String>,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Execution,
}

/// Runs the branch, or finds its results, and prints what came of it.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { run, at, dose, common, work } = arguments;
    let kept = read(run)?;
    let name = kept.of_scenario().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let set = common.all_overrides();
    let branch = scenario(name, &kept.resolved_toml, &Fork { day: *at, doses: dose, set: &set })?;
    let terminal = Terminal::new(&branch.name, common.quiet, language);
    one(&branch, &[], None, common.session(work, &terminal))
}
