//! Microglia of the segment of the spinal cord (of the nucleus of a cranial nerve) that the painful tissue reports to.
//!
//! Biology: input of sensitised nociceptors and of injured axons makes resting microglia reactive from the first day, most in the first
//! two weeks of a constricted nerve (rat: shape from day 1, numbers by day 7 to 14, Xu 2016 doi:10.1016/j.neulet.2016.01.038; more on
//! day 6 than on day 18, doi:10.1186/s12906-018-2134-8). Reactive ones keep neurones of the cord excitable. They resolve, sooner
//! with IL-10, and are not called again at once. The model misses the first days: after a constriction it has hardly a reactive cell by day 6,
//! and most after six weeks, since the input grows with H and acts by its third power.
//!
//! Rule, each cell by itself, per day: resting → reactive at `a·Hill(x, K, 3)`, x the central input of [`super::sensitisation`]; reactive →
//! resolving at `r·(1 + γ·Ī)`, Ī the relative IL-10 of the lesion; resolving → resting at s. Neurones feel `min(1, share
//! of reactive ones / ceiling)`, to which C relaxes. The ceiling is the share that the largest input holds without IL-10, `1/(1 + r/a + r/s)`, and
//! `K³ = Kc³·(1 + a/r + a/s)`: in the long run, without IL-10 and chance, C is then `Hill(x, Kc, 3)`, as if there were no cells between.
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

impl Activity {
    /// What comes after it.
    fn next(self) -> Self {
        match self {
            Self::Resting => Self::Reactive,
            Self::Reactive => Self::Resolving,
            Self::Resolving => Self::Resting,
        }
    }
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
        Self { is_populated: number > 0.0, half, ceiling: 1.0 / (1.0 + r / a + r / s) }
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
    plan.setup.parameters.microglia.number.ceil() as usize
}

/// The segment with given shares of reactive and of resolving cells, each cell by its own luck.
pub fn place(plan: &Plan, shares: [f64; 2]) -> Microglia {
    shared_out(plan, shares, |cell| plan.streams.open(Purpose::InitialMicroglia, 0, cell).uniform())
}

/// The segment with given shares of reactive and of resolving cells, those with the least `luck` first.
fn shared_out(plan: &Plan, [reactive, resolving]: [f64; 2], luck: impl Fn(u64) -> f64) -> Microglia {
    let activity = (0..number(plan) as u64).map(|cell| match luck(cell) {
        luck if luck < reactive => Activity::Reactive,
        luck if luck < reactive + resolving => Activity::Resolving,
        _ => Activity::Resting,
    });
    Microglia { activity: activity.collect() }
}

/// So many steps of the slower of two relaxations, and the cells have forgotten where they were.
const FORGOTTEN: f64 = 20.0;

/// Most that a rate brings in a part of an interval: a chain of steps is then a few per cent from one of moments.
const AT_MOST: f64 = 0.3;

/// Microglia over one slow interval: each may take a step in each part of it, of which there are so many that no rate brings more than
/// 0.3 events. Where the rates are so fast that the interval leaves nothing of what was, as many are in each
/// state as in the long run: neurones feel the mean of many rounds.
pub fn react(plan: &Plan, tissue: &mut Tissue) {
    if tissue.microglia.activity.is_empty() {
        return;
    }
    let p = &plan.setup.parameters;
    let input =
        sensitisation::central_input(&p.sensitisation, tissue.sensitisation.peripheral, pain::damage(plan, tissue));
    let il10 = tissue.lesion_mean(plan, Species::Il10) / plan.one.il_10;
    let rates = rates(&p.microglia, &plan.segment, input, il10);
    if slowest(rates) * plan.slow_days() > FORGOTTEN {
        let number = number(plan) as f64;
        tissue.microglia = shared_out(plan, long_run(rates), |cell| (cell as f64 + 0.5) / number);
        return;
    }
    let fastest = rates.into_iter().fold(0.0, f64::max);
    let parts = (fastest * plan.slow_days() / AT_MOST).ceil().max(1.0);
    let chances = rates.map(|rate| math::event_probability(rate, plan.slow_days() / parts));
    for (cell, activity) in tissue.microglia.activity.iter_mut().enumerate() {
        let mut luck = plan.streams.open(Purpose::Microglia, tissue.clock.tick, cell as u64);
        for _ in 0..parts as u32 {
            if luck.uniform() < chances[*activity as usize] {
                *activity = activity.next();
            }
        }
    }
}

/// The slower of the two rates at which shares go to the long run, 1/day: the smaller real part of the roots of
/// `λ² − (a + b + c)·λ + ab + bc + ca`.
fn slowest([a, b, c]: [f64; 3]) -> f64 {
    let (sum, pairs) = (a + b + c, a * b + b * c + c * a);
    0.5 * (sum - math::sqrt((sum * sum - 4.0 * pairs).max(0.0)))
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
