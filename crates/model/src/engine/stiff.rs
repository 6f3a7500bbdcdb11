//! A solver for rates that differ by many orders of magnitude, for the mean field with processes that are, or are made,
//! faster than any step.
//!
//! Rodas3 (Sandu et al. 1997, doi:10.1016/S1352-2310(97)83212-8): a Rosenbrock method of third order, stable however
//! fast a process relaxes. Steps are chosen so that the error of each is within the tolerance.

use std::ops::ControlFlow;

use crate::math;

/// A square matrix of fixed size.
pub type Square<const N: usize> = [[f64; N]; N];

/// Largest error of a step, relative to the size of a part.
const TOLERANCE: f64 = 1e-5;

/// Change of a part, relative to its size, by which slopes are measured.
const NUDGE: f64 = 1e-7;

/// Longest step, days.
const LONGEST: f64 = 2.0;

/// Step that is taken whatever its error, days: nothing that matters here is faster. What is no number after that stays none.
const SHORTEST: f64 = 1e-9;

/// Advances `state` by `days`. `slope` gives the rates per day, `sizes` what counts as one of each part. After each step `see`
/// is shown the time since the beginning and the state there, and says whether to go on.
pub fn advance<const N: usize>(
    mut state: [f64; N],
    days: f64,
    sizes: &[f64; N],
    slope: impl Fn(&[f64; N]) -> [f64; N],
    mut see: impl FnMut(f64, &[f64; N]) -> ControlFlow<()>,
) -> [f64; N] {
    let (mut time, mut step) = (0.0, 1e-6_f64);
    while time < days {
        let h = step.min(days - time);
        let (next, error) = tried(&state, h, sizes, &slope);
        let factor = if error > 0.0 { (0.9 / math::cbrt(error)).clamp(0.2, 5.0) } else { 5.0 };
        if error <= 1.0 || h <= SHORTEST {
            (state, time) = (next, if h < step { days } else { time + h });
            if see(time, &state).is_break() || state.iter().any(|part| !part.is_finite()) {
                return state;
            }
        }
        // What is not a number is refused, and tried again in smaller steps.
        let factor = if error.is_finite() { factor } else { 0.2 };
        step = (h * factor).clamp(SHORTEST, LONGEST);
    }
    state
}

/// One step of length `h`, and its error in tolerances.
fn tried<const N: usize>(
    y: &[f64; N],
    h: f64,
    sizes: &[f64; N],
    slope: &impl Fn(&[f64; N]) -> [f64; N],
) -> ([f64; N], f64) {
    let now = slope(y);
    let mut matrix = jacobian(y, &now, sizes, slope);
    for (row, values) in matrix.iter_mut().enumerate() {
        values.iter_mut().for_each(|value| *value = -*value);
        values[row] += 2.0 / h;
    }
    let order = factorise(&mut matrix);
    let solve = |right: [f64; N]| solve_factorised(&matrix, &order, &right);
    let u1 = solve(now);
    let u2 = solve(std::array::from_fn(|i| now[i] + 4.0 * u1[i] / h));
    let third = slope(&std::array::from_fn(|i| y[i] + 2.0 * u1[i]));
    let u3 = solve(std::array::from_fn(|i| third[i] + (u1[i] - u2[i]) / h));
    let fourth = slope(&std::array::from_fn(|i| y[i] + 2.0 * u1[i] + u3[i]));
    let u4 = solve(std::array::from_fn(|i| fourth[i] + (u1[i] - u2[i] - 8.0 / 3.0 * u3[i]) / h));
    let next: [f64; N] = std::array::from_fn(|i| y[i] + 2.0 * u1[i] + u3[i] + u4[i]);
    let error = (0..N)
        .map(|i| u4[i].abs() / (TOLERANCE * (y[i].abs().max(next[i].abs()) + 0.01 * sizes[i])))
        .fold(0.0, |worst: f64, error| if error.is_nan() { f64::INFINITY } else { worst.max(error) });
    (next, error)
}

/// Changes of the slopes per change of each part.
fn jacobian<const N: usize>(
    y: &[f64; N],
    now: &[f64; N],
    sizes: &[f64; N],
    slope: &impl Fn(&[f64; N]) -> [f64; N],
) -> Square<N> {
    let mut matrix = [[0.0; N]; N];
    for column in 0..N {
        let mut moved = *y;
        moved[column] += NUDGE * y[column].abs().max(0.01 * sizes[column]);
        let nudge = moved[column] - y[column];
        let changed = slope(&moved);
        for row in 0..N {
            matrix[row][column] = (changed[row] - now[row]) / nudge;
        }
    }
    matrix
}

