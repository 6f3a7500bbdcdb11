//! The niche imprint: what dying ADMSC leave in the local myeloid niche.
//!
//! Biology: macrophages that take up apoptotic MSC, or their vesicles, are reprogrammed for longer than the cells live
//! (Galleu 2017 Sci Transl Med 9:eaam7828; Pang 2021 Nat Commun 12:6495).
//!
//! Rule: every death imprints a box of 125 µm: `R += (1 − R)·(1 − exp(−κR·q·ρ_dead/(1 + ρ_live)))`, densities in 10⁶/mL
//! of the box within the window; R decays over 58 d and does not spread.
//!
//! Assumed: no human data show an imprint of months. A rival fit with little bistability met the same means. Cells that
//! die outside the lesion imprint tissue without macrophages, to no effect.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::stem_cell::Life;
use super::tissue::Tissue;
use crate::engine::bins;
use crate::math;

/// The niche imprint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// κR: imprint per density of 10⁶ dying cells per mL, divided by one plus the same density of living cells.
    pub imprint_strength: f64,
    /// Edge of the imprinted box, µm.
    pub imprint_box: f64,
    /// τR: decay time, days.
    pub imprint_decay_time: f64,
}

/// Imprint of the deaths at `died_um`, and decay, over one field interval.
pub fn imprint(plan: &Plan, tissue: &mut Tissue, died_um: &[[f64; 3]]) {
    let p = &plan.setup.parameters.niche;
    let keep = math::exp(-plan.field_days() / p.imprint_decay_time);
    tissue.imprint.mapv_inplace(|r| r * keep);
    if died_um.is_empty() {
        return;
    }
    let grid = &plan.setup.grid;
    let half_width = ((p.imprint_box / grid.spacing_um - 1.0) / 2.0).round().max(0.0) as u32;
    let mut dead = vec![0; grid.len()];
    died_um.iter().for_each(|place| dead[grid.voxel_at(*place)] += 1);
    let mut live = vec![0; grid.len()];
    let cells = &tissue.stem_cells;
    for row in (0..cells.len()).filter(|row| cells.life[*row] == Life::Alive) {
        live[grid.voxel_at(cells.position[row])] += 1;
    }
    let dead = bins::box_sums(grid, &dead, half_width);
    let live = bins::box_sums(grid, &live, half_width);
    let strength = p.imprint_strength * plan.potency;
    for (voxel, r) in tissue.imprint.iter_mut().enumerate().filter(|(voxel, _)| dead[*voxel] > 0) {
        let millions_per_cell = 1e-6 / (f64::from(bins::box_size(grid, voxel, half_width)) * grid.voxel_volume_ml());
        let density = |count: u32| f64::from(count) * millions_per_cell;
        *r += (1.0 - *r) * -math::expm1(-strength * density(dead[voxel]) / (1.0 + density(live[voxel])));
    }
}
