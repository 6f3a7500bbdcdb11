//! Blocks of finished patients of a study, kept until the study is whole: an interrupted study goes on, shards are
//! joined, and nothing is computed twice.

use std::path::Path;

use super::disk::patiently;
use super::sealed::SealedFolder;
use admsc_scenario::shown::shown;
use admsc_study::trial::BlockStore;

/// Name of the folder of blocks under that for results.
pub const BLOCKS: &str = ".blocks";
/// Name of the folder of courses of patients under that for results.
pub const PATIENTS: &str = ".patients";

/// Blocks of one piece of work, `OUT/.blocks/<key>/<block>.bin`.
#[derive(Debug, Clone)]
pub struct BlockFolder {
    blocks: SealedFolder,
    courses: Option<SealedFolder>,
    /// Whether kept courses are computed again.
    afresh: bool,
}

impl BlockFolder {
    /// The store under an output folder of what a key names.
    pub fn under(out: &Path, key: &str) -> Self {
        let blocks = SealedFolder::new(out.join(BLOCKS).join(key), b"admscbk1");
        Self { blocks, courses: None, afresh: false }
    }

    /// The same, which keeps the courses of patients too, `OUT/.patients/<key>.bin`. They stay when the work is done: whoever
    /// adds to a study goes on from them.
    #[must_use]
    pub fn with_courses(self, out: &Path) -> Self {
        Self { courses: Some(SealedFolder::new(out.join(PATIENTS), b"admscpt1")), ..self }
    }

    /// The same without anything that was kept before.
    #[must_use]
    pub fn afresh(self) -> Self {
        self.clear();
        Self { afresh: true, ..self }
    }

    /// Where the blocks lie.
    pub fn path(&self) -> &Path {
        self.blocks.path()
    }

    /// Takes over those of the first `blocks` blocks that another folder has and this one lacks; gives their number.
    ///
    /// # Errors
    /// A sentence for the user when a block cannot be written.
    pub fn take_over(&self, other: &Self, blocks: u32) -> Result<u32, String> {
        let mut taken = 0;
        for block in 0..blocks {
            if self.load(block).is_none()
                && let Some(bytes) = other.load(block)
            {
                self.keep(block, &bytes)?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// Deletes the blocks of a study whose results are written. What cannot be deleted stays.
    pub fn clear(&self) {
        let _ = std::fs::remove_dir_all(self.blocks.path());
    }
}

fn key(block: u32) -> String {
    format!("{block:06}")
}

impl BlockStore for BlockFolder {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.blocks.load(&key(block))
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        let place = || shown(&self.blocks.file(&key(block)));
        patiently(self.path(), || self.blocks.keep(&key(block), bytes))
            .map_err(|error| format!("cannot write {}: {error}", place()))
    }

    fn load_course(&self, key: &str) -> Option<Vec<u8>> {
        self.courses.as_ref().filter(|_| !self.afresh)?.load(key)
    }

    fn keep_course(&self, key: &str, bytes: &[u8]) -> Result<(), String> {
        let Some(courses) = &self.courses else { return Ok(()) };
        let place = || shown(&courses.file(key));
        patiently(courses.path(), || courses.keep(key, bytes))
            .map_err(|error| format!("cannot write {}: {error}", place()))
    }
}
