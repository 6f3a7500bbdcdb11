//! Which of several scenarios, or points of a sweep, did best, by how much, and whether that is more than luck.

use std::collections::BTreeSet;

use admsc_output::export::batch::BatchRow;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::units::interval::{difference_with_interval, with_interval};
use admsc_scenario::units::sign::{fixed, signed};
use admsc_stats::student::quantile;

/// Most that are listed.
const MOST: usize = 5;

/// Greatest difference of the pain of day 0 between those that are ranked by pain at the end, points.
const ALIKE_POINTS: f64 = 1.0;

/// One of those that are ranked; the lowest value is the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What it is called.
    pub name: String,
    /// Points of pain, or of its difference from a control.
    pub value: f64,
    /// The 95 % interval of that mean; nothing for one life.
    pub ends: Option<(f64, f64)>,
    /// How many lives or patients are behind it.
    pub count: u64,
}

impl Candidate {
    /// Squared standard error of the mean, by the farther end of its interval: the other may be cut where the scale ends.
    fn variance(&self) -> Option<f64> {
        let (low, high) = self.ends.filter(|_| self.count > 1)?;
        let half = (high - self.value).max(self.value - low);
        Some(square(half / quantile(0.975, self.count as f64 - 1.0)))
    }

    /// The 95 % interval of how much lower it is than another, as between different people (Welch); it is too wide where both are
    /// the same people.
    fn lead(&self, other: &Self) -> Option<(f64, f64)> {
        let (own, others) = (self.variance()?, other.variance()?);
        let all = own + others;
        let spread = square(own) / (self.count as f64 - 1.0) + square(others) / (other.count as f64 - 1.0);
        let lead = other.value - self.value;
        let half = if all > 0.0 { all.sqrt() * quantile(0.975, square(all) / spread) } else { 0.0 };
        Some((lead - half, lead + half))
    }
}

fn square(value: f64) -> f64 {
    value * value
}

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranked {
    /// Pain at the last visit.
    Pain,
    /// Its change since day 0, of those whose ends do not compare.
    Change,
    /// Its difference from a control.
    Difference,
}

/// Those who are ranked, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// What is ranked.
    pub by: Ranked,
    /// All of them.
    pub all: Vec<Candidate>,
    /// Whether some began with another pain than others.
    pub is_uneven: bool,
    /// For how long all of them were followed, where others of the batch were for another time.
    pub days: Option<u64>,
    /// Those that are not ranked, as nothing was done for them.
    pub untreated: Vec<String>,
    /// Those of another length, which are not compared with these.
    pub others: Vec<String>,
}

impl Ranking {
    /// Of candidates; nothing where there is no choice.
    pub fn of(by: Ranked, mut all: Vec<Candidate>) -> Option<Self> {
        all.sort_by(|a, b| a.value.total_cmp(&b.value));
        (all.len() > 1).then_some(Self {
            by,
            all,
            is_uneven: false,
            untreated: Vec::new(),
            others: Vec::new(),
            days: None,
        })
    }

