use std::f64::consts::PI;

use super::*;
use admsc_model::math;

fn found(rows: u32, parameters: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Indices> {
    let outcomes: Vec<Outcomes> = (0..rows)
        .map(|number| {
            let row = row(5, number, parameters);
            let exchanged = (0..parameters).map(|j| f(&row.exchanged(j))).collect();
            Outcomes { a: f(&row.a), b: f(&row.b), exchanged }
        })
        .collect();
    indices(&outcomes, &Streams::new(5, 0))
}

/// Holds estimates to known values, within the 95 % interval widened by half, and that interval to a width.
fn hold(found: &[Indices], known: &[[f64; 2]], width: f64) {
    assert_eq!(found.len(), known.len());
    for (number, (indices, known)) in found.iter().zip(known).enumerate() {
        for (share, known) in [indices.first, indices.total].iter().zip(known) {
            let [low, high] = share.interval;
            assert!(high - low < width, "{number}: {share:?}");
            let margin = 0.25 * (high - low) + 1e-3;
            assert!(low - margin < *known && *known < high + margin, "{number}: {share:?}, not {known}");
            assert!((share.value - known).abs() < 0.5 * width, "{number}: {share:?}, not {known}");
        }
    }
}

/// Ishigami & Homma 1990 with a = 7, b = 0.1: y = sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on −π to π.
#[test]
fn ishigamis_function_has_its_known_indices() {
    let f = |u: &[f64]| {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        let (one, two) = (math::sin(x[0]), math::sin(x[1]));
        one + 7.0 * two * two + 0.1 * x[2] * x[2] * x[2] * x[2] * one
    };
    let fourth = PI * PI * PI * PI;
    let variance = 49.0 / 8.0 + 0.1 * fourth / 5.0 + 0.01 * fourth * fourth / 18.0 + 0.5;
    let first = 0.5 * (1.0 + 0.1 * fourth / 5.0) * (1.0 + 0.1 * fourth / 5.0) / variance;
    let both = 0.01 * fourth * fourth * (1.0 / 18.0 - 1.0 / 50.0) / variance;
    let second = 49.0 / 8.0 / variance;
    hold(&found(4096, 3, f), &[[first, first + both], [second, second], [0.0, both]], 0.14);
}

/// The g-function: Π (|4x − 2| + a) / (1 + a), whose indices follow from the variances 1/(3 (1 + a)²) of its factors.
#[test]
fn the_g_function_has_its_known_indices() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let f = |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product::<f64>();
    let own: Vec<f64> = a.iter().map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a))).collect();
    let product: f64 = own.iter().map(|v| 1.0 + v).product();
    let known = |v: &f64| [v / (product - 1.0), v * product / (1.0 + v) / (product - 1.0)];
    hold(&found(4096, 6, f), &own.iter().map(known).collect::<Vec<_>>(), 0.14);
}

#[test]
fn more_rows_give_narrower_intervals() {
    let width = |rows| {
        let [low, high] = found(rows, 2, |x| x[0] + 2.0 * x[1])[1].total.interval;
        high - low
    };
    assert!(width(1024) < 0.5 * width(64), "{} {}", width(1024), width(64));
}

#[test]
fn an_outcome_that_does_not_vary_has_no_indices() {
    assert!(found(16, 2, |_| 3.0).is_empty());
}

#[test]
fn the_points_fill_the_ranges_evenly() {
    // Sixteen points of a Sobol' sequence lie one in each sixteenth, in every dimension, however they are scrambled.
    for dimension in 0..2 * MOST_PARAMETERS {
        let at = |number| {
            let row = row(77, number, MOST_PARAMETERS);
            row.a.iter().chain(&row.b).nth(dimension).copied().unwrap_or(-1.0)
        };
        let mut sixteenths: Vec<i32> = (0..16).map(|number| (16.0 * at(number)).floor() as i32).collect();
        sixteenths.sort_unstable();
        assert_eq!(sixteenths, (0..16).collect::<Vec<i32>>(), "{dimension}");
    }
}
