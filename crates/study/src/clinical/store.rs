//! Finished patients in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::super::trial::BlockStore;
use crate::threads::lock;

/// Keeps blocks as long as it lives; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<u32, Vec<u8>>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        lock(&self.0).get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        lock(&self.0).insert(block, bytes.to_vec());
        Ok(())
    }
}
