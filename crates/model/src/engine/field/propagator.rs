//! What a step of fixed length does to every cosine coefficient of one species.

use crate::engine::grid::Grid;
use crate::math;

/// What one step does to every coefficient of one species. Immutable: patients and arms may share it.
#[derive(Debug, Clone, PartialEq)]
pub struct Propagator {
    /// Share of each coefficient that is left after the step: e^(−λΔt). One per voxel, in the order of the spectrum.
    pub decay: Vec<f64>,
    /// Concentration per unit of source rate after the step, in days: (1 − e^(−λΔt))/λ, and Δt where λ = 0.
    pub gain: Vec<f64>,
}

impl Propagator {
    /// For diffusion `diffusion` (µm²/day), loss `loss` (1/day) and a step of `days`, none of them negative.
    pub fn new(grid: &Grid, diffusion: f64, loss: f64, days: f64) -> Self {
        let [x, y, z] = [grid.nx, grid.ny, grid.nz].map(|n| eigenvalues(n, grid.spacing_um));
        let (mut decay, mut gain) = (Vec::with_capacity(grid.len()), Vec::with_capacity(grid.len()));
        for z in &z {
            for y in &y {
                for x in &x {
                    let rate = loss + diffusion * (x + y + z);
                    decay.push(math::exp(-rate * days));
                    gain.push(if rate > 0.0 { -math::expm1(-rate * days) / rate } else { days });
                }
            }
        }
        Self { decay, gain }
    }
}

/// Eigenvalues of minus the second difference with mirrored ends, 1/µm²: (2 − 2cos(πj/n))/h² = (2·sin(πj/2n)/h)².
fn eigenvalues(size: u32, spacing_um: f64) -> Vec<f64> {
    let half_turn = std::f64::consts::FRAC_PI_2;
    (0..size)
        .map(|j| {
            let root = 2.0 * math::sin(half_turn * (f64::from(j) / f64::from(size))) / spacing_um;
            root * root
        })
        .collect()
}
