//! Values with their intervals, as people read them.

use super::sign::{fixed, percent, signed};
use crate::language::{Message, english, verbatim};

/// A value with its interval in brackets, `5.1 (4.2 to 6.0)`, each number as `text` writes it; alone where it has none.
pub fn with_interval(value: f64, ends: Option<(f64, f64)>, text: impl Fn(f64) -> String) -> Message {
    let Some((low, high)) = ends else { return verbatim(text(value)) };
    let said = english("{value} ({low} to {high})").with("value", text(value));
    said.with("low", text(low)).with("high", text(high))
}

/// A difference with its interval in brackets, with so many places or, where the interval leaves 0 out, as many as show it.
pub fn difference_with_interval(value: f64, ends: Option<(f64, f64)>, least: usize) -> Message {
    let places = ends.map_or(least, |ends| places(ends, least));
    with_interval(value, ends, |value| signed(value, places))
}

/// Places after the point of an interval: so many, and more where an interval that leaves 0 out would read as if it ended there, or
/// where both ends would read alike.
pub fn places((low, high): (f64, f64), least: usize) -> usize {
    const MOST: usize = 6;
    let nearest = if low > 0.0 { low } else { -high };
    let leaves_zero_out = |places| fixed(nearest, places).contains(|digit: char| ('1'..='9').contains(&digit));
    let are_apart = |places| low >= high || fixed(low, places) != fixed(high, places);
    let shows = |places: &usize| (nearest <= 0.0 || leaves_zero_out(*places)) && are_apart(*places);
    (least..MOST).find(shows).unwrap_or(MOST)
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

    #[test]
    fn intervals_stand_in_brackets_where_there_are_any() {
        assert_eq!(share_with_interval(0.0, Some((0.0, 0.324))).in_english(), "0 % (0 to 32 %)");
        assert_eq!(with_interval(-0.5, Some((-1.0, 0.04)), |x| signed(x, 1)).in_english(), "−0.5 (−1.0 to 0.0)");
        assert_eq!(with_interval(5.0, None, |x| fixed(x, 1)).in_english(), "5.0");
        assert_eq!(share_with_interval(1.0, None).in_english(), "100 %");
    }

    #[test]
    fn an_interval_that_leaves_0_out_never_reads_as_if_it_did_not() {
        let of = |value, low, high| difference_with_interval(value, Some((low, high)), 1).in_english();
        assert_eq!(of(-0.04, -0.08, -0.004), "−0.040 (−0.080 to −0.004)");
        assert_eq!(of(0.6, 0.03, 1.2), "+0.60 (+0.03 to +1.20)");
        assert_eq!([of(-0.04, -0.08, 0.004), of(-1.0, -2.0, -0.3)], ["0.0 (−0.1 to 0.0)", "−1.0 (−2.0 to −0.3)"]);
        assert_eq!(of(0.01, -0.02, 0.04), "+0.01 (−0.02 to +0.04)");
        assert_eq!([of(0.0, 0.0, 0.0), of(1e-9, 1e-10, 1e-8)], ["0.0 (0.0 to 0.0)", "0.000000 (0.000000 to 0.000000)"]);
    }
}
