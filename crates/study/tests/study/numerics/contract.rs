//! The step against the time-exact solution of the same spatial discretisation, and against schemes not taken.

use std::f64::consts::PI;

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::CosineTransform;

use super::{
    CXCL12, Cells, FIELD_INTERVAL, Medium, TNF_ALPHA, TestResult, VEGF, before_clipping, block, distance, gradient,
    gradient_as_read, largest_distance, oracle, window,
};

/// The contract: relative L2 error in value and in gradient.
const CONTRACT: f64 = 1e-3;
/// What the step reaches, with a margin for the rounding of the solution it is compared with.
const ROUNDING: f64 = 1e-11;

#[test]
fn the_step_is_exact_in_time() -> TestResult {
    println!("\nError of three 6-h steps under sources of wandering cells, relative L2:");
    println!("{:<10} {:<14} {:>10} {:>10}", "species", "grid", "value", "gradient");
    let cases = [
        (TNF_ALPHA, window()),
        (CXCL12, window()),
        (VEGF, window()),
        (TNF_ALPHA, block(160, 1, 1, 25.0)),
        (TNF_ALPHA, block(24, 20, 18, 25.0)),
    ];
    for (medium, grid) in cases {
        let (value, slope) = error_of_three_steps(medium, &grid)?;
        let name = format!("{}×{}×{}", grid.nx, grid.ny, grid.nz);
        println!("{:<10} {name:<14} {value:>10.1e} {slope:>10.1e}", medium.name);
        assert!(value <= ROUNDING && slope <= ROUNDING, "{} on {name}: {value} {slope}", medium.name);
    }
    Ok(())
}

fn error_of_three_steps(medium: Medium, grid: &Grid) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let transform = CosineTransform::new(grid)?;
    let propagator = Propagator::new(grid, medium.diffusion, medium.loss, FIELD_INTERVAL);
    let mut field = Field::new(grid);
    let mut expected = vec![0.0; grid.len()];
    let mut cells = Cells::new(grid, 600);
    for _ in 0..3 {
        let source = cells.source(grid);
        field.step(&transform, &propagator, &source);
        expected = oracle::advance(grid, medium, &expected, &source, FIELD_INTERVAL);
        cells.wander(grid);
    }
    let slope = distance(&gradient_as_read(grid, &field), &gradient(grid, &expected));
    Ok((distance(field.values(), &expected), slope))
}

/// How a scheme not taken advances one mode: what is left of it, and what a unit of source adds.
type Scheme = fn(&Mode, f64) -> [f64; 2];

/// Rates of one mode: along each axis by diffusion, and the loss.
struct Mode {
    axes: [f64; 2],
    loss: f64,
}

impl Mode {
    fn rate(&self) -> f64 {
        self.axes[0] + self.axes[1] + self.loss
    }
}

#[test]
fn the_schemes_not_taken_break_the_contract() -> TestResult {
    let grid = window();
    let schemes: [(&str, u32, Scheme); 4] = [
        ("quasi-steady, 60 min", 1, |mode, _| [0.0, 1.0 / mode.rate()]),
        ("backward Euler, unsplit, 60 min", 1, |mode, step| {
            let left = 1.0 / (1.0 + mode.rate() * step);
            [left, step * left]
        }),
        ("LOD, 6 min", 10, split),
        ("LOD, 0.1 min", 600, split),
    ];
    for medium in [TNF_ALPHA, VEGF] {
        compare_schemes(&grid, medium, &schemes)?;
    }
    Ok(())
}

fn compare_schemes(grid: &Grid, medium: Medium, schemes: &[(&str, u32, Scheme)]) -> TestResult {
    println!("\nError at the end of a 3 h burst ({}, new sources every hour), relative L2:", medium.name);
    println!("{:<34} {:>10} {:>10}", "scheme", "value", "gradient");
    let expected = burst(grid, |start, source| Ok(oracle::advance(grid, medium, start, source, 1.0 / 24.0)))?;
    let slopes = gradient(grid, &expected);
    let report = |name: &str, values: &[f64]| {
        let errors = [distance(values, &expected), distance(&gradient(grid, values), &slopes)];
        println!("{name:<34} {:>10.1e} {:>10.1e}", errors[0], errors[1]);
        errors
    };
    for &(name, parts, scheme) in schemes {
        let values = burst(grid, |start, source| by_modes(grid, medium, start, source, parts, scheme))?;
        let [value, slope] = report(name, &values);
        assert!(value > CONTRACT || slope > CONTRACT, "{name} would have done");
    }
    let values = burst(grid, |start, source| {
        by_modes(grid, medium, start, source, 1, |mode, step| {
            let left = (-mode.rate() * step).exp();
            [left, (1.0 - left) / mode.rate()]
        })
    })?;
    let [value, slope] = report("exact exponential, 60 min", &values);
    assert!(value <= ROUNDING && slope <= ROUNDING, "{value} {slope}");
    Ok(())
}

