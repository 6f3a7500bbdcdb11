//! From patients to the estimates of rows.

use super::super::trial::{self, EnrolledPatient};
use super::followed::Patient;
use super::plan::{Group, Row};
use super::{ClinicalOptions, Error};
use crate::clinical::outcome::{Followed, Tally};
use crate::clinical::potency::Curve;
use crate::clinical::targets::{Estimator, Target};

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
}

/// The patients of a row, a tally a potency.
struct Tallies {
    figure: Vec<Tally>,
    r50: Vec<Tally>,
}

impl Tallies {
    fn new(estimator: Estimator, potencies: usize) -> Self {
        let r50 = if estimator.is_in_points() { potencies } else { 0 };
        Self { figure: vec![Tally::new(estimator); potencies], r50: vec![Tally::new(Estimator::R50); r50] }
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
    let (mut patients, mut screened) = (0, 0);
    for member in members {
        let member = member.map_err(|fault| Error::Patients { group: group.name.clone(), fault })?;
        patients += 1;
        screened += member.screened;
        let patient = Patient::new(&member, group.study.population.seed, last_day)?;
        for (row, tallies) in group.rows.iter().zip(&mut tallies) {
            let target = &asked.targets[row.target];
            for potency in 0..tallies.figure.len() {
                let of = |arms: &[usize]| seen(group, &patient, target, arms, potency);
                // Who is not seen in one of the arms counts in none of them.
                if let Some((arms, minus)) = of(&row.arms).zip(of(&row.minus)) {
                    tallies.add(potency, &arms, &minus);
                }
            }
        }
    }
    let found = |(row, tallies): (&Row, Tallies)| RowEstimates {
        target: row.target,
        curve: curve(asked, &tallies.figure),
        r50: curve(asked, &tallies.r50),
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

/// What is seen of a patient in each of some arms at a potency; nothing where one of them was not followed so far. Arms without
/// cells have one case, which stands for all potencies.
fn seen(
    group: &Group,
    patient: &Patient<'_>,
    target: &Target,
    arms: &[usize],
    potency: usize,
) -> Option<Vec<Followed>> {
    let of_arm = |arm: &usize| {
        let cases = &group.cases[*arm];
        let case = cases.get(potency).or(cases.first()).copied()?;
        patient.followed(target, case, &group.study.cases[case].setup)
    };
    arms.iter().map(of_arm).collect()
}
