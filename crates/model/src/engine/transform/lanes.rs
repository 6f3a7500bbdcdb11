//! Four numbers at a time, and a complex number of such fours: what the transforms compute with.
//!
//! The operations are plain element-wise `f64` arithmetic that never fuses a product with a sum, so every processor gives the
//! same bits. [`Portable`] leaves the registers to the compiler; [`super::raw::Wide`] names those of AVX.

use std::ops::{Add, Sub};

/// Columns in one [`Lanes`].
pub(super) const LANES: usize = 4;

/// Real columns in one [`Packed`]: as many in the real part as in the imaginary part. Eight fill a cache line.
pub(super) const COLUMNS: usize = 2 * LANES;

/// One number of each of four columns.
pub(super) trait Lanes: Copy {
    /// Reads four numbers.
    fn load(from: &[f64; LANES]) -> Self;
    /// Writes four numbers.
    fn store(self, to: &mut [f64; LANES]);
    /// Sum.
    fn plus(self, other: Self) -> Self;
    /// Difference.
    fn minus(self, other: Self) -> Self;
    /// Product with one number.
    fn by(self, factor: f64) -> Self;
    /// Products one by one.
    fn times(self, other: Self) -> Self;
    /// Zero for what is nearer to zero than `bound`.
    fn flushed(self, bound: f64) -> Self;
    /// Which are nearer to zero than `bound`, a bit each.
    fn near(self, bound: f64) -> i32;
    /// Which are below zero, a bit each.
    fn negative(self) -> i32;
    /// Rows of a square of numbers turned into its columns.
    fn turned(rows: [Self; LANES]) -> [Self; LANES];
}

/// Four numbers in an array.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(32))]
pub(super) struct Portable(pub [f64; LANES]);

impl Lanes for Portable {
    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        Self(*from)
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0;
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]])
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]])
    }

    #[inline(always)]
    fn by(self, factor: f64) -> Self {
        let a = self.0;
        Self([a[0] * factor, a[1] * factor, a[2] * factor, a[3] * factor])
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]])
    }

    #[inline(always)]
    fn flushed(self, bound: f64) -> Self {
        Self(self.0.map(|value| if value.abs() < bound { 0.0 } else { value }))
    }

    #[inline(always)]
    fn near(self, bound: f64) -> i32 {
        bits(self.0.map(|value| value.abs() < bound))
    }

    #[inline(always)]
    fn negative(self) -> i32 {
        bits(self.0.map(|value| value < 0.0))
    }

    #[inline(always)]
    fn turned([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        [0, 1, 2, 3].map(|column| Self([a.0[column], b.0[column], c.0[column], d.0[column]]))
    }
}

fn bits(each: [bool; LANES]) -> i32 {
    (0..LANES).map(|lane| i32::from(each[lane]) << lane).sum()
}

/// The bits of [`Lanes::near`] where all are.
pub(super) const ALL_NEAR: i32 = (1 << LANES) - 1;

/// Eight numbers in memory, as long as a cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(super) struct Line(pub [f64; COLUMNS]);

/// One complex number of each of four complex columns; equally, one real number of each of eight real columns, the
/// first four in `re` and the others in `im`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Packed<L> {
    pub re: L,
    pub im: L,
}

impl<L: Lanes> Packed<L> {
    /// Reads eight numbers.
    #[inline(always)]
    pub fn load(from: &[f64; COLUMNS]) -> Self {
        let (halves, _) = from.as_chunks();
        Self { re: L::load(&halves[0]), im: L::load(&halves[1]) }
    }

    /// Writes eight numbers.
    #[inline(always)]
    pub fn store(self, to: &mut [f64; COLUMNS]) {
        let (halves, _) = to.as_chunks_mut();
        self.re.store(&mut halves[0]);
        self.im.store(&mut halves[1]);
    }

    /// Product with the complex number `w[0] + i·w[1]`.
    #[inline(always)]
    pub fn times(self, w: [f64; 2]) -> Self {
        Self { re: self.re.by(w[0]).minus(self.im.by(w[1])), im: self.re.by(w[1]).plus(self.im.by(w[0])) }
    }

    /// Product with a real number.
    #[inline(always)]
    pub fn scaled(self, factor: f64) -> Self {
        Self { re: self.re.by(factor), im: self.im.by(factor) }
    }

    /// `self − i·other`.
    #[inline(always)]
    pub fn minus_i(self, other: Self) -> Self {
        Self { re: self.re.plus(other.im), im: self.im.minus(other.re) }
    }

    /// `self + i·other`.
    #[inline(always)]
    pub fn plus_i(self, other: Self) -> Self {
        Self { re: self.re.minus(other.im), im: self.im.plus(other.re) }
    }

    /// Real and imaginary part exchanged.
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Self { re: self.im, im: self.re }
    }
}

impl<L: Lanes> Add for Packed<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re.plus(other.re), im: self.im.plus(other.im) }
    }
}

impl<L: Lanes> Sub for Packed<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re.minus(other.re), im: self.im.minus(other.im) }
    }
}
