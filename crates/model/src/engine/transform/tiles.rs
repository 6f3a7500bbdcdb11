//! What the tiles of a transform do: rows that are turned into columns and back, columns, and the step of a spectrum between the two
//! transforms of the last axis.

use super::dct::{Axis, Direction, Tile};
use super::lanes::{ALL_NEAR, COLUMNS, LANES, Lanes, Line, Packed};
use super::raw::{self, Shared};

/// Coefficients smaller than this become zero: far below every concentration that counts, far above the subnormal
/// numbers that slow processors down.
const NEGLIGIBLE_COEFFICIENT: f64 = 1e-100;

/// A field without source whose values are all smaller (ng/mL) is empty.
const NEGLIGIBLE_CONCENTRATION: f64 = 1e-30;

/// Numbers tested at once without a branch between them, which the compiler turns into packed comparisons.
const BLOCK: usize = 64;

/// Whether all numbers are zero.
pub fn is_zero(numbers: &[f64]) -> bool {
    numbers.chunks(BLOCK).all(|block| block.iter().fold(true, |zero, &x| zero & (x == 0.0)))
}

/// A part of a transform: tiles that do not touch each other, so that they may be done in any order, or at once.
pub(super) trait Part: Sync {
    /// Number of tiles.
    fn tiles(&self) -> usize;
    /// Does one of them.
    fn tile<L: Lanes>(&self, number: usize, work: &mut Buffers) -> Outcome;
}

/// What is learnt on the way of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Whether a coefficient differs from zero.
    pub occupied: bool,
    /// Whether all values are below 1e-30 ng/mL.
    pub negligible: bool,
    /// What negative values were raised by, summed.
    pub clipped: f64,
}

impl Outcome {
    pub(super) const NOTHING: Self = Self { occupied: false, negligible: true, clipped: 0.0 };

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            occupied: self.occupied | other.occupied,
            negligible: self.negligible & other.negligible,
            clipped: self.clipped + other.clipped,
        }
    }
}

/// Rows of contiguous numbers. Eight of them are turned into the columns of a tile, and back. Where the last tile has fewer rows,
/// its other columns are zero: a column shares a complex number with the fourth one from it, and what stands there touches the
/// last bits.
pub(super) struct Rows<'a> {
    pub axis: &'a Axis,
    pub direction: Direction,
    pub data: Shared<'a>,
    /// Whether negative values are raised to zero.
    pub clip: bool,
}

impl Part for Rows<'_> {
    fn tiles(&self) -> usize {
        self.data.len().div_ceil(self.axis.length() * COLUMNS)
    }

    #[inline(always)]
    fn tile<L: Lanes>(&self, number: usize, work: &mut Buffers) -> Outcome {
        let n = self.axis.length();
        let start = number * n * COLUMNS;
        let end = self.data.len().min(start + n * COLUMNS);
        let block = self.data.block(start, end);
        // Most sources lie in a few rows; those of zero are their own coefficients.
        if self.direction == Direction::Forward && is_zero(block) {
            return Outcome::NOTHING;
        }
        let Buffers { lines, tile } = work;
        let turned = &mut tile[..n * COLUMNS];
        if block.len() < turned.len() {
            turned.fill(0.0);
        }
        turn::<L>(block, n, turned);
        let tile = Tile { data: Shared::new(turned), width: COLUMNS };
        self.axis.transform::<L>(self.direction, lines, tile, tile);
        turn_back::<L>(turned, n, block);
        if self.clip { clip::<L>(block) } else { Outcome::NOTHING }
    }
}

/// Columns of sections: `axis.length()` rows of `width` numbers are one section.
pub(super) struct Columns<'a> {
    pub axis: &'a Axis,
    pub width: usize,
    pub data: Shared<'a>,
    pub work: Work<'a>,
}

/// What is done with columns.
pub(super) enum Work<'a> {
    /// A transform.
    Transform(Direction),
    /// Transformed sources, if there are any, move the coefficients on by a step, and those become values again.
    Step { fed: bool, spectrum: Shared<'a>, decay: &'a [f64], gain: &'a [f64] },
}

impl Part for Columns<'_> {
    fn tiles(&self) -> usize {
        self.data.len() / (self.axis.length() * self.width) * self.width.div_ceil(COLUMNS)
    }

    #[inline(always)]
    fn tile<L: Lanes>(&self, number: usize, work: &mut Buffers) -> Outcome {
        let (n, across) = (self.axis.length(), self.width.div_ceil(COLUMNS));
        let (section, column) = (number / across * n * self.width, number % across * COLUMNS);
        let (start, used) = (section + column, COLUMNS.min(self.width - column));
        let Buffers { lines, tile } = work;
        let buffer = Shared::new(&mut tile[..n * COLUMNS]);
        let aside = Tile { data: buffer, width: COLUMNS };
        let here = if used == COLUMNS { Tile { data: self.data.from(start), width: self.width } } else { aside };
        if used < COLUMNS {
            self.copy(
                start,
                used,
                |values, line| {
                    line.fill(0.0);
                    line[..used].copy_from_slice(values);
                },
                buffer,
            );
        }
        let outcome = match self.work {
            Work::Transform(direction) => {
                self.axis.transform::<L>(direction, lines, here, here);
                Outcome::NOTHING
            }
            Work::Step { fed, spectrum, decay, gain } => {
                if fed {
                    self.axis.transform::<L>(Direction::Forward, lines, here, aside);
                }
                let gain = fed.then_some(gain);
                let places = (0..n).map(|row| (start + row * self.width, buffer.eight_mut(row * COLUMNS)));
                let near = if used == COLUMNS {
                    let part = |(place, line)| {
                        let gain = gain.map(|gain| raw::eight(gain, place));
                        advance::<L>(spectrum.eight_mut(place), line, raw::eight(decay, place), gain)
                    };
                    places.map(part).fold(ALL_NEAR, |near, row| near & row)
                } else {
                    let part = |(place, line)| {
                        advance_part::<L>(spectrum.block(place, place + used), line, decay, gain, place)
                    };
                    places.map(part).fold(ALL_NEAR, |near, row| near & row)
                };
                self.axis.transform::<L>(Direction::Inverse, lines, aside, here);
                Outcome { occupied: near != ALL_NEAR, ..Outcome::NOTHING }
            }
        };
        if used < COLUMNS {
            self.copy(start, used, |values, line| values.copy_from_slice(&line[..used]), buffer);
        }
        outcome
    }
}

