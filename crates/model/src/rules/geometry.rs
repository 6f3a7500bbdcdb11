//! The lesion, its vessels, and where a cell lacks oxygen.
//!
//! Biology: a painful disc rim or a compressed nerve is ingrown with vessels; the disc's nucleus has none. Monocytes and
//! blood-borne ADMSC enter at vessels only, so their places shape the tissue.
//!
//! Rule: at least `vessel_density` entry points per mm² of lesion (of a section of the lesion, in 3-D), drawn once per patient,
//! one at a random place of each of equal boxes that fill the lesion; a share of them may be put on walls of the window.
//! All have equal weight.
//!
//! A voxel farther than 150 µm from every entry point counts as hypoxic. The border has no entry points, so most of it does.
//!
//! Assumed: lengths are real, the window is a scaled section through the lesion and its border; vessels are spaced
//! more evenly than by chance, because tissue far from every vessel calls for new ones. Rejected: vessels on walls only,
//! which doubles TNFα there and lets clusters of M1 re-ignite quiet tissue; vessels at wholly random places, whose
//! clusters do the same to a smaller degree (see the space study in `docs/model.md`).

use serde::{Deserialize, Serialize};

use super::setup::{Lesion, Setup};
use crate::engine::grid::Grid;
use crate::math;
use crate::rng::{Purpose, Streams};

/// The treated tissue.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Volume over which a dose is spread, mL.
    pub treated_volume: f64,
    /// Entry points per area of lesion, 1/mm².
    pub vessel_density: f64,
    /// Share of the entry points that lie on a wall of the window.
    pub wall_vessel_share: f64,
    /// Matrix integrity outside the lesion.
    pub healthy_integrity: f64,
    /// T0: TNFα that resident cells of healthy tissue make, relative to its reference.
    pub constitutive_tnf: f64,
}

/// Where things are. Fixed during a run.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// For every voxel whether it belongs to the lesion.
    pub lesion: Vec<bool>,
    /// Voxels of the lesion, ascending.
    pub lesion_voxels: Vec<u32>,
    /// Volume of the lesion, mL.
    pub lesion_volume_ml: f64,
    /// Places where cells enter from the blood, µm.
    pub vessels_um: Vec<[f64; 3]>,
    /// Voxels of those places.
    pub vessel_voxels: Vec<u32>,
    /// Voxels of the fascicle inside the lesion, ascending; without a nerve, of the lesion.
    pub fascicle_voxels: Vec<u32>,
    /// For every voxel its place among those, or [`NOWHERE`].
    pub fascicle_rows: Vec<u32>,
    /// For every voxel whether its centre is farther from every vessel than oxygen reaches.
    pub hypoxic: Vec<bool>,
}

/// The place of a voxel that is in no list.
pub const NOWHERE: u32 = u32::MAX;

impl Geometry {
    /// Lesion and vessels of one patient.
    pub fn new(setup: &Setup, streams: &Streams) -> Self {
        let grid = &setup.grid;
        let lesion: Vec<bool> = (0..grid.len()).map(|voxel| inside(&setup.lesion, grid, voxel)).collect();
        let lesion_voxels: Vec<u32> = (0..grid.len() as u32).filter(|voxel| lesion[*voxel as usize]).collect();
        let lesion_volume_ml = lesion_voxels.len() as f64 * grid.voxel_volume_ml();
        let vessels_um = draw_vessels(setup, streams);
        let vessel_voxels = vessels_um.iter().map(|place| grid.voxel_at(*place) as u32).collect();
        let hypoxic = hypoxia(grid, &vessels_um, setup.parameters.stem_cell.hypoxia_distance);
        let fascicle_voxels: Vec<u32> =
            lesion_voxels.iter().copied().filter(|voxel| in_fascicle(setup, *voxel as usize)).collect();
        let mut fascicle_rows = vec![NOWHERE; grid.len()];
        fascicle_voxels.iter().zip(0..).for_each(|(voxel, row)| fascicle_rows[*voxel as usize] = row);
        Self {
            lesion,
            lesion_voxels,
            lesion_volume_ml,
            vessels_um,
            vessel_voxels,
            fascicle_voxels,
            fascicle_rows,
            hypoxic,
        }
    }

    /// Mean of a map over the lesion.
    pub fn lesion_mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        self.lesion_voxels.iter().map(|voxel| value(*voxel as usize)).sum::<f64>() / self.lesion_voxels.len() as f64
    }
}

/// Whether a voxel's centre lies in the lesion box (z is ignored in a section).
fn inside(lesion: &Lesion, grid: &Grid, voxel: usize) -> bool {
    let centre = grid.centre_um(voxel);
    (0..grid.dimensions() as usize).all(|i| lesion.from_um[i] <= centre[i] && centre[i] < lesion.to_um[i])
}

/// Whether a voxel's centre lies in the fascicle, whose axons run along x through the whole window; everywhere where there is none.
fn in_fascicle(setup: &Setup, voxel: usize) -> bool {
    let Some(nerve) = setup.nerve else { return true };
    let (centre, size) = (setup.grid.centre_um(voxel), setup.grid.size_um());
    let inside = |axis: usize| (centre[axis] / size[axis] - 0.5).abs() <= 0.5 * nerve.height_share;
    (1..setup.grid.dimensions() as usize).all(inside)
}

