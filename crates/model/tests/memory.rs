//! One run needs little memory, however long it lasts. Alone in this file, because the peak is that of the process.

mod common;

use admsc_model::parallel::Serial;
use admsc_model::rules::species::ALL;

/// Most memory of one run, bytes.
const BOUND: u64 = 200 << 20;

/// Most bytes of one agent in a stored state.
const PER_AGENT: usize = 64;

/// Bytes of one voxel of a field in a stored state: its coefficient.
const PER_FIELD_VOXEL: usize = 8;

/// Bytes of one voxel of the imprint and of the matrix.
const PER_MAP_VOXEL: usize = 8;

/// Most bytes of the rest of a stored state: nerve, counters, one row of the record a day for a year.
const REST: usize = 150_000;

#[test]
fn a_year_of_one_patient_stays_within_its_memory() {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.baseline_days = 20;
    let mut simulation = common::simulation(setup);
    for day in [1.0, 365.0] {
        simulation.run_to(day, Serial, |_, _| {});
        let tissue = simulation.tissue();
        let (agents, voxels) = (tissue.macrophages.len() + tissue.stem_cells.len(), simulation.plan().setup.grid.len());
        let bound = PER_AGENT * agents + (PER_FIELD_VOXEL * ALL.len() + PER_MAP_VOXEL * 2) * voxels + REST;
        let stored = simulation.checkpoint().unwrap().len();
        assert!(stored <= bound, "day {day}: {stored} B stored for {agents} agents and {voxels} voxels");
    }
    let peak = common::peak_memory_bytes();
    assert!(peak.is_some() || cfg!(not(target_os = "linux")), "the peak is in /proc/self/status");
    assert!(peak.is_none_or(|peak| peak <= BOUND), "{} MiB at the peak", peak.unwrap_or(0) >> 20);
}
