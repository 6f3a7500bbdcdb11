//! Orthonormal cosine transform along one axis, eight real columns at once.
//!
//! Forward (DCT-II):  X[k] = w_k · Σ_i x[i]·cos(π·(i + ½)·k/n),  w_0 = √(1/n), w_k = √(2/n).
//! Inverse (DCT-III): x[i] = Σ_k w_k · X[k]·cos(π·(i + ½)·k/n).
//!
//! Makhoul's algorithm (IEEE Trans. ASSP 28, 1980, doi:10.1109/TASSP.1980.1163351): even samples in order, odd ones
//! backwards, one Fourier transform of length n, one rotation. Two real columns share a complex one, as its real and
//! imaginary part; the rotation takes them apart again, because the spectrum of a real column mirrors itself.

use super::fft::{self, Pass, pack};
use super::lanes::{COLUMNS, Packed};
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
        let order = (0..length).map(|i| if 2 * i < length { 2 * i } else { 2 * (length - i) - 1 }).collect();
        let half_weight = 0.5 * math::sqrt(2.0 / n as f64);
        let rotation = (0..n.div_ceil(2)).map(|k| fft::unit(k, 4 * n).map(|part| part * half_weight)).collect();
        Self { length: n, passes: fft::plan(n), order, rotation, scale: math::sqrt(1.0 / n as f64) }
    }

    /// Number of samples.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Reads through `load` (sample, eight columns), writes coefficients through `store`.
    #[inline(always)]
    pub fn forward(
        &self,
        a: &mut [Packed],
        b: &mut [Packed],
        load: impl Fn(usize) -> Packed,
        mut store: impl FnMut(usize, Packed),
    ) {
        let n = self.length;
        let order = &self.order[..n];
        let (mut from, mut to) = (&mut a[..n], &mut b[..n]);
        if let Some((first, rest)) = self.passes.split_first() {
            fft::run(first, |k| load(order[k] as usize), |k, value| from[k] = value);
            for pass in rest {
                fft::run(pass, |k| from[k], |k, value| to[k] = value);
                std::mem::swap(&mut from, &mut to);
            }
        }
        store(0, from[0].scaled(self.scale));
        for (k, &[c, s]) in self.rotation.iter().enumerate().skip(1) {
            let (low, high) = (from[k], from[n - k]);
            let (sum, difference) = (low + high, low - high);
            store(k, Packed { re: sum.re * c + difference.im * s, im: sum.im * c - difference.re * s });
            store(n - k, Packed { re: sum.re * s - difference.im * c, im: sum.im * s + difference.re * c });
        }
        if n.is_multiple_of(2) {
            store(n / 2, from[n / 2].scaled(self.scale));
        }
    }

    /// Reads coefficients through `load`, writes samples through `store`.
    #[inline(always)]
    pub fn inverse(
        &self,
        a: &mut [Packed],
        b: &mut [Packed],
        load: impl Fn(usize) -> Packed,
        mut store: impl FnMut(usize, Packed),
    ) {
        let n = self.length;
        let order = &self.order[..n];
        let (mut from, mut to) = (&mut a[..n], &mut b[..n]);
        // Real and imaginary part exchanged before and after make the forward passes transform backwards.
        from[0] = load(0).scaled(self.scale).swapped();
        for (k, &[c, s]) in self.rotation.iter().enumerate().skip(1) {
            let (low, high) = (load(k), load(n - k));
            let (even, odd) = (low.scaled(c) + high.scaled(s), low.scaled(s) - high.scaled(c));
            from[k] = Packed { re: odd.re + even.im, im: even.re - odd.im };
            from[n - k] = Packed { re: even.im - odd.re, im: even.re + odd.im };
        }
        if n.is_multiple_of(2) {
            from[n / 2] = load(n / 2).scaled(self.scale).swapped();
        }
        if let Some((last, rest)) = self.passes.split_last() {
            for pass in rest {
                fft::run(pass, |k| from[k], |k, value| to[k] = value);
                std::mem::swap(&mut from, &mut to);
            }
            fft::run(last, |k| from[k], |k, value| store(order[k] as usize, value.swapped()));
        }
    }
}

