//! The generator: Philox4x32-10 (Salmon, Moraes, Dror & Shaw, SC'11, doi:10.1145/2063384.2063405), one block at a time or eight.

#[cfg(target_arch = "x86_64")]
use crate::engine::transform::raw::in_avx2;

const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// One Philox4x32-10 block: 128 random bits for a counter and a key.
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut c, mut k) = (counter, key);
    for _ in 0..10 {
        let p0 = u64::from(MULTIPLIER[0]) * u64::from(c[0]);
        let p1 = u64::from(MULTIPLIER[1]) * u64::from(c[2]);
        c = [(p1 >> 32) as u32 ^ c[1] ^ k[0], p1 as u32, (p0 >> 32) as u32 ^ c[3] ^ k[1], p0 as u32];
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    c
}

/// Blocks made at once.
pub(super) const AT_ONCE: usize = 8;

/// A word of each of [`AT_ONCE`] blocks or counters, in the lower half of a number: multiplied, it fills it.
pub(super) type Words = [u64; AT_ONCE];

/// [`philox4x32_10`] of eight counters under one key, for registers that hold several. Words of one number stand together.
#[inline(always)]
fn philox_of_eight(counters: [Words; 4], key: [u32; 2]) -> [Words; 4] {
    const LOWER: u64 = 0xffff_ffff;
    let (mut c, mut k) = (counters, key.map(u64::from));
    for _ in 0..10 {
        let mut next = [[0; AT_ONCE]; 4];
        for lane in 0..AT_ONCE {
            let p0 = u64::from(MULTIPLIER[0]) * (c[0][lane] & LOWER);
            let p1 = u64::from(MULTIPLIER[1]) * (c[2][lane] & LOWER);
            next[0][lane] = (p1 >> 32) ^ c[1][lane] ^ k[0];
            next[1][lane] = p1 & LOWER;
            next[2][lane] = (p0 >> 32) ^ c[3][lane] ^ k[1];
            next[3][lane] = p0 & LOWER;
        }
        c = next;
        k = [(k[0] + u64::from(WEYL[0])) & LOWER, (k[1] + u64::from(WEYL[1])) & LOWER];
    }
    c
}

/// The same code in the registers of AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn philox_of_eight_avx2(counters: [Words; 4], key: [u32; 2], (): ()) -> [Words; 4] {
    philox_of_eight(counters, key)
}

/// [`philox_of_eight`] in the widest registers there are.
pub(super) fn eight_blocks(counters: [Words; 4], key: [u32; 2]) -> [Words; 4] {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::processor::avx2() {
        return in_avx2(avx2, philox_of_eight_avx2, (counters, key, ()));
    }
    philox_of_eight(counters, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers published with Random123 (kat_vectors, philox4x32 10 rounds).
    #[test]
    fn philox_gives_its_published_known_answers() {
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox4x32_10([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox4x32_10([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn eight_blocks_at_once_are_those_of_one() {
        let counters: [[u32; 4]; AT_ONCE] = std::array::from_fn(|lane| [lane as u32, 3, 5, u32::MAX - lane as u32]);
        let word = |number: usize| counters.map(|counter| u64::from(counter[number]));
        // In the registers of every processor, and in the widest of this one.
        for eight in [philox_of_eight, eight_blocks] {
            let together = eight([word(0), word(1), word(2), word(3)], [9, u32::MAX]);
            for (lane, counter) in counters.into_iter().enumerate() {
                assert_eq!(together.map(|words| words[lane] as u32), philox4x32_10(counter, [9, u32::MAX]));
            }
        }
    }
}
