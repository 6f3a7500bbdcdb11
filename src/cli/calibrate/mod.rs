//! `admsc calibrate`: fits parameters to published figures.

mod print;

use std::path::PathBuf;

use super::common::Execution;
use super::output;
use super::progress::Terminal;
use super::show::show;
use crate::session::calibration::{CalibrationJob, CalibrationOptions};
use admsc_scenario::language::Language;

/// Fits parameters to published clinical figures
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc calibrate --mean-field-only
  admsc calibrate --indication rheumatoid --dry-run
  admsc calibrate --indication neuropathic --evaluations 10 --out fits
  admsc calibrate --targets my-figures.csv --free pain.gain --free drive.tnf

Only rows with role fit are used; rows with role check are held out to check the model. The priors are the ranges of \
the ledger. The mean field is searched first. Evaluations of the cell model, on a coarse grid and with two seeds, \
then correct for its difference from the mean field, and the values found are confirmed on the scenarios' own grid \
in other patients. To continue an interrupted calibration, repeat the command. The results include calibration.toml, \
a scenario with the calibrated values: copy it beside your own scenario and name it in extends.

Cells have full potency, the optimistic end. A table of your own needs the columns of \
validation/clinical_targets.csv; its model arms are names of bundled scenarios, or paths of scenario files relative \
to the directory of the table.")]
pub struct Arguments {
    /// Indication to fit: discogenic, neuropathic, rheumatoid, or one of your own table
    #[arg(long, value_name = "NAME", default_value = "discogenic")]
    indication: String,
    /// Table of clinical figures, instead of the bundled one
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Parameter to fit, instead of the default ones of the indication; may be repeated
    #[arg(long = "free", value_name = "KEY")]
    free: Vec<String>,
    /// Fit only the mean field: minutes instead of hours, but only a first estimate
    #[arg(long)]
    mean_field_only: bool,
    /// Virtual patients per evaluation and seed
    #[arg(long, value_name = "N", default_value_t = 150, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    patients: u32,
    /// Maximum number of evaluations of the cell model
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=60))]
    evaluations: u32,
    /// Seed of the virtual patients
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    work: Execution,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Print what would be computed and how long it would take; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
    /// Print only the digest of the results
    #[arg(long, short)]
    quiet: bool,
}

/// Calibrates, or finds the calibration, and prints what came of it.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { indication, free, seed, mean_field_only, evaluations, work, out, quiet, .. } = arguments;
    let job = CalibrationJob::new(CalibrationOptions {
        indication,
        targets: arguments.targets.as_deref(),
        free,
        patients: arguments.patients,
        evaluations: if *mean_field_only { 0 } else { *evaluations as usize },
        seed: *seed,
    })?;
    let (threads, terminal) = (work.threads(), Terminal::new(indication, *quiet, language));
    if arguments.dry_run {
        let plan = job.plan(threads)?;
        return output::print(|out| writeln!(out, "{}", language.say(plan)));
    }
    show(&job, work.session(out, *quiet, &terminal), |out, document| print::all(out, document, language))
}
