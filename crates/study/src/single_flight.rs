//! Runs at the same time that begin with one baseline: the first computes it, the others wait for it.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, PoisonError};

use super::run::BaselineStore;
use super::threads::lock;

/// A store whose baselines are computed once, however many runs ask at the same time.
#[derive(Debug)]
pub struct SingleFlight<S> {
    store: S,
    computing: Mutex<BTreeSet<String>>,
    changed: Condvar,
}

impl<S: BaselineStore> SingleFlight<S> {
    /// On top of another store.
    pub fn new(store: S) -> Self {
        Self { store, computing: Mutex::new(BTreeSet::new()), changed: Condvar::new() }
    }

    /// The store as one run sees it. What the run has promised to compute is given free when this is dropped.
    pub fn of_one_run(&self) -> RunBaselines<'_, S> {
        RunBaselines { once: self, promised: Mutex::new(BTreeSet::new()) }
    }
}

/// A [`SingleFlight`] as one run sees it.
#[derive(Debug)]
pub struct RunBaselines<'a, S: BaselineStore> {
    once: &'a SingleFlight<S>,
    promised: Mutex<BTreeSet<String>>,
}

impl<S: BaselineStore> RunBaselines<'_, S> {
    fn release(&self, key: &str) {
        lock(&self.once.computing).remove(key);
        self.once.changed.notify_all();
    }
}

impl<S: BaselineStore> BaselineStore for RunBaselines<'_, S> {
    /// Waits while another run computes this baseline. Nothing is an order to compute it.
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        let mut computing = lock(&self.once.computing);
        while computing.contains(key) {
            computing = self.once.changed.wait(computing).unwrap_or_else(PoisonError::into_inner);
        }
        let kept = self.once.store.load(key);
        if kept.is_none() {
            computing.insert(key.to_owned());
            lock(&self.promised).insert(key.to_owned());
        }
        kept
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        self.once.store.keep(key, bytes);
        if lock(&self.promised).remove(key) {
            self.release(key);
        }
    }
}

impl<S: BaselineStore> Drop for RunBaselines<'_, S> {
    fn drop(&mut self) {
        for key in std::mem::take(&mut *lock(&self.promised)) {
            self.release(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[derive(Default)]
    struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

    impl BaselineStore for Memory {
        fn load(&self, key: &str) -> Option<Vec<u8>> {
            lock(&self.0).get(key).cloned()
        }

        fn keep(&self, key: &str, bytes: &[u8]) {
            lock(&self.0).insert(key.to_owned(), bytes.to_vec());
        }
    }

    #[test]
    fn several_runs_compute_a_baseline_once() {
        let once = SingleFlight::new(Memory::default());
        let computed = AtomicU32::new(0);
        let run = || {
            let store = once.of_one_run();
            if store.load("k").is_none() {
                computed.fetch_add(1, Ordering::Relaxed);
                std::thread::yield_now();
                store.keep("k", b"state");
            }
            store.load("k")
        };
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
            for run in runs {
                assert_eq!(run.join().ok().flatten().as_deref(), Some(b"state".as_slice()));
            }
        });
        assert_eq!(computed.into_inner(), 1);
    }

    #[test]
    fn a_run_that_fails_leaves_the_baseline_to_the_next() {
        let once = SingleFlight::new(Memory::default());
        let failing = once.of_one_run();
        assert_eq!(failing.load("k"), None);
        std::thread::scope(|scope| {
            let next = scope.spawn(|| once.of_one_run().load("k"));
            drop(failing);
            assert_eq!(next.join().ok(), Some(None));
        });
    }
}
