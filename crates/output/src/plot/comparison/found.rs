//! Which run ends with least pain: the title of the figure, as far as the numbers at the ends of the lines tell runs apart.

use super::letter;
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::fixed;
use admsc_study::summary::SMALLEST_RELIEF_POINTS;

/// Pain of a run on the last day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// The run.
    pub run: usize,
    /// Points; of replicates their mean.
    pub points: f64,
    /// Of replicates the 95 % interval of that mean.
    pub interval: Option<(f64, f64)>,
}

impl End {
    /// Whether two runs differ: single ones by what counts as relief, replicates where their intervals lie apart.
    fn differs(&self, other: &Self) -> bool {
        match (self.interval, other.interval) {
            (Some(one), Some(two)) => one.1 < two.0 || two.1 < one.0,
            (None, None) => (self.points - other.points).abs() >= SMALLEST_RELIEF_POINTS,
            _ => false,
        }
    }
}

/// The runs with least pain on a day, and those with more; nothing where they do not fall into two such groups.
pub fn finding(mut ends: Vec<End>, day: f64) -> Option<Message> {
    ends.sort_by(|a, b| a.points.total_cmp(&b.points).then(a.run.cmp(&b.run)));
    let first = *ends.first().filter(|_| ends.len() > 1)?;
    let (more, least): (Vec<End>, Vec<End>) = ends.iter().partition(|end| end.differs(&first));
    if more.iter().any(|one| least.iter().any(|other| !one.differs(other))) {
        return None;
    }
    let list = |ends: &[End]| {
        let one = |end: &End| verbatim(format_args!("{} {}", letter(end.run), fixed(end.points, 1)));
        Message::joined(ends.iter().map(one), english(", "))
    };
    let said = match more.is_empty() {
        true => english("No clear difference in pain at {visit}: {least} points"),
        false => english("Least pain at {visit}: {least} points; {more}"),
    };
    let said = said.with_said("visit", visit_name(day as u32)).with_said("least", list(&least));
    Some(said.with_said("more", list(&more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ends: &[(f64, Option<(f64, f64)>)]) -> String {
        let end = |(run, (points, interval)): (usize, &(f64, _))| End { run, points: *points, interval: *interval };
        let ends = ends.iter().enumerate().map(end).collect();
        finding(ends, 365.0).map_or_else(String::new, |found| found.in_english())
    }

    #[test]
    fn least_pain_is_said_only_where_runs_differ() {
        let single = |points: &[f64]| found(&points.iter().map(|points| (*points, None)).collect::<Vec<_>>());
        assert_eq!(single(&[3.1, 0.9]), "Least pain at 12 months: B 0.9 points; A 3.1");
        assert_eq!(single(&[3.1, 1.0, 6.0, 0.9]), "Least pain at 12 months: D 0.9, B 1.0 points; A 3.1, C 6.0");
        assert_eq!(single(&[3.1, 2.9]), "No clear difference in pain at 12 months: B 2.9, A 3.1 points");
        // The second is as near to the third as to the first.
        assert_eq!(single(&[1.0, 1.8, 2.5]), "");
        assert_eq!(single(&[1.0]), "");
        let of = |points: f64, half: f64| (points, Some((points - half, points + half)));
        assert_eq!(found(&[of(3.1, 0.5), of(0.9, 0.5)]), "Least pain at 12 months: B 0.9 points; A 3.1");
        let open = "No clear difference in pain at 12 months: B 0.9, A 3.1 points";
        assert_eq!(found(&[of(3.1, 1.5), of(0.9, 1.0)]), open);
        // A single run has no interval that could tell it from replicates.
        assert_eq!(found(&[of(3.1, 0.5), (0.9, None)]), open);
    }
}
