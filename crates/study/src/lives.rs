//! Other lives of a patient beside the run that is drawn in detail: the same patient with other random numbers, and without all or a part
//! of the treatment. One life is luck; several show how much of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::replicates::seed;
use crate::run::{self, BaselineStore, Progress, Record, Request};
use crate::summary::{has_halved, responders_start};
use crate::threads::jobs;
use crate::visits::Keep;
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Error;
use admsc_scenario::language::{Message, Phrase, english};
use admsc_scenario::reading::lives::{Beside, Lives};
use admsc_stats::estimators::Mean;

/// One life: what is shown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// Its seed.
    pub seed: u64,
    /// What it is without; nothing of one with the treatment of the scenario.
    pub beside: Option<Beside>,
    /// Days and pain (points of 0 to 10), one pair a day.
    pub course: Vec<(f64, f64)>,
    /// Day from which its relief counts, that of all lives of a run ([`responders_start`]).
    pub relief_start: u32,
}

impl Life {
    /// That of a record.
    pub fn of(seed: u64, beside: Option<Beside>, record: &Record, relief_start: u32) -> Self {
        let course = record.samples.iter().map(|sample| (sample.time_days, sample.vas_points)).collect();
        Self { seed, beside, course, relief_start }
    }

    /// Whether it has the treatment of the scenario.
    pub fn is_treated(&self) -> bool {
        self.beside.is_none()
    }

    /// Pain on a day, or on the first one after it.
    pub fn vas_on(&self, day: u32) -> Option<f64> {
        self.course.iter().find(|(at, _)| *at >= f64::from(day)).map(|(_, vas)| *vas)
    }

    /// First day on which its pain has halved; none where it never does.
    pub fn halved_day(&self) -> Option<f64> {
        let mut since = self.course.iter().filter(|(day, _)| *day >= f64::from(self.relief_start));
        let (_, start) = since.next()?;
        since.find(|(_, vas)| has_halved(*start, *vas)).map(|(day, _)| *day)
    }

    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        let from = f64::from(self.relief_start);
        let mut since = self.course.iter().filter(|(day, _)| *day >= from).map(|(_, vas)| *vas);
        let start = since.next().unwrap_or_default();
        let (lowest, end) = since.fold((start, start), |(lowest, _), vas| (lowest.min(vas), vas));
        match (has_halved(start, lowest), has_halved(start, end)) {
            (_, true) => Outcome::Relieved,
            (true, false) => Outcome::Relapsed,
            (false, false) => Outcome::NotRelieved,
        }
    }
}

/// Lowest and highest of some values; none of none.
pub fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |found, value| {
        let (low, high) = found.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// Mean of some values; none of none.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let found = Mean::from_values(values);
    (found.n > 0).then_some(found.mean)
}

/// What became of a life, from the day of the first dose on; from day 0 where pain decides when that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// At the end half of the pain or more is gone.
    Relieved,
    /// Half of it was gone on some day, and is not at the end.
    Relapsed,
    /// Half of it was never gone.
    NotRelieved,
}

/// A life in a few numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LifeSummary {
    /// Its seed.
    pub seed: u64,
    /// What it is without; missing of one with the treatment of the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
    /// Pain at each visit of the run, points of 0 to 10.
    pub vas_points: Vec<f64>,
    /// What became of it.
    pub outcome: Outcome,
}

impl LifeSummary {
    /// That of a life at the visits of a run.
    pub fn of(life: &Life, visits_days: impl Iterator<Item = u32>) -> Self {
        let vas_points = visits_days.filter_map(|day| life.vas_on(day)).collect();
        Self { seed: life.seed, beside: life.beside, vas_points, outcome: life.outcome() }
    }
}

/// How many lives of a patient come to what: said wherever their course is.
pub const OUTCOMES: Phrase = english(
    "Of {all} lives of the same patient half of the pain is gone at the end in {relieved}; it was gone and came back in {relapsed}, \
     and it never was in {others}.",
);

/// How many of the treated lives of a run come to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LivesCounts {
    /// Lives with the treatment, the run itself among them.
    pub lives_treated_count: u64,
    /// Those of them in which half of the pain or more is gone at the end.
    pub lives_relieved_count: u64,
    /// Those in which it was gone on some day, and is not at the end.
    pub lives_relapsed_count: u64,
    /// Those in which it was never gone.
    pub lives_not_relieved_count: u64,
}

impl LivesCounts {
    /// Those of some lives; none where there are none.
    pub fn of(lives: &[Life]) -> Option<Self> {
        let treated = || lives.iter().filter(|life| life.is_treated());
        let with = |outcome| treated().filter(|life| life.outcome() == outcome).count() as u64;
        (!lives.is_empty()).then(|| Self {
            lives_treated_count: treated().count() as u64,
            lives_relieved_count: with(Outcome::Relieved),
            lives_relapsed_count: with(Outcome::Relapsed),
            lives_not_relieved_count: with(Outcome::NotRelieved),
        })
    }

    /// [`OUTCOMES`] with its numbers.
    pub fn told(&self) -> Message {
        OUTCOMES
            .with("all", self.lives_treated_count)
            .with("relieved", self.lives_relieved_count)
            .with("relapsed", self.lives_relapsed_count)
            .with("others", self.lives_not_relieved_count)
    }
}

