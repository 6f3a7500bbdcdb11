//! The time-exact solution of the same spatial discretisation, without any transform.
//!
//! With A = D∇² − k on the voxels and Λ its largest diagonal magnitude, P = 1 + A/Λ has no negative entry and
//! e^(At)·v = Σ_j w_j·P^j·v, w_j = e^(−Λt)·(Λt)^j/j! (uniformisation): a sum of positive terms, which loses nothing to
//! cancellation. The part of a constant source is its integral, ∫e^(Aτ)dτ·s = Σ_j (1 − Σ_{i≤j} w_i)/Λ · P^j·s.

use super::Medium;
use admsc_model::engine::grid::Grid;
use admsc_model::math;

/// Concentration after `days` under a constant source.
pub fn advance(grid: &Grid, medium: Medium, start: &[f64], source: &[f64], days: f64) -> Vec<f64> {
    let coupling = medium.diffusion / (grid.spacing_um * grid.spacing_um);
    let neighbours = [grid.nx, grid.ny, grid.nz].iter().filter(|&&n| n > 1).count() as f64;
    let largest = 2.0 * neighbours * coupling + medium.loss;
    // At a mean of 50 the weights neither underflow nor need many terms.
    let parts = (largest * days / 50.0).ceil().max(1.0);
    let mean = largest * days / parts;
    let rates = Rates { coupling: coupling / largest, loss: medium.loss / largest, largest };
    let mut values = start.to_vec();
    for _ in 0..parts as usize {
        values = one_part(grid, rates, mean, &values, source);
    }
    values
}

/// Exchange with a neighbour and loss in units of the largest rate, and that rate.
#[derive(Clone, Copy)]
struct Rates {
    coupling: f64,
    loss: f64,
    largest: f64,
}

fn one_part(grid: &Grid, rates: Rates, mean: f64, start: &[f64], source: &[f64]) -> Vec<f64> {
    let weights = poisson_weights(mean);
    let mut tails = vec![0.0; weights.len()];
    for j in (1..weights.len()).rev() {
        tails[j - 1] = tails[j] + weights[j];
    }
    // Both powers in one sweep: value and source are carried side by side.
    let mut pair: Vec<[f64; 2]> = start.iter().zip(source).map(|(&c, &s)| [c, s]).collect();
    let mut next = pair.clone();
    let mut sum = vec![0.0; start.len()];
    for (weight, tail) in weights.iter().zip(&tails) {
        for (total, [value, fed]) in sum.iter_mut().zip(&pair) {
            *total += weight * value + tail / rates.largest * fed;
        }
        multiply(grid, rates, &pair, &mut next);
        std::mem::swap(&mut pair, &mut next);
    }
    sum
}

/// w_0 … up to terms that no longer count.
fn poisson_weights(mean: f64) -> Vec<f64> {
    let terms = (mean + 12.0 * math::sqrt(mean) + 40.0) as usize;
    let mut weights = vec![math::exp(-mean)];
    for j in 1..terms {
        weights.push(weights[j - 1] * mean / j as f64);
    }
    weights
}

/// `to = P·from`; a neighbour beyond a wall is the voxel itself.
fn multiply(grid: &Grid, Rates { coupling, loss, .. }: Rates, from: &[[f64; 2]], to: &mut [[f64; 2]]) {
    let [nx, ny, nz] = [grid.nx, grid.ny, grid.nz].map(|n| n as usize);
    let strides = [1, nx, nx * ny];
    let sizes = [nx, ny, nz];
    for z in 0..nz {
        for y in 0..ny {
            for x in 0..nx {
                let here = (z * ny + y) * nx + x;
                let [value, fed] = from[here];
                let (mut flow, mut flow_fed) = (0.0, 0.0);
                for (place, (size, stride)) in [x, y, z].into_iter().zip(sizes.into_iter().zip(strides)) {
                    for neighbour in [
                        if place > 0 { here - stride } else { here },
                        if place + 1 < size { here + stride } else { here },
                    ] {
                        flow += from[neighbour][0] - value;
                        flow_fed += from[neighbour][1] - fed;
                    }
                }
                to[here] = [value + coupling * flow - loss * value, fed + coupling * flow_fed - loss * fed];
            }
        }
    }
}
