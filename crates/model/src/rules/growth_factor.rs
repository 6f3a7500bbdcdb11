//! How strongly the growth factors of ADMSC act at a place.
//!
//! Biology: NGF, GDNF and VEGF of ADMSC speed the growth of axons and the repair of matrix.
//! Rule: `F = mean of Hill(NGF, K, 1), Hill(GDNF, K, 1), Hill(VEGF, K, 1)`.
//! Assumed: the half-saturations stand at what the cells really produce in the window, or the factors would be inert.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use crate::math::hill;

/// Half-saturations, ng/mL.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// NGF at half its effect, ng/mL.
    pub ngf_half: f64,
    /// GDNF at half its effect, ng/mL.
    pub gdnf_half: f64,
    /// VEGF at half its effect, ng/mL.
    pub vegf_half: f64,
}

/// Effect of the growth factors in a voxel, 0 to 1.
#[inline]
pub fn at(plan: &Plan, tissue: &Tissue, voxel: usize) -> f64 {
    let [ngf, gdnf, vegf] =
        [Species::Ngf, Species::Gdnf, Species::Vegf].map(|species| tissue.fields.at(species, voxel));
    combined(&plan.setup.parameters.growth_factor, ngf, gdnf, vegf)
}

/// Effect of given concentrations in ng/mL, 0 to 1.
#[inline]
pub fn combined(p: &Parameters, ngf: f64, gdnf: f64, vegf: f64) -> f64 {
    (hill(ngf, p.ngf_half, 1) + hill(gdnf, p.gdnf_half, 1) + hill(vegf, p.vegf_half, 1)) / 3.0
}
