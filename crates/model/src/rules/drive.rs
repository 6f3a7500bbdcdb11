//! The pro-inflammatory drive J: what turns macrophages to M1 and calls monocytes.
//!
//! Biology: TNFα feeds its own source; danger signals of damaged matrix and neurogenic inflammation of a sensitised
//! nervous system add to it; cells educated in the blood lower it.
//!
//! Rule, per voxel: `J = (j0·A + jT·Hill(T, KT, 3) + jD·(1 − S) + jC·C + jW·W + jP·P)·(1 − eE·E)` with T = TNFα relative to its
//! reference, S = matrix integrity, C = central sensitisation, W = debris, P = what keeps an injury going (in the lesion, see
//! [`super::persistence`]), E = systemic education, A = autoimmune activity, 1 outside systemic disease (see
//! [`super::t_cell`]).
//! T is `w·T + (1 − w)·(T as it is made)`: a blocker of TNFα (see [`super::block`]) takes its share of the first part only, as other
//! products of M1 (IL-1β, IL-6) have the same course and are not blocked.
//! The loop TNFα → J → M1 → TNFα makes the tissue bistable: a painful and a quiet state.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use super::{persistence, t_cell};
use crate::math::hill;

/// Weights of the drive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// j0: what does not depend on the local state.
    pub autoimmune: f64,
    /// jT: of saturating TNFα.
    pub tnf: f64,
    /// KT: TNFα relative to its reference at which its part is half.
    pub tnf_half: f64,
    /// w: how far the drive reads the TNFα that a blocker leaves, 0 to 1; for the rest it reads what is made.
    pub tnf_free_weight: f64,
    /// jD: of fully lost matrix.
    pub damage: f64,
    /// jC: of full central sensitisation.
    pub central: f64,
    /// jW: of debris, where all axons are ruins.
    pub debris: f64,
    /// jP: of what keeps an injury going.
    pub persistence: f64,
}

impl Parameters {
    /// J where every cause is full.
    pub fn most(&self) -> f64 {
        self.autoimmune + self.tnf + self.damage + self.central + self.debris + self.persistence
    }
}

/// What the drive of a place comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Causes {
    /// A: autoimmune activity.
    pub activity: f64,
    /// T: relative TNFα.
    pub tnf: f64,
    /// S: matrix integrity.
    pub integrity: f64,
    /// C: central sensitisation.
    pub central: f64,
    /// W: debris.
    pub debris: f64,
    /// P: what keeps an injury going.
    pub persistence: f64,
    /// What education leaves of their sum, 0 to 1.
    pub uneducated: f64,
}

/// J from its causes.
#[inline]
pub fn drive(p: &Parameters, of: &Causes) -> f64 {
    (p.autoimmune * of.activity
        + p.tnf * hill(of.tnf, p.tnf_half, 3)
        + p.damage * (1.0 - of.integrity)
        + p.central * of.central
        + p.debris * of.debris
        + p.persistence * of.persistence)
        * of.uneducated
}

/// J in a voxel.
#[inline]
pub fn at(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let p = &plan.setup.parameters;
    let causes = Causes {
        activity: t_cell::activity(&p.t_cell, tissue.t_cells.level),
        tnf: tissue.fields.at(Species::TnfAlpha, voxel) / plan.one.driving_tnf,
        integrity: tissue.integrity_at(voxel),
        central: tissue.sensitisation.central,
        debris: tissue.debris.at(&plan.geometry, voxel),
        persistence: if plan.geometry.lesion[voxel] { persistence::at(&plan.setup, tissue.clock.day()) } else { 0.0 },
        uneducated: 1.0 - p.circulation.education_effect * tissue.circulation.education,
    };
    drive(&p.drive, &causes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_adds_its_weight_and_education_scales_the_sum() {
        let p = Parameters {
            autoimmune: 0.03,
            tnf: 0.8,
            tnf_half: 0.4,
            tnf_free_weight: 1.0,
            damage: 0.1,
            central: 0.05,
            debris: 0.2,
            persistence: 0.3,
        };
        let none = Causes {
            activity: 0.0,
            tnf: 0.0,
            integrity: 1.0,
            central: 0.0,
            debris: 0.0,
            persistence: 0.0,
            uneducated: 1.0,
        };
        let rest = Causes { activity: 1.0, ..none };
        for (causes, expected) in [
            (none, 0.0),
            (rest, 0.03),
            (Causes { activity: 0.5, ..none }, 0.015),
            (Causes { tnf: 0.4, ..rest }, 0.43),
            (Causes { integrity: 0.0, central: 1.0, ..rest }, 0.18),
            (Causes { debris: 0.5, persistence: 1.0, ..rest }, 0.43),
            (Causes { tnf: 0.4, integrity: 0.0, central: 1.0, uneducated: 0.7, ..rest }, 0.7 * 0.58),
        ] {
            assert!((drive(&p, &causes) - expected).abs() < 1e-15, "{causes:?}");
        }
    }
}
