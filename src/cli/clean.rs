//! `admsc clean`: removes what no result needs.

use std::path::PathBuf;

use super::failure::warn;
use super::{output, table};
use crate::session::cleaning::{Kind, Share, found, is_in_use, remove};
use crate::session::failure::Failure;
use crate::session::job::size;
use admsc_scenario::language::{Language, english, verbatim};
use admsc_scenario::shown::shown;

/// Removes what no result needs, and says how much it was
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc clean --dry-run
  admsc clean
  admsc clean /tmp/results --unfinished

Results are never touched, nor files of your own. Kept are without --unfinished also checkpoints and finished patients of \
work that was stopped, so that its command goes on. What is removed is computed again where it is needed.")]
pub struct Arguments {
    /// Directory for results
    #[arg(value_name = "OUT", default_value = "output")]
    out: PathBuf,
    /// Remove unfinished work too
    #[arg(long)]
    unfinished: bool,
    /// Print what would be removed; remove nothing
    #[arg(long)]
    dry_run: bool,
}

/// Removes and prints a table of what there was.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { out, unfinished, dry_run } = arguments;
    if !out.is_dir() {
        return Err(Failure::refused(english("there is no directory \"{folder}\"").with("folder", shown(out))));
    }
    if let Some(lock) = is_in_use(out).filter(|_| !dry_run) {
        let message = english("another process computes results in {folder}: repeat the command when it has ended");
        let folder = lock.parent().map_or_else(String::new, shown);
        return Err(Failure::running(message.with("folder", folder)));
    }
    let goes = |kind: Kind| kind != Kind::Unfinished || *unfinished;
    let shares: Vec<(Kind, Share)> = Kind::ALL.map(|kind| (kind, found(out, kind))).into();
    let head = [english("files"), english("size"), english("removed"), english("what")].map(|name| language.say(name));
    let row = |(kind, share): &(Kind, Share)| {
        let removed = if goes(*kind) { english("yes") } else { english("no: --unfinished") };
        let size = verbatim(size(share.bytes as f64));
        [verbatim(share.files), size, removed.into(), kind.meaning().into()].map(|cell| language.say(cell))
    };
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(shares.iter().map(row)).collect();
    let gone = || shares.iter().filter(|(kind, _)| goes(*kind)).map(|(_, share)| share);
    let refused = if *dry_run { Vec::new() } else { gone().flat_map(remove).collect() };
    let said = match dry_run {
        true => english("{size} would be freed; --dry-run: nothing was removed"),
        false => english("{size} freed"),
    };
    let said = said.with("size", size(gone().map(|share| share.bytes).sum::<u64>() as f64));
    output::print(|out| {
        table::print(out, &rows, &[true, true, false, false])?;
        writeln!(out, "{}", language.say(said))
    })?;
    for (path, reason) in &refused {
        let message = english("cannot remove {path}: {reason}").with("path", shown(path));
        warn(message.with("reason", reason), language);
    }
    if refused.is_empty() { Ok(()) } else { Err(Failure::AlreadyReported(1).into()) }
}
