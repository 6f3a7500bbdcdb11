//! The people of an explanation: virtual patients as the scenario enrols them, on coarse voxels.

use super::Error;
use super::course::first_dose;
use crate::coarse::coarse_voxels;
use crate::trial::admitted_tissue;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Cadence, Setup, Start};
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::population::enrolment::Enrolment;

/// Steps in which processes that are ten times as fast can be followed: an hour, and six hours.
const FINE: Cadence = Cadence { tick_minutes: 60, field_ticks: 1, slow_ticks: 6 };

/// A setup as faster processes are followed in it: coarse voxels, and steps of an hour, or of the setup's own tick where that is
/// shorter. In longer steps other courses come about.
pub fn followed(setup: &Setup) -> Setup {
    let own = setup.cadence;
    let cadence = if own.tick_minutes < FINE.tick_minutes { Cadence { field_ticks: 1, ..own } } else { FINE };
    Setup { cadence, ..coarse_voxels(setup) }
}

/// One virtual patient on the day of the first dose, from which every counterfactual begins.
#[derive(Debug, Clone)]
pub struct Person {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number, which selects their random numbers.
    pub number: u32,
    /// Their parameters, the window on the coarse grid, and the scenario's doses.
    pub setup: Setup,
    /// The tissue before the first dose.
    before: Tissue,
    /// Where the first dose comes after day 0: the gain of the pain proxy, which day 0 has set.
    gain: Option<f64>,
}

impl Person {
    /// The patient of a place of a population: in chronic pain on day 0 of `base`, round which they are drawn.
    ///
    /// # Errors
    /// When nobody can be drawn, prepared or admitted.
    pub fn enrol(population: &Enrolment, base: &Setup, place: u32) -> Result<Self, Error> {
        let seed = population.seed;
        let found = population.fill(place, |number| -> Result<_, Error> {
            let setup = population.draw(base, number)?;
            let day_zero = admitted_tissue(population, number, &setup, |pain| pain)?;
            day_zero.map(|before| Person { seed, number, setup, before, gain: None }.at_first_dose()).transpose()
        });
        Ok(found?.0)
    }

    /// The same person lived from day 0 to the day of the first dose: before it nothing is knocked out or faster.
    fn at_first_dose(mut self) -> Result<Self, Error> {
        let day = first_dose(&self.setup).unwrap_or(0.0).floor();
        if day > 0.0 {
            let mut run = self.future(|_| {})?;
            run.run_to(day, Serial, |_, _| {});
            self.gain = Some(run.plan().setup.parameters.pain.gain);
            self.before = run.tissue().clone();
        }
        Ok(self)
    }

    /// A future of this person under a change of the setup, from the day of the first dose: from the same tissue, with
    /// the same random numbers.
    ///
    /// # Errors
    /// When the changed setup cannot be run.
    pub fn future(&self, change: impl FnOnce(&mut Setup)) -> Result<Simulation, Error> {
        let mut setup = self.setup.clone();
        change(&mut setup);
        if let Some(gain) = self.gain {
            setup.parameters.pain.gain = gain;
            setup.start = Start::Chronic { baseline_pain: None };
        }
        let plan = Plan::new(setup, self.seed, self.number).map_err(simulation::Error::from)?;
        Ok(Simulation::from_baseline(plan, self.before.clone())?)
    }

    /// The rows of a future from the day of the first dose to the horizon.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn live(&self, change: impl FnOnce(&mut Setup)) -> Result<Vec<Sample>, Error> {
        let mut run = self.future(change)?;
        run.run_to(f64::from(self.setup.horizon_days), Serial, |_, _| {});
        run.check()?;
        Ok(run.samples().to_vec())
    }
}
