//! What a run keeps for its pictures. Looking changes nothing: the run goes on to the same bytes.

use serde::{Deserialize, Serialize};

use crate::summary::relief_start;
use admsc_model::observe::Sample;
use admsc_model::observe::snapshot::{Scene, Snapshot, scene, snapshot};
use admsc_model::observe::tracks::{Tracks, span};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::tissue::Tissue;

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

    /// Follows cells for a tick that has just passed, if it is one of those after the first dose that holds any.
    pub fn follow(&mut self, plan: &Plan, tissue: &Tissue) {
        let Some((from, to)) = span(plan) else { return };
        let clock = tissue.clock;
        if clock.tick <= clock.tick_at(from) || clock.tick > clock.tick_at(to) {
            return;
        }
        match &mut self.tracks {
            Some(tracks) => tracks.look(plan, tissue),
            None => self.tracks = Some(Tracks::begin(plan, tissue, from)),
        }
    }

    /// Everything that was seen of a run that is over: what was given again has its needles too.
    #[must_use]
    pub fn finished(self, plan: &Plan) -> Self {
        let tracks = self.tracks.filter(|tracks| !tracks.cells.is_empty());
        Self { scene: scene(plan), tracks, ..self }
    }
}
