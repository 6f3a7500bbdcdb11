//! The smallest value of a function in a box: Nelder and Mead's simplex (1965, doi:10.1093/comjnl/7.4.308), started
//! again from what it found until that does not help. The function is an emulator's, which costs nothing; the same
//! input gives the same bytes.

/// Rounds of a simplex at most.
const MAX_STEPS: usize = 2_000;

/// Restarts at most.
const MAX_STARTS: usize = 12;

/// Relative spread of the function over the simplex at which it has arrived.
const SPREAD: f64 = 1e-10;

/// A point and the value of the function there.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The point.
    pub point: Vec<f64>,
    /// The value.
    pub value: f64,
}

/// Searches from `start` in a box of a pair of limits a coordinate. Points are moved into the box before they are tried.
pub fn minimise(function: &dyn Fn(&[f64]) -> f64, start: &[f64], limits: &[[f64; 2]]) -> Minimum {
    let tried = |point: Vec<f64>| {
        let point: Vec<f64> = point.iter().zip(limits).map(|(x, [low, high])| x.max(*low).min(*high)).collect();
        let value = function(&point);
        Minimum { value: if value.is_nan() { f64::INFINITY } else { value }, point }
    };
    let mut best = tried(start.to_vec());
    for round in 0..MAX_STARTS {
        // Now to one side, now to the other, and smaller every time.
        let scale = 0.25 / (1.0 + round as f64) * if round % 2 == 0 { 1.0 } else { -1.0 };
        let mut simplex = vec![best.clone()];
        for coordinate in 0..best.point.len() {
            let mut point = best.point.clone();
            let [low, high] = limits[coordinate];
            let step = scale * (high - low);
            point[coordinate] += if (low..=high).contains(&(point[coordinate] + step)) { step } else { -step };
            simplex.push(tried(point));
        }
        let found = descend(&tried, simplex);
        let gained = best.value - found.value;
        if found.value < best.value {
            best = found;
        }
        if round > 1 && gained <= SPREAD * (1.0 + best.value.abs()) {
            break;
        }
    }
    best
}

fn descend(tried: &dyn Fn(Vec<f64>) -> Minimum, mut simplex: Vec<Minimum>) -> Minimum {
    for _ in 0..MAX_STEPS {
        simplex.sort_by(|a, b| a.value.total_cmp(&b.value));
        let last = simplex.len() - 1;
        let (low, high) = (simplex[0].value, simplex[last].value);
        if last == 0 || high - low <= SPREAD * (1.0 + low.abs()) {
            break;
        }
        let middle: Vec<f64> = (0..last)
            .map(|k| simplex[..last].iter().fold(0.0, |sum, corner| sum + corner.point[k]) / last as f64)
            .collect();
        let worst = simplex[last].point.clone();
        let along = |share: f64| tried(middle.iter().zip(&worst).map(|(m, w)| m + share * (m - w)).collect());
        let reflected = along(1.0);
        let better = if reflected.value < low {
            let further = along(2.0);
            if further.value < reflected.value { further } else { reflected }
        } else if reflected.value < simplex[last - 1].value {
            reflected
        } else if reflected.value < high {
            along(0.5)
        } else {
            along(-0.5)
        };
        if better.value < high {
            simplex[last] = better;
            continue;
        }
        let best = simplex[0].point.clone();
        for corner in &mut simplex[1..] {
            *corner = tried(best.iter().zip(&corner.point).map(|(b, c)| 0.5 * (b + c)).collect());
        }
    }
    simplex.sort_by(|a, b| a.value.total_cmp(&b.value));
    simplex.swap_remove(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_curved_valley_is_found() {
        // Rosenbrock 1960, doi:10.1093/comjnl/3.3.175: 0 at (1, 1).
        let valley = |x: &[f64]| (1.0 - x[0]) * (1.0 - x[0]) + 100.0 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]);
        let found = minimise(&valley, &[-1.2, 1.0], &[[-2.0, 2.0]; 2]);
        assert!(found.point.iter().all(|x| (x - 1.0).abs() < 1e-4), "{found:?}");
    }

    #[test]
    fn the_edge_of_the_box_is_found_in_six_dimensions() {
        let bowl = |x: &[f64]| x.iter().zip(0..).fold(0.0, |sum, (x, k)| sum + (x - f64::from(k)) * (x - f64::from(k)));
        let found = minimise(&bowl, &[0.0; 6], &[[-2.0, 2.0]; 6]);
        for (x, best) in found.point.iter().zip([0.0, 1.0, 2.0, 2.0, 2.0, 2.0]) {
            assert!((x - best).abs() < 1e-3, "{found:?}");
        }
    }
}
