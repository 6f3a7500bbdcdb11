//! What feeds the fields: secretion of cells and injured tissue.
//!
//! Rules, per voxel and day:
//! - TNFα: M1 · secretion · 1/(1 + I/KI), `I = ½·IL10/IL10_ref + ½·U`; plus the acute injury and the flare of needles;
//! - IL-10: M2 · secretion;
//! - effector T cells a share of the TNFα of an M1 (uninhibited), regulatory ones a share of the IL-10 of an M2;
//! - mediator: ADMSC · (rest + licensed·ℓ), unscaled by potency (potency acts on its effect, see polarisation);
//! - NGF, GDNF, VEGF: ADMSC · secretion · q, VEGF five times more without oxygen;
//! - CXCL12: `k·(lesion·(1 − S)/0.6 + 0.3·T)` ng/mL/day, which levels off near 1 ng/mL.

use serde::{Deserialize, Serialize};

use super::dose;
use super::flare;
use super::injury;
use super::macrophage::{Macrophages, Phenotype};
use super::plan::Plan;
use super::polarisation;
use super::species::Species;
use super::stem_cell::Life;
use super::t_cell::Kind;
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

/// Feeds the fields with the sources of the coming field interval.
///
/// A source takes the memory of the concentration that it will change, so what is read stands before what is fed: CXCL12 follows
/// TNFα, which depends on IL-10 and the mediator.
pub fn feed(plan: &Plan, tissue: &mut Tissue) {
    from_injured_tissue(plan, tissue);
    from_m1(plan, tissue);
    from_effector_t_cells(plan, tissue);
    injury::add_source(plan, tissue);
    flare::add_source(plan, tissue);
    from_m2(plan, tissue);
    from_regulatory_t_cells(plan, tissue);
    from_stem_cells(plan, tissue);
    dose::add_medium(plan, tissue);
}

/// Share of its TNFα that an M1 still secretes at relative IL-10 `il10` and mediator effect `u`.
pub fn uninhibited(p: &super::macrophage::Parameters, il10: f64, u: f64) -> f64 {
    let index = p.inhibition_il10_weight * il10 + p.inhibition_mediator_weight * u;
    1.0 / (1.0 + index / p.inhibition_half)
}

/// P1: M1 in the lesion, each as far as it still secretes in its voxel, over the reference density. Stands for all that M1 put out
/// besides TNFα (IL-1β, IL-6, PGE2).
pub fn m1_products(plan: &Plan, tissue: &Tissue) -> f64 {
    let p = &plan.setup.parameters;
    let secreting = |voxel: usize| {
        let il10 = tissue.fields.at(Species::Il10, voxel) / plan.one.il_10;
        let c = tissue.fields.at(Species::Mediator, voxel);
        uninhibited(&p.macrophage, il10, polarisation::mediator_effect(plan.potency, c, p.stem_cell.mediator_half))
    };
    let in_lesion = voxels_of(plan, &tissue.macrophages, Phenotype::M1).filter(|voxel| plan.geometry.lesion[*voxel]);
    let sum: f64 = in_lesion.map(secreting).sum();
    sum / (p.macrophage.reference_density * plan.geometry.lesion_volume_ml)
}

/// Voxels of the macrophages of one phenotype, in the order of the cells.
fn voxels_of(plan: &Plan, cells: &Macrophages, phenotype: Phenotype) -> impl Iterator<Item = usize> {
    let rows = cells.phenotype.iter().zip(&cells.position).filter(move |(now, _)| **now == phenotype);
    rows.map(|(_, position)| plan.setup.grid.voxel_at(*position))
}

/// TNFα of M1.
fn from_m1(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters;
    let per_cell = p.macrophage.tnf_secretion;
    let per_voxel = 1.0 / plan.setup.grid.voxel_volume_ml();
    let [tnf, il10, mediator, ..] = tissue.fields.all_mut();
    let (source, il10, mediator) = (tnf.feed(), il10.values(), mediator.values());
    for voxel in voxels_of(plan, &tissue.macrophages, Phenotype::M1) {
        let u = polarisation::mediator_effect(plan.potency, mediator[voxel], p.stem_cell.mediator_half);
        let il10 = il10[voxel] / plan.one.il_10;
        source[voxel] += per_cell * uninhibited(&p.macrophage, il10, u) * per_voxel;
    }
}

