//! Counter-based random numbers.
//!
//! A draw depends only on (seed, patient, purpose, tick, agent id). Nothing is consumed from a shared sequence, so
//! the order in which threads ask does not matter, an extra birth elsewhere changes nobody's luck, and two arms of one
//! patient differ only by their treatment (common random numbers).
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw, SC'11, doi:10.1145/2063384.2063405).

mod philox;
mod ziggurat;

use std::convert::Infallible;

pub use rand::Rng;
use rand::TryRng;
use serde::{Deserialize, Serialize};

pub use philox::philox4x32_10;
use philox::{AT_ONCE, Words, eight_blocks};
pub use rand_distr::Distribution;
pub use ziggurat::{Exp1, StandardNormal};

/// What a random number decides. Each purpose has streams of its own, so that a new use of luck disturbs no old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Purpose {
    /// The draw of a virtual patient's parameters.
    Patient = 1,
    /// Positions of the vessels.
    Vessels = 2,
    /// Initial macrophages: position and phenotype.
    InitialMacrophages = 3,
    /// Initial axons: position, state, latencies.
    InitialAxons = 4,
    /// Monocytes that enter at a vessel.
    Recruitment = 5,
    /// Migration of a macrophage.
    MacrophageMotion = 6,
    /// Fate of a macrophage: loss, commitment, switch.
    MacrophageFate = 7,
    /// Where an injected ADMSC comes to lie.
    Bolus = 8,
    /// Migration of an ADMSC.
    StemCellMotion = 9,
    /// Death of an ADMSC.
    StemCellDeath = 10,
    /// Removal of a dead ADMSC.
    Clearance = 11,
    /// What the blood brings: how many ADMSC arrive and at which vessel (agent: the dose), and where a monocyte or an ADMSC
    /// comes to lie beside its vessel (agent: its lineage).
    Arrival = 12,
    /// Stalled axons that grow again.
    AxonResume = 13,
    /// Draws of tests and of the well-mixed verification.
    Verification = 14,
    /// What an observer adds to the pain that a patient reports.
    Observer = 15,
    /// Which arm a patient of a trial gets.
    Allocation = 16,
    /// When a patient leaves a trial or is operated on.
    Intercurrent = 17,
    /// Noise of counting joints.
    JointCount = 18,
    /// Designs of sensitivity analyses and the resampling of their results.
    Sensitivity = 19,
    /// Which patients a bootstrap takes again.
    Resampling = 20,
    /// What microglia are doing at the beginning.
    InitialMicroglia = 21,
    /// Steps of microglia.
    Microglia = 22,
    /// T cells that enter at a vessel.
    TCellEntry = 23,
    /// What a T cell is that enters.
    TCellKind = 24,
    /// Migration of a T cell.
    TCellMotion = 25,
    /// Loss of a T cell.
    TCellFate = 26,
    /// Initial T cells: position and kind.
    InitialTCells = 27,
}

/// The key of one patient's random numbers under one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streams {
    key: [u32; 2],
}

impl Streams {
    /// Streams of `patient` under `seed`.
    pub fn new(seed: u64, patient: u32) -> Self {
        let words = philox4x32_10([patient, 0, 0, 0x4144_4D53], [seed as u32, (seed >> 32) as u32]);
        Self { key: [words[0], words[1]] }
    }

    /// The stream for one purpose, tick and agent. Opening a stream costs nothing until it is drawn from.
    #[inline]
    pub fn open(&self, purpose: Purpose, tick: u32, agent: u64) -> Stream {
        Stream {
            key: self.key,
            counter: [(purpose as u32) << 16, tick, agent as u32, (agent >> 32) as u32],
            block: [0; 4],
            used: 4,
        }
    }

    /// The same stream for somebody who draws many numbers.
    pub fn supply(&self, purpose: Purpose, tick: u32, agent: u64) -> Supply {
        let Stream { key, counter, .. } = self.open(purpose, tick, agent);
        Supply { key, counter, numbers: [[0; AT_ONCE]; 2], used: 2 * AT_ONCE }
    }

    /// The streams of many agents, each with its first block made: several at once cost a fraction of one after the other.
    pub fn open_all(&self, purpose: Purpose, tick: u32, agents: &[u64]) -> Vec<Stream> {
        let mut streams: Vec<Stream> = agents.iter().map(|agent| self.open(purpose, tick, *agent)).collect();
        for eight in streams.as_chunks_mut::<AT_ONCE>().0 {
            let word = |number: usize| std::array::from_fn(|lane| u64::from(eight[lane].counter[number]));
            let blocks = eight_blocks([word(0), word(1), word(2), word(3)], self.key);
            for (lane, stream) in eight.iter_mut().enumerate() {
                stream.take(blocks.map(|words| words[lane] as u32));
            }
        }
        streams
    }
}

