//! Commitment and switching of macrophages between M1 and M2.
//!
//! Biology: the pro-inflammatory drive turns macrophages to M1; licensed ADMSC, the imprint of dead ones and IL-10 of M2 turn them
//! to M2 (Manferdini 2017 Osteoarthritis Cartilage 25:1161; co-culture doi:10.1186/s13287-020-01975-2, shift in 24–72 h).
//!
//! Rule, hazards per day and cell: M2 → M1 at `a = kon·J`, times the help of [`super::t_cell`]; M1 → M2 at `k = k12 + kU·U + kR·R² + kI·min(I, 1.2)`, I = IL-10 relative to its
//! reference; M0 commits at kc, to M1
//! with probability a/(a + k). Over an interval the hazards are constant, and the two-state chain is solved: an M1 is an
//! M2 at its end with probability `k/(a + k)·(1 − exp(−(a + k)·days))`. `U = min(1, q·c/(K + c))` is the effect of the
//! mediator concentration c: the potency q acts outside the saturation.
//!
//! Rejected: a linear imprint (R instead of R²) met the fits less well in space. The IL-10 of the model is all that M2 secrete to that
//! effect: in one animal study TGFβ, not IL-10, carried it (Chen 2015, doi:10.1172/JCI80883).

use super::drive;
use super::macrophage::{self, Chances, Phenotype};
use super::plan::Plan;
use super::species::Species;
use super::t_cell::Helped;
use super::tissue::Tissue;
use crate::math;
use crate::parallel::Workers;
use crate::rng::Purpose;

/// U: effect of the mediator at concentration `c` (ng/mL) for cells of potency `q`.
#[inline]
pub fn mediator_effect(q: f64, c: f64, half: f64) -> f64 {
    let c = c.max(0.0);
    (q * c / (half + c)).min(1.0)
}

/// Relative IL-10 above which more has no further effect on the switch.
pub const IL10_SATURATES: f64 = 1.2;

/// Hazard M1 → M2, 1/day, at relative IL-10 `il10`, mediator effect `u` and imprint `r`.
#[inline]
pub fn to_m2(p: &macrophage::Parameters, il10: f64, u: f64, r: f64) -> f64 {
    let by_il10 = p.m1_to_m2_rate_il10 * il10.clamp(0.0, IL10_SATURATES);
    p.m1_to_m2_rate + p.m1_to_m2_rate_mediator * u + p.m1_to_m2_rate_imprint * r * r + by_il10
}

/// Hazard M2 → M1 in a voxel, 1/day, without the help of T cells.
pub fn hazard_to_m1(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    plan.setup.parameters.macrophage.m2_to_m1_rate * drive::at(plan, tissue, voxel)
}

/// Hazard M1 → M2 in a voxel, 1/day.
pub fn hazard_to_m2(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let c = tissue.fields.at(Species::Mediator, voxel);
    let u = mediator_effect(plan.potency, c, plan.setup.parameters.stem_cell.mediator_half);
    let il10 = tissue.fields.at(Species::Il10, voxel) / plan.one.il_10;
    to_m2(&plan.setup.parameters.macrophage, il10, u, tissue.imprint_at(voxel))
}

/// Phenotype after `days` at constant hazards (M2 → M1, M1 → M2), exactly: M1 and M2 may have switched to and fro, and what an
/// M0 commits to has the same law at once and later.
fn next(
    now: Phenotype,
    kc: f64,
    to_m1: impl Fn() -> f64,
    to_m2: impl Fn() -> f64,
    days: f64,
    whether: f64,
    what: impl FnOnce() -> f64,
) -> Phenotype {
    // Whether a cell is on the side at the end to which it goes at `rate`. The chance is below `rate·days`, which decides most
    // cases.
    let switched = |rate: f64, back: &dyn Fn() -> f64| {
        whether < rate * days && whether < rate * days * math::mean_survival(rate + back(), days)
    };
    match now {
        Phenotype::M0 if math::event_time(kc, whether) < days => {
            let to_m1 = to_m1();
            if what() * (to_m1 + to_m2()) < to_m1 { Phenotype::M1 } else { Phenotype::M2 }
        }
        Phenotype::M1 if switched(to_m2(), &to_m1) => Phenotype::M2,
        Phenotype::M2 if switched(to_m1(), &to_m2) => Phenotype::M1,
        unchanged => unchanged,
    }
}

/// Commits and switches macrophages over one field interval.
pub fn switch_phenotype(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let kc = plan.setup.parameters.macrophage.commitment_rate();
    let tick = tissue.clock.tick;
    let state = &*tissue;
    let cells = &state.macrophages;
    let fates = plan.streams.open_all(Purpose::MacrophageFate, tick, &cells.id);
    let helped = Helped::by(plan, state);
    let phenotypes = workers.map(cells.len(), |row| {
        let voxel = plan.setup.grid.voxel_at(cells.position[row]);
        let days = macrophage::days_present(plan, tick, cells.born[row]);
        let (to_m1, to_m2) =
            (|| helped.at(voxel) * hazard_to_m1(plan, state, voxel), || hazard_to_m2(plan, state, voxel));
        let chances = Chances::draw(fates[row].clone());
        next(cells.phenotype[row], kc, to_m1, to_m2, days, chances.whether, || chances.what())
    });
    tissue.macrophages.phenotype = phenotypes;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn potency_acts_outside_the_saturation() {
        assert_eq!(mediator_effect(0.3, 1e20, 3.7), 0.3);
        assert_eq!(mediator_effect(1.6, 1e20, 3.7), 1.0);
        assert_eq!(mediator_effect(0.0, 5.0, 3.7), 0.0);
        assert_eq!(mediator_effect(1.0, 3.7, 3.7), 0.5);
    }

    #[test]
    fn an_uncommitted_cell_takes_the_more_likely_side_as_often_as_it_should() {
        let side = |what| next(Phenotype::M0, 1e9, || 0.3, || 0.1, 1.0, 0.5, || what);
        assert_eq!(side(0.749), Phenotype::M1);
        assert_eq!(side(0.751), Phenotype::M2);
    }

    #[test]
    fn switching_over_an_interval_solves_the_two_state_chain() {
        // From M1 to M2 and back at 0.2 and 1.2 per day for a day, by 10⁵ steps of Euler.
        let (to_m1, to_m2) = (0.2, 1.2);
        let mut m2 = 0.0;
        for _ in 0..100_000 {
            m2 += (to_m2 * (1.0 - m2) - to_m1 * m2) * 1e-5;
        }
        let from_m1 = |whether| next(Phenotype::M1, 1.0, || to_m1, || to_m2, 1.0, whether, || 0.0);
        assert_eq!([from_m1(m2 - 1e-5), from_m1(m2 + 1e-5)], [Phenotype::M2, Phenotype::M1]);
        // After a long interval the phenotype has forgotten where it came from.
        let from_m2 = |whether| next(Phenotype::M2, 1.0, || to_m1, || to_m2, 1e3, whether, || 0.0);
        assert_eq!([from_m2(0.999 / 7.0), from_m2(1.001 / 7.0)], [Phenotype::M1, Phenotype::M2]);
        assert_eq!(next(Phenotype::M1, 1.0, || 0.0, || 0.0, 1.0, 0.0, || 0.0), Phenotype::M1);
    }
}
