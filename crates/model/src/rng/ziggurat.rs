//! Normal and exponential numbers by the ziggurat method of Marsaglia & Tsang (2000, doi:10.18637/jss.v005.i08), on the
//! functions of [`crate::math`]: the same bits on every machine.
//!
//! A density that falls from 1 is covered by 256 layers of one area. A point of a layer picked at random lies below the density
//! without any test in almost every case: where it is nearer than the end of the layer above. Else it is compared with the
//! density, and the lowest layer has the tail, which is drawn on its own.
//!
//! `rand_distr` has the same method, but calls the platform's logarithm. Of one stream it gives the same numbers, but for the
//! last bit of those in a tail.

use std::sync::LazyLock;

use rand::Rng;
use rand_distr::Distribution;

use crate::math;

/// Number of layers.
const LAYERS: usize = 256;

/// Standard normal numbers.
#[derive(Debug, Clone, Copy)]
pub struct StandardNormal;

/// Exponential numbers of mean 1.
#[derive(Debug, Clone, Copy)]
pub struct Exp1;

/// The layers under a density.
struct Layers {
    /// Where each layer ends, from the lowest; that of the lowest is its area over its height, and the last is 0.
    end: [f64; LAYERS + 1],
    /// The density there.
    density: [f64; LAYERS + 1],
}

impl Layers {
    /// Layers of the area `area`, of which the lowest ends at `start` and has the tail beyond.
    fn new(start: f64, area: f64, density: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Self {
        let mut end = [0.0; LAYERS + 1];
        end[0] = area / density(start);
        end[1] = start;
        for layer in 2..LAYERS {
            end[layer] = inverse(area / end[layer - 1] + density(end[layer - 1]));
        }
        Self { end, density: end.map(density) }
    }
}

/// Where the tail of the normal density begins.
const NORMAL_START: f64 = 3.654_152_885_361_009;
/// The area of its layers, with the digits of `rand_distr`.
const NORMAL_AREA: f64 = 0.004_928_673_233_99;
/// Where the tail of the exponential density begins.
const EXPONENTIAL_START: f64 = 7.697_117_470_131_05;
/// The area of its layers.
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_557;

static NORMAL: LazyLock<Layers> =
    LazyLock::new(|| Layers::new(NORMAL_START, NORMAL_AREA, bell, |height| math::sqrt(-2.0 * math::ln(height))));
static EXPONENTIAL: LazyLock<Layers> =
    LazyLock::new(|| Layers::new(EXPONENTIAL_START, EXPONENTIAL_AREA, |x| math::exp(-x), |height| -math::ln(height)));

/// The normal density over its value at 0.
fn bell(x: f64) -> f64 {
    math::exp(-x * x / 2.0)
}

/// 52 random bits as a number in [1, 2).
fn from_one(bits: u64) -> f64 {
    f64::from_bits(bits >> 12 | 1.0_f64.to_bits())
}

/// Uniform in (0, 1), both ends left out.
fn open(random: &mut (impl Rng + ?Sized)) -> f64 {
    from_one(random.next_u64()) - (1.0 - f64::EPSILON / 2.0)
}

/// Uniform in [0, 1).
fn uniform(random: &mut (impl Rng + ?Sized)) -> f64 {
    (random.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

impl Distribution<f64> for StandardNormal {
    fn sample<R: Rng + ?Sized>(&self, random: &mut R) -> f64 {
        let layers = &*NORMAL;
        loop {
            let bits = random.next_u64();
            let layer = (bits & 0xff) as usize;
            // In [−1, 1).
            let place = 2.0 * from_one(bits) - 3.0;
            let x = place * layers.end[layer];
            if x.abs() < layers.end[layer + 1] {
                return x;
            }
            if layer == 0 {
                return tail(random).copysign(place);
            }
            let [above, below] = [layers.density[layer + 1], layers.density[layer]];
            if above + (below - above) * uniform(random) < bell(x) {
                return x;
            }
        }
    }
}

/// A normal number beyond the start of the tail (Marsaglia 1964, doi:10.1080/00401706.1964.10490150).
fn tail(random: &mut (impl Rng + ?Sized)) -> f64 {
    loop {
        let x = -math::ln(open(random)) / NORMAL_START;
        let y = -math::ln(open(random));
        if 2.0 * y >= x * x {
            return NORMAL_START + x;
        }
    }
}

impl Distribution<f64> for Exp1 {
    fn sample<R: Rng + ?Sized>(&self, random: &mut R) -> f64 {
        let layers = &*EXPONENTIAL;
        loop {
            let bits = random.next_u64();
            let layer = (bits & 0xff) as usize;
            let x = (from_one(bits) - (1.0 - f64::EPSILON / 2.0)) * layers.end[layer];
            if x < layers.end[layer + 1] {
                return x;
            }
            if layer == 0 {
                return EXPONENTIAL_START - math::ln(uniform(random));
            }
            let [above, below] = [layers.density[layer + 1], layers.density[layer]];
            if above + (below - above) * uniform(random) < math::exp(-x) {
                return x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Streams};

    fn open(agent: u64) -> crate::rng::Stream {
        Streams::new(3, 1).open(Purpose::Verification, 0, agent)
    }

    #[test]
    fn numbers_are_those_of_rand_distr_to_the_last_bits() {
        let mut tails = [0; 2];
        for agent in 0..100_000 {
            let own: [f64; 2] = [StandardNormal.sample(&mut open(agent)), Exp1.sample(&mut open(agent))];
            let other: [f64; 2] =
                [rand_distr::StandardNormal.sample(&mut open(agent)), rand_distr::Exp1.sample(&mut open(agent))];
            for (own, other) in own.iter().zip(other) {
                assert!((own / other - 1.0).abs() < 1e-13, "{own} {other}");
            }
            tails[0] += u32::from(own[0].abs() > NORMAL_START);
            tails[1] += u32::from(own[1] > EXPONENTIAL_START);
        }
        assert!(tails[0] > 10 && tails[1] > 20, "{tails:?}: both tails are among them");
    }

    #[test]
    fn layers_fill_the_density_to_its_top() {
        for (layers, area) in [(&*NORMAL, NORMAL_AREA), (&*EXPONENTIAL, EXPONENTIAL_AREA)] {
            // The highest layer reaches the density at 0 with the area of the others.
            let [below, end] = [layers.density[LAYERS - 1], layers.end[LAYERS - 1]];
            assert!((end * (1.0 - below) / area - 1.0).abs() < 1e-7, "{}", end * (1.0 - below) / area);
            assert!(layers.end.windows(2).all(|pair| pair[0] > pair[1]));
        }
    }
}
