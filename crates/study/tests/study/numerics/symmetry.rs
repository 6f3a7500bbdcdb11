//! Directions and dimensions: no axis is special, and a field that does not vary along one does not know of it.

use admsc_model::engine::grid::Grid;
use admsc_study::validation::numerics::{two_steps, uneven};

use super::{TestResult, block, largest_distance};

#[test]
fn exchanged_axes_exchange_the_field() -> TestResult {
    let found = two_steps(&block(24, 20, 15, 25.0), uneven)?;
    for (order, sizes) in [([1, 0, 2], [20, 24, 15]), ([2, 1, 0], [15, 20, 24]), ([1, 2, 0], [15, 24, 20])] {
        let grid = block(sizes[0], sizes[1], sizes[2], 25.0);
        // order[a] is the axis of the turned grid that was axis a.
        let back = |place: [u32; 3]| order.map(|axis: usize| place[axis]);
        let turned = two_steps(&grid, |place| uneven(back(place)))?;
        let original = block(24, 20, 15, 25.0);
        let expected: Vec<f64> = (0..grid.len())
            .map(|voxel| {
                let [x, y, z] = back(grid.coordinates(voxel));
                found[original.index(x, y, z)]
            })
            .collect();
        let error = largest_distance(&turned, &expected);
        assert!(error < 1e-14, "{order:?}: {error}");
    }
    Ok(())
}

#[test]
fn mirrored_sources_mirror_the_field() -> TestResult {
    let grid = block(24, 20, 1, 25.0);
    let mirror = |[x, y, z]: [u32; 3]| [23 - x, 19 - y, z];
    let found = two_steps(&grid, uneven)?;
    let mirrored = two_steps(&grid, |place| uneven(mirror(place)))?;
    let expected: Vec<f64> = (0..grid.len()).map(|voxel| found[grid.len() - 1 - voxel]).collect();
    let error = largest_distance(&mirrored, &expected);
    assert!(error < 1e-14, "{error}");
    Ok(())
}

/// (5, 0) and (3, 4) lie equally far from a cell, (25, 0), (15, 20) and (7, 24) too: what differs there is the grid's.
#[test]
fn a_cell_is_heard_equally_in_all_directions() -> TestResult {
    let grid = block(200, 200, 1, 25.0);
    let values = two_steps(&grid, |place| f64::from(u8::from(place == [100, 100, 0])))?;
    let at = |x: u32, y: u32| values[grid.index(100 + x, 100 + y, 0)];
    println!("\nAnisotropy round one cell, largest deviation from the axis:");
    for (radius, others, at_most) in
        [(5, vec![(3, 4), (4, 3)], 1e-2), (10, vec![(6, 8), (8, 6)], 1e-2), (25, vec![(15, 20), (7, 24)], 1e-2)]
    {
        let deviation = others.iter().fold(0.0f64, |worst, &(x, y)| worst.max((at(x, y) / at(radius, 0) - 1.0).abs()));
        println!("{radius:>4} voxels {deviation:.1e}");
        assert!(deviation <= at_most, "at {radius} voxels: {deviation}");
        let turned = (at(0, radius) / at(radius, 0) - 1.0).abs();
        assert!(turned < 1e-12, "at {radius} voxels: {turned}");
    }
    Ok(())
}

#[test]
fn one_two_and_three_dimensions_agree() -> TestResult {
    let (line, section, whole) = (block(60, 1, 1, 25.0), block(60, 36, 1, 25.0), block(60, 36, 16, 25.0));
    let along = |[x, _, _]: [u32; 3]| uneven([x, 0, 0]);
    let across = |[x, y, _]: [u32; 3]| uneven([x, y, 0]);
    let in_line = two_steps(&line, along)?;
    let in_section = two_steps(&section, across)?;
    let spread = |grid: &Grid, from: &Grid, values: &[f64]| -> Vec<f64> {
        (0..grid.len())
            .map(|voxel| {
                let [x, y, _] = grid.coordinates(voxel);
                values[from.index(x, y.min(from.ny - 1), 0)]
            })
            .collect()
    };
    for (name, found, expected) in [
        ("1-D in 2-D", two_steps(&section, along)?, spread(&section, &line, &in_line)),
        ("1-D in 3-D", two_steps(&whole, along)?, spread(&whole, &line, &in_line)),
        ("2-D in 3-D", two_steps(&whole, across)?, spread(&whole, &section, &in_section)),
    ] {
        let error = largest_distance(&found, &expected);
        println!("{name}: largest deviation {error:.1e}");
        assert!(error < 1e-14, "{name}: {error}");
    }
    Ok(())
}
