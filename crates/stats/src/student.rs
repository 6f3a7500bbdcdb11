//! Student's t distribution, for degrees of freedom that need not be whole (Welch).
//!
//! The probability beyond t on one side is `½ I_x(ν/2, ½)` with `x = ν/(ν + t²)`, the regularised incomplete beta
//! function (Abramowitz & Stegun 1964, 26.7.1 and 26.5.27). Near 0 the complement is summed as its power series
//! (26.5.4); further out the tail is the continued fraction of Gauss for `₂F₁(½, 1; ν/2 + 1; −ν/t²)` (15.3.4, and 15.7
//! of the NIST Digital Library of Mathematical Functions), evaluated by the modified method of Lentz (Thompson &
//! Barnett 1986, doi:10.1016/0021-9991(86)90046-X). All terms of both are positive, so nothing cancels for large
//! samples, as it does in the fraction usual for `I_x`. With ever more degrees of freedom they become the series and
//! the fraction of the normal distribution.

use std::f64::consts::PI;

use super::abscissa::{Course, abscissa};
use super::normal;
use admsc_model::math;

/// From this t on the tail is computed, below it the centre. Both converge here in some hundred terms.
const TAIL_FROM: f64 = 1.2;

/// Terms after which series and fraction end.
const MAX_TERMS: u32 = 10_000;

/// Two-sided p value of a t statistic, `P(|T| ≥ |t|)`. NaN where t is NaN or the degrees of freedom are not positive.
pub fn two_sided_p(t: f64, degrees_of_freedom: f64) -> f64 {
    2.0 * upper_tail(t.abs(), degrees_of_freedom)
}

/// Value below which Student's t lies with this probability. −∞ and ∞ for 0 and 1; NaN outside 0 to 1 or where the
/// degrees of freedom are not positive.
pub fn quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    let centre = probability - 0.5;
    if !(0.0..=1.0).contains(&probability) || degrees_of_freedom.is_nan() || degrees_of_freedom <= 0.0 {
        return f64::NAN;
    }
    let tail = probability.min(1.0 - probability);
    if tail == 0.0 || centre == 0.0 || degrees_of_freedom == f64::INFINITY {
        return normal::quantile(probability);
    }
    let guess = -normal::quantile(tail);
    let density = |t| density(t, degrees_of_freedom);
    let size = if centre.abs() < 0.25 {
        abscissa(centre.abs(), guess, Course::Rising, |t| Areas::new(t, degrees_of_freedom).centre, density)
    } else {
        abscissa(tail, guess, Course::Falling, |t| Areas::new(t, degrees_of_freedom).tail, density)
    };
    size.copysign(centre)
}

/// Probability of a value above `t ≥ 0`.
fn upper_tail(t: f64, degrees_of_freedom: f64) -> f64 {
    if t.is_nan() || degrees_of_freedom.is_nan() || degrees_of_freedom <= 0.0 {
        f64::NAN
    } else if degrees_of_freedom == f64::INFINITY {
        normal::upper_tail(t)
    } else {
        Areas::new(t, degrees_of_freedom).tail
    }
}

/// The two parts of the half of the distribution above 0. Each is exact where it is small.
struct Areas {
    /// From 0 to t.
    centre: f64,
    /// From t to infinity.
    tail: f64,
}

impl Areas {
    /// For `t ≥ 0`.
    fn new(t: f64, degrees_of_freedom: f64) -> Self {
        let a = 0.5 * degrees_of_freedom;
        let ratio = t / math::sqrt(degrees_of_freedom);
        // x^a/B(a, ½)
        let front = math::exp(-a * ln_one_plus_square(ratio)) * gamma_ratio(a) / math::sqrt(PI);
        let root = share_of_hypotenuse(ratio);
        if t < TAIL_FROM {
            let centre = front * root * series(a, root * root);
            Self { centre, tail: 0.5 - centre }
        } else {
            let tail = 0.5 * front / (a * root) * continued_fraction(a + 1.0, 1.0 / ratio / ratio);
            Self { centre: 0.5 - tail, tail }
        }
    }
}

