//! Evidence for the field engine: `cargo test --release --test numerics -- --nocapture --test-threads 1` prints the
//! tables quoted in `docs/numerics.md`.
//!
//! The solutions compared with are computed without the engine's transform wherever the transform is in question: by
//! uniformisation of the spatial operator (`oracle`), by sums over the modes of the continuous problem, or from closed
//! forms.

// Reference values may come from the platform's own library: they are compared with, never stored.
#![allow(clippy::disallowed_methods)]

mod cell;
mod conservation;
mod contract;
mod convergence;
mod symmetry;

use admsc_model::engine::field::Field;
use admsc_model::engine::grid::Grid;
use admsc_model::rng::{Purpose, Streams};
use admsc_study::validation::numerics::{
    FIELD_INTERVAL, Medium, TNF_ALPHA, before_clipping, distance, largest_distance, oracle,
};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const CXCL12: Medium = Medium { name: "CXCL12", diffusion: 10.0 * 86_400.0, loss: 1.44 };
const VEGF: Medium = Medium { name: "VEGF", diffusion: 100.0 * 86_400.0, loss: 29.7 };

fn block(nx: u32, ny: u32, nz: u32, spacing_um: f64) -> Grid {
    Grid { nx, ny, nz, spacing_um, section_depth_um: 100.0 }
}

/// The model's default window.
fn window() -> Grid {
    block(160, 80, 1, 25.0)
}

/// Central differences with mirrored walls, all components one after another.
fn gradient(grid: &Grid, values: &[f64]) -> Vec<f64> {
    let at = |x: i64, y: i64, z: i64| {
        let inside = |i: i64, n: u32| i.clamp(0, i64::from(n) - 1) as u32;
        values[grid.index(inside(x, grid.nx), inside(y, grid.ny), inside(z, grid.nz))]
    };
    (0..grid.len())
        .flat_map(|voxel| {
            let [x, y, z] = grid.coordinates(voxel).map(i64::from);
            let differences = [
                at(x + 1, y, z) - at(x - 1, y, z),
                at(x, y + 1, z) - at(x, y - 1, z),
                at(x, y, z + 1) - at(x, y, z - 1),
            ];
            differences.map(|difference| difference / (2.0 * grid.spacing_um))
        })
        .collect()
}

/// The gradient as agents read it, all components one after another.
fn gradient_as_read(grid: &Grid, field: &Field) -> Vec<f64> {
    (0..grid.len()).flat_map(|voxel| field.gradient_at(grid, voxel)).collect()
}

/// Secreting cells that wander: half of them in a cluster, half anywhere. Every cell adds 1 ng/mL/day to its voxel.
struct Cells {
    positions_um: Vec<[f64; 3]>,
    hour: u32,
}

impl Cells {
    fn new(grid: &Grid, number: u64) -> Self {
        let size = grid.size_um();
        let positions_um = (0..number)
            .map(|cell| {
                let mut luck = Streams::new(1, 0).open(Purpose::Verification, 0, cell);
                let near = if cell % 2 == 0 { 0.1 } else { 1.0 };
                size.map(|length| length * (0.4 + near * (luck.uniform() - 0.4)))
            })
            .collect();
        Self { positions_um, hour: 0 }
    }

    /// Every cell goes up to 60 µm along each axis.
    fn wander(&mut self, grid: &Grid) {
        self.hour += 1;
        let size = grid.size_um();
        for (cell, position) in self.positions_um.iter_mut().enumerate() {
            let mut luck = Streams::new(1, 0).open(Purpose::Verification, self.hour, cell as u64);
            for (place, length) in position.iter_mut().zip(size) {
                *place = (*place + 60.0 * (2.0 * luck.uniform() - 1.0)).clamp(0.0, length);
            }
        }
    }

    fn source(&self, grid: &Grid) -> Vec<f64> {
        let mut source = vec![0.0; grid.len()];
        for position in &self.positions_um {
            source[grid.voxel_at(*position)] += 1.0;
        }
        source
    }
}
