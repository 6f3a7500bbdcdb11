//! Baselines kept between runs, by content: the same patient is prepared once. The folder may be deleted at any time.

use std::path::Path;

use super::sealed::SealedFolder;
use admsc_study::run::BaselineStore;

/// Name of the folder under that for results.
pub const FOLDER: &str = ".baselines";

/// A folder of baselines.
#[derive(Debug, Clone)]
pub struct BaselineFolder(SealedFolder);

impl BaselineFolder {
    /// The store under an output folder.
    pub fn under(out: &Path) -> Self {
        Self(SealedFolder::new(out.join(FOLDER), b"admscbl1"))
    }
}

impl BaselineStore for BaselineFolder {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        self.0.load(key)
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        // A cache that cannot be written costs time, not results.
        let _ = self.0.keep(key, bytes);
    }
}
