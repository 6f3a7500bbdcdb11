//! Complex Fourier transform of four columns at once: Stockham's self-sorting algorithm, radices 2, 3, 4 and 5.
//!
//! A pass of radix r with `span` m and `stride` s takes element `q + s·(p + m·j)` to `q + s·(r·p + j)`, times
//! exp(−2πi·p·j/(r·m)). The first pass reads through a closure and the last one writes through another, so that
//! reordering and packing cost no pass of their own.

use super::lanes::{Lanes, Line, Packed};
use super::raw;
use crate::math;

/// One pass over the data.
#[derive(Debug, Clone)]
pub(super) struct Pass {
    radix: usize,
    span: usize,
    stride: usize,
    /// Factors exp(−2πi·p·j/(r·m)) for p in 1..m (rows) and j in 1..r: those of p = 0 are one.
    twiddles: Vec<[f64; 2]>,
}

/// The passes for a length whose prime factors are 2, 3 and 5.
pub(super) fn plan(length: usize) -> Vec<Pass> {
    let (mut rest, mut stride, mut passes) = (length, 1, Vec::new());
    for radix in [4, 2, 3, 5] {
        while rest.is_multiple_of(radix) {
            let span = rest / radix;
            let twiddles =
                (1..span).flat_map(|p| (1..radix).map(move |j| unit(p * j, rest))).map(|[c, s]| [c, -s]).collect();
            passes.push(Pass { radix, span, stride, twiddles });
            rest = span;
            stride *= radix;
        }
    }
    passes
}

/// Cosine and sine of 2π·k/n, by way of the first eighth of the circle: full accuracy and exact symmetry.
pub(super) fn unit(k: usize, n: usize) -> [f64; 2] {
    // In eighths of the circle: k/n = eighth/8 + rest/(8n).
    let scaled = 8 * (k % n);
    let (eighth, rest) = (scaled / n, scaled % n);
    // Odd eighths are walked backwards, so that the angle stays within [0, π/4].
    let part = if eighth % 2 == 0 { rest } else { n - rest };
    let angle = std::f64::consts::FRAC_PI_4 * (part as f64 / n as f64);
    let (c, s) = (math::cos(angle), math::sin(angle));
    match eighth {
        0 => [c, s],
        1 => [s, c],
        2 => [-s, c],
        3 => [-c, s],
        4 => [-c, -s],
        5 => [-s, -c],
        6 => [s, -c],
        _ => [c, -s],
    }
}

/// Where a pass reads. Traits, not closures: those would be left outside the code compiled for wide registers.
pub(super) trait Read<L> {
    /// The element of a number.
    fn load(&self, element: usize) -> Packed<L>;
}

/// Where a pass writes.
pub(super) trait Write<L> {
    /// Sets the element of a number.
    fn store(&mut self, element: usize, value: Packed<L>);
}

impl<L: Lanes> Read<L> for [Line] {
    #[inline(always)]
    fn load(&self, element: usize) -> Packed<L> {
        Packed::load(raw::line(self, element))
    }
}

impl<L: Lanes> Write<L> for [Line] {
    #[inline(always)]
    fn store(&mut self, element: usize, value: Packed<L>) {
        value.store(raw::line_mut(self, element));
    }
}

/// One pass, from any reader to any writer.
#[inline(always)]
pub(super) fn run<L: Lanes>(pass: &Pass, from: &(impl Read<L> + ?Sized), to: &mut (impl Write<L> + ?Sized)) {
    match pass.radix {
        2 => sweep::<L, 2, Two>(pass, from, to),
        3 => sweep::<L, 3, Three>(pass, from, to),
        4 => sweep::<L, 4, Four>(pass, from, to),
        _ => sweep::<L, 5, Five>(pass, from, to),
    }
}

