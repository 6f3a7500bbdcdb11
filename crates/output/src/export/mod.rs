//! Results on disk, one file format a file.
//!
//! ```text
//! output/<scenario>/<hash8>/   manifest.json, scenario.resolved.toml, timeseries.csv, summary.json, figures,
//!                              pictures.bin; cells, axons and maps where the scenario asks for them, replicates.csv where
//!                              there are replicates; figures in Japanese end in .ja.svg and .ja.png
//! output/<scenario>/latest     a text file: the name of the newest <hash8>
//! output/batch.csv              a row a scenario of the newest batch
//! output/explain/<scenario>/ why a scenario works when it does, laid out as its results
//! output/compare/<runs>/        figures and tables of runs beside each other
//! output/sensitivity/<scenario>/<hash8>/  tables and figures of a sensitivity analysis
//! output/.baselines/           prepared baselines, which may be deleted at any time
//! ```
//!
//! `latest` is a text file rather than a link, because links need special rights on Windows and scripts should be the
//! same everywhere: `cat output/NAME/$(cat output/NAME/latest)/summary.json`.

pub mod baselines;
pub mod batch;
pub mod blocks;
pub mod calibration;
pub mod checkpoints;
pub mod comparison;
pub mod dictionary;
pub mod directory;
pub mod disk;
pub mod explanation;
pub mod finished;
pub mod hold;
pub mod lives;
pub mod loose;
pub mod manifest;
mod npz;
mod parquet;
mod pictures;
pub mod replicates;
pub mod run;
mod sealed;
pub mod sensitivity;
pub mod study;
mod summary;
mod swap;
mod tables;
mod timeseries;
pub mod validation;
mod visits;
mod vtk;

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use admsc_scenario::language::{Message, Phrase, english, verbatim};
use admsc_scenario::shown::shown;

