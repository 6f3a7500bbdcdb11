//! One person in every case of a study.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::blocks::Nowhere;
use super::courses::{Course, kept_or};
use super::{BlockStore, Error, PreparedStudy};
use crate::kept::baseline_key;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rng::Streams;
use admsc_model::rules::baseline;
use admsc_model::rules::pain;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::population::enrolment::Enrolment;

/// A patient of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EnrolledPatient {
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
    /// What was measured on day 0, whether it is a visit or not: the baseline of every endpoint.
    pub day_zero: Sample,
    /// What was measured at each visit.
    pub visits: Vec<Sample>,
    /// What was given again because pain had returned.
    pub given_again: Vec<Retreated>,
}

impl EnrolledPatient {
    /// Finds the patient of a place and takes them through all their cases, on one core.
    ///
    /// # Errors
    /// When nobody can be drawn, admitted or run.
    pub fn live(people: &PreparedStudy<'_>, place: u32) -> Result<Self, Error> {
        Self::live_kept(people, place, &Nowhere, &mut |_| true)
    }

    /// The same, piece by piece: `watch` hears of every piece when it is done, and says whether to go on.
    ///
    /// # Errors
    /// As [`EnrolledPatient::live`], and [`Error::Stopped`] when `watch` has said to stop.
    pub fn live_watched(
        people: &PreparedStudy<'_>,
        place: u32,
        watch: &mut dyn FnMut(Piece) -> bool,
    ) -> Result<Self, Error> {
        Self::live_kept(people, place, &Nowhere, watch)
    }

    /// The same, with the courses that a store has; those that it lacks are computed and kept there.
    pub(super) fn live_kept(
        people: &PreparedStudy<'_>,
        place: u32,
        store: &dyn BlockStore,
        watch: &mut dyn FnMut(Piece) -> bool,
    ) -> Result<Self, Error> {
        let population = &people.study.population;
        let (person, screened) = population.fill(place, |number| -> Result<_, Error> {
            let setups = people.candidate(number)?.setups;
            let day_zero = admitted(people, number, &setups, (store, &mut *watch))?;
            Ok(day_zero.map(|day_zero| Person { people, store, place, number, setups, day_zero }))
        })?;
        let outcomes = person.futures(Draws::Own, watch)?;
        let other = people.study.trial.other_draws;
        let other_draws = if other { person.futures(Draws::Other, watch)? } else { Vec::new() };
        Ok(Self { place, number: person.number, screened, outcomes, other_draws })
    }
}

/// The tissue of day 0 of each base, in the order of the cases (nothing for those that share one); nothing at all where
/// the patient is not admitted in one of them.
fn admitted(
    people: &PreparedStudy<'_>,
    number: u32,
    setups: &[Setup],
    (store, watch): (&dyn BlockStore, &mut dyn FnMut(Piece) -> bool),
) -> Result<Option<Vec<Option<DayZero>>>, Error> {
    let population = &people.study.population;
    let mut all: Vec<Option<DayZero>> = setups.iter().map(|_| None).collect();
    for case in people.bases() {
        let plan = Plan::new(setups[case].clone(), population.seed, number).map_err(simulation::Error::from)?;
        let day_zero = DayZero { plan, tissue: OnceCell::new() };
        let key = baseline_key(&setups[case], population.seed, number)?;
        let pain = kept_or(store, &key, || Ok(pain::feel(&day_zero.plan, day_zero.tissue()).total()))?;
        go_on(watch(Piece::Baseline))?;
        if people.screened(case)
            && !population.admits(&setups[case], pain, |pain| people.report_at_screening(number, pain))
        {
            return Ok(None);
        }
        all[case] = Some(day_zero);
    }
    Ok(Some(all))
}

/// The state of day 0 of a person, whose tissue is prepared when a course begins in it.
struct DayZero {
    plan: Plan,
    tissue: OnceCell<Tissue>,
}

impl DayZero {
    fn tissue(&self) -> &Tissue {
        self.tissue.get_or_init(|| baseline::prepare(&self.plan, Serial, |_| {}))
    }
}

/// The tissue of someone's day 0; nothing where it does not admit them. `report` is what they say of their pain.
pub(crate) fn admitted_tissue(
    enrolment: &Enrolment,
    number: u32,
    setup: &Setup,
    report: impl FnOnce(f64) -> f64,
) -> Result<Option<Tissue>, Error> {
    let plan = Plan::new(setup.clone(), enrolment.seed, number).map_err(simulation::Error::from)?;
    let tissue = baseline::prepare(&plan, Serial, |_| {});
    let pain = pain::feel(&plan, &tissue).total();
    Ok(enrolment.admits(setup, pain, report).then_some(tissue))
}

fn go_on(wanted: bool) -> Result<(), Error> {
    if wanted { Ok(()) } else { Err(Error::Stopped) }
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
    people: &'a PreparedStudy<'a>,
    store: &'a dyn BlockStore,
    place: u32,
    number: u32,
    setups: Vec<Setup>,
    day_zero: Vec<Option<DayZero>>,
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

    /// One case, as the study's visits see its course.
    fn future(&self, case: usize, draws: Draws) -> Result<Option<Outcome>, Error> {
        let Some(day_zero) = &self.day_zero[self.people.day_zero[case]] else { return Ok(None) };
        let key = self.people.course_key(self.number, &self.setups[case], draws as u8)?;
        let course = kept_or(self.store, &key, || self.course(case, draws, day_zero.tissue()))?;
        let at = |day: &u32| course.days.iter().find(|sample| sample.time_days >= f64::from(*day)).copied();
        let Some(day_zero) = at(&0) else { return Ok(None) };
        Ok(Some(Outcome {
            day_zero,
            daily_vas_points: course.days.iter().map(|sample| sample.vas_points).collect(),
            visits: self.people.study.trial.visits_days.iter().filter_map(at).collect(),
            given_again: course.given_again,
        }))
    }

    /// One course from day 0 to the horizon.
    fn course(&self, case: usize, draws: Draws, day_zero: &Tissue) -> Result<Course, Error> {
        let seed = self.people.study.population.seed;
        let mut plan = Plan::new(self.setups[case].clone(), seed, self.number).map_err(simulation::Error::from)?;
        if draws == Draws::Other {
            plan.streams = Streams::new(!seed, self.number);
        }
        let reporting = self.people.reporting(self.number, &self.setups[case]);
        let mut run = Simulation::from_baseline(plan, day_zero.clone())?.observed(reporting);
        run.run_to(f64::from(self.setups[case].horizon_days), Serial, |_, _| {});
        run.check()?;
        // Slow intervals may be shorter than a day; each day begins with one.
        let on_a_day = |sample: &&Sample| sample.time_days.fract() == 0.0;
        let days = run.samples().iter().filter(on_a_day).copied().collect();
        Ok(Course { days, given_again: run.given_again().to_vec() })
    }
}