/// A Fourier transform of length R. Reading, turning and writing are spelt out element by element, so that a value stays in
/// registers instead of an array in memory.
trait Butterfly<L: Lanes, const R: usize> {
    /// Elements `first`, `first + step`, …
    fn read(from: &(impl Read<L> + ?Sized), first: usize, step: usize) -> [Packed<L>; R];
    fn apply(values: [Packed<L>; R]) -> [Packed<L>; R];
    /// All but the first times a factor each.
    fn turn(values: [Packed<L>; R], factors: &[[f64; 2]]) -> [Packed<L>; R];
    fn write(values: [Packed<L>; R], to: &mut (impl Write<L> + ?Sized), first: usize, step: usize);
}

#[inline(always)]
fn sweep<L: Lanes, const R: usize, B: Butterfly<L, R>>(
    pass: &Pass,
    from: &(impl Read<L> + ?Sized),
    to: &mut (impl Write<L> + ?Sized),
) {
    let (m, s) = (pass.span, pass.stride);
    for q in 0..s {
        B::write(B::apply(B::read(from, q, s * m)), to, q, s);
    }
    for (row, w) in pass.twiddles.chunks_exact(R - 1).enumerate() {
        let p = row + 1;
        for q in 0..s {
            let values = B::apply(B::read(from, q + s * p, s * m));
            B::write(B::turn(values, w), to, q + s * R * p, s);
        }
    }
}

struct Two;

impl<L: Lanes> Butterfly<L, 2> for Two {
    #[inline(always)]
    fn read(from: &(impl Read<L> + ?Sized), first: usize, step: usize) -> [Packed<L>; 2] {
        [from.load(first), from.load(first + step)]
    }

    #[inline(always)]
    fn turn([a, b]: [Packed<L>; 2], w: &[[f64; 2]]) -> [Packed<L>; 2] {
        [a, b.times(w[0])]
    }

    #[inline(always)]
    fn write([a, b]: [Packed<L>; 2], to: &mut (impl Write<L> + ?Sized), first: usize, step: usize) {
        to.store(first, a);
        to.store(first + step, b);
    }

    #[inline(always)]
    fn apply([a, b]: [Packed<L>; 2]) -> [Packed<L>; 2] {
        [a + b, a - b]
    }
}

struct Three;

impl<L: Lanes> Butterfly<L, 3> for Three {
    #[inline(always)]
    fn read(from: &(impl Read<L> + ?Sized), first: usize, step: usize) -> [Packed<L>; 3] {
        [from.load(first), from.load(first + step), from.load(first + 2 * step)]
    }

    #[inline(always)]
    fn turn([a, b, c]: [Packed<L>; 3], w: &[[f64; 2]]) -> [Packed<L>; 3] {
        [a, b.times(w[0]), c.times(w[1])]
    }

    #[inline(always)]
    fn write([a, b, c]: [Packed<L>; 3], to: &mut (impl Write<L> + ?Sized), first: usize, step: usize) {
        to.store(first, a);
        to.store(first + step, b);
        to.store(first + 2 * step, c);
    }

    #[inline(always)]
    fn apply([a, b, c]: [Packed<L>; 3]) -> [Packed<L>; 3] {
        const SIN_60: f64 = 0.866_025_403_784_438_6;
        let (sum, side) = (b + c, (b - c).scaled(SIN_60));
        let middle = a - sum.scaled(0.5);
        [a + sum, middle.minus_i(side), middle.plus_i(side)]
    }
}

struct Four;

impl<L: Lanes> Butterfly<L, 4> for Four {
    #[inline(always)]
    fn read(from: &(impl Read<L> + ?Sized), first: usize, step: usize) -> [Packed<L>; 4] {
        [from.load(first), from.load(first + step), from.load(first + 2 * step), from.load(first + 3 * step)]
    }

    #[inline(always)]
    fn turn([a, b, c, d]: [Packed<L>; 4], w: &[[f64; 2]]) -> [Packed<L>; 4] {
        [a, b.times(w[0]), c.times(w[1]), d.times(w[2])]
    }

    #[inline(always)]
    fn write([a, b, c, d]: [Packed<L>; 4], to: &mut (impl Write<L> + ?Sized), first: usize, step: usize) {
        to.store(first, a);
        to.store(first + step, b);
        to.store(first + 2 * step, c);
        to.store(first + 3 * step, d);
    }

