//! Small scenarios, so that what several tests run is quick, and a store in memory for their patients.
#![allow(dead_code, reason = "every test binary uses a part of this module")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use admsc_study::trial::BlockStore;

/// A small piece of nerve with one injection.
pub const NERVE: &str = r#"
format = 1
extends = "builtin:neuropathic"
title = "A small piece of nerve"
horizon = "20 d"
patient.baseline = "10 d"
nerve.axons = 20
dose = [{ at = "0 d", cells = 70e6, route = "needle", site = { from_lesion_edge = "0.1 mm" } }]
output.visits = ["0 d", "10 d", "20 d"]

[tissue]
window = ["1 mm", "0.5 mm"]
voxel = "25 um"
lesion = { from = ["0.3 mm", "0 mm"], to = ["0.7 mm", "0.5 mm"] }
"#;

/// A small disc without treatment.
pub const DISC: &str = r#"
format = 1
extends = "builtin:discogenic"
title = "A small disc"
horizon = "30 d"
patient.baseline = "20 d"
tissue.window = ["1.6 mm", "0.8 mm"]
tissue.voxel = "100 um"
tissue.lesion = { from = ["0.8 mm"], to = ["1.6 mm"] }
output.visits = ["0 d", "10 d", "20 d"]
"#;

/// Arms for it.
pub const THREE_ARMS: &str = r#"
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
[[arm]]
name = "two"
dose = [{ at = "0 d", cells = 18e6, repeat = 1, every = "15 d" }]
"#;

/// Keeps blocks of patients in memory.
#[derive(Default)]
pub struct Memory(pub Mutex<BTreeMap<u32, Vec<u8>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap().insert(block, bytes.to_vec());
        Ok(())
    }
}