/// Corners of the lesion within the window, µm; in a section z spans the depth.
fn lesion_box(setup: &Setup) -> ([f64; 3], [f64; 3]) {
    let size = setup.grid.size_um();
    let flat = |i: usize| i == 2 && setup.grid.nz == 1;
    let low = std::array::from_fn(|i| if flat(i) { 0.0 } else { setup.lesion.from_um[i].max(0.0) });
    let high = std::array::from_fn(|i| if flat(i) { size[i] } else { setup.lesion.to_um[i].min(size[i]) });
    (low, high)
}

/// Places in µm, so that the map is the same on a coarse and a fine grid: one vessel at a random place of each of many
/// equal boxes that fill the lesion.
fn draw_vessels(setup: &Setup, streams: &Streams) -> Vec<[f64; 3]> {
    let (low, high) = lesion_box(setup);
    let size = setup.grid.size_um();
    let dimensions = setup.grid.dimensions() as usize;
    let extent: [f64; 3] = std::array::from_fn(|i| high[i] - low[i]);
    let boxes = boxes_along(setup, extent);
    let count: u64 = boxes.iter().map(|along| u64::from(*along)).product();
    let walls: Vec<(usize, f64)> = (0..dimensions)
        .flat_map(|axis| [(axis, 0.0), (axis, size[axis])])
        .filter(|(axis, wall)| low[*axis] == *wall || high[*axis] == *wall)
        .collect();
    (0..count)
        .map(|vessel| {
            let mut stream = streams.open(Purpose::Vessels, 0, vessel);
            let [nx, ny, _] = boxes.map(u64::from);
            let corner = [vessel % nx, vessel / nx % ny, vessel / (nx * ny)];
            let mut place: [f64; 3] = std::array::from_fn(|i| {
                low[i] + extent[i] * (corner[i] as f64 + stream.uniform()) / f64::from(boxes[i])
            });
            let on_wall = stream.uniform() < setup.parameters.tissue.wall_vessel_share;
            let which = stream.uniform();
            if on_wall && !walls.is_empty() {
                let (axis, wall) = walls[(which * walls.len() as f64) as usize];
                place[axis] = wall;
            }
            place
        })
        .collect()
}

/// Boxes along each axis, as nearly cubic (in a section: square) as whole numbers allow; never fewer than the density
/// asks for.
fn boxes_along(setup: &Setup, extent_um: [f64; 3]) -> [u32; 3] {
    let density = 1e-6 * setup.parameters.tissue.vessel_density;
    // A section of the depth of the grid carries the stated density per area; a block carries one such layer a depth.
    let edge =
        if setup.grid.nz == 1 { math::sqrt(1.0 / density) } else { math::cbrt(setup.grid.section_depth_um / density) };
    let flat = |i: usize| i == 2 && setup.grid.nz == 1;
    // A quotient that is whole but for rounding is whole.
    let boxes = |quotient: f64| (quotient - 1e-9).ceil().max(1.0) as u32;
    std::array::from_fn(|i| if flat(i) { 1 } else { boxes(extent_um[i] / edge) })
}

/// Voxels farther than `reach_um` from every vessel. Each vessel clears those in its own reach: the cost does not grow with the
/// window.
fn hypoxia(grid: &Grid, vessels_um: &[[f64; 3]], reach_um: f64) -> Vec<bool> {
    let dimensions = grid.dimensions() as usize;
    let distance = |a: [f64; 3], b: [f64; 3]| {
        let square: f64 = (0..dimensions).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum();
        math::sqrt(square)
    };
    let mut hypoxic = vec![true; grid.len()];
    for vessel in vessels_um {
        let [low, high] =
            [-reach_um, reach_um].map(|side| grid.coordinates(grid.voxel_at(vessel.map(|place| place + side))));
        for (z, y) in (low[2]..=high[2]).flat_map(|z| (low[1]..=high[1]).map(move |y| (z, y))) {
            let row = grid.index(low[0], y, z)..=grid.index(high[0], y, z);
            for voxel in row.filter(|voxel| distance(grid.centre_um(*voxel), *vessel) <= reach_um) {
                hypoxic[voxel] = false;
            }
        }
    }
    hypoxic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voxel_is_hypoxic_if_it_is_far_from_every_vessel() {
        for (nz, reach_um) in [(1, 150.0), (1, 12.5), (1, 0.0), (6, 60.0), (6, 1e9)] {
            let grid = Grid { nx: 30, ny: 20, nz, spacing_um: 25.0, section_depth_um: 100.0 };
            let size = grid.size_um();
            let mut stream = Streams::new(4, 0).open(Purpose::Verification, 0, u64::from(nz));
            let mut vessels: Vec<[f64; 3]> =
                (0..12).map(|_| std::array::from_fn(|axis| size[axis] * stream.uniform())).collect();
            vessels.push([0.0; 3]);
            vessels.push(size);
            let far = |voxel: usize, vessel: &[f64; 3]| {
                let centre = grid.centre_um(voxel);
                let square: f64 =
                    (0..grid.dimensions() as usize).map(|i| (centre[i] - vessel[i]) * (centre[i] - vessel[i])).sum();
                math::sqrt(square) > reach_um
            };
            let expected: Vec<bool> =
                (0..grid.len()).map(|voxel| vessels.iter().all(|vessel| far(voxel, vessel))).collect();
            assert_eq!(hypoxia(&grid, &vessels, reach_um), expected, "{nz} layers, {reach_um} um");
        }
    }
}
