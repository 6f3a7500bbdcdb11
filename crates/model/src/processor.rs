//! What this processor can do beyond what every one of its kind can.

/// Whether it has AVX2: registers of 256 bits, also for whole numbers. The bits of results never depend on it.
#[inline]
pub(crate) fn has_avx2() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}
