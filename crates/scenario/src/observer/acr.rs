//! ACR20 of the virtual patients with rheumatoid arthritis: whether the disease is at least a fifth better.
//!
//! ACR20 (Felson 1995, doi:10.1002/art.1780380602) asks for 20 % fewer tender and swollen joints and 20 % better in
//! three of five other measures, pain among them. The model has one synovium and no joints. Mapping, assumed:
//!
//! ```text
//! joint count(day) ∝ T̄(day)·exp(σ·ε(day) − σ²/2),  ε standard normal, σ² = ln(1 + noise²)
//! ACR20(day) = joint count ≤ 0.8·joint count of the baseline visit, and reported pain ≤ 0.8·that of the baseline visit
//! ```
//!
//! T̄ is TNFα, mean over the lesion, relative to its reference. The noise of a joint count is log-normal with mean 1; its
//! coefficient of variation is `observer.joint_count_noise`. One draw a patient and day, the same in all arms, from a stream
//! of its own.
//! Reported pain is that of the [observer](super).

use serde::{Deserialize, Serialize};

use admsc_model::math;
use admsc_model::rng::{Distribution as _, Purpose, StandardNormal, Streams};

/// Share of a measure that an ACR20 responder has left at most.
const LEFT: f64 = 0.8;

/// What is seen of a patient at one visit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Days after day 0.
    pub day: u32,
    /// TNFα, mean over the lesion, relative to its reference.
    pub tnf_alpha_relative: f64,
    /// Reported pain, points.
    pub reported_points: f64,
}

/// The joint count at a visit, in units of that at the reference of TNFα: TNFα times the noise of counting, whose coefficient
/// of variation is `noise`.
pub fn joint_count(streams: &Streams, visit: &Visit, noise: f64) -> f64 {
    let variance = math::ln(1.0 + noise * noise);
    let normal: f64 = StandardNormal.sample(&mut streams.open(Purpose::JointCount, visit.day, 0));
    visit.tnf_alpha_relative * math::exp(math::sqrt(variance) * normal - 0.5 * variance)
}

/// Whether a patient is an ACR20 responder at a visit.
pub fn acr20(streams: &Streams, baseline: &Visit, visit: &Visit, noise: f64) -> bool {
    let joints = [baseline, visit].map(|visit| joint_count(streams, visit, noise));
    has_improved([baseline.reported_points, visit.reported_points], joints)
}

/// Whether pain and joints, each before and now, are both down by a fifth.
pub fn has_improved(pain: [f64; 2], joints: [f64; 2]) -> bool {
    [pain, joints].iter().all(|[before, now]| *now <= LEFT * before)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOINT_COUNT_NOISE: f64 = 0.2;

    fn visit(day: u32, tnf_alpha_relative: f64, reported_points: f64) -> Visit {
        Visit { day, tnf_alpha_relative, reported_points }
    }

    #[test]
    fn both_joints_and_pain_must_be_a_fifth_better() {
        let streams = Streams::new(1, 0);
        let before = visit(0, 0.5, 7.0);
        let responds = |tnf, pain| acr20(&streams, &before, &visit(90, tnf, pain), 0.0);
        assert!(responds(0.39, 5.5));
        assert!(!responds(0.41, 5.5) && !responds(0.39, 5.7) && !responds(0.5, 7.0));
    }

    #[test]
    fn counting_is_noisy_by_a_fifth_and_the_same_for_a_patient_and_day() {
        let count = |patient, day| joint_count(&Streams::new(3, patient), &visit(day, 0.5, 7.0), JOINT_COUNT_NOISE);
        assert_eq!(count(5, 30), count(5, 30));
        assert!(count(5, 30) != count(5, 90) && count(5, 30) != count(6, 30));
        let n = 20_000;
        let counts: Vec<f64> = (0..n).map(|patient| count(patient, 30) / 0.5).collect();
        let mean = counts.iter().sum::<f64>() / f64::from(n);
        let variance = counts.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n - 1);
        // Four standard errors of the mean, and of the SD of a distribution that is almost normal.
        let error = JOINT_COUNT_NOISE / f64::from(n).sqrt();
        assert!((mean - 1.0).abs() < 4.0 * error, "{mean}");
        assert!((variance.sqrt() - JOINT_COUNT_NOISE).abs() < 4.0 * error, "{}", variance.sqrt());
    }

    #[test]
    fn an_unchanged_patient_responds_as_often_as_the_noise_says() {
        // Joint counts fall by a fifth by chance where √2·σ·z ≤ ln 0.8.
        let sigma = math::sqrt(math::ln(1.0 + JOINT_COUNT_NOISE * JOINT_COUNT_NOISE));
        let expected = admsc_stats::normal::upper_tail(-math::ln(0.8) / (sigma * std::f64::consts::SQRT_2));
        let n = 20_000;
        let found = (0..n)
            .filter(|patient| {
                let streams = Streams::new(4, *patient);
                acr20(&streams, &visit(0, 0.5, 7.0), &visit(90, 0.5, 5.0), JOINT_COUNT_NOISE)
            })
            .count() as f64
            / f64::from(n);
        let error = 4.0 * (expected * (1.0 - expected) / f64::from(n)).sqrt();
        assert!((found - expected).abs() < error, "{found} of {expected}");
    }
}
