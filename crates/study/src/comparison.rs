//! Runs beside each other: on common days, against the first of them.

use super::pain_scale::{FROM_ZERO, PAIN};
use super::spread::{Spread, at_visit};
use super::summary::{Course, row_at};
use admsc_model::observe::Sample;
use admsc_stats::difference;
use admsc_stats::estimators::Coverage;

/// The days that all records have, from the first to the last; none where a record is empty.
pub fn common_end(runs: &[Vec<&[Sample]>]) -> Option<f64> {
    let ends: Option<Vec<f64>> = runs.iter().flatten().map(|samples| Some(samples.last()?.time_days)).collect();
    ends?.into_iter().reduce(f64::min)
}

/// The rows of a record up to a day.
pub fn until(samples: &[Sample], day: f64) -> &[Sample] {
    &samples[..samples.iter().take_while(|sample| sample.time_days <= day).count()]
}

/// A run at a visit: means over its replicates, of which most runs have one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Pain proxy, points of 0 to 10.
    pub vas_points: f64,
    /// Standard deviation of the pain between replicates, points; 0 for a single run.
    pub vas_standard_deviation_points: f64,
    /// Part from inflammation, points.
    pub inflammation_points: f64,
    /// Part from structural damage, points.
    pub damage_points: f64,
    /// Part from central sensitisation, points.
    pub central_points: f64,
    /// Axons at their target.
    pub axons_arrived_count: f64,
    /// The 95 % interval of the mean pain over replicates (Student's t), points; none for a single run.
    pub vas_interval_points: Option<(f64, f64)>,
    /// The 95 % interval of its difference from that of the first run; none where either is a single run.
    pub vas_difference_interval_points: Option<(f64, f64)>,
}

/// The 95 % interval of the mean pain of a run minus that of the first at a visit. Replicates with the `same_luck` are
/// compared pair by pair, others by Welch's test. None where either is a single run, or after its end.
pub fn difference_interval(
    records: &[&[Sample]],
    first: &[&[Sample]],
    day: u32,
    same_luck: bool,
) -> Option<(f64, f64)> {
    let pain = |records: &[&[Sample]]| -> Option<Vec<f64>> {
        records.iter().map(|samples| Some(row_at(samples, day)?.vas_points)).collect()
    };
    let (own, other) = (pain(records)?, pain(first)?);
    let compared = if same_luck { difference::paired } else { difference::unpaired };
    compared(&own, &other, Coverage::NINETY_FIVE).map(|found| (found.low, found.high))
}

impl State {
    /// A run at a visit; none after its end.
    pub fn at(records: &[&[Sample]], day: u32) -> Option<Self> {
        let visit = at_visit(records, day, 0)?;
        Some(Self {
            vas_points: visit.vas_points.mean,
            vas_standard_deviation_points: visit.vas_points.standard_deviation,
            inflammation_points: visit.pain_inflammation_points.mean,
            damage_points: visit.pain_damage_points.mean,
            central_points: visit.pain_central_points.mean,
            axons_arrived_count: visit.axons_arrived_count.mean,
            vas_interval_points: visit.vas_points.mean_interval,
            vas_difference_interval_points: None,
        })
    }
}

/// Relief of a run within the common days, from its own first dose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relief {
    /// Largest relief, points; the mean over replicates.
    pub largest_points: f64,
    /// The 95 % interval of that mean (Student's t), points; none for a single run.
    pub largest_interval_points: Option<(f64, f64)>,
    /// Day on which pain has halved; the median over the replicates in which it does.
    pub halved_day: Option<f64>,
    /// The 95 % interval of that median, between two of the days; none for fewer than six.
    pub halved_interval_days: Option<(f64, f64)>,
    /// In how many replicates it does.
    pub halved_count: usize,
}

