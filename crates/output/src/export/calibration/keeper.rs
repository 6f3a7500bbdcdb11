//! Evaluations of a calibration on disk, so that an interrupted one goes on.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::super::blocks::BlockFolder;
use super::super::sealed::SealedFolder;
use admsc_study::calibration::Keeper;

/// Evaluations in `OUT/.calibration/`, patients of the one under way in `OUT/.calibration/.blocks/`.
#[derive(Debug)]
pub struct CalibrationFolder {
    place: PathBuf,
    evaluations: SealedFolder,
    opened: Mutex<Vec<BlockFolder>>,
}

impl CalibrationFolder {
    /// The store under an output folder.
    pub fn under(out: &Path) -> Self {
        let place = out.join(".calibration");
        Self { evaluations: SealedFolder::new(place.clone(), b"admsccal"), place, opened: Mutex::default() }
    }

    /// Forgets every evaluation. What cannot be deleted stays.
    pub fn clear(&self) {
        let _ = std::fs::remove_dir_all(&self.place);
    }
}

impl Keeper for CalibrationFolder {
    type Blocks = BlockFolder;

    fn load(&self, key: &str) -> Option<Vec<u8>> {
        self.evaluations.load(key)
    }

    fn keep(&self, key: &str, bytes: &[u8]) -> Result<(), String> {
        let place = || self.evaluations.file(key).display().to_string();
        self.evaluations.keep(key, bytes).map_err(|error| format!("cannot write {}: {error}", place()))
    }

    fn blocks(&self, key: &str) -> BlockFolder {
        let blocks = BlockFolder::under(&self.place, key);
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(blocks.clone());
        blocks
    }

    fn clear_blocks(&self) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.drain(..).for_each(|blocks| blocks.clear());
    }
}