/// Replaces a matrix by its factors `L` and `U` (partial pivoting), and gives the order of the rows.
fn factorise<const N: usize>(matrix: &mut Square<N>) -> [usize; N] {
    let mut order: [usize; N] = std::array::from_fn(|row| row);
    for column in 0..N {
        let largest = (column..N)
            .fold(column, |best, row| if matrix[row][column].abs() > matrix[best][column].abs() { row } else { best });
        matrix.swap(column, largest);
        order.swap(column, largest);
        let pivot = matrix[column];
        for values in matrix.iter_mut().skip(column + 1) {
            let factor = values[column] / pivot[column];
            values[column] = factor;
            if factor != 0.0 {
                (column + 1..N).for_each(|k| values[k] -= factor * pivot[k]);
            }
        }
    }
    order
}

/// `x` with `matrix·x = right`, from the factors of the matrix.
fn solve_factorised<const N: usize>(factors: &Square<N>, order: &[usize; N], right: &[f64; N]) -> [f64; N] {
    let mut x: [f64; N] = std::array::from_fn(|row| right[order[row]]);
    for row in 1..N {
        x[row] -= (0..row).fold(0.0, |sum, k| sum + factors[row][k] * x[k]);
    }
    for row in (0..N).rev() {
        let known = (row + 1..N).fold(0.0, |sum, k| sum + factors[row][k] * x[k]);
        x[row] = (x[row] - known) / factors[row][row];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO_ON: fn(f64, &[f64; 3]) -> ControlFlow<()> = |_, _| ControlFlow::Continue(());

    #[test]
    fn robertsons_problem_has_its_reference_values() {
        // Hairer & Wanner: three reactions whose rates differ by nine orders of magnitude; values at t = 40.
        let slope = |y: &[f64; 3]| {
            let (slow, fast, fastest) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]);
            [fast - slow, slow - fast - fastest, fastest]
        };
        let y = advance([1.0, 0.0, 0.0], 40.0, &[1.0, 1e-4, 1.0], slope, GO_ON);
        for (found, expected) in y.iter().zip([0.715_827_07, 9.185_534_8e-6, 0.284_163_74]) {
            assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
        }
    }

    #[test]
    fn what_relaxes_at_once_does_not_slow_what_is_slow() {
        // z follows x at once; x decays by itself.
        let slope = |y: &[f64; 3]| [-y[0], 1e9 * (2.0 * y[0] - y[1]), 0.0];
        let steps = std::cell::Cell::new(0);
        let y = advance([1.0, 0.0, 0.5], 3.0, &[1.0; 3], slope, |_, _| {
            steps.set(steps.get() + 1);
            ControlFlow::Continue(())
        });
        assert!((y[0] - math::exp(-3.0)).abs() < 1e-5 && (y[1] - 2.0 * y[0]).abs() < 1e-6 && y[2] == 0.5, "{y:?}");
        assert!(steps.get() < 500, "{} steps", steps.get());
    }

    #[test]
    fn looking_can_end_it() {
        let seen = std::cell::Cell::new(0.0);
        advance(
            [1.0, 0.0, 0.0],
            9.0,
            &[1.0; 3],
            |y| [-y[0], 0.0, 0.0],
            |time, y| {
                seen.set(time);
                if y[0] < 0.5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert!(seen.get() > 0.6 && seen.get() < 3.0, "{}", seen.get());
    }

    #[test]
    fn a_factorised_matrix_solves_its_equations() {
        let matrix = [[0.0, 2.0, 1.0], [4.0, -1.0, 3.0], [1.0, 1.0, -6.0]];
        let mut factors = matrix;
        let order = factorise(&mut factors);
        let x = solve_factorised(&factors, &order, &[7.0, 11.0, -15.0]);
        for (row, right) in matrix.iter().zip([7.0, 11.0, -15.0]) {
            let left: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((left - right).abs() < 1e-12, "{left} {right}");
        }
    }

    #[test]
    fn what_is_no_number_ends() {
        let y = advance([1.0, 0.0, 0.0], 900.0, &[1.0; 3], |_| [f64::NAN, 0.0, 0.0], GO_ON);
        assert!(y[0].is_nan());
    }
}
