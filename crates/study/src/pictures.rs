//! What a run keeps for its pictures. Looking changes nothing: the run goes on to the same bytes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::summary::relief_start;
use admsc_model::observe::Sample;
use admsc_model::observe::snapshot::{Scene, Snapshot, scene, snapshot};
use admsc_model::observe::tracks::{Tracks, span};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::tissue::Tissue;

/// Most snapshots of a run: as many as a page has room for.
pub const MOST_SNAPSHOTS: usize = 7;
/// Days on which a treatment is looked at, after that of the first dose.
const USUAL: [u32; 7] = [0, 1, 7, 28, 90, 180, 365];

/// The days of the snapshots of a run: the usual ones, those of its doses and its last. Of more than there is room for, those that are
/// nearest to their neighbours, in proportion to the time since the last dose, are left out, and doses last of all.
pub fn snapshot_days(setup: &Setup) -> Vec<u32> {
    let (first, end) = (relief_start(setup), setup.horizon_days);
    let doses: BTreeSet<u32> = setup.doses.iter().map(|dose| dose.at_days.floor() as u32).collect();
    let all = USUAL.iter().map(|day| first + day).chain(doses.iter().copied()).chain([end]);
    let all: BTreeSet<u32> = all.filter(|day| (first..=end).contains(day)).collect();
    let mut days: Vec<u32> = all.into_iter().collect();
    let apart = |from: u32, to: u32| {
        let dose = doses.range(..=from).last().copied().unwrap_or(first);
        (0.5 + f64::from(to - dose)) / (0.5 + f64::from(from - dose))
    };
    let nearest = |days: &[u32]| {
        let near = days.windows(3).map(|near| {
            let gap = apart(near[0], near[1]).min(apart(near[1], near[2]));
            (doses.contains(&near[1]), gap)
        });
        near.enumerate().min_by(|(_, a), (_, b)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).map(|(row, _)| row + 1)
    };
    while let Some(row) = nearest(&days).filter(|_| days.len() > MOST_SNAPSHOTS) {
        days.remove(row);
    }
    days
}

/// The window at chosen days and the trajectories of some cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// The window.
    pub scene: Scene,
    /// The window on its [`snapshot_days`], in order.
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

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::rules::setup::{Dose, Preparation, Route};
    use admsc_scenario::reading::load_str;

    #[test]
    fn every_dose_and_the_end_have_a_picture_while_there_is_room() -> Result<(), Box<dyn std::error::Error>> {
        let known = load_str("known", "format = 1\nextends = \"builtin:discogenic\"\ntitle = \"D\"\n", &[])?.setup;
        let days = |doses: &[f64], horizon_days: u32| {
            let dose = |at_days: &f64| {
                let (preparation, route) = (Preparation::Live, Route::Vein);
                Dose { at_days: *at_days, cells: 1e6, cells_per_kg: None, preparation, route }
            };
            snapshot_days(&Setup { horizon_days, doses: doses.iter().map(dose).collect(), ..known.clone() })
        };
        assert_eq!(days(&[0.0], 365), [0, 1, 7, 28, 90, 180, 365]);
        assert_eq!(days(&[30.0], 60), [30, 31, 37, 58, 60]);
        assert_eq!(days(&[0.0, 183.0], 731), [0, 1, 7, 28, 183, 365, 731]);
        let many: Vec<f64> = (0..20).map(|week| 7.0 * f64::from(week)).collect();
        let shown = days(&many, 365);
        assert!(shown.len() == MOST_SNAPSHOTS && shown[0] == 0 && shown[6] == 365, "{shown:?}");
        assert_eq!(days(&[], 2), [0, 1, 2]);
        Ok(())
    }
}