/// Density at t.
fn density(t: f64, degrees_of_freedom: f64) -> f64 {
    let a = 0.5 * degrees_of_freedom;
    let power = -(a + 0.5) * ln_one_plus_square(t / math::sqrt(degrees_of_freedom));
    gamma_ratio(a) / math::sqrt(PI * degrees_of_freedom) * math::exp(power)
}

/// `ln(1 + r²)`, also where r² would overflow.
fn ln_one_plus_square(r: f64) -> f64 {
    if r > 1e9 { 2.0 * math::ln(r) } else { math::ln1p(r * r) }
}

/// `r/√(1 + r²)`, also where r² would overflow.
fn share_of_hypotenuse(r: f64) -> f64 {
    if r > 1.0 { 1.0 / math::sqrt(1.0 + 1.0 / r / r) } else { r / math::sqrt(1.0 + r * r) }
}

/// `Γ(a + ½)/Γ(a)`.
///
/// From 20 on by its asymptotic series, whose first term left out is below 10⁻¹⁶ there; below by `Γ(a + 1) = aΓ(a)`.
/// The difference of two logarithms of Γ would lose all digits for large samples.
fn gamma_ratio(a: f64) -> f64 {
    let (mut a, mut factor) = (a, 1.0);
    while a < 20.0 {
        factor *= a / (a + 0.5);
        a += 1.0;
    }
    let (v, w) = (1.0 / a, 1.0 / (a * a));
    let series =
        v * (-1.0 / 8.0 + w * (1.0 / 192.0 + w * (-1.0 / 640.0 + w * (17.0 / 14_336.0 - w * 31.0 / 18_432.0))));
    factor * math::sqrt(a) * math::exp(series)
}

/// `Σ yⁿ (a + ½)ₙ/(3/2)ₙ`, which is `I_y(½, a)` but for its front.
fn series(a: f64, y: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in (0..MAX_TERMS).map(f64::from) {
        term *= (a + 0.5 + n) / (1.5 + n) * y;
        sum += term;
        if term <= 0.1 * f64::EPSILON * sum {
            break;
        }
    }
    sum
}

