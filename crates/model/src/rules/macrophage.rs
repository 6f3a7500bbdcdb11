//! Macrophages: the table of cells, how they migrate and how they are lost.
//!
//! Biology: monocytes arrive as M0, migrate up CXCL12, and commit to M1 or M2; committed cells hardly move. All are lost
//! at one rate: unequal losses would shift the ratio of M2 to M1 silently.
//!
//! Entering is in [`super::recruitment`], commitment and switching in [`super::polarisation`], the taking up of dead
//! cells in [`super::clearance`].
//!
//! Assumed: no division in the tissue. M1/M2 is a teaching axis of a richer spectrum.

use serde::{Deserialize, Serialize};

use super::homing;
use super::plan::Plan;
use super::tissue::Tissue;
use crate::engine::columns::Turnover;
use crate::engine::flock::Walker;
use crate::engine::walker::{self, Gait};
use crate::math;
use crate::parallel::Workers;
use crate::rng::{Purpose, Stream};

/// Parameters of macrophages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// k01: M0 to M1, 1/day. Only the sum with `m0_to_m2_rate` acts: the commitment rate kc.
    pub m0_to_m1_rate: f64,
    /// k02: M0 to M2, 1/day.
    pub m0_to_m2_rate: f64,
    /// Loss of M0, M1 and M2 alike, 1/day.
    pub loss_rate: f64,
    /// Committed macrophages in inflamed tissue, cells/mL.
    pub reference_density: f64,
    /// b: share of the reference recruitment that comes without a drive.
    pub recruitment_base: f64,
    /// g: recruitment added per unit of drive.
    pub recruitment_gain: f64,
    /// gW: recruitment added per unit of debris.
    pub recruitment_gain_debris: f64,
    /// kon: M2 to M1 per unit of drive, 1/day.
    pub m2_to_m1_rate: f64,
    /// k12: M1 to M2 without help, 1/day.
    pub m1_to_m2_rate: f64,
    /// kI: M1 to M2 added per unit of relative IL-10, 1/day.
    pub m1_to_m2_rate_il10: f64,
    /// kU: M1 to M2 added by the saturating mediator of ADMSC, 1/day.
    pub m1_to_m2_rate_mediator: f64,
    /// kR: M1 to M2 added by a full niche imprint (acts on its square), 1/day.
    pub m1_to_m2_rate_imprint: f64,
    /// TNFα of one M1, ng/cell/day.
    pub tnf_secretion: f64,
    /// IL-10 of one M2, ng/cell/day.
    pub il10_secretion: f64,
    /// KI: inhibition index at which an M1 secretes half.
    pub inhibition_half: f64,
    /// Weight of relative IL-10 in the inhibition index.
    pub inhibition_il10_weight: f64,
    /// Weight of the mediator's effect in the inhibition index.
    pub inhibition_mediator_weight: f64,
    /// Speed of M0, µm/day.
    pub speed_m0: f64,
    /// Speed of M1 and M2, µm/day.
    pub speed_committed: f64,
    /// Persistence time of the walk, days.
    pub persistence: f64,
    /// Forward index of M0 in a strong gradient.
    pub forward_index_max: f64,
    /// Uptake of a dead cell in reach, 1/day.
    pub clearance_rate: f64,
    /// Reach for a dead cell, µm.
    pub clearance_radius: f64,
}

impl Parameters {
    /// kc: rate at which M0 commit to M1 or M2, 1/day.
    pub fn commitment_rate(&self) -> f64 {
        self.m0_to_m1_rate + self.m0_to_m2_rate
    }
}

/// Phenotype of a macrophage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Phenotype {
    /// Uncommitted monocyte-derived cell.
    M0,
    /// Pro-inflammatory.
    M1,
    /// Resolving.
    M2,
}

/// All macrophages, a column a property; rows keep their order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Macrophages {
    /// Identity by lineage.
    pub id: Vec<u64>,
    /// Position, µm.
    pub position: Vec<[f64; 3]>,
    /// Direction of the present run (unit vector).
    pub heading: Vec<[f32; 3]>,
    /// Phenotype.
    pub phenotype: Vec<Phenotype>,
    /// Tick of entry.
    pub born: Vec<u32>,
    /// How many came and went.
    pub turnover: Turnover,
}

