//! Time in whole ticks. Floating-point days are derived, never summed.

use serde::{Deserialize, Serialize};

/// The running tick, and the tick that counts as day 0 (the baseline lies before it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Ticks since the beginning of the baseline.
    pub tick: u32,
    /// Tick of day 0.
    pub origin: u32,
    /// Length of a tick, minutes.
    pub tick_minutes: u32,
}

impl Clock {
    /// Length of `ticks` ticks in days.
    pub fn days_of(&self, ticks: u32) -> f64 {
        f64::from(ticks) * f64::from(self.tick_minutes) / 1440.0
    }

    /// Days since day 0; negative during the baseline.
    pub fn day(&self) -> f64 {
        (i64::from(self.tick) - i64::from(self.origin)) as f64 * f64::from(self.tick_minutes) / 1440.0
    }

    /// Tick of a time in days after day 0, rounded to the nearest tick.
    pub fn tick_at(&self, day: f64) -> u32 {
        self.origin + self.ticks_in(day)
    }

    /// Ticks in a length of time, days.
    pub fn ticks_in(&self, days: f64) -> u32 {
        (days * 1440.0 / f64::from(self.tick_minutes)).round() as u32
    }

    /// Whether something that acts every `every` ticks acts now.
    pub fn due(&self, every: u32) -> bool {
        self.tick.is_multiple_of(every)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_exact_after_years_of_ticks() {
        let clock = Clock { tick: 24 * 1461 + 6000, origin: 6000, tick_minutes: 60 };
        assert_eq!(clock.day(), 1461.0);
        assert_eq!(clock.tick_at(1461.0), clock.tick);
        assert!(clock.due(6) && clock.due(24) && !clock.due(7));
    }
}
