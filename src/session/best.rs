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
    /// Their indication, where others of the batch have another.
    pub indication: Option<&'static str>,
    /// For how long all of them were followed, where others of the batch were for another time.
    pub days: Option<u64>,
    /// Those that are not ranked, as nothing was done for them.
    pub untreated: Vec<String>,
    /// Those of another indication or length, which are not compared with these.
    pub others: Vec<String>,
    /// Whether none of them starts from a bundled indication, so that they may be of several.
    pub is_unknown: bool,
    /// Whether they are of the same people, in whom what lies between them is told elsewhere.
    pub is_within_people: bool,
}

/// What scenarios must share to be compared: whether they are studies, the indication, and the length in days.
type Kind = (bool, Option<&'static str>, Option<u64>);

fn kind_of(row: &BatchRow) -> Kind {
    (row.kind == Some("study"), row.indication, row.horizon_days)
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
            indication: None,
            days: None,
            is_unknown: false,
            is_within_people: false,
        })
    }

    /// Of the scenarios of a batch, those of each indication and length by themselves: treated runs and replicates by pain at the
    /// end, or by its change where they began differently, studies by the difference from their control. Those with the same
    /// results are one.
    pub fn of_batch(rows: &[BatchRow]) -> Vec<Self> {
        let rows: Vec<&BatchRow> = rows.iter().filter(|row| row.last_vas_points.is_some()).collect();
        let kinds: BTreeSet<Kind> = rows.iter().map(|row| kind_of(row)).collect();
        kinds.into_iter().filter_map(|kind| Self::of_kind(kind, &rows)).collect()
    }

    /// Of those of one kind among all that have results.
    fn of_kind(kind: Kind, rows: &[&BatchRow]) -> Option<Self> {
        let (are_studies, indication, days) = kind;
        let is_untreated = |row: &&&BatchRow| row.treatments_count == Some(0);
        let (own, others): (Vec<&BatchRow>, Vec<&BatchRow>) = rows.iter().partition(|row| kind_of(row) == kind);
        let treated: Vec<&BatchRow> = own.iter().filter(|row| !is_untreated(row)).copied().collect();
        let is_uneven = !are_alike(&treated);
        let by = match (are_studies, is_uneven) {
            (true, _) => Ranked::Difference,
            (false, true) => Ranked::Change,
            (false, false) => Ranked::Pain,
        };
        let all = without_repeats(&treated).into_iter();
        let found = Self::of(by, all.filter_map(|(name, row)| candidate(by, name, row)).collect())?;
        let is_other = |row: &&&BatchRow| kind_of(row).0 == are_studies && !is_untreated(row);
        let differ = |one: fn(Kind) -> Kind| rows.iter().any(|row| one(kind_of(row)) != one(kind));
        Some(Self {
            is_uneven,
            is_unknown: indication.is_none(),
            untreated: names(own.iter().filter(is_untreated)),
            others: names(others.iter().filter(is_other)),
            indication: indication.filter(|_| differ(|(_, indication, _)| (false, indication, None))),
            days: days.filter(|_| differ(|(_, _, days)| (false, None, days))),
            ..found
        })
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
        let caption = match self.indication {
            Some(name) => english("{indication}: {caption}").with("indication", name).with_said("caption", caption),
            None => caption,
        };
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
        let untreated = english("Without cells, so not ranked: {names}.");
        let untreated = (!self.untreated.is_empty()).then(|| untreated.with_said("names", names()));
        let others = english("Of another indication or length, so not compared with these: {names}.");
        let names = || Message::joined(self.others.iter().map(verbatim), english(", "));
        let others = (!self.others.is_empty()).then(|| others.with_said("names", names()));
        let unknown = english("None of them starts from a bundled indication: they are ranked as if they were of one.");
        let unknown = self.is_unknown.then(|| unknown.into());
        let caveats = uneven.into_iter().chain(unknown).chain(untreated).chain(others);
        std::iter::once(said).chain(self.luck(best, next)).chain(caveats).collect()
    }

    fn luck(&self, best: &Candidate, next: &Candidate) -> Vec<Message> {
        if self.is_within_people {
            let text = english(
                "Whether that is more than luck stands above, where neighbouring points are compared in the same patients.",
            );
            return vec![text.into()];
        }
        let Some((low, high)) = best.lead(next) else {
            let singles = [best, next].into_iter().filter(|one| one.count <= 1).count();
            let text: Phrase = match (singles, self.by) {
                (2, Ranked::Pain | Ranked::Change) => english(
                    "Each is one life of one patient: such a lead can be luck, as other lives and other patients may differ by points. Run the \
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

fn names<'a>(rows: impl Iterator<Item = &'a &'a BatchRow>) -> Vec<String> {
    rows.filter_map(|row| row.name.clone()).collect()
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
mod tests;