    /// Of the scenarios of a batch, those of each length by themselves: treated runs and replicates by pain at the end, or by its
    /// change where they began differently, studies by the difference from their control. Those with the same results are one.
    pub fn of_batch(rows: &[BatchRow]) -> Vec<Self> {
        let lengths: BTreeSet<Option<u64>> = rows.iter().map(|row| row.horizon_days).collect();
        let of = |(are_studies, days): (bool, Option<u64>)| {
            let is_of_kind = |row: &&BatchRow| (row.kind == Some("study")) == are_studies && row.horizon_days == days;
            let of_kind = rows.iter().filter(is_of_kind);
            let (untreated, treated): (Vec<&BatchRow>, Vec<&BatchRow>) =
                of_kind.filter(|row| row.last_vas_points.is_some()).partition(|row| row.treatments_count == Some(0));
            let is_uneven = !are_alike(&treated);
            let by = match (are_studies, is_uneven) {
                (true, _) => Ranked::Difference,
                (false, true) => Ranked::Change,
                (false, false) => Ranked::Pain,
            };
            let all = without_repeats(&treated).into_iter();
            let found = Self::of(by, all.filter_map(|(name, row)| candidate(by, name, row)).collect())?;
            let untreated = untreated.into_iter().filter_map(|row| row.name.clone()).collect();
            let is_other = |row: &&BatchRow| {
                (row.kind == Some("study")) == are_studies
                    && row.horizon_days != days
                    && row.treatments_count != Some(0)
            };
            let others = rows.iter().filter(is_other).filter(|row| row.last_vas_points.is_some());
            let others = others.filter_map(|row| row.name.clone()).collect();
            Some(Self { is_uneven, untreated, others, days: days.filter(|_| lengths.len() > 1), ..found })
        };
        [false, true]
            .into_iter()
            .flat_map(|kind| lengths.iter().map(move |days| (kind, *days)))
            .filter_map(of)
            .collect()
    }

    /// What the table is called.
    pub fn caption(&self) -> Message {
        let caption = match self.by {
            Ranked::Pain => english("the best of {number}, by pain at the end (points)"),
            Ranked::Change => english("the best of {number}, by the change of pain since day 0 (points)"),
            Ranked::Difference => {
                english("the best of {number}, by the difference from the control at the end (points)")
            }
        };
        let caption = caption.with("number", self.all.len());
        match self.days {
            Some(days) => {
                english("{caption}, of those of {days} days").with("days", days).with_said("caption", caption)
            }
            None => caption,
        }
    }

    /// The best, and the worst below them: rank, name, points with interval, lives or patients. Places that are left out are a
    /// row of their own.
    pub fn rows(&self, language: Language) -> Vec<[String; 4]> {
        let row = |(place, one): (usize, &Candidate)| {
            let points = match self.by {
                Ranked::Pain => with_interval(one.value, one.ends, |points| fixed(points, 2)),
                Ranked::Change | Ranked::Difference => difference_with_interval(one.value, one.ends, 2),
            };
            let count = language.say(english("n = {number}").with("number", one.count));
            [(place + 1).to_string(), one.name.clone(), language.say(points), count]
        };
        let last = self.all.len() - 1;
        let is_listed = |place: usize| place < MOST || place == last;
        let mut rows: Vec<[String; 4]> =
            self.all.iter().enumerate().filter(|(place, _)| is_listed(*place)).map(row).collect();
        if last > MOST {
            rows.insert(MOST, ["…", "", "", ""].map(str::to_owned));
        }
        rows
    }

    /// By how much the best leads, and whether that is more than luck.
    pub fn sentences(&self) -> Vec<Message> {
        let [best, next, ..] = self.all.as_slice() else { return Vec::new() };
        let said = english("Best: {best}. It leads the next by {lead} points.").with("best", &best.name);
        let said = said.with("lead", fixed(next.value - best.value, 2));
        let uneven = match self.by {
            Ranked::Difference => english(
                "They differ in the pain of day 0: their differences from the control do not compare as they stand.",
            ),
            Ranked::Pain | Ranked::Change => english(
                "They differ in the pain of day 0 and cannot be ranked by pain at the end: this is by how much pain fell.",
            ),
        };
        let uneven = self.is_uneven.then(|| uneven.into());
        let names = || Message::joined(self.untreated.iter().map(verbatim), english(", "));
        let untreated = english("Untreated, so not ranked: {names}.");
        let untreated = (!self.untreated.is_empty()).then(|| untreated.with_said("names", names()));
        let lengths = english("Of another length, so not compared with these: {names}.");
        let names = || Message::joined(self.others.iter().map(verbatim), english(", "));
        let lengths = (!self.others.is_empty()).then(|| lengths.with_said("names", names()));
        std::iter::once(said).chain(self.luck(best, next)).chain(uneven).chain(untreated).chain(lengths).collect()
    }