/// IL-10 of M2.
fn from_m2(plan: &Plan, tissue: &mut Tissue) {
    let per_voxel = 1.0 / plan.setup.grid.voxel_volume_ml();
    let rate = plan.setup.parameters.macrophage.il10_secretion * per_voxel;
    let source = tissue.fields.of_mut(Species::Il10).feed();
    for voxel in voxels_of(plan, &tissue.macrophages, Phenotype::M2) {
        source[voxel] += rate;
    }
}

/// TNFα of effector T cells.
fn from_effector_t_cells(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters;
    let rate = p.t_cell.tnf_share * p.macrophage.tnf_secretion;
    from_t_cells(plan, tissue, Kind::Effector, Species::TnfAlpha, rate);
}

/// IL-10 of regulatory T cells.
fn from_regulatory_t_cells(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters;
    let rate = p.t_cell.il10_share * p.macrophage.il10_secretion;
    from_t_cells(plan, tissue, Kind::Regulatory, Species::Il10, rate);
}

/// A signal of T cells of a kind at `rate` ng a day each.
fn from_t_cells(plan: &Plan, tissue: &mut Tissue, kind: Kind, species: Species, rate: f64) {
    let grid = &plan.setup.grid;
    let rate = rate / grid.voxel_volume_ml();
    let source = tissue.fields.of_mut(species).feed();
    for place in tissue.t_cells.places(kind) {
        source[grid.voxel_at(place)] += rate;
    }
}

/// Mediator and growth factors of living ADMSC.
fn from_stem_cells(plan: &Plan, tissue: &mut Tissue) {
    let grid = &plan.setup.grid;
    let p = &plan.setup.parameters.stem_cell;
    // Some of the cells die during the interval that their sources are held for.
    let living = math::mean_survival(math::half_life_rate(p.half_life), plan.field_days());
    let per_voxel = living / grid.voxel_volume_ml();
    let cells = &tissue.stem_cells;
    let alive: Vec<(usize, f64)> = (0..cells.len())
        .filter(|row| cells.life[*row] == Life::Alive)
        .map(|row| (grid.voxel_at(cells.position[row]), f64::from(cells.licensing[row])))
        .collect();
    if alive.is_empty() {
        return;
    }
    let mut secrete = |species, rate: &dyn Fn(usize, f64) -> f64| {
        let source = tissue.fields.of_mut(species).feed();
        alive.iter().for_each(|(voxel, licensing)| source[*voxel] += rate(*voxel, *licensing) * per_voxel);
    };
    let hypoxia = |voxel: usize| if plan.geometry.hypoxic[voxel] { p.hypoxia_vegf_factor } else { 1.0 };
    secrete(Species::Mediator, &|_, l| p.mediator_secretion_rest + p.mediator_secretion_licensed * l);
    secrete(Species::Ngf, &|_, _| plan.potency * p.ngf_secretion);
    secrete(Species::Gdnf, &|_, _| plan.potency * p.gdnf_secretion);
    secrete(Species::Vegf, &|voxel, _| plan.potency * p.vegf_secretion * hypoxia(voxel));
}

/// CXCL12 of damaged and inflamed tissue.
fn from_injured_tissue(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.injury_signal;
    let loss = plan.setup.parameters.cxcl12.loss_rate;
    let tnf_scale = p.tnf_weight / plan.one.tnf_alpha;
    let [tnf, _, _, cxcl12, ..] = tissue.fields.all_mut();
    debug_assert!(tissue.integrity.is_standard_layout(), "maps are made contiguous and stay so");
    let integrity = tissue.integrity.as_slice().unwrap_or_default();
    let (sources, lesion) = (cxcl12.feed(), &plan.geometry.lesion);
    let voxels = sources.iter_mut().zip(tnf.values()).zip(lesion).zip(integrity);
    for (((source, tnf), lesion), integrity) in voxels {
        // A product instead of a branch: several voxels at once.
        let damage = f64::from(u8::from(*lesion)) * (1.0 - integrity);
        *source = loss * (damage / p.integrity_scale + tnf_scale * tnf);
    }
}
