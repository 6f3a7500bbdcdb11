//! Microglia of the segment of the spinal cord (of the nucleus of a cranial nerve) that the painful tissue reports to.
//!
//! Biology: input of sensitised nociceptors and of injured axons makes resting microglia reactive from the first day, most in the first
//! two weeks of a constricted nerve (rat: shape from day 1, numbers by day 7 to 14, Xu 2016 doi:10.1016/j.neulet.2016.01.038; more on
//! day 6 than on day 18, doi:10.1186/s12906-018-2134-8). Reactive ones keep neurones of the cord excitable. They resolve, sooner
//! with IL-10, and are not called again at once.
//!
//! Rule, each cell by itself, per day: resting → reactive at `a·Hill(x, K, 3)`, x the central input of [`super::sensitisation`]; reactive →
//! resolving at `r·(1 + γ·Ī)`, Ī the relative IL-10 of the lesion; resolving → resting at s. Neurones feel `min(1, share
//! of reactive ones / ceiling)`, to which C relaxes. The ceiling is the share that the largest input holds without IL-10, `1/(1 + r/a + r/s)`, and
//! `K³ = Kc³·(1 + a/r + a/s)`: in the long run and without IL-10, C is then `Hill(x, Kc, 3)`, as if there were no cells between.
//!
//! Assumed: as many cells as the ledger has stand for the segment. They lie outside the window and have no places. IL-10 of the tissue
//! stands for that of the segment. They act in every indication. Without cells (0 of them) C relaxes to `Hill(x, Kc, 3)`.

use serde::{Deserialize, Serialize};

use super::parameters;
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use super::{pain, sensitisation};
use crate::math::{self, hill};
use crate::rng::Purpose;

/// Parameters of microglia.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Cells that stand for the segment.
    pub number: f64,
    /// a: resting to reactive under the largest input, 1/day.
    pub activation_rate: f64,
    /// r: reactive to resolving without IL-10, 1/day.
    pub resolution_rate: f64,
    /// γ: how much faster they resolve per unit of relative IL-10.
    pub resolution_il10: f64,
    /// s: resolving to resting, 1/day.
    pub rest_rate: f64,
}

/// What a microglial cell is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Activity {
    /// Surveying.
    Resting,
    /// Keeping neurones excitable.
    Reactive,
    /// Calmed, and not to be called yet.
    Resolving,
}

/// All microglia of the segment; a cell keeps its row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Microglia {
    /// What each is doing.
    pub activity: Vec<Activity>,
}

impl Microglia {
    /// How many do this.
    pub fn count(&self, activity: Activity) -> usize {
        self.activity.iter().filter(|one| **one == activity).count()
    }

    /// Share of those that do this; 0 without cells.
    pub fn share(&self, activity: Activity) -> f64 {
        self.count(activity) as f64 / self.activity.len().max(1) as f64
    }
}

/// What follows once from the rates, whatever is blocked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Whether there are cells.
    pub is_populated: bool,
    /// K: input at which half of the largest rate calls.
    pub half: f64,
    /// Share that is reactive in the long run under the largest input without IL-10.
    pub ceiling: f64,
}

impl Segment {
    /// That of a patient's parameters.
    pub fn of(p: &parameters::Parameters) -> Self {
        let Parameters { number, activation_rate: a, resolution_rate: r, rest_rate: s, .. } = p.microglia;
        let half = p.sensitisation.central_half * math::cbrt(1.0 + a / r + a / s);
        Self { is_populated: number.round() > 0.0, half, ceiling: 1.0 / (1.0 + r / a + r / s) }
    }

    /// What neurones feel of a share of reactive cells, 0 to 1.
    pub fn felt(&self, reactive: f64) -> f64 {
        (reactive / self.ceiling).min(1.0)
    }
}

/// Rates per day from resting to reactive to resolving to resting, at central input `x` and relative IL-10 `il10`.
pub fn rates(p: &Parameters, segment: &Segment, x: f64, il10: f64) -> [f64; 3] {
    [p.activation_rate * hill(x, segment.half, 3), p.resolution_rate * (1.0 + p.resolution_il10 * il10), p.rest_rate]
}

/// Shares of reactive and of resolving cells in the long run at these rates.
pub fn long_run([called, resolved, rested]: [f64; 3]) -> [f64; 2] {
    let per_reactive = [resolved / called.max(f64::MIN_POSITIVE), resolved / rested];
    let reactive = 1.0 / (1.0 + per_reactive[0] + per_reactive[1]);
    [reactive, reactive * per_reactive[1]]
}

/// How many cells a patient's segment has.
pub fn number(plan: &Plan) -> usize {
    plan.setup.parameters.microglia.number.round() as usize
}

/// The segment with given shares of reactive and of resolving cells.
pub fn place(plan: &Plan, [reactive, resolving]: [f64; 2]) -> Microglia {
    let activity =
        (0..number(plan) as u64).map(|cell| match plan.streams.open(Purpose::InitialMicroglia, 0, cell).uniform() {
            luck if luck < reactive => Activity::Reactive,
            luck if luck < reactive + resolving => Activity::Resolving,
            _ => Activity::Resting,
        });
    Microglia { activity: activity.collect() }
}

/// Microglia over one slow interval: each may take one step.
pub fn react(plan: &Plan, tissue: &mut Tissue) {
    if tissue.microglia.activity.is_empty() {
        return;
    }
    let p = &plan.setup.parameters;
    let input =
        sensitisation::central_input(&p.sensitisation, tissue.sensitisation.peripheral, pain::damage(plan, tissue));
    let il10 = tissue.lesion_mean(plan, Species::Il10) / plan.one.il_10;
    let chances =
        rates(&p.microglia, &plan.segment, input, il10).map(|rate| math::event_probability(rate, plan.slow_days()));
    let tick = tissue.clock.tick;
    for (cell, activity) in tissue.microglia.activity.iter_mut().enumerate() {
        let next = match activity {
            Activity::Resting => Activity::Reactive,
            Activity::Reactive => Activity::Resolving,
            Activity::Resolving => Activity::Resting,
        };
        if plan.streams.open(Purpose::Microglia, tick, cell as u64).uniform() < chances[*activity as usize] {
            *activity = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_long_run_the_cells_are_felt_as_the_input_without_them_would_be() {
        let p = Parameters {
            number: 300.0,
            activation_rate: 0.3,
            resolution_rate: 0.1,
            resolution_il10: 1.0,
            rest_rate: 0.05,
        };
        let (kc, a, r, s) = (0.47, 0.3, 0.1, 0.05);
        let half = kc * math::cbrt(1.0 + a / r + a / s);
        let segment = Segment { is_populated: true, half, ceiling: 1.0 / (1.0 + r / a + r / s) };
        for x in [0.01, 0.2, 0.47, 0.8, 3.0, 1e6] {
            let [reactive, resolving] = long_run(rates(&p, &segment, x, 0.0));
            assert!((segment.felt(reactive) - hill(x, kc, 3)).abs() < 1e-12, "{x}");
            assert!(reactive + resolving <= 1.0);
            assert!(long_run(rates(&p, &segment, x, 1.0))[0] < reactive, "IL-10 calms");
        }
        assert_eq!(segment.felt(0.9), 1.0);
    }
}
