//! What a run keeps for its pictures. Looking changes nothing: the run goes on to the same bytes.

use serde::{Deserialize, Serialize};

use crate::summary::relief_start;
use admsc_model::observe::Sample;
use admsc_model::observe::snapshot::{Scene, Snapshot, scene, snapshot};
use admsc_model::observe::tracks::{Tracks, span};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::Simulation;

/// Days of the snapshots, after that of the first dose; those after the horizon are left out.
pub const SNAPSHOT_DAYS: [u32; 7] = [0, 1, 7, 28, 90, 180, 365];

/// The days of the snapshots of a run.
pub fn snapshot_days(setup: &Setup) -> [u32; 7] {
    SNAPSHOT_DAYS.map(|day| relief_start(setup) + day)
}

/// The window at chosen days and the trajectories of some cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// The window.
    pub scene: Scene,
    /// The window on [`SNAPSHOT_DAYS`] after the day of the first dose, in order.
    pub snapshots: Vec<Snapshot>,
    /// The trajectories of injected cells; none where no living cells are injected.
    pub tracks: Option<Tracks>,
}

impl Pictures {
    /// Nothing seen yet.
    pub fn new(plan: &Plan) -> Self {
        Self { scene: scene(plan), snapshots: Vec::new(), tracks: None }
    }

    /// Keeps a day if it is one of the chosen ones: the first row at or after it.
    pub fn look(&mut self, plan: &Plan, sample: &Sample, tissue: &Tissue) {
        let next = snapshot_days(&plan.setup).get(self.snapshots.len()).copied();
        if next.is_some_and(|day| f64::from(day) <= sample.time_days) {
            self.snapshots.push(snapshot(plan, tissue));
        }
    }
}

/// Runs the days in which cells are followed, tick by tick; without any to follow it does nothing.
pub fn follow(
    simulation: &mut Simulation,
    workers: impl Steps,
    each_day: &mut impl FnMut(&Sample, &Tissue),
) -> Option<Tracks> {
    let (from, to) = first_followed(simulation, workers, &mut *each_day)?;
    simulation.run_to(from, workers, &mut *each_day);
    let end = simulation.tissue().clock.tick_at(to);
    let mut tracks: Option<Tracks> = None;
    while simulation.tissue().clock.tick < end {
        let clock = simulation.tissue().clock;
        let next = clock.day() + clock.days_of(1);
        simulation.run_to(next, workers, &mut *each_day);
        let (plan, tissue) = (simulation.plan(), simulation.tissue());
        match &mut tracks {
            Some(tracks) => tracks.look(plan, tissue),
            None => tracks = Some(Tracks::begin(plan, tissue, from)),
        }
    }
    tracks.filter(|tracks| !tracks.cells.is_empty())
}

/// The days in which cells are followed: those after the first dose that holds any. Where pain may bring one first, the run
/// goes on visit by visit until it is known.
fn first_followed(
    simulation: &mut Simulation,
    workers: impl Steps,
    each_day: &mut impl FnMut(&Sample, &Tissue),
) -> Option<(f64, f64)> {
    let setup = &simulation.plan().setup;
    let visits = setup.retreatments.first().map_or(&[][..], |rule| &rule.visits_days);
    let within = visits.iter().map(|day| f64::from(*day)).filter(|day| *day < f64::from(setup.horizon_days));
    for visit in within.collect::<Vec<f64>>() {
        if span(simulation.plan()).is_some_and(|(from, _)| from <= visit) {
            break;
        }
        simulation.run_to(visit, workers, &mut *each_day);
    }
    span(simulation.plan())
}
