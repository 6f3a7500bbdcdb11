//! The injection flare: what the needle itself does.
//!
//! Biology: a needle hurts tissue; resident cells round its track release TNFα for some days. Patients report a flare in
//! the first week after injections, with cells or without.
//!
//! Rule: within 0.3 mm of the needle tip 3 ng/mL/day of TNFα for 3 d, from the first field solve that is not before the
//! dose; every preparation given by a needle, a sham too; no infusion, no cells that are placed one by one. Flares
//! of several needles add. Averaged exactly over each field interval.
//!
//! Assumed: strength, time and reach; a sphere round the tip rather than the track of the needle. The mean field knows no
//! place and leaves it out.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::setup::{Dose, Route};
use super::species::Species;
use super::tissue::Tissue;

/// The flare of a needle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Production of TNFα, ng/mL/day.
    pub tnf_secretion: f64,
    /// How long it lasts, days.
    pub duration: f64,
    /// How far from the tip it reaches, µm.
    pub radius: f64,
}

/// Share of an interval of `days` that begins `elapsed` days after the start of a flare and falls into it.
fn share(elapsed: f64, days: f64, duration: f64) -> f64 {
    if elapsed < 0.0 { 0.0 } else { ((duration - elapsed) / days).clamp(0.0, 1.0) }
}

/// Days since the first field solve that was not before a dose; negative before it.
fn elapsed(plan: &Plan, tissue: &Tissue, dose: &Dose) -> f64 {
    let start = tissue.clock.tick_at(dose.at_days).next_multiple_of(plan.setup.cadence.field_ticks);
    (f64::from(tissue.clock.tick) - f64::from(start)) * plan.tick_days()
}

/// Adds the TNFα (ng/mL/day) of the coming field interval to the source.
pub fn add_source(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.flare;
    let grid = &plan.setup.grid;
    for dose in &plan.setup.doses {
        let Route::Needle { tip_um } = dose.route else { continue };
        let strength = p.tnf_secretion * share(elapsed(plan, tissue, dose), plan.field_days(), p.duration);
        if strength <= 0.0 {
            continue;
        }
        let source = tissue.fields.of_mut(Species::TnfAlpha).feed();
        for (voxel, source) in source.iter_mut().enumerate() {
            let centre = grid.centre_um(voxel);
            let square: f64 =
                (0..grid.dimensions() as usize).map(|i| (centre[i] - tip_um[i]) * (centre[i] - tip_um[i])).sum();
            if square <= p.radius * p.radius {
                *source += strength;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flare_holds_its_whole_length_at_any_interval() {
        for days in [0.25, 0.5, 1.0, 0.7, 5.0] {
            let whole: f64 = (0..60).map(|i| share(f64::from(i) * days, days, 3.0) * days).sum();
            assert!((whole - 3.0).abs() < 1e-12, "{whole} d at {days} d");
        }
        assert_eq!(share(-0.25, 0.25, 3.0), 0.0);
    }
}
