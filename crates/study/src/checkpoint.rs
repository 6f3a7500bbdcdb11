//! Checkpoints of a run: its whole state with all that it remembers, at any tick, so that a run that was stopped goes on to the same
//! bytes on any number of threads and on any machine.

use serde::{Deserialize, Serialize};

use super::recording::Recording;
use super::run::Request;
use crate::kept::name_of;
use admsc_model::SOURCE_HASH;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{Error, Simulation, decode_baseline, encode_baseline};

/// Form in which a checkpoint is kept, and what it means. Goes up by one with either.
const FORM: u32 = 1;

/// What a run is to do after a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    GoOn,
    /// Keep a checkpoint and go on.
    Keep,
    /// Keep a checkpoint and stop.
    Stop,
}

/// What became of a checkpoint that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// The run goes on from this day; it lies before day 0 during the baseline.
    GoesOn {
        /// The day.
        day: f64,
    },
    /// Another version of the model made it, or it is not of this run: the run begins anew.
    Refused,
}

/// The checkpoint of one run.
pub trait Keeper {
    /// The bytes that were kept last, if they are whole.
    fn load(&mut self) -> Option<Vec<u8>>;

    /// Hears what became of them.
    fn tell(&mut self, found: Found);

    /// What the run is to do now. It is asked after every tick.
    fn wish(&mut self) -> Wish;

    /// Whether a run that has come to its end is to be kept like one that has not.
    fn wants_the_end(&mut self) -> bool {
        false
    }

    /// Keeps bytes in place of those before. One that cannot does nothing but say so: work may then be lost, no result.
    fn keep(&mut self, bytes: &[u8]);
}

/// Keeps checkpoints of runs by key.
pub trait Checkpoints: Sync {
    /// The checkpoint of a run that begins or goes on now.
    fn open(&self, key: &str) -> Box<dyn Keeper + '_>;
}

/// Keeps none, and stops no run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Checkpoints for Nowhere {
    fn open(&self, _: &str) -> Box<dyn Keeper + '_> {
        Box::new(Self)
    }
}

impl Keeper for Nowhere {
    fn load(&mut self) -> Option<Vec<u8>> {
        None
    }

    fn tell(&mut self, _: Found) {}

    fn wish(&mut self) -> Wish {
        Wish::GoOn
    }

    fn keep(&mut self, _: &[u8]) {}
}

/// Name of a run's checkpoint: a hash over all that decides it but the model, which the checkpoint names itself. So that of another
/// version is found and refused, not passed over.
///
/// # Errors
/// When a parameter cannot be encoded.
pub(crate) fn key(request: Request<'_>) -> Result<String, Error> {
    let Request { setup, seed, patient, visits_days, keep, pictures } = request;
    name_of(&("checkpoint", setup, seed, patient, visits_days, [keep.cells, keep.axons, keep.fields, pictures]))
}

/// How far a run is.
pub(crate) enum Reached {
    /// In the baseline.
    Baseline(Box<Tissue>),
    /// On its way to the horizon, or there.
    Run(Box<(Simulation, Recording)>),
}

/// What stands before the state.
#[derive(Serialize, Deserialize)]
struct Head<M, R> {
    form: u32,
    model: M,
    recording: Option<R>,
}

pub(crate) fn encoded(recording: Option<&Recording>, state: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = postcard::to_stdvec(&Head { form: FORM, model: SOURCE_HASH, recording })?;
    bytes.extend(state);
    Ok(bytes)
}

pub(crate) fn decoded(plan: &Plan, bytes: &[u8]) -> Option<Reached> {
    // The form stands first: what follows it may look different in another one.
    postcard::take_from_bytes::<u32>(bytes).ok().filter(|(form, _)| *form == FORM)?;
    let (head, state) = postcard::take_from_bytes::<Head<String, Recording>>(bytes).ok()?;
    if head.model != SOURCE_HASH {
        return None;
    }
    Some(match head.recording {
        None => Reached::Baseline(Box::new(decode_baseline(plan, state).ok()?)),
        Some(recording) => Reached::Run(Box::new((Simulation::resume(plan.clone(), state).ok()?, recording))),
    })
}

/// Where the kept run is, if one is kept.
pub(crate) fn reached(plan: &Plan, keeper: &mut dyn Keeper) -> Option<Reached> {
    let bytes = keeper.load()?;
    let found = decoded(plan, &bytes);
    keeper.tell(match &found {
        None => Found::Refused,
        Some(Reached::Baseline(tissue)) => Found::GoesOn { day: tissue.clock.day() },
        Some(Reached::Run(run)) => Found::GoesOn { day: run.0.tissue().clock.day() },
    });
    found
}

/// Does what is wished after a tick of the baseline.
///
/// # Errors
/// [`Error::Stopped`] when the run is to stop.
pub(crate) fn of_baseline(keeper: &mut dyn Keeper, tissue: &Tissue) -> Result<(), Error> {
    after_tick(keeper, || encoded(None, &encode_baseline(tissue)?))
}

/// Does what is wished after a tick of the run.
///
/// # Errors
/// [`Error::Stopped`] when the run is to stop.
pub(crate) fn of_run(keeper: &mut dyn Keeper, run: &Simulation, recording: &Recording) -> Result<(), Error> {
    after_tick(keeper, || encoded(Some(recording), &run.checkpoint()?))
}

/// Keeps a run that has come to its end where that is wished.
///
/// # Errors
/// When it cannot be encoded.
pub(crate) fn of_end(keeper: &mut dyn Keeper, run: &Simulation, recording: &Recording) -> Result<(), Error> {
    if keeper.wants_the_end() {
        keeper.keep(&encoded(Some(recording), &run.checkpoint()?)?);
    }
    Ok(())
}

fn after_tick(keeper: &mut dyn Keeper, encode: impl FnOnce() -> Result<Vec<u8>, Error>) -> Result<(), Error> {
    let wish = keeper.wish();
    if wish != Wish::GoOn {
        keeper.keep(&encode()?);
    }
    if wish == Wish::Stop { Err(Error::Stopped) } else { Ok(()) }
}
