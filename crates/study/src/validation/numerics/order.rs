//! Order of the spatial discretisation: a constant Gaussian source in a closed window, against the continuous solution
//! as a sum over its modes.

use std::f64::consts::PI;

use super::{FIELD_INTERVAL, TNF_ALPHA, distance};
use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::{CosineTransform, SizeError};
use admsc_model::math;

const LENGTH_UM: [f64; 2] = [4000.0, 2000.0];
const CENTRE_UM: [f64; 2] = [1700.0, 900.0];
/// Six widths or more from every wall: what is cut off there is below 1e-7 of what is measured here.
const WIDTH_UM: f64 = 150.0;
/// Coefficients of the source beyond these are below 1e-17.
const MODES: [usize; 2] = [80, 40];

fn wave(axis: usize, mode: usize) -> f64 {
    PI * mode as f64 / LENGTH_UM[axis]
}

/// Cosine coefficient of the Gaussian along one axis.
fn coefficient(axis: usize, mode: usize) -> f64 {
    let k = wave(axis, mode);
    let weight = if mode == 0 { 1.0 } else { 2.0 } / LENGTH_UM[axis];
    let spread = math::sqrt(2.0 * PI) * WIDTH_UM * math::exp(-0.5 * (WIDTH_UM * k) * (WIDTH_UM * k));
    weight * spread * math::cos(k * CENTRE_UM[axis])
}

/// Value and gradient of the continuous solution at (x, y): constant Gaussian source from an empty field.
fn solution(amplitude: &[Vec<f64>], at: [&[[f64; 2]]; 2]) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for (row, &[cos_x, slope_x]) in amplitude.iter().zip(at[0]) {
        let (mut along, mut slope) = (0.0, 0.0);
        for (amplitude, &[cos_y, slope_y]) in row.iter().zip(at[1]) {
            along += amplitude * cos_y;
            slope += amplitude * slope_y;
        }
        sum = [sum[0] + along * cos_x, sum[1] + along * slope_x, sum[2] + slope * cos_x];
    }
    sum
}

/// cos(k·x) and its derivative for every mode.
fn waves(axis: usize, x: f64) -> Vec<[f64; 2]> {
    let one = |mode: usize| {
        let k = wave(axis, mode);
        [math::cos(k * x), -k * math::sin(k * x)]
    };
    (0..MODES[axis]).map(one).collect()
}

fn amplitudes() -> Vec<Vec<f64>> {
    let amplitude = |p: usize, q: usize| {
        let rate = TNF_ALPHA.loss + TNF_ALPHA.diffusion * (wave(0, p) * wave(0, p) + wave(1, q) * wave(1, q));
        coefficient(0, p) * coefficient(1, q) * -math::expm1(-rate * FIELD_INTERVAL) / rate
    };
    (0..MODES[0]).map(|p| (0..MODES[1]).map(|q| amplitude(p, q)).collect()).collect()
}

/// Relative L2 errors of value and gradient after 6 h on voxels of `spacing_um`, which must divide 2 mm.
///
/// # Errors
/// When the transform does not support the size.
pub fn errors(spacing_um: f64) -> Result<[f64; 2], SizeError> {
    let voxels = |length: f64| (length / spacing_um).round() as u32;
    let [nx, ny] = LENGTH_UM.map(voxels);
    let grid = Grid { nx, ny, nz: 1, spacing_um, section_depth_um: 100.0 };
    let place = |i: u32| (f64::from(i) + 0.5) * spacing_um;
    let across: Vec<_> = (0..nx).map(|i| waves(0, place(i))).collect();
    let down: Vec<_> = (0..ny).map(|i| waves(1, place(i))).collect();
    let amplitude = amplitudes();
    let (mut values, mut slopes, mut source) = (Vec::new(), Vec::new(), Vec::new());
    for voxel in 0..grid.len() {
        let [x, y, _] = grid.coordinates(voxel).map(|i| i as usize);
        let [value, slope_x, slope_y] = solution(&amplitude, [&across[x], &down[y]]);
        values.push(value);
        slopes.extend([slope_x, slope_y, 0.0]);
        let [x, y, _] = grid.centre_um(voxel);
        let [a, b] = [(x - CENTRE_UM[0]) / WIDTH_UM, (y - CENTRE_UM[1]) / WIDTH_UM];
        source.push(math::exp(-0.5 * (a * a + b * b)));
    }
    let mut field = Field::new(&grid);
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, FIELD_INTERVAL);
    field.step(&CosineTransform::new(&grid)?, &propagator, &source);
    let read: Vec<f64> = (0..grid.len()).flat_map(|voxel| field.gradient_at(&grid, voxel)).collect();
    Ok([distance(field.values(), &values), distance(&read, &slopes)])
}
