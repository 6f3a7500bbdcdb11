//! The tissue window as a regular grid of cubic voxels, in two or three dimensions by one code.

use serde::{Deserialize, Serialize};

/// A box of `nx × ny × nz` cubic voxels. With `nz = 1` it is a section: a plane of voxels `section_depth_um` deep.
///
/// Voxels are numbered x first: `index = (z·ny + y)·nx + x`. Positions are in µm from the corner (0, 0, 0); a voxel's
/// centre lies at `(i + ½)·spacing`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Voxels along x.
    pub nx: u32,
    /// Voxels along y.
    pub ny: u32,
    /// Voxels along z; 1 for a section.
    pub nz: u32,
    /// Edge of a voxel, µm.
    pub spacing_um: f64,
    /// Depth of a section, µm; used when `nz = 1` only.
    pub section_depth_um: f64,
}

impl Grid {
    /// Number of voxels.
    pub fn len(&self) -> usize {
        self.nx as usize * self.ny as usize * self.nz as usize
    }

    /// A grid always has voxels; this is here because `len` is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// 2 for a section, 3 for a block.
    pub fn dimensions(&self) -> u32 {
        if self.nz == 1 { 2 } else { 3 }
    }

    /// Length of the window along x, y and z, µm.
    pub fn size_um(&self) -> [f64; 3] {
        let z = if self.nz == 1 { self.section_depth_um } else { f64::from(self.nz) * self.spacing_um };
        [f64::from(self.nx) * self.spacing_um, f64::from(self.ny) * self.spacing_um, z]
    }

    /// Volume of one voxel, mL (1 mL = 10¹² µm³).
    pub fn voxel_volume_ml(&self) -> f64 {
        let depth = if self.nz == 1 { self.section_depth_um } else { self.spacing_um };
        self.spacing_um * self.spacing_um * depth * 1e-12
    }

    /// Volume of the window, mL.
    pub fn volume_ml(&self) -> f64 {
        self.voxel_volume_ml() * self.len() as f64
    }

    /// Number of the voxel with these coordinates.
    #[inline]
    pub fn index(&self, x: u32, y: u32, z: u32) -> usize {
        (z as usize * self.ny as usize + y as usize) * self.nx as usize + x as usize
    }

    /// Coordinates of a voxel by its number.
    #[inline]
    pub fn coordinates(&self, index: usize) -> [u32; 3] {
        let (nx, ny) = (self.nx as usize, self.ny as usize);
        let (row, x) = (index / nx, (index % nx) as u32);
        [x, (row % ny) as u32, (row / ny) as u32]
    }

    /// Centre of a voxel by its number, µm. In a section z is the middle of the depth.
    pub fn centre_um(&self, index: usize) -> [f64; 3] {
        let [x, y, z] = self.coordinates(index).map(|i| (f64::from(i) + 0.5) * self.spacing_um);
        [x, y, if self.nz == 1 { 0.5 * self.section_depth_um } else { z }]
    }

    /// Coordinates of the voxel that holds a position in µm; positions outside count to the nearest voxel.
    #[inline]
    pub fn cell_at(&self, position_um: [f64; 3]) -> [u32; 3] {
        let cell = |p: f64, n: u32| ((p / self.spacing_um) as i64).clamp(0, i64::from(n) - 1) as u32;
        let z = if self.nz == 1 { 0 } else { cell(position_um[2], self.nz) };
        [cell(position_um[0], self.nx), cell(position_um[1], self.ny), z]
    }

    /// Number of the voxel that holds a position in µm; positions outside count to the nearest voxel.
    #[inline]
    pub fn voxel_at(&self, position_um: [f64; 3]) -> usize {
        let [x, y, z] = self.cell_at(position_um);
        self.index(x, y, z)
    }

    /// Shape of an array over the grid, in `ndarray`'s order: (nz, ny, nx).
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.nz as usize, self.ny as usize, self.nx as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_window_has_the_volumes_of_the_model() {
        let grid = Grid { nx: 160, ny: 80, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
        assert!((grid.voxel_volume_ml() - 6.25e-8).abs() < 1e-20);
        assert!((grid.volume_ml() - 8e-4).abs() < 1e-15);
        assert_eq!(grid.size_um(), [4000.0, 2000.0, 100.0]);
    }

    #[test]
    fn index_and_coordinates_agree() {
        let grid = Grid { nx: 5, ny: 4, nz: 3, spacing_um: 10.0, section_depth_um: 100.0 };
        for i in 0..grid.len() {
            let [x, y, z] = grid.coordinates(i);
            assert_eq!(grid.index(x, y, z), i);
            assert_eq!(grid.voxel_at(grid.centre_um(i)), i);
        }
        assert_eq!(grid.voxel_at([-3.0, 1e9, 15.0]), grid.index(0, 3, 1));
    }
}
