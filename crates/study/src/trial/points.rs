//! What a sweep changes: the same patients at neighbouring points.
//!
//! A place of a population is filled by somebody who is admitted at every point, with the same random numbers at each
//! ([`Enrolment`](admsc_scenario::population::enrolment::Enrolment)). So points are compared within patients, also where every
//! patient goes through one arm only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::analysis::{Analysis, COVERAGE};
use super::contrasts::{LEVEL, contrasts};
use super::tables::point_text;
use admsc_model::observe::columns::table;
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::reading::study::{Allocation, Contrast, Point, Study};
use admsc_stats::difference::{self, Difference};
use admsc_stats::holm;

/// What lies between two neighbouring points of a sweep at a visit: of the primary contrast, how much it differs; of a study of one
/// arm, how much the change from day 0 differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointsRow {
    /// Number of the point.
    pub point: usize,
    /// Number of the point it is compared with, which comes before it.
    pub from: usize,
    /// Number of the potency.
    pub potency: usize,
    /// Day of the visit.
    pub day: u32,
    /// Number of the arm.
    pub arm: usize,
    /// Number of the arm it is compared with at both points; nothing where the study has one arm.
    pub against: Option<usize>,
    /// The point minus the one before it, within patients; in parallel groups between those of one arm and those of the other,
    /// each of whom is at both points.
    pub found: Difference,
    /// p of its test, adjusted by Holm for all neighbouring points of the same visit and potency.
    pub holm_p: f64,
}

/// Most pairs of points of which each is told in words.
pub const MOST_TOLD: usize = 3;

impl PointsRow {
    /// Whether the difference is detectable: below zero (−1), above it (1), or neither (0).
    pub fn sign(&self) -> i8 {
        let Difference { low, high, .. } = self.found;
        if self.holm_p >= LEVEL { 0 } else { i8::from(low > 0.0) - i8::from(high < 0.0) }
    }
}

/// What a sign says of the relief that an arm adds to another, or of the only arm's fall of pain.
pub fn points_verdict(sign: i8, is_alone: bool) -> Phrase {
    match (sign, is_alone) {
        (1, false) => english("less relief"),
        (-1, false) => english("more relief"),
        (1, true) => english("a smaller fall of pain"),
        (-1, true) => english("a larger fall of pain"),
        _ => english("no detectable change"),
    }
}

table! {
    /// A point of a sweep against a neighbouring one before it, at one visit.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct PointsTableRow {
        /// Number of the point of the sweep, from 0.
        pub point: u64,
        /// Keys and values of the point.
        pub point_values: String,
        /// Number of the neighbouring point that it is compared with: in a grid it differs in one key by one value, in a list it is
        /// the one before.
        pub from_point: u64,
        /// Keys and values of that point.
        pub from_point_values: String,
        /// Value of the unknown potency.
        pub potency_fraction: f64,
        /// Name of the arm of the primary contrast, or of the only arm.
        pub arm: String,
        /// Name of the arm it is compared with at both points; missing where the study has one arm.
        pub against: Option<String>,
        /// Day of the visit.
        pub visit_days: u64,
        /// Patients of the arm with a report at both points; where every patient goes through every arm, in both arms.
        pub patients_count: u64,
        /// How much the difference of the arms, or the only arm's change from day 0, is larger than at the other point, within
        /// patients.
        pub difference_points: f64,
        /// Lower end of its 95 % interval (Student's t; of parallel groups Welch).
        pub low_points: f64,
        /// Upper end of that interval.
        pub high_points: f64,
        /// Two-sided p of its t test.
        pub difference_p: f64,
        /// The same adjusted by Holm for all neighbouring points of the same visit and potency.
        pub holm_p: f64,
    }
}

/// The table of neighbouring points; empty without a sweep.
pub fn points_rows(study: &Study, analysis: &Analysis) -> Vec<PointsTableRow> {
    let row = |row: &PointsRow| PointsTableRow {
        point: row.point as u64,
        point_values: point_text(study, row.point),
        from_point: row.from as u64,
        from_point_values: point_text(study, row.from),
        potency_fraction: study.potencies[row.potency].value,
        arm: study.arms[row.arm].clone(),
        against: row.against.map(|against| study.arms[against].clone()),
        visit_days: u64::from(row.day),
        patients_count: row.found.n[0] as u64,
        difference_points: row.found.difference,
        low_points: row.found.low,
        high_points: row.found.high,
        difference_p: row.found.p,
        holm_p: row.holm_p,
    };
    analysis.between_points.iter().map(row).collect()
}

/// A swept key with its values in their order.
pub type Axis = (String, Vec<String>);

