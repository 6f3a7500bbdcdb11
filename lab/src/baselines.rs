//! The states of day 0 of the last patients: what changes from then on, as cells and their potency, does not ask for them again.

use std::cell::RefCell;
use std::collections::VecDeque;

use admsc_study::run::BaselineStore;

/// How many are kept.
const KEPT: usize = 6;

/// Keys and bytes, the latest last.
#[derive(Debug, Default)]
pub struct Baselines(RefCell<VecDeque<(String, Vec<u8>)>>);

impl BaselineStore for Baselines {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        self.0.borrow().iter().find(|(kept, _)| kept == key).map(|(_, bytes)| bytes.clone())
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        let mut all = self.0.borrow_mut();
        all.retain(|(kept, _)| kept != key);
        if all.len() == KEPT {
            all.pop_front();
        }
        all.push_back((key.to_owned(), bytes.to_vec()));
    }
}
