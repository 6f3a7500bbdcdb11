//! The only door to transcendental functions.
//!
//! `f64::exp`, `f64::ln` and their relatives call the platform's mathematical library, whose last bit differs between
//! systems. The functions here come from the `libm` crate, compiled with the program, so that one scenario and one
//! seed give the same bytes everywhere. `clippy.toml` forbids the others.

/// e raised to `x`.
///
/// Near 0, where rates times short intervals lie, the sum that `libm` comes to as well stands here, to be compiled into the loop that
/// calls it: the same bits in half the time.
#[inline]
pub fn exp(x: f64) -> f64 {
    if is_near_0(x) { exp_near_0(x) } else { libm::exp(x) }
}

/// e raised to each number: the bits of [`exp`], several at once where all of them lie near 0.
pub fn exp_each(numbers: &mut [f64]) {
    const AT_ONCE: usize = 8;
    let each = |some: &mut [f64]| some.iter_mut().for_each(|x| *x = exp(*x));
    let (blocks, rest) = numbers.as_chunks_mut::<AT_ONCE>();
    for block in blocks {
        if block.iter().fold(true, |near, x| near & is_near_0(*x)) {
            *block = block.map(exp_near_0);
        } else {
            each(block);
        }
    }
    each(rest);
}

/// Whether a number lies in the range in which `libm` reduces nothing, by the upper halves of the numbers as it is there.
#[inline]
fn is_near_0(x: f64) -> bool {
    let size = (x.to_bits() >> 32) as u32 & 0x7fff_ffff;
    (0x3e30_0001..=0x3fd6_2e42).contains(&size)
}

/// `exp(x) = 1 + x + x·c/(2 − c)` with an even remainder `x − c` of the fifth order in `x²`: the minimax coefficients of FreeBSD's
/// `e_exp.c` (Sun Microsystems 1993), for `|x|` up to half of ln 2.
#[inline]
fn exp_near_0(x: f64) -> f64 {
    const P: [f64; 5] = [
        1.666_666_666_666_660_2e-1,
        -2.777_777_777_701_559_3e-3,
        6.613_756_321_437_934e-5,
        -1.653_390_220_546_525_2e-6,
        4.138_136_797_057_238_5e-8,
    ];
    let square = x * x;
    let c = x - square * (P[0] + square * (P[1] + square * (P[2] + square * (P[3] + square * P[4]))));
    1.0 + (x * c / (2.0 - c) + x)
}

/// e raised to `x`, minus one, exact for small `x`.
#[inline]
pub fn expm1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Natural logarithm of 1 + `x`, exact for small `x`.
#[inline]
pub fn ln1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Error function, `2/√π ∫₀ˣ exp(−t²) dt`.
#[inline]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// Complementary error function, `1 − erf(x)`, exact far out.
#[inline]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// Cosine of an angle in radians.
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Sine of an angle in radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Sine and cosine of a share of a whole turn, 0 to 1: of 2π·`share`.
///
/// The nearest quarter is taken off exactly, so that the angle left is at most π/4; there the sums of FreeBSD's `k_sin.c` and
/// `k_cos.c` (Sun Microsystems 1993) are right to the last bits. No branch depends on the share, which is often a random number.
#[inline(always)]
pub fn turn(share: f64) -> (f64, f64) {
    const S: [f64; 6] = [
        -1.666_666_666_666_663_2e-1,
        8.333_333_333_322_49e-3,
        -1.984_126_982_985_795e-4,
        2.755_731_370_707_006_8e-6,
        -2.505_076_025_340_686_3e-8,
        1.589_690_995_211_55e-10,
    ];
    const C: [f64; 6] = [
        4.166_666_666_666_66e-2,
        -1.388_888_888_887_411e-3,
        2.480_158_728_947_673e-5,
        -2.755_731_435_139_066_3e-7,
        2.087_572_321_298_175e-9,
        -1.135_964_755_778_819_5e-11,
    ];
    // Beyond this a number has no fraction: what is added to it is rounded, and stands in its last bits.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    let quarters = 4.0 * share + 0.5;
    let nearest = (quarters + WHOLE) - WHOLE;
    let below = if nearest > quarters { nearest - 1.0 } else { nearest };
    let quarter = (below + WHOLE).to_bits();
    let x = std::f64::consts::TAU * (share - 0.25 * below);
    let z = x * x;
    let sine = x + x * z * (S[0] + z * (S[1] + z * (S[2] + z * (S[3] + z * (S[4] + z * S[5])))));
    let cosine = 1.0 - (0.5 * z - z * z * (C[0] + z * (C[1] + z * (C[2] + z * (C[3] + z * (C[4] + z * C[5]))))));
    // Odd quarters exchange them; the sine is negative in the last two, the cosine in those between.
    let odd = quarter & 1 == 1;
    let (a, b) = (if odd { cosine } else { sine }, if odd { sine } else { cosine });
    let signed = |x: f64, half: u64| f64::from_bits(x.to_bits() ^ (half & 2) << 62);
    (signed(a, quarter), signed(b, quarter.wrapping_add(1)))
}