impl Macrophages {
    /// Number of macrophages.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Number of macrophages of one phenotype.
    pub fn count(&self, phenotype: Phenotype) -> usize {
        self.phenotype.iter().filter(|p| **p == phenotype).count()
    }

    /// Adds a cell.
    pub fn push(&mut self, id: u64, position: [f64; 3], heading: [f32; 3], phenotype: Phenotype, born: u32) {
        self.id.push(id);
        self.position.push(position);
        self.heading.push(heading);
        self.phenotype.push(phenotype);
        self.born.push(born);
        self.turnover.entered += 1;
    }

    /// Keeps the rows for which `keep[row]` holds, in order.
    pub fn retain(&mut self, keep: &[bool]) {
        self.turnover.count(keep);
        crate::engine::columns::retain(&mut self.id, keep);
        crate::engine::columns::retain(&mut self.position, keep);
        crate::engine::columns::retain(&mut self.heading, keep);
        crate::engine::columns::retain(&mut self.phenotype, keep);
        crate::engine::columns::retain(&mut self.born, keep);
    }
}

/// The chances that a macrophage is given for one field interval, each uniform between 0 and 1.
pub struct Chances {
    /// Decides whether the cell is lost.
    pub loss: f64,
    /// Decides whether, and when, it commits or switches.
    pub whether: f64,
    /// The rest of the stream, in which stands what an M0 commits to: few cells ask.
    rest: Stream,
}

impl Chances {
    /// Those that lie in the stream of a cell's fate.
    pub fn draw(mut stream: Stream) -> Self {
        Self { loss: stream.uniform(), whether: stream.uniform(), rest: stream }
    }

    /// Decides what an M0 commits to.
    pub fn what(mut self) -> f64 {
        self.rest.uniform()
    }
}

/// Days of the field interval beginning at `tick` in which a cell was in the tissue: all of them, or half if it entered
/// in this interval, the mean of a uniform time of entry. Cells of tick 0 were there before.
pub fn days_present(plan: &Plan, tick: u32, born: u32) -> f64 {
    if tick > 0 && born == tick { plan.field_days() / 2.0 } else { plan.field_days() }
}

/// Migration over one field interval: M0 walk up CXCL12 until they commit, M1 and M2 hardly move.
pub fn migrate(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let p = &plan.setup.parameters.macrophage;
    let tick = tissue.clock.tick;
    let Macrophages { id, position, heading, phenotype, born, .. } = &mut tissue.macrophages;
    let committed = Gait { speed: p.speed_committed, persistence: p.persistence };
    let streams = plan.streams.open_all(Purpose::MacrophageMotion, tick, id);
    workers.each(position, |row, position| {
        if phenotype[row] != Phenotype::M0 {
            let days = days_present(plan, tick, born[row]);
            walker::diffuse(position, committed, days, &plan.setup.grid, &mut streams[row].clone());
        }
    });
    let gait = Gait { speed: p.speed_m0, persistence: p.persistence };
    let commits = |id: u64| {
        let fate = plan.streams.open(Purpose::MacrophageFate, tick, id);
        math::event_time(p.commitment_rate(), Chances::draw(fate).whether)
    };
    let rows = id.iter().zip(&*phenotype).zip(&*born).zip(position).zip(heading);
    let uncommitted = rows.filter(|((((_, phenotype), _), _), _)| **phenotype == Phenotype::M0);
    let walkers = uncommitted.map(|((((id, _), born), position), heading)| {
        let luck = plan.streams.supply(Purpose::MacrophageMotion, tick, *id);
        Walker { position, heading, days: days_present(plan, tick, *born).min(commits(*id)), luck }
    });
    homing::walk(plan, &tissue.fields, walkers.collect(), gait, p.forward_index_max, workers);
}

/// Loss over one field interval.
pub fn die(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let tick = tissue.clock.tick;
    let Macrophages { id, born, .. } = &tissue.macrophages;
    let chance =
        |born: u32| math::event_probability(plan.setup.parameters.macrophage.loss_rate, days_present(plan, tick, born));
    // Cells were there for all of the interval, or entered in it.
    let (before, now) = (chance(0), chance(tick));
    let fates = plan.streams.open_all(Purpose::MacrophageFate, tick, id);
    let keep = workers
        .map(id.len(), |row| Chances::draw(fates[row].clone()).loss >= if born[row] == tick { now } else { before });
    tissue.macrophages.retain(&keep);
}
