//! One run from its setup to its record: the baseline, prepared or taken from a store, then the days to the horizon.

use super::checkpoint::{self, Checkpoints, Keeper, Nowhere, Reached};
use super::lives::Life;
use super::pictures::Pictures;
use super::recording::Recording;
use super::state::{self, States};
use super::summary::Course;
use super::visits::{Keep, Visits};
use crate::kept::baseline_key;
use admsc_model::observe::Sample;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{Error, Simulation, decode_baseline, encode_baseline, sound};

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Window, patient, doses, horizon.
    pub setup: &'a Setup,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of the patient, which selects their random numbers.
    pub patient: u32,
    /// Days whose whole state enters the digest, ascending; days after the horizon do not count.
    pub visits_days: &'a [u32],
    /// What the record keeps of every visit.
    pub keep: Keep,
    /// Whether the record keeps what pictures of the window need.
    pub pictures: bool,
}

/// A place that keeps baselines by key. A store may lose what it was given, but never answer with other bytes.
pub trait BaselineStore {
    /// The bytes kept under `key`.
    fn load(&self, key: &str) -> Option<Vec<u8>>;

    /// Keeps bytes under `key`. A store that cannot does nothing: the baseline is then computed again.
    fn keep(&self, key: &str, bytes: &[u8]);

    /// Where the checkpoints of runs are kept: nowhere, unless a store says otherwise.
    fn checkpoints(&self) -> &dyn Checkpoints {
        &Nowhere
    }

    /// Where the states of named days are kept: nowhere, unless a store says otherwise.
    fn states(&self) -> Option<&dyn States> {
        None
    }
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStore;

impl BaselineStore for NoStore {
    fn load(&self, _key: &str) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _key: &str, _bytes: &[u8]) {}
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// Preparing the state before day 0: share done, 0 to 1.
    Baseline(f64),
    /// Running: the day reached.
    Day(f64),
}

/// A finished run.
#[derive(Debug, Clone)]
pub struct Record {
    /// One row a day from day 0 to the horizon.
    pub samples: Vec<Sample>,
    /// What was asked for of each visit.
    pub visits: Visits,
    /// The window on some days and the trajectories of some cells, if they were asked for.
    pub pictures: Option<Pictures>,
    /// What was given again because pain had returned.
    pub given_again: Vec<Retreated>,
    /// Day from which relief counts: that of the first dose that was given.
    pub relief_start: u32,
    /// Potency of the cells; none of a run without cells.
    pub potency: Option<f64>,
    /// Other lives of the patient, where they were asked for ([`crate::lives::run`]). The digest does not cover them.
    pub lives: Vec<Life>,
    /// Digest over every byte of the state at the visits and every unrounded result, hexadecimal.
    pub digest: String,
}

impl Record {
    /// Its rows, with the day from which relief counts.
    pub fn course(&self) -> Course<'_> {
        Course { samples: &self.samples, relief_start: self.relief_start }
    }
}

/// Runs a patient to the horizon, from a checkpoint where one is kept. The record depends on the request alone, never on the workers,
/// the store, or how often the run was stopped.
///
/// # Errors
/// When the window's size is not supported, the asked-for pain cannot be met, a figure is no number any more, a state cannot be
/// encoded, or the run is to stop.
pub fn run(
    request: Request<'_>,
    workers: impl Steps,
    store: &impl BaselineStore,
    mut progress: impl FnMut(Progress),
) -> Result<Record, Error> {
    let plan = Plan::new(request.setup.clone(), request.seed, request.patient)?;
    let mut keeper = store.checkpoints().open(&checkpoint::key(request)?);
    let (mut run, mut recording) = match checkpoint::reached(&plan, &mut *keeper) {
        Some(Reached::Run(reached)) => *reached,
        begun => match state::latest(request, &plan, store.states()) {
            // Of a later day than any of the baseline.
            Some(reached) => *reached,
            None => {
                let begun = if let Some(Reached::Baseline(tissue)) = begun { Some(*tissue) } else { None };
                let tissue = day_zero((&plan, begun), request, workers, (store, &mut *keeper), &mut progress)?;
                let recording = Recording::new(request, &plan);
                (Simulation::from_baseline(plan, tissue)?, recording)
            }
        },
    };
    let end = run.tissue().clock.tick_at(f64::from(request.setup.horizon_days));
    loop {
        if run.record() {
            recording.day(request, &run)?;
            progress(Progress::Day(run.tissue().clock.day()));
        }
        if run.tissue().clock.tick >= end {
            break;
        }
        run.advance(workers);
        recording.tick(&run);
        state::keep(request, &run, &recording, store.states())?;
        checkpoint::of_run(&mut *keeper, &run, &recording)?;
    }
    checkpoint::of_end(&mut *keeper, &run, &recording)?;
    Ok(recording.finish(request, &run))
}

/// The state of day 0: from the store if it holds one that fits this window, else computed and kept.
///
/// # Errors
/// When the state cannot be encoded.
pub fn prepared_tissue(
    plan: &Plan,
    request: Request<'_>,
    workers: impl Steps,
    store: &impl BaselineStore,
    progress: &mut impl FnMut(Progress),
) -> Result<Tissue, Error> {
    day_zero((plan, None), request, workers, (store, &mut Nowhere), progress)
}

/// The same, computed from where it was left, with checkpoints.
fn day_zero(
    (plan, begun): (&Plan, Option<Tissue>),
    request: Request<'_>,
    workers: impl Steps,
    (store, keeper): (&impl BaselineStore, &mut dyn Keeper),
    progress: &mut impl FnMut(Progress),
) -> Result<Tissue, Error> {
    let key = baseline_key(request.setup, request.seed, request.patient)?;
    let kept = store.load(&key).and_then(|bytes| decode_baseline(plan, &bytes).ok());
    if let Some(tissue) = kept {
        return Ok(tissue);
    }
    let mut tissue = begun.unwrap_or_else(|| baseline::seed(plan));
    while baseline::advance(plan, &mut tissue, workers, |share| progress(Progress::Baseline(share))) {
        checkpoint::of_baseline(keeper, &tissue)?;
    }
    sound(plan, &tissue)?;
    store.keep(&key, &encode_baseline(&tissue)?);
    Ok(tissue)
}
