//! The coarse grid of studies that need many runs: voxels of 50 µm and steps of 12 h, about a sixth of the work.

use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::is_allowed;
use admsc_model::rules::setup::{Cadence, Setup};

/// Edge of a voxel, µm.
pub const VOXEL_UM: f64 = 50.0;

/// Half a day for cells and fields, a day for structure and nervous system.
const CADENCE: Cadence = Cadence { tick_minutes: 720, field_ticks: 1, slow_ticks: 2 };

/// The same as keys of a scenario.
pub const KEYS: [(&str, &str); 3] = [("tissue.voxel", "50 um"), ("cadence.tick", "12 h"), ("cadence.field", "12 h")];

/// A setup on the coarse grid; what is as coarse already stays. Where the window is no whole number of such voxels, as many of
/// its own are merged as can be.
pub fn coarse(setup: &Setup) -> Setup {
    let mut coarse = coarse_voxels(setup);
    if coarse.cadence.tick_minutes < CADENCE.tick_minutes {
        coarse.cadence = CADENCE;
    }
    coarse
}

/// A setup on coarse voxels, in its own steps: coarser ones would bring about other courses.
pub fn coarse_voxels(setup: &Setup) -> Setup {
    Setup { grid: coarser(&setup.grid).unwrap_or(setup.grid), ..setup.clone() }
}

/// Days of doses that are no multiple of a coarse step.
pub fn is_between_steps(at_days: f64) -> bool {
    (at_days * 1440.0 / f64::from(CADENCE.tick_minutes)).fract() != 0.0
}

fn coarser(grid: &Grid) -> Option<Grid> {
    let merged = VOXEL_UM / grid.spacing_um;
    let whole = (2..=merged.floor().max(1.0) as u32).rev().map(f64::from);
    std::iter::once(merged).chain(whole).filter(|by| *by > 1.0).find_map(|by| divided(grid, by))
}

/// A grid with so many voxels along an axis in one; nothing where they do not fit. An axis of one voxel keeps it.
fn divided(grid: &Grid, by: f64) -> Option<Grid> {
    let along = |count: u32| match f64::from(count) / by {
        _ if count == 1 => Some(1),
        left if left.fract() == 0.0 && is_allowed(left as u32) => Some(left as u32),
        _ => None,
    };
    let (nx, ny, nz) = (along(grid.nx)?, along(grid.ny)?, along(grid.nz)?);
    Some(Grid { nx, ny, nz, spacing_um: grid.spacing_um * by, ..*grid })
}
