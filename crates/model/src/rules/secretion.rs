//! What feeds the fields: secretion of cells and injured tissue.
//!
//! Rules, per voxel and day:
//! - TNFα: M1 · secretion · 1/(1 + I/KI), `I = ½·IL10/IL10_ref + ½·U`; plus the acute injury and the flare of needles;
//! - IL-10: M2 · secretion;
//! - mediator: ADMSC · (rest + licensed·ℓ), unscaled by potency (potency acts on its effect, see polarisation);
//! - NGF, GDNF, VEGF: ADMSC · secretion · q, VEGF five times more without oxygen;
//! - CXCL12: `k·(lesion·(1 − S)/0.6 + 0.3·T)` ng/mL/day, which levels off near 1 ng/mL.

use serde::{Deserialize, Serialize};

use super::dose;
use super::flare;
use super::injury;
use super::macrophage::Phenotype;
use super::plan::Plan;
use super::polarisation;
use super::species::{Sources, Species};
use super::stem_cell::Life;
use super::tissue::Tissue;
use crate::math;

/// What makes tissue release CXCL12.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjurySignal {
    /// Loss of integrity in the lesion that gives the full source.
    pub integrity_scale: f64,
    /// Source per relative TNFα.
    pub tnf_weight: f64,
}

/// Sources of all species during the coming field interval.
pub fn sources(plan: &Plan, tissue: &Tissue) -> Sources {
    let mut sources = Sources::none(plan.setup.grid.len());
    from_macrophages(plan, tissue, &mut sources);
    from_stem_cells(plan, tissue, &mut sources);
    from_injured_tissue(plan, tissue, &mut sources);
    injury::add_source(plan, tissue, sources.of_mut(Species::TnfAlpha));
    flare::add_source(plan, tissue, sources.of_mut(Species::TnfAlpha));
    dose::add_medium(plan, tissue, &mut sources);
    sources
}

/// Share of its TNFα that an M1 still secretes at relative IL-10 `il10` and mediator effect `u`.
pub fn uninhibited(p: &super::macrophage::Parameters, il10: f64, u: f64) -> f64 {
    let index = p.inhibition_il10_weight * il10 + p.inhibition_mediator_weight * u;
    1.0 / (1.0 + index / p.inhibition_half)
}

/// TNFα of M1 and IL-10 of M2.
fn from_macrophages(plan: &Plan, tissue: &Tissue, sources: &mut Sources) {
    let grid = &plan.setup.grid;
    let p = &plan.setup.parameters.macrophage;
    let per_voxel = 1.0 / grid.voxel_volume_ml();
    let cells = &tissue.macrophages;
    for row in 0..cells.len() {
        let voxel = grid.voxel_at(cells.position[row]);
        match cells.phenotype[row] {
            Phenotype::M0 => {}
            Phenotype::M1 => {
                let il10 = tissue.fields.at(Species::Il10, voxel) / plan.references.il_10;
                let c = tissue.fields.at(Species::Mediator, voxel);
                let u = polarisation::mediator_effect(plan.potency, c, plan.setup.parameters.stem_cell.mediator_half);
                sources.of_mut(Species::TnfAlpha)[voxel] += p.tnf_secretion * uninhibited(p, il10, u) * per_voxel;
            }
            Phenotype::M2 => sources.of_mut(Species::Il10)[voxel] += p.il10_secretion * per_voxel,
        }
    }
}

/// Mediator and growth factors of living ADMSC.
fn from_stem_cells(plan: &Plan, tissue: &Tissue, sources: &mut Sources) {
    let grid = &plan.setup.grid;
    let p = &plan.setup.parameters.stem_cell;
    // Some of the cells die during the interval that their sources are held for.
    let living = math::mean_survival(math::half_life_rate(p.half_life), plan.field_days());
    let per_voxel = living / grid.voxel_volume_ml();
    let cells = &tissue.stem_cells;
    for row in (0..cells.len()).filter(|row| cells.life[*row] == Life::Alive) {
        let voxel = grid.voxel_at(cells.position[row]);
        let licensing = f64::from(cells.licensing[row]);
        let hypoxia = if plan.geometry.hypoxic[voxel] { p.hypoxia_vegf_factor } else { 1.0 };
        let mediator = p.mediator_secretion_rest + p.mediator_secretion_licensed * licensing;
        sources.of_mut(Species::Mediator)[voxel] += mediator * per_voxel;
        sources.of_mut(Species::Ngf)[voxel] += plan.potency * p.ngf_secretion * per_voxel;
        sources.of_mut(Species::Gdnf)[voxel] += plan.potency * p.gdnf_secretion * per_voxel;
        sources.of_mut(Species::Vegf)[voxel] += plan.potency * p.vegf_secretion * hypoxia * per_voxel;
    }
}

/// CXCL12 of damaged and inflamed tissue.
fn from_injured_tissue(plan: &Plan, tissue: &Tissue, sources: &mut Sources) {
    let p = &plan.setup.parameters.injury_signal;
    let loss = plan.setup.parameters.cxcl12.loss_rate;
    let tnf = tissue.fields.field(Species::TnfAlpha).values();
    let tnf_scale = p.tnf_weight / plan.references.tnf_alpha;
    for (voxel, source) in sources.of_mut(Species::Cxcl12).iter_mut().enumerate() {
        let damage = if plan.geometry.lesion[voxel] { 1.0 - tissue.integrity_at(voxel) } else { 0.0 };
        *source = loss * (damage / p.integrity_scale + tnf_scale * tnf[voxel]);
    }
}
