//! One person in every case of a study.

use serde::{Deserialize, Serialize};

use super::{Error, People};
use crate::evidence::patient::BASELINE_PAIN;
use crate::model::baseline;
use crate::model::pain;
use crate::model::plan::Plan;
use crate::model::setup::{Setup, Start};
use crate::model::tissue::Tissue;
use crate::observe::Sample;
use crate::parallel::Serial;
use crate::simulation::{self, Simulation};

/// Most people who are screened for a place.
const MAX_SCREENED: u32 = 100;

/// A patient of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Place in the population, from 0.
    pub place: u32,
    /// Number under the population's seed; `[patient] number` runs the same person alone.
    pub number: u32,
    /// How many were screened for the place, this patient among them.
    pub screened: u32,
    /// What happened in each case; nothing where the patient does not take part.
    pub outcomes: Vec<Option<Outcome>>,
}

/// One patient in one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Pain proxy on every day from day 0, points.
    pub daily_vas_points: Vec<f64>,
    /// What was measured at each visit.
    pub visits: Vec<Sample>,
}

impl Member {
    /// Finds the patient of a place and lives them through all their cases, on one core.
    ///
    /// # Errors
    /// When nobody can be drawn, admitted or run.
    pub fn live(people: &People<'_>, place: u32) -> Result<Self, Error> {
        for round in 0..MAX_SCREENED {
            let Some(number) = people.candidate(place, round) else { break };
            let setups = people.person(number)?;
            let Some(day_zero) = admitted(people, number, &setups)? else { continue };
            let outcomes = futures(people, place, number, &setups, &day_zero)?;
            return Ok(Self { place, number, screened: round + 1, outcomes });
        }
        Err(Error::Nobody { place, screened: MAX_SCREENED })
    }
}

/// The tissue of day 0 of each base, in the order of the cases (nothing for those that share one); nothing at all where
/// the patient is not in chronic pain in one of them.
fn admitted(people: &People<'_>, number: u32, setups: &[Setup]) -> Result<Option<Vec<Option<Tissue>>>, Error> {
    let mut all = vec![None; setups.len()];
    for case in people.bases() {
        let plan = plan(people, number, &setups[case])?;
        let tissue = baseline::prepare(&plan, Serial, |_| {});
        let screened = people.study.population.number.is_none() && matches!(plan.setup.start, Start::Chronic { .. });
        if screened && !BASELINE_PAIN.contains(&pain::feel(&plan, &tissue).total()) {
            return Ok(None);
        }
        all[case] = Some(tissue);
    }
    Ok(Some(all))
}

fn futures(
    people: &People<'_>,
    place: u32,
    number: u32,
    setups: &[Setup],
    day_zero: &[Option<Tissue>],
) -> Result<Vec<Option<Outcome>>, Error> {
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(setups.len());
    for (case, setup) in setups.iter().enumerate() {
        let outcome = match people.takes_part(place, case) {
            false => None,
            true => match outcomes.get(people.course[case]).cloned().flatten() {
                Some(same) => Some(same),
                None => match &day_zero[people.day_zero[case]] {
                    Some(tissue) => Some(future(people, number, setup, tissue)?),
                    None => None,
                },
            },
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// One course from day 0 to the horizon.
fn future(people: &People<'_>, number: u32, setup: &Setup, day_zero: &Tissue) -> Result<Outcome, Error> {
    let mut run = Simulation::from_baseline(plan(people, number, setup)?, day_zero.clone())?;
    run.run_to(f64::from(setup.horizon_days), Serial, |_, _| {});
    run.samples().iter().try_for_each(Sample::check)?;
    let at = |day: &u32| run.samples().iter().find(|sample| sample.time_days >= f64::from(*day)).copied();
    Ok(Outcome {
        daily_vas_points: run.samples().iter().map(|sample| sample.vas_points).collect(),
        visits: people.study.trial.visits_days.iter().filter_map(at).collect(),
    })
}

fn plan(people: &People<'_>, number: u32, setup: &Setup) -> Result<Plan, Error> {
    Ok(Plan::new(setup.clone(), people.study.population.seed, number).map_err(simulation::Error::from)?)
}
