//! What replicates come to: means, spreads, and the share with half of their pain gone.

use crate::lives::{Life, LivesCounts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pain_scale::{FROM_ZERO, PAIN};
use super::replicates::Replicate;
use super::summary::{GivenAgain, Summary, axons, row_at, rows_from, summary_of};
use admsc_model::observe::Sample;
use admsc_scenario::language::{Phrase, english};
use admsc_stats::estimators::{Coverage, Mean, quantile};
use admsc_stats::median::median_interval;
use admsc_stats::share::{Share, responds};

/// Fall of pain that counts as a response, 0 to 1 of the pain on the day from which responders count (r50).
const RESPONSE: f64 = 0.5;

/// Fewest values with quantiles of 5 % and 95 %: of fewer they would lie between the outermost two at either end.
pub const FEWEST_WITH_QUANTILES: usize = 20;

/// What [`Spread::band`] is called.
pub fn band_name(values: usize) -> Phrase {
    if values < FEWEST_WITH_QUANTILES { english("lowest to highest") } else { english("5 to 95 %") }
}

/// Values of the replicates of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Standard deviation between seeds; 0 for one value.
    pub standard_deviation: f64,
    /// Value below which 5 % lie, by linear interpolation; none of fewer than [`FEWEST_WITH_QUANTILES`].
    pub quantile_05: Option<f64>,
    /// Median.
    pub median: f64,
    /// Value below which 95 % lie, likewise.
    pub quantile_95: Option<f64>,
    /// The lowest value.
    pub lowest: f64,
    /// The highest value.
    pub highest: f64,
    /// How many values there are.
    pub values_count: usize,
    /// The 95 % interval of the mean (Student's t), as far as it lies on the scale of the values; none for one value.
    pub mean_interval: Option<(f64, f64)>,
    /// The 95 % interval of the median, between two of the values; none for fewer than six.
    pub median_interval: Option<(f64, f64)>,
}

/// A share of replicates with its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareOfReplicates {
    /// Those that count.
    pub hits: usize,
    /// All of them.
    pub all: usize,
    /// The share, 0 to 1.
    pub share: f64,
    /// The interval, 0 to 1.
    pub interval: (f64, f64),
}

impl ShareOfReplicates {
    /// A share of some; none of nothing.
    pub fn new(share: Share) -> Option<Self> {
        let interval = share.interval(Coverage::NINETY_FIVE);
        let found = Self { hits: share.hits, all: share.n, share: share.value(), interval };
        (share.n > 0).then_some(found)
    }
}

impl Spread {
    /// The band in which the values lie: their 5 % and 95 % quantiles, or the lowest and the highest of a few.
    pub fn band(&self) -> [f64; 2] {
        [self.quantile_05.unwrap_or(self.lowest), self.quantile_95.unwrap_or(self.highest)]
    }

    /// The spread of some values on a scale with these ends; none of nothing.
    pub fn from_values(values: &[f64], scale: [f64; 2]) -> Option<Self> {
        let several = values.len() > 1;
        let mean = Mean::from_values(values.iter().copied());
        let outer = |share| (values.len() >= FEWEST_WITH_QUANTILES).then(|| quantile(values, share));
        (!values.is_empty()).then(|| Self {
            mean: mean.mean,
            standard_deviation: if several { mean.sd } else { 0.0 },
            quantile_05: outer(0.05),
            median: quantile(values, 0.5),
            quantile_95: outer(0.95),
            lowest: quantile(values, 0.0),
            highest: quantile(values, 1.0),
            values_count: values.len(),
            mean_interval: mean.t_interval_within(scale, Coverage::NINETY_FIVE),
            median_interval: median_interval(values, Coverage::NINETY_FIVE),
        })
    }
}

/// The replicates at a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VisitSpread {
    /// The requested day.
    pub day: u32,
    /// Pain proxy, points of 0 to 10.
    pub vas_points: Spread,
    /// Its part from inflammation, points.
    pub pain_inflammation_points: Spread,
    /// Its part from structural damage, points.
    pub pain_damage_points: Spread,
    /// Its part from central sensitisation, points.
    pub pain_central_points: Spread,
    /// Axons at their target.
    pub axons_arrived_count: Spread,
    /// Share of the replicates whose pain is at most half of that on the day of the first dose, before it (r50), 0 to 1;
    /// none before that day, and where it is without pain. Without a dose, and where pain decides when the first one is
    /// given, it counts from day 0.
    pub r50_fraction: Option<f64>,
    /// The same with its counts and its interval.
    pub r50: Option<ShareOfReplicates>,
}

