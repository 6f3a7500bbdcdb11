//! Whether a run fits in memory, before it is begun.

use super::TOP;
use super::diagnostics::{Log, Place};
use crate::language::english;
use crate::model::setup::{Preparation, Route, Setup};

/// Most memory that a run may need, bytes.
pub const LIMIT: f64 = 4.0 * 1024.0 * 1024.0 * 1024.0;

/// Bytes of a voxel: seven species in three representations each, their propagators, maps and working space.
const VOXEL: f64 = 400.0;

/// Bytes of a cell: its row, its place in the bins, and room to grow.
const CELL: f64 = 200.0;

/// Most vessels; each is compared with each voxel once.
const VESSELS: f64 = 100_000.0;

/// Notes a window whose voxels alone exceed the limit.
pub fn grid_fits(log: &mut Log, place: &Place, counts: &[f64]) -> bool {
    let needed = counts.iter().product::<f64>() * VOXEL;
    if needed <= LIMIT {
        return true;
    }
    let shape: Vec<String> = counts.iter().map(|count| whole(*count)).collect();
    let message = english("the window of {shape} voxels needs about {needed}, the limit is {limit}")
        .with("shape", shape.join(" × "))
        .with("needed", gib(needed))
        .with("limit", gib(LIMIT));
    let help = english("choose a smaller window or a larger voxel").into();
    log.error_with_suggestion(place, message, english("expected fewer voxels"), Some(help));
    false
}

/// Notes doses and densities whose cells exceed the limit.
/// `places` are those of what decides the number of cells, `vessels` those of what decides the number of vessels.
pub fn cells_fit(log: &mut Log, setup: &Setup, places: &[Option<&Place>], vessels: &[Option<&Place>]) {
    let p = &setup.parameters;
    let share = setup.grid.volume_ml() / p.tissue.treated_volume;
    let given: f64 = setup
        .doses
        .iter()
        .filter(|dose| matches!(dose.preparation, Preparation::Live | Preparation::Dead))
        .map(|dose| match dose.route {
            Route::Needle { .. } => dose.cells * p.stem_cell.retention,
            Route::Vein => dose.cells * p.circulation.tissue_fraction,
        })
        .sum();
    let macrophages = p.macrophage.reference_density * setup.grid.volume_ml();
    let needed = setup.grid.len() as f64 * VOXEL + (given * share + macrophages) * CELL;
    if needed > LIMIT {
        let message = english(
            "{cells} injected cells and {macrophages} macrophages in the window need about {needed}, the limit is {limit}",
        )
        .with("cells", format_args!("{:.3e}", given * share))
        .with("macrophages", format_args!("{macrophages:.3e}"))
        .with("needed", gib(needed))
        .with("limit", gib(LIMIT));
        let place = log.blame(places.iter().copied()).unwrap_or(&TOP);
        log.error(place, message, english("expected fewer cells in the window"));
    }
    let area_mm2 = 1e-6 * setup.grid.size_um()[0] * setup.grid.size_um()[1];
    let count = p.tissue.vessel_density * area_mm2;
    if count > VESSELS {
        let message = english("the window would have up to {found} vessels, the limit is {limit}")
            .with("found", format_args!("{count:.0}"))
            .with("limit", VESSELS);
        let place = log.blame(vessels.iter().copied()).unwrap_or(&TOP);
        log.error(place, message, english("expected a smaller tissue.vessel_density or window"));
    }
}

fn gib(bytes: f64) -> String {
    let gib = bytes / (1024.0 * 1024.0 * 1024.0);
    if gib < 1e6 { format!("{gib:.1} GiB") } else { format!("{gib:.1e} GiB") }
}

fn whole(count: f64) -> String {
    if count < 1e9 { format!("{count:.0}") } else { format!("{count:.1e}") }
}
