//! Circulating T cells: the autoimmune activity A in the drive.
//!
//! Biology: in rheumatoid arthritis effector T cells keep the synovium inflamed and regulatory T cells hold them back.
//! Infused ADMSC do not reach the joint in numbers; they educate immune cells, the regulatory share rises and the
//! effector activity falls for a time (Alvaro-Gracia 2017, doi:10.1136/annrheumdis-2015-208918, saw an effect of
//! infusions that is weak, does not grow with the dose and is gone within about three months).
//!
//! Rules: `Treg' = (E − Treg)/7 d`, `Te' = (1 − 0.5·Treg − Te)/14 d`, `A = 1 − w·(1 − Te)`, with E = systemic education
//! ([`super::circulation`]) and w = the share of the autoimmune drive that T cells carry: 0 outside systemic disease, 1
//! in rheumatoid arthritis. Without education Treg = 0 and Te = 1, so that A = 1 whatever w is. Stepped exactly for a
//! constant surrounding.
//!
//! Assumed: one systemic pool, the same for all joints; activities relative to an untreated patient; the two times and the
//! suppression are a choice of the model (no trial gives them). T cells follow education in everybody, but outside systemic
//! disease nothing reads them.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::tissue::Tissue;
use crate::math::relax;

/// Parameters of the circulating T cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// w: share of the autoimmune drive that T cells carry, 0 to 1.
    pub systemic_share: f64,
    /// Time constant of regulatory activity, days.
    pub regulatory_time: f64,
    /// Time constant of effector activity, days.
    pub effector_time: f64,
    /// Share by which full regulatory activity lowers effector activity.
    pub suppression: f64,
}

/// Circulating T cells of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TCells {
    /// Regulatory activity beyond that of an untreated patient, 0 to 1.
    pub regulatory: f64,
    /// Effector activity relative to that of an untreated patient, 0 to 1.
    pub effector: f64,
}

impl Default for TCells {
    /// At rest, as without any education.
    fn default() -> Self {
        Self { regulatory: 0.0, effector: 1.0 }
    }
}

/// What the effector activity relaxes to.
pub fn effector_target(p: &Parameters, regulatory: f64) -> f64 {
    1.0 - p.suppression * regulatory
}

/// A: factor on the autoimmune part of the drive.
#[inline]
pub fn activity(p: &Parameters, effector: f64) -> f64 {
    1.0 - p.systemic_share * (1.0 - effector)
}

/// T cells over one field interval.
pub fn respond(plan: &Plan, tissue: &mut Tissue) {
    let p = &plan.setup.parameters.autoimmunity;
    let days = plan.field_days();
    let education = tissue.circulation.education;
    let t = &mut tissue.t_cells;
    t.effector = relax(t.effector, effector_target(p, t.regulatory), p.effector_time, days);
    t.regulatory = relax(t.regulatory, education, p.regulatory_time, days);
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: Parameters =
        Parameters { systemic_share: 1.0, regulatory_time: 7.0, effector_time: 14.0, suppression: 0.5 };

    #[test]
    fn cells_at_rest_carry_the_whole_drive_and_educated_ones_half_of_it() {
        let rest = TCells::default();
        for systemic_share in [0.0, 0.3, 1.0] {
            assert_eq!(activity(&Parameters { systemic_share, ..P }, rest.effector), 1.0);
        }
        assert_eq!(effector_target(&P, rest.regulatory), rest.effector);
        assert_eq!(activity(&P, effector_target(&P, 1.0)), 0.5);
        assert_eq!(activity(&Parameters { systemic_share: 0.0, ..P }, 0.5), 1.0);
    }
}
