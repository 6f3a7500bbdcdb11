//! `admsc validate`: what the design of the model expects, against what the model gives.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::common::Execution;
use super::progress::Terminal;
use super::{interrupt, output, table};
use crate::session::failure::Failure;
use crate::session::job::Unfinished;
use crate::session::progress::Reporter;
use crate::session::validation::words::{CHECK_HEAD, CLINICAL_HEAD, clinical_row, rival, row, summary};
use crate::session::validation::{Results, ValidationOptions, compute, write};
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;
use admsc_study::clinical::targets::Role;
use admsc_study::validation::{Check, Extent, Part};

/// Checks the model against its design: numerics, biology, treatment effects and clinical figures
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc validate --quick
  admsc validate
  admsc validate --full --out validation-results
  admsc validate --write docs/validation.md
  admsc validate --clinical-patients 300

Prints every check with the expected value, the value of the model (number of patients, 95 % interval) and a \
verdict, and writes checks.csv, clinical.csv, validation.json, validation.html and figures to OUT. Clinical rows are \
judged and printed, misses included; they do not decide the exit status.

Patients are simulated on a coarse grid (voxels of 50 um, steps of 12 h). --quick runs few patients and takes about \
two minutes on two cores; checks that so few cannot decide are \"undecided\". Without it the checks use the design's \
numbers of patients and take about 40 minutes. --full adds the studies of equivalence (finer and coarser steps and \
voxels on the default grid) and of space, and runs 300 patients per indication for the clinical rows instead of 120; \
it takes two hours more. Runs without --full show the latest results of these two studies, and count them if they \
come from the same build of the program. To continue an interrupted validation, repeat the command.

Exit status: 0 every required check passes or is undecided, 1 at least one misses.")]
pub struct Arguments {
    /// Run few patients: about two minutes
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Also run the studies of equivalence and of space: about two hours more
    #[arg(long)]
    full: bool,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output/validation")]
    out: PathBuf,
    /// Virtual patients of every study, instead of the usual number; rounded up to a multiple of 4. Checks that fewer
    /// patients cannot decide are "undecided". The bench of the mechanism keeps its own number
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
    /// Also write the results as a Markdown document
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
        let text = english("--write {path} is a directory; expected the name of a file, for example {example}");
        let example = path.join("validation.md");
        return Err(Failure::refused(text.with("path", shown(path)).with("example", shown(&example))));
    }
    let Arguments { out, quiet, work, .. } = arguments;
    let terminal = Terminal::new("validate", *quiet, language);
    let session = work.session(out, *quiet, &terminal);
    let asked = arguments.asked();
    interrupt::watch(Unfinished::Pieces, session);
    let results = compute(&asked, session)?;
    terminal.end();
    let names = write(&asked, &results, out, language)?;
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
    let extent = english("extent: {extent}").with_said("extent", results.extent_said());
    writeln!(out, "{}\n", language.say(extent))?;
    checks(out, &results.checks, language)?;
    clinical(out, results, language)?;
    for sentence in rival(results).into_iter().chain(summary(results)) {
        writeln!(out, "{}", language.say(sentence))?;
    }
    let place = english("results in {folder}").with("folder", shown(folder));
    writeln!(out, "\n{}\n  {}", language.say(place), names.join("  "))
}

fn checks(out: &mut dyn Write, checks: &[Check], language: Language) -> io::Result<()> {
    for part in Part::ALL {
        let of_part: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        if of_part.is_empty() {
            continue;
        }
        writeln!(out, "{}", language.translated(part.title()))?;
        let mut rows = vec![CHECK_HEAD.map(|text| language.translated(text).to_owned())];
        rows.extend(of_part.iter().map(|check| row(check, language)));
        table::print(out, &rows, &[false, false, false, false, true])?;
        writeln!(out)?;
    }
    Ok(())
}

fn clinical(out: &mut dyn Write, results: &Results, language: Language) -> io::Result<()> {
    for role in [Role::Fit, Role::Check] {
        let title = match role {
            Role::Fit => english("Clinical rows that parameters were or may be fitted to"),
            Role::Check => english("Held-out clinical rows, to check the model"),
        };
        writeln!(out, "{}", language.translated(title))?;
        let mut rows = vec![CLINICAL_HEAD.map(|text| language.translated(text).to_owned())];
        rows.extend(
            results
                .judgement
                .rows
                .iter()
                .filter(|row| row.target.role == role)
                .map(|row| clinical_row(row, results.few, language)),
        );
        table::print(out, &rows, &[false; 9])?;
        writeln!(out)?;
    }
    Ok(())
}
