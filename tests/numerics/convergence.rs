//! Order of the spatial discretisation, against the continuous problem.

use std::f64::consts::PI;

use admsc_sim::engine::field::{Field, Propagator};
use admsc_sim::engine::transform::CosineTransform;

use crate::{FIELD_INTERVAL, TNF_ALPHA, TestResult, block, distance, gradient_as_read};

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
    weight * (2.0 * PI).sqrt() * WIDTH_UM * (-0.5 * (WIDTH_UM * k) * (WIDTH_UM * k)).exp() * (k * CENTRE_UM[axis]).cos()
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
    (0..MODES[axis])
        .map(|mode| {
            let k = wave(axis, mode);
            [(k * x).cos(), -k * (k * x).sin()]
        })
        .collect()
}

fn amplitudes() -> Vec<Vec<f64>> {
    let amplitude = |p: usize, q: usize| {
        let rate = TNF_ALPHA.loss + TNF_ALPHA.diffusion * (wave(0, p) * wave(0, p) + wave(1, q) * wave(1, q));
        coefficient(0, p) * coefficient(1, q) * -(-rate * FIELD_INTERVAL).exp_m1() / rate
    };
    (0..MODES[0]).map(|p| (0..MODES[1]).map(|q| amplitude(p, q)).collect()).collect()
}

#[test]
fn the_spatial_order_is_two() -> TestResult {
    let amplitude = amplitudes();
    println!("\nError against the continuous solution (TNFα, Gaussian source of 150 µm, 6 h), relative L2:");
    println!("{:>10} {:>10} {:>7} {:>10} {:>7}", "voxel µm", "value", "order", "gradient", "order");
    let mut last: Option<[f64; 2]> = None;
    for refinement in [1u32, 2, 4, 8] {
        let spacing = 50.0 / f64::from(refinement);
        let grid = block(80 * refinement, 40 * refinement, 1, spacing);
        let place = |i: u32| (f64::from(i) + 0.5) * spacing;
        let across: Vec<_> = (0..grid.nx).map(|i| waves(0, place(i))).collect();
        let down: Vec<_> = (0..grid.ny).map(|i| waves(1, place(i))).collect();
        let (mut values, mut slopes) = (Vec::new(), Vec::new());
        for voxel in 0..grid.len() {
            let [x, y, _] = grid.coordinates(voxel).map(|i| i as usize);
            let [value, slope_x, slope_y] = solution(&amplitude, [&across[x], &down[y]]);
            values.push(value);
            slopes.extend([slope_x, slope_y, 0.0]);
        }
        let source: Vec<f64> = (0..grid.len())
            .map(|voxel| {
                let [x, y, _] = grid.centre_um(voxel);
                let [a, b] = [(x - CENTRE_UM[0]) / WIDTH_UM, (y - CENTRE_UM[1]) / WIDTH_UM];
                (-0.5 * (a * a + b * b)).exp()
            })
            .collect();
        let mut field = Field::new(&grid);
        let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, FIELD_INTERVAL);
        field.step(&CosineTransform::new(&grid)?, &propagator, &source, 0.0);
        let errors = [distance(field.values(), &values), distance(&gradient_as_read(&grid, &field), &slopes)];
        let Some(coarser) = last.replace(errors) else {
            println!("{spacing:>10} {:>10.2e} {:>7} {:>10.2e} {:>7}", errors[0], "", errors[1], "");
            continue;
        };
        let orders = [0, 1].map(|i| (coarser[i] / errors[i]).log2());
        println!("{spacing:>10} {:>10.2e} {:>7.3} {:>10.2e} {:>7.3}", errors[0], orders[0], errors[1], orders[1]);
        assert!(orders.iter().all(|order| (order - 2.0).abs() <= 0.1), "at {spacing} µm: {orders:?}");
    }
    Ok(())
}
