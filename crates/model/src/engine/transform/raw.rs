//! All that is `unsafe`, in one file: for the transforms, numbers by unchecked index and four numbers in a register of AVX; for whoever
//! has code of its own for AVX2, the call of it.
//!
//! **Indices.** A pass of radix r with span m and stride s reads and writes elements q + s·(p + m·j) and q + s·(r·p + j) with q < s,
//! p < m, j < r; the plan sees to it that r·m·s = n, so all are below n. [`super::dct::Axis::new`] asserts that the order of samples
//! stays below n, and a tile asserts, before it is transformed, that n rows of it exist and that the buffers hold n lines.
//!
//! **Tiles.** [`Shared`] stands for numbers that were borrowed to be changed. Its users are the parts of a transform: a tile of rows
//! touches its own rows, a tile of columns its own columns, none touches those of another, and each is done once. Within a tile a
//! reference is used before the next one is made.
//!
//! **AVX.** [`Wide`] is used only below `tile_avx2`, which is compiled for AVX2 and called only where the processor has it. Its
//! operations are called one by one, element-wise and without fusing, so the bits are those of [`super::lanes::Portable`]. Loads and
//! stores take references to four numbers and need no alignment. An [`Avx2`] exists only where the processor has it, and what is called
//! by [`in_avx2`] is safe but for that.

use std::marker::PhantomData;

use super::lanes::{COLUMNS, Line};
#[cfg(target_arch = "x86_64")]
use crate::processor::Avx2;
#[cfg(target_arch = "x86_64")]
pub(super) use avx::Wide;

/// Calls a safe function that is compiled for AVX2, and for nothing else that a processor may lack.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn in_avx2<A, B, C, R>(_: Avx2, work: unsafe fn(A, B, C) -> R, (a, b, c): (A, B, C)) -> R {
    // SAFETY: see the module's text on AVX.
    unsafe { work(a, b, c) }
}

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
pub(super) fn eight(numbers: &[f64], start: usize) -> &[f64; COLUMNS] {
    debug_assert!(start + COLUMNS <= numbers.len());
    // SAFETY: see the module's text on indices; a step asserts that its parts have one number per voxel.
    unsafe { &*numbers.as_ptr().add(start).cast() }
}

/// The numbers of one transform, shared by the tiles that are done at once.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    start: *mut f64,
    len: usize,
    borrowed: PhantomData<&'a mut [f64]>,
}

// SAFETY: see the module's text on tiles.
unsafe impl Send for Shared<'_> {}
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    /// Takes the numbers for as long as they are shared.
    #[inline(always)]
    pub fn new(numbers: &'a mut [f64]) -> Self {
        Self { start: numbers.as_mut_ptr(), len: numbers.len(), borrowed: PhantomData }
    }

    /// How many there are.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.len
    }

    /// Those from a place on.
    #[inline(always)]
    pub fn from(self, start: usize) -> Self {
        assert!(start <= self.len);
        // SAFETY: still within, or at the end of, what was borrowed.
        Self { start: unsafe { self.start.add(start) }, len: self.len - start, ..self }
    }

    /// Eight numbers from a place on.
    #[inline(always)]
    pub fn eight(self, start: usize) -> &'a [f64; COLUMNS] {
        debug_assert!(start + COLUMNS <= self.len);
        // SAFETY: see the module's text on indices and tiles.
        unsafe { &*self.start.add(start).cast() }
    }

    /// The same to be written.
    #[inline(always)]
    pub fn eight_mut(self, start: usize) -> &'a mut [f64; COLUMNS] {
        debug_assert!(start + COLUMNS <= self.len);
        // SAFETY: as `eight`.
        unsafe { &mut *self.start.add(start).cast() }
    }

    /// The numbers from `start` to before `end`.
    #[inline(always)]
    pub fn block(self, start: usize, end: usize) -> &'a mut [f64] {
        assert!(start <= end && end <= self.len);
        // SAFETY: within what was borrowed, by the assertion; else see the module's text on tiles.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), end - start) }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::{
        __m256d, _CMP_LT_OQ, _mm256_add_pd, _mm256_andnot_pd, _mm256_cmp_pd, _mm256_loadu_pd, _mm256_movemask_pd,
        _mm256_mul_pd, _mm256_permute2f128_pd, _mm256_set1_pd, _mm256_setzero_pd, _mm256_storeu_pd, _mm256_sub_pd,
        _mm256_unpackhi_pd, _mm256_unpacklo_pd,
    };

    use super::super::lanes::{LANES, Lanes};

    /// Four numbers in one register.
    #[derive(Debug, Clone, Copy)]
    pub(in super::super) struct Wide(__m256d);

    impl Wide {
        /// All bits of those whose size is below `bound`; a number that is none is not.
        #[inline(always)]
        fn is_near(self, bound: f64) -> __m256d {
            unsafe {
                let size = _mm256_andnot_pd(_mm256_set1_pd(-0.0), self.0);
                _mm256_cmp_pd::<_CMP_LT_OQ>(size, _mm256_set1_pd(bound))
            }
        }
    }

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
        fn times(self, other: Self) -> Self {
            Self(unsafe { _mm256_mul_pd(self.0, other.0) })
        }

        #[inline(always)]
        fn flushed(self, bound: f64) -> Self {
            Self(unsafe { _mm256_andnot_pd(self.is_near(bound), self.0) })
        }

        #[inline(always)]
        fn near(self, bound: f64) -> i32 {
            unsafe { _mm256_movemask_pd(self.is_near(bound)) }
        }

        #[inline(always)]
        fn negative(self) -> i32 {
            unsafe { _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, _mm256_setzero_pd())) }
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
