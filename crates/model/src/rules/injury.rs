//! The acute injury: TNFα of resident cells before any macrophage comes.
//!
//! Biology: Schwann, mast and other resident cells release TNFα within hours of an injury.
//! Rule: `s·(1 − w·(1 − χ))·(t/t_peak)·exp(1 − t/t_peak)` per lesion voxel, χ = share of the axons cut, w = how far the source follows it.
//! Its peak time is an input, so only the answer of the macrophages is tested. Averaged exactly over each interval.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::setup::{Setup, Start};
use super::species::Species;
use super::tissue::Tissue;
use crate::math;

/// The acute injury.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Production of TNFα at its peak, ng/mL/day.
    pub tnf_secretion: f64,
    /// Time of the peak, days.
    pub peak_time: f64,
    /// w: share of the production that follows the share of axons cut, 0 to 1.
    pub cut_weight: f64,
}

/// Mean of `x·exp(1 − x)` between two times in units of the peak time.
fn mean_pulse(from: f64, to: f64) -> f64 {
    let primitive = |x: f64| -(x + 1.0) * math::exp(1.0 - x);
    (primitive(to) - primitive(from)) / (to - from)
}

/// What an injury of a strength of 1 makes at a time in units of the peak time.
fn pulse(x: f64) -> f64 {
    x * math::exp(1.0 - x)
}

/// Production at its peak, ng/mL/day; 0 where there is no injury.
fn strength(setup: &Setup) -> f64 {
    let p = &setup.parameters.injury;
    match setup.start {
        Start::AcuteInjury { cut_share } => p.tnf_secretion * (1.0 - p.cut_weight * (1.0 - cut_share)),
        Start::Chronic { .. } => 0.0,
    }
}

/// Production at a time, ng/mL/day.
pub fn at(setup: &Setup, day: f64) -> f64 {
    if day < 0.0 { 0.0 } else { strength(setup) * pulse(day / setup.parameters.injury.peak_time) }
}

/// Adds the injury's TNFα (ng/mL/day) of the coming field interval to the source.
pub fn add_source(plan: &Plan, tissue: &mut Tissue) {
    let day = tissue.clock.day();
    if day < 0.0 || !matches!(plan.setup.start, Start::AcuteInjury { .. }) {
        return;
    }
    let p = &plan.setup.parameters.injury;
    let pulse = mean_pulse(day / p.peak_time, (day + plan.field_days()) / p.peak_time);
    let made = strength(&plan.setup) * pulse;
    // Beyond a hundred peak times the pulse is nothing but work for the field solver.
    if day < 100.0 * p.peak_time {
        let source = tissue.fields.of_mut(Species::TnfAlpha).feed();
        for voxel in &plan.geometry.lesion_voxels {
            source[*voxel as usize] += made;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pulse_holds_its_whole_area_at_any_interval() {
        let fine: f64 = (0..4000).map(|i| mean_pulse(i as f64 * 0.01, (i + 1) as f64 * 0.01) * 0.01).sum();
        let coarse: f64 = (0..40).map(|i| mean_pulse(i as f64, (i + 1) as f64)).sum();
        assert!((fine - std::f64::consts::E).abs() < 1e-9 && (coarse - fine).abs() < 1e-12);
        assert!((mean_pulse(0.999, 1.001) - 1.0).abs() < 1e-6);
        assert!((mean_pulse(0.4999, 0.5001) - pulse(0.5)).abs() < 1e-6);
    }
}
