//! Counters, skipped work, restoring, clipping. The accuracy of the step is tested in `crates/study/tests/study/numerics`.

use super::*;
use crate::engine::transform::SizeError;

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn setting() -> Result<(Grid, CosineTransform, Propagator), SizeError> {
    let grid = Grid { nx: 12, ny: 10, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
    let transform = CosineTransform::new(&grid)?;
    Ok((grid, transform, Propagator::new(&grid, 864_000.0, 12.8, 0.25)))
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

#[test]
fn an_empty_field_without_source_needs_no_transform() -> TestResult {
    let (grid, transform, propagator) = setting()?;
    let mut field = Field::new(&grid);
    field.step(&transform, &propagator, &vec![0.0; grid.len()]);
    let expected = FieldWork { steps: 1, skipped_solves: 1, ..FieldWork::default() };
    assert_eq!(*field.work(), expected);
    assert!(field.values().iter().all(|&c| c == 0.0));
    Ok(())
}

#[test]
fn a_field_without_source_decays_to_exactly_nothing_and_then_rests() -> TestResult {
    let (grid, transform, propagator) = setting()?;
    let mut field = Field::new(&grid);
    field.add_impulse(&transform, &vec![1.0; grid.len()]);
    let none = vec![0.0; grid.len()];
    for _ in 0..30 {
        field.step(&transform, &propagator, &none);
    }
    // e^(−3.2·n) falls below 1e-30 at n = 22.
    assert_eq!(field.work().inverse_transforms, 1 + 22);
    assert_eq!(field.work().skipped_solves, 8);
    assert!(field.values().iter().chain(field.spectrum()).all(|&c| c == 0.0));
    Ok(())
}

#[test]
fn a_restored_field_continues_with_the_same_bits() -> TestResult {
    let (grid, transform, propagator) = setting()?;
    let mut field = Field::new(&grid);
    let source = |step: u32| -> Vec<f64> {
        (0..grid.len()).map(|i| f64::from((i as u32 * 37 + step / 3) % 11) + 1e-4 * f64::from(step)).collect()
    };
    for step in 0..7 {
        field.step(&transform, &propagator, &source(step));
    }
    let stored = postcard::to_allocvec(&field)?;
    let mut restored: Field = postcard::from_bytes(&stored)?;
    restored.restore(&grid, &transform)?;
    assert_eq!(bits(field.values()), bits(restored.values()));
    for step in 7..14 {
        for field in [&mut field, &mut restored] {
            field.step(&transform, &propagator, &source(step));
        }
        assert_eq!(bits(field.values()), bits(restored.values()));
        assert_eq!(field.work(), restored.work());
    }
    Ok(())
}

#[test]
fn a_field_of_another_grid_is_refused() -> TestResult {
    let (grid, transform, _) = setting()?;
    let mut field = Field::new(&Grid { nx: 10, ..grid });
    assert_eq!(field.restore(&grid, &transform), Err(RestoreError { expected: 120, found: 100 }));
    Ok(())
}

#[test]
fn gradient_is_central_inside_and_mirrored_at_the_walls() -> TestResult {
    let (grid, transform, _) = setting()?;
    let mut field = Field::new(&grid);
    let ramp: Vec<f64> = (0..grid.len()).map(|i| 2.0 * grid.centre_um(i)[0] + 3.0 * grid.centre_um(i)[1]).collect();
    field.add_impulse(&transform, &ramp);
    let near = |found: [f64; 3], expected: [f64; 3]| {
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?} {expected:?}");
    };
    near(field.gradient_at(&grid, grid.index(5, 4, 0)), [2.0, 3.0, 0.0]);
    near(field.gradient_at(&grid, grid.index(0, 4, 0)), [1.0, 3.0, 0.0]);
    near(field.gradient_at(&grid, grid.index(11, 9, 0)), [1.0, 1.5, 0.0]);
    Ok(())
}

#[test]
fn negative_values_are_raised_to_zero_and_counted() -> TestResult {
    let (grid, transform, _) = setting()?;
    let mut field = Field::new(&grid);
    let mut map = vec![1.0; grid.len()];
    map[3] = -0.5;
    field.add_impulse(&transform, &map);
    assert_eq!(field.values()[3], 0.0);
    assert!((field.work().clipped - 0.5).abs() < 1e-12);
    Ok(())
}
