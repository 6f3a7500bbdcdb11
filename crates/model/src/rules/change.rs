//! Parameters that change on a day: another future of the same patient from then on.
//!
//! A change replaces the parameters of every rule from the beginning of its day; the row of that day is recorded before it, as before a
//! dose. What was made once stays: lesion, vessels, hypoxia, the reference concentrations, and the gain of the pain proxy, which
//! day 0 has set.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;
use super::plan::Plan;
use crate::engine::clock::Clock;

/// Parameters from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The day, not before day 0.
    pub at_days: f64,
    /// All parameters from then on.
    pub parameters: Parameters,
}

impl Plan {
    /// Puts the last change in place whose day has come at `clock`; nothing where it is in place already.
    pub fn follow(&mut self, clock: Clock) {
        let has_come = |change: &&Change| clock.tick_at(change.at_days) <= clock.tick;
        let come = self.setup.changes.iter().filter(has_come).count();
        if come <= self.changed {
            return;
        }
        let Some(change) = self.setup.changes.get(come - 1) else { return };
        let gain = self.setup.parameters.pain.gain;
        self.setup.parameters = change.parameters.clone();
        self.setup.parameters.pain.gain = gain;
        self.changed = come;
        self.derive();
    }
}
