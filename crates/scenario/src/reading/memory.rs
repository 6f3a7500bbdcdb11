//! Whether a run fits in memory, before it is begun.

use super::diagnostics::{Location, Log};
use super::tree::Table;
use super::{Exports, Format, TOP, agents};
use crate::language::english;
use admsc_model::observe::axons::AxonRow;
use admsc_model::observe::cells::Cell;
use admsc_model::observe::fields::MAPS;
use admsc_model::rules::recruitment;
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::t_cell;
use admsc_model::rules::watch;

/// Most memory that a run may need, bytes.
pub const LIMIT: f64 = 4.0 * 1024.0 * 1024.0 * 1024.0;

/// Bytes of a voxel: seven species in three representations each, their propagators, maps and working space.
const VOXEL: f64 = 400.0;

/// Bytes of a cell: its row, its place in the bins, and room to grow.
const CELL: f64 = 200.0;

/// Bytes of a row of the record, in memory and as text.
const ROW: f64 = 1200.0;

/// Most vessels; each is compared with each voxel once.
const VESSELS: f64 = 100_000.0;

/// Notes a window whose voxels alone exceed the limit.
pub fn grid_fits(log: &mut Log, place: &Location, counts: &[f64]) -> bool {
    let needed = counts.iter().product::<f64>() * VOXEL;
    if needed <= LIMIT {
        return true;
    }
    let shape: Vec<String> = counts.iter().map(|count| whole(*count)).collect();
    let message = english("the window of {shape} voxels needs about {needed} of memory, the limit is {limit}")
        .with("shape", shape.join(" × "))
        .with("needed", gib(needed))
        .with("limit", gib(LIMIT));
    let help = english("choose a smaller window or a larger voxel").into();
    log.error_with_suggestion(place, message, english("expected fewer voxels"), Some(help));
    false
}

/// Memory that a run needs, bytes.
pub fn memory_bytes(setup: &Setup) -> f64 {
    let (injected, macrophages) = cells_in_window(setup);
    setup.grid.len() as f64 * VOXEL + (injected + macrophages) * CELL
}

