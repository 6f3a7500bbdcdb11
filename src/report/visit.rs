//! Names of visits, the same in reports and in the terminal.

use crate::language::{Message, english};

/// `baseline`, `3 months`, `day 10`: months where the day is the nearest to a whole number of them.
pub fn visit_name(day: u32) -> Message {
    let months = (f64::from(day) / 30.4375).round();
    let whole = (months * 30.4375 - f64::from(day)).abs() < 1.0;
    match months {
        _ if day == 0 => english("baseline").into(),
        1.0 if whole => english("1 month").into(),
        months if whole && months > 1.0 => english("{number} months").with("number", months),
        _ => english("day {day}").with("day", day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_named_in_months_where_they_are_whole() {
        let names = [0, 10, 30, 31, 91, 365, 366, 1461].map(|day| visit_name(day).in_english());
        let expected = ["baseline", "day 10", "1 month", "1 month", "3 months", "12 months", "12 months", "48 months"];
        assert_eq!(names, expected);
    }
}
