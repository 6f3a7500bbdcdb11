//! From patients to the estimates of rows.

use super::super::trial::{self, EnrolledPatient};
use super::followed::{Patient, Watched};
use super::inert::{EXCESSES_POINTS, InertEstimates};
use super::plan::{Arm, Group, Row};
use super::{ClinicalOptions, Error};
use crate::clinical::outcome::{Followed, Tally};
use crate::clinical::potency::Curve;
use crate::clinical::targets::{Estimator, Target};
use admsc_scenario::observer::Mode;

/// What was found for a population.
pub struct PopulationEstimates {
    /// Its rows.
    pub rows: Vec<RowEstimates>,
    /// Patients.
    pub patients: u32,
    /// People screened for them.
    pub screened: u32,
}

/// What was found for a row.
pub struct RowEstimates {
    /// Number of the row.
    pub target: usize,
    /// Its estimates by potency; nothing where too few patients count.
    pub curve: Option<Curve>,
    /// r50 of its arm by potency, of a row in points.
    pub r50: Option<Curve>,
    /// What inert cells give.
    pub inert: InertEstimates,
}

/// The patients of a row: a tally a potency, and one an excess of inert cells.
struct Tallies {
    figure: Vec<Tally>,
    r50: Vec<Tally>,
    inert: [Tally; EXCESSES_POINTS.len()],
}

impl Tallies {
    fn new(estimator: Estimator, potencies: usize) -> Self {
        let r50 = if estimator.is_in_points() { potencies } else { 0 };
        let inert = EXCESSES_POINTS.map(|_| Tally::new(estimator));
        Self { figure: vec![Tally::new(estimator); potencies], r50: vec![Tally::new(Estimator::R50); r50], inert }
    }

    fn add(&mut self, potency: usize, arms: &[Followed], minus: &[Followed]) {
        self.figure[potency].add(arms, minus);
        if let Some(tally) = self.r50.get_mut(potency) {
            tally.add(arms, &[]);
        }
    }
}

/// Estimates all rows of a population, one patient in memory at a time.
pub fn tally(
    group: &Group,
    asked: &ClinicalOptions<'_>,
    members: impl Iterator<Item = Result<EnrolledPatient, trial::Error>>,
) -> Result<PopulationEstimates, Error> {
    let last_day = group.study.cases.iter().map(|case| case.setup.horizon_days).max().unwrap_or_default();
    let fresh = |row: &Row| Tallies::new(asked.targets[row.target].estimator, group.potencies(row));
    let mut tallies: Vec<Tallies> = group.rows.iter().map(fresh).collect();
    let without_effect = asked.potencies.iter().position(|potency| *potency == 0.0);
    let (mut patients, mut screened) = (0, 0);
    for member in members {
        let member = member.map_err(|fault| Error::Patients { group: group.name.clone(), fault })?;
        patients += 1;
        screened += member.screened;
        let patient = Patient::new(&member, group.study.population.seed, last_day)?;
        for (row, tallies) in group.rows.iter().zip(&mut tallies) {
            let target = &asked.targets[row.target];
            // Who is not seen in one of the arms counts in none of them.
            let of_both = |potency, excess_points| {
                let of = |arms: &[usize]| seen(group, &patient, target, arms, potency, excess_points);
                of(&row.arms).zip(of(&row.minus))
            };
            for potency in 0..tallies.figure.len() {
                if let Some((arms, minus)) = of_both(potency, 0.0) {
                    tallies.add(potency, &arms, &minus);
                }
            }
            for (excess_points, tally) in EXCESSES_POINTS.into_iter().zip(&mut tallies.inert) {
                if let Some((arms, minus)) = without_effect.and_then(|potency| of_both(potency, excess_points)) {
                    tally.add(&arms, &minus);
                }
            }
        }
    }
    let found = |(row, tallies): (&Row, Tallies)| RowEstimates {
        target: row.target,
        curve: curve(asked, &tallies.figure),
        r50: curve(asked, &tallies.r50),
        inert: tallies.inert.map(|tally| tally.estimate()),
    };
    let rows = group.rows.iter().zip(tallies).map(found).collect();
    Ok(PopulationEstimates { rows, patients, screened })
}

/// Estimates by potency. Where too few patients count, as where nobody has responded who could still respond, there is no
/// point.
fn curve(asked: &ClinicalOptions<'_>, tallies: &[Tally]) -> Option<Curve> {
    let points = tallies.iter().zip(asked.potencies);
    Curve::new(points.filter_map(|(tally, potency)| Some((*potency, tally.estimate()?))).collect())
}

/// What is seen of a patient in each of some arms at a potency, with an excess where they know that they got cells; nothing where one of them was not followed so far. Arms without
/// cells have one case, which stands for all potencies.
fn seen(
    group: &Group,
    patient: &Patient<'_>,
    target: &Target,
    arms: &[usize],
    potency: usize,
    excess_points: f64,
) -> Option<Vec<Followed>> {
    let of_arm = |arm: &usize| {
        let Arm { cases, has_cells } = &group.arms[*arm];
        let case = cases.get(potency).or(cases.first()).copied()?;
        let excess_points = if *has_cells && target.observer == Mode::Open { excess_points } else { 0.0 };
        patient.followed(Watched { target, setup: &group.study.cases[case].setup, excess_points }, case)
    };
    arms.iter().map(of_arm).collect()
}
