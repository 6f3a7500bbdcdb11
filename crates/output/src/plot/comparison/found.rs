//! The titles of the figures of a comparison: which run ends with least pain, as far as the numbers at the ends of the lines tell runs
//! apart, and in which quantities their lines end apart.

use admsc_scenario::language::{Message, Phrase, english, verbatim};
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
    /// The same on the first day.
    pub start: f64,
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

/// The runs with least pain on a day, and those with more, or where they do not fall into two such groups each of them; nothing where they did
/// not begin alike, or where single runs may differ by chance.
pub fn finding(mut ends: Vec<End>, calls: &[String], day: f64, is_same_chance: bool) -> Option<Message> {
    if !is_same_chance && ends.iter().any(|end| end.interval.is_none()) {
        return None;
    }
    ends.sort_by(|a, b| a.points.total_cmp(&b.points).then(a.run.cmp(&b.run)));
    let first = *ends.first().filter(|_| ends.len() > 1)?;
    if ends.iter().any(|end| (end.start - first.start).abs() >= SMALLEST_RELIEF_POINTS) {
        return None;
    }
    let (more, least): (Vec<End>, Vec<End>) = ends.iter().partition(|end| end.differs(&first));
    let list = |ends: &[End]| {
        let call = |end: &End| calls.get(end.run).cloned().unwrap_or_default();
        let one = |end: &End| verbatim(format_args!("{} {}", call(end), fixed(end.points, 1)));
        Message::joined(ends.iter().map(one), english(", "))
    };
    // What does not fall into groups is told one by one, without a verdict; so are a mean and one life, which may be a lucky one.
    let is_mixed = ends.iter().any(|end| end.interval.is_some() != first.interval.is_some());
    if is_mixed || more.iter().any(|one| least.iter().any(|other| !one.differs(other))) {
        let said = english("Pain at {visit}, from least to most: {ends} points");
        return Some(said.with_said("visit", visit_name(day as u32)).with_said("ends", list(&ends)));
    }
    let said = match more.is_empty() {
        true => english("No clear difference in pain at {visit}: {least} points"),
        false => english("Least pain at {visit}: {least} points; {more}"),
    };
    let said = said.with_said("visit", visit_name(day as u32)).with_said("least", list(&least));
    Some(said.with_said("more", list(&more)))
}

/// Most quantities that a title names.
const NAMED: usize = 4;

/// In which quantities the lines of runs end apart and in which together.
pub fn of_mechanism(apart: &[Phrase], together: &[Phrase], day: f64) -> Option<Message> {
    let listed = |names: &[Phrase]| {
        let more = names.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| english("{more} more").with("more", more));
        Message::joined(names.iter().take(NAMED).map(|name| (*name).into()).chain(more), english(", "))
    };
    let said = match (apart, together) {
        ([], []) => return None,
        ([], _) => english("At {visit} the lines lie together in all that is shown"),
        (_, []) => english("At {visit} the lines lie apart in all that is shown"),
        _ => english("At {visit} the lines lie apart in {apart}; together in {together}"),
    };
    let said = said.with_said("visit", visit_name(day as u32)).with_said("apart", listed(apart));
    Some(said.with_said("together", listed(together)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::comparison::calls;

    fn letters() -> Vec<String> {
        calls(&[""; 4])
    }

    fn found(ends: &[(f64, Option<(f64, f64)>)]) -> String {
        let end = |(run, (points, interval)): (usize, &(f64, _))| End {
            run,
            points: *points,
            start: 7.0,
            interval: *interval,
        };
        let ends: Vec<End> = ends.iter().enumerate().map(end).collect();
        finding(ends, &letters(), 365.0, true).map_or_else(String::new, |found| found.in_english())
    }

    #[test]
    fn what_lies_apart_at_the_end_is_named_and_what_lies_together() {
        let found = |apart: &[Phrase], together: &[Phrase]| {
            of_mechanism(apart, together, 365.0).map_or_else(String::new, |found| found.in_english())
        };
        let (tnf, il_10) = (english("TNFα"), english("IL-10"));
        assert_eq!(found(&[tnf], &[il_10]), "At 12 months the lines lie apart in TNFα; together in IL-10");
        assert_eq!(found(&[], &[il_10]), "At 12 months the lines lie together in all that is shown");
        assert_eq!(found(&[tnf], &[]), "At 12 months the lines lie apart in all that is shown");
        let many = "At 12 months the lines lie apart in TNFα, TNFα, TNFα, TNFα, 2 more; together in IL-10";
        assert_eq!([found(&[tnf; 6], &[il_10]), found(&[], &[])], [many, ""]);
    }

    #[test]
    fn least_pain_is_said_only_where_runs_differ() {
        let single = |points: &[f64]| found(&points.iter().map(|points| (*points, None)).collect::<Vec<_>>());
        assert_eq!(single(&[3.1, 0.9]), "Least pain at 12 months: B 0.9 points; A 3.1");
        assert_eq!(single(&[3.1, 1.0, 6.0, 0.9]), "Least pain at 12 months: D 0.9, B 1.0 points; A 3.1, C 6.0");
        assert_eq!(single(&[3.1, 2.9]), "No clear difference in pain at 12 months: B 2.9, A 3.1 points");
        // The second is as near to the third as to the first.
        assert_eq!(single(&[1.0, 1.8, 2.5]), "Pain at 12 months, from least to most: A 1.0, B 1.8, C 2.5 points");
        assert_eq!(single(&[1.0]), "");
        let of = |points: f64, half: f64| (points, Some((points - half, points + half)));
        assert_eq!(found(&[of(3.1, 0.5), of(0.9, 0.5)]), "Least pain at 12 months: B 0.9 points; A 3.1");
        let open = "No clear difference in pain at 12 months: B 0.9, A 3.1 points";
        assert_eq!(found(&[of(3.1, 1.5), of(0.9, 1.0)]), open);
        // Who begins with less pain may end with less, whatever is done.
        let [one, other] =
            [(0, 3.1, 7.0), (1, 0.9, 5.0)].map(|(run, points, start)| End { run, points, start, interval: None });
        assert_eq!(finding(vec![one, other], &letters(), 365.0, true), None);
        // Single runs of other seeds or patients differ by chance as well; replicates have intervals that say by how much.
        let ends = |interval: Option<(f64, f64)>| {
            let end = |(run, points): (usize, f64)| {
                let interval = interval.map(|(below, above)| (points + below, points + above));
                End { run, points, start: 7.0, interval }
            };
            [3.1, 0.9].into_iter().enumerate().map(end).collect::<Vec<_>>()
        };
        assert_eq!(finding(ends(None), &letters(), 365.0, false), None);
        assert!(finding(ends(None), &letters(), 365.0, true).is_some());
        assert!(finding(ends(Some((-0.5, 0.5))), &letters(), 365.0, false).is_some());
        // Names stand in place of letters where a title has room for all of them.
        assert_eq!(calls(&["one dose", "two doses"]), ["“one dose”", "“two doses”"]);
        assert_eq!(
            [calls(&["one", ""]), calls(&["a name that is long, ", "and another one that is longer"])],
            [["A", "B"]; 2]
        );
        // A single run has no interval that could tell it from replicates.
        let listed = "Pain at 12 months, from least to most: B 0.9, A 3.1 points";
        assert_eq!(found(&[of(3.1, 0.5), (0.9, None)]), listed);
    }
}
