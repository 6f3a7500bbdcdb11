//! Complex Fourier transform of four columns at once: Stockham's self-sorting algorithm, radices 2, 3, 4 and 5.
//!
//! A pass of radix r with `span` m and `stride` s takes element `q + s·(p + m·j)` to `q + s·(r·p + j)`, times
//! exp(−2πi·p·j/(r·m)). The first pass reads through a closure and the last one writes through another, so that
//! reordering and packing cost no pass of their own.

use super::lanes::{Lanes, Packed};
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

/// One pass, from any reader to any writer.
#[inline(always)]
pub(super) fn run(pass: &Pass, load: impl Fn(usize) -> Packed, store: impl FnMut(usize, Packed)) {
    match pass.radix {
        2 => sweep::<2, Two>(pass, load, store),
        3 => sweep::<3, Three>(pass, load, store),
        4 => sweep::<4, Four>(pass, load, store),
        _ => sweep::<5, Five>(pass, load, store),
    }
}

/// A Fourier transform of length R. Types, not function values: calls through those were left in the inner loop, outside
/// the code compiled for wide registers. Reading and writing are spelt out element by element, so that a value stays in
/// registers instead of an array in memory.
trait Butterfly<const R: usize> {
    fn read(from: impl Fn(usize) -> Packed) -> [Packed; R];
    fn apply(values: [Packed; R]) -> [Packed; R];
    fn write(values: [Packed; R], to: impl FnMut(usize, Packed));
}

#[inline(always)]
fn sweep<const R: usize, B: Butterfly<R>>(
    pass: &Pass,
    load: impl Fn(usize) -> Packed,
    mut store: impl FnMut(usize, Packed),
) {
    let (m, s) = (pass.span, pass.stride);
    for q in 0..s {
        B::write(B::apply(B::read(|j| load(q + s * m * j))), |j, value| store(q + s * j, value));
    }
    for (row, w) in pass.twiddles.chunks_exact(R - 1).enumerate() {
        let p = row + 1;
        for q in 0..s {
            B::write(B::apply(B::read(|j| load(q + s * (p + m * j)))), |j, value| {
                store(q + s * (R * p + j), if j == 0 { value } else { value.times(w[j - 1]) });
            });
        }
    }
}

struct Two;

impl Butterfly<2> for Two {
    #[inline(always)]
    fn read(from: impl Fn(usize) -> Packed) -> [Packed; 2] {
        [from(0), from(1)]
    }

    #[inline(always)]
    fn write([a, b]: [Packed; 2], mut to: impl FnMut(usize, Packed)) {
        to(0, a);
        to(1, b);
    }

    #[inline(always)]
    fn apply([a, b]: [Packed; 2]) -> [Packed; 2] {
        [a + b, a - b]
    }
}

struct Three;

impl Butterfly<3> for Three {
    #[inline(always)]
    fn read(from: impl Fn(usize) -> Packed) -> [Packed; 3] {
        [from(0), from(1), from(2)]
    }

    #[inline(always)]
    fn write([a, b, c]: [Packed; 3], mut to: impl FnMut(usize, Packed)) {
        to(0, a);
        to(1, b);
        to(2, c);
    }

    #[inline(always)]
    fn apply([a, b, c]: [Packed; 3]) -> [Packed; 3] {
        const SIN_60: f64 = 0.866_025_403_784_438_6;
        let (sum, side) = (b + c, (b - c).scaled(SIN_60));
        let middle = a - sum.scaled(0.5);
        [a + sum, middle.minus_i(side), middle.plus_i(side)]
    }
}

struct Four;

impl Butterfly<4> for Four {
    #[inline(always)]
    fn read(from: impl Fn(usize) -> Packed) -> [Packed; 4] {
        [from(0), from(1), from(2), from(3)]
    }

    #[inline(always)]
    fn write([a, b, c, d]: [Packed; 4], mut to: impl FnMut(usize, Packed)) {
        to(0, a);
        to(1, b);
        to(2, c);
        to(3, d);
    }

    #[inline(always)]
    fn apply([a, b, c, d]: [Packed; 4]) -> [Packed; 4] {
        let (even, odd) = (a + c, a - c);
        let (sum, side) = (b + d, b - d);
        [even + sum, odd.minus_i(side), even - sum, odd.plus_i(side)]
    }
}

struct Five;

impl Butterfly<5> for Five {
    #[inline(always)]
    fn read(from: impl Fn(usize) -> Packed) -> [Packed; 5] {
        [from(0), from(1), from(2), from(3), from(4)]
    }

    #[inline(always)]
    fn write([a, b, c, d, e]: [Packed; 5], mut to: impl FnMut(usize, Packed)) {
        to(0, a);
        to(1, b);
        to(2, c);
        to(3, d);
        to(4, e);
    }

    #[inline(always)]
    fn apply([a, b, c, d, e]: [Packed; 5]) -> [Packed; 5] {
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

/// Eight real numbers as one element.
#[inline(always)]
pub(super) fn pack(v: [f64; 8]) -> Packed {
    Packed { re: Lanes([v[0], v[1], v[2], v[3]]), im: Lanes([v[4], v[5], v[6], v[7]]) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)]
    use super::*;

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
            let input: Vec<Packed> =
                (0..n).map(|k| pack(std::array::from_fn(|l| ((k * 8 + l) as f64 * 0.7).sin()))).collect();
            let (mut from, mut to) = (input.clone(), input.clone());
            for pass in plan(n) {
                run(&pass, |k| from[k], |k, value| to[k] = value);
                std::mem::swap(&mut from, &mut to);
            }
            for (f, &found) in from.iter().enumerate() {
                let mut sum = Packed::default();
                for (k, &value) in input.iter().enumerate() {
                    let angle = -std::f64::consts::TAU * (f * k % n) as f64 / n as f64;
                    sum = sum + value.times([angle.cos(), angle.sin()]);
                }
                let error = sum - found;
                assert!(error.re.0.iter().chain(&error.im.0).all(|e| e.abs() < 1e-12), "{n} {f}");
            }
        }
    }
}
