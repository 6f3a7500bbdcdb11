//! The folder of a run: written beside its place under a temporary name and renamed when whole.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::Error;
use super::manifest::{FileEntry, Manifest};
use admsc_scenario::language::english;

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
        let latest = self.latest();
        if fs::symlink_metadata(&latest).is_ok_and(|found| found.is_dir()) {
            return Err(Error::Folder { path: latest });
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
    fn remove_abandoned(&self) {
        let prefix = self.staging_prefix();
        let entries = fs::read_dir(&self.scenario).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.file_type().is_ok_and(|found| found.is_dir())) {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| name.starts_with(&prefix) && name.ends_with(SUFFIX)) else {
                continue;
            };
            let path = self.scenario.join(name);
            let Ok(handle) = File::open(&path) else { continue };
            if handle.try_lock().is_ok() {
                let _ = fs::remove_dir_all(&path);
            }
        }
    }

    /// Puts a staged folder into its place, with its manifest, and names it as the newest.
    ///
    /// # Errors
    /// When something cannot be written; the place is then as it was before.
    pub fn publish(&self, mut staged: Staged, mut manifest: Manifest) -> Result<Manifest, Error> {
        manifest.files = std::mem::take(&mut staged.files);
        staged.write(super::manifest::FILE, &manifest.encode()?)?;
        let place = self.path();
        let old = self.set_aside(&place)?;
        if let Err(error) = fs::rename(staged.folder.path(), &place) {
            if let Some(old) = old {
                let _ = fs::rename(old.path().join("old"), &place);
            }
            return Err(Error::file(english("cannot rename results to {path}: {reason}"), &place)(error));
        }
        // Renamed away: there is nothing left to delete.
        let _ = staged.folder.keep();
        self.name_latest()?;
        Ok(manifest)
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

    /// Moves earlier results, if any, into a folder that is deleted when dropped.
    fn set_aside(&self, place: &Path) -> Result<Option<TempDir>, Error> {
        if fs::symlink_metadata(place).is_err() {
            return Ok(None);
        }
        let aside = temporary(0o777)
            .prefix(".old-")
            .tempdir_in(&self.scenario)
            .map_err(Error::file(english("cannot create a directory in {path}: {reason}"), &self.scenario))?;
        fs::rename(place, aside.path().join("old"))
            .map_err(Error::file(english("cannot move earlier results from {path}: {reason}"), place))?;
        Ok(Some(aside))
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
        self.write_unlisted(name, bytes)?;
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

    /// Writes a file that is no result: the manifest does not list it, so that it decides nothing and may be deleted.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_unlisted(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.path().join(name);
        if let Some((folder, _)) = name.rsplit_once('/') {
            let folder = self.folder.path().join(folder);
            fs::create_dir_all(&folder)
                .map_err(Error::file(english("cannot create the directory {path}: {reason}"), &folder))?;
        }
        File::create(&path)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .map_err(Error::file(english("cannot write {path}: {reason}"), &path))
    }
}

/// A name that every system takes for a file.
pub fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let safe: String = name.chars().map(plain).collect();
    let safe = safe.trim_start_matches('.').trim_end_matches('.');
    if safe.is_empty() { "scenario".to_owned() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders_are_plain() {
        assert_eq!(file_name("neuropathic-single"), "neuropathic-single");
        assert_eq!(file_name("../a b:c"), "-a-b-c");
        assert_eq!(file_name(".."), "scenario");
        assert_eq!(file_name("Schübe_2.5"), "Schübe_2.5");
    }

    #[test]
    fn what_is_not_published_leaves_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let folder = ResultsFolder::new(out.path(), "s", "0123456789");
        let mut staged = folder.stage()?;
        staged.write("a.txt", b"a")?;
        drop(staged);
        assert_eq!(fs::read_dir(out.path().join("s"))?.count(), 0);
        assert!(!folder.path().exists());
        Ok(())
    }

    #[test]
    #[cfg(unix)]
    fn what_an_interrupted_run_left_is_removed_and_nothing_else() -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let folder = ResultsFolder::new(out.path(), "s", "0123456789");
        let (abandoned, other) = (out.path().join("s/.01234567-a.tmp"), out.path().join("s/.89abcdef-a.tmp"));
        for left in [&abandoned, &other] {
            fs::create_dir_all(left)?;
            fs::write(left.join("a.txt"), b"a")?;
        }
        fs::write(out.path().join("s/.01234567-file.tmp"), b"mine")?;
        let mut concurrent = folder.stage()?;
        assert!(!abandoned.exists() && other.join("a.txt").exists());
        // Whoever is still writing is not disturbed by the next one.
        drop(folder.stage()?);
        concurrent.write("a.txt", b"a")?;
        assert!(out.path().join("s/.01234567-file.tmp").exists());
        Ok(())
    }
}