/// Notes doses and densities whose cells exceed the limit.
/// `places` are those of what decides the number of injected cells and that of macrophages, `vessels` those of what decides the
/// number of vessels.
pub fn cells_fit(log: &mut Log, setup: &Setup, places: [&[Option<&Location>]; 2], vessels: &[Option<&Location>]) {
    let p = &setup.parameters;
    let (injected, macrophages) = cells_in_window(setup);
    let needed = memory_bytes(setup);
    if needed > LIMIT {
        let message = english(
            "{cells} injected cells and {macrophages} macrophages in the window need about {needed} of memory, the \
             limit is {limit}",
        )
        .with("cells", format_args!("{injected:.3e}"))
        .with("macrophages", format_args!("{macrophages:.3e}"))
        .with("needed", gib(needed))
        .with("limit", gib(LIMIT));
        let (places, expectation) = if macrophages > injected {
            (places[1], english("expected a slower turnover of macrophages, or a smaller window"))
        } else {
            (places[0], english("expected fewer cells in the window"))
        };
        let place = log.blame(places.iter().copied()).unwrap_or(&TOP);
        log.error(place, message, expectation);
    }
    let room = watch::room(&setup.grid);
    if needed <= LIMIT && macrophages > room {
        let message =
            english("{macrophages} macrophages and T cells would be in the window, which has room for {room}")
                .with("macrophages", format_args!("{macrophages:.3e}"))
                .with("room", format_args!("{room:.3e}"));
        let place = log.blame(places[1].iter().copied()).unwrap_or(&TOP);
        log.error(place, message, english("expected a slower turnover of macrophages"));
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

/// Injected cells that come to lie in the window, and macrophages where all is inflamed.
fn cells_in_window(setup: &Setup) -> (f64, f64) {
    let given = setup.doses.iter().map(|dose| agents::expected(setup, dose));
    let again = |rule: &Retreatment| f64::from(rule.at_most) * agents::expected(setup, &rule.dose);
    (given.chain(setup.retreatments.iter().map(again)).fold(0.0, |all, cells| all + cells), macrophages(setup))
}

/// Macrophages and T cells where all is inflamed: of macrophages those that have committed, those that have not yet, and those that enter in one interval and
/// are lost only at its end.
fn macrophages(setup: &Setup) -> f64 {
    let p = &setup.parameters;
    let (m, volume_ml) = (&p.macrophage, setup.grid.volume_ml());
    let drive = p.drive.most();
    let called = (m.recruitment_base + m.recruitment_gain * drive + m.recruitment_gain_debris).max(1.0);
    let entering = recruitment::rate(m, volume_ml, 1, drive, 1.0);
    let interval_days = f64::from(setup.cadence.field_ticks * setup.cadence.tick_minutes) / 1440.0;
    let t_cells = t_cell::entry(&p.t_cell, m.recruitment_base, drive) * volume_ml;
    let of_t_cells = t_cells * (1.0 / p.t_cell.loss_rate.max(f64::MIN_POSITIVE) + interval_days);
    m.reference_density * volume_ml * called
        + entering * (1.0 / (m.commitment_rate() + m.loss_rate) + interval_days)
        + of_t_cells
}

/// Bytes of the exports of a run on the disk, nearly, without compression.
pub fn export_bytes(setup: &Setup, exports: &Exports, visits: usize) -> f64 {
    let of_visit = bytes_of_visit(setup, exports).map(|(_, formats, bytes)| formats.len() as f64 * bytes);
    of_visit.iter().sum::<f64>() * visits as f64
}

/// What a visit takes in each kind of export, bytes, with the name of its key and the formats that are asked for.
fn bytes_of_visit<'a>(setup: &Setup, exports: &'a Exports) -> [(&'static str, &'a [Format], f64); 3] {
    let (given, macrophages) = cells_in_window(setup);
    let axons = setup.nerve.map_or(0, |nerve| nerve.axons);
    [
        ("fields", &exports.fields, 8.0 * MAPS as f64 * setup.grid.len() as f64),
        ("cells", &exports.cells, size_of::<Cell>() as f64 * (given + macrophages)),
        ("axons", &exports.axons, size_of::<AxonRow>() as f64 * f64::from(axons)),
    ]
}

/// Notes exports that exceed the limit: what is kept until the run ends, and twice that while a file is made of it.
pub fn exports_fit(log: &mut Log, setup: &Setup, exports: &Exports, visits_days: &[u32], output: &Table) {
    let chosen = bytes_of_visit(setup, exports).into_iter().filter(|(_, formats, _)| !formats.is_empty());
    let chosen: Vec<(&str, f64)> =
        chosen.map(|(name, _, bytes)| (name, 3.0 * bytes * visits_days.len() as f64)).collect();
    let needed = setup.grid.len() as f64 * VOXEL + chosen.iter().map(|(_, bytes)| bytes).sum::<f64>();
    let largest = chosen.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((name, _)) = largest.filter(|_| needed > LIMIT) {
        let visits = visits_days.len();
        let message = english("exports at {visits} visits need about {needed} of memory, the limit is {limit}")
            .with("visits", visits)
            .with("needed", gib(needed))
            .with("limit", gib(LIMIT));
        let place = output.get(*name).map_or(&TOP, |item| &item.place);
        log.error(place, message, english("expected fewer visits, or fewer exports"));
    }
}

/// Notes replicates whose records exceed the limit. `places` are those of what decides their number and length.
pub fn records_fit(log: &mut Log, setup: &Setup, replicates: u32, places: &[Option<&Location>]) {
    let interval_minutes = setup.cadence.tick_minutes * setup.cadence.slow_ticks;
    let rows = f64::from(replicates) * f64::from(setup.horizon_days) * 1440.0 / f64::from(interval_minutes);
    if replicates > 1 && rows * ROW > LIMIT {
        let message =
            english("the records of {replicates} replicates need about {needed} of memory, the limit is {limit}")
                .with("replicates", replicates)
                .with("needed", gib(rows * ROW))
                .with("limit", gib(LIMIT));
        let place = log.blame(places.iter().copied()).unwrap_or(&TOP);
        log.error(place, message, english("expected fewer replicates, or a shorter horizon"));
    }
}

/// Bytes in words.
pub fn gib(bytes: f64) -> String {
    let gib = bytes / (1024.0 * 1024.0 * 1024.0);
    if gib < 1e6 { format!("{gib:.1} GiB") } else { format!("{gib:.1e} GiB") }
}

fn whole(count: f64) -> String {
    if count < 1e9 { format!("{count:.0}") } else { format!("{count:.1e}") }
}
