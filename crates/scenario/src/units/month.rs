//! Months and the names of visits.

use crate::language::{Message, Phrase, english};

/// Days in a month.
pub const MONTH: f64 = 30.4375;

/// The months of a day, where it is the day that so many months are rounded to: no two days have one name.
pub fn whole_months(day: u32) -> Option<u32> {
    let months = (f64::from(day) / MONTH).round();
    ((months * MONTH).round() == f64::from(day)).then_some(months as u32)
}

/// The fewest days that so many months in a row can last by the days that months are rounded to: 60 for two, 121 for four.
pub fn fewest_days(months: u32) -> u32 {
    // A month is so many days and sixteenths that its place within a day comes round after 16 months.
    let day = |month: u32| (f64::from(month) * MONTH).round() as u32;
    (0..16).map(|first| day(first + months) - day(first)).min().unwrap_or_default()
}

/// `baseline`, `3 months`, `day 10`.
pub fn visit_name(day: u32) -> Message {
    match whole_months(day) {
        Some(0) => english("baseline").into(),
        Some(1) => english("1 month").into(),
        Some(months) => english("{number} months").with("number", months),
        None => english("day {day}").with("day", day),
    }
}

/// A length of time in the unit a reader thinks in: `29 min`, `12 h`, `45 d`, `9.9 months`.
pub fn length(days: f64) -> Message {
    let of = |phrase: Phrase, number: f64| {
        phrase.with("number", if number < 9.95 { format!("{number:.1}") } else { format!("{number:.0}") })
    };
    match days {
        minutes if minutes < 1.0 / 24.0 => of(english("{number} min"), 1440.0 * minutes),
        hours if hours < 2.0 => of(english("{number} h"), 24.0 * hours),
        days if days < 91.0 => of(english("{number} d"), days),
        days => of(english("{number} months"), days / MONTH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_named_in_months_where_they_are_whole() {
        let names = [0, 1, 10, 30, 31, 91, 365, 366, 1461].map(|day| visit_name(day).in_english());
        let expected =
            ["baseline", "day 1", "day 10", "1 month", "day 31", "3 months", "12 months", "day 366", "48 months"];
        assert_eq!(names, expected);
    }

    #[test]
    fn no_months_in_a_row_are_shorter_than_the_fewest_days() {
        assert_eq!([0, 1, 2, 3, 4, 6, 12, 24].map(fewest_days), [0, 30, 60, 91, 121, 182, 365, 730]);
        let day = |month: u32| (f64::from(month) * MONTH).round() as u32;
        assert!((0..200).all(|first| (0..200).all(|n| day(first + n) - day(first) >= fewest_days(n))));
    }

    #[test]
    fn lengths_are_told_in_the_unit_of_a_reader() {
        let told = [0.02, 0.5, 3.0, 45.0, 300.0].map(|days| length(days).in_english());
        assert_eq!(told, ["29 min", "12 h", "3.0 d", "45 d", "9.9 months"]);
    }
}
