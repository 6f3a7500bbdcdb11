//! A cohort: virtual patients, each with one baseline and several futures.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::threads::jobs;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::pain;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Setup, Start};
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::population::patient::{self, PatientError};
use admsc_scenario::population::spread::Spreads;

/// Why a cohort could not be run.
#[derive(Debug, Error)]
pub enum CohortError {
    /// A patient could not be drawn.
    #[error(transparent)]
    Patient(#[from] PatientError),
    /// A patient could not be run.
    #[error(transparent)]
    Run(#[from] simulation::Error),
    /// Almost nobody keeps the pain of a chronic patient.
    #[error("of {screened} screened patients only {admitted} were in chronic pain on day 0")]
    TooFew {
        /// Screened.
        screened: usize,
        /// Admitted.
        admitted: usize,
    },
}

/// One future of every patient: a change of the setup that leaves the baseline as it is (doses, traits of the cells).
#[derive(Debug, Clone, Copy)]
pub struct Future {
    /// Name, for tables.
    pub name: &'static str,
    /// The change.
    pub change: fn(&mut Setup),
}

/// Which patients.
///
/// Patient number k of a seed is always the same person. Like a trial, a cohort screens the numbers 0, 1, 2 … and admits
/// those in chronic pain: the draw keeps people whose mean field is painful; of these, some near the fold remit while
/// their cells settle, and are not admitted.
#[derive(Debug, Clone)]
pub struct Cohort {
    /// The mean patient.
    pub base: Setup,
    /// Keys that do not vary between patients.
    pub fixed: BTreeSet<String>,
    /// Seed of the population and its luck.
    pub seed: u64,
    /// Number of patients to admit.
    pub patients: usize,
    /// Threads to use.
    pub threads: usize,
}

/// A patient's futures.
#[derive(Debug, Clone)]
pub struct Patient {
    /// Number under the cohort's seed.
    pub number: u32,
    /// Daily rows of each future, from day 0.
    pub futures: Vec<Vec<Sample>>,
}

/// What a cohort gave.
#[derive(Debug, Clone)]
pub struct Record {
    /// Admitted patients, by number.
    pub patients: Vec<Patient>,
    /// How many were screened to find them.
    pub screened: usize,
}

impl Record {
    /// One figure a patient, from the rows of one future.
    pub fn figures<T>(&self, future: usize, figure: impl Fn(&[Sample]) -> T) -> Vec<T> {
        self.patients.iter().map(|patient| figure(&patient.futures[future])).collect()
    }
}

impl Cohort {
    /// Runs every future of every admitted patient. Patients run in parallel, each on one core.
    ///
    /// # Errors
    /// When a patient cannot be drawn or run, or almost nobody is admitted.
    pub fn run(&self, futures: &[Future]) -> Result<Record, CohortError> {
        let ledger = Ledger::bundled().map_err(PatientError::from)?;
        let spreads = Spreads::of(&ledger).without(&self.fixed);
        let (mut patients, mut screened) = (Vec::new(), 0);
        while patients.len() < self.patients {
            if screened > 20 * self.patients {
                return Err(CohortError::TooFew { screened, admitted: patients.len() });
            }
            let batch = self.patients - patients.len();
            for result in jobs(self.threads, batch, |row| self.screen(&spreads, (screened + row) as u32, futures)) {
                patients.extend(result?);
            }
            screened += batch;
        }
        Ok(Record { patients, screened })
    }

    /// One person: the baseline, and the futures of those who are admitted.
    fn screen(&self, spreads: &Spreads, number: u32, futures: &[Future]) -> Result<Option<Patient>, CohortError> {
        let setup = patient::draw(spreads, &self.base, self.seed, number)?;
        let plan = Plan::new(setup, self.seed, number).map_err(simulation::Error::from)?;
        let day_zero = baseline::prepare(&plan, Serial, |_| {});
        let chronic = matches!(plan.setup.start, Start::Chronic { .. });
        if chronic && !patient::BASELINE_PAIN.contains(&pain::feel(&plan, &day_zero).total()) {
            return Ok(None);
        }
        let futures =
            futures.iter().map(|future| self.live(number, &plan, &day_zero, future)).collect::<Result<_, _>>()?;
        Ok(Some(Patient { number, futures }))
    }

    /// One future of one person.
    fn live(&self, number: u32, plan: &Plan, day_zero: &Tissue, future: &Future) -> Result<Vec<Sample>, CohortError> {
        let mut setup = plan.setup.clone();
        (future.change)(&mut setup);
        let horizon = f64::from(setup.horizon_days);
        let plan = Plan::new(setup, self.seed, number).map_err(simulation::Error::from)?;
        let mut run = Simulation::from_baseline(plan, day_zero.clone())?;
        run.run_to(horizon, Serial, |_, _| {});
        run.samples().iter().try_for_each(Sample::check)?;
        Ok(run.samples().to_vec())
    }
}
