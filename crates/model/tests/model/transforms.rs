//! The cosine transforms: against their definition, against another library, against themselves without AVX2.

// Reference values may come from the platform's own library: they are compared with, never stored.
#![allow(clippy::disallowed_methods)]

use std::f64::consts::PI;

use admsc_model::engine::field::Propagator;
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::{CosineTransform, SizeError, Step, is_allowed};
use admsc_model::parallel::{Parallel, Serial};
use rustdct::DctPlanner;

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn block(nx: u32, ny: u32, nz: u32, spacing_um: f64) -> Grid {
    Grid { nx, ny, nz, spacing_um, section_depth_um: 100.0 }
}

/// Largest distance of two fields of one length, relative to the largest expected magnitude.
fn largest_distance(found: &[f64], expected: &[f64]) -> f64 {
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0f64, |peak, value| peak.max(value.abs()));
    largest(&mut found.iter().zip(expected).map(|(f, e)| f - e)) / largest(&mut expected.iter().copied())
}

fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|i| ((i * 7919 + 13) % 1000) as f64 / 499.5 - 1.0).collect()
}

fn forward(grid: &Grid, data: &[f64]) -> Result<Vec<f64>, SizeError> {
    let mut coefficients = data.to_vec();
    CosineTransform::new(grid)?.forward(&mut coefficients);
    Ok(coefficients)
}

/// The definition, along one axis of `size` numbers that lie `stride` apart.
fn by_definition(data: &[f64], size: usize, stride: usize) -> Vec<f64> {
    let mut out = vec![0.0; data.len()];
    for (place, value) in out.iter_mut().enumerate() {
        let k = place / stride % size;
        let first = place - k * stride;
        let weight = (if k == 0 { 1.0 } else { 2.0 } / size as f64).sqrt();
        // The angle is reduced in whole numbers first, so that large products lose nothing.
        let term = |i: usize| {
            data[first + i * stride] * (PI * (((2 * i + 1) * k) % (4 * size)) as f64 / (2 * size) as f64).cos()
        };
        *value = weight * (0..size).map(term).sum::<f64>();
    }
    out
}

#[test]
fn transforms_are_the_orthonormal_cosine_sums_in_every_direction() -> TestResult {
    // Widths that fill tiles of eight columns, and widths that do not.
    for (nx, ny, nz) in [(1, 1, 1), (2, 1, 1), (3, 5, 1), (1, 9, 1), (16, 8, 1), (10, 15, 1), (25, 12, 6), (8, 27, 4)] {
        let data = numbers((nx * ny * nz) as usize);
        let mut expected = data.clone();
        for (size, stride) in [(nx, 1), (ny, nx), (nz, nx * ny)] {
            expected = by_definition(&expected, size as usize, stride as usize);
        }
        let error = largest_distance(&forward(&block(nx, ny, nz, 25.0), &data)?, &expected);
        assert!(error < 1e-14, "{nx}×{ny}×{nz}: {error}");
    }
    Ok(())
}

#[test]
fn every_allowed_length_agrees_with_rustdct_and_comes_back() -> TestResult {
    let mut planner = DctPlanner::new();
    for n in (1..=1024u32).filter(|&n| is_allowed(n)).chain([2187, 3125, 4096, 10_000]) {
        let (grid, data) = (block(n, 1, 1, 25.0), numbers(n as usize));
        let mut found = forward(&grid, &data)?;
        let mut expected = data.clone();
        planner.plan_dct2(n as usize).process_dct2(&mut expected);
        let weight = (2.0 / f64::from(n)).sqrt();
        expected.iter_mut().for_each(|x| *x *= weight);
        expected[0] *= std::f64::consts::FRAC_1_SQRT_2;
        let error = largest_distance(&found, &expected);
        assert!(error < 1e-14, "{n}: {error}");
        CosineTransform::new(&grid)?.inverse(&mut found);
        let error = largest_distance(&found, &data);
        assert!(error < 1e-14, "{n}, there and back: {error}");
    }
    Ok(())
}