/// Uniform on [0, 1) with 53 random bits.
#[inline]
pub fn uniform(luck: &mut impl Rng) -> f64 {
    // The first of the two words counts for more.
    let bits = luck.next_u64().rotate_left(32) >> 11;
    bits as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A stream for many numbers of 64 bits: those of [`Stream`], made sixteen at a time.
#[derive(Debug, Clone)]
pub struct Supply {
    key: [u32; 2],
    counter: [u32; 4],
    /// The first number of each of eight blocks, and the second of each.
    numbers: [Words; 2],
    used: usize,
}

impl Supply {
    /// The next number; one of sixteen has to wait for new blocks.
    #[inline]
    fn next_number(&mut self) -> u64 {
        if self.used == 2 * AT_ONCE {
            self.refill();
        }
        let number = self.numbers[self.used % 2][self.used / 2];
        self.used += 1;
        number
    }

    fn refill(&mut self) {
        let mut next = self.counter[0];
        let numbered = std::array::from_fn(|_| {
            let number = next;
            next = next_block(number);
            u64::from(number)
        });
        let [_, tick, low, high] = self.counter.map(|word| [u64::from(word); AT_ONCE]);
        let [a, b, c, d] = eight_blocks([numbered, tick, low, high], self.key);
        let joined = |low: Words, high: Words| std::array::from_fn(|lane| low[lane] | high[lane] << 32);
        self.numbers = [joined(a, b), joined(c, d)];
        self.counter[0] = next;
        self.used = 0;
    }
}

/// The word of a counter that numbers blocks. The purpose stands in its upper half: a stream that were longer than 2^16 blocks
/// would repeat itself rather than run into the next purpose.
fn next_block(word: u32) -> u32 {
    (word & 0xffff_0000) | (word.wrapping_add(1) & 0xffff)
}

impl TryRng for Supply {
    type Error = Infallible;

    /// The lower half of a number; the upper one is lost.
    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_number() as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next_number())
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        for chunk in destination.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_number().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A short random sequence. Implements `rand`'s traits, so distributions draw from it.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Stream {
    #[inline]
    fn next_word(&mut self) -> u32 {
        if self.used == 4 {
            self.take(philox4x32_10(self.counter, self.key));
        }
        let word = self.block[self.used];
        self.used += 1;
        word
    }

    /// The block of the present counter, which goes on to the next.
    #[inline]
    fn take(&mut self, block: [u32; 4]) {
        self.block = block;
        self.counter[0] = next_block(self.counter[0]);
        self.used = 0;
    }

    /// Uniform on [0, 1) with 53 random bits.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        uniform(self)
    }

    /// Poisson count of the given mean by inversion of one uniform: arms whose means differ slightly stay coupled. A mean
    /// above 500 is the sum of equal parts, a uniform each, because `exp(−mean)` would be lost below 10⁻³⁰⁰.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let parts = (mean / 500.0).ceil().max(1.0);
        (0..parts as u32).map(|_| self.small_poisson(mean / parts)).sum()
    }

    fn small_poisson(&mut self, mean: f64) -> u32 {
        let u = self.uniform();
        let mut term = crate::math::exp(-mean);
        let (mut sum, mut count) = (term, 0u32);
        while u >= sum && f64::from(count) < mean + 40.0 * (1.0 + crate::math::sqrt(mean)) {
            count += 1;
            term *= mean / f64::from(count);
            sum += term;
        }
        count
    }

    /// A whole number whose mean is `expected`: its floor, plus one with the chance of the remaining fraction.
    pub fn round(&mut self, expected: f64) -> u64 {
        let floor = expected.floor();
        floor as u64 + u64::from(self.uniform() < expected - floor)
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.next_word()) | u64::from(self.next_word()) << 32)
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        for chunk in destination.chunks_mut(4) {
            chunk.copy_from_slice(&self.next_word().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// Identity of an agent from its lineage (what made it), never from a counter.
///
/// Two rounds of the SplitMix64 finaliser (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195) over the parts.
pub fn lineage(kind: u64, parts: [u64; 3]) -> u64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    parts.iter().fold(mix(kind.wrapping_add(0x9E37_79B9_7F4A_7C15)), |hash, part| {
        mix(hash.rotate_left(23) ^ mix(*part ^ 0x5851_F42D_4C95_7F2D))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_opened_together_are_those_opened_alone() {
        let streams = Streams::new(7, 3);
        let agents: Vec<u64> = (0..37).map(|number| lineage(1, [number, 0, 0])).collect();
        for (mut together, agent) in streams.open_all(Purpose::MacrophageFate, 5, &agents).into_iter().zip(&agents) {
            let mut alone = streams.open(Purpose::MacrophageFate, 5, *agent);
            (0..9).for_each(|_| assert_eq!(together.next_word(), alone.next_word()));
        }
    }

    #[test]
    fn a_supply_is_a_stream_of_numbers_of_64_bits() {
        let streams = Streams::new(7, 3);
        let mut stream = streams.open(Purpose::StemCellMotion, 5, 1 << 40);
        let mut supply = streams.supply(Purpose::StemCellMotion, 5, 1 << 40);
        // Longer than the 2^16 blocks after which a stream repeats itself.
        for _ in 0..140_000 {
            assert_eq!(supply.next_u64(), stream.next_u64());
        }
        assert_eq!(uniform(&mut supply), stream.uniform());
    }

    #[test]
    fn streams_differ_by_every_part_of_their_key() {
        let first =
            |seed, patient, purpose, tick, agent| Streams::new(seed, patient).open(purpose, tick, agent).uniform();
        let base = first(1, 0, Purpose::Bolus, 3, 9);
        assert_eq!(base, first(1, 0, Purpose::Bolus, 3, 9));
        for other in [
            first(2, 0, Purpose::Bolus, 3, 9),
            first(1, 1, Purpose::Bolus, 3, 9),
            first(1, 0, Purpose::Arrival, 3, 9),
            first(1, 0, Purpose::Bolus, 4, 9),
            first(1, 0, Purpose::Bolus, 3, 9 | 1 << 40),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn poisson_by_inversion_has_mean_and_variance() {
        let streams = Streams::new(5, 0);
        for mean in [0.02, 0.7, 6.0, 90.0] {
            let n = 40_000;
            let draws: Vec<f64> =
                (0..n).map(|i| f64::from(streams.open(Purpose::Verification, 1, i).poisson(mean))).collect();
            let average = draws.iter().sum::<f64>() / n as f64;
            let variance = draws.iter().map(|x| (x - average) * (x - average)).sum::<f64>() / (n - 1) as f64;
            let error = (mean / n as f64).sqrt();
            assert!((average - mean).abs() < 4.5 * error, "{average} {mean}");
            assert!((variance / mean - 1.0).abs() < 0.05, "{variance} {mean}");
        }
    }

    #[test]
    fn large_poisson_means_are_kept() {
        let streams = Streams::new(5, 0);
        let n = 2000_u32;
        let mean = (0..n).map(|i| f64::from(streams.open(Purpose::Recruitment, i, 0).poisson(3000.0))).sum::<f64>();
        assert!((mean / f64::from(n) - 3000.0).abs() < 4.0 * (3000.0 / f64::from(n)).sqrt());
        assert_eq!(streams.open(Purpose::Recruitment, 0, 0).poisson(f64::NAN), 0);
    }

    #[test]
    fn a_long_stream_does_not_run_into_the_next_purpose() {
        let streams = Streams::new(5, 0);
        let mut long = streams.open(Purpose::MacrophageMotion, 3, 4);
        let first = long.uniform();
        // Two numbers of 64 bits a block.
        for _ in 1..2 * 65_536 {
            long.uniform();
        }
        assert_eq!(long.uniform(), first);
    }

    #[test]
    fn golden_draws_of_the_distributions_used() {
        let mut stream = Streams::new(42, 7).open(Purpose::Verification, 11, 13);
        let normal: f64 = StandardNormal.sample(&mut stream);
        let exponential: f64 = Exp1.sample(&mut stream);
        let uniform = stream.uniform();
        assert_eq!(
            [normal.to_bits(), exponential.to_bits(), uniform.to_bits()],
            [4595042489343274531, 4605891369545228244, 4596733288633156320],
            "{normal} {exponential} {uniform}"
        );
    }

    #[test]
    fn lineage_separates_neighbours() {
        let mut ids: Vec<u64> =
            (0..30u64).flat_map(|a| (0..30).flat_map(move |b| (0..30).map(move |c| lineage(1, [a, b, c])))).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 27_000);
    }
}