/// Reads the relief off the replicates of a run; none of an empty record.
pub fn relief<'a>(courses: impl IntoIterator<Item = Course<'a>>) -> Option<Relief> {
    let summaries: Vec<_> = courses.into_iter().map(|course| course.relief()).collect::<Option<_>>()?;
    let reliefs: Vec<f64> = summaries.iter().map(|summary| summary.largest_relief_points).collect();
    let days: Vec<f64> = summaries.iter().filter_map(|summary| summary.halved_day).collect();
    let (largest, halved) = (Spread::from_values(&reliefs, PAIN)?, Spread::from_values(&days, FROM_ZERO));
    Some(Relief {
        largest_points: largest.mean,
        largest_interval_points: largest.mean_interval,
        halved_day: halved.map(|spread| spread.median),
        halved_interval_days: halved.and_then(|spread| spread.median_interval),
        halved_count: days.len(),
    })
}

/// First day on which two runs differ in anything that is recorded; none where they are the same as far as both go.
/// Runs with different numbers of replicates differ from the first row.
pub fn first_difference(one: &[&[Sample]], other: &[&[Sample]]) -> Option<f64> {
    if one.len() != other.len() {
        return one.first().and_then(|samples| samples.first()).map(|sample| sample.time_days);
    }
    let of_pair = |(a, b): (&&[Sample], &&[Sample])| {
        let differing = a.iter().zip(b.iter()).find(|(x, y)| x != y);
        differing.map(|(x, y)| x.time_days.min(y.time_days))
    };
    one.iter().zip(other).filter_map(of_pair).reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pain: &[f64]) -> Vec<Sample> {
        let sample =
            |(day, vas): (u32, &f64)| Sample { time_days: f64::from(day), vas_points: *vas, ..Sample::default() };
        (0..).zip(pain).map(sample).collect()
    }

    #[test]
    fn records_are_compared_on_common_days() {
        let (a, b) = (record(&[7.0, 6.0, 5.0, 1.0]), record(&[7.0, 6.0, 4.0]));
        let runs = [vec![a.as_slice()], vec![b.as_slice()]];
        assert_eq!(common_end(&runs), Some(2.0));
        assert_eq!(until(&a, 2.0).len(), 3);
        assert_eq!(first_difference(&runs[0], &runs[1]), Some(2.0));
        assert_eq!(first_difference(&runs[0], &runs[0]), None);
        assert_eq!(first_difference(&runs[0], &[&a, &b]), Some(0.0));
        assert_eq!(common_end(&[vec![&[][..]]]), None);
    }

    #[test]
    fn replicates_with_the_same_luck_are_compared_pair_by_pair_and_single_runs_have_no_interval() {
        let (a, b) = (record(&[8.0, 7.0]), record(&[6.0, 4.0]));
        let (c, d) = (record(&[8.0, 6.0]), record(&[6.0, 3.0]));
        let (first, other) = ([a.as_slice(), &b], [c.as_slice(), &d]);
        assert_eq!(difference_interval(&other, &first, 1, true), Some((-1.0, -1.0)));
        let apart = difference_interval(&other, &first, 1, false);
        assert!(apart.is_some_and(|(low, high)| low < -5.0 && high > 3.0), "{apart:?}");
        assert_eq!(difference_interval(&other[..1], &first[..1], 1, true), None);
        assert_eq!(difference_interval(&other, &first[..1], 1, false), None);
        assert_eq!(difference_interval(&other, &first, 9, true), None);
    }

    #[test]
    fn replicates_stand_by_their_mean_and_their_median_day() {
        let (a, b) = (record(&[8.0, 7.0, 2.0]), record(&[6.0, 3.0, 3.0]));
        let records = [a.as_slice(), b.as_slice()];
        let state = State::at(&records, 1).map(|state| state.vas_points);
        assert_eq!(state, Some(5.0));
        let courses = records.map(|samples| Course { samples, relief_start: 0 });
        let found = relief(courses).map(|relief| (relief.largest_points, relief.halved_day, relief.halved_count));
        assert_eq!(found, Some((4.5, Some(1.5), 2)));
        let intervals = relief(courses).map(|relief| (relief.largest_interval_points, relief.halved_interval_days));
        // Student's interval of 6 and 3 is −14.6 to 23.6, beyond the scale; and two days are too few for one of a median.
        assert!(
            intervals.is_some_and(
                |(mean, median)| median.is_none() && mean.is_some_and(|(low, high)| low == 0.0 && high == 10.0)
            ),
            "{intervals:?}"
        );
        assert_eq!(State::at(&records, 3), None);
    }
}