    fn luck(&self, best: &Candidate, next: &Candidate) -> Vec<Message> {
        let Some((low, high)) = best.lead(next) else {
            let singles = [best, next].into_iter().filter(|one| one.count <= 1).count();
            let text: Phrase = match (singles, self.by) {
                (2, Ranked::Pain | Ranked::Change) => english(
                    "Each is one life of one patient: such a lead can be luck, as other seeds of one patient differ by points. Run the \
                     first few with --set replicates=20 to know.",
                ),
                (2, Ranked::Difference) => {
                    english("Each has one patient: such a lead can be luck. Give them more patients to know.")
                }
                (1, _) => english("One of the two is a single life: whether this lead is luck cannot be told."),
                _ => english("This change has no interval: whether this lead is luck cannot be told."),
            };
            return vec![text.into()];
        };
        let text = if low > 0.0 {
            english(
                "Its 95 % interval, as between independent lives or patients, is {low} to {high} points: more than luck.",
            )
        } else {
            english(
                "Its 95 % interval, as between independent lives or patients, is {low} to {high} points: it may be luck.",
            )
        };
        let ends = text.with("low", signed(low, 2)).with("high", signed(high, 2));
        let alike = self.all.iter().skip(1).filter(|one| best.lead(one).is_none_or(|(low, _)| low <= 0.0)).count();
        let others = match alike {
            0 => return vec![ends],
            1 => english("One other cannot be told from it."),
            _ => english("{number} others cannot be told from it."),
        };
        vec![ends, others.with("number", alike)]
    }
}

/// Whether all began with nearly the same pain, as far as is known.
fn are_alike(rows: &[&BatchRow]) -> bool {
    let starts = || rows.iter().filter_map(|row| row.baseline_vas_points);
    let (lowest, highest) = starts().fold((f64::MAX, f64::MIN), |(low, high), vas| (vas.min(low), vas.max(high)));
    highest - lowest <= ALIKE_POINTS
}

/// Rows with their names; of several with the same results the first with the names of all.
fn without_repeats<'a>(rows: &[&'a BatchRow]) -> Vec<(String, &'a BatchRow)> {
    let is_same = |one: &BatchRow, other: &BatchRow| {
        one.digest.is_some() && (&one.digest, one.values_count) == (&other.digest, other.values_count)
    };
    let mut found: Vec<(String, &BatchRow)> = Vec::new();
    for row in rows {
        let Some(name) = &row.name else { continue };
        match found.iter_mut().find(|(_, known)| is_same(known, row)) {
            Some((names, _)) => *names = format!("{names} = {name}"),
            None => found.push((name.clone(), row)),
        }
    }
    found
}

/// A scenario of a batch that has results.
fn candidate(by: Ranked, name: String, row: &BatchRow) -> Option<Candidate> {
    let (value, ends) = match by {
        Ranked::Pain => (row.last_vas_points?, row.last_vas_low_points.zip(row.last_vas_high_points)),
        // The interval of the end is not that of the change.
        Ranked::Change => (row.last_vas_points? - row.baseline_vas_points?, None),
        Ranked::Difference => (row.difference_points?, row.difference_low_points.zip(row.difference_high_points)),
    };
    Some(Candidate { name, value, ends, count: row.values_count.unwrap_or(1) })
}

