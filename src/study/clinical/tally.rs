//! From patients to the estimates of rows.

use super::super::trial::{self, Member};
use super::followed::Patient;
use super::plan::{Group, Row};
use super::{Asked, Error};
use crate::evidence::outcome::{Followed, Tally};
use crate::evidence::potency::Curve;
use crate::evidence::targets::Target;

/// Curves by number of row, patients, people screened.
type Found = (Vec<(usize, Option<Curve>)>, u32, u32);

/// Estimates all rows of a population, one patient in memory at a time.
pub fn tally(
    group: &Group,
    asked: &Asked<'_>,
    members: impl Iterator<Item = Result<Member, trial::Error>>,
) -> Result<Found, Error> {
    let last_day = group.study.cases.iter().map(|case| case.setup.horizon_days).max().unwrap_or_default();
    let fresh = |row: &Row| vec![Tally::new(asked.targets[row.target].estimator); group.potencies(row)];
    let mut tallies: Vec<Vec<Tally>> = group.rows.iter().map(fresh).collect();
    let (mut patients, mut screened) = (0, 0);
    for member in members {
        let member = member.map_err(|fault| Error::Patients { group: group.name.clone(), fault })?;
        patients += 1;
        screened += member.screened;
        let patient = Patient::new(&member, group.study.population.seed, last_day)?;
        for (row, tallies) in group.rows.iter().zip(&mut tallies) {
            let target = &asked.targets[row.target];
            for (potency, tally) in tallies.iter_mut().enumerate() {
                let [arms, minus] = [&row.arms, &row.minus].map(|arms| seen(group, &patient, target, arms, potency));
                tally.add(&arms, &minus);
            }
        }
    }
    let curve = |(row, tallies): (&Row, Vec<Tally>)| {
        let points = tallies.iter().zip(asked.potencies);
        // Where too few patients count, as where nobody has responded who could still respond, there is no point.
        let points = points.filter_map(|(tally, potency)| Some((*potency, tally.estimate()?))).collect();
        (row.target, Curve::new(points))
    };
    Ok((group.rows.iter().zip(tallies).map(curve).collect(), patients, screened))
}

/// What is seen of a patient in each of some arms at a potency, which does not matter in arms without cells.
fn seen(group: &Group, patient: &Patient<'_>, target: &Target, arms: &[usize], potency: usize) -> Vec<Followed> {
    let case = |arm: &usize| {
        let cases = &group.cases[*arm];
        cases.get(potency).or(cases.first()).copied()
    };
    let of_arm = |arm: &usize| {
        let case = case(arm)?;
        patient.followed(target, case, &group.study.cases[case].setup)
    };
    arms.iter().filter_map(of_arm).collect()
}
