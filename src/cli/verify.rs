//! `admsc verify`: whether results are as they were written, and whether they come out the same again.

use std::path::{Path, PathBuf};

use super::output;
use super::progress::Terminal;
use crate::session::Session;
use crate::session::failure::{Failure, message};
use crate::session::job::size;
use crate::session::results::{Kept, folders, read};
use crate::session::verification::again;
use admsc_output::export::manifest;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::shown::shown;

use super::common::Execution;

/// Checks that results are as they were written, and with --again that they come out the same
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc verify output
  admsc verify output/neuropathic-single
  admsc verify output/neuropathic-single/1b2c3d4e --again
  admsc verify --quiet || echo damaged

RUN is the directory of a result, or one with results below it. Each manifest.json is held to its own seal and each file to the \
SHA-256 that stands there; run.log, which tells times, is not listed. With --again runs, replicates and studies are computed \
anew in a temporary directory, and every byte is compared, manifest.json included. The exit status is 1 if anything differs.")]
pub struct Arguments {
    /// Directories of results
    #[arg(value_name = "RUN", default_value = "output")]
    runs: Vec<PathBuf>,
    /// Compute runs and studies anew and compare all bytes
    #[arg(long)]
    again: bool,
    /// Number of threads [default: all cores]; does not affect the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print only what is not as it was written
    #[arg(long)]
    quiet: bool,
}

/// Checks all results, a line for each.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for run in &arguments.runs {
        let here = folders(run);
        if here.is_empty() {
            let none = english("no results in {folder}; `admsc list` lists what is there").with("folder", shown(run));
            return Err(Failure::refused(none));
        }
        found.extend(here);
    }
    let mut wrong = 0;
    for folder in &found {
        let (is_good, said) = check(folder, arguments, language);
        wrong += usize::from(!is_good);
        if !is_good || !arguments.quiet {
            output::print(|out| writeln!(out, "{}: {}", shown(folder), language.say(said)))?;
        }
    }
    let whole = english("results: {number}, not as they were written: {wrong}").with("number", found.len());
    if !arguments.quiet {
        output::print(|out| writeln!(out, "{}", language.say(whole.with("wrong", wrong))))?;
    }
    if wrong == 0 { Ok(()) } else { Err(Failure::AlreadyReported(1).into()) }
}

/// Whether the results of a folder are good, and what is said of them.
fn check(folder: &Path, arguments: &Arguments, language: Language) -> (bool, Message) {
    let kept = match read(folder) {
        Ok(kept) => kept,
        Err(error) => return (false, error.message()),
    };
    let damaged = kept.manifest.damaged(folder);
    if !damaged.is_empty() {
        return (false, english("not as written: {files}").with("files", damaged.join("  ")));
    }
    if arguments.again {
        return computed_again(&kept, arguments, language);
    }
    let bytes: u64 = kept.manifest.files.iter().map(|file| file.bytes).sum();
    let said = english("{number} files, {size}, as written").with("number", kept.manifest.files.len());
    (true, said.with("size", size(bytes as f64)))
}

fn computed_again(kept: &Kept, arguments: &Arguments, language: Language) -> (bool, Message) {
    let terminal = Terminal::new("verify", arguments.quiet, language);
    let work = Execution { threads: arguments.threads, fresh: false };
    let differ = again(kept, Session { quiet: true, ..work.session(&kept.folder, true, &terminal) });
    match differ {
        Ok(files) if files.is_empty() => {
            let number = kept.manifest.files.len();
            (
                true,
                english("computed again: the same bytes in {number} files and {manifest}")
                    .with("number", number)
                    .with("manifest", manifest::FILE),
            )
        }
        Ok(files) => (false, english("computed again: other bytes in {files}").with("files", files.join("  "))),
        Err(error) => (false, message(&error)),
    }
}
