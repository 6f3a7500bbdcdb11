//! Moments and tails of the normal and exponential numbers, on a million draws, or on as many as `ADMSC_DRAWS` says:
//!
//! ```text
//! ADMSC_DRAWS=100000000 cargo test --release -p admsc-model --test model draws -- --nocapture
//! ```
//!
//! Each figure is compared with that of the distribution at 4.5 standard errors.

use admsc_model::math;
use admsc_model::rng::{Distribution, Exp1, Purpose, StandardNormal, Streams};

fn draws() -> u64 {
    std::env::var("ADMSC_DRAWS").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000_000)
}

/// Compares the mean of `f` over all draws with what is expected, given the variance of `f`.
fn compared(name: &str, sum: f64, expected: f64, variance: f64) {
    let (number, mean) = (draws() as f64, sum / draws() as f64);
    let error = (variance / number).sqrt();
    println!("{name}: {mean:.8}, expected {expected:.8}, {:+.2} standard errors", (mean - expected) / error);
    assert!(
        (mean - expected).abs() < 4.5 * error,
        "{name}: {mean} where {expected} is expected, standard error {error}"
    );
}

/// Sums of the first four powers, and how many draws lie beyond each threshold.
fn sums(beyond: &[f64], mut draw: impl FnMut(u64) -> f64) -> ([f64; 4], Vec<u64>) {
    let (mut powers, mut tails) = ([0.0; 4], vec![0; beyond.len()]);
    for number in 0..draws() {
        let x = draw(number);
        let mut power = 1.0;
        for sum in &mut powers {
            power *= x;
            *sum += power;
        }
        for (tail, threshold) in tails.iter_mut().zip(beyond) {
            *tail += u64::from(x > *threshold);
        }
    }
    (powers, tails)
}

fn tails_compared(name: &str, beyond: &[f64], tails: &[u64], survival: impl Fn(f64) -> f64) {
    for (threshold, tail) in beyond.iter().zip(tails) {
        let expected = survival(*threshold);
        // A share of few draws has no normal error.
        if expected * draws() as f64 > 50.0 {
            compared(&format!("{name} above {threshold}"), *tail as f64, expected, expected * (1.0 - expected));
        }
    }
}

#[test]
fn standard_normal() {
    let streams = Streams::new(8, 0);
    let beyond = [-3.7, -2.0, 0.0, 0.5, 1.0, 2.0, 3.0, 3.654, 4.0, 4.5, 5.0];
    let (powers, tails) =
        sums(&beyond, |number| StandardNormal.sample(&mut streams.open(Purpose::Verification, 1, number)));
    // E x⁰…⁸ = 1, 0, 1, 0, 3, 0, 15, 0, 105.
    for (power, (expected, variance)) in [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)].into_iter().enumerate() {
        compared(&format!("normal, power {}", power + 1), powers[power], expected, variance);
    }
    tails_compared("normal", &beyond, &tails, |x| 0.5 * math::erfc(x / std::f64::consts::SQRT_2));
}

#[test]
fn exponential() {
    let streams = Streams::new(8, 0);
    let beyond = [0.05, 0.5, 1.0, 2.0, 4.0, 7.0, 7.697, 8.5, 10.0, 12.0];
    let (powers, tails) = sums(&beyond, |number| Exp1.sample(&mut streams.open(Purpose::Verification, 2, number)));
    // E xᵏ = k!, and the variance of xᵏ is (2k)! − (k!)².
    let known = [(1.0, 1.0), (2.0, 20.0), (6.0, 684.0), (24.0, 39_744.0)];
    for (power, (expected, variance)) in known.into_iter().enumerate() {
        compared(&format!("exponential, power {}", power + 1), powers[power], expected, variance);
    }
    tails_compared("exponential", &beyond, &tails, |x| math::exp(-x));
}
