//! Mass, decay, positivity.

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::transform::CosineTransform;

use super::{CXCL12, Cells, FIELD_INTERVAL, Medium, TNF_ALPHA, TestResult, VEGF, before_clipping, block, window};

/// d/dt∫c = ∫s − k∫c integrates to M(t+Δt) = e^(−kΔt)·M + (1 − e^(−kΔt))/k·∫s, and to M + Δt·∫s without loss.
#[test]
fn mass_is_balanced_to_rounding() -> TestResult {
    let lossless = Medium { name: "no loss", diffusion: 864_000.0, loss: 0.0 };
    println!("\nMass balance over 40 steps, largest relative deviation:");
    for medium in [TNF_ALPHA, CXCL12, VEGF, lossless] {
        let mut worst = 0.0f64;
        for grid in [window(), block(20, 18, 16, 25.0)] {
            let transform = CosineTransform::new(&grid)?;
            let propagator = Propagator::new(&grid, medium.diffusion, medium.loss, FIELD_INTERVAL);
            let mut cells = Cells::new(&grid, 600);
            let (mut field, mut mass) = (Field::new(&grid), 0.0);
            for _ in 0..40 {
                let source = cells.source(&grid);
                let fed: f64 = source.iter().sum();
                field.step(&transform, &propagator, &source);
                let k = medium.loss;
                mass = if k > 0.0 {
                    mass * (-k * FIELD_INTERVAL).exp() - fed * (-k * FIELD_INTERVAL).exp_m1() / k
                } else {
                    mass + fed * FIELD_INTERVAL
                };
                let found: f64 = before_clipping(&transform, &field).iter().sum();
                worst = worst.max((found / mass - 1.0).abs());
                cells.wander(&grid);
            }
        }
        println!("{:<10} {worst:.1e}", medium.name);
        assert!(worst < 1e-13, "{}: {worst}", medium.name);
    }
    Ok(())
}

#[test]
fn an_even_field_without_source_decays_exponentially() -> TestResult {
    let grid = block(12, 10, 8, 25.0);
    let transform = CosineTransform::new(&grid)?;
    let propagator = Propagator::new(&grid, TNF_ALPHA.diffusion, TNF_ALPHA.loss, 1.0 / 24.0);
    let mut field = Field::new(&grid);
    field.add_impulse(&transform, &vec![2.0; grid.len()]);
    for hour in 1..=48 {
        field.step(&transform, &propagator, &vec![0.0; grid.len()]);
        let expected = 2.0 * (-TNF_ALPHA.loss * f64::from(hour) / 24.0).exp();
        let error = field.values().iter().fold(0.0f64, |worst, c| worst.max((c / expected - 1.0).abs()));
        assert!(error < 1e-12, "hour {hour}: {error}");
    }
    Ok(())
}

/// The hardest case: one cell in a window hundreds of decay lengths wide, so that most of the field is nothing.
#[test]
fn nothing_falls_below_zero_by_more_than_rounding_and_what_does_is_counted() -> TestResult {
    println!("\nLowest value before clipping, relative to the highest, one cell:");
    println!("{:<22} {:>14} {:>10} {:>10} {:>12}", "medium", "grid", "step", "lowest", "clipped/mass");
    let sticky = Medium { name: "D 0.1 µm²/s, k 137/d", diffusion: 8_640.0, loss: 137.0 };
    let free = Medium { name: "D 100 µm²/s, k 0", diffusion: 8_640_000.0, loss: 0.0 };
    for medium in [TNF_ALPHA, CXCL12, VEGF, sticky, free] {
        for grid in [window(), block(500, 500, 1, 10.0), block(40, 40, 40, 25.0)] {
            for days in [1.0 / 1440.0, FIELD_INTERVAL] {
                let transform = CosineTransform::new(&grid)?;
                let propagator = Propagator::new(&grid, medium.diffusion, medium.loss, days);
                let mut field = Field::new(&grid);
                let mut source = vec![0.0; grid.len()];
                source[grid.index(grid.nx / 3, grid.ny / 4, grid.nz / 5)] = 1000.0;
                let (mut lowest, mut raised) = (0.0f64, 0.0);
                for _ in 0..3 {
                    let solved = field.work().inverse_transforms;
                    field.step(&transform, &propagator, &source);
                    let values = before_clipping(&transform, &field);
                    let highest = values.iter().fold(0.0f64, |a, b| a.max(*b));
                    lowest = values.iter().fold(lowest, |a, b| a.min(b / highest));
                    // A field at rest is not evaluated again, and what was clipped is not counted twice.
                    if field.work().inverse_transforms > solved {
                        raised += values.iter().map(|c| (-c).max(0.0)).sum::<f64>();
                    }
                    assert!(field.values().iter().all(|&c| c >= 0.0));
                }
                let clipped = field.work().clipped;
                let mass: f64 = field.values().iter().sum();
                let name = format!("{}×{}×{}", grid.nx, grid.ny, grid.nz);
                println!(
                    "{:<22} {name:>14} {:>8.1} m {lowest:>10.1e} {:>12.1e}",
                    medium.name,
                    days * 1440.0,
                    clipped / mass
                );
                assert!(lowest >= -1e-12, "{} on {name}: {lowest}", medium.name);
                assert!((clipped - raised).abs() <= 1e-12 * raised, "{clipped} counted of {raised}");
            }
        }
    }
    Ok(())
}
