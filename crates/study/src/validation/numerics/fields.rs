//! The field step against exact solutions.

use std::f64::consts::PI;

use super::super::check::{Check, Expected};
use super::super::estimate::exact;
use super::{FIELD_INTERVAL, Medium, TNF_ALPHA, check, distance, largest_distance, near_cell, oracle, order, section};
use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::{CosineTransform, SizeError};
use admsc_model::math;
use admsc_model::rng::{Purpose, Streams};

/// Contract of the design: relative L2 error in value and in gradient.
const CONTRACT: f64 = 1e-3;
/// Rounding: some thousand operations on a number of order 1.
const ROUNDING: f64 = 1e-11;

pub fn checks() -> Result<Vec<Check>, SizeError> {
    let [value, gradient] = against_the_oracle()?;
    let orders = orders()?;
    let [near_value, near_gradient] = near_cell::errors(1)?;
    let small = |what: &str, limit: f64, found: f64| check(what, "", Expected::at_most(limit), exact(found));
    let order = |what: &str, found: f64| check(what, "", Expected::between(1.9, 2.1), exact(found));
    Ok(vec![
        small("field step against the time-exact solution, value (relative L2)", CONTRACT, value),
        small("field step against the time-exact solution, gradient (relative L2)", CONTRACT, gradient),
        small("an even field decays exponentially (largest relative error in 48 h)", ROUNDING, decay()?),
        small("single modes decay at their rates (largest relative error)", ROUNDING, modes()?),
        small("mass balance over 40 steps (largest relative deviation)", ROUNDING, mass()?),
        small("lowest value before clipping, one cell, over the highest (below 0)", 1e-12, negativity()?),
        order("order in space, 50 to 25 µm, value", orders[0]),
        order("order in space, 50 to 25 µm, gradient", orders[1]),
        small("exchanged axes exchange the field (largest relative deviation)", ROUNDING, exchanged()?),
        small("anisotropy 5 voxels from a cell", 1e-2, anisotropy()?),
        small("1-D, 2-D and 3-D agree (largest relative deviation)", ROUNDING, dimensions()?),
        Check::reported(
            super::Part::Numerics,
            "error one voxel from a single cell, value",
            "%",
            exact(100.0 * near_value),
        )
        .noted("about 1 % in the design"),
        Check::reported(
            super::Part::Numerics,
            "error one voxel from a single cell, gradient",
            "%",
            exact(100.0 * near_gradient),
        )
        .noted("about 15 % in the design"),
    ])
}

/// Concentrations before negative ones are raised to zero.
pub fn before_clipping(transform: &CosineTransform, field: &Field) -> Vec<f64> {
    let mut values = field.spectrum().to_vec();
    transform.inverse(&mut values);
    values
}

/// 1 ng/mL/day in the voxels of 600 cells, half of them in a cluster; elsewhere in every `hour`.
fn source(grid: &Grid, hour: u32) -> Vec<f64> {
    let (size, streams) = (grid.size_um(), Streams::new(1, 0));
    let mut source = vec![0.0; grid.len()];
    for cell in 0..600 {
        let mut luck = streams.open(Purpose::Verification, hour, cell);
        let near = if cell % 2 == 0 { 0.1 } else { 1.0 };
        source[grid.voxel_at(size.map(|length| length * (0.4 + near * (luck.uniform() - 0.4))))] += 1.0;
    }
    source
}

/// Errors of value and gradient after two steps of 6 h under sources of wandering cells.
fn against_the_oracle() -> Result<[f64; 2], SizeError> {
    let grid = section(80, 40, 25.0);
    let transform = CosineTransform::new(&grid)?;
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, FIELD_INTERVAL);
    let (mut field, mut expected) = (Field::new(&grid), vec![0.0; grid.len()]);
    for hour in 0..2 {
        let source = source(&grid, hour);
        field.step(&transform, &propagator, &source);
        expected = oracle::advance(&grid, TNF_ALPHA, &expected, &source, FIELD_INTERVAL);
    }
    let at = |x: i64, y: i64| {
        let inside = |i: i64, n: u32| i.clamp(0, i64::from(n) - 1) as u32;
        expected[grid.index(inside(x, grid.nx), inside(y, grid.ny), 0)]
    };
    let slope = |voxel: usize| {
        let [x, y, _] = grid.coordinates(voxel).map(i64::from);
        [at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1), 0.0].map(|step| step / (2.0 * grid.spacing_um))
    };
    let slopes: Vec<f64> = (0..grid.len()).flat_map(slope).collect();
    let read: Vec<f64> = (0..grid.len()).flat_map(|voxel| field.gradient_at(&grid, voxel)).collect();
    Ok([distance(field.values(), &expected), distance(&read, &slopes)])
}

