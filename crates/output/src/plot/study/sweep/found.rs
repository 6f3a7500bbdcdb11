//! Over which range the values of a sweep lie: the title of the figure.

use super::index::Estimate;
use super::{Measure, text};
use admsc_scenario::language::{Message, english};
use admsc_scenario::units::month::visit_name;

/// From the lowest to the highest of the values of a visit, and how many of their intervals leave 0 out; nothing without values.
pub fn finding(all: &[Estimate], measure: Measure, (compared, day): (Message, u32)) -> Option<Message> {
    let values = || all.iter().map(|found| found.value);
    let (low, high) = (values().min_by(f64::total_cmp)?, values().max_by(f64::total_cmp)?);
    let [low, high] = [low, high].map(|end| text::value(end, measure));
    let span = match (measure, low == high) {
        (Measure::Change, true) => english("{compared} at {visit}: {low} points"),
        (Measure::Change, false) => english("{compared} at {visit}: {low} to {high} points"),
        (Measure::HalfGone, true) => {
            english("At least half of the pain gone at {visit}, {compared}: {low} percentage points")
        }
        (Measure::HalfGone, false) => {
            english("At least half of the pain gone at {visit}, {compared}: {low} to {high} percentage points")
        }
    };
    let span = span.with_said("compared", compared).with_said("visit", visit_name(day));
    Some(Message::joined(
        std::iter::once(span.with("low", low).with("high", high)).chain(intervals(all)),
        english("; "),
    ))
}

/// What the intervals say; nothing without any.
fn intervals(all: &[Estimate]) -> Option<Message> {
    let known: Vec<(f64, f64)> = all.iter().filter_map(|found| found.interval).collect();
    let apart = known.iter().filter(|(low, high)| *low > 0.0 || *high < 0.0).count();
    Some(match apart {
        _ if known.is_empty() => return None,
        0 => english("no interval leaves out 0").into(),
        some if some < all.len() => {
            english("{apart} of {all} have an interval that leaves out 0").with("apart", apart).with("all", all.len())
        }
        _ if known.iter().all(|(_, high)| *high < 0.0) => english("all intervals lie below 0").into(),
        _ if known.iter().all(|(low, _)| *low > 0.0) => english("all intervals lie above 0").into(),
        _ => english("all intervals leave out 0").into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::language::verbatim;

    #[test]
    fn a_sweep_says_its_range_and_what_its_intervals_leave_out() {
        let said = |all: &[(f64, Option<f64>)], measure| {
            let all = all.iter().map(|(value, half)| {
                let interval = half.map(|half| (value - half, value + half));
                Estimate { value: *value, interval }
            });
            let all: Vec<Estimate> = all.collect();
            finding(&all, measure, (verbatim("one − sham"), 365)).map_or_else(String::new, |found| found.in_english())
        };
        let of = |all: &[(f64, f64)]| {
            let all: Vec<_> = all.iter().map(|(value, half)| (*value, Some(*half))).collect();
            said(&all, Measure::Change)
        };
        for (said, expected) in [
            (of(&[(-1.84, 1.5), (-1.85, 1.5)]), "−1.85 to −1.84 points; all intervals lie below 0"),
            (of(&[(1.84, 1.5), (2.0, 1.5)]), "+1.84 to +2.00 points; all intervals lie above 0"),
            (of(&[(-1.84, 1.5), (1.85, 1.5)]), "−1.84 to +1.85 points; all intervals leave out 0"),
            (
                of(&[(-1.84, 1.5), (-1.0, 1.5), (-0.5, 0.4)]),
                "−1.84 to −0.50 points; 2 of 3 have an interval that leaves out 0",
            ),
            (of(&[(-1.0, 1.5), (-1.0, 1.1)]), "−1.00 points; no interval leaves out 0"),
            (said(&[(-1.0, None), (-2.0, None)], Measure::Change), "−2.00 to −1.00 points"),
        ] {
            assert_eq!(said, format!("one − sham at 12 months: {expected}"));
        }
        assert_eq!(
            said(&[(0.2, Some(0.1)), (0.4, None)], Measure::HalfGone),
            "At least half of the pain gone at 12 months, one − sham: +20 to +40 percentage points; 1 of 2 have an interval that leaves out 0"
        );
        assert_eq!(said(&[], Measure::Change), "");
    }
}
