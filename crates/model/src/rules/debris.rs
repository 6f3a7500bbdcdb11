//! Debris of degenerated axons (W): what a cut nerve calls macrophages with, apart from its TNFα.
//!
//! Biology: the part of an axon that was cut off breaks up within days (in rodents within a week, Gaudet 2011,
//! doi:10.1186/1742-2094-8-110). What is left of axons and myelin, and the cells of the nerve that answer it, call monocytes out of the
//! blood; Schwann cells, neutrophils and macrophages clear it over weeks, also without the macrophages that come (Ccr2-/-: Lindborg 2017,
//! PMC5656991; Ccl2-/-: Talsma 2022, doi:10.1186/s12974-022-02497-9). Where axons do not break up (Wlds) macrophages come weeks later and
//! hyperalgesia is less (Myers 1996 and Ramer 1997, as reported by others).
//!
//! Rules. A cut of the share χ makes B = χ broken axons, of which none is a ruin yet: `B' = −kdeg·B`. In every voxel of the fascicle inside
//! the lesion (without a nerve: in every voxel of the lesion) `W' = kdeg·B − (kW + kMW·m)·W`, m = committed macrophages of the voxel over the
//! reference density. Vessels of the lesion outside the fascicle see no debris but what it calls with: `Fc' = kdeg·B − Fc/τc`. Solved
//! exactly for macrophages that stay for an interval.
//!
//! Assumed: all cut axons break up alike, and debris does not move. A chronic start has B = W = 0: its lost axons were cleared long ago.

use serde::{Deserialize, Serialize};

use super::geometry::{Geometry, NOWHERE};
use super::injury;
use super::macrophage::Phenotype;
use super::plan::Plan;
use super::setup::Start;
use super::tissue::Tissue;
use crate::math;

/// Less than this share of an axon is none.
const NONE: f64 = 1e-9;

/// Parameters of the debris.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// kdeg: rate at which broken axons become ruins, 1/day.
    pub degeneration_rate: f64,
    /// kW: clearance without macrophages, 1/day.
    pub clearance_rate: f64,
    /// kMW: clearance added by macrophages at the reference density, 1/day.
    pub clearance_rate_macrophage: f64,
    /// τc: time constant of what calls cells outside the fascicle, days.
    pub call_time: f64,
}

/// The debris of a tissue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Debris {
    /// B: share of the axons that are broken and no ruins yet.
    pub breaking: f64,
    /// Fc: what calls monocytes outside the fascicle, in units of W.
    pub call: f64,
    /// W of the voxels of the fascicle inside the lesion, in their order, 0 to 1; empty while there is none.
    pub amount: Vec<f64>,
    /// W̄: its mean over the fascicle inside the lesion.
    pub mean: f64,
}

impl Debris {
    /// W of a voxel.
    #[inline]
    pub fn at(&self, geometry: &Geometry, voxel: usize) -> f64 {
        self.amount.get(geometry.fascicle_rows[voxel] as usize).copied().unwrap_or(0.0)
    }

    /// Whether nothing is broken, and nothing left of what was.
    pub fn is_none(&self) -> bool {
        self.breaking == 0.0 && self.call == 0.0 && self.mean == 0.0
    }
}

/// Breaks the axons that an acute injury cuts, on its day 0 and on each further cycle.
pub fn cut(plan: &Plan, tissue: &mut Tissue) {
    if let Start::AcuteInjury { cut_share } = plan.setup.start
        && let Some(number) = injury::cut_now(plan, tissue)
    {
        // As many as are cut: axons are whole, and none is cut twice.
        let axons = tissue.axons.len() as f64;
        let share = if axons > 0.0 { (cut_share * axons).round() / axons } else { cut_share };
        tissue.debris.breaking += share.min(1.0 - number as f64 * share).max(0.0);
    }
}

/// What a pool holds after `days`: it is fed by `broken` at `rate` at their own end, and is lost at `loss`.
///
/// `W' = rate·B − loss·W` with `B' = −rate·B`, solved exactly.
fn fed(pool: f64, loss: f64, broken: f64, rate: f64, days: f64) -> f64 {
    let meanwhile = math::exp(-rate.min(loss) * days) * math::mean_survival((loss - rate).abs(), days);
    let made = rate * broken * days * meanwhile;
    let left = pool * math::exp(-loss * days) + made;
    if left < NONE { 0.0 } else { left }
}

/// Degeneration and clearance over one field interval.
pub fn clear(plan: &Plan, tissue: &mut Tissue) {
    if tissue.debris.is_none() {
        return;
    }
    let (p, days) = (&plan.setup.parameters.debris, plan.field_days());
    let density = committed(plan, tissue);
    let Debris { breaking, call, amount, mean } = &mut tissue.debris;
    let after = |pool: f64, loss: f64| fed(pool, loss, *breaking, p.degeneration_rate, days);
    *call = after(*call, 1.0 / p.call_time);
    let voxels = &plan.geometry.fascicle_voxels;
    amount.resize(voxels.len(), 0.0);
    for (here, voxel) in amount.iter_mut().zip(voxels) {
        let loss = p.clearance_rate + p.clearance_rate_macrophage * density[*voxel as usize];
        *here = after(*here, loss);
    }
    *mean = amount.iter().sum::<f64>() / voxels.len().max(1) as f64;
    let left = *breaking * math::exp(-p.degeneration_rate * days);
    *breaking = if left < NONE { 0.0 } else { left };
    if tissue.debris.is_none() {
        tissue.debris = Debris::default();
    }
}

/// Committed macrophages of every voxel, relative to the reference density.
fn committed(plan: &Plan, tissue: &Tissue) -> Vec<f64> {
    let grid = &plan.setup.grid;
    let one = 1.0 / (grid.voxel_volume_ml() * plan.setup.parameters.macrophage.reference_density);
    let mut density = vec![0.0; grid.len()];
    let cells = &tissue.macrophages;
    for (phenotype, position) in cells.phenotype.iter().zip(&cells.position) {
        if *phenotype != Phenotype::M0 {
            density[grid.voxel_at(*position)] += one;
        }
    }
    density
}

/// What calls monocytes at a voxel of the lesion besides the drive.
#[inline]
pub fn call_at(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let geometry = &plan.geometry;
    if geometry.fascicle_rows[voxel] == NOWHERE { tissue.debris.call } else { tissue.debris.at(geometry, voxel) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_axons_become_debris_and_debris_goes_as_by_small_steps() {
        for (rate, loss) in [(0.48, 0.114), (0.114, 0.48), (0.3, 0.3)] {
            let (mut broken, mut debris, step) = (0.7, 0.2, 1e-5);
            for _ in 0..200_000 {
                debris += step * (rate * broken - loss * debris);
                broken -= step * rate * broken;
            }
            let exact = fed(0.2, loss, 0.7, rate, 2.0);
            assert!((exact - debris).abs() < 1e-5, "{exact} {debris}");
        }
        assert_eq!(fed(1e-10, 0.1, 0.0, 0.48, 1.0), 0.0, "a trace is none");
    }
}
