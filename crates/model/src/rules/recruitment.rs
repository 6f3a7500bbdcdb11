//! Monocytes that enter the tissue at its vessels.
//!
//! Biology: inflamed endothelium calls monocytes; the call grows with the local drive, and with the debris of cut axons (see
//! [`super::debris`]).
//!
//! Rule: at vessel v of n, Poisson with rate `V_lesion/n · d·(kc + d)/kc · ρ_ref·(b + g·J_v + gW·W_v)` per day, so that in a
//! steady state the committed cells have density `ρ_ref·(b + g·J + gW·W)` (a part of the M0 is lost before it commits).
//! g makes the disease bistable in space: quiet tissue calls fewer cells.

use super::macrophage::Phenotype;
use super::plan::Plan;
use super::tissue::Tissue;
use super::{debris, drive, macrophage};
use crate::engine::walker::{Bias, fold, fresh_direction};
use crate::parallel::Workers;
use crate::rng::{Purpose, lineage};

/// Kind of lineage: a monocyte that entered at (vessel, tick, index).
const ENTERED: u64 = 1;

/// Cells that enter at one vessel per day, at drive `j` and debris `w`.
pub fn rate(p: &macrophage::Parameters, lesion_volume_ml: f64, vessels: usize, j: f64, w: f64) -> f64 {
    let kc = p.commitment_rate();
    let turnover = p.loss_rate * (kc + p.loss_rate) / kc;
    let called = p.recruitment_base + p.recruitment_gain * j + p.recruitment_gain_debris * w;
    lesion_volume_ml / vessels as f64 * turnover * p.reference_density * called
}

/// Mean number of cells that enter at a vessel over one field interval.
fn at_vessel(plan: &Plan, tissue: &Tissue, vessel: usize) -> f64 {
    let geometry = &plan.geometry;
    let voxel = geometry.vessel_voxels[vessel] as usize;
    let (j, w) = (drive::at(plan, tissue, voxel), debris::call_at(plan, tissue, voxel));
    let vessels = geometry.vessels_um.len();
    rate(&plan.setup.parameters.macrophage, geometry.lesion_volume_ml, vessels, j, w) * plan.field_days()
}

/// Mean number of cells that enter over one field interval, at all vessels.
pub fn expected(plan: &Plan, tissue: &Tissue) -> f64 {
    (0..plan.geometry.vessels_um.len()).map(|vessel| at_vessel(plan, tissue, vessel)).sum()
}

/// Lets monocytes in over one field interval.
pub fn enter(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let (tick, geometry, state) = (tissue.clock.tick, &plan.geometry, &*tissue);
    let counts = workers.map(geometry.vessels_um.len(), |vessel| {
        let expected = at_vessel(plan, state, vessel);
        plan.streams.open(Purpose::Recruitment, tick, vessel as u64).poisson(expected)
    });
    for (vessel, count) in counts.into_iter().enumerate() {
        for index in 0..count {
            let id = lineage(ENTERED, [vessel as u64, u64::from(tick), u64::from(index)]);
            let (position, heading) = beside(plan, geometry.vessels_um[vessel], tick, id);
            tissue.macrophages.push(id, position, heading, Phenotype::M0, tick);
        }
    }
}

/// A place beside a vessel, up to 12.5 µm off along each axis, and a random heading.
pub fn beside(plan: &Plan, vessel_um: [f64; 3], tick: u32, id: u64) -> ([f64; 3], [f32; 3]) {
    let grid = &plan.setup.grid;
    let size = grid.size_um();
    let mut stream = plan.streams.open(Purpose::Arrival, tick, id);
    let mut position = vessel_um;
    for axis in 0..grid.dimensions() as usize {
        position[axis] = fold(position[axis] + 25.0 * (stream.uniform() - 0.5), size[axis]).0;
    }
    (position, fresh_direction(Bias::NONE, grid.dimensions(), &mut stream).map(|x| x as f32))
}
