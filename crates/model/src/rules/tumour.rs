//! A tumour that presses on the nerve. Exploratory: nothing here is fitted to anything.
//!
//! Biology: growing tumour compresses nerves and hurts. Whether ADMSC promote tumours is disputed: grafts of fat did not
//! raise recurrence in 26 clinical studies (Wang 2023), while animal work reports both promotion and inhibition.
//!
//! Rules: burden B from 0 to 1 of what the place can hold, `B' = r·f·B·(1 − B)`, r = 0.02/d, f = the hazard factor (0.9 to
//! 1.3) while ADMSC act and 1 otherwise; they act while one lives in the window or at least one in the lung. The
//! burden compresses the nerve: it takes its share of what structural damage leaves, `D = D₀ + k·B·(1 − D₀)`. Stepped
//! exactly for a constant f. As in the nerve, the stated burden is that of day 0: it is held until then.
//!
//! Assumed: all of it. The tumour has no place, no vessels and no cells, feeds on nothing and answers to no immune cell;
//! a burden of 0, the default, is no tumour and stays 0.

use serde::{Deserialize, Serialize};

use super::circulation::Circulation;
use super::plan::Plan;
use super::stem_cell::{Life, StemCells};
use super::tissue::Tissue;
use crate::math;

/// A tumour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// B on day 0, 0 to 1; 0 is no tumour.
    pub initial_burden: f64,
    /// r: growth of a small tumour, 1/day.
    pub growth_rate: f64,
    /// f: factor on the growth while ADMSC act.
    pub admsc_factor: f64,
    /// k: share of the intact structure that a full burden damages.
    pub compression: f64,
}

/// B after `days` of growth at `rate` (1/day).
pub fn grown(burden: f64, rate: f64, days: f64) -> f64 {
    if burden <= 0.0 {
        return 0.0;
    }
    1.0 / (1.0 + (1.0 - burden) / burden * math::exp(-rate * days))
}

/// Damage with a tumour, from that without it.
#[inline]
pub fn compressed(p: &Parameters, damage: f64, burden: f64) -> f64 {
    damage + p.compression * burden * (1.0 - damage)
}

/// Whether injected cells act: one lives in the window, or at least one in the lung.
fn admsc_act(cells: &StemCells, circulation: &Circulation) -> bool {
    cells.life.contains(&Life::Alive) || circulation.lung >= 1.0
}

/// The tumour over one slow interval.
pub fn grow(plan: &Plan, tissue: &mut Tissue) {
    if tissue.clock.day() < 0.0 {
        return;
    }
    let p = &plan.setup.parameters.tumour;
    let factor = if admsc_act(&tissue.stem_cells, &tissue.circulation) { p.admsc_factor } else { 1.0 };
    tissue.tumour_burden = grown(tissue.tumour_burden, p.growth_rate * factor, plan.slow_days());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_logistic_at_any_step_and_no_tumour_stays_none() {
        let once = grown(0.2, 0.02, 100.0);
        let often = (0..100).fold(0.2, |burden, _| grown(burden, 0.02, 1.0));
        assert!((once - often).abs() < 1e-12 && (once - 1.0 / (1.0 + 4.0 * math::exp(-2.0))).abs() < 1e-15);
        assert!(grown(0.2, 0.026, 100.0) > once && grown(0.2, 0.018, 100.0) < once);
        assert_eq!((grown(0.0, 0.02, 100.0), grown(1.0, 0.02, 100.0)), (0.0, 1.0));
    }

    #[test]
    fn a_burden_takes_its_share_of_what_damage_leaves() {
        let p = Parameters { initial_burden: 0.2, growth_rate: 0.02, admsc_factor: 1.0, compression: 0.5 };
        assert_eq!(compressed(&p, 0.37, 0.0), 0.37);
        assert!((compressed(&p, 0.4, 1.0) - 0.7).abs() < 1e-15);
        assert_eq!(compressed(&p, 1.0, 1.0), 1.0);
    }
}
