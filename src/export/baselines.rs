//! Baselines kept between runs, by content: the same patient is prepared once. The folder may be deleted at any time.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::directory::temporary;
use crate::study::run::BaselineStore;

/// First bytes of a file of this kind.
const MAGIC: &[u8; 8] = b"admscbl1";

/// A folder of baselines. A file is `MAGIC`, the SHA-256 of key and state, the state; anything else is ignored and
/// written anew.
#[derive(Debug, Clone)]
pub struct BaselineFolder(PathBuf);

impl BaselineFolder {
    /// The store under an output folder.
    pub fn under(out: &Path) -> Self {
        Self(out.join(".baselines"))
    }

    fn file(&self, key: &str) -> PathBuf {
        self.0.join(format!("{key}.bin"))
    }
}

fn seal(key: &str, bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(bytes);
    hash.finalize().into()
}

impl BaselineStore for BaselineFolder {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        let held = fs::read(self.file(key)).ok()?;
        let (sealed, bytes) = held.strip_prefix(MAGIC)?.split_at_checked(32)?;
        (sealed == seal(key, bytes)).then(|| bytes.to_vec())
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        // A cache that cannot be written costs time, not results.
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.0)?;
            let mut file = temporary(0o666).tempfile_in(&self.0)?;
            file.write_all(MAGIC)?;
            file.write_all(&seal(key, bytes))?;
            file.write_all(bytes)?;
            file.persist(self.file(key))?;
            Ok(())
        };
        let _ = write();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_and_own_entries_are_answered() -> std::io::Result<()> {
        let out = tempfile::tempdir()?;
        let store = BaselineFolder::under(out.path());
        assert_eq!(store.load("k"), None);
        store.keep("k", b"state");
        assert_eq!(store.load("k").as_deref(), Some(b"state".as_slice()));
        fs::copy(store.file("k"), store.file("other"))?;
        assert_eq!(store.load("other"), None);
        let mut held = fs::read(store.file("k"))?;
        held.pop();
        fs::write(store.file("k"), &held)?;
        assert_eq!(store.load("k"), None);
        fs::write(store.file("k"), b"admscbl1 short")?;
        assert_eq!(store.load("k"), None);
        store.keep("k", b"again");
        assert_eq!(store.load("k").as_deref(), Some(b"again".as_slice()));
        Ok(())
    }
}