/// [`turn`] of many shares, several at once.
///
/// # Panics
/// When the three differ in length.
pub fn turns(shares: &[f64], sines: &mut [f64], cosines: &mut [f64]) {
    assert_eq!([sines.len(), cosines.len()], [shares.len(); 2], "a sine and a cosine of each share");
    for ((share, sine), cosine) in shares.iter().zip(sines).zip(cosines) {
        (*sine, *cosine) = turn(*share);
    }
}

/// Whether `u < exp(x)` for an `x` of at most 0. Partial sums of the series enclose the exponential, so that it is needed
/// in rare cases only.
#[inline]
pub fn is_below_exp(u: f64, x: f64) -> bool {
    let below = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0)));
    if u < below {
        return true;
    }
    u < below + x * x * x * x * (1.0 / 24.0) && u < exp(x)
}

/// Square root. IEEE 754 defines every bit of it, so the processor's own instruction is used.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Cube root.
#[inline]
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// Hill function `x^n / (K^n + x^n)` for a whole exponent `n`, by multiplication only.
///
/// A negative `x` counts as 0: concentrations may undershoot by rounding.
#[inline]
pub fn hill(x: f64, half: f64, n: u32) -> f64 {
    let x = x.max(0.0);
    let (mut top, mut bottom) = (1.0, 1.0);
    for _ in 0..n {
        top *= x;
        bottom *= half;
    }
    top / (bottom + top)
}

/// Chance that an event of hazard `rate` (per day) happens within `days`: `1 − exp(−rate·days)`.
#[inline]
pub fn event_probability(rate: f64, days: f64) -> f64 {
    -expm1(-rate * days)
}

/// Time, in days, at which an event of hazard `rate` (per day) happens, given a `chance` uniform between 0 and 1. It lies
/// within `days` with [`event_probability`].
#[inline]
pub fn event_time(rate: f64, chance: f64) -> f64 {
    -ln1p(-chance) / rate
}

/// Share of an interval of `days` that what ends at hazard `rate` (per day) lasts on average:
/// `(1 − exp(−rate·days))/(rate·days)`.
#[inline]
pub fn mean_survival(rate: f64, days: f64) -> f64 {
    let x = rate * days;
    if x > 0.0 { -expm1(-x) / x } else { 1.0 }
}

/// Exact step of `x' = (target − x)/tau` over `days`.
#[inline]
pub fn relax(x: f64, target: f64, tau: f64, days: f64) -> f64 {
    target + (x - target) * exp(-days / tau)
}

