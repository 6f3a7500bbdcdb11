//! The pain proxy and function.
//!
//! Rule: `VAS = clip(gain·(wT·H + wD·D + wC·C), 0, 10)`: inflammation (through peripheral sensitisation), structural
//! damage and central sensitisation. `D = 1 − S̄` in disc and joint; in nerve indications `0.3·(1 − S̄) + 0.7·X` with X
//! the irritability of the axons. A tumour adds its part (see [`super::tumour`]). Function is an output of its own: a numb nerve need not hurt.
//!
//! Assumed: the three weights are hardly identifiable apart (disc TNFα explains 30–40 % of the variance of pain,
//! Andrade 2011 Pain). The proxy is a number of the model, not a patient's report: see the observer.

use serde::{Deserialize, Serialize};

use super::axon;
use super::plan::Plan;
use super::tissue::Tissue;
use super::tumour;

/// Weights of the pain proxy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Points per unit of weighted causes.
    pub gain: f64,
    /// wT: weight of inflammation.
    pub weight_inflammation: f64,
    /// wD: weight of structural damage.
    pub weight_damage: f64,
    /// wC: weight of central sensitisation.
    pub weight_central: f64,
    /// Share of the nerve in damage and function: 0 in disc and joint, 0.7 in nerve.
    pub nerve_share: f64,
}

/// Pain in points of the 0 to 10 scale, in its three parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Pain {
    /// From inflammation.
    pub inflammation: f64,
    /// From structural damage.
    pub damage: f64,
    /// From central sensitisation.
    pub central: f64,
}

impl Pain {
    /// The whole: VAS_bio, points. Three parts that were shrunk to sum to 10 may do so but for rounding.
    pub fn total(&self) -> f64 {
        (self.inflammation + self.damage + self.central).min(10.0)
    }
}

/// Pain from its causes. Above 10 points the parts shrink together, so that they always sum to the whole.
pub fn from_causes(p: &Parameters, peripheral: f64, damage: f64, central: f64) -> Pain {
    let parts = [p.weight_inflammation * peripheral, p.weight_damage * damage, p.weight_central * central];
    let whole = p.gain * (parts[0] + parts[1] + parts[2]);
    let scale = if whole > 10.0 { p.gain * 10.0 / whole } else { p.gain };
    Pain { inflammation: scale * parts[0], damage: scale * parts[1], central: scale * parts[2] }
}

/// Structural damage D, 0 to 1.
pub fn damage(plan: &Plan, tissue: &Tissue) -> f64 {
    let share = plan.setup.parameters.pain.nerve_share;
    let irritability = axon::irritability(&plan.setup.parameters.axon, &tissue.axons);
    let without_tumour = (1.0 - share) * (1.0 - mean_integrity(plan, tissue)) + share * irritability;
    tumour::compressed(&plan.setup.parameters.tumour, without_tumour, tissue.tumour_burden)
}

/// Function, 0 to 1.
pub fn function(plan: &Plan, tissue: &Tissue) -> f64 {
    let share = plan.setup.parameters.pain.nerve_share;
    let conduction = axon::conduction(&plan.setup.parameters.axon, &tissue.axons);
    (1.0 - share) * mean_integrity(plan, tissue) + share * conduction
}

/// S̄: matrix integrity averaged over the lesion.
pub fn mean_integrity(plan: &Plan, tissue: &Tissue) -> f64 {
    plan.geometry.lesion_mean(|voxel| tissue.integrity_at(voxel))
}

/// The pain proxy of a tissue.
pub fn feel(plan: &Plan, tissue: &Tissue) -> Pain {
    let s = tissue.sensitisation;
    from_causes(&plan.setup.parameters.pain, s.peripheral, damage(plan, tissue), s.central)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole_even_where_it_is_clipped() {
        let p = Parameters {
            gain: 10.0,
            weight_inflammation: 0.3,
            weight_damage: 0.4,
            weight_central: 0.3,
            nerve_share: 0.0,
        };
        assert!((from_causes(&p, 0.5, 0.5, 0.5).total() - 5.0).abs() < 1e-12);
        let clipped = from_causes(&p, 3.0, 1.0, 1.0);
        assert_eq!(clipped.total(), 10.0);
        assert!((clipped.inflammation / clipped.damage - 0.9 / 0.4).abs() < 1e-12);
    }
}