/// The keys of a grid, each with its values; nothing where the points are no grid.
pub fn axes(points: &[Point]) -> Option<Vec<Axis>> {
    let first = points.first()?;
    let mut axes: Vec<Axis> = first.values.iter().map(|(key, _)| (key.clone(), Vec::new())).collect();
    for point in points {
        if point.values.len() != axes.len() {
            return None;
        }
        for ((key, value), (known, values)) in point.values.iter().zip(&mut axes) {
            if key != known {
                return None;
            }
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    let product: usize = axes.iter().map(|(_, values)| values.len()).product();
    (product == points.len() && !axes.is_empty()).then_some(axes)
}

/// Pairs of neighbouring points, the earlier first: of a grid those that differ in one key by one value, of a list each with the next.
fn neighbours(points: &[Point]) -> Vec<[usize; 2]> {
    let Some(axes) = axes(points) else {
        return (1..points.len()).map(|point| [point - 1, point]).collect();
    };
    let place = |point: &Point| -> Vec<usize> {
        let along = point.values.iter().zip(&axes);
        along.filter_map(|((_, value), (_, values))| values.iter().position(|known| known == value)).collect()
    };
    let places: BTreeMap<Vec<usize>, usize> =
        points.iter().enumerate().map(|(point, values)| (place(values), point)).collect();
    let next = |place: &[usize], axis: usize| {
        let mut next = place.to_vec();
        next[axis] += 1;
        places.get(&next).copied()
    };
    let of = |point: &Point| (0..axes.len()).filter_map(move |axis| next(&place(point), axis)).collect::<Vec<_>>();
    points.iter().enumerate().flat_map(|(from, point)| of(point).into_iter().map(move |to| [from, to])).collect()
}

/// What is compared at both points of a pair: the primary contrast, or the only arm; nothing of a study that has neither, or no sweep.
fn compared(study: &Study) -> Option<(usize, Option<usize>)> {
    let of_contrast = |Contrast { arm, against }| (arm, Some(against));
    let alone = (study.arms.len() == 1).then_some((0, None));
    contrasts(study).primary().map(of_contrast).or(alone).filter(|_| study.points.len() > 1)
}

/// What lies between neighbouring points. `changes` gives the changes from day 0 of a case at a visit, one a place.
pub(super) fn rows(study: &Study, changes: impl Fn(usize, usize) -> Vec<Option<f64>>) -> Vec<PointsRow> {
    let Some((arm, against)) = compared(study) else { return Vec::new() };
    let pairs = neighbours(&study.points);
    let mut rows = Vec::new();
    for (visit, day) in study.trial.visits_days.iter().enumerate().filter(|(_, day)| **day > 0) {
        for potency in 0..study.potencies.len() {
            let at = |point: usize, arm: usize| {
                changes((point * study.potencies.len() + potency) * study.arms.len() + arm, visit)
            };
            let found = pairs.iter().filter_map(|[from, point]| {
                let of_arm = |arm: usize| minus(&at(*point, arm), &at(*from, arm));
                let found = between(of_arm(arm), against.map(of_arm), &study.trial.allocation)?;
                Some((*from, *point, found))
            });
            let found: Vec<(usize, usize, Difference)> = found.collect();
            let adjusted = holm::adjusted(&found.iter().map(|(.., found)| found.p).collect::<Vec<_>>());
            rows.extend(found.into_iter().zip(adjusted).map(|((from, point, found), holm_p)| PointsRow {
                point,
                from,
                potency,
                day: *day,
                arm,
                against,
                found,
                holm_p,
            }));
        }
    }
    rows
}

/// One value minus another, place by place; nothing where one is missing.
fn minus(values: &[Option<f64>], others: &[Option<f64>]) -> Vec<Option<f64>> {
    values.iter().zip(others).map(|(value, other)| Some((*value)? - (*other)?)).collect()
}

/// What an arm changes between two points minus what another does, or nothing; by what each patient of both changes.
fn between(arm: Vec<Option<f64>>, other: Option<Vec<Option<f64>>>, allocation: &Allocation) -> Option<Difference> {
    let known = |values: &[Option<f64>]| values.iter().flatten().copied().collect::<Vec<f64>>();
    match (other, allocation) {
        (Some(other), Allocation::Parallel(_)) => difference::unpaired(&known(&arm), &known(&other), COVERAGE),
        (other, _) => {
            let values = known(&other.map_or_else(|| arm.clone(), |other| minus(&arm, &other)));
            difference::paired(&values, &vec![0.0; values.len()], COVERAGE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(all: &[&[(&str, &str)]]) -> Vec<Point> {
        let values = |point: &[(&str, &str)]| point.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        all.iter().map(|point| Point { values: values(point) }).collect()
    }

    #[test]
    fn neighbours_differ_in_one_key_by_one_value_and_those_of_a_list_follow_each_other() {
        let grid = points(&[
            &[("a", "1"), ("b", "x")],
            &[("a", "1"), ("b", "y")],
            &[("a", "1"), ("b", "z")],
            &[("a", "2"), ("b", "x")],
            &[("a", "2"), ("b", "y")],
            &[("a", "2"), ("b", "z")],
        ]);
        assert_eq!(neighbours(&grid), [[0, 3], [0, 1], [1, 4], [1, 2], [2, 5], [3, 4], [4, 5]]);
        let list = points(&[&[("a", "1")], &[("b", "x")], &[("a", "2"), ("b", "y")]]);
        assert_eq!(neighbours(&list), [[0, 1], [1, 2]]);
        assert_eq!(neighbours(&points(&[&[("a", "1")]])), [[0; 2]; 0]);
    }
}
