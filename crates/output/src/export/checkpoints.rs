//! Checkpoints of runs that are not finished, `OUT/.checkpoints/<key>.bin`: the newest of each run. They go when its results are
//! written.

use std::path::{Path, PathBuf};

use super::sealed::SealedFolder;

/// Name of the folder under that for results.
pub const FOLDER: &str = ".checkpoints";
/// Name of that for states of named days.
pub const STATES: &str = ".states";

/// What is found under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// A file that is not as it was written.
    Damaged,
    /// A whole checkpoint.
    Whole(Vec<u8>),
}

/// What a folder has under a key.
fn found(folder: &SealedFolder, key: &str) -> Kept {
    match folder.load(key) {
        Some(bytes) => Kept::Whole(bytes),
        None if folder.file(key).exists() => Kept::Damaged,
        None => Kept::Nothing,
    }
}

/// A folder of checkpoints.
#[derive(Debug, Clone)]
pub struct CheckpointFolder(SealedFolder);

impl CheckpointFolder {
    /// The folder under an output folder.
    pub fn under(out: &Path) -> Self {
        Self(SealedFolder::new(out.join(FOLDER), b"admscck1"))
    }

    /// Where the checkpoint of a key lies.
    pub fn file(&self, key: &str) -> PathBuf {
        self.0.file(key)
    }

    /// The checkpoint of a key.
    pub fn load(&self, key: &str) -> Kept {
        found(&self.0, key)
    }

    /// Keeps the checkpoint of a key in place of the one before: all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, key: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.0.keep_through_power_cuts(key, bytes)
    }

    /// Deletes the checkpoint of a key and what a kill has left half-written, and the folder with the last one. What cannot be
    /// deleted stays.
    pub fn remove(&self, key: &str) {
        self.0.remove(key);
        self.0.sweep();
        // Refused while there are others.
        let _ = std::fs::remove_dir(self.0.path());
    }
}

/// A folder of states of named days, `OUT/.states/<key>.bin`. It may be deleted at any time.
#[derive(Debug, Clone)]
pub struct StateFolder(SealedFolder);

impl StateFolder {
    /// The folder under an output folder; nothing where there is none and none is to be made.
    pub fn under(out: &Path, is_made: bool) -> Option<Self> {
        let folder = out.join(STATES);
        (is_made || folder.is_dir()).then(|| Self(SealedFolder::new(folder, b"admscst1")))
    }

    /// Where the state of a key lies.
    pub fn file(&self, key: &str) -> PathBuf {
        self.0.file(key)
    }

    /// The state of a key.
    pub fn load(&self, key: &str) -> Kept {
        found(&self.0, key)
    }

    /// Keeps the state of a key: all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, key: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.0.keep(key, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_checkpoint_is_told_from_none() -> std::io::Result<()> {
        let out = tempfile::tempdir()?;
        let folder = CheckpointFolder::under(out.path());
        assert_eq!(folder.load("k"), Kept::Nothing);
        folder.keep("k", b"state")?;
        folder.keep("k", b"later")?;
        assert_eq!(folder.load("k"), Kept::Whole(b"later".to_vec()));
        let mut bytes = std::fs::read(folder.file("k"))?;
        bytes[42] ^= 1;
        std::fs::write(folder.file("k"), bytes)?;
        assert_eq!(folder.load("k"), Kept::Damaged);
        // As a process leaves it that is killed while it writes.
        std::fs::write(folder.file("k").with_file_name(".abcdef.tmp"), b"half")?;
        folder.remove("k");
        assert_eq!(folder.load("k"), Kept::Nothing);
        assert!(!out.path().join(".checkpoints").exists());
        Ok(())
    }
}
