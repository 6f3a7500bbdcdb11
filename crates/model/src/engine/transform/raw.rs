//! What the transforms need `unsafe` for, in one file: numbers by unchecked index, and four numbers in a register of AVX.
//!
//! **Indices.** A pass of radix r with span m and stride s reads and writes elements q + s·(p + m·j) and q + s·(r·p + j) with q < s,
//! p < m, j < r; the plan sees to it that r·m·s = n, so all are below n. [`super::dct::Axis::new`] asserts that the order of samples
//! stays below n, and a tile asserts, before it is transformed, that n rows of it exist and that the buffers hold n lines.
//!
//! **AVX.** [`Wide`] is used only below `all_axes_avx2`, which is compiled for AVX2 and called only where the processor has it. Its
//! operations are called one by one, element-wise and without fusing, so the bits are those of [`super::lanes::Portable`]. Loads and
//! stores take references to four numbers and need no alignment.

use super::lanes::{COLUMNS, Line};
#[cfg(target_arch = "x86_64")]
pub(super) use avx::Wide;

/// A line of a buffer.
#[inline(always)]
pub(super) fn line(lines: &[Line], number: usize) -> &[f64; COLUMNS] {
    debug_assert!(number < lines.len());
    // SAFETY: see the module's text on indices.
    unsafe { &lines.get_unchecked(number).0 }
}

/// The same to be written.
#[inline(always)]
pub(super) fn line_mut(lines: &mut [Line], number: usize) -> &mut [f64; COLUMNS] {
    debug_assert!(number < lines.len());
    // SAFETY: see the module's text on indices.
    unsafe { &mut lines.get_unchecked_mut(number).0 }
}

/// Eight numbers from a place on.
#[inline(always)]
pub(super) fn eight(data: &[f64], start: usize) -> &[f64; COLUMNS] {
    debug_assert!(start + COLUMNS <= data.len());
    // SAFETY: see the module's text on indices; an array of eight numbers lies like eight numbers of a slice.
    unsafe { &*data.as_ptr().add(start).cast() }
}

/// The same to be written.
#[inline(always)]
pub(super) fn eight_mut(data: &mut [f64], start: usize) -> &mut [f64; COLUMNS] {
    debug_assert!(start + COLUMNS <= data.len());
    // SAFETY: as `eight`, and the reference to the slice is the only one.
    unsafe { &mut *data.as_mut_ptr().add(start).cast() }
}

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::{
        __m256d, _mm256_add_pd, _mm256_loadu_pd, _mm256_mul_pd, _mm256_permute2f128_pd, _mm256_set1_pd,
        _mm256_storeu_pd, _mm256_sub_pd, _mm256_unpackhi_pd, _mm256_unpacklo_pd,
    };

    use super::super::lanes::{LANES, Lanes};

    /// Four numbers in one register.
    #[derive(Debug, Clone, Copy)]
    pub(in super::super) struct Wide(__m256d);

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
}
