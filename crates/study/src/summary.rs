//! What a run comes to: pain and its causes at the visits, the largest relief, and when pain had halved.
//!
//! Relief counts from the first dose, whatever is given: from the pain of its day, before it. Without a dose it counts
//! from day 0.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lives::LivesSummary;
use crate::run::Record;
use admsc_model::observe::Sample;
use admsc_model::rules::retreatment::{Retreated, Retreatment};
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Message, Phrase, english};
use admsc_stats::share::responds;

/// A change of pain below which one would read noise, points.
pub const SMALLEST_RELIEF_POINTS: f64 = 1.0;
/// Share of the largest relief whose loss by the end means that the effect did not last.
pub const LOST: f64 = 0.5;

/// A run in a few numbers. Pain is the proxy of a model, not a measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// State at each visit within the run, in order.
    pub visits: Vec<Visit>,
    /// Day of the first dose, from which relief counts; missing where it counts from day 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_dose_day: Option<u32>,
    /// Pain on that day, before the dose, points; missing where relief counts from day 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_dose_vas_points: Option<f64>,
    /// Lowest pain from the day of the first dose on, points; from day 0 without a dose.
    pub lowest_vas_points: f64,
    /// First day of the lowest pain.
    pub lowest_vas_day: f64,
    /// Pain on the day of the first dose, before it, minus the lowest pain, points; 0 if pain never falls.
    pub largest_relief_points: f64,
    /// First day on which pain has halved ([`has_halved`]); none where it never does.
    pub halved_day: Option<f64>,
    /// Axons of the fascicle.
    pub axons_count: u64,
    /// Axons at their target on the last day.
    pub axons_arrived_count: u64,
    /// Days on which treatment was given again because pain had returned, with the number of its rule from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_again: Vec<GivenAgain>,
    /// Potency of the cells, as it was assumed; missing of a run without cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potency_fraction: Option<f64>,
    /// The lives of the patient that the run shows; missing where it shows one.
    #[serde(flatten)]
    pub lives: Option<LivesSummary>,
}

impl Summary {
    /// Whether so much of the largest relief is lost at the end, with pain of so many points, that it did not last.
    pub fn is_lost(&self, end_points: f64) -> bool {
        end_points - self.lowest_vas_points >= LOST * self.largest_relief_points
    }
}

/// A treatment that was given again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GivenAgain {
    /// Number of its rule, from 0, among the doses of the scenario with `when`.
    pub rule: u32,
    /// The day.
    pub at_days: f64,
}

impl From<Retreated> for GivenAgain {
    fn from(Retreated { rule, at_days }: Retreated) -> Self {
        Self { rule, at_days }
    }
}

impl From<GivenAgain> for Retreated {
    fn from(GivenAgain { rule, at_days }: GivenAgain) -> Self {
        Self { rule, at_days }
    }
}

/// One visit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Visit {
    /// The requested day.
    pub day: u32,
    /// Pain proxy, points of 0 to 10.
    pub vas_points: f64,
    /// Share of inflammation in the pain, 0 to 1; none without pain.
    pub inflammation_share: Option<f64>,
    /// Share of structural damage in the pain, 0 to 1; none without pain.
    pub damage_share: Option<f64>,
    /// Share of central sensitisation in the pain, 0 to 1; none without pain.
    pub central_share: Option<f64>,
    /// Function, 0 to 1.
    pub function_fraction: f64,
    /// Living ADMSC in the window.
    pub admsc_alive_cells: u64,
    /// M1 macrophages in the window.
    pub m1_cells: u64,
    /// M2 macrophages in the window.
    pub m2_cells: u64,
    /// Axons at their target.
    pub axons_arrived_count: u64,
}

/// The rows of one run, and the day from which its relief counts.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// One row a day.
    pub samples: &'a [Sample],
    /// The day, of [`relief_start`] for the doses that were given.
    pub relief_start: u32,
}

impl Course<'_> {
    /// Its summary without visits; none of an empty record.
    pub fn relief(&self) -> Option<Summary> {
        summarise(self.samples, &[], self.relief_start)
    }
}

/// Whether at least half of the pain on the day from which relief counts is gone, and no less than a point. A share of that
/// pain, not of the largest relief: what comes later, and how long a run is, changes nothing of the day.
pub fn has_halved(start_points: f64, points: f64) -> bool {
    responds(start_points, points, 0.5) && start_points - points >= SMALLEST_RELIEF_POINTS
}

