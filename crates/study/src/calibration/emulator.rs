//! A quadratic of the free parameters for every row: what the mean field says near a point, at no cost.
//!
//! `y(z) = a + b·u + Σ c·u·u`, u the distance from the centre in radii, fitted to all points computed so far by least
//! squares with weights that fall as a Gaussian of the distance. A ridge far below the weights keeps directions that
//! were not tried at zero.

use admsc_model::math;
use admsc_stats::linear::{cholesky, dot, solve_cholesky};

/// Weight of the ridge.
const RIDGE: f64 = 1e-6;

/// What was computed at a point: one value a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// Places of the free parameters.
    pub point: Vec<f64>,
    /// A value a row.
    pub values: Vec<f64>,
}

/// The quadratics of all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Emulator {
    centre: Vec<f64>,
    radius: f64,
    /// Coefficients of each row.
    coefficients: Vec<Vec<f64>>,
    /// Root of the weighted mean square of what each row's quadratic leaves over.
    pub residuals: Vec<f64>,
}

/// Number of coefficients of a quadratic in so many parameters.
pub const fn terms(parameters: usize) -> usize {
    (parameters + 1) * (parameters + 2) / 2
}

impl Emulator {
    /// The quadratics round a centre. Nothing where the points do not determine them.
    pub fn fit(computed: &[Computed], centre: &[f64], radius: f64) -> Option<Self> {
        let rows = computed.first()?.values.len();
        let mut emulator = Self { centre: centre.to_vec(), radius, coefficients: Vec::new(), residuals: Vec::new() };
        let designed: Vec<Vec<f64>> = computed.iter().map(|one| emulator.basis(&one.point)).collect();
        // Points at twice the radius count a seventh.
        let weights: Vec<f64> =
            computed.iter().map(|one| math::exp(-0.5 * emulator.distance_squared(&one.point))).collect();
        let size = terms(centre.len());
        let mut normal = vec![vec![0.0; size]; size];
        for (basis, weight) in designed.iter().zip(&weights) {
            for (row, left) in basis.iter().enumerate() {
                for (column, right) in basis.iter().enumerate() {
                    normal[row][column] += weight * left * right;
                }
            }
        }
        (0..size).for_each(|term| normal[term][term] += RIDGE);
        let factor = cholesky(&normal, 0.0)?;
        for row in 0..rows {
            let mut right = vec![0.0; size];
            for ((basis, weight), one) in designed.iter().zip(&weights).zip(computed) {
                basis.iter().zip(&mut right).for_each(|(term, sum)| *sum += weight * term * one.values[row]);
            }
            let coefficients = solve_cholesky(&factor, &right);
            let left_over =
                designed.iter().zip(&weights).zip(computed).fold([0.0; 2], |[squares, all], ((basis, weight), one)| {
                    let error = dot(basis, &coefficients) - one.values[row];
                    [squares + weight * error * error, all + weight]
                });
            emulator.residuals.push(math::sqrt(left_over[0] / left_over[1]));
            emulator.coefficients.push(coefficients);
        }
        Some(emulator)
    }

    /// The values of all rows at a point.
    pub fn at(&self, point: &[f64]) -> Vec<f64> {
        let basis = self.basis(point);
        self.coefficients.iter().map(|coefficients| dot(&basis, coefficients)).collect()
    }

    fn distance_squared(&self, point: &[f64]) -> f64 {
        let radii = point.iter().zip(&self.centre).map(|(place, centre)| (place - centre) / (2.0 * self.radius));
        4.0 * radii.fold(0.0, |sum, part| sum + part * part) / point.len() as f64
    }

    fn basis(&self, point: &[f64]) -> Vec<f64> {
        let radii: Vec<f64> =
            point.iter().zip(&self.centre).map(|(place, centre)| (place - centre) / self.radius).collect();
        let products = (0..radii.len()).flat_map(|a| (a..radii.len()).map(move |b| (a, b)));
        let products = products.map(|(a, b)| radii[a] * radii[b]);
        std::iter::once(1.0).chain(radii.iter().copied()).chain(products).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadratic_is_found_again() -> Result<(), &'static str> {
        let truth = |z: &[f64]| vec![2.0 + z[0] - 0.5 * z[1] + 0.3 * z[0] * z[1] - 0.2 * z[1] * z[1], z[0] * z[0]];
        let places = [-1.0, 0.0, 1.0];
        let points = places.iter().flat_map(|a| places.iter().map(move |b| vec![*a, *b]));
        let computed: Vec<Computed> = points.map(|point| Computed { values: truth(&point), point }).collect();
        let emulator = Emulator::fit(&computed, &[0.2, -0.1], 0.8).ok_or("no quadratic")?;
        for point in [[0.4, 0.6], [-0.7, 0.1]] {
            for (found, true_value) in emulator.at(&point).iter().zip(truth(&point)) {
                assert!((found - true_value).abs() < 1e-5, "{found} {true_value}");
            }
        }
        assert!(emulator.residuals.iter().all(|left| *left < 1e-5));
        Ok(())
    }
}
