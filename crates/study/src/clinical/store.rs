//! Finished patients in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::trial::BlockStore;

/// Keeps blocks as long as it lives; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<u32, Vec<u8>>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(block, bytes.to_vec());
        Ok(())
    }
}
