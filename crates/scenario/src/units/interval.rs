//! Values with their intervals, as people read them.

use super::sign::{fixed, percent};
use crate::language::{Message, english, verbatim};

/// A value with its interval in brackets, `5.1 (4.2 to 6.0)`, each number as `text` writes it; alone where it has none.
pub fn with_interval(value: f64, ends: Option<(f64, f64)>, text: impl Fn(f64) -> String) -> Message {
    let Some((low, high)) = ends else { return verbatim(text(value)) };
    let said = english("{value} ({low} to {high})").with("value", text(value));
    said.with("low", text(low)).with("high", text(high))
}

/// A share with its interval, `0 % (0 to 32 %)`.
pub fn share_with_interval(share: f64, ends: Option<(f64, f64)>) -> Message {
    let Some((low, high)) = ends else { return verbatim(percent(share)) };
    let said = english("{value} ({low} to {high})").with("value", percent(share));
    said.with("low", fixed(100.0 * low, 0)).with("high", percent(high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::sign::signed;

    #[test]
    fn intervals_stand_in_brackets_where_there_are_any() {
        assert_eq!(share_with_interval(0.0, Some((0.0, 0.324))).in_english(), "0 % (0 to 32 %)");
        assert_eq!(with_interval(-0.5, Some((-1.0, 0.04)), |x| signed(x, 1)).in_english(), "−0.5 (−1.0 to 0.0)");
        assert_eq!(with_interval(5.0, None, |x| fixed(x, 1)).in_english(), "5.0");
        assert_eq!(share_with_interval(1.0, None).in_english(), "100 %");
    }
}
