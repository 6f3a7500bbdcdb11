//! Orthonormal cosine transform along one axis, eight real columns at once.
//!
//! Forward (DCT-II):  X[k] = w_k · Σ_i x[i]·cos(π·(i + ½)·k/n),  w_0 = √(1/n), w_k = √(2/n).
//! Inverse (DCT-III): x[i] = Σ_k w_k · X[k]·cos(π·(i + ½)·k/n).
//!
//! Makhoul's algorithm (IEEE Trans. ASSP 28, 1980, doi:10.1109/TASSP.1980.1163351): even samples in order, odd ones
//! backwards, one Fourier transform of length n, one rotation. Two real columns share a complex one, as its real and
//! imaginary part; the rotation takes them apart again, because the spectrum of a real column mirrors itself.

use super::fft::{self, Pass};
use super::lanes::{COLUMNS, LANES, Lanes, Line, Packed};
use super::raw;
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

    /// Samples of eight columns to coefficients.
    #[inline(always)]
    fn forward<L: Lanes>(&self, a: &mut [Line], b: &mut [Line], data: &mut Tile<'_>) {
        let n = self.length;
        let order = &self.order[..n];
        let (mut from, mut to) = (&mut a[..n], &mut b[..n]);
        if let Some((first, rest)) = self.passes.split_first() {
            fft::run::<L>(first, &Samples { tile: data, order }, from);
            for pass in rest {
                fft::run::<L>(pass, &*from, to);
                std::mem::swap(&mut from, &mut to);
            }
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

    /// Coefficients of eight columns to samples.
    #[inline(always)]
    fn inverse<L: Lanes>(&self, a: &mut [Line], b: &mut [Line], data: &mut Tile<'_>) {
        let n = self.length;
        let order = &self.order[..n];
        let (mut from, mut to) = (&mut a[..n], &mut b[..n]);
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
        if let Some((last, rest)) = self.passes.split_last() {
            for pass in rest {
                fft::run::<L>(pass, &*from, to);
                std::mem::swap(&mut from, &mut to);
            }
            fft::run::<L>(last, &*from, &mut SamplesMut { tile: data, order });
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
pub(super) fn columns<L: Lanes>(axis: &Axis, direction: Direction, data: &mut [f64], width: usize, work: &mut Buffers) {
    let n = axis.length;
    let (a, b) = work.buffers.split_at_mut(n);
    let whole = width / COLUMNS * COLUMNS;
    for start in (0..whole).step_by(COLUMNS) {
        Tile { data: &mut data[start..], width }.transform::<L>(axis, direction, a, b);
    }
    if whole < width {
        let edge = &mut work.edge[..n * COLUMNS];
        let used = width - whole;
        edge.fill(0.0);
        for (line, row) in edge.chunks_exact_mut(COLUMNS).zip(data.chunks_exact(width)) {
            line[..used].copy_from_slice(&row[whole..]);
        }
        Tile { data: edge, width: COLUMNS }.transform::<L>(axis, direction, a, b);
        for (line, row) in edge.chunks_exact(COLUMNS).zip(data.chunks_exact_mut(width)) {
            row[whole..].copy_from_slice(&line[..used]);
        }
    }
}

/// Eight neighbouring columns of rows that lie `width` numbers apart.
struct Tile<'a> {
    data: &'a mut [f64],
    width: usize,
}

impl Tile<'_> {
    #[inline(always)]
    fn transform<L: Lanes>(mut self, axis: &Axis, direction: Direction, a: &mut [Line], b: &mut [Line]) {
        let rows = axis.length;
        assert!((rows - 1) * self.width + COLUMNS <= self.data.len() && a.len() >= rows && b.len() >= rows);
        match direction {
            Direction::Forward => axis.forward::<L>(a, b, &mut self),
            Direction::Inverse => axis.inverse::<L>(a, b, &mut self),
        }
    }

    /// The eight numbers of a row.
    #[inline(always)]
    fn load<L: Lanes>(&self, row: usize) -> Packed<L> {
        Packed::load(raw::eight(self.data, row * self.width))
    }

    #[inline(always)]
    fn store<L: Lanes>(&mut self, row: usize, value: Packed<L>) {
        value.store(raw::eight_mut(self.data, row * self.width));
    }
}

/// The samples of a tile in Makhoul's order.
struct Samples<'a, 'b> {
    tile: &'a Tile<'b>,
    order: &'a [u32],
}

impl<L: Lanes> fft::Read<L> for Samples<'_, '_> {
    #[inline(always)]
    fn load(&self, place: usize) -> Packed<L> {
        self.tile.load(self.order[place] as usize)
    }
}

/// The same to be written, with real and imaginary part exchanged back.
struct SamplesMut<'a, 'b> {
    tile: &'a mut Tile<'b>,
    order: &'a [u32],
}

impl<L: Lanes> fft::Write<L> for SamplesMut<'_, '_> {
    #[inline(always)]
    fn store(&mut self, place: usize, value: Packed<L>) {
        self.tile.store(self.order[place] as usize, value.swapped());
    }
}

/// Transforms every row of `axis.length()` contiguous numbers: eight rows at a time are turned into the columns of a
/// tile, and back. Where the last tile has fewer rows, its other columns are zero: a column shares a complex number with
/// the fourth one from it, and what stands there touches the last bits. The rows are read from `from`, if it is given.
#[inline(always)]
pub(super) fn rows<L: Lanes>(
    axis: &Axis,
    direction: Direction,
    from: Option<&[f64]>,
    data: &mut [f64],
    work: &mut Buffers,
) {
    let n = axis.length;
    let (a, b) = work.buffers.split_at_mut(n);
    let turned = &mut work.edge[..n * COLUMNS];
    for (number, block) in data.chunks_mut(n * COLUMNS).enumerate() {
        let start = number * n * COLUMNS;
        if block.len() < turned.len() {
            turned.fill(0.0);
        }
        turn::<L>(from.map_or(&*block, |from| &from[start..start + block.len()]), n, turned);
        Tile { data: turned, width: COLUMNS }.transform::<L>(axis, direction, a, b);
        turn_back::<L>(turned, n, block);
    }
}

/// Four rows of `n` numbers, each four by four.
#[inline(always)]
fn squares(rows: &[f64], n: usize) -> [&[[f64; LANES]]; LANES] {
    let row = |number: usize| rows[number * n..(number + 1) * n].as_chunks().0;
    [row(0), row(1), row(2), row(3)]
}

/// Up to eight rows of `n` numbers into the columns of `turned`.
#[inline(always)]
fn turn<L: Lanes>(rows: &[f64], n: usize, turned: &mut [f64]) {
    let (lines, _) = turned.as_chunks_mut::<COLUMNS>();
    let mut done = 0;
    for (half, four) in rows.chunks_exact(LANES * n).enumerate() {
        let [a, b, c, d] = squares(four, n);
        for (place, lines) in lines.chunks_exact_mut(LANES).enumerate() {
            let square = [L::load(&a[place]), L::load(&b[place]), L::load(&c[place]), L::load(&d[place])];
            for (line, column) in lines.iter_mut().zip(L::turned(square)) {
                column.store(&mut line.as_chunks_mut().0[half]);
            }
        }
        done += LANES;
        // What does not fill a square.
        for place in n / LANES * LANES..n {
            for lane in 0..LANES {
                lines[place][half * LANES + lane] = four[lane * n + place];
            }
        }
    }
    for (lane, row) in rows.chunks_exact(n).enumerate().skip(done) {
        for (line, value) in lines.iter_mut().zip(row) {
            line[lane] = *value;
        }
    }
}

/// The columns of `turned` into up to eight rows of `n` numbers.
#[inline(always)]
fn turn_back<L: Lanes>(turned: &[f64], n: usize, rows: &mut [f64]) {
    let (lines, _) = turned.as_chunks::<COLUMNS>();
    let mut done = 0;
    for (half, four) in rows.chunks_exact_mut(LANES * n).enumerate() {
        for (place, lines) in lines.chunks_exact(LANES).enumerate() {
            let [a, b, c, d] = [&lines[0], &lines[1], &lines[2], &lines[3]];
            let part = |line: &'_ [f64; COLUMNS]| -> [f64; LANES] { line.as_chunks().0[half] };
            let square = [L::load(&part(a)), L::load(&part(b)), L::load(&part(c)), L::load(&part(d))];
            for (row, values) in L::turned(square).into_iter().enumerate() {
                let start = row * n + place * LANES;
                values.store(&mut four[start..start + LANES].as_chunks_mut().0[0]);
            }
        }
        done += LANES;
        for place in n / LANES * LANES..n {
            for lane in 0..LANES {
                four[lane * n + place] = lines[place][half * LANES + lane];
            }
        }
    }
    for (lane, row) in rows.chunks_exact_mut(n).enumerate().skip(done) {
        for (line, value) in lines.iter().zip(row) {
            *value = line[lane];
        }
    }
}

/// Working memory for one thread: two buffers of one tile, and a tile for columns that do not fill one.
#[derive(Debug, Clone, Default)]
pub(super) struct Buffers {
    pub buffers: Vec<Line>,
    pub edge: Vec<f64>,
}
