//! The standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::abscissa::{Course, abscissa};
use admsc_model::math;

/// Probability of a value above `z`: `erfc(z/√2)/2`. NaN for NaN.
pub fn upper_tail(z: f64) -> f64 {
    0.5 * math::erfc(z * FRAC_1_SQRT_2)
}

/// Value below which a standard normal lies with this probability. −∞ and ∞ for 0 and 1; NaN outside 0 to 1.
pub fn quantile(probability: f64) -> f64 {
    let centre = probability - 0.5;
    if !(0.0..=1.0).contains(&probability) {
        return f64::NAN;
    }
    let tail = probability.min(1.0 - probability);
    let size = if tail == 0.0 {
        f64::INFINITY
    } else if centre == 0.0 {
        0.0
    } else if centre.abs() < 0.25 {
        abscissa(centre.abs(), 0.5, Course::Rising, |z| 0.5 * math::erf(z * FRAC_1_SQRT_2), density)
    } else {
        abscissa(tail, 1.5, Course::Falling, upper_tail, density)
    };
    size.copysign(centre)
}

fn density(z: f64) -> f64 {
    math::exp(-0.5 * z * z) / math::sqrt(2.0 * PI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal, NormalError};

    #[test]
    fn quantiles_agree_with_forty_digits() {
        // mpmath 1.4.1 with 40 digits: sqrt(2)*erfinv(2*p - 1); for the two small p the root of erfc(-z/sqrt(2))/2 = p.
        for (probability, expected) in [
            (0.500_000_1, 2.506_628_274_631_027e-7),
            (0.6, 0.253_347_103_135_799_8),
            (0.95, 1.644_853_626_951_472_7),
            (0.975, 1.959_963_984_540_054_2),
            (0.995, 2.575_829_303_548_901),
            (0.02, -2.053_748_910_631_823),
            (1e-20, -9.262_340_089_798_407),
            (1e-300, -37.047_096_299_361_2),
        ] {
            let found = quantile(probability);
            // The double nearest to 0.5000001 is itself off by 10⁻¹⁶ of 10⁻⁷.
            let tolerance = if probability == 0.500_000_1 { 1e-9 } else { 1e-14 };
            assert!((found / expected - 1.0).abs() < tolerance, "{probability}: {found} {expected}");
        }
    }

    #[test]
    fn tails_agree_with_statrs() -> Result<(), NormalError> {
        let reference = Normal::new(0.0, 1.0)?;
        for z in [-5.0, -1.3, 0.0, 0.4, 1.96, 4.0] {
            assert!((upper_tail(z) / reference.sf(z) - 1.0).abs() < 1e-10, "{z}");
        }
        Ok(())
    }

    #[test]
    fn ends_and_nonsense_are_defined() {
        assert_eq!((quantile(0.0), quantile(0.5), quantile(1.0)), (f64::NEG_INFINITY, 0.0, f64::INFINITY));
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }
}