/// Hazard per day of an exponential life with this half-life in days: `ln 2 / half_life`.
#[inline]
pub fn half_life_rate(half_life: f64) -> f64 {
    std::f64::consts::LN_2 / half_life
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hill_is_half_at_the_half_point_and_zero_below_zero() {
        for n in 1..5 {
            assert_eq!(hill(0.37, 0.37, n), 0.5);
            assert_eq!(hill(-1e-18, 0.37, n), 0.0);
        }
        assert!((hill(2.0, 1.0, 3) - 8.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn comparing_with_the_exponential_needs_no_exponential() {
        for step in 0..400 {
            let x = -0.01 * f64::from(step);
            for share in [0.2, 0.9, 0.97, 0.999_999, 1.000_001, 1.03, 1.5] {
                let u = share * exp(x);
                assert_eq!(is_below_exp(u, x), u < exp(x), "u {u}, x {x}");
            }
        }
        assert!(is_below_exp(0.999_999_999, 0.0) && !is_below_exp(1.0, 0.0));
    }

    #[test]
    fn a_turn_has_its_sine_and_cosine() {
        for step in 0..100_000_u32 {
            let share = f64::from(step) / 100_000.0;
            let (sine, cosine) = turn(share);
            let (expected_sine, expected_cosine) = libm::sincos(std::f64::consts::TAU * share);
            // The angle in radians is itself rounded: by up to half a unit of its last place.
            assert!((sine - expected_sine).abs() < 1e-15 && (cosine - expected_cosine).abs() < 1e-15, "{share}");
        }
        assert_eq!([turn(0.0), turn(0.25), turn(0.5), turn(0.75)], [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)]);
    }

    #[test]
    fn event_probability_is_the_exponential_law() {
        assert_eq!(event_probability(0.0, 5.0), 0.0);
        assert!((event_probability(half_life_rate(5.0), 5.0) - 0.5).abs() < 1e-15);
        assert!((event_probability(1e-12, 1.0) - 1e-12).abs() < 1e-24);
    }

    #[test]
    fn the_exponential_near_0_has_the_bits_of_the_library() {
        let one = |x: f64| assert_eq!(exp(x).to_bits(), libm::exp(x).to_bits(), "{x:e}");
        for step in 0..200_000_u32 {
            let x = f64::from(step) * 2e-6;
            one(x);
            one(-x);
            one(x * x * 1e-3);
        }
        for edge in [0x3e30_0000_u64, 0x3e30_0001, 0x3fd6_2e42, 0x3fd6_2e43] {
            for x in [f64::from_bits(edge << 32), f64::from_bits((edge << 32) + 0xffff_ffff)] {
                one(x);
                one(-x);
            }
        }
        [0.0, -0.0, 1.0, -745.2, 709.8, f64::NEG_INFINITY].into_iter().for_each(one);
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn many_exponentials_at_once_have_the_bits_of_one() {
        let far = [0.0, -0.0, 1.0, -745.2, 709.8, f64::INFINITY, f64::NEG_INFINITY, 1e-300, -0.35];
        for length in 0..40 {
            // Blocks that lie near 0, blocks that do not, and mixed ones.
            for every in [1, 5, 100] {
                let number = |i: usize| if i.is_multiple_of(every) { far[i % far.len()] } else { -0.011 * i as f64 };
                let numbers: Vec<f64> = (1..=length).map(number).collect();
                let mut powers = numbers.clone();
                exp_each(&mut powers);
                let bits = |powers: &[f64]| -> Vec<u64> { powers.iter().map(|x| x.to_bits()).collect() };
                assert_eq!(bits(&powers), bits(&numbers.into_iter().map(exp).collect::<Vec<_>>()));
            }
        }
    }

    #[test]
    fn relax_does_not_depend_on_the_number_of_steps() {
        let once = relax(0.9, 0.1, 10.0, 1.0);
        let halves = relax(relax(0.9, 0.1, 10.0, 0.5), 0.1, 10.0, 0.5);
        assert!((once - halves).abs() < 1e-15);
    }
}
