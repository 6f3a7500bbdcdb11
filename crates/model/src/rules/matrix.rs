//! Matrix integrity S: disc matrix, joint, perineural tissue.
//!
//! Biology: TNFα degrades matrix; M2 and growth factors repair it. In the disc S stands for annular and endplate
//! irritation and ingrowth (weeks to months), not for the height of the disc (years): the fit needs the former.
//!
//! Rule, per voxel: `S' = kS·G·(Smax − S)⁺ − (kdS·T + wear)·S`, `G = g0 + gM·min(1.2, IL10/IL10_ref) + gU·F`, stepped
//! exactly for constant neighbours. A voxel holds a tenth of a macrophage, so the share of M2 is read from IL-10.

use serde::{Deserialize, Serialize};

use super::growth_factor;
use super::patient;
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use crate::math;

/// Voxels computed at once: what they need stays in the fastest memory.
const AT_ONCE: usize = 256;

/// Repair and damage of matrix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// kS: repair, 1/day.
    pub repair_rate: f64,
    /// g0: repair without help.
    pub repair_base: f64,
    /// gM: repair added at the reference of IL-10.
    pub repair_m2: f64,
    /// Largest relative IL-10 that adds repair.
    pub repair_m2_cap: f64,
    /// gU: repair added by saturating growth factors.
    pub repair_growth_factors: f64,
    /// Smax at age 40.
    pub integrity_max: f64,
    /// kdS: loss at reference TNFα, 1/day.
    pub damage_rate: f64,
    /// Loss by wear, 1/day.
    pub wear_rate: f64,
}

/// Repair activity G at relative IL-10 and growth-factor effect `f`.
pub fn repair_activity(p: &Parameters, il10: f64, f: f64) -> f64 {
    p.repair_base + p.repair_m2 * il10.min(p.repair_m2_cap) + p.repair_growth_factors * f
}

/// Where S = `s` goes, and at which rate per day. Where nothing happens it stays.
#[inline]
fn goes_to(p: &Parameters, s: f64, ceiling: f64, activity: f64, tnf: f64) -> (f64, f64) {
    let repair = if s < ceiling { p.repair_rate * activity } else { 0.0 };
    let rate = repair + p.damage_rate * tnf + p.wear_rate;
    (if rate > 0.0 { ceiling * (repair / rate) } else { s }, rate)
}

/// Matrix over one slow interval.
pub fn remodel(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.matrix;
    let ceiling = patient::attainable_integrity(&plan.setup.parameters.patient, p.integrity_max);
    let days = plan.slow_days();
    let factors = &plan.setup.parameters.growth_factor;
    let fields = &tissue.fields;
    let values = |species| fields.field(species).values();
    let made = [Species::Ngf, Species::Gdnf, Species::Vegf];
    let (tnf, il10, [ngf, gdnf, vegf]) = (values(Species::TnfAlpha), values(Species::Il10), made.map(values));
    // Without cells that make them there are none for most of a year.
    let grows = made.into_iter().any(|factor| fields.field(factor).is_occupied());
    debug_assert!(tissue.integrity.is_standard_layout(), "maps are made contiguous and stay so");
    let integrity = tissue.integrity.as_slice_mut().unwrap_or_default();
    // Each line below is a loop without a branch, in which several voxels are computed at once.
    let (mut growth, mut target, mut kept) = ([0.0; AT_ONCE], [0.0; AT_ONCE], [0.0; AT_ONCE]);
    for (block, integrity) in integrity.chunks_mut(AT_ONCE).enumerate() {
        let voxels = block * AT_ONCE..block * AT_ONCE + integrity.len();
        let kept = &mut kept[..integrity.len()];
        if grows {
            let factors_of = ngf[voxels.clone()].iter().zip(&gdnf[voxels.clone()]).zip(&vegf[voxels.clone()]);
            for (growth, ((ngf, gdnf), vegf)) in growth.iter_mut().zip(factors_of) {
                *growth = growth_factor::combined(factors, *ngf, *gdnf, *vegf);
            }
        }
        let inflamed = tnf[voxels.clone()].iter().zip(&il10[voxels]);
        let steps = target.iter_mut().zip(&mut *kept).zip(&*integrity).zip(&growth).zip(inflamed);
        for ((((target, kept), s), growth), (tnf, il10)) in steps {
            let activity = repair_activity(p, il10 / plan.one.il_10, *growth);
            let (to, rate) = goes_to(p, *s, ceiling, activity, tnf / plan.one.tnf_alpha);
            (*target, *kept) = (to, -rate * days);
        }
        math::exp_each(kept);
        for ((s, target), kept) in integrity.iter_mut().zip(&target).zip(&*kept) {
            *s = target + (*s - target) * kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S after `days`, for one voxel.
    fn integrity_after(p: &Parameters, s: f64, ceiling: f64, activity: f64, tnf: f64, days: f64) -> f64 {
        let (target, rate) = goes_to(p, s, ceiling, activity, tnf);
        target + (s - target) * math::exp(-rate * days)
    }

    const P: Parameters = Parameters {
        repair_rate: 0.02,
        repair_base: 0.2,
        repair_m2: 0.5,
        repair_m2_cap: 1.2,
        repair_growth_factors: 0.6,
        integrity_max: 0.9,
        damage_rate: 0.013,
        wear_rate: 0.0,
    };

    #[test]
    fn damage_is_exponential_and_repair_stops_at_the_ceiling() {
        let damaged = integrity_after(&P, 0.9, 0.9, 1.0, 1.0, 100.0);
        assert!((damaged - 0.9 * math::exp(-1.3)).abs() < 1e-12);
        assert!(integrity_after(&P, 0.2, 0.9, 1.0, 0.0, 1e5) <= 0.9);
        assert_eq!(integrity_after(&P, 0.95, 0.9, 1.0, 0.0, 50.0), 0.95);
    }

    #[test]
    fn one_step_equals_two_halves() {
        let once = integrity_after(&P, 0.3, 0.9, 0.7, 0.4, 1.0);
        let halves = integrity_after(&P, integrity_after(&P, 0.3, 0.9, 0.7, 0.4, 0.5), 0.9, 0.7, 0.4, 0.5);
        assert!((once - halves).abs() < 1e-14);
        assert_eq!(repair_activity(&P, 9.0, 0.0), 0.2 + 0.5 * 1.2);
    }
}
