//! `admsc validate`: what the design of the model expects, against what the model gives.

mod files;
mod pace;
mod print;
mod work;

use std::path::{Path, PathBuf};

use super::common::Work;
use super::{Failure, output};
use admsc_scenario::language::{Language, english};
use admsc_study::validation::{Check, Extent};

/// Holds the model to what its design expects: numerics, biology, treatment and clinical figures
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc validate --quick
  admsc validate
  admsc validate --full --out validation-results
  admsc validate --write docs/validation.md
  admsc validate --clinical-patients 300

Prints every check with what is expected, what the model gives (number of patients, 95 % interval) and a verdict, \
and writes checks.csv, clinical.csv, validation.json, validation.html and figures to OUT. Clinical rows are judged \
and printed, misses included; they do not decide the exit status.

Patients live on a coarse grid (voxels of 50 um, steps of 12 h). --quick takes about two minutes on two cores: few \
patients, and what they cannot decide is \"undecided\". Without it the checks have the design's numbers of patients: \
about 40 minutes. --full adds the studies of equivalence (finer and coarser steps and voxels on the default grid) \
and of space, and 300 patients an indication behind the clinical rows in place of 120: two hours more. Their last results are kept and shown by the other extents, and counted \
as long as the program is the same. An interrupted validation \
goes on where it was.

Exit status: 0 every check that must hold holds or is undecided, 1 one does not.")]
pub struct Arguments {
    /// Few patients
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// The studies of equivalence and of space as well
    #[arg(long)]
    full: bool,
    /// Folder for results
    #[arg(long, value_name = "DIR", default_value = "output/validation")]
    out: PathBuf,
    /// Virtual patients of every study, instead of the usual number; rounded up to a multiple of 4. What fewer than usual
    /// cannot decide is "undecided"
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    patients: Option<u32>,
    /// Virtual patients of each population of the clinical rows, instead of the usual number or that of --patients; rounded
    /// up to a multiple of 4
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    clinical_patients: Option<u32>,
    #[command(flatten)]
    work: Work,
    /// Print no progress
    #[arg(long)]
    quiet: bool,
    /// Write the results as a Markdown document as well
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

impl Arguments {
    /// Folder and name of the document that is asked for.
    fn document(&self) -> Option<(PathBuf, String)> {
        let path = self.write.as_ref()?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some((folder.to_owned(), path.file_name().unwrap_or_default().to_string_lossy().into_owned()))
    }

    fn extent(&self) -> Extent {
        match (self.quick, self.full) {
            (true, _) => Extent::Quick,
            (_, true) => Extent::Full,
            _ => Extent::Usual,
        }
    }
}

/// Runs and judges everything.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    if let Some(path) = arguments.write.as_ref().filter(|path| path.is_dir() || path.file_name().is_none()) {
        let text = english("--write {path} is a folder; expected the name of a file, for example {example}");
        let example = path.join("validation.md");
        let text = text.with("path", path.display()).with("example", example.display());
        return Err(Failure::command(text, language));
    }
    let results = work::all(arguments, language)?;
    let names = files::write(arguments, &results)?;
    output::print(|out| print::all(out, &results, (&arguments.out, &names), language))?;
    // The table says which.
    if results.checks.iter().any(Check::fails) { Err(Failure::Told(1)) } else { Ok(()) }
}
