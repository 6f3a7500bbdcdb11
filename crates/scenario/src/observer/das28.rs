//! DAS28 of the virtual patients with rheumatoid arthritis: how active the disease is.
//!
//! DAS28-CRP (Prevoo 1995, doi:10.1002/art.1780380107; with CRP Wells 2009, doi:10.1136/ard.2007.084459) is
//!
//! ```text
//! 0.56·√tender + 0.28·√swollen + 0.36·ln(CRP + 1) + 0.014·GH + 0.96
//! ```
//!
//! tender and swollen joints of 28, CRP in mg/L, GH the patient's global assessment of 0 to 100. The model has one synovium and no joints. Mapping,
//! assumed: tender and swollen joints are 20 and 15 times the [joint count](super::acr::joint_count), at most 28; CRP
//! is 25 mg/L times relative TNFα; GH is ten times the reported pain. A patient whose TNFα is two thirds of its reference and whose
//! pain is 7 then has 13 tender and 10 swollen joints, 17 mg/L and a DAS28 near 6, as in trials of refractory disease.

use admsc_model::math;
use admsc_model::rng::Streams;

use super::acr::{Visit, joint_count};

/// Tender joints at the reference of TNFα.
const TENDER: f64 = 20.0;
/// Swollen joints at the reference of TNFα.
const SWOLLEN: f64 = 15.0;
/// C-reactive protein at the reference of TNFα, mg/L.
const CRP_MG_PER_L: f64 = 25.0;
/// Least and most that DAS28-CRP can be, points: the most with 28 tender and swollen joints, pain of 10 and far more CRP than anybody has.
pub const SCALE: [f64; 2] = [0.96, 10.0];

/// Joints that are looked at.
const JOINTS: f64 = 28.0;

/// DAS28-CRP at a visit, points; `noise` is the coefficient of variation of a joint count.
pub fn das28(streams: &Streams, visit: &Visit, noise: f64) -> f64 {
    let count = joint_count(streams, visit, noise);
    let root_of = |joints: f64| math::sqrt((joints * count).clamp(0.0, JOINTS));
    let protein = math::ln(CRP_MG_PER_L * visit.tnf_alpha_relative.max(0.0) + 1.0);
    0.56 * root_of(TENDER) + 0.28 * root_of(SWOLLEN) + 0.36 * protein + 0.14 * visit.reported_points + 0.96
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tnf_alpha_relative: f64, reported_points: f64) -> f64 {
        das28(&Streams::new(1, 0), &Visit { day: 90, tnf_alpha_relative, reported_points }, 0.0)
    }

    #[test]
    fn an_active_disease_is_near_six_and_a_quiet_one_is_in_remission() {
        let active = of(2.0 / 3.0, 7.0);
        assert!((5.5..6.5).contains(&active), "{active}");
        assert!(of(0.02, 0.5) < 2.6, "remission is below 2.6");
        assert!((of(0.0, 0.0) - 0.96).abs() < 1e-12);
        // No more joints than there are.
        assert!((of(50.0, 0.0) - of(49.0, 0.0)).abs() < 0.02);
    }
}
