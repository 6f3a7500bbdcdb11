//! The intravenous route: lung, blood, arrival in the tissue, systemic education.
//!
//! Biology: most infused ADMSC are trapped in the lung and live there about a day (Eggenhofer 2012,
//! doi:10.3389/fimmu.2012.00297); very few reach the tissue; those that die in the lung educate circulating immune cells.
//!
//! Rules: an infusion of D cells puts `f_lung·D` into the lung, lost at ln2/t½; the rest is in the blood and leaves it over a time
//! constant of 1 day; education jumps by `(1 − E)·min(q, 1)·D/(D + D50)` and decays over 21 d. E lowers the drive (see [`super::drive`]).
//!
//! Where blood-borne cells go depends on [`super::setup::Adhesion`]. *Uniform*: `f_iv·D` reach the treated tissue whatever its state, at vessels
//! drawn with weight CXCL12·TNFα. *Inflamed*: they hold at a vessel with `A = a0 + (1 − a0)·T/(T + 0.15)·X/(X + 0.3)`, T = relative TNFα,
//! X = CXCL12 in ng/mL; of what leaves the blood the share `f_iv/(1 − f_lung)·Ā/0.5` reaches the treated tissue, Ā = mean over its vessels,
//! each cell at a vessel drawn by A, and the rest goes elsewhere, where cells live as long as in the lung. The expected numbers in lung,
//! blood, tissue and elsewhere and of the dead sum to the dose; those in the window are a sample of them.
//!
//! Assumed: the form of A and its constants. The evidence that infused cells hold where tissue is inflamed is thin: living cells were
//! found in the lung only, with or without an injury (Eggenhofer 2012), and cultured cells lose CXCR4 (Marquez-Curtis 2013,
//! doi:10.1155/2013/561098).

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::recruitment;
use super::setup::Adhesion;
use super::species::Species;
use super::stem_cell::Life;
use super::tissue::Tissue;
use crate::math;
use crate::rng::{Purpose, lineage};

/// Kind of lineage: an ADMSC that came by the blood, (dose, tick, index).
const BLOOD_BORNE: u64 = 3;

/// Parameters of the intravenous route.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Share of an infusion trapped in the lung at first pass.
    pub lung_fraction: f64,
    /// Half-life in the lung, days.
    pub lung_half_life: f64,
    /// Time constant of arrival in the tissue, days.
    pub arrival_time: f64,
    /// Share of an infusion that reaches the treated tissue alive.
    pub tissue_fraction: f64,
    /// a0: how well a vessel of tissue without TNFα or CXCL12 holds cells, 0 to 1.
    pub adhesion_base: f64,
    /// Relative TNFα at which its part of adhesion is half.
    pub adhesion_tnf_half: f64,
    /// CXCL12 at which its part of adhesion is half, ng/mL.
    pub adhesion_cxcl12_half: f64,
    /// Share by which full education lowers the drive.
    pub education_effect: f64,
    /// Infusion that educates half, cells.
    pub education_half_dose: f64,
    /// Decay time of education, days.
    pub education_decay_time: f64,
}

/// The patient's circulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Circulation {
    /// ADMSC in the lung, cells.
    pub lung: f64,
    /// ADMSC in the blood, cells.
    pub blood: f64,
    /// Systemic education E, 0 to 1.
    pub education: f64,
    /// Per infusion: (dose number, cells that will still arrive in the window; where adhesion decides how many, cells in the blood).
    pub arriving: Vec<(u16, f64)>,
    /// Where adhesion decides: what became of the others.
    pub whereabouts: Whereabouts,
}

/// Expected numbers of infused cells that are neither in the lung nor in the blood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// Alive in the treated tissue, of which the window is a part.
    pub tissue: f64,
    /// Alive elsewhere.
    pub elsewhere: f64,
    /// Dead.
    pub dead: f64,
}

/// Ā at which the stated share of an infusion reaches the tissue.
pub const USUAL_ADHESION: f64 = 0.5;

/// A: how well a vessel holds blood-borne cells, at relative TNFα `tnf` and `cxcl12` in ng/mL; 0 to 1.
pub fn adhesion(p: &Parameters, tnf: f64, cxcl12: f64) -> f64 {
    let called = math::hill(tnf, p.adhesion_tnf_half, 1) * math::hill(cxcl12, p.adhesion_cxcl12_half, 1);
    p.adhesion_base + (1.0 - p.adhesion_base) * called
}

/// Gives an infusion of `cells`.
pub fn infuse(plan: &Plan, tissue: &mut Tissue, dose: u16, cells: f64) {
    let p = &plan.setup.parameters.circulation;
    let c = &mut tissue.circulation;
    c.lung += p.lung_fraction * cells;
    c.blood += (1.0 - p.lung_fraction) * cells;
    c.education += (1.0 - c.education) * plan.potency.min(1.0) * cells / (cells + p.education_half_dose);
    let on_the_way = match plan.setup.adhesion {
        Adhesion::Uniform => p.tissue_fraction * cells * plan.window_share(),
        Adhesion::Inflamed => (1.0 - p.lung_fraction) * cells,
    };
    c.arriving.push((dose, on_the_way));
}

