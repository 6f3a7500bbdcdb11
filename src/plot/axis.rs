//! Axes with marks at chosen places, and the time axis in the unit a reader thinks in.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;

/// Days in a month.
pub const MONTH: f64 = 30.4375;

/// Most marks that an axis carries.
const MOST_MARKS: f64 = 13.0;

/// A time axis with its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeAxis {
    /// Days in a unit.
    pub unit_days: f64,
    /// What stands below the axis.
    pub title: &'static str,
    /// Places of the marks, in units.
    pub marks: Vec<f64>,
}

/// An axis with given marks and no others. (The library's own axis with key points cannot be labelled for floats.)
#[derive(Debug, Clone)]
pub struct Marked {
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Places of the marks.
    pub marks: Vec<f64>,
}

impl Ranged for Marked {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.range()).map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.marks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.from..self.to
    }
}

/// Days for a few weeks, months for longer; whole numbers at even steps.
pub fn time_axis(from_day: f64, to_day: f64) -> TimeAxis {
    let (unit_days, title, steps): (f64, _, &[f64]) = if to_day - from_day < 75.0 {
        (1.0, "Time after the start (days)", &[1.0, 2.0, 5.0, 7.0])
    } else {
        (MONTH, "Time after the start (months)", &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0])
    };
    let (from, to) = (from_day / unit_days, to_day / unit_days);
    let widest = (to - from) / MOST_MARKS;
    let step = steps.iter().copied().find(|step| (to - from) / step < MOST_MARKS).unwrap_or(widest.ceil().max(1.0));
    let first = (from / step).ceil() as i64;
    // Twelve months are 365 days to a scenario and 365.25 to this axis: the last mark is not lost for that.
    let last = ((to + 0.02 * step) / step).floor() as i64;
    TimeAxis { unit_days, title, marks: (first..=last).map(|mark| mark as f64 * step).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_few_and_whole() {
        assert_eq!(time_axis(0.0, 365.0).marks, (0..=12).map(f64::from).collect::<Vec<_>>());
        assert_eq!(time_axis(0.0, 1461.0).marks, [0.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 42.0, 48.0]);
        assert_eq!(time_axis(-7.0, 14.0).marks.first(), Some(&-6.0));
        for days in [1.0, 30.0, 74.0, 75.0, 700.0, 40_000.0, 1e6] {
            let axis = time_axis(0.0, days);
            assert!((2..=14).contains(&axis.marks.len()), "{days} days: {:?}", axis.marks);
        }
    }
}
