//! The visits at which bars stand, those of the arms side by side, and where their signs stand on the lines.

use super::panels::Span;
use admsc_scenario::units::month::MONTH;
use admsc_study::trial::Day;

/// Between two bars side by side, pixels.
pub const APART: i32 = 8;
/// Most groups of bars of a panel; of more visits only those that people ask for have bars.
const MOST: usize = 6;
/// The months that people ask for.
const ASKED: [f64; 8] = [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0];
/// How far a visit may be from such a month, as a share of it.
const NEAR: f64 = 0.1;

/// The visits up to the last day at which the bars of so many arms have room, the later before the earlier, and the middle of each.
pub fn placed(visits: &[u32], last: f64, arms: usize, x: &Span) -> Vec<(f64, i32)> {
    let visits: Vec<f64> = visits.iter().map(|day| f64::from(*day)).filter(|day| *day <= last).collect();
    let half = APART * arms as i32 / 2;
    let mut bars: Vec<(f64, i32)> = Vec::new();
    for day in asked_for(visits).into_iter().rev() {
        // Those of the last day stand left of the edge.
        let middle = x.at(day).min(x.end - half);
        let right = bars.last().map_or(i32::MAX, |(_, next)| next - half);
        if middle - half > x.start && middle + half < right {
            bars.push((day, middle));
        }
    }
    bars
}

/// Of many visits those nearest to the months that people ask for, and the last; all where there are few, or none near a month.
fn asked_for(visits: Vec<f64>) -> Vec<f64> {
    if visits.len() <= MOST {
        return visits;
    }
    let nearest = |months: &f64| {
        let off = |day: f64| (day / (months * MONTH) - 1.0).abs();
        visits.iter().copied().min_by(|a, b| off(*a).total_cmp(&off(*b))).filter(|day| off(*day) <= NEAR)
    };
    let mut chosen: Vec<f64> = ASKED.iter().filter_map(nearest).collect();
    if chosen.is_empty() {
        return visits;
    }
    chosen.extend(visits.last());
    chosen.sort_by(f64::total_cmp);
    chosen.dedup();
    chosen
}

/// The pain of a course at a day between its own, on the line that is drawn; nothing of no course.
pub fn on_line(days: &[(f64, Day)], at: f64) -> Option<f64> {
    let after = days.iter().position(|(day, _)| *day >= at).unwrap_or(days.len().checked_sub(1)?);
    let ((from, low), (to, high)) = (days[after.saturating_sub(1)], days[after]);
    let share = if to > from { ((at - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
    Some(low.mean + share * (high.mean - low.mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Span = Span { from: 0.0, to: 365.0, start: 0, end: 1400 };

    fn days(visits: &[u32], last: f64) -> Vec<f64> {
        placed(visits, last, 5, &X).into_iter().map(|(day, _)| day).rev().collect()
    }

    #[test]
    fn the_last_visit_that_is_shown_always_has_its_bars() {
        assert_eq!(days(&[30, 91, 182, 365], 365.0), [30.0, 91.0, 182.0, 365.0]);
        // What lies beyond the page takes no room there.
        assert_eq!(days(&[30, 91, 182, 365, 730], 365.0), [30.0, 91.0, 182.0, 365.0]);
        assert_eq!(days(&[3, 7, 14, 21, 28, 90, 180, 365, 730], 365.0), [28.0, 90.0, 180.0, 365.0]);
        assert_eq!(days(&[358, 365], 365.0), [365.0]);
    }

    #[test]
    fn of_many_visits_those_of_usual_months_have_bars() {
        let weekly: Vec<u32> = (1..=31).map(|week| 7 * week).chain([365]).collect();
        assert_eq!(days(&weekly, 365.0), [28.0, 91.0, 182.0, 365.0]);
        // Days within the first fortnight are no months: all that have room.
        let daily: Vec<u32> = (1..=14).collect();
        let x = Span { to: 14.0, ..X };
        assert!(placed(&daily, 14.0, 3, &x).len() > MOST);
    }

    #[test]
    fn a_sign_beside_a_visit_stands_on_the_line() {
        let day = |mean: f64| Day::from_values(&[mean, mean]);
        let course = [(0.0, day(8.0)), (10.0, day(4.0)), (20.0, day(4.0))];
        let at = |day: f64| on_line(&course, day);
        assert_eq!(
            [at(-1.0), at(0.0), at(5.0), at(10.0), at(12.0), at(30.0)],
            [8.0, 8.0, 6.0, 4.0, 4.0, 4.0].map(Some)
        );
        assert_eq!(on_line(&[], 3.0), None);
    }
}
