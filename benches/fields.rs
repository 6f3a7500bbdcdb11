//! Speed of the cosine transforms and of a field step: `cargo bench --bench fields`.
//!
//! Throughput counts voxels; a transform *pair* is one forward and one inverse transform of every voxel.

use std::hint::black_box;

use admsc_sim::engine::grid::Grid;
use admsc_sim::engine::transform::{CosineTransform, Scratch};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn grid(nx: u32, ny: u32, nz: u32) -> Grid {
    Grid { nx, ny, nz, spacing_um: 25.0, section_depth_um: 100.0 }
}

fn transform_pair(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transform_pair");
    for (nx, ny, nz) in [(160, 80, 1), (200, 200, 1), (100, 100, 100)] {
        let grid = grid(nx, ny, nz);
        let Ok(fast) = CosineTransform::new(&grid) else { continue };
        let Ok(portable) = CosineTransform::portable(&grid) else { continue };
        for (label, plan) in [("", fast), (" portable", portable)] {
            let mut data: Vec<f64> = (0..grid.len()).map(|i| (i * 7919 % 1000) as f64).collect();
            let mut scratch = Scratch::default();
            group.throughput(Throughput::Elements(grid.len() as u64));
            group.bench_function(format!("{nx}x{ny}x{nz}{label}"), |bencher| {
                bencher.iter(|| {
                    plan.forward(black_box(&mut data), &mut scratch);
                    plan.inverse(black_box(&mut data), &mut scratch);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, transform_pair);
criterion_main!(benches);
