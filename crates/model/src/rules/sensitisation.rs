//! Peripheral (H) and central (C) sensitisation.
//!
//! Biology: TNFα and other products of M1, debris, and the NGF of painful tissue lower the threshold of nociceptors within days; sustained
//! input turns on central and glial sensitisation within weeks, which fades over weeks to months.
//!
//! Rules, with means over the lesion: `x = T̄/Tref + hNGF·Hill(NGF, K, 1) + hM·P1 + hN·(P1 + (Smax − S̄)⁺) + hW·W̄`, `H* = x/(1 + σ·x)`;
//! `H' = (H* − H)/τ`, τ = τup upwards, τdown/(1 + η·I) downwards; `C' = (C* − C)/τ`, τ = τC upwards and downwards, C* what neurones feel of
//! [`super::microglia`], which the central input `0.7·H + 0.3·D` calls; without microglia `Hill(0.7·H + 0.3·D, Kc, 3)`. hNGF is 0 in the ledger. T̄ and
//! NGF are concentrations, P1 what M1 put out besides TNFα (see [`super::secretion::m1_products`]), S̄ matrix integrity and Smax what
//! of it the patient can have, W̄ the debris of the fascicle, I relative IL-10, D structural damage (see [`super::pain`]).
//!
//! Assumed: the term with hN is the NGF that inflamed and damaged tissue makes itself. It is no field: resident cells make about 7 ng/mL,
//! which would saturate every reader of the field of the injected cells' NGF (0.03 ng/mL).

use serde::{Deserialize, Serialize};

use super::microglia::{Activity, Segment};
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use super::{pain, secretion};
use crate::math::{hill, relax};

/// Parameters of sensitisation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// τup: time constant of H upwards, days.
    pub peripheral_rise_time: f64,
    /// τdown: time constant of H downwards without IL-10, days.
    pub peripheral_decay_time: f64,
    /// η: how much faster H goes down per unit of relative IL-10.
    pub peripheral_decay_il10: f64,
    /// Tref: relative TNFα that sensitises fully.
    pub tnf_reference: f64,
    /// Peripheral sensitisation by saturating NGF of injected cells.
    pub ngf_gain: f64,
    /// hM: peripheral sensitisation by what M1 at the reference density put out besides TNFα.
    pub m1_gain: f64,
    /// hN: peripheral sensitisation by the NGF that tissue makes itself.
    pub tissue_ngf_gain: f64,
    /// hW: peripheral sensitisation by debris, where all axons are ruins.
    pub debris_gain: f64,
    /// σ: how far many causes together do less than each alone.
    pub saturation: f64,
    /// Kc: input at which central sensitisation is half in the long run without IL-10.
    pub central_half: f64,
    /// Weight of H in the central input.
    pub central_from_peripheral: f64,
    /// Weight of damage in the central input.
    pub central_from_damage: f64,
    /// τ of C upwards, days.
    pub central_rise_time: f64,
    /// τ of C downwards, days.
    pub central_decay_time: f64,
}

/// The state of the nervous system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Sensitisation {
    /// H: peripheral sensitisation, 0 to about 2.
    pub peripheral: f64,
    /// C: central and glial sensitisation, 0 to 1.
    pub central: f64,
}

/// What sensitises nociceptors, as means over the lesion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Irritants {
    /// T̄: relative TNFα.
    pub tnf: f64,
    /// Effect of the NGF of injected cells, 0 to 1.
    pub ngf_effect: f64,
    /// P1: what M1 put out besides TNFα.
    pub m1_products: f64,
    /// (Smax − S̄)⁺: matrix that is lost and could be there.
    pub lost_matrix: f64,
    /// W̄: debris.
    pub debris: f64,
}

/// H*: what H relaxes to.
pub fn peripheral_target(p: &Parameters, of: &Irritants) -> f64 {
    let x = of.tnf / p.tnf_reference
        + p.ngf_gain * of.ngf_effect
        + p.m1_gain * of.m1_products
        + p.tissue_ngf_gain * (of.m1_products + of.lost_matrix)
        + p.debris_gain * of.debris;
    x / (1.0 + p.saturation * x)
}

/// The time constant with which H goes from `now` to `target` at relative IL-10 `il10`, days.
pub fn peripheral_time(p: &Parameters, now: f64, target: f64, il10: f64) -> f64 {
    if target > now { p.peripheral_rise_time } else { p.peripheral_decay_time / (1.0 + p.peripheral_decay_il10 * il10) }
}

