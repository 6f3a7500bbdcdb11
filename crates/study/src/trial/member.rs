//! One person in every case of a study.

use serde::{Deserialize, Serialize};

use super::{Error, People};
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rng::Streams;
use admsc_model::rules::baseline;
use admsc_model::rules::pain;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Setup, Start};
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::population::patient::BASELINE_PAIN;

/// Most people who are screened for a place.
pub(super) const MAX_SCREENED: u32 = 100;

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
    /// The same with other random numbers from day 0 on; empty unless the study asks for it.
    pub other_draws: Vec<Option<Outcome>>,
}

/// A piece of the work on a patient, just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The state of day 0 of one candidate, who may not be admitted.
    Baseline,
    /// One course of the patient, from day 0 to the horizon.
    Course,
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
        Self::live_watched(people, place, &mut |_| true)
    }

    /// The same, piece by piece: `watch` hears of every piece when it is done, and says whether to go on.
    ///
    /// # Errors
    /// As [`Member::live`], and [`Error::Stopped`] when `watch` has said to stop.
    pub fn live_watched(people: &People<'_>, place: u32, watch: &mut dyn FnMut(Piece) -> bool) -> Result<Self, Error> {
        for round in 0..MAX_SCREENED {
            let Some(number) = people.candidate(place, round) else { break };
            let setups = people.person(number)?;
            let Some(day_zero) = admitted(people, number, &setups, watch)? else { continue };
            let person = Person { people, place, number, setups: &setups, day_zero: &day_zero };
            let outcomes = person.futures(Draws::Own, watch)?;
            let other = people.study.trial.other_draws;
            let other_draws = if other { person.futures(Draws::Other, watch)? } else { Vec::new() };
            return Ok(Self { place, number, screened: round + 1, outcomes, other_draws });
        }
        Err(Error::Nobody { place, screened: MAX_SCREENED })
    }
}

/// The tissue of day 0 of each base, in the order of the cases (nothing for those that share one); nothing at all where
/// the patient is not in chronic pain in one of them.
fn admitted(
    people: &People<'_>,
    number: u32,
    setups: &[Setup],
    watch: &mut dyn FnMut(Piece) -> bool,
) -> Result<Option<Vec<Option<Tissue>>>, Error> {
    let mut all = vec![None; setups.len()];
    for case in people.bases() {
        let plan = plan(people, number, &setups[case])?;
        let tissue = baseline::prepare(&plan, Serial, |_| {});
        go_on(watch(Piece::Baseline))?;
        let pain = pain::feel(&plan, &tissue).total();
        if people.study.population.number.is_none() && !is_admitted(people, number, &plan, pain) {
            return Ok(None);
        }
        all[case] = Some(tissue);
    }
    Ok(Some(all))
}

fn go_on(wanted: bool) -> Result<(), Error> {
    if wanted { Ok(()) } else { Err(Error::Stopped) }
}

/// Whether a drawn person with this pain on day 0 takes part.
fn is_admitted(people: &People<'_>, number: u32, plan: &Plan, pain: f64) -> bool {
    let chronic = matches!(plan.setup.start, Start::Chronic { .. });
    let threshold = people.study.population.observed_pain_at_least;
    let in_enough_pain = threshold.is_none_or(|least| people.report_at_screening(number, pain) >= least);
    in_enough_pain && (!chronic || BASELINE_PAIN.contains(&pain))
}

/// Which random numbers a future has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Draws {
    /// The patient's.
    Own,
    /// Others, in the same tissue.
    Other,
}

/// An admitted person with the tissue of day 0 of each base.
struct Person<'a> {
    people: &'a People<'a>,
    place: u32,
    number: u32,
    setups: &'a [Setup],
    day_zero: &'a [Option<Tissue>],
}

impl Person<'_> {
    /// All cases in which the person takes part. Cases of one course are computed once.
    fn futures(&self, draws: Draws, watch: &mut dyn FnMut(Piece) -> bool) -> Result<Vec<Option<Outcome>>, Error> {
        let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(self.setups.len());
        for case in 0..self.setups.len() {
            let same = outcomes.get(self.people.course[case]).cloned().flatten();
            let outcome = match (self.people.takes_part(self.place, case), same) {
                (false, _) => None,
                (true, Some(same)) => Some(same),
                (true, None) => {
                    let outcome = self.future(case, draws)?;
                    go_on(watch(Piece::Course))?;
                    outcome
                }
            };
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// One course from day 0 to the horizon.
    fn future(&self, case: usize, draws: Draws) -> Result<Option<Outcome>, Error> {
        let Some(day_zero) = &self.day_zero[self.people.day_zero[case]] else { return Ok(None) };
        let mut plan = plan(self.people, self.number, &self.setups[case])?;
        if draws == Draws::Other {
            plan.streams = Streams::new(!self.people.study.population.seed, self.number);
        }
        let mut run = Simulation::from_baseline(plan, day_zero.clone())?;
        run.run_to(f64::from(self.setups[case].horizon_days), Serial, |_, _| {});
        run.samples().iter().try_for_each(Sample::check)?;
        // Slow intervals may be shorter than a day; each day begins with one.
        let on_a_day = |sample: &&Sample| sample.time_days.fract() == 0.0;
        let at = |day: &u32| run.samples().iter().find(|sample| sample.time_days >= f64::from(*day)).copied();
        Ok(Some(Outcome {
            daily_vas_points: run.samples().iter().filter(on_a_day).map(|sample| sample.vas_points).collect(),
            visits: self.people.study.trial.visits_days.iter().filter_map(at).collect(),
        }))
    }
}

fn plan(people: &People<'_>, number: u32, setup: &Setup) -> Result<Plan, Error> {
    Ok(Plan::new(setup.clone(), people.study.population.seed, number).map_err(simulation::Error::from)?)
}
