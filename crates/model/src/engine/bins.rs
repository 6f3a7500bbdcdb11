//! Which agents lie in which voxel: agents sorted by (voxel, row), built anew from the positions.

use super::grid::Grid;

/// Rows of an agent table grouped by voxel. Rows keep their order within a voxel, and rows keep their order in the
/// table, so a sum over a voxel always runs in the same order.
#[derive(Debug, Clone, Default)]
pub struct Bins {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Bins {
    /// Groups the rows at `positions_um` for which `keep(row)` holds. Cost: voxels + rows.
    pub fn build(grid: &Grid, positions_um: &[[f64; 3]], keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<(u32, usize)> = positions_um
            .iter()
            .enumerate()
            .filter(|(row, _)| keep(*row))
            .map(|(row, position)| (row as u32, grid.voxel_at(*position)))
            .collect();
        let mut starts = vec![0u32; grid.len() + 1];
        for (_, voxel) in &kept {
            starts[voxel + 1] += 1;
        }
        for voxel in 0..grid.len() {
            starts[voxel + 1] += starts[voxel];
        }
        let mut next = starts.clone();
        let mut rows = vec![0u32; kept.len()];
        for (row, voxel) in kept {
            rows[next[voxel] as usize] = row;
            next[voxel] += 1;
        }
        Self { starts, rows }
    }

    /// Rows in a voxel, in table order.
    pub fn rows(&self, voxel: usize) -> &[u32] {
        &self.rows[self.starts[voxel] as usize..self.starts[voxel + 1] as usize]
    }

    /// Whether some row lies within `radius_um` of a point.
    pub fn any_within(&self, grid: &Grid, positions_um: &[[f64; 3]], centre_um: [f64; 3], radius_um: f64) -> bool {
        let reach = (radius_um / grid.spacing_um).ceil() as u32;
        let [x, y, z] = grid.coordinates(grid.voxel_at(centre_um));
        let span = |c: u32, n: u32| c.saturating_sub(reach)..=(c + reach).min(n - 1);
        let near = |row: u32| {
            let p = positions_um[row as usize];
            let square: f64 =
                (0..grid.dimensions() as usize).map(|i| (p[i] - centre_um[i]) * (p[i] - centre_um[i])).sum();
            square <= radius_um * radius_um
        };
        span(z, grid.nz).any(|k| {
            span(y, grid.ny)
                .any(|j| span(x, grid.nx).any(|i| self.rows(grid.index(i, j, k)).iter().any(|row| near(*row))))
        })
    }
}

/// For each voxel the sum of `counts` over the box of `2·half_width + 1` voxels a side around it, as far as it lies in
/// the window. Cost: a few operations a voxel, whatever the width.
pub fn box_sums(grid: &Grid, counts: &[u32], half_width: u32) -> Vec<u32> {
    let mut sums = counts.to_vec();
    let (nx, nxy) = (grid.nx as usize, (grid.nx * grid.ny) as usize);
    for (length, stride) in [(grid.nx as usize, 1), (grid.ny as usize, nx), (grid.nz as usize, nxy)] {
        let before = sums.clone();
        for (block, sums) in before.chunks_exact(length * stride).zip(sums.chunks_exact_mut(length * stride)) {
            slide(block, sums, stride, half_width as usize);
        }
    }
    sums
}

/// Box sums of the lines of one block, whose neighbours lie `stride` apart: each sum is the one before it, with what
/// enters the box and without what leaves it.
fn slide(before: &[u32], sums: &mut [u32], stride: usize, half_width: usize) {
    let length = before.len() / stride;
    let layer = |place: usize| place * stride..(place + 1) * stride;
    let mut box_now = vec![0u32; stride];
    let add = |sum: &mut [u32], place: usize| sum.iter_mut().zip(&before[layer(place)]).for_each(|(sum, x)| *sum += x);
    for place in 0..half_width.min(length) {
        add(&mut box_now, place);
    }
    for place in 0..length {
        if place + half_width < length {
            add(&mut box_now, place + half_width);
        }
        if let Some(left) = place.checked_sub(half_width + 1) {
            box_now.iter_mut().zip(&before[layer(left)]).for_each(|(sum, x)| *sum -= x);
        }
        sums[layer(place)].copy_from_slice(&box_now);
    }
}

/// Number of voxels of the window in the box of [`box_sums`] round a voxel.
pub fn box_size(grid: &Grid, voxel: usize, half_width: u32) -> u32 {
    let span = |place: u32, length: u32| (place + half_width).min(length - 1) - place.saturating_sub(half_width) + 1;
    let [x, y, z] = grid.coordinates(voxel);
    span(x, grid.nx) * span(y, grid.ny) * span(z, grid.nz)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_every_kept_row_once_in_order() {
        let grid = Grid { nx: 3, ny: 2, nz: 1, spacing_um: 10.0, section_depth_um: 100.0 };
        let positions = [[25.0, 5.0, 0.0], [1.0, 1.0, 0.0], [29.0, 9.0, 0.0], [15.0, 15.0, 0.0]];
        let bins = Bins::build(&grid, &positions, |row| row != 3);
        assert_eq!(bins.rows(2), [0, 2]);
        assert_eq!(bins.rows(0), [1]);
        assert_eq!((0..grid.len()).map(|voxel| bins.rows(voxel).len()).sum::<usize>(), 3);
        assert!(bins.any_within(&grid, &positions, [20.0, 5.0, 0.0], 5.0));
        assert!(!bins.any_within(&grid, &positions, [14.0, 15.0, 0.0], 5.0));
    }

    #[test]
    fn box_sums_count_the_box_and_its_part_in_the_window() {
        let block = Grid { nx: 5, ny: 4, nz: 3, spacing_um: 10.0, section_depth_um: 100.0 };
        let section = Grid { nx: 7, ny: 6, nz: 1, ..block };
        for grid in [block, section] {
            let counts: Vec<u32> = (0..grid.len() as u32).map(|voxel| voxel * 7919 % 13).collect();
            for half_width in [0, 1, 2, 9] {
                let sums = box_sums(&grid, &counts, half_width);
                assert_eq!(sums.len(), grid.len());
                for (voxel, sum) in sums.iter().enumerate() {
                    let centre = grid.coordinates(voxel);
                    let near = |other: usize| {
                        let place = grid.coordinates(other);
                        (0..3).all(|axis| place[axis].abs_diff(centre[axis]) <= half_width)
                    };
                    let inside: Vec<usize> = (0..grid.len()).filter(|other| near(*other)).collect();
                    assert_eq!(*sum, inside.iter().map(|other| counts[*other]).sum::<u32>());
                    assert_eq!(box_size(&grid, voxel, half_width) as usize, inside.len());
                }
            }
        }
    }
}
