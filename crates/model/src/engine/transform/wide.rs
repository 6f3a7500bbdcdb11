//! Four numbers in a register of AVX. The one file with `unsafe` code of the transforms.
//!
//! The functions of the processor are called one by one, element-wise and without fusing, so the bits are those of
//! [`super::lanes::Portable`]. They are marked `#[inline(always)]` and used only below [`super::all_axes_avx2`], which is compiled
//! for AVX2 and called only where the processor has it.

use std::arch::x86_64::{
    __m256d, _mm256_add_pd, _mm256_loadu_pd, _mm256_mul_pd, _mm256_permute2f128_pd, _mm256_set1_pd, _mm256_storeu_pd,
    _mm256_sub_pd, _mm256_unpackhi_pd, _mm256_unpacklo_pd,
};

use super::lanes::{LANES, Lanes};

/// Four numbers in one register.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide(__m256d);

// SAFETY of all functions below: AVX is there, because `Wide` is used below `all_axes_avx2` only. Loads and stores take references to
// four numbers and need no alignment.
impl Lanes for Wide {
    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        Self(unsafe { _mm256_loadu_pd(from.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        unsafe { _mm256_storeu_pd(to.as_mut_ptr(), self.0) };
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(unsafe { _mm256_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(unsafe { _mm256_sub_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn by(self, factor: f64) -> Self {
        Self(unsafe { _mm256_mul_pd(self.0, _mm256_set1_pd(factor)) })
    }

    #[inline(always)]
    fn turned([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        unsafe {
            // Pairs of rows interleaved: (a0 b0 a2 b2), (a1 b1 a3 b3), and the same of c and d.
            let (even, odd) = (_mm256_unpacklo_pd(a.0, b.0), _mm256_unpackhi_pd(a.0, b.0));
            let (even_below, odd_below) = (_mm256_unpacklo_pd(c.0, d.0), _mm256_unpackhi_pd(c.0, d.0));
            [
                Self(_mm256_permute2f128_pd::<0x20>(even, even_below)),
                Self(_mm256_permute2f128_pd::<0x20>(odd, odd_below)),
                Self(_mm256_permute2f128_pd::<0x31>(even, even_below)),
                Self(_mm256_permute2f128_pd::<0x31>(odd, odd_below)),
            ]
        }
    }
}