/// One replicate in a few numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcome {
    /// Its number, from 1.
    pub replicate: u32,
    /// Its seed.
    pub seed: u64,
    /// Its digest, which a single run with this seed and these parameters has as well.
    pub digest: String,
    /// Pain at the end, points.
    pub vas_at_end_points: f64,
    /// Pain on the day of the first dose, before it, minus the lowest pain from then on, points.
    pub largest_relief_points: f64,
    /// First day on which pain has halved; none where it never does.
    pub halved_day: Option<f64>,
    /// Axons at their target on the last day.
    pub axons_arrived_count: u64,
    /// Days on which treatment was given again because pain had returned, with the number of its rule from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_again: Vec<GivenAgain>,
}

/// All replicates in a few numbers. Pain is the proxy of a model, not a measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplicatesSummary {
    /// How many there are.
    pub replicates: u32,
    /// State at each visit within the run, in order.
    pub visits: Vec<VisitSpread>,
    /// Largest relief of each, points.
    pub largest_relief_points: Spread,
    /// Days on which pain has halved, of those in which it does; none where it does in none.
    pub halved_day: Option<Spread>,
    /// In how many pain halves.
    pub halved_count: u32,
    /// Their share of all.
    pub halved_share: Option<ShareOfReplicates>,
    /// How many come to what.
    #[serde(flatten)]
    pub outcomes: Option<LivesCounts>,
    /// Potency of the cells, as it was assumed; missing of runs without cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potency_fraction: Option<f64>,
    /// Axons of the fascicle.
    pub axons_count: u64,
    /// Each replicate, in order.
    pub each: Vec<Outcome>,
}

/// Reads a summary off replicates, whose responders count from the day `start`; none of nothing, or of an empty record.
pub fn summarise_replicates(replicates: &[Replicate], visits_days: &[u32], start: u32) -> Option<ReplicatesSummary> {
    let records: Vec<&[Sample]> = replicates.iter().map(|replicate| replicate.record.samples.as_slice()).collect();
    let summaries: Vec<Summary> =
        replicates.iter().map(|replicate| summary_of(&replicate.record, &[])).collect::<Option<_>>()?;
    let days: Vec<f64> = summaries.iter().filter_map(|summary| summary.halved_day).collect();
    let reliefs: Vec<f64> = summaries.iter().map(|summary| summary.largest_relief_points).collect();
    let each = (1..).zip(replicates).zip(&summaries).filter_map(|((number, replicate), summary)| {
        Some(Outcome {
            replicate: number,
            seed: replicate.seed,
            digest: replicate.record.digest.clone(),
            vas_at_end_points: replicate.record.samples.last()?.vas_points,
            largest_relief_points: summary.largest_relief_points,
            halved_day: summary.halved_day,
            axons_arrived_count: summary.axons_arrived_count,
            given_again: summary.given_again.clone(),
        })
    });
    let lives = replicates.iter().map(|replicate| Life::of(replicate.seed, None, &replicate.record, start));
    Some(ReplicatesSummary {
        replicates: replicates.len() as u32,
        visits: visits_days.iter().filter_map(|day| at_visit(&records, *day, start)).collect(),
        largest_relief_points: Spread::from_values(&reliefs, PAIN)?,
        halved_day: Spread::from_values(&days, FROM_ZERO),
        halved_count: days.len() as u32,
        halved_share: ShareOfReplicates::new(Share { n: replicates.len(), hits: days.len() }),
        outcomes: LivesCounts::of(&lives.collect::<Vec<_>>()),
        potency_fraction: summaries.first()?.potency_fraction,
        axons_count: summaries.first()?.axons_count,
        each: each.collect(),
    })
}

/// The replicates at the first row at or after a day, with those who respond by their pain on the day `start`; none after
/// the last row.
pub fn at_visit(records: &[&[Sample]], day: u32, start: u32) -> Option<VisitSpread> {
    let rows: Vec<&Sample> = records.iter().map(|samples| row_at(samples, day)).collect::<Option<_>>()?;
    let spread = |scale, value: fn(&Sample) -> f64| {
        Spread::from_values(&rows.iter().map(|row| value(row)).collect::<Vec<_>>(), scale)
    };
    let (r50, axons) = (responders(records, day, start), axons(rows.first()?) as f64);
    Some(VisitSpread {
        day,
        vas_points: spread(PAIN, |row| row.vas_points)?,
        pain_inflammation_points: spread(PAIN, |row| row.pain_inflammation_points)?,
        pain_damage_points: spread(PAIN, |row| row.pain_damage_points)?,
        pain_central_points: spread(PAIN, |row| row.pain_central_points)?,
        axons_arrived_count: spread([0.0, axons], |row| row.axons_at_target() as f64)?,
        r50_fraction: r50.map(|found| found.share),
        r50,
    })
}

