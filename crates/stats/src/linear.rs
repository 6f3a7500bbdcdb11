//! Linear algebra of small dense matrices, as rows: sums run from the first term to the last, so that results are the same
//! on every machine.

use admsc_model::math;

/// Sum of products, of as many as the shorter has.
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// Rows of the lower triangle `L` with `matrix = L·Lᵀ`. Nothing where the square of an element on the diagonal is not above
/// `least`: the matrix is not positive definite, or so nearly singular that rounding decides.
pub fn cholesky(matrix: &[Vec<f64>], least: f64) -> Option<Vec<Vec<f64>>> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (row, values) in matrix.iter().enumerate() {
        let mut made: Vec<f64> = Vec::with_capacity(row + 1);
        for (column, value) in values.iter().enumerate().take(row) {
            made.push((value - dot(&made, &factor[column])) / factor[column][column]);
        }
        let left = values[row] - dot(&made, &made);
        if left.is_nan() || left <= least {
            return None;
        }
        made.push(math::sqrt(left));
        factor.push(made);
    }
    Some(factor)
}

/// `x` with `L·Lᵀ·x = right`.
pub fn solve_cholesky(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = Vec::with_capacity(right.len());
    for (row, value) in factor.iter().zip(right) {
        x.push((value - dot(row, &x)) / row[x.len()]);
    }
    for row in (0..x.len()).rev() {
        let known = (row + 1..x.len()).fold(0.0, |sum, below| sum + factor[below][row] * x[below]);
        x[row] = (x[row] - known) / factor[row][row];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_gives_the_matrix_back() {
        let matrix = [[1.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 1.0]].map(Vec::from);
        let factor = cholesky(&matrix, 0.0).unwrap_or_default();
        assert_eq!(factor.len(), 3);
        for (row, values) in matrix.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                assert!((dot(&factor[row], &factor[column]) - value).abs() < 1e-15);
            }
        }
        assert_eq!(cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]], 1e-9), None);
    }

    #[test]
    fn a_system_of_equations_is_solved() -> Result<(), &'static str> {
        let factor = cholesky(&[vec![4.0, 2.0], vec![2.0, 3.0]], 0.0).ok_or("positive definite")?;
        let x = solve_cholesky(&factor, &[2.0, 5.0]);
        assert!((4.0 * x[0] + 2.0 * x[1] - 2.0).abs() < 1e-14 && (2.0 * x[0] + 3.0 * x[1] - 5.0).abs() < 1e-14);
        assert_eq!(cholesky(&[vec![1.0, 2.0], vec![2.0, 1.0]], 0.0), None);
        Ok(())
    }
}
