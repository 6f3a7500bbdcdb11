//! Speed of the cosine transforms and of a field step: `cargo bench --bench fields`.
//!
//! Throughput counts voxels; a transform *pair* is one forward and one inverse transform of every voxel. The crate
//! `rustdct` does the same pair in the same run, row by row with transpositions between, as its interface allows.
//! Only ratios within one run mean anything.

use std::hint::black_box;

use admsc_sim::engine::field::{Field, Propagator};
use admsc_sim::engine::grid::Grid;
use admsc_sim::engine::transform::CosineTransform;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rustdct::DctPlanner;

/// Sections measured: the default window, the peers' window, and two that do not fit the nearer caches.
const SECTIONS: [(u32, u32); 4] = [(160, 80), (200, 200), (512, 512), (1000, 1000)];

/// Diffusion (µm²/s) and loss (1/day) of the model's seven species.
const SPECIES: [(f64, f64); 7] =
    [(10.0, 12.8), (10.0, 4.6), (10.0, 8.0), (10.0, 1.44), (27.5, 20.0), (15.0, 7.0), (100.0, 29.7)];

fn section(nx: u32, ny: u32) -> Grid {
    Grid { nx, ny, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 }
}

fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|i| (i * 7919 % 1000) as f64).collect()
}

fn transform_pair(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transform_pair");
    for (nx, ny) in SECTIONS {
        let grid = section(nx, ny);
        let (Ok(fast), Ok(portable)) = (CosineTransform::new(&grid), CosineTransform::portable(&grid)) else {
            continue;
        };
        group.throughput(Throughput::Elements(grid.len() as u64));
        for (label, plan) in [("own", fast), ("own-portable", portable)] {
            let mut data = numbers(grid.len());
            group.bench_function(format!("{nx}x{ny}/{label}"), |bencher| {
                bencher.iter(|| {
                    plan.forward(black_box(&mut data));
                    plan.inverse(black_box(&mut data));
                });
            });
        }
        let (mut data, mut other) = (numbers(grid.len()), vec![0.0; grid.len()]);
        let mut pair = rustdct_pair(nx as usize, ny as usize);
        group.bench_function(format!("{nx}x{ny}/rustdct"), |bencher| {
            bencher.iter(|| pair(black_box(&mut data), &mut other));
        });
    }
    group.finish();
}

/// Forward and inverse in two dimensions with `rustdct`; `other` is memory for the transposed section.
fn rustdct_pair(nx: usize, ny: usize) -> impl FnMut(&mut [f64], &mut [f64]) {
    let mut planner = DctPlanner::new();
    let forward = [planner.plan_dct2(nx), planner.plan_dct2(ny)];
    let inverse = [planner.plan_dct3(nx), planner.plan_dct3(ny)];
    let needed = forward.iter().map(|plan| plan.get_scratch_len()).chain(inverse.iter().map(|p| p.get_scratch_len()));
    let mut scratch = vec![0.0; needed.max().unwrap_or(0)];
    move |data, other| {
        data.chunks_exact_mut(nx).for_each(|row| forward[0].process_dct2_with_scratch(row, &mut scratch));
        transpose(data, other, nx);
        other.chunks_exact_mut(ny).for_each(|row| forward[1].process_dct2_with_scratch(row, &mut scratch));
        other.chunks_exact_mut(ny).for_each(|row| inverse[1].process_dct3_with_scratch(row, &mut scratch));
        transpose(other, data, ny);
        data.chunks_exact_mut(nx).for_each(|row| inverse[0].process_dct3_with_scratch(row, &mut scratch));
        let scale = 4.0 / (nx * ny) as f64;
        data.iter_mut().for_each(|value| *value *= scale);
    }
}

/// Blocks of 16 × 16, so that rows of both sides stay in the nearest cache. A pair needs two transpositions only,
/// because nothing is done to the coefficients in between.
fn transpose(from: &[f64], to: &mut [f64], width: usize) {
    let height = from.len() / width;
    for top in (0..height).step_by(16) {
        for left in (0..width).step_by(16) {
            for row in top..(top + 16).min(height) {
                for column in left..(left + 16).min(width) {
                    to[column * height + row] = from[row * width + column];
                }
            }
        }
    }
}

/// One field interval of all seven species on one core, sources changed each time: nothing is skipped.
fn seven_fields(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("step_of_seven_fields");
    for (nx, ny) in [(160, 80), (200, 200)] {
        let grid = section(nx, ny);
        let Ok(transform) = CosineTransform::new(&grid) else { continue };
        let propagators = SPECIES.map(|(diffusion, loss)| Propagator::new(&grid, diffusion * 86_400.0, loss, 0.25));
        let mut fields = SPECIES.map(|_| Field::new(&grid));
        let sources = [1.0, 1.5].map(|scale| numbers(grid.len()).iter().map(|x| x * scale).collect::<Vec<f64>>());
        let mut step = 0;
        group.throughput(Throughput::Elements(SPECIES.len() as u64 * grid.len() as u64));
        group.bench_function(format!("{nx}x{ny}"), |bencher| {
            bencher.iter(|| {
                step += 1;
                for (field, propagator) in fields.iter_mut().zip(&propagators) {
                    field.step(&transform, propagator, black_box(&sources[step % 2]));
                }
            });
        });
        let work = fields[0].work();
        if work.steps > 0 {
            println!("work of the first species at {nx}x{ny}: {work:?}\n");
        }
    }
    group.finish();
}

criterion_group!(benches, transform_pair, seven_fields);
criterion_main!(benches);
