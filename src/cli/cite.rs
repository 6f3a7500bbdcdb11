//! `admsc cite`: what a paper says of a result.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::output;
use crate::session::citation::{bibtex, methods};
use crate::session::failure::Failure;
use crate::session::figures::scenario_of;
use crate::session::log::computed_at;
use crate::session::results::newest_report;
use admsc_output::export::finished::opened;
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;

/// Prints a methods paragraph and the BibTeX entry for a result
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc cite output/neuropathic-single
  admsc cite output/neuropathic-single --format bibtex >> references.bib
  admsc --lang ja cite --format text

RUN is the directory of a result, or of a scenario, whose newest result is then cited, or its name below OUT; without it \
the newest result. The paragraph names version, scenario, patients, seeds, treatment and digest, and what of the model is \
fitted and what assumed; it stands at the end of the report as well.")]
pub struct Arguments {
    /// Directory of a result or a scenario, or its name below OUT [default: the newest]
    #[arg(value_name = "RUN")]
    run: Option<PathBuf>,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Both)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The paragraph and the entry
    Both,
    /// The paragraph
    Text,
    /// The entry
    Bibtex,
}

/// Prints what is asked for.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { run, out, format } = arguments;
    let folder = match run {
        Some(run) if !run.exists() && out.join(run).exists() => out.join(run),
        Some(run) => run.clone(),
        None => newest(out, language)?,
    };
    let (folder, manifest, resolved) = opened(&folder)?;
    let paragraph = methods(&scenario_of(&resolved, &manifest)?, &manifest, language)?;
    let entry = bibtex(&manifest, computed_at(&folder).as_deref());
    output::print(|out| match format {
        Format::Both => write!(out, "{paragraph}\n\n{entry}"),
        Format::Text => writeln!(out, "{paragraph}"),
        Format::Bibtex => write!(out, "{entry}"),
    })
}

/// The folder of the newest result, which a report tells.
fn newest(out: &Path, language: Language) -> anyhow::Result<PathBuf> {
    let page = newest_report(out, language);
    let folder = page.and_then(|page| page.parent().map(Path::to_owned));
    folder.ok_or_else(|| {
        Failure::refused(english("no report in {folder}; `admsc demo` makes a first one").with("folder", shown(out)))
    })
}
