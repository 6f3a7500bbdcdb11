//! Near a single secreting cell, where the voxels are coarse: the steady field against the Green's function.

use std::f64::consts::PI;

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::CosineTransform;
use admsc_study::validation::numerics::near_cell::bessel_k;

use super::{TNF_ALPHA, TestResult, block};

/// Value and slope at distance `r` of the steady field of a source of one unit per day: a line in the plane, a point
/// in space.
fn green(dimensions: u32, r: f64) -> [f64; 2] {
    let (diffusion, length) = (TNF_ALPHA.diffusion, (TNF_ALPHA.diffusion / TNF_ALPHA.loss).sqrt());
    if dimensions == 2 {
        let scale = 1.0 / (2.0 * PI * diffusion);
        [scale * bessel_k(0.0, r / length), -scale / length * bessel_k(1.0, r / length)]
    } else {
        let value = (-r / length).exp() / (4.0 * PI * diffusion * r);
        [value, -value * (1.0 / r + 1.0 / length)]
    }
}

/// The steady field of one cell in the middle, per unit released per day, and the cell's voxel.
fn steady(grid: &Grid) -> Result<(Field, [u32; 3]), Box<dyn std::error::Error>> {
    let middle = [grid.nx / 2, grid.ny / 2, grid.nz / 2];
    let mut source = vec![0.0; grid.len()];
    let (h, in_plane) = (grid.spacing_um, grid.nz == 1);
    source[grid.index(middle[0], middle[1], middle[2])] = 1.0 / if in_plane { h * h } else { h * h * h };
    let mut field = Field::new(grid);
    // A hundred days are more than a thousand lifetimes.
    let propagator = Propagator::new(grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, 100.0);
    field.step(&CosineTransform::new(grid)?, &propagator, &source);
    Ok((field, middle))
}

#[test]
fn bessel_functions_are_those_of_the_tables() {
    // Abramowitz & Stegun, table 9.8.
    assert!((bessel_k(0.0, 1.0) - 0.421_024_438_240_708).abs() < 1e-14);
    assert!((bessel_k(1.0, 1.0) - 0.601_907_230_197_235).abs() < 1e-14);
    assert!((bessel_k(0.0, 0.1) - 2.427_069_024_702_02).abs() < 1e-13);
}

/// Largest errors of value and gradient allowed from a distance in voxels onwards.
type Bounds = [(f64, [f64; 2]); 4];

/// In a section the value beside a cell is off by 2 % and the gradient by a seventh; in a block the singularity is
/// steeper and both are off by more. Away from the cell the errors fall at least with the distance.
#[test]
fn the_error_near_a_cell_is_known() -> TestResult {
    let plane: Bounds = [(1.0, [0.02, 0.15]), (3.0, [0.01, 0.08]), (5.0, [0.005, 0.03]), (10.0, [0.0025, 0.01])];
    let space: Bounds = [(1.0, [0.1, 0.5]), (3.0, [0.055, 0.3]), (5.0, [0.02, 0.1]), (10.0, [0.01, 0.03])];
    for (grid, bounds) in [(block(320, 320, 1, 25.0), plane), (block(100, 100, 100, 25.0), space)] {
        let (field, [x, y, z]) = steady(&grid)?;
        println!("\nError near one TNFα-secreting cell, {}-D, voxels of 25 µm:", grid.dimensions());
        println!("{:>8} {:>8} {:>9} {:>9}", "voxels", "µm", "value", "gradient");
        for offset in [[1, 0], [1, 1], [2, 0], [2, 2], [3, 0], [5, 0], [3, 4], [10, 0], [6, 8]] {
            let r = f64::from(offset[0] * offset[0] + offset[1] * offset[1]).sqrt();
            let voxel = grid.index(x + offset[0], y + offset[1], z);
            let [value, slope] = green(grid.dimensions(), r * grid.spacing_um);
            let [gx, gy, _] = field.gradient_at(&grid, voxel);
            let along = (gx * f64::from(offset[0]) + gy * f64::from(offset[1])) / r;
            let errors = [field.values()[voxel] / value - 1.0, along / slope - 1.0];
            let name = format!("({}, {})", offset[0], offset[1]);
            println!("{name:>8} {:>8.1} {:>8.2}% {:>8.2}%", r * 25.0, 100.0 * errors[0], 100.0 * errors[1]);
            for (_, at_most) in bounds.iter().filter(|(from, _)| *from <= r) {
                assert!(errors[0].abs() <= at_most[0] && errors[1].abs() <= at_most[1], "{name}: {errors:?}");
            }
        }
    }
    Ok(())
}