fn decay() -> Result<f64, SizeError> {
    let grid = section(24, 20, 25.0);
    let transform = CosineTransform::new(&grid)?;
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, 1.0 / 24.0);
    let mut field = Field::new(&grid);
    field.add_impulse(&transform, &vec![2.0; grid.len()]);
    let mut worst = 0.0_f64;
    for hour in 1..=48 {
        field.step(&transform, &propagator, &vec![0.0; grid.len()]);
        let expected = 2.0 * math::exp(-TNF_ALPHA.loss * f64::from(hour) / 24.0);
        worst = field.values().iter().fold(worst, |worst, c| worst.max((c / expected - 1.0).abs()));
    }
    Ok(worst)
}

fn modes() -> Result<f64, SizeError> {
    let grid = Grid { nz: 12, ..section(30, 20, 25.0) };
    let transform = CosineTransform::new(&grid)?;
    let days = 0.004;
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, days);
    let coupling = TNF_ALPHA.diffusion / (grid.spacing_um * grid.spacing_um);
    let sizes = [grid.nx, grid.ny, grid.nz];
    let mut worst = 0.0_f64;
    for mode in [[1, 0, 0], [0, 1, 0], [0, 0, 1], [3, 5, 2], [29, 19, 11]] {
        let turns = |axis: usize| PI * f64::from(mode[axis]) / f64::from(sizes[axis]);
        let along = |axis: usize| coupling * (2.0 - 2.0 * math::cos(turns(axis)));
        let rate = (0..3).map(along).sum::<f64>() + TNF_ALPHA.loss;
        let shape = |voxel: usize| -> f64 {
            let place = grid.coordinates(voxel);
            (0..3).map(|axis| math::cos(turns(axis) * (f64::from(place[axis]) + 0.5))).product()
        };
        let start: Vec<f64> = (0..grid.len()).map(|voxel| 1.0 + shape(voxel)).collect();
        let mut field = Field::new(&grid);
        field.add_impulse(&transform, &start);
        field.step(&transform, &propagator, &vec![0.0; grid.len()]);
        let (base, left) = (math::exp(-TNF_ALPHA.loss * days), math::exp(-rate * days));
        let expected: Vec<f64> = (0..grid.len()).map(|voxel| base + left * shape(voxel)).collect();
        worst = worst.max(largest_distance(&before_clipping(&transform, &field), &expected));
    }
    Ok(worst)
}

/// d/dt∫c = ∫s − k∫c integrates to M(t+Δt) = e^(−kΔt)·M + (1 − e^(−kΔt))/k·∫s.
fn mass() -> Result<f64, SizeError> {
    let grid = section(160, 80, 25.0);
    let transform = CosineTransform::new(&grid)?;
    let (k, dt) = (TNF_ALPHA.loss, FIELD_INTERVAL);
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, k, dt);
    let (mut field, mut mass, mut worst) = (Field::new(&grid), 0.0, 0.0_f64);
    for hour in 0..40 {
        let source = source(&grid, hour);
        field.step(&transform, &propagator, &source);
        mass = mass * math::exp(-k * dt) - source.iter().sum::<f64>() * math::expm1(-k * dt) / k;
        let found: f64 = before_clipping(&transform, &field).iter().sum();
        worst = worst.max((found / mass - 1.0).abs());
    }
    Ok(worst)
}