/// The lives of a run in a few numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LivesSummary {
    /// How many of them come to what.
    #[serde(flatten)]
    pub counts: LivesCounts,
    /// Mean pain of those with the treatment at the last visit, points; missing without a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treated_end_vas_points: Option<f64>,
    /// The same of those beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_end_vas_points: Option<f64>,
    /// How many of those beside them have half of the pain or more gone at the end; missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_relieved_count: Option<u64>,
    /// Each life: the run itself, those with other seeds, and those beside them.
    pub lives: Vec<LifeSummary>,
}

impl LivesSummary {
    /// That of lives at the visits of a run; none where there are no lives.
    pub fn of<Days: Iterator<Item = u32>>(lives: &[Life], visits_days: impl Fn() -> Days) -> Option<Self> {
        let counts = LivesCounts::of(lives)?;
        let all: Vec<LifeSummary> = lives.iter().map(|life| LifeSummary::of(life, visits_days())).collect();
        let (treated, beside): (Vec<&LifeSummary>, Vec<&LifeSummary>) =
            all.iter().partition(|life| life.beside.is_none());
        let end = |some: &[&LifeSummary]| mean(some.iter().filter_map(|life| life.vas_points.last().copied()));
        let relieved = beside.iter().filter(|life| life.outcome == Outcome::Relieved).count() as u64;
        Some(Self {
            counts,
            treated_end_vas_points: end(&treated),
            beside_end_vas_points: end(&beside),
            beside_relieved_count: (!beside.is_empty()).then_some(relieved),
            lives: all,
        })
    }

    /// Those with the treatment.
    pub fn treated(&self) -> impl Iterator<Item = &LifeSummary> {
        self.lives.iter().filter(|life| life.beside.is_none())
    }

    /// What the courses beside them are without, and those courses; nothing where there are none.
    pub fn beside(&self) -> Option<(Beside, Vec<&LifeSummary>)> {
        let all: Vec<&LifeSummary> = self.lives.iter().filter(|life| life.beside.is_some()).collect();
        Some((all.first()?.beside?, all))
    }
}

/// Number of runs that lives take beside the first.
pub fn others(setup: &Setup, Lives { number, beside }: Lives) -> u32 {
    if number < 2 { 0 } else { number - 1 + beside.of(setup).map_or(0, |_| besides(number, beside)) }
}

/// How many courses stand beside so many lives: without treatment luck changes little, else each life has its own.
fn besides(number: u32, beside: Beside) -> u32 {
    if beside == Beside::Untreated { 1 } else { number }
}

/// The lives of a patient: `first`, the record of the request; others with seeds of their own; and what stands beside them: the first
/// one without treatment, or each without cells or further doses. Each runs on one of `threads` cores. `progress` is told the row of one of
/// the others, counted from 0, and how far it is. Nothing where one life is all.
///
/// # Errors
/// That of the first life, in their order, that could not be run.
pub fn run(
    request: Request<'_>,
    first: &Record,
    lives: Lives,
    threads: usize,
    store: &(impl BaselineStore + Sync),
    progress: impl Fn(u32, Progress) + Sync + Send,
) -> Result<Vec<Life>, Error> {
    let others = others(request.setup, lives);
    if others == 0 {
        return Ok(Vec::new());
    }
    let (without, start) = (lives.beside.of(request.setup), responders_start(request.setup));
    let one = |row: usize| {
        // The treated ones but the first, then those beside them from the first on.
        let life = row as u32 + 1;
        let without = without.as_ref().filter(|_| life >= lives.number);
        let seed = seed(request.seed, if without.is_some() { life - lives.number } else { life });
        let setup = without.unwrap_or(request.setup);
        let request = Request { setup, seed, visits_days: &[], pictures: false, keep: Keep::default(), ..request };
        let record = run::run(request, Serial, store, |reached| progress(row as u32, reached))?;
        Ok(Life::of(seed, without.map(|_| lives.beside), &record, start))
    };
    let found: Result<Vec<Life>, Error> = jobs(threads, others as usize, one).into_iter().collect();
    Ok(std::iter::once(Life::of(request.seed, None, first, start)).chain(found?).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(course: &[f64], relief_start: u32) -> Life {
        let course = course.iter().enumerate().map(|(day, vas)| (day as f64, *vas)).collect();
        Life { seed: 1, beside: None, course, relief_start }
    }

    #[test]
    fn what_became_of_a_life_counts_from_its_first_dose() {
        assert_eq!(life(&[7.0, 3.0, 3.4], 0).outcome(), Outcome::Relieved);
        assert_eq!(life(&[7.0, 3.0, 3.6], 0).outcome(), Outcome::Relapsed);
        assert_eq!(life(&[7.0, 3.6, 3.6], 0).outcome(), Outcome::NotRelieved);
        // The low pain of day 1 comes before the dose of day 2.
        assert_eq!(life(&[7.0, 3.0, 6.0, 5.0], 2).outcome(), Outcome::NotRelieved);
        // Half of very little is nothing that could be felt.
        assert_eq!(life(&[1.0, 0.2, 0.2], 0).outcome(), Outcome::NotRelieved);
        assert_eq!(life(&[], 0).outcome(), Outcome::NotRelieved);
        assert_eq!(life(&[7.0, 3.0, 3.4], 0).vas_on(2), Some(3.4));
    }
}
