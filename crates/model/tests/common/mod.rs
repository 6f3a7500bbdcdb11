//! What several tests need: patients of the bundled presets, small helpers.
#![allow(dead_code, reason = "every test binary uses a part of this module")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use admsc_model::parallel::Serial;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Cadence, Dose, Preparation, Route, Setup, Start};
use admsc_model::simulation::Simulation;
use serde::Serialize;

/// Seed of all tests that do not vary it.
pub const SEED: u64 = 1;

/// The mean discogenic patient without treatment.
pub fn discogenic() -> Setup {
    preset(include_str!("../../presets/discogenic.json"))
}

/// The mean patient with cancer pain without treatment.
pub fn cancer() -> Setup {
    preset(include_str!("../../presets/cancer.json"))
}

/// The mean patient with rheumatoid arthritis without treatment.
pub fn rheumatoid() -> Setup {
    preset(include_str!("../../presets/rheumatoid.json"))
}

/// The mean neuropathic patient without treatment.
pub fn neuropathic() -> Setup {
    preset(include_str!("../../presets/neuropathic.json"))
}

fn preset(json: &str) -> Setup {
    serde_json::from_str(json).unwrap()
}

/// A healthy nerve of which `cut_share` is cut on day 0.
pub fn acute_injury(cut_share: f64) -> Setup {
    Setup { start: Start::AcuteInjury { cut_share }, ..neuropathic() }
}

/// A preset on voxels of 50 µm and steps of 12 h: the coarse grid of studies that need many runs.
pub fn coarse(setup: Setup) -> Setup {
    let mut grid = setup.grid;
    (grid.nx, grid.ny, grid.spacing_um) = (grid.nx / 2, grid.ny / 2, 2.0 * grid.spacing_um);
    assert!(grid.spacing_um == 50.0 && grid.nz == 1);
    Setup { grid, cadence: Cadence { tick_minutes: 720, field_ticks: 1, slow_ticks: 2 }, ..setup }
}

/// An injection.
pub fn needle(at_days: f64, cells: f64, tip_um: [f64; 3]) -> Dose {
    Dose { at_days, cells, cells_per_kg: None, preparation: Preparation::Live, route: Route::Needle { tip_um } }
}

/// An infusion.
pub fn vein(at_days: f64, cells: f64) -> Dose {
    Dose { at_days, cells, cells_per_kg: None, preparation: Preparation::Live, route: Route::Vein }
}

/// One injection on day 0, half a millimetre outside the lesion's left edge.
pub fn with_needle(mut setup: Setup, cells: f64) -> Setup {
    let size = setup.grid.size_um();
    setup.doses = vec![needle(0.0, cells, [setup.lesion.from_um[0] - 500.0, 0.5 * size[1], 0.5 * size[2]])];
    setup
}

/// One injection of cells that cannot leave the needle.
pub fn with_frozen_cells(setup: Setup, cells: f64) -> Setup {
    let mut setup = with_needle(setup, cells);
    setup.parameters.stem_cell.forward_index_max = 0.0;
    setup.parameters.stem_cell.speed = 0.0;
    setup
}

/// A setup made ready.
pub fn plan(setup: Setup) -> Plan {
    Plan::new(setup, SEED, 0).unwrap()
}

/// Day 0 of the mean patient.
pub fn simulation(setup: Setup) -> Simulation {
    patient_simulation(setup, 0)
}

/// Day 0 of the mean patient with the luck of patient `patient`.
pub fn patient_simulation(setup: Setup, patient: u32) -> Simulation {
    Simulation::prepare(setup, SEED, patient, Serial, |_| {}).unwrap()
}

/// Results of independent jobs on all cores, in order.
pub fn jobs<T: Send>(rows: usize, job: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let row = next.fetch_add(1, Ordering::Relaxed);
            if row >= rows {
                return;
            }
            let result = job(row);
            done.lock().unwrap().push((row, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(row, _)| *row);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The bytes of a value.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap()
}

/// Mean and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// The most memory this process has held so far, bytes; `None` where the system does not say.
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
