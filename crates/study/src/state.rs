//! States of named days, from which other futures of the same patient begin.
//!
//! A state is named by all that decides the run up to its day: doses and changes before it, not those on it or later, nor the horizon.
//! So a run that differs only from then on finds it, whoever kept it.

use super::checkpoint::{Reached, decoded, encoded};
use super::pictures::snapshot_days;
use super::recording::Recording;
use super::run::Request;
use crate::kept::kept_key;
use admsc_model::observe::tracks::span;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::{Error, Simulation};

/// Keeps states of named days. A store may lose what it was given, but never answer with other bytes.
pub trait States: Sync {
    /// The bytes kept under `key`.
    fn load(&self, key: &str) -> Option<Vec<u8>>;

    /// Whether the state of a day is to be kept.
    fn is_named(&self, day: u32) -> bool;

    /// Keeps the state of a day under `key`.
    fn keep(&self, key: &str, day: u32, bytes: &[u8]);

    /// Hears that a run begins with the state of a day.
    fn tell(&self, day: u32);
}

/// Name of the state of a day, before anything is recorded or given on it.
fn key(request: Request<'_>, plan: &Plan, day: u32) -> Result<String, Error> {
    let Request { setup, seed, patient, visits_days, keep, pictures } = request;
    let end = f64::from(day);
    let mut before = Setup { horizon_days: 0, doses: Vec::new(), ..setup.clone() };
    before.changes.retain(|change| change.at_days < end);
    before.blocks.retain(|block| block.from_days.is_none_or(|from| from < end));
    before.blocks.iter_mut().for_each(|block| block.until_days = block.until_days.filter(|until| *until < end));
    // Cells name the dose they came with by its place.
    let doses: Vec<_> = setup.doses.iter().enumerate().filter(|(_, dose)| dose.at_days < end).collect();
    // What pain has given stands behind all doses of fixed days, also the later ones.
    let fixed = (!setup.retreatments.is_empty()).then_some(setup.doses.len());
    let visits: Vec<u32> = visits_days.iter().copied().filter(|visit| *visit < day).collect();
    // What pictures have seen by then depends on doses that may come later.
    let seen = pictures.then(|| {
        let snapshots: Vec<u32> = snapshot_days(setup).into_iter().filter(|seen| *seen < day).collect();
        (snapshots, span(plan).map(|(from, to)| [from.min(end), to.min(end)]))
    });
    kept_key(&(
        "state",
        before,
        (doses, fixed),
        seed,
        patient,
        visits,
        [keep.cells, keep.axons, keep.fields],
        seen,
        day,
    ))
}

/// Those of some days of a run whose state is not kept.
///
/// # Errors
/// When the run cannot be prepared.
pub fn missing(request: Request<'_>, days: &[u32], states: &dyn States) -> Result<Vec<u32>, Error> {
    let plan = Plan::new(request.setup.clone(), request.seed, request.patient)?;
    let mut missing = Vec::new();
    for day in days {
        if states.load(&key(request, &plan, *day)?).is_none() {
            missing.push(*day);
        }
    }
    Ok(missing)
}

/// The run at the latest day whose state is kept.
pub(crate) fn latest(
    request: Request<'_>,
    plan: &Plan,
    states: Option<&dyn States>,
) -> Option<Box<(Simulation, Recording)>> {
    let states = states?;
    (1..=request.setup.horizon_days).rev().find_map(|day| {
        let bytes = states.load(&key(request, plan, day).ok()?)?;
        let Some(Reached::Run(reached)) = decoded(plan, &bytes) else { return None };
        states.tell(day);
        Some(reached)
    })
}

/// Keeps the state of the present tick where its day is named.
///
/// # Errors
/// When it cannot be encoded.
pub(crate) fn keep(
    request: Request<'_>,
    run: &Simulation,
    recording: &Recording,
    states: Option<&dyn States>,
) -> Result<(), Error> {
    let Some(states) = states else { return Ok(()) };
    let now = run.tissue().clock.day();
    let day = now as u32;
    if f64::from(day) == now && states.is_named(day) {
        states.keep(&key(request, run.plan(), day)?, day, &encoded(Some(recording), &run.checkpoint()?)?);
    }
    Ok(())
}
