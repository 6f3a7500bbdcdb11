//! Work on one core or on all of them, with the same bytes either way. The only file of this crate that names rayon; the
//! pool of threads belongs to the caller.
//!
//! Which of the two is used is a type, not a setting: inside a study, whose patients already fill the cores, the inner
//! loops are [`Serial`]; a single run is [`Parallel`]. No function here combines floating-point numbers in an order
//! that depends on the number of threads.

/// Rows that one worker takes at a time. Fixed, so that chunks never depend on the number of threads.
#[cfg(feature = "parallel")]
const CHUNK: usize = 256;

/// A way to work through rows that do not read each other.
pub trait Workers: Copy + Sync {
    /// Calls `work(row, &mut item)` for every item.
    fn each<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send);

    /// Like [`Workers::each`], but for few and heavy items: every one may go to another core.
    fn each_heavy<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send);

    /// The values of `work(0..rows)`, in order.
    fn map<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T>;

    /// Like [`Workers::map`], but for few and heavy rows: every one may go to another core.
    fn map_heavy<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T>;

    /// Whether there may be several cores, so that more work at once is better than what stays in a cache.
    const SEVERAL: bool;
}

/// One core.
#[derive(Debug, Clone, Copy, Default)]
pub struct Serial;

impl Workers for Serial {
    fn each<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        for (row, item) in items.iter_mut().enumerate() {
            work(row, item);
        }
    }

    fn each_heavy<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        self.each(items, work);
    }

    fn map<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        (0..rows).map(work).collect()
    }

    fn map_heavy<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        self.map(rows, work)
    }

    const SEVERAL: bool = false;
}

/// All cores of the current rayon pool. Without the `parallel` feature it is one core.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parallel;

#[cfg(feature = "parallel")]
impl Workers for Parallel {
    fn each<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        use rayon::prelude::*;
        if items.len() <= CHUNK {
            return Serial.each(items, work);
        }
        items.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, items)| {
            Serial.each(items, |row, item| work(chunk * CHUNK + row, item));
        });
    }

    fn each_heavy<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        use rayon::prelude::*;
        items.par_iter_mut().enumerate().for_each(|(number, item)| work(number, item));
    }

    fn map<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        use rayon::prelude::*;
        if rows <= CHUNK {
            return Serial.map(rows, work);
        }
        (0..rows).into_par_iter().with_min_len(CHUNK).map(work).collect()
    }

    fn map_heavy<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        use rayon::prelude::*;
        (0..rows).into_par_iter().map(work).collect()
    }

    const SEVERAL: bool = true;
}

#[cfg(not(feature = "parallel"))]
impl Workers for Parallel {
    fn each<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        Serial.each(items, work);
    }

    fn each_heavy<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
        Serial.each(items, work);
    }

    fn map<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        Serial.map(rows, work)
    }

    fn map_heavy<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        Serial.map(rows, work)
    }

    const SEVERAL: bool = false;
}

/// Threads for which one run in a small window has work at once.
#[cfg(feature = "parallel")]
const MOST_AWAKE: usize = 4;

/// Without the `parallel` feature there is nobody to keep awake.
#[cfg(not(feature = "parallel"))]
pub fn awake<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Does some work that uses [`Parallel`] often and shortly, while other threads of the current pool stay awake: one that slept
/// would be woken later than a step of a small window lasts.
#[cfg(feature = "parallel")]
pub fn awake<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// Lets the others go, also when the work panics.
    struct Done<'a>(&'a AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Release);
        }
    }

    let others = rayon::current_num_threads().min(MOST_AWAKE) - 1;
    let (done, waiting) = (AtomicBool::new(false), AtomicUsize::new(0));
    rayon::in_place_scope(|scope| {
        let _done = Done(&done);
        for _ in 0..others {
            scope.spawn(|_| {
                waiting.fetch_add(1, Ordering::Release);
                while !done.load(Ordering::Acquire) {
                    if rayon::yield_now() != Some(rayon::Yield::Executed) {
                        std::thread::yield_now();
                    }
                }
            });
        }
        // None is left for this thread, which would wait in it for itself.
        while waiting.load(Ordering::Acquire) < others {
            std::thread::yield_now();
        }
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "parallel")]
    #[test]
    fn others_stay_awake_and_go_also_after_a_panic() {
        for threads in [1, 2, 3, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for _ in 0..50 {
                let sum = pool.install(|| awake(|| Parallel.map_heavy(100, |row| row).into_iter().sum::<usize>()));
                assert_eq!(sum, 4950);
            }
            let fail = || pool.install(|| awake(|| panic!("on purpose")));
            let lost = std::panic::catch_unwind(std::panic::AssertUnwindSafe(fail));
            assert!(lost.is_err());
        }
    }

    #[test]
    fn parallel_rows_equal_serial_rows() {
        let value = |row: usize| (row as f64 + 0.1).sqrt();
        let serial = Serial.map(5000, value);
        let same = || {
            assert_eq!(Parallel.map(5000, value), serial);
            assert_eq!(Parallel.map_heavy(5000, value), serial);
            let (mut a, mut b) = (vec![0.0; 5000], vec![0.0; 5000]);
            Parallel.each(&mut a, |row, x| *x = value(row));
            Parallel.each_heavy(&mut b, |row, x| *x = value(row));
            assert_eq!([a, b], [serial.clone(), serial.clone()]);
        };
        #[cfg(feature = "parallel")]
        for threads in [1, 2, 3, 8] {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(same);
        }
        #[cfg(not(feature = "parallel"))]
        same();
    }
}
