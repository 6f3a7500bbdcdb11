//! `admsc validate`: what the design of the model expects, against what the model gives.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::common::Execution;
use super::progress::Terminal;
use super::{output, table};
use crate::session::Session;
use crate::session::failure::Failure;
use crate::session::progress::Reporter;
use crate::session::validation::words::{CHECK_HEAD, CLINICAL_HEAD, clinical_row, row, summary};
use crate::session::validation::{Results, ValidationOptions, compute, write};
use admsc_scenario::language::{Language, english};
use admsc_study::clinical::targets::Role;
use admsc_study::validation::{Check, Extent, Part};

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
    work: Execution,
    /// Print no progress
    #[arg(long)]
    quiet: bool,
    /// Write the results as a Markdown document as well
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

impl Arguments {
    fn asked(&self) -> ValidationOptions {
        let document = self.write.as_ref().map(|path| {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            (folder.to_owned(), path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        });
        let extent = match (self.quick, self.full) {
            (true, _) => Extent::Quick,
            (_, true) => Extent::Full,
            _ => Extent::Usual,
        };
        ValidationOptions { extent, patients: self.patients, clinical_patients: self.clinical_patients, document }
    }
}

/// Runs and judges everything.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    if let Some(path) = arguments.write.as_ref().filter(|path| path.is_dir() || path.file_name().is_none()) {
        let text = english("--write {path} is a folder; expected the name of a file, for example {example}");
        let example = path.join("validation.md");
        return Err(Failure::refused(text.with("path", path.display()).with("example", example.display())));
    }
    let Arguments { out, quiet, work, .. } = arguments;
    let (threads, fresh, terminal) = (work.threads(), work.fresh, Terminal::new("validate", *quiet, language));
    let session = Session { out, threads, fresh, quiet: *quiet, language, reporter: &terminal };
    let asked = arguments.asked();
    let results = compute(&asked, session)?;
    terminal.end();
    let names = write(&asked, &results, out)?;
    output::print(|to| print(to, &results, (out, &names), language))?;
    // The table says which.
    if results.checks.iter().any(Check::fails) { Err(Failure::AlreadyReported(1).into()) } else { Ok(()) }
}

/// Prints everything.
fn print(
    out: &mut dyn Write,
    results: &Results,
    (folder, names): (&Path, &[String]),
    language: Language,
) -> io::Result<()> {
    let extent = english("extent: {extent}").with("extent", results.extent_words());
    writeln!(out, "{}\n", language.say(extent))?;
    checks(out, &results.checks, language)?;
    clinical(out, results, language)?;
    for sentence in summary(results) {
        writeln!(out, "{}", language.say(sentence))?;
    }
    let place = english("results in {folder}").with("folder", folder.display());
    writeln!(out, "\n{}\n  {}", language.say(place), names.join("  "))
}

fn checks(out: &mut dyn Write, checks: &[Check], language: Language) -> io::Result<()> {
    for part in Part::ALL {
        let of_part: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        if of_part.is_empty() {
            continue;
        }
        writeln!(out, "{}", part.title())?;
        let mut rows = vec![CHECK_HEAD.map(|text| language.translated(text).to_owned())];
        rows.extend(of_part.iter().map(|check| row(check)));
        table::print(out, &rows, &[false, false, false, false, true])?;
        writeln!(out)?;
    }
    Ok(())
}

fn clinical(out: &mut dyn Write, results: &Results, language: Language) -> io::Result<()> {
    for role in [Role::Fit, Role::Check] {
        let title = match role {
            Role::Fit => english("Clinical rows that parameters were or may be fitted to"),
            Role::Check => english("Clinical rows kept aside to check the model"),
        };
        writeln!(out, "{}", language.translated(title))?;
        let mut rows = vec![CLINICAL_HEAD.map(|text| language.translated(text).to_owned())];
        rows.extend(
            results
                .judgement
                .rows
                .iter()
                .filter(|row| row.target.role == role)
                .map(|row| clinical_row(row, results.few)),
        );
        table::print(out, &rows, &[false; 8])?;
        writeln!(out)?;
    }
    Ok(())
}
