//! Linear algebra of small dense matrices, as rows: sums run from the first term to the last, so that results are the same
//! on every machine.

use admsc_model::math;

/// A square matrix of fixed size.
pub type Square<const N: usize> = [[f64; N]; N];

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

/// Replaces a matrix by its factors `L` and `U` (partial pivoting), and gives the order of the rows.
pub fn factorise<const N: usize>(matrix: &mut Square<N>) -> [usize; N] {
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
pub fn solve_factorised<const N: usize>(factors: &Square<N>, order: &[usize; N], right: &[f64; N]) -> [f64; N] {
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
}