/// Locally one-dimensional backward Euler, each axis with half of the loss.
fn split(mode: &Mode, step: f64) -> [f64; 2] {
    let left: f64 = mode.axes.iter().map(|rate| 1.0 / (1.0 + (rate + 0.5 * mode.loss) * step)).product();
    [left, step * left]
}

/// Three hours of wandering cells from an empty field, with any solver of one hour.
fn burst(
    grid: &Grid,
    mut hour: impl FnMut(&[f64], &[f64]) -> Result<Vec<f64>, Box<dyn std::error::Error>>,
) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let mut values = vec![0.0; grid.len()];
    let mut cells = Cells::new(grid, 600);
    for _ in 0..3 {
        values = hour(&values, &cells.source(grid))?;
        cells.wander(grid);
    }
    Ok(values)
}

/// One hour in `parts` steps of a scheme that is diagonal in the cosine basis.
fn by_modes(
    grid: &Grid,
    medium: Medium,
    start: &[f64],
    source: &[f64],
    parts: u32,
    scheme: Scheme,
) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let transform = CosineTransform::new(grid)?;
    let (mut values, mut fed) = (start.to_vec(), source.to_vec());
    transform.forward(&mut values);
    transform.forward(&mut fed);
    let coupling = medium.diffusion / (grid.spacing_um * grid.spacing_um);
    let along = |j: u32, n: u32| coupling * (2.0 - 2.0 * (PI * f64::from(j) / f64::from(n)).cos());
    for (index, (value, fed)) in values.iter_mut().zip(fed).enumerate() {
        let [p, q, _] = grid.coordinates(index);
        let mode = Mode { axes: [along(p, grid.nx), along(q, grid.ny)], loss: medium.loss };
        let [left, added] = scheme(&mode, 1.0 / (24.0 * f64::from(parts)));
        for _ in 0..parts {
            *value = *value * left + fed * added;
        }
    }
    transform.inverse(&mut values);
    Ok(values)
}

/// λ of every mode is the one of the mirrored second difference, so a mode keeps its shape and decays by e^(−λt).
#[test]
fn single_modes_decay_at_their_rates() -> TestResult {
    let grid = block(30, 20, 12, 25.0);
    let transform = CosineTransform::new(&grid)?;
    let days = 0.004;
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, days);
    let coupling = TNF_ALPHA.diffusion / (grid.spacing_um * grid.spacing_um);
    for mode in [[1, 0, 0], [0, 1, 0], [0, 0, 1], [3, 5, 2], [29, 0, 0], [0, 19, 0], [29, 19, 11]] {
        let sizes = [grid.nx, grid.ny, grid.nz];
        let turns = |j: u32, n: u32| PI * f64::from(j) / f64::from(n);
        let rate: f64 =
            (0..3).map(|a| coupling * (2.0 - 2.0 * turns(mode[a], sizes[a]).cos())).sum::<f64>() + TNF_ALPHA.loss;
        let shape = |voxel: usize| -> f64 {
            let place = grid.coordinates(voxel);
            (0..3).map(|a| (turns(mode[a], sizes[a]) * (f64::from(place[a]) + 0.5)).cos()).product()
        };
        let start: Vec<f64> = (0..grid.len()).map(|voxel| 1.0 + shape(voxel)).collect();
        let mut field = Field::new(&grid);
        field.add_impulse(&transform, &start);
        field.step(&transform, &propagator, &vec![0.0; grid.len()]);
        let (base, left) = ((-TNF_ALPHA.loss * days).exp(), (-rate * days).exp());
        let expected: Vec<f64> = (0..grid.len()).map(|voxel| base + left * shape(voxel)).collect();
        let error = largest_distance(&before_clipping(&transform, &field), &expected);
        assert!(error < 1e-13, "mode {mode:?}: {error}");
    }
    Ok(())
}

#[test]
fn one_step_equals_many() -> TestResult {
    let grid = window();
    let transform = CosineTransform::new(&grid)?;
    let source = Cells::new(&grid, 600).source(&grid);
    let run = |steps: u32| {
        let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, FIELD_INTERVAL / f64::from(steps));
        let mut field = Field::new(&grid);
        field.add_impulse(&transform, &source);
        for _ in 0..steps {
            field.step(&transform, &propagator, &source);
        }
        before_clipping(&transform, &field)
    };
    let whole = run(1);
    for steps in [2, 6, 24, 360] {
        let error = largest_distance(&run(steps), &whole);
        assert!(error < 1e-13, "{steps} steps: {error}");
    }
    Ok(())
}