/// `₂F₁(½, 1; c; −z)` for `z ≥ 0` as `1/(1 + k₁z/(1 + k₂z/(1 + …)))`.
fn continued_fraction(c: f64, z: f64) -> f64 {
    let (mut upper, mut lower) = (1.0, 0.0);
    let mut denominator = 1.0;
    for n in (0..MAX_TERMS).map(f64::from) {
        let odd = (0.5 + n) * (c - 1.0 + n) / ((c - 1.0 + 2.0 * n) * (c + 2.0 * n));
        let even = (1.0 + n) * (c - 0.5 + n) / ((c + 2.0 * n) * (c + 1.0 + 2.0 * n));
        let before = denominator;
        for coefficient in [odd * z, even * z] {
            lower = 1.0 / (1.0 + coefficient * lower);
            upper = 1.0 + coefficient / upper;
            denominator *= upper * lower;
        }
        if (denominator - before).abs() <= f64::EPSILON * denominator {
            break;
        }
    }
    1.0 / denominator
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT, StudentsTError};

    #[test]
    fn quantiles_agree_with_forty_digits() {
        // mpmath 1.4.1 with 40 digits: findroot of betainc(df/2, 0.5, 0, df/(df + t*t), regularized=True)/2 = 1 - p.
        for (probability, freedom, expected) in [
            (0.975, 1.0, 12.706_204_736_174_705),
            (0.975, 2.0, 4.302_652_729_749_464),
            (0.975, 2.5, 3.574_654_842_003_683),
            (0.975, 5.0, 2.570_581_835_636_315_5),
            (0.975, 17.3, 2.107_032_003_753_468),
            (0.975, 30.0, 2.042_272_456_301_238),
            (0.975, 199.0, 1.971_956_544_251_753_8),
            (0.95, 3999.5, 1.645_234_705_662_353),
            (0.975, 1e6, 1.959_966_356_814_107),
            (0.55, 7.0, 0.130_292_796_591_777_4),
        ] {
            let found = quantile(probability, freedom);
            assert!((found / expected - 1.0).abs() < 1e-14, "{probability} {freedom}: {found} {expected}");
            assert_eq!(quantile(1.0 - probability, freedom).signum(), -1.0);
        }
    }

    #[test]
    fn quantiles_agree_with_the_published_table() {
        // Fisher & Yates 1938, table III: 5 % and 1 % two-sided.
        for (freedom, five, one) in [
            (1.0, 12.706, 63.657),
            (4.0, 2.776, 4.604),
            (9.0, 2.262, 3.250),
            (20.0, 2.086, 2.845),
            (60.0, 2.000, 2.660),
        ] {
            assert!((quantile(0.975, freedom) - five).abs() < 5e-4, "{freedom}");
            assert!((quantile(0.995, freedom) - one).abs() < 5e-4, "{freedom}");
        }
    }

    #[test]
    fn p_values_agree_with_forty_digits() {
        // mpmath 1.4.1 with 40 digits: betainc(df/2, 0.5, 0, df/(df + t*t), regularized=True).
        for (t, freedom, expected) in [
            (0.001, 5.0, 0.999_240_786_772_197_7),
            (1.0, 1.0, 0.5),
            (2.5, 3.7, 0.071_822_022_911_826_77),
            (12.0, 10.0, 2.921_408_824_769_988e-7),
            (1.96, 1e6, 0.049_996_067_585_269_79),
            (40.0, 200.0, 2.248_739_653_520_250_7e-97),
            (6.0, 0.5, 0.261_309_377_469_998_5),
            (2.0, 1e9, 0.045_500_264_166_313_25),
        ] {
            let found = two_sided_p(t, freedom);
            assert!((found / expected - 1.0).abs() < 1e-13, "{t} {freedom}: {found} {expected}");
            assert_eq!(two_sided_p(-t, freedom), found);
        }
    }

    #[test]
    fn areas_agree_with_statrs() -> Result<(), StudentsTError> {
        for freedom in [1.0, 3.3, 12.0, 150.0] {
            let reference = StudentsT::new(0.0, 1.0, freedom)?;
            for t in [0.01, 0.7, 2.0, 3.5] {
                let expected = 2.0 * reference.sf(t);
                assert!((two_sided_p(t, freedom) / expected - 1.0).abs() < 1e-10, "{t} {freedom} {expected}");
            }
        }
        Ok(())
    }

    #[test]
    fn quantile_and_area_are_inverse_to_each_other() {
        for freedom in [1.0, 1.7, 4.0, 33.3, 400.0, 2e5] {
            for tail in [1e-200, 1e-12, 1e-4, 0.02, 0.2, 0.3, 0.45] {
                let t = -quantile(tail, freedom);
                assert!((two_sided_p(t, freedom) / (2.0 * tail) - 1.0).abs() < 1e-12, "{freedom} {tail} {t}");
            }
        }
    }

    #[test]
    fn ends_and_nonsense_are_defined() {
        assert_eq!(quantile(0.5, 3.0), 0.0);
        assert_eq!((quantile(0.0, 3.0), quantile(1.0, 3.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!((two_sided_p(0.0, 3.0), two_sided_p(f64::INFINITY, 3.0)), (1.0, 0.0));
        assert_eq!(quantile(0.9, f64::INFINITY), normal::quantile(0.9));
        for nonsense in [quantile(1.2, 3.0), quantile(0.9, 0.0), quantile(0.9, f64::NAN), two_sided_p(f64::NAN, 3.0)] {
            assert!(nonsense.is_nan());
        }
        assert!(two_sided_p(1.0, -1.0).is_nan());
    }
}
