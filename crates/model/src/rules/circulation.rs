//! The intravenous route: lung, blood, arrival in the tissue, systemic education.
//!
//! Biology: most infused ADMSC are trapped in the lung and live there about a day (Eggenhofer 2012,
//! doi:10.3389/fimmu.2012.00297); very few reach the tissue; those that die in the lung educate circulating immune cells.
//!
//! Rules: an infusion of D cells puts `f_lung·D` into the lung, lost at ln2/t½; `f_iv·D` arrive in the treated tissue over
//! a time constant of 1 day, at vessels drawn with weight CXCL12·TNFα; education jumps by
//! `(1 − E)·min(q, 1)·D/(D + D50)` and decays over 21 d. E lowers the drive (see [`super::drive`]).

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::recruitment;
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
    /// Per infusion: (dose number, cells that will still arrive in the window).
    pub arriving: Vec<(u16, f64)>,
}

/// Gives an infusion of `cells`.
pub fn infuse(plan: &Plan, tissue: &mut Tissue, dose: u16, cells: f64) {
    let p = &plan.setup.parameters.circulation;
    let c = &mut tissue.circulation;
    c.lung += p.lung_fraction * cells;
    c.blood += (1.0 - p.lung_fraction) * cells;
    c.education += (1.0 - c.education) * plan.potency.min(1.0) * cells / (cells + p.education_half_dose);
    c.arriving.push((dose, p.tissue_fraction * cells * plan.window_share()));
}

/// Arrival, loss and forgetting over one field interval.
pub fn circulate(plan: &Plan, tissue: &mut Tissue) {
    let p = plan.setup.parameters.circulation;
    let days = plan.field_days();
    arrive(plan, tissue, math::event_probability(1.0 / p.arrival_time, days));
    let c = &mut tissue.circulation;
    c.lung *= math::exp(-math::half_life_rate(p.lung_half_life) * days);
    c.blood *= math::exp(-days / p.arrival_time);
    c.education *= math::exp(-days / p.education_decay_time);
}

/// Lets `share` of the cells on their way arrive.
fn arrive(plan: &Plan, tissue: &mut Tissue, share: f64) {
    let tick = tissue.clock.tick;
    for entry in 0..tissue.circulation.arriving.len() {
        let (dose, waiting) = tissue.circulation.arriving[entry];
        let mut stream = plan.streams.open(Purpose::Arrival, tick, u64::from(dose));
        let count = stream.poisson(waiting * share);
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

/// Running sums of CXCL12·TNFα over the vessels.
fn cumulative_attraction(plan: &Plan, tissue: &Tissue) -> Vec<f64> {
    let mut sum = 0.0;
    plan.geometry
        .vessel_voxels
        .iter()
        .map(|voxel| {
            let voxel = *voxel as usize;
            sum += tissue.fields.at(Species::Cxcl12, voxel) * tissue.fields.at(Species::TnfAlpha, voxel);
            sum
        })
        .collect()
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
