//! The acute injury: TNFα of resident cells before any macrophage comes.
//!
//! Biology: Schwann, mast and other resident cells release TNFα within hours of an injury.
//! Rule: `s·(1 − w·(1 − χ))·(t/t_peak)·exp(1 − t/t_peak)` per lesion voxel, χ = share of the axons cut, w = how far the source follows it.
//! Its peak time is an input, so only the answer of the macrophages is tested. Averaged exactly over each interval.
//!
//! Chemotherapy comes in cycles: each further cut takes the same share of all axons from those that are still whole, and makes TNFα as
//! the first one does. Assumed; it is an input of the scenario. The mean field cuts axons on day 0 only.

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
    /// Number of further cuts after that of day 0.
    pub cycles: f64,
    /// Time between two cuts, days.
    pub cycle_time: f64,
}

/// The number of the cut that falls on this tick, 0 on day 0; nothing on other ticks and without an injury.
pub fn cut_now(plan: &Plan, tissue: &Tissue) -> Option<usize> {
    let (p, clock) = (&plan.setup.parameters.injury, &tissue.clock);
    let is_injured = matches!(plan.setup.start, Start::AcuteInjury { .. }) && clock.tick >= clock.origin;
    let number = (clock.day() / p.cycle_time).round();
    let is_now = is_injured && number <= p.cycles.round() && clock.tick == clock.tick_at(number * p.cycle_time);
    is_now.then_some(number as usize)
}

/// Times since each cut up to a day, days.
fn since_cuts(setup: &Setup, day: f64) -> impl Iterator<Item = f64> {
    let p = setup.parameters.injury;
    (0..=p.cycles.round() as u32).map(move |cut| day - f64::from(cut) * p.cycle_time).take_while(|since| *since >= 0.0)
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
    let peak = setup.parameters.injury.peak_time;
    since_cuts(setup, day).map(|since| strength(setup) * pulse(since / peak)).sum()
}

/// Adds the injury's TNFα (ng/mL/day) of the coming field interval to the source.
pub fn add_source(plan: &Plan, tissue: &mut Tissue) {
    let day = tissue.clock.day();
    if day < 0.0 || !matches!(plan.setup.start, Start::AcuteInjury { .. }) {
        return;
    }
    let peak = plan.setup.parameters.injury.peak_time;
    let mean = |since: f64| strength(&plan.setup) * mean_pulse(since / peak, (since + plan.field_days()) / peak);
    // Beyond a hundred peak times a pulse is nothing but work for the field solver.
    let pulses: Vec<f64> = since_cuts(&plan.setup, day).filter(|since| *since < 100.0 * peak).map(mean).collect();
    if !pulses.is_empty() {
        let made = pulses.iter().sum::<f64>();
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
