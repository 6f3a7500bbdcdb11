//! What no result needs, and its removal.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::calibration::KEPT;
use super::log::clock;
use admsc_output::export::directory::{ASIDE, is_temporary};
use admsc_output::export::hold::{Hold, is_lock};
use admsc_output::export::{baselines, blocks, checkpoints, validation};
use admsc_scenario::language::{Phrase, english};

/// Kinds of files that no result needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What processes that were killed have left under temporary names.
    Abandoned,
    /// States of day 0, which spare other runs of the same patient their baseline.
    Baselines,
    /// States of days that a scenario names, from which branches begin.
    States,
    /// Courses of patients, from which a study that grows goes on.
    Patients,
    /// Work that was stopped and goes on when its command is repeated.
    Unfinished,
}

impl Kind {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Abandoned, Self::Baselines, Self::States, Self::Patients, Self::Unfinished];

    /// What they are.
    pub const fn meaning(self) -> Phrase {
        match self {
            Self::Abandoned => english("left by processes that were killed"),
            Self::Baselines => english("states of day 0: the next run of the same patient computes its own"),
            Self::States => english("states of named days: a branch computes up to its day"),
            Self::Patients => english("courses of patients: a study that grows begins anew"),
            Self::Unfinished => english("unfinished work, which would go on when its command is repeated"),
        }
    }

    /// Folders of this kind in a folder for results.
    const fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Abandoned => &[],
            Self::Baselines => &[baselines::FOLDER],
            Self::States => &[checkpoints::STATES],
            Self::Patients => &[blocks::PATIENTS],
            Self::Unfinished => &[blocks::BLOCKS, checkpoints::FOLDER, validation::PIECES, KEPT],
        }
    }
}

/// How long ago something temporary was changed last that nobody can be writing any more.
const OLD: Duration = Duration::from_secs(3600);
/// How deep temporary names lie below a folder for results.
const DEPTH: u32 = 4;

/// What there is of a kind.
#[derive(Debug, Default)]
pub struct Share {
    /// Files and folders to remove.
    pub paths: Vec<PathBuf>,
    /// Files in them.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What a folder for results holds of a kind.
pub fn found(out: &Path, kind: Kind) -> Share {
    let mut paths: Vec<PathBuf> =
        kind.folders().iter().map(|name| out.join(name)).filter(|path| path.is_dir()).collect();
    match kind {
        Kind::Abandoned => abandoned(out, DEPTH, &mut paths),
        // They tell which command goes on.
        Kind::Unfinished => paths.extend(locks(out).into_iter().filter(|lock| has_note(lock) && !Hold::is_held(lock))),
        Kind::Baselines | Kind::States | Kind::Patients => {}
    }
    let (files, bytes) = paths.iter().map(|path| size(path)).fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    Share { paths, files, bytes }
}

/// Whether a process computes results below a folder at this moment.
pub fn is_in_use(out: &Path) -> Option<PathBuf> {
    locks(out).into_iter().find(|lock| Hold::is_held(lock))
}

/// The files by which processes hold results below a folder, or have held them until they were ended.
pub fn locks(out: &Path) -> Vec<PathBuf> {
    let mut locks = Vec::new();
    named(out, DEPTH, &is_lock, &mut locks);
    locks
}

/// Removes it; gives what could not be removed, and why.
pub fn remove(share: &Share) -> Vec<(PathBuf, std::io::Error)> {
    let removed = |path: &PathBuf| if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    share.paths.iter().filter_map(|path| removed(path).err().map(|error| (path.clone(), error))).collect()
}

/// Temporary files and folders that nobody writes, and locks that nobody holds. Earlier results that were moved aside are none: the
/// next run brings them back.
fn abandoned(folder: &Path, depth: u32, paths: &mut Vec<PathBuf>) {
    let is_left = |name: &str| is_lock(name) || is_temporary(name) && !name.starts_with(ASIDE);
    let mut all = Vec::new();
    named(folder, depth, &is_left, &mut all);
    paths.extend(all.into_iter().filter(|path| {
        let is_lock = path.file_name().and_then(|name| name.to_str()).is_some_and(is_lock);
        let is_held = || File::open(path).is_ok_and(|file| file.try_lock().is_err());
        if is_lock { !has_note(path) && !Hold::is_held(path) } else { is_old(path) && !(path.is_dir() && is_held()) }
    }));
}

/// Whether a file that was locked tells of work.
fn has_note(lock: &Path) -> bool {
    fs::metadata(lock).is_ok_and(|found| found.len() > 0)
}

fn is_old(path: &Path) -> bool {
    let changed = fs::metadata(path).and_then(|found| found.modified());
    let age = |changed: SystemTime| clock().duration_since(changed).unwrap_or_default();
    changed.is_ok_and(|changed| age(changed) > OLD)
}

/// Everything of some names in a folder and below, but not below what has such a name.
fn named(folder: &Path, depth: u32, is_named: &dyn Fn(&str) -> bool, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if is_named(&entry.file_name().to_string_lossy()) {
            paths.push(path);
        } else if depth > 0 && entry.file_type().is_ok_and(|found| found.is_dir()) {
            named(&path, depth - 1, is_named, paths);
        }
    }
}

/// Files at a path and their bytes.
fn size(path: &Path) -> (u64, u64) {
    let Ok(found) = fs::symlink_metadata(path) else { return (0, 0) };
    if !found.is_dir() {
        return (1, found.len());
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path())).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
}
