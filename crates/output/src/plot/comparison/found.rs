//! The titles of the figures of a comparison: which run ends with least pain, as far as the numbers at the ends of the lines tell runs
//! apart, and in which run TNFα halves first.

use super::{ComparedRun, calls};
use crate::plot::mechanism::tnf_halved;
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

/// By which day TNFα halves in each run; nothing where a run has none.
pub fn of_mechanism(runs: &[ComparedRun<'_>]) -> Option<Message> {
    let start = |run: &ComparedRun<'_>| run.dose_days.first().map_or(0, |day| day.floor() as u32);
    let halved = runs.iter().map(|run| tnf_halved(&run.records, start(run)));
    let halved: Vec<Option<(f64, bool)>> = halved.collect::<Option<_>>()?;
    let calls = calls(&runs.iter().map(|run| run.label.as_str()).collect::<Vec<_>>());
    if let [Some((day, true)), rest @ ..] = halved.as_slice()
        && rest.iter().all(|other| *other == Some((*day, true)))
    {
        return Some(english("TNFα halves by day {day} in every run").with("day", format_args!("{day:.0}")));
    }
    let of_run = |(call, halved): (&String, &Option<(f64, bool)>)| {
        let said = match halved {
            Some((_, true)) => english("{letter} by day {day}"),
            Some((_, false)) => english("{letter} by day {day}, not at the end"),
            None => english("{letter} never"),
        };
        said.with("letter", call).with("day", format_args!("{:.0}", halved.map_or(0.0, |(day, _)| day)))
    };
    let all = Message::joined(calls.iter().zip(&halved).map(of_run), english("; "));
    Some(match halved.iter().flatten().next() {
        Some(_) => english("TNFα halves: {runs}").with_said("runs", all),
        None => english("TNFα halves in no run").into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::observe::Sample;

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
    fn each_run_is_told_by_which_day_its_tnf_halves() {
        let found = |courses: &[&dyn Fn(f64) -> f64], dose: f64| {
            let row = |course: &dyn Fn(f64) -> f64, day: u32| {
                let day = f64::from(day);
                Sample { time_days: day, tnf_alpha_ng_per_ml: course(day), ..Sample::default() }
            };
            let records: Vec<Vec<Sample>> =
                courses.iter().map(|course| (0..=100).map(|day| row(course, day)).collect()).collect();
            let run = |record| ComparedRun {
                label: String::new(),
                records: vec![record],
                dose_days: vec![dose],
                halved_day: None,
                halved_interval_days: None,
                has_nerve: true,
                lives: Vec::new(),
            };
            let runs: Vec<ComparedRun<'_>> = records.iter().map(|record| run(record.as_slice())).collect();
            of_mechanism(&runs).map_or_else(String::new, |found| found.in_english())
        };
        let falls = |day: f64| 0.5 - 0.004 * day;
        let back = |day: f64| if day < 60.0 { 0.5 - 0.008 * day } else { 0.5 };
        let (stays, none) = (|_: f64| 0.5, |_: f64| 0.0);
        let three = "TNFα halves: A by day 63; B never; C by day 32, not at the end";
        assert_eq!(found(&[&falls, &stays, &back], 0.0), three);
        assert_eq!(found(&[&stays, &stays], 0.0), "TNFα halves in no run");
        assert_eq!(found(&[&falls, &falls], 0.0), "TNFα halves by day 63 in every run");
        // From the day of the dose on: 0.38 on day 30, of which half is left on day 78.
        assert_eq!(found(&[&falls, &stays], 30.5), "TNFα halves: A by day 78; B never");
        assert_eq!([found(&[&falls, &none], 0.0), found(&[&falls], 200.0)], ["", ""]);
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