/// Why results could not be written or read.
#[derive(Debug, Error)]
pub enum Error {
    /// The system refused.
    #[error("{}", self.message().in_english())]
    File {
        /// What was tried, for example `cannot write {path}: {reason}`.
        doing: Phrase,
        /// Where.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A folder stands where a file is written.
    #[error("{}", self.message().in_english())]
    Folder {
        /// Where.
        path: PathBuf,
    },
    /// Something that is no folder stands where results are written.
    #[error("{}", self.message().in_english())]
    NoFolder {
        /// Where.
        path: PathBuf,
    },
    /// A value has no form in the file format.
    #[error("{}", self.message().in_english())]
    Format {
        /// The file.
        file: &'static str,
        /// What the format refused.
        reason: String,
    },
    /// A folder is not one of a run.
    #[error("{}", self.message().in_english())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// A folder is that of a study where a run is needed.
    #[error("{}", self.message().in_english())]
    IsAStudy {
        /// The folder.
        path: PathBuf,
    },
    /// A file of a run has been changed.
    #[error("{}", self.message().in_english())]
    Altered {
        /// The file.
        path: PathBuf,
    },
    /// The manifest of a run has been changed.
    #[error("{}", self.message().in_english())]
    AlteredManifest {
        /// The file.
        path: PathBuf,
    },
    /// A file of a run has another form than this version writes.
    #[error("{}", self.message().in_english())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be written in a place that `--out` does not choose.
    #[error("{}", self.message().in_english())]
    InPlace(Box<Error>),
    /// The run recorded nothing.
    #[error("{}", self.message().in_english())]
    Empty,
}

/// What a folder holds that is no run, and what makes it anew; nothing where that is not known. Its own table tells it.
fn other_results(folder: &Path) -> Option<Phrase> {
    let known = [
        (
            explanation::KNOCK_OUTS,
            english(
                "{path} holds an explanation, no run: `admsc explain SCENARIO --fresh` makes it and its figures anew; runs, replicates \
                 and studies can be drawn again",
            ),
        ),
        (
            sensitivity::MORRIS,
            english(
                "{path} holds an analysis of sensitivity, no run: `admsc sensitivity SCENARIO --fresh` makes it and its figures anew; \
                 runs, replicates and studies can be drawn again",
            ),
        ),
        (
            comparison::KEYS_FILE,
            english(
                "{path} holds a comparison of runs, no run: `admsc compare RUN RUN` makes it and its figures anew; give one of its \
                 runs itself, which can be drawn again and cited",
            ),
        ),
    ];
    known.into_iter().find_map(|(file, said)| folder.join(file).is_file().then_some(said))
}

impl Error {
    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::File { doing, path, source } => refused(*doing, path, source, advice(source)),
            Self::InPlace(error) => match &**error {
                Self::File { doing, path, source } => refused(*doing, path, source, advice_in_place(source)),
                Self::Folder { path } => {
                    english("cannot write {path}: a directory has that name; move it").with("path", shown(path))
                }
                other => other.message(),
            },
            Self::Folder { path } => english(
                "cannot write {path}: a directory has that name; move it, or choose another directory with --out",
            )
            .with("path", shown(path)),
            Self::NoFolder { path } => english(
                "cannot write results to {path}: something that is no directory has that name; move it, or choose another \
                 directory with --out",
            )
            .with("path", shown(path)),
            Self::Format { file, reason } => {
                english("cannot write {path}: {reason}").with("path", file).with("reason", reason)
            }
            Self::IsAStudy { path } => english(
                "{path} is a study, which has no single run; its arms are compared in its own report.html and \
                 differences.csv",
            )
            .with("path", shown(path)),
            Self::NotARun { path } if path.is_file() => english(
                "{path} is a file, not the directory of a finished run: give the directory that \"results in\" names \
                 after `admsc run`",
            )
            .with("path", shown(path)),
            Self::NotARun { path } => other_results(path)
                .unwrap_or(english(
                    "{path} is not the directory of a finished run: it needs manifest.json, scenario.resolved.toml and \
                     timeseries.csv; give OUT/<scenario>/<hash> or OUT/<scenario>",
                ))
                .with("path", shown(path)),
            Self::Altered { path } => english(
                "{path} was changed after the run: its SHA-256 does not match manifest.json; run the scenario again",
            )
            .with("path", shown(path)),
            Self::AlteredManifest { path } => {
                english("{path} was changed after the run: it does not match its own seal; run the scenario again")
                    .with("path", shown(path))
            }
            Self::Unreadable { path, reason } => {
                english("cannot read {path}: {reason}; another version may have written it: run the scenario again")
                    .with("path", shown(path))
                    .with("reason", reason)
            }
            Self::Empty => english("the run recorded no day, so there is nothing to write").into(),
        }
    }

    /// The same of a place that `--out` does not choose.
    #[must_use]
    pub fn in_place(self) -> Self {
        Self::InPlace(Box::new(self))
    }

    /// Adds what was tried and where to a refusal of the system.
    fn file(doing: Phrase, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { doing, path: path.to_owned(), source }
    }

    /// A file whose form is not understood.
    fn unreadable(path: &Path, reason: &impl ToString) -> Self {
        Self::Unreadable { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// A refusal of the system, and what to do.
fn refused(doing: Phrase, path: &Path, source: &io::Error, advice: Message) -> Message {
    let reason = english("{reason}{advice}").with("reason", source).with_said("advice", advice);
    doing.with("path", shown(path)).with_said("reason", reason)
}

/// What a user can do about a refusal in a place that cannot be chosen.
fn advice_in_place(source: &io::Error) -> Message {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => english("; it must be writable").into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => english("; free some space").into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            english("; a file is where a directory is needed: move it").into()
        }
        _ => verbatim(""),
    }
}

/// What a user can do about a refusal.
fn advice(source: &io::Error) -> Message {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            english("; choose a writable directory with --out").into()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            english("; free some space, or choose another directory with --out").into()
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            english("; a file is where a directory is needed: move it, or choose another directory with --out").into()
        }
        _ => verbatim(""),
    }
}

/// SHA-256 as hexadecimal text.
fn sha256(bytes: &[u8]) -> String {
    admsc_model::digest::hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_run_is_told_with_the_command_that_makes_it() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let said = || Error::NotARun { path: folder.path().to_owned() }.message().in_english();
        assert!(said().contains("timeseries.csv"), "{}", said());
        for (file, command) in [
            (comparison::KEYS_FILE, "admsc compare"),
            (sensitivity::MORRIS, "admsc sensitivity"),
            (explanation::KNOCK_OUTS, "admsc explain"),
        ] {
            std::fs::write(folder.path().join(file), "")?;
            assert!(said().contains(command) && !said().contains("timeseries.csv"), "{}", said());
        }
        Ok(())
    }
}