/// Day from which the relief of a run counts: that of its first dose, of any kind; 0 where none is given.
pub fn relief_start(setup: &Setup) -> u32 {
    first_dose(setup).map_or(0, |day| day.floor() as u32)
}

/// Day of the first dose whose day is known beforehand.
fn first_dose(setup: &Setup) -> Option<f64> {
    let given = setup.doses.iter().map(|dose| dose.at_days).filter(|day| *day < f64::from(setup.horizon_days));
    given.reduce(f64::min)
}

/// Day from which the responders of an arm, or among replicates, count: that of the first dose. Where pain may decide when
/// that is given, the treatment is a strategy that begins on day 0: everybody counts from then, treated yet or not.
pub fn responders_start(setup: &Setup) -> u32 {
    if may_begin_by_pain(setup) { 0 } else { relief_start(setup) }
}

/// Whether pain may decide when the first dose is given.
pub fn may_begin_by_pain(setup: &Setup) -> bool {
    let before = first_dose(setup).unwrap_or(f64::from(setup.horizon_days)).floor();
    let applies = |rule: &Retreatment| {
        rule.visits_days.iter().any(|day| f64::from(*day) >= rule.not_before_days && f64::from(*day) < before)
    };
    setup.retreatments.iter().any(applies)
}

/// From when relief counts, where that is not day 0: said wherever relief is.
pub const COUNTED_FROM: Phrase =
    english("Relief counts from the first dose, on day {day}: from the pain of that day, before the dose.");

/// How strong cells are assumed to be, beside what is known: said with every answer about a treatment.
pub const STRENGTH: Phrase = english(
    "Potency of the cells: {potency}, where full potency is the optimistic end; blinded trials mostly found no difference from \
     sham.",
);

/// [`COUNTED_FROM`] with its day; nothing where relief counts from day 0.
pub fn counted_from(start: u32) -> Option<Message> {
    (start > 0).then(|| COUNTED_FROM.with("day", start))
}

/// From when relief and responders among replicates of a treatment count; nothing where all count from day 0.
pub fn replicates_counted_from(setup: &Setup) -> Option<Message> {
    let by_pain = english(
        "Pain decides when the first dose is given: the relief of each replicate counts from its own first dose, or from \
         day 0 without one; the share with half of the pain gone counts from day 0.",
    );
    if may_begin_by_pain(setup) { Some(by_pain.into()) } else { counted_from(relief_start(setup)) }
}

/// The rows of a record from a day on; all of one that ends before it.
pub fn rows_from(samples: &[Sample], day: u32) -> &[Sample] {
    let first = samples.iter().position(|sample| sample.time_days >= f64::from(day));
    first.map_or(samples, |row| &samples[row..])
}

/// Reads a summary off a record whose relief counts from the day `start`; none of an empty one. Visits after the last row
/// are left out.
pub fn summarise(samples: &[Sample], visits_days: &[u32], start: u32) -> Option<Summary> {
    let rows = rows_from(samples, start);
    let (first, last) = (rows.first()?, rows.last()?);
    let lowest = rows.iter().fold(first, |low, sample| if sample.vas_points < low.vas_points { sample } else { low });
    let relief = first.vas_points - lowest.vas_points;
    let halved = rows.iter().find(|sample| has_halved(first.vas_points, sample.vas_points));
    let is_late = start > 0 && first.time_days >= f64::from(start);
    Some(Summary {
        visits: visits_days.iter().filter_map(|day| visit(samples, *day)).collect(),
        first_dose_day: is_late.then_some(start),
        first_dose_vas_points: is_late.then_some(first.vas_points),
        lowest_vas_points: lowest.vas_points,
        lowest_vas_day: lowest.time_days,
        largest_relief_points: relief,
        halved_day: halved.map(|sample| sample.time_days),
        axons_count: axons(last),
        axons_arrived_count: last.axons_at_target(),
        given_again: Vec::new(),
        potency_fraction: None,
        lives: None,
    })
}

/// The summary of a record; none of an empty one.
pub fn summary_of(record: &Record, visits_days: &[u32]) -> Option<Summary> {
    let given_again = record.given_again.iter().map(|given| (*given).into()).collect();
    let summary = summarise(&record.samples, visits_days, record.relief_start)?;
    let days = || summary.visits.iter().map(|visit| visit.day);
    let lives = LivesSummary::of(&record.lives, days);
    Some(Summary { given_again, potency_fraction: record.potency, lives, ..summary })
}

