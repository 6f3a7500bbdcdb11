//! The pro-inflammatory drive J: what turns macrophages to M1 and calls monocytes.
//!
//! Biology: TNFα feeds its own source; danger signals of damaged matrix and neurogenic inflammation of a sensitised
//! nervous system add to it; cells educated in the blood lower it.
//!
//! Rule, per voxel: `J = (j0·A + jT·Hill(T, KT, 3) + jD·(1 − S) + jC·C)·(1 − eE·E)` with T = TNFα relative to its
//! reference, S = matrix integrity, C = central sensitisation, E = systemic education, A = autoimmune activity, 1
//! outside systemic disease (see [`super::autoimmunity`]).
//! The loop TNFα → J → M1 → TNFα makes the tissue bistable: a painful and a quiet state.

use serde::{Deserialize, Serialize};

use super::autoimmunity;
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
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
    /// jD: of fully lost matrix.
    pub damage: f64,
    /// jC: of full central sensitisation.
    pub central: f64,
}

/// J from its causes: autoimmune activity A, relative TNFα, matrix integrity, central sensitisation and the factor left by education.
#[inline]
pub fn drive(p: &Parameters, activity: f64, tnf: f64, integrity: f64, central: f64, uneducated: f64) -> f64 {
    (p.autoimmune * activity + p.tnf * hill(tnf, p.tnf_half, 3) + p.damage * (1.0 - integrity) + p.central * central)
        * uneducated
}

/// J in a voxel.
#[inline]
pub fn at(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let p = &plan.setup.parameters;
    let uneducated = 1.0 - p.circulation.education_effect * tissue.circulation.education;
    let tnf = tissue.fields.at(Species::TnfAlpha, voxel) / plan.references.tnf_alpha;
    let activity = autoimmunity::activity(&p.autoimmunity, tissue.t_cells.effector);
    drive(&p.drive, activity, tnf, tissue.integrity_at(voxel), tissue.sensitisation.central, uneducated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_adds_its_weight_and_education_scales_the_sum() {
        let p = Parameters { autoimmune: 0.03, tnf: 0.8, tnf_half: 0.4, damage: 0.1, central: 0.05 };
        assert!((drive(&p, 1.0, 0.0, 1.0, 0.0, 1.0) - 0.03).abs() < 1e-15);
        assert!((drive(&p, 1.0, 0.4, 1.0, 0.0, 1.0) - 0.43).abs() < 1e-15);
        assert!((drive(&p, 1.0, 0.0, 0.0, 1.0, 1.0) - 0.18).abs() < 1e-15);
        assert!((drive(&p, 1.0, 0.4, 0.0, 1.0, 0.7) - 0.7 * 0.58).abs() < 1e-15);
        assert!((drive(&p, 0.5, 0.0, 1.0, 0.0, 1.0) - 0.015).abs() < 1e-15);
    }
}
