//! The state before the first treatment: one injury, many futures.
//!
//! A chronic patient starts in the painful state of the mean field, a healthy one in the quiet state; then the cells
//! live on their own for the length of the baseline (250 d unless said otherwise). All arms of a patient share it.

use super::macrophage::Phenotype;
use super::mean_field::{MeanField, State};
use super::plan::Plan;
use super::sensitisation::Sensitisation;
use super::step::Steps;
use super::t_cell::{self, Kind};
use super::tissue::Tissue;
use super::{axon, microglia};
use crate::engine::walker::{Bias, fresh_direction};
use crate::rng::{Purpose, lineage};
use crate::rules::watch::{inspect, room};

/// Kind of lineage: a macrophage that was there from the beginning, (phenotype, index).
const INITIAL: u64 = 0;

/// The same of a T cell: (kind, index).
const INITIAL_T: u64 = 4;

/// Prepares the tissue of day 0. `progress` is told the share done, 0 to 1.
pub fn prepare(plan: &Plan, workers: impl Steps, mut progress: impl FnMut(f64)) -> Tissue {
    let mut tissue = seed(plan);
    while advance(plan, &mut tissue, workers, &mut progress) {}
    tissue
}

/// Advances a baseline by one base tick; says whether there was one left, or whether its state has become one that cannot be: who
/// begins a run from it is told what is wrong. `progress` is told the share done once a slow interval.
pub fn advance(plan: &Plan, tissue: &mut Tissue, workers: impl Steps, mut progress: impl FnMut(f64)) -> bool {
    let is_slow = |tissue: &Tissue| tissue.clock.due(plan.setup.cadence.slow_ticks);
    if tissue.clock.tick >= tissue.clock.origin || (is_slow(tissue) && inspect(plan, tissue).is_err()) {
        return false;
    }
    workers.step(plan, tissue);
    if is_slow(tissue) {
        progress(f64::from(tissue.clock.tick) / f64::from(tissue.clock.origin));
    }
    true
}

/// Cells and structure at the densities of the mean field, at random places of the lesion.
pub fn seed(plan: &Plan) -> Tissue {
    seed_at(plan, &MeanField::new(plan).baseline_start())
}

/// The same at those of a state, which takes most of the time to find.
pub fn seed_at(plan: &Plan, state: &State) -> Tissue {
    let field = MeanField::new(plan);
    let mut tissue = Tissue::empty(plan);
    for voxel in &plan.geometry.lesion_voxels {
        let [x, y, z] = plan.setup.grid.coordinates(*voxel as usize);
        tissue.integrity[[z as usize, y as usize, x as usize]] = state.integrity;
    }
    tissue.sensitisation = Sensitisation { peripheral: state.peripheral, central: state.central };
    tissue.microglia = microglia::place(plan, [state.reactive, state.resolving]);
    place_macrophages(plan, &mut tissue, state);
    place_t_cells(plan, &mut tissue, state);
    if let Some(nerve) = plan.setup.nerve {
        tissue.axons = axon::place(plan, nerve, field.myelin(state));
    }
    tissue
}

/// Macrophages at random places of the lesion.
fn place_macrophages(plan: &Plan, tissue: &mut Tissue, state: &State) {
    for (kind, phenotype, density) in
        [(0, Phenotype::M0, state.m0), (1, Phenotype::M1, state.m1), (2, Phenotype::M2, state.m2)]
    {
        scatter(plan, (Purpose::InitialMacrophages, INITIAL), kind, density, |id, position, heading| {
            tissue.macrophages.push(id, position, heading, phenotype, 0);
        });
    }
}

/// T cells at random places of the lesion.
fn place_t_cells(plan: &Plan, tissue: &mut Tissue, state: &State) {
    for (number, kind, density) in [(0, Kind::Effector, state.t_effector), (1, Kind::Regulatory, state.t_regulatory)] {
        scatter(plan, (Purpose::InitialTCells, INITIAL_T), number, density, |id, position, heading| {
            tissue.t_cells.push(id, position, heading, kind, 0);
        });
    }
    t_cell::look(plan, tissue);
}

/// Cells of a kind at random places of the lesion, at `density` (cells/mL).
fn scatter(
    plan: &Plan,
    (purpose, lineages): (Purpose, u64),
    kind: u64,
    density: f64,
    mut place: impl FnMut(u64, [f64; 3], [f32; 3]),
) {
    let grid = &plan.setup.grid;
    let lesion = &plan.geometry.lesion_voxels;
    // Of those for whom there is no room only so many that the run is stopped for it.
    let expected = (density * plan.geometry.lesion_volume_ml).min(1.01 * room(grid));
    let count = plan.streams.open(purpose, 0, kind).round(expected);
    for index in 0..count {
        let id = lineage(lineages, [kind, index, 0]);
        let mut stream = plan.streams.open(purpose, 1, id);
        let voxel = lesion[(stream.uniform() * lesion.len() as f64) as usize];
        let mut position = grid.centre_um(voxel as usize);
        for coordinate in position.iter_mut().take(grid.dimensions() as usize) {
            *coordinate += grid.spacing_um * (stream.uniform() - 0.5);
        }
        let heading = fresh_direction(Bias::NONE, grid.dimensions(), &mut stream).map(|x| x as f32);
        place(id, position, heading);
    }
}
