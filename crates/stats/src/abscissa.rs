//! Where the area under a density reaches a given size: the inverse that quantiles are made of.

use admsc_model::math;

/// Steps after which the search ends. Newton's method needs about six; bisection alone would need about sixty.
const MAX_STEPS: u32 = 200;

/// Relative change of the abscissa below which it counts as found.
const FOUND: f64 = 1e-15;

/// Whether an area grows or shrinks as its abscissa does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// From 0 to the abscissa.
    Rising,
    /// From the abscissa to infinity.
    Falling,
}

/// The `x > 0` at which `area(x)` is `target`, from the guess `start > 0`; `density` is the slope of the area without
/// its sign.
///
/// Newton's method on the logarithms of both, which are nearly straight lines where an area is small (a power law in
/// heavy tails and near 0), inside a bracket that is halved geometrically where a step would leave it.
pub(super) fn abscissa(
    target: f64,
    start: f64,
    course: Course,
    area: impl Fn(f64) -> f64,
    density: impl Fn(f64) -> f64,
) -> f64 {
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut x = start;
    for _ in 0..MAX_STEPS {
        let found = area(x);
        let slope = match course {
            Course::Rising => density(x),
            Course::Falling => -density(x),
        };
        if (found > target) == (course == Course::Rising) {
            high = x;
        } else {
            low = x;
        }
        let newton = x * math::exp(math::ln(target / found) * found / (x * slope));
        let next = if low < newton && newton < high || newton == x { newton } else { between(low, high) };
        if (next - x).abs() <= FOUND * x {
            return next;
        }
        x = next;
    }
    x
}

/// A place inside a bracket, in the middle of its logarithms where it has two ends.
fn between(low: f64, high: f64) -> f64 {
    if high == f64::INFINITY {
        2.0 * low
    } else if low == 0.0 {
        0.5 * high
    } else {
        math::sqrt(low) * math::sqrt(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_areas_are_inverted_from_poor_guesses() {
        // The exponential law: the tail beyond x is exp(−x), the area up to x is 1 − exp(−x).
        for start in [1e-6, 1.0, 500.0] {
            let tail = abscissa(1e-9, start, Course::Falling, |x| math::exp(-x), |x| math::exp(-x));
            assert!((tail / (9.0 * std::f64::consts::LN_10) - 1.0).abs() < 1e-14, "{start}: {tail}");
            let centre = abscissa(1e-9, start, Course::Rising, |x| -math::expm1(-x), |x| math::exp(-x));
            // −ln(1 − 10⁻⁹) = 10⁻⁹ + 10⁻¹⁸/2 + …
            assert!((centre / (1e-9 + 0.5e-18) - 1.0).abs() < 1e-14, "{start}: {centre}");
        }
    }
}
