//! Peripheral (H) and central (C) sensitisation.
//!
//! Biology: TNFα and NGF lower the threshold of nociceptors within days; sustained input turns on central and glial
//! sensitisation within two weeks, which fades over months.
//!
//! Rules: `H' = (T̄/Tref + 0.3·Hill(NGF, K, 1) − H)/10 d`; `C' = (Hill(0.7·H + 0.3·D, Kc, 3) − C)/τ`, τ = 14 d up, 90 d
//! down. T̄ and NGF are means over the lesion, D is structural damage (see [`super::pain`]).

use serde::{Deserialize, Serialize};

use super::pain;
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use crate::math::{hill, relax};

/// Parameters of sensitisation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Time constant of H, days.
    pub peripheral_time: f64,
    /// Tref: relative TNFα that sensitises fully.
    pub tnf_reference: f64,
    /// Peripheral sensitisation by saturating NGF.
    pub ngf_gain: f64,
    /// Kc: input at which central sensitisation is half.
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

/// What H relaxes to, from mean relative TNFα and the effect of NGF (0 to 1).
pub fn peripheral_target(p: &Parameters, tnf: f64, ngf_effect: f64) -> f64 {
    tnf / p.tnf_reference + p.ngf_gain * ngf_effect
}

/// What C relaxes to, and with which time constant in days.
pub fn central_target(p: &Parameters, state: Sensitisation, damage: f64) -> (f64, f64) {
    let input = p.central_from_peripheral * state.peripheral + p.central_from_damage * damage;
    let target = hill(input, p.central_half, 3);
    (target, if target > state.central { p.central_rise_time } else { p.central_decay_time })
}

/// Sensitisation over one slow interval.
pub fn sensitise(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.sensitisation;
    let days = plan.slow_days();
    let mean = |species| tissue.lesion_mean(plan, species);
    let tnf = mean(Species::TnfAlpha) / plan.references.tnf_alpha;
    let ngf_effect = hill(mean(Species::Ngf), plan.setup.parameters.growth_factor.ngf_half, 1);
    let (target, tau) = central_target(p, tissue.sensitisation, pain::damage(plan, tissue));
    let s = &mut tissue.sensitisation;
    s.central = relax(s.central, target, tau, days);
    s.peripheral = relax(s.peripheral, peripheral_target(p, tnf, ngf_effect), p.peripheral_time, days);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn central_sensitisation_comes_fast_and_goes_slowly() {
        let p = Parameters {
            peripheral_time: 10.0,
            tnf_reference: 0.5,
            ngf_gain: 0.3,
            central_half: 0.4,
            central_from_peripheral: 0.7,
            central_from_damage: 0.3,
            central_rise_time: 14.0,
            central_decay_time: 90.0,
        };
        let low = Sensitisation { peripheral: 1.0, central: 0.0 };
        assert_eq!(central_target(&p, low, 0.5).1, 14.0);
        assert_eq!(central_target(&p, Sensitisation { peripheral: 0.0, central: 0.9 }, 0.0), (0.0, 90.0));
        assert!((peripheral_target(&p, 0.25, 1.0) - 0.8).abs() < 1e-15);
    }
}