/// Arrival, loss and forgetting over one field interval.
pub fn circulate(plan: &Plan, tissue: &mut Tissue) {
    let p = plan.setup.parameters.circulation;
    let days = plan.field_days();
    let leave = math::event_probability(1.0 / p.arrival_time, days);
    let held = held_share(plan, tissue);
    arrive(plan, tissue, leave, held);
    let cell_loss = math::half_life_rate(plan.setup.parameters.stem_cell.half_life);
    let c = &mut tissue.circulation;
    let lung_left = math::exp(-math::half_life_rate(p.lung_half_life) * days);
    if let Some(held) = held {
        let (left, now) = (c.blood * leave, &mut c.whereabouts);
        let tissue_left = math::exp(-cell_loss * days);
        now.dead += now.tissue * (1.0 - tissue_left) + (now.elsewhere + c.lung) * (1.0 - lung_left);
        now.tissue = now.tissue * tissue_left + held * left;
        now.elsewhere = now.elsewhere * lung_left + (1.0 - held) * left;
    }
    c.lung *= lung_left;
    c.blood *= math::exp(-days / p.arrival_time);
    c.education *= math::exp(-days / p.education_decay_time);
}

/// Share of the cells that leave the blood which the treated tissue holds; nothing where adhesion does not decide.
fn held_share(plan: &Plan, tissue: &Tissue) -> Option<f64> {
    let p = &plan.setup.parameters.circulation;
    if plan.setup.adhesion == Adhesion::Uniform {
        return None;
    }
    if tissue.circulation.arriving.is_empty() {
        return Some(0.0);
    }
    let vessels = &plan.geometry.vessel_voxels;
    let sum: f64 = vessels.iter().map(|voxel| attraction(plan, tissue, *voxel as usize)).sum();
    let mean = sum / vessels.len().max(1) as f64;
    Some((p.tissue_fraction / (1.0 - p.lung_fraction) * mean / USUAL_ADHESION).min(1.0))
}

/// Lets `share` of the cells on their way arrive; of those that leave the blood the window holds its part of `held`.
fn arrive(plan: &Plan, tissue: &mut Tissue, share: f64, held: Option<f64>) {
    let tick = tissue.clock.tick;
    let in_window = held.map_or(1.0, |held| held * plan.window_share());
    for entry in 0..tissue.circulation.arriving.len() {
        let (dose, waiting) = tissue.circulation.arriving[entry];
        let mut stream = plan.streams.open(Purpose::Arrival, tick, u64::from(dose));
        let count = stream.poisson(waiting * share * in_window);
        tissue.circulation.arriving[entry].1 = waiting * (1.0 - share);
        let doors = if count > 0 { cumulative_attraction(plan, tissue) } else { Vec::new() };
        for index in 0..count {
            let id = lineage(BLOOD_BORNE, [u64::from(dose), u64::from(tick), u64::from(index)]);
            let Some(vessel) = choose(&doors, stream.uniform()) else { continue };
            let (position, heading) = recruitment::beside(plan, plan.geometry.vessels_um[vessel], tick, id);
            tissue.stem_cells.push(id, position, heading, Life::Alive, dose, tick);
        }
    }
    // Less than a millionth of a cell never arrives.
    tissue.circulation.arriving.retain(|(_, waiting)| *waiting > 1e-6);
}

/// With what weight a vessel in a voxel draws a cell that arrives.
fn attraction(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let (tnf, cxcl12) = (tissue.fields.at(Species::TnfAlpha, voxel), tissue.fields.at(Species::Cxcl12, voxel));
    match plan.setup.adhesion {
        Adhesion::Uniform => cxcl12 * tnf,
        Adhesion::Inflamed => adhesion(&plan.setup.parameters.circulation, tnf / plan.one.tnf_alpha, cxcl12),
    }
}

/// Running sums of the attraction of the vessels.
fn cumulative_attraction(plan: &Plan, tissue: &Tissue) -> Vec<f64> {
    let mut sum = 0.0;
    let vessels = plan.geometry.vessel_voxels.iter();
    let sums = vessels.map(|voxel| {
        sum += attraction(plan, tissue, *voxel as usize);
        sum
    });
    sums.collect()
}

/// The first door whose running sum exceeds `u` of the whole; none where nothing attracts.
fn choose(doors: &[f64], u: f64) -> Option<usize> {
    let whole = *doors.last()?;
    doors.iter().position(|sum| *sum > u * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_chosen_by_weight_and_not_at_all_without_a_signal() {
        let doors = [1.0, 1.0, 4.0];
        assert_eq!((choose(&doors, 0.24), choose(&doors, 0.26), choose(&doors, 0.999)), (Some(0), Some(2), Some(2)));
        assert_eq!(choose(&[0.0, 0.0], 0.5), None);
        assert_eq!(choose(&[], 0.5), None);
    }
}
