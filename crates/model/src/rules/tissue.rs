//! The state of one patient's tissue. It serialises whole: a checkpoint is this and the setup.

use ndarray::Array3;
use serde::{Deserialize, Serialize};

use super::axon::Axons;
use super::circulation::Circulation;
use super::debris::Debris;
use super::macrophage::Macrophages;
use super::microglia::Microglia;
use super::pain::Pain;
use super::plan::Plan;
use super::sensitisation::Sensitisation;
use super::species::{Fields, Species};
use super::stem_cell::StemCells;
use super::t_cell::TCells;
use super::watch::{self, Fault};
use crate::engine::clock::Clock;

/// Everything that changes during a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tissue {
    /// Time.
    pub clock: Clock,
    /// Soluble signals.
    pub fields: Fields,
    /// Niche imprint R per voxel, 0 to 1, shape (nz, ny, nx).
    pub imprint: Array3<f64>,
    /// Matrix integrity S per voxel, 0 to 1, shape (nz, ny, nx).
    pub integrity: Array3<f64>,
    /// Debris of degenerated axons.
    pub debris: Debris,
    /// Macrophages.
    pub macrophages: Macrophages,
    /// Injected cells.
    pub stem_cells: StemCells,
    /// The nerve.
    pub axons: Axons,
    /// Lung, blood, education.
    pub circulation: Circulation,
    /// T cells.
    pub t_cells: TCells,
    /// Burden of a tumour, 0 to 1.
    pub tumour_burden: f64,
    /// Microglia of the segment.
    pub microglia: Microglia,
    /// The nervous system.
    pub sensitisation: Sensitisation,
    /// The pain proxy at the last slow step.
    pub pain: Pain,
}

impl Tissue {
    /// Tissue without cells: zero fields, healthy integrity everywhere, the clock at the beginning of the baseline.
    pub fn empty(plan: &Plan) -> Self {
        let shape = plan.setup.grid.shape();
        Self {
            clock: Self::empty_clock(plan),
            fields: Fields::new(&plan.setup.grid),
            imprint: Array3::zeros(shape),
            integrity: Array3::from_elem(shape, plan.setup.parameters.tissue.healthy_integrity),
            debris: Debris::default(),
            macrophages: Macrophages::default(),
            stem_cells: StemCells::default(),
            axons: Axons::default(),
            circulation: Circulation::default(),
            t_cells: TCells::default(),
            tumour_burden: plan.setup.parameters.tumour.initial_burden,
            microglia: Microglia::default(),
            sensitisation: Sensitisation::default(),
            pain: Pain::default(),
        }
    }

    /// The clock at the beginning of the baseline.
    pub(super) fn empty_clock(plan: &Plan) -> Clock {
        let mut clock = Clock { tick: 0, origin: 0, tick_minutes: plan.setup.cadence.tick_minutes };
        clock.origin = clock.ticks_in(f64::from(plan.setup.baseline_days));
        clock
    }

    /// Matrix integrity of a voxel.
    #[inline]
    pub fn integrity_at(&self, voxel: usize) -> f64 {
        value(&self.integrity, voxel)
    }

    /// Niche imprint of a voxel.
    #[inline]
    pub fn imprint_at(&self, voxel: usize) -> f64 {
        value(&self.imprint, voxel)
    }

    /// Mean concentration of a species in the lesion, ng/mL.
    pub fn lesion_mean(&self, plan: &Plan, species: Species) -> f64 {
        let field = self.fields.field(species);
        // Those of ADMSC are empty for most of a year.
        if field.is_occupied() { plan.geometry.lesion_mean(|voxel| field.values()[voxel]) } else { 0.0 }
    }

    /// Recomputes what a stored state leaves out. Call it after reading one.
    ///
    /// # Errors
    /// When the stored state is none that this run can be in.
    pub fn restore(&mut self, plan: &Plan) -> Result<(), Fault> {
        watch::fits(plan, self)?;
        let restored = self.fields.restore(&plan.setup.grid, &plan.transform);
        restored.map_err(|_| Fault::Unfit { what: "fields" })?;
        watch::inspect(plan, self)
    }
}

/// Value of a map by voxel number.
#[inline]
fn value(map: &Array3<f64>, voxel: usize) -> f64 {
    // Maps are made contiguous and stay so; a map that is not is read in the same order, only slower.
    map.as_slice().map_or_else(|| map.iter().copied().nth(voxel).unwrap_or_default(), |values| values[voxel])
}