impl Columns<'_> {
    /// Goes through the rows of columns that do not fill a tile, and the lines that they are transformed in.
    #[inline(always)]
    fn copy(&self, start: usize, used: usize, each: impl Fn(&mut [f64], &mut [f64; COLUMNS]), buffer: Shared<'_>) {
        for row in 0..self.axis.length() {
            let place = start + row * self.width;
            each(self.data.block(place, place + used), buffer.eight_mut(row * COLUMNS));
        }
    }
}

/// [`advance`] of a row that begins at `place` and does not fill a tile.
fn advance_part<L: Lanes>(
    spectrum: &mut [f64],
    line: &mut [f64; COLUMNS],
    decay: &[f64],
    gain: Option<&[f64]>,
    place: usize,
) -> i32 {
    let part = |from: &[f64]| padded(&from[place..place + spectrum.len()]);
    let (decay, gain) = (part(decay), gain.map(part));
    let mut coefficients = padded(spectrum);
    let near = advance::<L>(&mut coefficients, line, &decay, gain.as_ref());
    spectrum.copy_from_slice(&coefficients[..spectrum.len()]);
    near
}

/// Up to eight numbers, and zeros.
fn padded(from: &[f64]) -> [f64; COLUMNS] {
    let mut eight = [0.0; COLUMNS];
    eight[..from.len()].copy_from_slice(from);
    eight
}

/// The exact exponential step of a row of coefficients; without a gain there is no source. In `line` stand the coefficients of
/// the source before, and the new ones after. Returns which columns are zero, as [`Lanes::near`].
#[inline(always)]
fn advance<L: Lanes>(
    spectrum: &mut [f64; COLUMNS],
    line: &mut [f64; COLUMNS],
    decay: &[f64; COLUMNS],
    gain: Option<&[f64; COLUMNS]>,
) -> i32 {
    let old = Packed::<L>::load(spectrum);
    let decay = Packed::load(decay);
    let mut new = Packed { re: old.re.times(decay.re), im: old.im.times(decay.im) };
    if let Some(gain) = gain {
        let (source, gain) = (Packed::<L>::load(line), Packed::load(gain));
        new = new + Packed { re: source.re.times(gain.re), im: source.im.times(gain.im) };
    }
    let new = Packed { re: new.re.flushed(NEGLIGIBLE_COEFFICIENT), im: new.im.flushed(NEGLIGIBLE_COEFFICIENT) };
    new.store(spectrum);
    new.store(line);
    new.re.near(NEGLIGIBLE_COEFFICIENT) & new.im.near(NEGLIGIBLE_COEFFICIENT)
}

/// Raises negative values to zero.
#[inline(always)]
pub(super) fn clip<L: Lanes>(values: &mut [f64]) -> Outcome {
    let mut outcome = Outcome::NOTHING;
    let raise = |values: &mut [f64], clipped: &mut f64| {
        for value in values.iter_mut().filter(|value| **value < 0.0) {
            *clipped -= *value;
            *value = 0.0;
        }
    };
    let (eights, rest) = values.as_chunks_mut::<COLUMNS>();
    let mut near = ALL_NEAR;
    for eight in eights {
        let both = Packed::<L>::load(eight);
        // Not near is also a value that is not a number, which must not vanish unseen.
        near &= both.re.near(NEGLIGIBLE_CONCENTRATION) & both.im.near(NEGLIGIBLE_CONCENTRATION);
        if both.re.negative() | both.im.negative() != 0 {
            raise(eight, &mut outcome.clipped);
        }
    }
    outcome.negligible = near == ALL_NEAR && rest.iter().all(|value| value.abs() < NEGLIGIBLE_CONCENTRATION);
    raise(rest, &mut outcome.clipped);
    outcome
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

/// Working memory for one thread.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    /// Two tiles, to and fro between which the passes go.
    lines: Vec<Line>,
    /// A tile of rows that are turned, or of columns that are changed on the way.
    tile: Vec<f64>,
}

impl Buffers {
    /// Makes room for axes of up to `length` samples.
    pub fn fit(&mut self, length: usize) {
        if self.tile.len() < length * COLUMNS {
            self.lines.resize(2 * length, Line::default());
            self.tile.resize(length * COLUMNS, 0.0);
        }
    }
}
