//! The folder of a run: written beside its place under a temporary name, which takes the place of what was there in one step
//! when it is whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::Error;
use super::disk::patiently;
use super::hold::{Hold, LOCK};
use super::manifest::{self, FileEntry, Manifest};
use super::swap::{swap, take_along};
use admsc_scenario::language::english;

/// Name of the log beside results: it is no result, as its times differ from one computation to the next.
pub const LOG: &str = "run.log";

/// Results of one scenario under `out`.
#[derive(Debug, Clone)]
pub struct ResultsFolder {
    scenario: PathBuf,
    short_hash: String,
}

impl ResultsFolder {
    /// The place of a run. Characters of the scenario's name that are special to a system become `-`.
    pub fn new(out: &Path, scenario: &str, run_hash: &str) -> Self {
        Self { scenario: out.join(file_name(scenario)), short_hash: run_hash.chars().take(8).collect() }
    }

    /// The folder of the run.
    pub fn path(&self) -> PathBuf {
        self.scenario.join(&self.short_hash)
    }

    /// Finds out whether results can be written here, before hours are spent on computing them. Leaves only folders.
    ///
    /// # Errors
    /// When a folder cannot be made, no file can be written in it, or the newest run could not be named.
    pub fn check_writable(&self) -> Result<(), Error> {
        let (latest, place) = (self.latest(), self.path());
        if fs::symlink_metadata(&latest).is_ok_and(|found| found.is_dir()) {
            return Err(Error::Folder { path: latest });
        }
        if fs::symlink_metadata(&place).is_ok() && !place.is_dir() {
            return Err(Error::NoFolder { path: place });
        }
        let mut probe = self.temporary_file()?;
        // A full disk refuses the bytes, not the file.
        probe
            .write_all(&[0; 4096])
            .and_then(|()| probe.flush())
            .and_then(|()| probe.as_file().sync_all())
            .map_err(Error::file(english("cannot write to {path}: {reason}"), &self.scenario))
    }

    /// Opens a temporary folder beside the place of the run, and removes those that interrupted runs have left there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn stage(&self) -> Result<Staged, Error> {
        fs::create_dir_all(&self.scenario)
            .map_err(Error::file(english("cannot create the directory {path}: {reason}"), &self.scenario))?;
        self.remove_abandoned();
        loop {
            let folder = temporary(0o777)
                .prefix(&self.staging_prefix())
                .tempdir_in(&self.scenario)
                .map_err(Error::file(english("cannot create a directory in {path}: {reason}"), &self.scenario))?;
            let lock = held(folder.path());
            // Before it was locked, another run may have taken it for abandoned.
            if lock.is_none() || folder.path().exists() {
                return Ok(Staged { folder, files: Vec::new(), _lock: lock });
            }
        }
    }

    fn staging_prefix(&self) -> String {
        format!(".{}-", self.short_hash)
    }

    fn latest(&self) -> PathBuf {
        self.scenario.join("latest")
    }

    /// Removes the temporary folders of this run that nobody holds. What cannot be locked or removed stays: it is
    /// untidy, not wrong.
    pub fn remove_abandoned(&self) {
        for path in temporary_folders(&self.scenario, &self.staging_prefix()) {
            let Ok(handle) = File::open(&path) else { continue };
            if handle.try_lock().is_ok() {
                let _ = fs::remove_dir_all(&path);
            }
        }
    }

    /// Holds these results against other processes until what is given is dropped or the process ends, however it ends. Where
    /// another process holds them, `waits` is called and then waited. Where the file system knows no locks (see
    /// `docs/reliability.md`) nothing is held, and two processes compute the same results twice.
    ///
    /// # Errors
    /// When the file that is locked cannot be made.
    pub fn hold(&self, waits: impl FnOnce()) -> Result<Hold, Error> {
        fs::create_dir_all(&self.scenario)
            .map_err(Error::file(english("cannot create the directory {path}: {reason}"), &self.scenario))?;
        let hold = Hold::of(&self.lock(), waits)?;
        self.restore();
        Ok(hold)
    }

    /// Whether another process holds these results now.
    pub fn is_held(&self) -> bool {
        Hold::is_held(&self.lock())
    }

    fn lock(&self) -> PathBuf {
        self.scenario.join(format!(".{}{LOCK}", self.short_hash))
    }

    /// Puts earlier results back that a process had moved aside and could not replace before it was killed. Only where two
    /// folders cannot be swapped in one step are they ever moved aside.
    fn restore(&self) {
        for aside in temporary_folders(&self.scenario, ASIDE) {
            let old = aside.join(OLD);
            let path = old.join(manifest::FILE);
            let read = fs::read(&path).ok().and_then(|bytes| Manifest::decode(&bytes, &path).ok());
            if !read.is_some_and(|manifest| manifest.run_hash.starts_with(&self.short_hash)) {
                continue;
            }
            if self.path().exists() || fs::rename(&old, self.path()).is_ok() {
                let _ = fs::remove_dir_all(&aside);
            }
        }
    }

    /// Puts a staged folder into its place, with its manifest, and names it as the newest. What was there before goes, but files
    /// that are no results stay.
    ///
    /// # Errors
    /// When something cannot be written; the place is then as it was before.
    pub fn publish(&self, mut staged: Staged, mut manifest: Manifest) -> Result<Manifest, Error> {
        manifest.files = std::mem::take(&mut staged.files);
        manifest.files.sort_by(|a, b| a.name.cmp(&b.name));
        staged.write(manifest::FILE, &manifest.encode()?)?;
        let (place, written) = (self.path(), staged.folder.path());
        self.take_over(written)?;
        let renamed = |error| Error::file(english("cannot rename results to {path}: {reason}"), &place)(error);
        match fs::rename(written, &place) {
            // Renamed away: there is nothing left to delete.
            Ok(()) => drop(staged.folder.keep()),
            Err(_) if place.is_dir() => match swap(written, &place) {
                // Under the temporary name lies now what was there before: it goes with it.
                Ok(()) => drop(staged.folder),
                Err(_) => self.replace_in_two_steps(staged.folder)?,
            },
            Err(error) => return Err(renamed(error)),
        }
        self.name_latest()?;
        Ok(manifest)
    }

    /// Puts what is in the place and is no result into a folder that is to take the place: files of the user's own.
    fn take_over(&self, staged: &Path) -> Result<(), Error> {
        let path = self.path().join(manifest::FILE);
        let listed = fs::read(&path).ok().and_then(|bytes| Manifest::decode(&bytes, &path).ok());
        let listed: BTreeSet<PathBuf> =
            listed.into_iter().flat_map(|manifest| manifest.files).map(|file| file.name.into()).collect();
        let is_own = |name: &Path| {
            let text = name.file_name().unwrap_or_default().to_string_lossy();
            !listed.contains(name) && text != LOG && !is_temporary(&text)
        };
        take_along(&self.path(), staged, &is_own)
            .map_err(|(path, error)| Error::file(english("cannot copy {path}: {reason}"), &path)(error))
    }

    /// Puts a folder into its place where it cannot be swapped with what is there. A process that is killed between the two
    /// steps leaves what was there aside, from where [`ResultsFolder::restore`] brings it back.
    fn replace_in_two_steps(&self, staged: TempDir) -> Result<(), Error> {
        let place = self.path();
        let aside = temporary(0o777)
            .prefix(ASIDE)
            .tempdir_in(&self.scenario)
            .map_err(Error::file(english("cannot create a directory in {path}: {reason}"), &self.scenario))?;
        let old = aside.path().join(OLD);
        fs::rename(&place, &old)
            .map_err(Error::file(english("cannot move earlier results from {path}: {reason}"), &place))?;
        if let Err(error) = fs::rename(staged.path(), &place) {
            let _ = fs::rename(old, &place);
            return Err(Error::file(english("cannot rename results to {path}: {reason}"), &place)(error));
        }
        let _ = staged.keep();
        Ok(())
    }

    /// Names this run as the newest of its scenario.
    ///
    /// # Errors
    /// When the file cannot be replaced.
    pub fn name_latest(&self) -> Result<(), Error> {
        let latest = self.latest();
        let mut file = self.temporary_file()?;
        writeln!(file, "{}", self.short_hash)
            .map_err(Error::file(english("cannot write {path}: {reason}"), &latest))?;
        file.persist(&latest)
            .map_err(|error| Error::file(english("cannot replace {path}: {reason}"), &latest)(error.error))?;
        Ok(())
    }

    fn temporary_file(&self) -> Result<NamedTempFile, Error> {
        fs::create_dir_all(&self.scenario)
            .map_err(Error::file(english("cannot create the directory {path}: {reason}"), &self.scenario))?;
        temporary(0o666)
            .tempfile_in(&self.scenario)
            .map_err(Error::file(english("cannot write to the directory {path}: {reason}"), &self.scenario))
    }
}

