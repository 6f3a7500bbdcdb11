//! Profile intervals: how far a parameter can be moved if all others follow it.
//!
//! The objective (misfit and prior) of the surrogate, minimised over all other parameters, rises by at most 3.84 inside
//! the interval: a likelihood ratio of 95 % for one parameter. Where it does not rise so far before the end of the
//! ledger's range, the interval ends there and is called open.

use serde::{Deserialize, Serialize};

use super::minimise::minimise;

/// Rise of the objective at the ends: the 95 % point of chi-square with one degree of freedom.
pub const RISE: f64 = 3.841_458_820_694_124;

/// Halvings of the distance to an end.
const HALVINGS: usize = 18;

/// Interval of one parameter, in places.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Whether the lower end is that of the range.
    pub is_open_below: bool,
    /// Whether the upper end is.
    pub is_open_above: bool,
}

/// The interval of parameter `which` round `best`, the minimum of `objective`.
pub fn interval(objective: &dyn Fn(&[f64]) -> f64, best: &[f64], which: usize, limits: &[[f64; 2]]) -> Interval {
    let least = objective(best);
    let profile = |place: f64| {
        let mut start = best.to_vec();
        start[which] = place;
        let mut held = limits.to_vec();
        held[which] = [place, place];
        minimise(objective, &start, &held).value - least
    };
    let end = |far: f64| {
        if profile(far) <= RISE {
            return (far, true);
        }
        let (mut inside, mut outside) = (best[which], far);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (inside + outside);
            if profile(middle) <= RISE { inside = middle } else { outside = middle }
        }
        (inside, false)
    };
    let ((low, is_open_below), (high, is_open_above)) = (end(limits[which][0]), end(limits[which][1]));
    Interval { low, high, is_open_below, is_open_above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_follow_along_a_ridge() {
        // x² + y² − 2·r·x·y: the profile of x is (1 − r²)·x².
        let r = 0.8;
        let bowl = |z: &[f64]| z[0] * z[0] + z[1] * z[1] - 2.0 * r * z[0] * z[1];
        let found = interval(&bowl, &[0.0, 0.0], 0, &[[-9.0, 9.0]; 2]);
        let half = (RISE / (1.0 - r * r)).sqrt();
        assert!((found.high - half).abs() < 1e-3 && (found.low + half).abs() < 1e-3, "{found:?}");
        assert!(!found.is_open_below && !found.is_open_above);
        let short = interval(&bowl, &[0.0, 0.0], 0, &[[-9.0, 1.0], [-9.0, 9.0]]);
        assert_eq!((short.high, short.is_open_above), (1.0, true));
    }
}
