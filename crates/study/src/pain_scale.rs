//! Ends of the scale of pain, at which the interval of a mean ends as well.
//!
//! Student's interval of a few patients can leave the scale; no mean can. What lies beyond is cut where the estimate is made,
//! so that tables, pages, figures and the terminal agree. Intervals of differences between arms stay as their test gives them.

/// Ends of pain, points.
pub const PAIN: [f64; 2] = [0.0, 10.0];

/// Ends of a change of pain, and of its relief, points.
pub const CHANGE: [f64; 2] = [-10.0, 10.0];

/// Ends of counts and of days, which no scale ends above.
pub const FROM_ZERO: [f64; 2] = [0.0, f64::INFINITY];

/// Whether an interval of a mean of pain was cut at an end of the scale.
pub fn is_cut(low: f64, high: f64) -> bool {
    low < high && (low <= PAIN[0] || high >= PAIN[1])
}