/// The hardest case: one cell in a window many decay lengths wide, so that most of the field is nothing.
fn negativity() -> Result<f64, SizeError> {
    let grid = section(320, 160, 25.0);
    let sticky = Medium { name: "D 0.1 µm²/s, k 137/d", diffusion: 8_640.0, loss: 137.0 };
    let mut lowest = 0.0_f64;
    for medium in [TNF_ALPHA, sticky] {
        for days in [1.0 / 1440.0, FIELD_INTERVAL] {
            let transform = CosineTransform::new(&grid)?;
            let mut field = Field::new(&grid);
            let mut source = vec![0.0; grid.len()];
            source[grid.index(grid.nx / 3, grid.ny / 4, 0)] = 1000.0;
            field.step(&transform, &Propagator::new(&grid, medium.diffusion, medium.loss, days), &source);
            let values = before_clipping(&transform, &field);
            let highest = values.iter().fold(0.0_f64, |a, b| a.max(*b));
            lowest = values.iter().fold(lowest, |a, b| a.min(b / highest));
        }
    }
    Ok(-lowest)
}

fn orders() -> Result<[f64; 2], SizeError> {
    let (coarse, fine) = (order::errors(50.0)?, order::errors(25.0)?);
    Ok([0, 1].map(|i| math::ln(coarse[i] / fine[i]) / std::f64::consts::LN_2))
}

/// A source without any symmetry of its own.
pub fn uneven([x, y, z]: [u32; 3]) -> f64 {
    f64::from((x * 31 + y * 17 + z * 7 + x * y * 3 + y * z * 5) % 23)
}

/// Two steps of the field under a source given by place.
///
/// # Errors
/// When the grid is not supported.
pub fn two_steps(grid: &Grid, at: impl Fn([u32; 3]) -> f64) -> Result<Vec<f64>, SizeError> {
    let transform = CosineTransform::new(grid)?;
    let propagator = Propagator::new(grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, FIELD_INTERVAL);
    let source: Vec<f64> = (0..grid.len()).map(|voxel| at(grid.coordinates(voxel))).collect();
    let mut field = Field::new(grid);
    field.add_impulse(&transform, &source);
    field.step(&transform, &propagator, &source);
    field.step(&transform, &propagator, &source);
    Ok(before_clipping(&transform, &field))
}

fn exchanged() -> Result<f64, SizeError> {
    let (grid, turned) = (section(24, 20, 25.0), section(20, 24, 25.0));
    let original = two_steps(&grid, uneven)?;
    let found = two_steps(&turned, |[x, y, z]| uneven([y, x, z]))?;
    let back = |voxel: usize| {
        let [x, y, z] = turned.coordinates(voxel);
        original[grid.index(y, x, z)]
    };
    Ok(largest_distance(&found, &(0..turned.len()).map(back).collect::<Vec<f64>>()))
}

/// (5, 0), (3, 4) and (4, 3) lie equally far from a cell: what differs there is the grid's.
fn anisotropy() -> Result<f64, SizeError> {
    let grid = section(200, 200, 25.0);
    let values = two_steps(&grid, |place| f64::from(u8::from(place == [100, 100, 0])))?;
    let at = |x: u32, y: u32| values[grid.index(100 + x, 100 + y, 0)];
    Ok([(3, 4), (4, 3)].iter().fold(0.0_f64, |worst, (x, y)| worst.max((at(*x, *y) / at(5, 0) - 1.0).abs())))
}

fn dimensions() -> Result<f64, SizeError> {
    let line = section(60, 1, 25.0);
    let plane = section(60, 36, 25.0);
    let whole = Grid { nz: 16, ..plane };
    let in_line = two_steps(&line, |[x, _, _]| uneven([x, 0, 0]))?;
    let in_plane = two_steps(&plane, |[x, y, _]| uneven([x, y, 0]))?;
    let spread = |grid: &Grid, from: &Grid, values: &[f64]| -> Vec<f64> {
        let at = |voxel: usize| {
            let [x, y, _] = grid.coordinates(voxel);
            values[from.index(x, y.min(from.ny - 1), 0)]
        };
        (0..grid.len()).map(at).collect()
    };
    let flat = two_steps(&plane, |[x, _, _]| uneven([x, 0, 0]))?;
    let deep = two_steps(&whole, |[x, y, _]| uneven([x, y, 0]))?;
    let first = largest_distance(&flat, &spread(&plane, &line, &in_line));
    Ok(first.max(largest_distance(&deep, &spread(&whole, &plane, &in_plane))))
}