/// Which way a transform goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Inverse,
}

/// Transforms `axis.length()` rows of `width` numbers each, all columns.
#[inline(always)]
pub(super) fn columns(axis: &Axis, direction: Direction, data: &mut [f64], width: usize, work: &mut Buffers) {
    let n = axis.length;
    let (a, b) = work.buffers.split_at_mut(n);
    let whole = width / COLUMNS * COLUMNS;
    for start in (0..whole).step_by(COLUMNS) {
        tile(axis, direction, &mut data[start..], width, a, b);
    }
    if whole < width {
        let edge = &mut work.edge[..n * COLUMNS];
        let used = width - whole;
        edge.fill(0.0);
        for (line, row) in edge.chunks_exact_mut(COLUMNS).zip(data.chunks_exact(width)) {
            line[..used].copy_from_slice(&row[whole..]);
        }
        tile(axis, direction, edge, COLUMNS, a, b);
        for (line, row) in edge.chunks_exact(COLUMNS).zip(data.chunks_exact_mut(width)) {
            row[whole..].copy_from_slice(&line[..used]);
        }
    }
}

/// Eight neighbouring columns of rows that lie `width` numbers apart.
#[inline(always)]
fn tile(axis: &Axis, direction: Direction, data: &mut [f64], width: usize, a: &mut [Packed], b: &mut [Packed]) {
    // Reads and writes of one transform never overlap in time, but the two closures hold the data together.
    let cells = std::cell::Cell::from_mut(data).as_slice_of_cells();
    let load = |k: usize| {
        let row = &cells[k * width..k * width + COLUMNS];
        pack([
            row[0].get(),
            row[1].get(),
            row[2].get(),
            row[3].get(),
            row[4].get(),
            row[5].get(),
            row[6].get(),
            row[7].get(),
        ])
    };
    let store = |k: usize, value: Packed| {
        let row = &cells[k * width..k * width + COLUMNS];
        for (lane, cell) in row.iter().enumerate() {
            cell.set(if lane < 4 { value.re.0[lane] } else { value.im.0[lane - 4] });
        }
    };
    match direction {
        Direction::Forward => axis.forward(a, b, load, store),
        Direction::Inverse => axis.inverse(a, b, load, store),
    }
}

/// Transforms every row of `axis.length()` contiguous numbers: eight rows at a time are turned into the columns of a
/// tile, and back. Where the last tile has fewer rows, its other columns are zero: a column shares a complex number with
/// the fourth one from it, and what stands there touches the last bits. The rows are read from `from`, if it is given.
#[inline(always)]
pub(super) fn rows(axis: &Axis, direction: Direction, from: Option<&[f64]>, data: &mut [f64], work: &mut Buffers) {
    let n = axis.length;
    let (a, b) = work.buffers.split_at_mut(n);
    let turned = &mut work.edge[..n * COLUMNS];
    for (number, block) in data.chunks_mut(n * COLUMNS).enumerate() {
        let start = number * n * COLUMNS;
        if block.len() < turned.len() {
            turned.fill(0.0);
        }
        let read = from.map_or(&*block, |from| &from[start..start + block.len()]);
        for (lane, row) in read.chunks_exact(n).enumerate() {
            for (line, value) in turned.chunks_exact_mut(COLUMNS).zip(row) {
                line[lane] = *value;
            }
        }
        tile(axis, direction, turned, COLUMNS, a, b);
        for (lane, row) in block.chunks_exact_mut(n).enumerate() {
            for (line, value) in turned.chunks_exact(COLUMNS).zip(row) {
                *value = line[lane];
            }
        }
    }
}

/// Working memory for one thread: two buffers of one tile, and a tile for columns that do not fill one.
#[derive(Debug, Clone, Default)]
pub(super) struct Buffers {
    pub buffers: Vec<Packed>,
    pub edge: Vec<f64>,
}
