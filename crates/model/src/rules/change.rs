//! Parameters that change on a day: another future of the same patient from then on.
//!
//! A change replaces the parameters of every rule from the beginning of its day; the row of that day is recorded before it, as before a
//! dose. What was made once stays: lesion, vessels, hypoxia, the references (of TNFα and IL-10, of effector T cells, of
//! microglia), and the gain of the pain proxy, which day 0 has set.

use serde::{Deserialize, Serialize};

use super::block::Left;
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
    /// Puts the last change in place whose day has come at `clock`, and what is blocked then; nothing where both are in place already.
    pub fn follow(&mut self, clock: Clock) {
        self.put(|day| clock.tick_at(day) <= clock.tick);
    }

    /// The same on a day after the start, where nothing has a clock.
    pub fn on_day(&mut self, today: f64) {
        self.put(|day| day <= today);
    }

    /// Puts in place what is there of the days that have come.
    fn put(&mut self, has_come: impl Fn(f64) -> bool) {
        let come = self.setup.changes.iter().filter(|change| has_come(change.at_days)).count();
        let left = Left::by(&self.setup.blocks, &has_come);
        if (come, left) == (self.changed, self.left) {
            return;
        }
        if come > self.changed {
            self.whole = self.setup.changes[come - 1].parameters.clone();
        }
        (self.changed, self.left) = (come, left);
        self.derive();
    }
}
