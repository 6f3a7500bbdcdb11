//! Orthonormal cosine transform along one axis, eight real columns at once.
//!
//! Forward (DCT-II):  X[k] = w_k · Σ_i x[i]·cos(π·(i + ½)·k/n),  w_0 = √(1/n), w_k = √(2/n).
//! Inverse (DCT-III): x[i] = Σ_k w_k · X[k]·cos(π·(i + ½)·k/n).
//!
//! Makhoul's algorithm (IEEE Trans. ASSP 28, 1980, doi:10.1109/TASSP.1980.1163351): even samples in order, odd ones
//! backwards, one Fourier transform of length n, one rotation. Two real columns share a complex one, as its real and
//! imaginary part; the rotation takes them apart again, because the spectrum of a real column mirrors itself.

use super::fft::{self, Pass};
use super::lanes::{COLUMNS, Lanes, Line, Packed};
use super::raw::{self, Shared};
use crate::math;

/// Plan for one axis.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    length: usize,
    passes: Vec<Pass>,
    /// Which sample stands at each place of Makhoul's order.
    order: Vec<u32>,
    /// cos and sin of πk/2n, times √(2/n)/2, for k below n/2.
    rotation: Vec<[f64; 2]>,
    /// √(1/n).
    scale: f64,
}

impl Axis {
    /// Plan for an allowed length (see `sizes`).
    pub fn new(length: u32) -> Self {
        let n = length as usize;
        let order: Vec<u32> = (0..length).map(|i| if 2 * i < length { 2 * i } else { 2 * (length - i) - 1 }).collect();
        assert!(order.iter().all(|sample| *sample < length));
        let half_weight = 0.5 * math::sqrt(2.0 / n as f64);
        let rotation = (0..n.div_ceil(2)).map(|k| fft::unit(k, 4 * n).map(|part| part * half_weight)).collect();
        Self { length: n, passes: fft::plan(n), order, rotation, scale: math::sqrt(1.0 / n as f64) }
    }

    /// Number of samples.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Samples of eight columns to coefficients; both may stand in one place.
    #[inline(always)]
    fn forward<L: Lanes>(&self, lines: &mut [Line], samples: Tile<'_>, data: Tile<'_>) {
        let n = self.length;
        let order = &self.order[..n];
        let (a, b) = lines.split_at_mut(n);
        let (mut from, mut to) = (a, &mut b[..n]);
        let Some((first, rest)) = self.passes.split_first() else {
            return data.store(0, samples.load::<L>(0));
        };
        fft::run::<L>(first, &Samples { tile: samples, order }, from);
        for pass in rest {
            fft::run::<L>(pass, &*from, to);
            std::mem::swap(&mut from, &mut to);
        }
        data.store(0, Packed::<L>::load(raw::line(from, 0)).scaled(self.scale));
        for (k, &[c, s]) in self.rotation.iter().enumerate().skip(1) {
            let (low, high) = (Packed::<L>::load(raw::line(from, k)), Packed::load(raw::line(from, n - k)));
            let (sum, difference) = (low + high, low - high);
            let [re, im] = [sum.re.by(c).plus(difference.im.by(s)), sum.im.by(c).minus(difference.re.by(s))];
            data.store(k, Packed { re, im });
            let [re, im] = [sum.re.by(s).minus(difference.im.by(c)), sum.im.by(s).plus(difference.re.by(c))];
            data.store(n - k, Packed { re, im });
        }
        if n.is_multiple_of(2) {
            data.store(n / 2, Packed::<L>::load(raw::line(from, n / 2)).scaled(self.scale));
        }
    }

    /// Coefficients of eight columns to samples; both may stand in one place.
    #[inline(always)]
    fn inverse<L: Lanes>(&self, lines: &mut [Line], data: Tile<'_>, samples: Tile<'_>) {
        let n = self.length;
        let order = &self.order[..n];
        let Some((last, rest)) = self.passes.split_last() else {
            return samples.store(0, data.load::<L>(0));
        };
        let (a, b) = lines.split_at_mut(n);
        let (mut from, mut to) = (a, &mut b[..n]);
        // Real and imaginary part exchanged before and after make the forward passes transform backwards.
        data.load::<L>(0).scaled(self.scale).swapped().store(raw::line_mut(from, 0));
        for (k, &[c, s]) in self.rotation.iter().enumerate().skip(1) {
            let (low, high) = (data.load::<L>(k), data.load(n - k));
            let (even, odd) = (low.scaled(c) + high.scaled(s), low.scaled(s) - high.scaled(c));
            Packed { re: odd.re.plus(even.im), im: even.re.minus(odd.im) }.store(raw::line_mut(from, k));
            Packed { re: even.im.minus(odd.re), im: even.re.plus(odd.im) }.store(raw::line_mut(from, n - k));
        }
        if n.is_multiple_of(2) {
            data.load::<L>(n / 2).scaled(self.scale).swapped().store(raw::line_mut(from, n / 2));
        }
        for pass in rest {
            fft::run::<L>(pass, &*from, to);
            std::mem::swap(&mut from, &mut to);
        }
        fft::run::<L>(last, &*from, &mut SamplesMut { tile: samples, order });
    }

    /// Either, from one place to another or in one.
    #[inline(always)]
    pub fn transform<L: Lanes>(&self, direction: Direction, lines: &mut [Line], from: Tile<'_>, to: Tile<'_>) {
        for tile in [from, to] {
            assert!((self.length - 1) * tile.width + COLUMNS <= tile.data.len() && lines.len() >= 2 * self.length);
        }
        match direction {
            Direction::Forward => self.forward::<L>(lines, from, to),
            Direction::Inverse => self.inverse::<L>(lines, from, to),
        }
    }
}

/// Which way a transform goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Inverse,
}

/// Eight neighbouring columns of rows that lie `width` numbers apart.
#[derive(Clone, Copy)]
pub(super) struct Tile<'a> {
    pub data: Shared<'a>,
    pub width: usize,
}

impl Tile<'_> {
    /// The eight numbers of a row.
    #[inline(always)]
    fn load<L: Lanes>(self, row: usize) -> Packed<L> {
        Packed::load(self.data.eight(row * self.width))
    }

    #[inline(always)]
    fn store<L: Lanes>(self, row: usize, value: Packed<L>) {
        value.store(self.data.eight_mut(row * self.width));
    }
}

/// The samples of a tile in Makhoul's order.
struct Samples<'a> {
    tile: Tile<'a>,
    order: &'a [u32],
}

impl<L: Lanes> fft::Read<L> for Samples<'_> {
    #[inline(always)]
    fn load(&self, place: usize) -> Packed<L> {
        self.tile.load(self.order[place] as usize)
    }
}

/// The same to be written, with real and imaginary part exchanged back.
struct SamplesMut<'a> {
    tile: Tile<'a>,
    order: &'a [u32],
}

impl<L: Lanes> fft::Write<L> for SamplesMut<'_> {
    #[inline(always)]
    fn store(&mut self, place: usize, value: Packed<L>) {
        self.tile.store(self.order[place] as usize, value.swapped());
    }
}
