//! Near a single secreting cell, where the voxels are coarse: the steady field of a section against the Green's
//! function of a line source in the plane.

use std::f64::consts::PI;

use super::{TNF_ALPHA, section};
use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::transform::{CosineTransform, SizeError};
use admsc_model::math;

/// K_ν(x), ν = 0 or 1, as ∫ e^(−x·cosh t)·cosh(νt) dt: the trapezoidal rule converges geometrically here.
pub fn bessel_k(order: f64, x: f64) -> f64 {
    let step = 1.0 / 64.0;
    let cosh = |t: f64| 0.5 * (math::exp(t) + math::exp(-t));
    let term = |i: u32| {
        let t = step * f64::from(i);
        math::exp(-x * cosh(t)) * cosh(order * t)
    };
    step * (0.5 * term(0) + (1..1000).map(term).sum::<f64>())
}

/// Relative errors of value and gradient at so many voxels of 25 µm from the cell, along an axis.
///
/// # Errors
/// When the transform does not support the size.
pub fn errors(voxels: u32) -> Result<[f64; 2], SizeError> {
    let grid = section(320, 320, 25.0);
    let (middle, h) = (grid.nx / 2, grid.spacing_um);
    let mut source = vec![0.0; grid.len()];
    source[grid.index(middle, middle, 0)] = 1.0 / (h * h);
    let mut field = Field::new(&grid);
    // A hundred days are more than a thousand lifetimes.
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, 100.0);
    field.step(&CosineTransform::new(&grid)?, &propagator, &source);
    let length = math::sqrt(TNF_ALPHA.diffusion / TNF_ALPHA.loss);
    let (x, scale) = (f64::from(voxels) * h / length, 1.0 / (2.0 * PI * TNF_ALPHA.diffusion));
    let voxel = grid.index(middle + voxels, middle, 0);
    let value = field.values()[voxel] / (scale * bessel_k(0.0, x)) - 1.0;
    let slope = field.gradient_at(&grid, voxel)[0] / (-scale / length * bessel_k(1.0, x)) - 1.0;
    Ok([value.abs(), slope.abs()])
}
