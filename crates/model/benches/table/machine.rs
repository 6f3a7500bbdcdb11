//! What one core of this machine can do at most: the yardsticks of the table.

use std::hint::black_box;
use std::time::Duration;

use crate::work::fastest_call;

/// Numbers of one of the three arrays of the triad: 64 MB, more than any cache that one core has.
const LONG: usize = 8_000_000;

/// Independent sums of four lanes each: enough to hide the latency of an addition after a multiplication, and few enough for
/// sixteen registers.
const SUMS: usize = 12;

/// Rounds of one call of the arithmetic loop.
const ROUNDS: usize = 200_000;

/// Bytes per second and floating-point operations per second of one core.
pub struct Machine {
    /// a = b + s·c from memory, 24 bytes a number.
    pub triad: f64,
    /// Multiplications and additions one after the other, in 256-bit lanes where the processor has them.
    pub unfused: f64,
    /// The same fused, two operations each; the model never fuses.
    pub fused: f64,
}

impl Machine {
    /// Measures this one.
    pub fn measured() -> Self {
        let half = Duration::from_millis(500);
        let (b, c, mut a) = (vec![1.0; LONG], vec![2.0; LONG], vec![0.0; LONG]);
        let triad = fastest_call(
            || (),
            || {
                let (b, c, s) = (black_box(&b), black_box(&c), black_box(3.0));
                a.iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = b + s * c);
                black_box(&mut a);
            },
            half,
        );
        let operations = (2 * 4 * SUMS * ROUNDS) as f64;
        Self {
            triad: 24.0 * LONG as f64 / triad,
            unfused: operations / fastest_call(|| (), || arithmetic(false), half),
            fused: operations / fastest_call(|| (), || arithmetic(true), half),
        }
    }
}

fn arithmetic(fused: bool) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        // SAFETY: the processor has what the two functions are compiled for.
        unsafe { if fused { fused_wide() } else { unfused_wide() } }
        return;
    }
    // Elsewhere a fused operation may be a function of the C library: both are measured unfused.
    rounds(|x, m, a| x * m + a);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn unfused_wide() {
    rounds(|x, m, a| x * m + a);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[allow(clippy::disallowed_methods, reason = "the fused operation is what is measured")]
fn fused_wide() {
    rounds(|x: f64, m, a| x.mul_add(m, a));
}

#[inline(always)]
fn rounds(operation: impl Fn(f64, f64, f64) -> f64) {
    let (m, a) = (black_box(0.999_999), black_box(1e-6));
    let mut sums = black_box([[1.0; 4]; SUMS]);
    for _ in 0..ROUNDS {
        for sum in &mut sums {
            *sum = sum.map(|lane| operation(lane, m, a));
        }
    }
    black_box(sums);
}