/// Those of the replicates in pain on the day `start` whose pain is at most half of that on a later day; none where nobody
/// was in pain.
pub fn responders(records: &[&[Sample]], day: u32, start: u32) -> Option<ShareOfReplicates> {
    let later = records.iter().filter(|_| day >= start);
    let pairs = later
        .filter_map(|samples| Some((rows_from(samples, start).first()?.vas_points, row_at(samples, day)?.vas_points)));
    let in_pain = pairs.filter(|(before, _)| *before > 0.0);
    ShareOfReplicates::new(Share::from_values(in_pain.map(|(before, after)| responds(before, after, RESPONSE))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Record;

    fn replicate(seed: u64, pain: &[f64]) -> Replicate {
        let sample =
            |(day, vas): (u32, &f64)| Sample { time_days: f64::from(day), vas_points: *vas, ..Sample::default() };
        let samples = (0..).zip(pain).map(sample).collect();
        Replicate {
            seed,
            record: Record {
                samples,
                visits: crate::visits::Visits::default(),
                pictures: None,
                given_again: Vec::new(),
                relief_start: 0,
                potency: None,
                lives: Vec::new(),
                digest: String::new(),
            },
        }
    }

    #[test]
    fn means_spreads_and_responders_are_those_of_known_values() {
        let replicates =
            [replicate(3, &[8.0, 6.0, 4.0]), replicate(4, &[6.0, 6.0, 5.0]), replicate(5, &[7.0, 5.5, 5.9])];
        let Some(summary) = summarise_replicates(&replicates, &[0, 2, 9], 0) else {
            return assert!(replicates.is_empty());
        };
        assert_eq!(summary.visits.iter().map(|visit| visit.day).collect::<Vec<_>>(), [0, 2]);
        let start = summary.visits[0].vas_points;
        assert_eq!((start.mean, start.standard_deviation, start.median), (7.0, 1.0, 7.0));
        assert_eq!((start.band(), start.values_count), ([6.0, 8.0], 3));
        let many: Vec<f64> = (0..=100).map(f64::from).collect();
        let band = |values: &[f64]| Spread::from_values(values, FROM_ZERO).map(|spread| spread.band());
        assert_eq!((band(&many), band(&many[..19])), (Some([5.0, 95.0]), Some([0.0, 18.0])));
        assert_eq!((start.quantile_05, start.quantile_95), (None, None));
        assert_eq!(summary.visits[1].r50_fraction, Some(1.0 / 3.0));
        // Student's interval of 7 ± 1 in three, and Wilson's of 1 of 3 (scipy 1.17.1, statsmodels 0.15).
        let near = |found: Option<(f64, f64)>, low: f64, high: f64| {
            found.is_some_and(|found| (found.0 - low).abs() + (found.1 - high).abs() < 2e-6)
        };
        assert!(near(start.mean_interval, 4.515_862, 9.484_138) && start.median_interval.is_none(), "{start:?}");
        assert!(near(summary.visits[1].r50.map(|found| found.interval), 0.061_492, 0.792_340));
        assert!(near(summary.halved_share.map(|found| found.interval), 0.061_492, 0.792_340));
        let days: Vec<_> = summary.each.iter().map(|one| (one.replicate, one.seed, one.halved_day)).collect();
        assert_eq!(days, [(1, 3, Some(2.0)), (2, 4, None), (3, 5, None)]);
        assert_eq!(summary.halved_count, 1);
    }

    #[test]
    fn without_pain_or_relief_there_is_no_share_and_no_day() {
        let summary = summarise_replicates(&[replicate(1, &[0.0, 0.5]), replicate(2, &[0.0, 0.0])], &[1], 0);
        let read = summary.map(|s| (s.visits[0].r50_fraction, s.halved_day, s.halved_count));
        assert_eq!(read, Some((None, None, 0)));
        assert!(summarise_replicates(&[], &[0], 0).is_none());
    }

    #[test]
    fn responders_and_relief_count_from_a_late_first_dose() {
        let replicates = [replicate(1, &[9.0, 4.0, 5.0, 3.0]), replicate(2, &[9.0, 4.0, 4.0, 1.5])];
        let read = |start, first_doses: [u32; 2]| {
            let mut replicates = replicates.clone();
            replicates.iter_mut().zip(first_doses).for_each(|(one, day)| one.record.relief_start = day);
            let summary = summarise_replicates(&replicates, &[0, 1, 3], start)?;
            let shares: Vec<Option<f64>> = summary.visits.iter().map(|visit| visit.r50_fraction).collect();
            Some((shares, summary.each.iter().map(|one| one.largest_relief_points).collect::<Vec<_>>()))
        };
        let from_day_0 = vec![Some(0.0), Some(1.0), Some(1.0)];
        assert_eq!(read(0, [0, 0]), Some((from_day_0.clone(), vec![6.0, 7.5])));
        assert_eq!(read(2, [2, 2]), Some((vec![None, None, Some(0.5)], vec![2.0, 2.5])));
        assert_eq!(read(0, [2, 1]), Some((from_day_0, vec![2.0, 2.5])), "pain decided when each got its first dose");
    }
}
