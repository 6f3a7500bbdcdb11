//! `admsc calibrate`: fits parameters to published figures.

mod print;

use std::path::PathBuf;

use super::common::Execution;
use super::output;
use super::progress::Terminal;
use super::show::show;
use crate::session::Session;
use crate::session::calibration::{CalibrationJob, CalibrationOptions};
use admsc_scenario::language::Language;

/// Fits parameters to published clinical figures
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc calibrate --mean-field-only
  admsc calibrate --indication rheumatoid --dry-run
  admsc calibrate --indication neuropathic --evaluations 10 --out fits
  admsc calibrate --targets my-figures.csv --free pain.gain --free drive.tnf

Only rows with role fit are used; rows with role check are kept aside to check the model. The priors are the ranges \
of the ledger. The mean field is searched first; evaluations on cells, on a coarse grid and with two seeds, then \
correct what it says otherwise than cells in space, and the set is confirmed on the scenarios' own grid in other \
patients. An interrupted calibration goes on where it was. calibration.toml of the results is a scenario: copy it \
beside your own and take the set with extends.

Cells count with full potency, the optimistic end. A table of your own has the columns of \
validation/clinical_targets.csv; its model arms are names of bundled scenarios or paths of scenario files, from the \
folder of the table.")]
pub struct Arguments {
    /// Indication whose rows are fitted: discogenic, neuropathic, rheumatoid, or one of your table
    #[arg(long, value_name = "NAME", default_value = "discogenic")]
    indication: String,
    /// Table of figures, instead of the one that is part of the program
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Key of a parameter to fit, instead of the usual ones of the indication; may be given several times
    #[arg(long = "free", value_name = "KEY")]
    free: Vec<String>,
    /// Stay in the mean field: minutes instead of hours, and only a first guess
    #[arg(long)]
    mean_field_only: bool,
    /// Virtual patients of an evaluation and seed
    #[arg(long, value_name = "N", default_value_t = 150, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    patients: u32,
    /// Most evaluations on cells
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=60))]
    evaluations: u32,
    /// Seed of the virtual patients
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    work: Execution,
    /// Folder for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Print what would be computed and how long it would take; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
    /// Print the digest only
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
    let session = Session { out, threads, fresh: work.fresh, quiet: *quiet, language, reporter: &terminal };
    show(&job, session, |out, document| print::all(out, document, language))
}
