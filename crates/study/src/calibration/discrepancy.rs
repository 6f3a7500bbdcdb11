//! What cells in space do otherwise than their mean field, row by row, as far as evaluations have shown.
//!
//! Difference of a row at a point: Bayesian linear regression, the intercept free, the slopes expected near zero: a
//! quarter of the row's published interval for a standard deviation of a parameter's prior. The Monte Carlo variance
//! of the cells is the noise. With one evaluation it is a constant shift; with more it learns the slopes.

use admsc_stats::linear::{cholesky, dot, solve_cholesky};

/// Expected slope, in published intervals.
const SLOPE: f64 = 0.25;

/// Standard deviation of the intercept, in published intervals: wide enough not to matter.
const INTERCEPT: f64 = 10.0;

/// The differences of one row.
#[derive(Debug, Clone)]
pub struct Discrepancy {
    points: Vec<Vec<f64>>,
    factor: Vec<Vec<f64>>,
    /// The inverse covariance times the differences.
    weighted: Vec<f64>,
    scale: f64,
}

impl Discrepancy {
    /// From the differences at some points with their standard errors; `interval` is the width of the published one.
    /// Nothing where the errors are no positive numbers.
    pub fn fit(points: &[Vec<f64>], differences: &[f64], errors: &[f64], interval: f64) -> Option<Self> {
        let scale = interval;
        let covariance: Vec<Vec<f64>> = points
            .iter()
            .enumerate()
            .map(|(row, a)| {
                let noise = |column: usize| if row == column { errors[row] * errors[row] } else { 0.0 };
                points.iter().enumerate().map(|(column, b)| covariance(a, b, scale) + noise(column)).collect()
            })
            .collect();
        let factor = cholesky(&covariance, 0.0)?;
        let weighted = solve_cholesky(&factor, differences);
        Some(Self { points: points.to_vec(), factor, weighted, scale })
    }

    /// Expected difference at a point, and its variance.
    pub fn at(&self, point: &[f64]) -> (f64, f64) {
        let known: Vec<f64> = self.points.iter().map(|other| covariance(point, other, self.scale)).collect();
        let explained = dot(&known, &solve_cholesky(&self.factor, &known));
        (dot(&known, &self.weighted), (covariance(point, point, self.scale) - explained).max(0.0))
    }
}

fn covariance(a: &[f64], b: &[f64], scale: f64) -> f64 {
    scale * scale * (INTERCEPT * INTERCEPT + SLOPE * SLOPE * dot(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_evaluation_shifts_and_several_tilt() -> Result<(), &'static str> {
        let one = Discrepancy::fit(&[vec![0.0, 0.0]], &[0.6], &[0.01], 1.0).ok_or("no fit")?;
        assert!((one.at(&[0.0, 0.0]).0 - 0.6).abs() < 1e-3);
        assert!((one.at(&[0.5, 0.0]).0 - 0.6).abs() < 1e-2 && one.at(&[0.5, 0.0]).1 > one.at(&[0.0, 0.0]).1);
        let points: Vec<Vec<f64>> = [-1.0, 0.0, 1.0].map(|x| vec![x, 0.0]).into();
        let tilted = Discrepancy::fit(&points, &[0.1, 0.3, 0.5], &[0.01; 3], 1.0).ok_or("no fit")?;
        assert!((tilted.at(&[0.5, 0.0]).0 - 0.4).abs() < 0.01);
        let noisy = Discrepancy::fit(&points, &[0.1, 0.3, 0.5], &[2.0; 3], 1.0).ok_or("no fit")?;
        assert!((noisy.at(&[0.5, 0.0]).0 - 0.3).abs() < 0.05, "noise is not followed");
        Ok(())
    }
}
