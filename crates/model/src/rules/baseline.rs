//! The state before the first treatment: one injury, many futures.
//!
//! A chronic patient starts in the painful state of the mean field, a healthy one in the quiet state; then the cells
//! live on their own for the length of the baseline (250 d unless said otherwise). All arms of a patient share it.

use super::axon;
use super::macrophage::Phenotype;
use super::mean_field::{MeanField, State};
use super::plan::Plan;
use super::sensitisation::Sensitisation;
use super::step::Steps;
use super::tissue::Tissue;
use crate::engine::walker::{Bias, fresh_direction};
use crate::rng::{Purpose, lineage};
use crate::rules::watch::{inspect, room};

/// Kind of lineage: a macrophage that was there from the beginning, (phenotype, index).
const INITIAL: u64 = 0;

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
    place_macrophages(plan, &mut tissue, state);
    if let Some(nerve) = plan.setup.nerve {
        tissue.axons = axon::place(plan, nerve, field.myelin(state));
    }
    tissue
}

/// Macrophages at random places of the lesion.
fn place_macrophages(plan: &Plan, tissue: &mut Tissue, state: &State) {
    let grid = &plan.setup.grid;
    let lesion = &plan.geometry.lesion_voxels;
    for (kind, phenotype, density) in
        [(0, Phenotype::M0, state.m0), (1, Phenotype::M1, state.m1), (2, Phenotype::M2, state.m2)]
    {
        // Of those for whom there is no room only so many that the run is stopped for it.
        let expected = (density * plan.geometry.lesion_volume_ml).min(1.01 * room(grid));
        let count = plan.streams.open(Purpose::InitialMacrophages, 0, kind).round(expected);
        for index in 0..count {
            let id = lineage(INITIAL, [kind, index, 0]);
            let mut stream = plan.streams.open(Purpose::InitialMacrophages, 1, id);
            let voxel = lesion[(stream.uniform() * lesion.len() as f64) as usize];
            let mut position = grid.centre_um(voxel as usize);
            for coordinate in position.iter_mut().take(grid.dimensions() as usize) {
                *coordinate += grid.spacing_um * (stream.uniform() - 0.5);
            }
            let heading = fresh_direction(Bias::NONE, grid.dimensions(), &mut stream).map(|x| x as f32);
            tissue.macrophages.push(id, position, heading, phenotype, 0);
        }
    }
}
