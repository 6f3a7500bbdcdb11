//! What this processor can do beyond what every one of its kind can.

/// That this processor has AVX2: registers of 256 bits, also for whole numbers. The bits of results never depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Avx2(());

/// AVX2, where this processor has it.
#[inline]
pub(crate) fn avx2() -> Option<Avx2> {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2").then_some(Avx2(()));
    #[cfg(not(target_arch = "x86_64"))]
    return None;
}