/// The first row at or after a day.
pub fn row_at(samples: &[Sample], day: u32) -> Option<&Sample> {
    samples.iter().find(|sample| sample.time_days >= f64::from(day))
}

fn visit(samples: &[Sample], day: u32) -> Option<Visit> {
    let sample = row_at(samples, day)?;
    let share = |part: f64| (sample.vas_points > 0.0).then(|| part / sample.vas_points);
    Some(Visit {
        day,
        vas_points: sample.vas_points,
        inflammation_share: share(sample.pain_inflammation_points),
        damage_share: share(sample.pain_damage_points),
        central_share: share(sample.pain_central_points),
        function_fraction: sample.function_fraction,
        admsc_alive_cells: sample.admsc_alive_cells,
        m1_cells: sample.m1_cells,
        m2_cells: sample.m2_cells,
        axons_arrived_count: sample.axons_at_target(),
    })
}

/// All axons of the fascicle.
pub fn axons(sample: &Sample) -> u64 {
    sample.axons_intact_count
        + sample.axons_waiting_count
        + sample.axons_growing_count
        + sample.axons_stalled_count
        + sample.axons_arrived_count
        + sample.axons_lost_count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pain: &[f64]) -> Vec<Sample> {
        let sample = |(day, vas): (u32, &f64)| Sample {
            time_days: f64::from(day),
            vas_points: *vas,
            pain_damage_points: 0.25 * vas,
            ..Sample::default()
        };
        (0u32..).zip(pain).map(sample).collect()
    }

    #[test]
    fn the_day_pain_has_halved_is_the_first_whatever_comes_later() {
        let summary = summarise(&record(&[8.0, 8.5, 6.0, 4.0, 2.0, 3.0]), &[0, 3, 9], 0);
        let visits = summary.iter().flat_map(|summary| &summary.visits);
        let seen: Vec<_> = visits.map(|visit| (visit.day, visit.damage_share)).collect();
        assert_eq!(seen, [(0, Some(0.25)), (3, Some(0.25))]);
        let read = summary.map(|s| (s.largest_relief_points, s.lowest_vas_day, s.halved_day));
        assert_eq!(read, Some((6.0, 4.0, Some(3.0))));
        let shorter = summarise(&record(&[8.0, 8.5, 6.0, 4.0]), &[], 0);
        assert_eq!(shorter.and_then(|summary| summary.halved_day), Some(3.0));
        let never = summarise(&record(&[8.0, 4.1]), &[], 0);
        assert!(never.is_some_and(|summary| summary.halved_day.is_none()));
    }

    #[test]
    fn little_relief_and_no_pain_have_no_day_and_no_shares() {
        let little = summarise(&record(&[1.8, 0.9]), &[0], 0);
        assert!(little.is_some_and(|summary| summary.halved_day.is_none()));
        let none = summarise(&record(&[0.0, 0.0]), &[1], 0);
        assert!(none.is_some_and(|summary| summary.visits[0].damage_share.is_none()));
        assert!(summarise(&[], &[0], 0).is_none());
    }

    #[test]
    fn relief_counts_from_the_pain_on_the_day_of_a_late_first_dose() {
        // Pain falls by itself, rises again, and falls after a dose on day 3.
        let record = record(&[8.0, 3.0, 7.0, 6.5, 6.0, 5.0, 2.5]);
        let read = |start| {
            let summary = summarise(&record, &[0, 6], start);
            summary.map(|s| (s.largest_relief_points, s.lowest_vas_day, s.halved_day, s.first_dose_vas_points))
        };
        assert_eq!(read(0), Some((5.5, 6.0, Some(1.0), None)));
        assert_eq!(read(3), Some((4.0, 6.0, Some(6.0), Some(6.5))));
        assert_eq!(read(9), read(0), "a dose that is never given");
        let told = summarise(&record, &[0, 6], 3).map(|s| (s.first_dose_day, s.visits.len()));
        assert_eq!(told, Some((Some(3), 2)));
    }

    #[test]
    fn only_a_late_first_dose_is_written_down() {
        let written =
            |start| serde_json::to_string(&summarise(&record(&[8.0, 7.0, 2.0]), &[0], start)).unwrap_or_default();
        assert!(!written(0).contains("first_dose") && written(0).contains("halved_day"), "{}", written(0));
        assert!(written(1).contains("\"first_dose_day\":1,\"first_dose_vas_points\":7.0"), "{}", written(1));
    }
}