#[test]
fn avx2_and_baseline_give_the_same_bits() -> TestResult {
    let sizes = [(160, 80, 1), (200, 200, 1), (75, 81, 1), (1, 125, 1), (17 * 15, 16, 1), (30, 20, 12), (7 * 5, 3, 2)];
    for (nx, ny, nz) in sizes.into_iter().filter(|&(nx, ny, nz)| [nx, ny, nz].into_iter().all(is_allowed)) {
        let grid = block(nx, ny, nz, 25.0);
        let bits = |plan: &CosineTransform| {
            let mut data = numbers(grid.len());
            plan.forward(&mut data);
            let mut bits: Vec<u64> = data.iter().map(|x| x.to_bits()).collect();
            plan.inverse(&mut data);
            bits.extend(data.iter().map(|x| x.to_bits()));
            bits
        };
        let (wide, portable) = (CosineTransform::new(&grid)?, CosineTransform::portable(&grid)?);
        assert!(!portable.uses_avx2());
        if !wide.uses_avx2() {
            println!("this processor has no AVX2: the baseline was compared with itself");
        }
        assert_eq!(bits(&wide), bits(&portable), "{nx}×{ny}×{nz}");
    }
    Ok(())
}

/// What every processor must give: the same numbers on every machine, not only on both paths of one.
#[test]
fn the_bits_are_these() -> TestResult {
    let grid = block(60, 45, 4, 25.0);
    let hash = forward(&grid, &numbers(grid.len()))?
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, x| (hash ^ x.to_bits()).wrapping_mul(0x0000_0100_0000_01b3));
    assert_eq!(hash, 0xca3f_23e0_a621_826c, "{hash:#x}");
    Ok(())
}

#[test]
fn refused_sizes_name_the_axis_and_its_neighbours() {
    for (grid, axis, size, down, up) in [
        (block(161, 80, 1, 25.0), 'x', 161, 160, 162),
        (block(160, 77, 1, 25.0), 'y', 77, 75, 80),
        (block(16, 8, 7, 25.0), 'z', 7, 6, 8),
        (block(0, 8, 1, 25.0), 'x', 0, 1, 1),
    ] {
        for plan in [CosineTransform::new(&grid), CosineTransform::portable(&grid)] {
            assert_eq!(plan.err(), Some(SizeError { axis, size, down, up }));
        }
    }
}

/// One step by [`CosineTransform::advance`] and what it is made of, bit by bit, where tiles are full and where they are not, in
/// one to three dimensions, with a source and without, with AVX2 and without, on one core and on several.
#[test]
fn a_step_is_a_transform_a_product_and_a_transform_back() -> TestResult {
    for (nx, ny, nz) in [(1, 1, 1), (20, 1, 1), (1, 9, 1), (16, 8, 1), (10, 15, 1), (25, 12, 6), (1, 4, 6), (6, 1, 5)] {
        let grid = block(nx, ny, nz, 25.0);
        let (plan, portable) = (CosineTransform::new(&grid)?, CosineTransform::portable(&grid)?);
        let propagator = Propagator::new(&grid, 864_000.0, 12.8, 0.25);
        let old = numbers(grid.len());
        for fed in [true, false] {
            let source: Vec<f64> = old.iter().map(|x| 40.0 * x * x).collect();
            let mut added = source.clone();
            portable.forward(&mut added);
            let mut spectrum: Vec<f64> = old.iter().zip(&propagator.decay).map(|(old, decay)| old * decay).collect();
            if fed {
                let gains = added.iter().zip(&propagator.gain).map(|(source, gain)| source * gain);
                spectrum.iter_mut().zip(gains).for_each(|(new, gain)| *new += gain);
            }
            spectrum.iter_mut().filter(|c| c.abs() < 1e-100).for_each(|c| *c = 0.0);
            let mut values = spectrum.clone();
            portable.inverse(&mut values);
            let clipped: f64 = values.iter().map(|value| (-value).max(0.0)).sum();
            values.iter_mut().for_each(|value| *value = value.max(0.0));
            for plan in [&plan, &portable] {
                for several in [false, true] {
                    let (mut found, mut coefficients) = (source.clone(), old.clone());
                    let (decay, gain) = (&propagator.decay[..], &propagator.gain[..]);
                    let step = Step { values: &mut found, fed, spectrum: &mut coefficients, decay, gain };
                    let outcome =
                        if several { plan.advance(&mut [step], Parallel) } else { plan.advance(&mut [step], Serial) };
                    assert_eq!((&coefficients, &found), (&spectrum, &values), "{nx}×{ny}×{nz}, fed {fed}");
                    assert!(outcome[0].occupied && !outcome[0].negligible);
                    assert!((outcome[0].clipped - clipped).abs() < 1e-12 * clipped.max(1.0));
                }
            }
        }
    }
    Ok(())
}
