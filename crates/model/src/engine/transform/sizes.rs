//! Which lengths an axis may have.

use std::fmt;

/// Longest axis, in voxels.
pub const MAX_SIZE: u32 = 1 << 20;

/// Why a grid has no cosine transform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeError {
    /// The axis: `'x'`, `'y'` or `'z'`.
    pub axis: char,
    /// Its refused number of voxels.
    pub size: u32,
    /// The largest allowed size below (1 where there is none).
    pub down: u32,
    /// The smallest allowed size above ([`MAX_SIZE`] where there is none).
    pub up: u32,
}

impl std::error::Error for SizeError {}

impl fmt::Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { axis, size, down, up } = self;
        write!(f, "the {axis} axis has {size} voxels, but an axis needs 2^a·3^b·5^c of them: ")?;
        write!(f, "the next allowed sizes are {down} and {up}")
    }
}

/// Whether an axis may have this many voxels: 2^a·3^b·5^c, from 1 to [`MAX_SIZE`].
pub fn is_allowed(size: u32) -> bool {
    if size == 0 || size > MAX_SIZE {
        return false;
    }
    let mut rest = size;
    for prime in [2, 3, 5] {
        while rest.is_multiple_of(prime) {
            rest /= prime;
        }
    }
    rest == 1
}

/// `Ok` for an allowed size, otherwise the error that names the neighbours.
pub(super) fn check(axis: char, size: u32) -> Result<(), SizeError> {
    if is_allowed(size) {
        return Ok(());
    }
    let down = (1..size.min(MAX_SIZE + 1)).rev().find(|&n| is_allowed(n)).unwrap_or(1);
    let up = (size..=MAX_SIZE).find(|&n| is_allowed(n)).unwrap_or(MAX_SIZE);
    Err(SizeError { axis, size, down, up })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_sizes_have_no_prime_factor_above_five() {
        let allowed: Vec<u32> = (0..=32).filter(|&n| is_allowed(n)).collect();
        assert_eq!(allowed, [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 25, 27, 30, 32]);
        assert!(is_allowed(MAX_SIZE) && !is_allowed(MAX_SIZE + 5));
    }

    #[test]
    fn a_refused_size_names_its_neighbours() {
        let expected = SizeError { axis: 'y', size: 77, down: 75, up: 80 };
        let text = expected.to_string();
        assert_eq!(check('y', 77), Err(expected));
        for part in ["y axis", "77", "75", "80"] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(check('x', 0).map_err(|e| (e.down, e.up)), Err((1, 1)));
        assert_eq!(check('x', u32::MAX).map_err(|e| (e.down, e.up)), Err((MAX_SIZE, MAX_SIZE)));
    }
}
