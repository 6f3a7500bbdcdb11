//! Pieces of an explanation that are kept, so that one that was stopped goes on: the scenario's own runs, and each patient.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::people::Person;
use super::{Error, Request, Task, Watch};
use crate::kept::kept_key;
use crate::threads::jobs;
use crate::trial::BlockStore;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_scenario::population::patient::{BASELINE_PAIN, MOST_SCREENED};
use admsc_scenario::population::spread::Spreads;

/// Form in which pieces are kept, and what they mean. Goes up by one with either.
const FORM: u32 = 1;

/// Number of the piece of the scenario's own runs.
pub const OWN: u32 = 0;
/// Number of the first patient of the knock-outs.
pub const KNOCK_OUTS: u32 = 1_000_000;
/// Number of the first patient of the mean field.
pub const MEAN_FIELD: u32 = 2_000_000;
/// Number of the first patient whose delay is divided on cells.
pub const CELLS: u32 = 3_000_000;

/// Everything but the model that decides the pieces. Numbers of patients are not among it: more of them go on from fewer.
#[derive(Serialize)]
struct Decided<'a> {
    form: u32,
    setup: &'a Setup,
    mean: &'a Setup,
    seeds: [u64; 2],
    patient: u32,
    most_screened: u32,
    admitted_pain: [f64; 2],
    reported_at_least: Option<f64>,
    spreads: &'a Spreads,
    /// The first patients as this code draws them.
    first: Vec<Setup>,
}

impl Request<'_> {
    /// Name of its pieces, hexadecimal: a hash over the code of the model, the scenario and the first patients as they are drawn.
    ///
    /// # Errors
    /// When a patient cannot be drawn.
    pub fn kept_key(&self) -> Result<String, Error> {
        let (scenario, population) = (self.scenario, self.scenario.enrolment.population(1));
        let first = (0..4).map(|number| population.draw(&scenario.mean, number)).collect::<Result<_, _>>()?;
        Ok(kept_key(&Decided {
            form: FORM,
            setup: &scenario.setup,
            mean: &scenario.mean,
            seeds: [scenario.seed, population.seed],
            patient: scenario.patient,
            most_screened: MOST_SCREENED,
            admitted_pain: [*BASELINE_PAIN.start(), *BASELINE_PAIN.end()],
            reported_at_least: population.observed_pain_at_least,
            spreads: &population.spreads,
            first,
        })?)
    }
}

/// Where pieces are kept, and who hears of them.
#[derive(Clone, Copy)]
pub struct Pieces<'a> {
    /// What keeps them.
    pub store: &'a dyn BlockStore,
    /// Who hears of the work.
    pub watch: &'a dyn Watch,
}

impl Pieces<'_> {
    /// A piece: the one that is kept, or what `compute` gives, which is then kept. `work` says what one that is kept spares.
    ///
    /// # Errors
    /// When it cannot be computed or kept.
    pub fn piece<T: Serialize + DeserializeOwned>(
        &self,
        number: u32,
        work: impl Fn(&T) -> f64,
        compute: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        if let Some(kept) = self.store.load(number).and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            self.watch.spared(work(&kept));
            return Ok(kept);
        }
        let piece = compute()?;
        let bytes = postcard::to_stdvec(&piece).map_err(|error| Error::Store(error.to_string()))?;
        self.store.keep(number, &bytes).map_err(Error::Store)?;
        Ok(piece)
    }

    /// The pieces of everybody of a population, drawn round `mean`, in order: `first` is the number of that of the first person,
    /// `drawn` what drawing one costs, and `follow` what is computed of one. Each is done on one of `threads` cores.
    ///
    /// # Errors
    /// When somebody cannot be drawn, run or kept.
    pub fn of_people<T: Serialize + DeserializeOwned + Send>(
        &self,
        (population, mean): (&Enrolment, &Setup),
        first: u32,
        drawn: Task,
        threads: usize,
        work: impl Fn(&T) -> f64 + Sync + Send,
        follow: impl Fn(&Person) -> Result<T, Error> + Sync + Send,
    ) -> Result<Vec<T>, Error> {
        let one = |place: usize| {
            let place = place as u32;
            let compute = || {
                let person = Person::enrol(population, mean, place)?;
                self.done(drawn);
                follow(&person)
            };
            self.piece(first + place, &work, compute)
        };
        jobs(threads, population.patients as usize, one).into_iter().collect()
    }

    /// A part of the work is done.
    pub fn done(&self, work: Task) {
        self.watch.done(work.seconds());
    }
}