    #[inline(always)]
    fn apply([a, b, c, d]: [Packed<L>; 4]) -> [Packed<L>; 4] {
        let (even, odd) = (a + c, a - c);
        let (sum, side) = (b + d, b - d);
        [even + sum, odd.minus_i(side), even - sum, odd.plus_i(side)]
    }
}

struct Five;

impl<L: Lanes> Butterfly<L, 5> for Five {
    #[inline(always)]
    fn read(from: &(impl Read<L> + ?Sized), first: usize, step: usize) -> [Packed<L>; 5] {
        [
            from.load(first),
            from.load(first + step),
            from.load(first + 2 * step),
            from.load(first + 3 * step),
            from.load(first + 4 * step),
        ]
    }

    #[inline(always)]
    fn turn([a, b, c, d, e]: [Packed<L>; 5], w: &[[f64; 2]]) -> [Packed<L>; 5] {
        [a, b.times(w[0]), c.times(w[1]), d.times(w[2]), e.times(w[3])]
    }

    #[inline(always)]
    fn write([a, b, c, d, e]: [Packed<L>; 5], to: &mut (impl Write<L> + ?Sized), first: usize, step: usize) {
        to.store(first, a);
        to.store(first + step, b);
        to.store(first + 2 * step, c);
        to.store(first + 3 * step, d);
        to.store(first + 4 * step, e);
    }

    #[inline(always)]
    fn apply([a, b, c, d, e]: [Packed<L>; 5]) -> [Packed<L>; 5] {
        const COS_72: f64 = 0.309_016_994_374_947_45;
        const SIN_72: f64 = 0.951_056_516_295_153_5;
        const COS_36: f64 = 0.809_016_994_374_947_5;
        const SIN_36: f64 = 0.587_785_252_292_473_1;
        let (near, far) = (b + e, c + d);
        let (near_side, far_side) = (b - e, c - d);
        let first = a + near.scaled(COS_72) - far.scaled(COS_36);
        let second = a - near.scaled(COS_36) + far.scaled(COS_72);
        let first_side = near_side.scaled(SIN_72) + far_side.scaled(SIN_36);
        let second_side = near_side.scaled(SIN_36) - far_side.scaled(SIN_72);
        [
            a + near + far,
            first.minus_i(first_side),
            second.minus_i(second_side),
            second.plus_i(second_side),
            first.plus_i(first_side),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)]
    use super::*;
    use crate::engine::transform::lanes::Portable;

    #[test]
    fn unit_is_cosine_and_sine() {
        for n in [1usize, 3, 8, 15, 160] {
            for k in 0..2 * n {
                let angle = std::f64::consts::TAU * k as f64 / n as f64;
                let [c, s] = unit(k, n);
                assert!((c - angle.cos()).abs() < 2e-15 && (s - angle.sin()).abs() < 2e-15, "{k}/{n}");
            }
        }
    }

    #[test]
    fn passes_compute_the_fourier_transform() {
        for n in [2usize, 3, 4, 5, 6, 8, 15, 16, 27, 60, 75, 80, 125] {
            let eight = |k: usize| std::array::from_fn(|l| ((k * 8 + l) as f64 * 0.7).sin());
            let input: Vec<Line> = (0..n).map(|k| Line(eight(k))).collect();
            let (mut from, mut to) = (input.clone(), input.clone());
            for pass in plan(n) {
                run::<Portable>(&pass, from.as_slice(), to.as_mut_slice());
                std::mem::swap(&mut from, &mut to);
            }
            for (f, found) in from.iter().enumerate() {
                let mut sum = Packed::<Portable>::default();
                for (k, value) in input.iter().enumerate() {
                    let angle = -std::f64::consts::TAU * (f * k % n) as f64 / n as f64;
                    sum = sum + Packed::load(&value.0).times([angle.cos(), angle.sin()]);
                }
                let error = sum - Packed::load(&found.0);
                assert!(error.re.0.iter().chain(&error.im.0).all(|e| e.abs() < 1e-12), "{n} {f}");
            }
        }
    }
}
