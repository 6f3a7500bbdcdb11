//! The pool of threads, and independent jobs on it. What runs inside one job is [`admsc_model::parallel::Serial`]: a loop of a
//! single run that is spread over the same pool would steal another patient's work while it waits, and memory would grow.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks what several threads share. What a thread left that panicked is used as it is: nothing behind these locks is half
/// changed at any time.
pub fn lock<T: ?Sized>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Values of independent jobs (patients, replicates) on all cores, in the order of `rows`; inside each job loops are
/// [`admsc_model::parallel::Serial`]. `threads` is the size of the pool, at least 1.
pub fn jobs<T: Send>(threads: usize, rows: usize, job: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    with_threads(threads, || run_jobs(rows, &job))
}

#[cfg(feature = "parallel")]
fn run_jobs<T: Send>(rows: usize, job: &(impl Fn(usize) -> T + Sync + Send)) -> Vec<T> {
    use rayon::prelude::*;
    (0..rows).into_par_iter().with_max_len(1).map(job).collect()
}

#[cfg(not(feature = "parallel"))]
fn run_jobs<T: Send>(rows: usize, job: &(impl Fn(usize) -> T + Sync + Send)) -> Vec<T> {
    (0..rows).map(job).collect()
}

/// Runs `work` with a pool of `threads` threads. Without the `parallel` feature it simply runs it. Where the system
/// refuses threads, the work is done on this one.
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    #[cfg(feature = "parallel")]
    match rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build() {
        Ok(pool) => pool.install(work),
        Err(_) => {
            // This thread becomes a pool of its own for good, else loops would ask for the pool of all cores, which panics.
            static ALONE: std::sync::OnceLock<Option<rayon::ThreadPool>> = std::sync::OnceLock::new();
            ALONE.get_or_init(|| rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok());
            work()
        }
    }
    #[cfg(not(feature = "parallel"))]
    {
        let _ = threads;
        work()
    }
}

/// Number of threads worth starting on this machine.
pub fn available_threads() -> usize {
    if cfg!(feature = "parallel") { std::thread::available_parallelism().map_or(1, usize::from) } else { 1 }
}

#[cfg(all(test, feature = "parallel"))]
mod tests {
    use super::*;

    #[test]
    fn two_threads_really_work() {
        let barrier = std::sync::Barrier::new(2);
        // Each of two jobs waits for the other: with one worker this would never end.
        let names = jobs(2, 2, |_| {
            barrier.wait();
            std::thread::current().id()
        });
        assert_ne!(names[0], names[1]);
    }
}
