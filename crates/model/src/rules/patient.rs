//! What the patient brings along: age, donor potency, body weight.
//!
//! Biology: autologous cells of older donors secrete and divide less (direction: Choudhery 2014 J Transl Med 12:8), and
//! old matrix repairs to a lower ceiling.
//!
//! Rule: `q = clip(donor·(1 − decline·decades over 40), low, high)·potency`;
//! `Smax = integrity_max − integrity_decline·decades over 40`. `potency` is an unknown that stands for how much of
//! the open-label effect is real; it acts after the clip, so that potency 0 is sham plus inert cells.

use serde::{Deserialize, Serialize};

/// Days in a year, so that ages in days read as years.
pub const YEAR: f64 = 365.25;

/// The age from which potency and matrix decline, days.
const DECLINE_FROM: f64 = 40.0 * YEAR;

/// The patient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Age, days.
    pub age: f64,
    /// Potency of the donor's cells at age 40 relative to an average donor.
    pub donor_potency: f64,
    /// Loss of potency with age over 40, 1/day.
    pub potency_decline: f64,
    /// Smallest potency of a donor.
    pub potency_low: f64,
    /// Largest potency of a donor.
    pub potency_high: f64,
    /// Unknown factor on every effect of the cells, 0 to 1.
    pub potency: f64,
    /// Loss of attainable matrix integrity with age over 40, 1/day.
    pub integrity_decline: f64,
    /// Body weight, kg.
    pub body_weight: f64,
}

/// Efficacy of one cell of this patient (q·potency).
pub fn effective_potency(p: &Parameters) -> f64 {
    let aged = p.donor_potency * (1.0 - p.potency_decline * (p.age - DECLINE_FROM).max(0.0));
    aged.clamp(p.potency_low, p.potency_high) * p.potency
}

/// Attainable matrix integrity of this patient.
pub fn attainable_integrity(p: &Parameters, at_forty: f64) -> f64 {
    (at_forty - p.integrity_decline * (p.age - DECLINE_FROM).max(0.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn potency_declines_with_age_and_zero_potency_is_inert() {
        let p = Parameters {
            age: 60.0 * YEAR,
            donor_potency: 1.0,
            potency_decline: 0.08 / (10.0 * YEAR),
            potency_low: 0.15,
            potency_high: 1.6,
            potency: 1.0,
            integrity_decline: 0.03 / (10.0 * YEAR),
            body_weight: 65.0,
        };
        assert!((effective_potency(&p) - 0.84).abs() < 1e-12);
        assert_eq!(effective_potency(&Parameters { potency: 0.0, ..p }), 0.0);
        assert_eq!(effective_potency(&Parameters { donor_potency: 9.0, ..p }), 1.6);
        assert!((attainable_integrity(&p, 0.9) - 0.84).abs() < 1e-12);
        assert_eq!(attainable_integrity(&Parameters { age: 30.0 * YEAR, ..p }, 0.9), 0.9);
    }
}