/// What calls for central sensitisation.
pub fn central_input(p: &Parameters, peripheral: f64, damage: f64) -> f64 {
    p.central_from_peripheral * peripheral + p.central_from_damage * damage
}

/// C*: what C relaxes to at peripheral sensitisation and damage, if microglia are as reactive as this share says.
pub fn central_target(p: &Parameters, segment: &Segment, reactive: f64, peripheral: f64, damage: f64) -> f64 {
    match segment.is_populated {
        true => segment.felt(reactive),
        false => hill(central_input(p, peripheral, damage), p.central_half, 3),
    }
}

/// The time constant with which C goes from `now` to `target`, days.
pub fn central_time(p: &Parameters, now: f64, target: f64) -> f64 {
    if target > now { p.central_rise_time } else { p.central_decay_time }
}

/// Sensitisation over one slow interval.
pub fn sensitise(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.sensitisation;
    let days = plan.slow_days();
    let mean = |species| tissue.lesion_mean(plan, species);
    let attainable = super::patient::attainable_integrity(
        &plan.setup.parameters.patient,
        plan.setup.parameters.matrix.integrity_max,
    );
    let irritants = Irritants {
        tnf: mean(Species::TnfAlpha) / plan.one.tnf_alpha,
        ngf_effect: hill(mean(Species::Ngf), plan.setup.parameters.growth_factor.ngf_half, 1),
        m1_products: secretion::m1_products(plan, tissue),
        lost_matrix: (attainable - pain::mean_integrity(plan, tissue)).max(0.0),
        debris: tissue.debris.mean,
    };
    let target = peripheral_target(p, &irritants);
    let il10 = mean(Species::Il10) / plan.one.il_10;
    let time = peripheral_time(p, tissue.sensitisation.peripheral, target, il10);
    let (reactive, damage) = (tissue.microglia.share(Activity::Reactive), pain::damage(plan, tissue));
    let s = &mut tissue.sensitisation;
    let central = central_target(p, &plan.segment, reactive, s.peripheral, damage);
    s.central = relax(s.central, central, central_time(p, s.central, central), days);
    s.peripheral = relax(s.peripheral, target, time, days);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn central_sensitisation_comes_fast_and_goes_slowly() {
        let p = Parameters {
            peripheral_rise_time: 9.0,
            peripheral_decay_time: 15.0,
            peripheral_decay_il10: 2.0,
            tnf_reference: 0.5,
            ngf_gain: 0.3,
            m1_gain: 2.0,
            tissue_ngf_gain: 0.5,
            debris_gain: 0.8,
            saturation: 0.0,
            central_half: 0.4,
            central_from_peripheral: 0.7,
            central_from_damage: 0.3,
            central_rise_time: 14.0,
            central_decay_time: 90.0,
        };
        assert_eq!([(0.0, 0.6), (0.9, 0.0)].map(|(now, target)| central_time(&p, now, target)), [14.0, 90.0]);
        let none = Segment { is_populated: false, half: 1.0, ceiling: 0.3 };
        let target = |segment: &Segment, peripheral| central_target(&p, segment, 0.15, peripheral, 0.0);
        assert_eq!([0.0, 0.4 / 0.7].map(|peripheral| target(&none, peripheral)), [0.0, 0.5]);
        assert_eq!(target(&Segment { is_populated: true, ..none }, 0.0), 0.5, "they outlast their input");
        let none = Irritants { tnf: 0.25, ngf_effect: 1.0, m1_products: 0.0, lost_matrix: 0.0, debris: 0.0 };
        let all = Irritants { m1_products: 0.1, lost_matrix: 0.3, debris: 0.5, ..none };
        assert!((peripheral_target(&p, &none) - 0.8).abs() < 1e-15);
        assert!((peripheral_target(&p, &all) - 1.6).abs() < 1e-15);
        assert!((peripheral_target(&Parameters { saturation: 0.5, ..p }, &all) - 1.6 / 1.8).abs() < 1e-15);
        assert_eq!([(0.2, 0.3), (0.3, 0.2)].map(|(now, target)| peripheral_time(&p, now, target, 1.0)), [9.0, 5.0]);
    }
}
