//! Files that vouch for themselves: a first mark, the SHA-256 of key and content, the content. Anything else under such
//! a name is ignored and written anew, so that an interrupted or damaged file is never believed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::directory::{is_temporary, temporary};

/// A folder of sealed files.
#[derive(Debug, Clone)]
pub struct SealedFolder {
    folder: PathBuf,
    /// First bytes of a file of this kind.
    mark: &'static [u8; 8],
}

impl SealedFolder {
    /// A folder, which need not exist.
    pub fn new(folder: PathBuf, mark: &'static [u8; 8]) -> Self {
        Self { folder, mark }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where the content of a key lies. Keys are names of files without extension.
    pub fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.bin"))
    }

    /// The content of a key; nothing if it is not there whole.
    pub fn load(&self, key: &str) -> Option<Vec<u8>> {
        let held = fs::read(self.file(key)).ok()?;
        let (sealed, bytes) = held.strip_prefix(self.mark)?.split_at_checked(32)?;
        (sealed == seal(key, bytes)).then(|| bytes.to_vec())
    }

    /// Keeps the content of a key: all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, key: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.written(key, bytes)?.persist(self.file(key))?;
        Ok(())
    }

    /// The same, also if the machine stops at any moment: the content is on the disk before it takes the place of what was there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_through_power_cuts(&self, key: &str, bytes: &[u8]) -> std::io::Result<()> {
        let file = self.written(key, bytes)?;
        file.as_file().sync_data()?;
        file.persist(self.file(key))?;
        Ok(())
    }

    /// Content with its seal, under a temporary name.
    fn written(&self, key: &str, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
        fs::create_dir_all(&self.folder)?;
        let mut file = temporary(0o666).tempfile_in(&self.folder)?;
        // Tells whoever sweeps the folder that it is being written; where nothing can be locked nothing is swept either.
        let _ = file.as_file().try_lock();
        file.write_all(self.mark)?;
        file.write_all(&seal(key, bytes))?;
        file.write_all(bytes)?;
        Ok(file)
    }

    /// Deletes what processes that were killed have left half-written. What cannot be locked or deleted stays.
    pub fn sweep(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for path in
            entries.filter(|entry| entry.file_name().to_str().is_some_and(is_temporary)).map(|entry| entry.path())
        {
            if fs::File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Deletes the content of a key. What cannot be deleted stays.
    pub fn remove(&self, key: &str) {
        let _ = fs::remove_file(self.file(key));
    }
}

fn seal(key: &str, bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(bytes);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_and_own_entries_are_answered() -> std::io::Result<()> {
        let out = tempfile::tempdir()?;
        let store = SealedFolder::new(out.path().join("kept"), b"admsctst");
        assert_eq!(store.load("k"), None);
        store.keep("k", b"state")?;
        assert_eq!(store.load("k").as_deref(), Some(b"state".as_slice()));
        fs::copy(store.file("k"), store.file("other"))?;
        assert_eq!(store.load("other"), None);
        let other_kind = SealedFolder::new(out.path().join("kept"), b"admscxyz");
        assert_eq!(other_kind.load("k"), None);
        let mut held = fs::read(store.file("k"))?;
        held.pop();
        fs::write(store.file("k"), &held)?;
        assert_eq!(store.load("k"), None);
        fs::write(store.file("k"), b"admsctst short")?;
        assert_eq!(store.load("k"), None);
        store.keep("k", b"again")?;
        assert_eq!(store.load("k").as_deref(), Some(b"again".as_slice()));
        Ok(())
    }
}