/// What is printed below the table.
pub fn said(ranking: &Ranking, language: Language) -> String {
    language.say(Message::joined(ranking.sentences(), english(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, value: f64, half: f64, count: u64) -> Candidate {
        let ends = (count > 1).then_some((value - half, value + half));
        Candidate { name: name.to_owned(), value, ends, count }
    }

    fn told(by: Ranked, all: Vec<Candidate>) -> String {
        Ranking::of(by, all).map(|ranking| said(&ranking, Language::English)).unwrap_or_default()
    }

    #[test]
    fn the_best_is_named_with_its_lead_and_what_luck_can_do() {
        let single = vec![candidate("b", 4.0, 0.0, 1), candidate("a", 3.5, 0.0, 1), candidate("c", 6.0, 0.0, 1)];
        let text = told(Ranked::Pain, single);
        assert!(text.starts_with("Best: a. It leads the next by 0.50 points. Each is one life"), "{text}");
        let clear = vec![candidate("a", 3.0, 0.2, 20), candidate("b", 4.0, 0.2, 20), candidate("c", 6.0, 0.2, 20)];
        let text = told(Ranked::Pain, clear);
        assert!(text.contains("more than luck") && !text.contains("cannot"), "{text}");
        let close = vec![candidate("a", 3.0, 0.5, 20), candidate("b", 3.2, 0.5, 20), candidate("c", 3.3, 0.5, 20)];
        let text = told(Ranked::Difference, close);
        assert!(text.contains("it may be luck. 2 others cannot be told from it."), "{text}");
        let mixed = vec![candidate("a", 3.0, 0.5, 20), candidate("b", 3.2, 0.0, 1)];
        assert!(told(Ranked::Pain, mixed).contains("single life"));
        // It is about the two, whatever comes after them.
        let below = vec![candidate("a", 3.0, 0.0, 1), candidate("b", 3.2, 0.0, 1), candidate("c", 5.0, 0.5, 20)];
        assert!(told(Ranked::Pain, below).contains("Each is one life"));
        assert_eq!(told(Ranked::Pain, vec![candidate("a", 3.0, 0.5, 20)]), "");
    }

    #[test]
    fn the_lead_has_the_interval_of_welch() {
        // n = 10 each, standard errors 0.3 and 0.4: 14.2 and so 17 or fewer degrees of freedom, t = 2.11 to 2.13.
        let t = quantile(0.975, 9.0);
        let (a, b) = (candidate("a", 3.0, 0.3 * t, 10), candidate("b", 4.0, 0.4 * t, 10));
        let (low, high) = a.lead(&b).unwrap_or_default();
        let freedom = square(0.25) / (square(0.09) / 9.0 + square(0.16) / 9.0);
        let half = 0.5 * quantile(0.975, freedom);
        assert!((low - (1.0 - half)).abs() < 1e-9 && (high - (1.0 + half)).abs() < 1e-9, "{low} {high}");
        // An interval that is cut at the end of the scale is as wide as its whole side.
        let cut = Candidate { ends: Some((2.95, 3.0 + 0.3 * t)), ..a.clone() };
        assert_eq!(cut.lead(&b), a.lead(&b));
    }

    #[test]
    fn scenarios_of_a_batch_are_ranked_by_kind() {
        let row = |name: &str, kind, last: f64, difference: Option<f64>| BatchRow {
            name: Some(name.to_owned()),
            kind: Some(kind),
            baseline_vas_points: Some(7.0),
            last_vas_points: Some(last),
            difference_points: difference,
            values_count: Some(1),
            ..BatchRow::default()
        };
        let rows = [row("a", "run", 5.0, None), row("s", "study", 1.0, Some(-2.0)), row("b", "run", 4.0, None)];
        let rankings = Ranking::of_batch(&rows);
        let [found] = rankings.as_slice() else { panic!("{rankings:?}") };
        let listed = found.rows(Language::English);
        assert_eq!(listed.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert!(!found.is_uneven && Ranking::of_batch(&rows[..1]).is_empty());
        // What lasts longer falls further: each length has a ranking of its own, and who is alone of a length none.
        let of_length = |row: &BatchRow, days| BatchRow { horizon_days: Some(days), ..row.clone() };
        let (a, b) = (&rows[0], &rows[2]);
        assert!(Ranking::of_batch(&[of_length(a, 9), of_length(b, 8)]).is_empty());
        let both = [of_length(a, 9), of_length(b, 9), of_length(a, 8), of_length(b, 8), of_length(b, 7)];
        let captions: Vec<String> = Ranking::of_batch(&both).iter().map(|found| found.caption().in_english()).collect();
        let expected = |days| format!("the best of 2, by pain at the end (points), of those of {days} days");
        assert_eq!(captions, [expected(8), expected(9)]);
    }

    fn row(name: &str, baseline: f64, last: f64) -> BatchRow {
        BatchRow {
            name: Some(name.to_owned()),
            kind: Some("run"),
            baseline_vas_points: Some(baseline),
            last_vas_points: Some(last),
            values_count: Some(1),
            treatments_count: Some(1),
            ..BatchRow::default()
        }
    }

    fn of_one_kind(rows: &[BatchRow]) -> (Ranked, Vec<String>, String) {
        let rankings = Ranking::of_batch(rows);
        let [found] = rankings.as_slice() else { panic!("{rankings:?}") };
        let names = found.rows(Language::English).into_iter().map(|row| row[1].clone()).collect();
        (found.by, names, said(found, Language::English))
    }

    #[test]
    fn who_began_otherwise_is_not_ranked_by_the_end() {
        // It began without pain and ends with the least of it.
        let (by, names, text) = of_one_kind(&[row("acute", 0.3, 1.0), row("a", 7.0, 3.0), row("b", 7.2, 4.0)]);
        assert_eq!((by, names), (Ranked::Change, vec!["a".to_owned(), "b".to_owned(), "acute".to_owned()]));
        assert!(text.starts_with("Best: a.") && text.contains("cannot be ranked by pain at the end"), "{text}");
        // A difference counts, not where a rounded value falls.
        for (one, other, expected) in [(2.1, 2.7, Ranked::Pain), (2.5, 3.4, Ranked::Pain), (2.4, 3.5, Ranked::Change)] {
            let (by, _, text) = of_one_kind(&[row("a", one, 1.0), row("b", other, 2.0)]);
            assert_eq!((by, text.contains("They differ")), (expected, expected == Ranked::Change), "{text}");
        }
        let study = |name: &str, baseline: f64| BatchRow {
            kind: Some("study"),
            difference_points: Some(-baseline / 2.0),
            treatments_count: None,
            ..row(name, baseline, 2.0)
        };
        assert!(of_one_kind(&[study("a", 7.0), study("b", 4.0)]).2.contains("from the control do not compare"));
        assert!(!of_one_kind(&[study("a", 7.0), study("b", 6.5)]).2.contains("do not compare"));
    }

    #[test]
    fn the_untreated_are_not_the_best_and_the_same_results_are_one() {
        let untreated = BatchRow { treatments_count: Some(0), ..row("untreated", 7.0, 1.0) };
        let (_, names, text) = of_one_kind(&[untreated.clone(), row("a", 7.0, 3.0), row("b", 7.0, 4.0)]);
        assert_eq!(names, ["a", "b"]);
        assert!(text.ends_with("Untreated, so not ranked: untreated."), "{text}");
        assert!(Ranking::of_batch(&[untreated, row("a", 7.0, 3.0)]).is_empty());
        let same = |name, digest: &str| BatchRow { digest: Some(digest.to_owned()), ..row(name, 7.0, 3.0) };
        let (_, names, text) = of_one_kind(&[same("a", "1"), same("copy", "1"), row("b", 7.0, 4.0)]);
        assert_eq!(names, ["a = copy", "b"]);
        assert!(text.contains("by 1.00 points"), "{text}");
        assert!(Ranking::of_batch(&[same("a", "1"), same("copy", "1")]).is_empty());
    }

    #[test]
    fn places_that_are_left_out_are_seen() {
        let places = |number: usize| {
            let all = (0..number).map(|one| candidate(&one.to_string(), one as f64, 0.0, 1)).collect();
            let rows = Ranking::of(Ranked::Pain, all).map(|found| found.rows(Language::English)).unwrap_or_default();
            rows.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(places(6), "1 2 3 4 5 6");
        assert_eq!(places(7), "1 2 3 4 5 … 7");
        assert_eq!(places(3), "1 2 3");
    }
}