/// End of temporary names.
const SUFFIX: &str = ".tmp";
/// Beginning of the name of a folder to which earlier results are moved.
pub const ASIDE: &str = ".old-";
/// Name of earlier results in such a folder.
const OLD: &str = "old";

/// Whether a name is a temporary one.
pub fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(SUFFIX)
}

/// The temporary folders in one whose names begin like this.
fn temporary_folders(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|found| found.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| is_temporary(name) && name.starts_with(prefix)).map(|name| folder.join(name)).collect()
}

/// A folder held against removal by other runs until this is dropped or the process ends, however it ends. Nothing where
/// the system does not lock folders; nobody can lock them then to remove them either.
fn held(folder: &Path) -> Option<File> {
    let handle = File::open(folder).ok()?;
    handle.lock().ok()?;
    Some(handle)
}

/// Makes temporary names. What is renamed to stay has the rights of any new file or folder (`mode` less the user's
/// mask), where a temporary one would be closed to all others.
pub(super) fn temporary(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Results that are being written. Dropped, they are deleted.
#[derive(Debug)]
pub struct Staged {
    folder: TempDir,
    files: Vec<FileEntry>,
    /// Tells other runs that the folder is in use.
    _lock: Option<File>,
}

impl Staged {
    /// Writes a file to the end and to the disk, and enters it. A `/` in its name makes a folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.path().join(name);
        if let Some((folder, _)) = name.rsplit_once('/') {
            let folder = self.folder.path().join(folder);
            fs::create_dir_all(&folder)
                .map_err(Error::file(english("cannot create the directory {path}: {reason}"), &folder))?;
        }
        patiently(&path, || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        })
        .map_err(Error::file(english("cannot write {path}: {reason}"), &path))?;
        self.files.push(FileEntry { name: name.to_owned(), sha256: super::sha256(bytes), bytes: bytes.len() as u64 });
        Ok(())
    }

    /// A file that was written here.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.folder.path().join(name);
        fs::read(&path).map_err(Error::file(english("cannot read {path}: {reason}"), &path))
    }
}

/// A name that every system takes for a file: the name itself where it is one, else one that no other name has.
pub fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let safe: String = name.chars().map(plain).collect();
    let safe = safe.trim_start_matches('.').trim_end_matches('.');
    match safe {
        "" => "scenario".to_owned(),
        _ if safe == name => safe.to_owned(),
        _ => format!("{safe}-{}", &super::sha256(name.as_bytes())[..4]),
    }
}

#[cfg(test)]
mod tests;
