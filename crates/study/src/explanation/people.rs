//! The people of an explanation: virtual patients round the scenario's own values, on a coarse grid.

use super::{Error, Watch, Work};
use crate::coarse::coarse;
use crate::threads::jobs;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::pain;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Cadence, Setup};
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::population::patient::{self, BASELINE_PAIN, PatientError};
use admsc_scenario::population::spread::Spreads;

/// Distance between the patient numbers that are screened for one place.
const STRIDE: u32 = 1 << 20;

/// Patients who are screened for one place.
const MOST_SCREENED: u32 = 20;

/// Steps in which processes that are ten times as fast can be followed: an hour, and six hours.
const FINE: Cadence = Cadence { tick_minutes: 60, field_ticks: 1, slow_ticks: 6 };

/// One virtual patient on day 0.
#[derive(Debug, Clone)]
pub struct Person {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number, which selects their random numbers.
    pub number: u32,
    /// Their parameters, the window on the coarse grid, and the scenario's doses.
    pub setup: Setup,
    /// The tissue before the first dose.
    pub day_zero: Tissue,
}

/// Fills `places` with patients in chronic pain on day 0.
///
/// # Errors
/// When nobody can be drawn, prepared or admitted.
pub fn gather(
    setup: &Setup,
    seed: u64,
    places: usize,
    threads: usize,
    watch: &dyn Watch,
) -> Result<Vec<Person>, Error> {
    let spreads = Spreads::of(&Ledger::bundled().map_err(PatientError::from)?);
    let base = coarse(setup);
    let fill = |place: usize| {
        let person = found(&spreads, &base, seed, place as u32);
        watch.done(Work::Person);
        person
    };
    jobs(threads, places, fill).into_iter().collect()
}

fn found(spreads: &Spreads, base: &Setup, seed: u64, place: u32) -> Result<Person, Error> {
    for round in 0..MOST_SCREENED {
        let number = place + round * STRIDE;
        let setup = patient::draw(spreads, base, seed, number)?;
        let plan = Plan::new(setup, seed, number).map_err(simulation::Error::from)?;
        let day_zero = baseline::prepare(&plan, Serial, |_| {});
        if BASELINE_PAIN.contains(&pain::feel(&plan, &day_zero).total()) {
            return Ok(Person { seed, number, setup: plan.setup, day_zero });
        }
    }
    Err(Error::Nobody { place, screened: MOST_SCREENED })
}

impl Person {
    /// The same person with time in steps of an hour.
    #[must_use]
    pub fn in_fine_steps(&self) -> Self {
        let mut fine = self.clone();
        fine.setup.cadence = FINE;
        let clock = &mut fine.day_zero.clock;
        clock.tick_minutes = FINE.tick_minutes;
        clock.origin = clock.ticks_in(f64::from(self.setup.baseline_days));
        clock.tick = clock.origin;
        fine
    }

    /// A future of this person under a change of the setup: from the same tissue, with the same random numbers.
    ///
    /// # Errors
    /// When the changed setup cannot be run.
    pub fn future(&self, change: impl FnOnce(&mut Setup)) -> Result<Simulation, Error> {
        let mut setup = self.setup.clone();
        change(&mut setup);
        let plan = Plan::new(setup, self.seed, self.number).map_err(simulation::Error::from)?;
        Ok(Simulation::from_baseline(plan, self.day_zero.clone())?)
    }

    /// The rows of a future up to the horizon.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn live(&self, change: impl FnOnce(&mut Setup)) -> Result<Vec<Sample>, Error> {
        let mut run = self.future(change)?;
        run.run_to(f64::from(self.setup.horizon_days), Serial, |_, _| {});
        run.samples().iter().try_for_each(Sample::check)?;
        Ok(run.samples().to_vec())
    }
}
