//! How far a model is from the published figures of its rows, and from what was known of its parameters.
//!
//! `misfit = −2·Σ weight·log-likelihood(row)`, relative to a model that meets every figure exactly; rows about the same
//! patients share the weight of one ([`crate::clinical::potency`]). The objective adds −2 log of the prior: its minimum
//! is the most probable set of parameters.

use super::free::penalty;
use crate::clinical::outcome::Estimate;
use crate::clinical::potency::{log_likelihood, weight};
use crate::clinical::targets::Target;
use admsc_model::math;

/// The rows that are fitted.
#[derive(Debug, Clone)]
pub struct Objective {
    /// The rows.
    pub targets: Vec<Target>,
    weights: Vec<f64>,
}

impl Objective {
    /// Of these rows.
    pub fn new(targets: Vec<Target>) -> Self {
        let weights = targets.iter().map(|target| weight(target, targets.iter())).collect();
        Self { targets, weights }
    }

    /// −2 log-likelihood of each row, weighted.
    pub fn misfits(&self, estimates: &[Estimate]) -> Vec<f64> {
        let rows = self.targets.iter().zip(&self.weights).zip(estimates);
        rows.map(|((target, weight), estimate)| -2.0 * weight * log_likelihood(target, estimate)).collect()
    }

    /// Their sum.
    pub fn misfit(&self, estimates: &[Estimate]) -> f64 {
        self.misfits(estimates).into_iter().fold(0.0, |sum, one| sum + one)
    }

    /// Misfit and prior together.
    pub fn at(&self, point: &[f64], estimates: &[Estimate]) -> f64 {
        self.misfit(estimates) + penalty(point)
    }

    /// Standard error of the misfit by that of the estimates, to first order; rows count as independent, which overstates
    /// it where they share patients.
    pub fn misfit_error(&self, estimates: &[Estimate]) -> f64 {
        let squares = (0..estimates.len()).map(|row| {
            let moved = |sign: f64| {
                let mut other = estimates.to_vec();
                other[row].value += 0.5 * sign * estimates[row].standard_error;
                self.misfit(&other)
            };
            let change = moved(1.0) - moved(-1.0);
            change * change
        });
        math::sqrt(squares.fold(0.0, |sum, square| sum + square))
    }
}

/// An estimate of a surrogate: a value with a standard error, over as many patients as the computed ones had.
pub fn predicted(like: &Estimate, target: &Target, value: f64, standard_error: f64) -> Estimate {
    let (low, high) = target.estimator.range();
    let value = value.max(low).min(high);
    let half = 2.0 * standard_error;
    Estimate { n: like.n, value, standard_error, low: value - half, high: value + half }
}
