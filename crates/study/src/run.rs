//! One run from its setup to its record: the baseline, prepared or taken from a store, then the days to the horizon.

use super::lives::Life;
use super::pictures::{self, Pictures};
use super::summary::{Course, relief_start};
use super::visits::{Keep, Visits};
use crate::kept::baseline_key;
use admsc_model::digest::RunDigest;
use admsc_model::observe::Sample;
use admsc_model::observe::snapshot::scene;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{Error, Simulation, decode_baseline, encode_baseline};

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

/// Runs a patient to the horizon. The record depends on the request alone, never on the workers or the store.
///
/// # Errors
/// When the window's size is not supported, the asked-for pain cannot be met, or a state cannot be encoded.
pub fn run(
    request: Request<'_>,
    workers: impl Steps,
    store: &impl BaselineStore,
    mut progress: impl FnMut(Progress),
) -> Result<Record, Error> {
    let plan = Plan::new(request.setup.clone(), request.seed, request.patient)?;
    let tissue = prepared_tissue(&plan, request, workers, store, &mut progress)?;
    let mut simulation = Simulation::from_baseline(plan, tissue)?;
    let mut digest = RunDigest::default();
    let mut visits = request.visits_days.iter().peekable();
    let mut failed: Option<Error> = None;
    let mut seen = Visits::default();
    let plan = simulation.plan().clone();
    let mut pictures = request.pictures.then(|| Pictures::new(&plan));
    let mut each_day = |sample: &Sample, tissue: &Tissue| {
        failed = failed.take().or_else(|| sample.check().err());
        // A visit between two rows is made at the next row.
        while visits.next_if(|visit| f64::from(**visit) <= sample.time_days).is_some() {
            digest.add_state(tissue);
            seen.look(&plan, tissue, request.keep);
        }
        if let Some(pictures) = &mut pictures {
            pictures.look(&plan, sample, tissue);
        }
        progress(Progress::Day(sample.time_days));
    };
    let tracks = if request.pictures { pictures::follow(&mut simulation, workers, &mut each_day) } else { None };
    simulation.run_to(f64::from(request.setup.horizon_days), workers, each_day);
    if let Some(pictures) = &mut pictures {
        pictures.tracks = tracks;
        // What was given again has its needles too.
        pictures.scene = scene(simulation.plan());
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let samples = simulation.samples().to_vec();
    let (given_again, digest) = (simulation.given_again().to_vec(), digest.finish(&samples));
    let relief_start = relief_start(&simulation.plan().setup);
    let has_cells = request.setup.possible_doses().any(|dose| dose.cells > 0.0);
    let potency = has_cells.then_some(request.setup.parameters.patient.potency);
    Ok(Record { samples, visits: seen, pictures, given_again, relief_start, potency, lives: Vec::new(), digest })
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
    let key = baseline_key(request.setup, request.seed, request.patient)?;
    let kept = store.load(&key).and_then(|bytes| decode_baseline(plan, &bytes).ok());
    if let Some(tissue) = kept {
        return Ok(tissue);
    }
    let tissue = baseline::prepare(plan, workers, |share| progress(Progress::Baseline(share)));
    store.keep(&key, &encode_baseline(&tissue)?);
    Ok(tissue)
}
