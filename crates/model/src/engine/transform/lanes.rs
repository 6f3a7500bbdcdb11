//! Four numbers at a time, and a complex number of such fours: what the transforms compute with.
//!
//! The operations are plain element-wise `f64` arithmetic, which the compiler packs into vector registers. They never
//! fuse a product with a sum, so every processor gives the same bits.

use std::ops::{Add, Mul, Sub};

/// Columns in one [`Lanes`].
pub(super) const LANES: usize = 4;

/// Real columns in one [`Packed`]: as many in the real part as in the imaginary part. Eight fill a cache line.
pub(super) const COLUMNS: usize = 2 * LANES;

/// One number of each of four columns.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(32))]
pub(super) struct Lanes(pub [f64; LANES]);

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]])
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]])
    }
}

impl Mul<f64> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: f64) -> Self {
        let a = self.0;
        Self([a[0] * factor, a[1] * factor, a[2] * factor, a[3] * factor])
    }
}

/// One complex number of each of four complex columns; equally, one real number of each of eight real columns, the
/// first four in `re` and the others in `im`.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(super) struct Packed {
    pub re: Lanes,
    pub im: Lanes,
}

impl Packed {
    /// Product with the complex number `w[0] + i·w[1]`.
    #[inline(always)]
    pub fn times(self, w: [f64; 2]) -> Self {
        Self { re: self.re * w[0] - self.im * w[1], im: self.re * w[1] + self.im * w[0] }
    }

    /// Product with a real number.
    #[inline(always)]
    pub fn scaled(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    /// `self − i·other`.
    #[inline(always)]
    pub fn minus_i(self, other: Self) -> Self {
        Self { re: self.re + other.im, im: self.im - other.re }
    }

    /// `self + i·other`.
    #[inline(always)]
    pub fn plus_i(self, other: Self) -> Self {
        Self { re: self.re - other.im, im: self.im + other.re }
    }

    /// Real and imaginary part exchanged.
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Self { re: self.im, im: self.re }
    }
}

impl Add for Packed {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Packed {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}
