//! Adipose-derived stem cells (ADMSC): the table of cells, licensing, migration, death.
//!
//! Biology: ADMSC are switched on ("licensed") by the inflammation they meet, secrete mediators and growth factors, and
//! die within weeks: 95 % of viable human ADMSC were gone three weeks after injection (Agrawal 2014,
//! doi:10.1186/scrt532).
//!
//! Rules: licensing ℓ relaxes to `T/(T + 0.15)` (T = TNFα relative to its reference) with 18 h up and 3 d down; death is
//! a hazard `ln2/t½`; migration is a persistent walk up CXCL12 (see [`super::homing`]). Dead cells stay as apoptotic
//! bodies until a macrophage takes them up or they dissolve.
//!
//! Assumed: no division, no differentiation; death does not depend on the place.

use serde::{Deserialize, Serialize};

use super::homing;
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use crate::engine::columns::Turnover;
use crate::engine::flock::Walker;
use crate::engine::walker::Gait;
use crate::math;
use crate::parallel::Workers;
use crate::rng::Purpose;

/// Parameters of ADMSC.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Share of the injected cells that stays in the tissue.
    pub retention: f64,
    /// Half-life in the tissue, days.
    pub half_life: f64,
    /// Speed along a run, µm/day.
    pub speed: f64,
    /// Persistence time of the walk, days.
    pub persistence: f64,
    /// Forward index in a strong gradient.
    pub forward_index_max: f64,
    /// Relative TNFα at which licensing is half.
    pub licensing_tnf_half: f64,
    /// Time constant of licensing, days.
    pub licensing_rise_time: f64,
    /// Time constant of its loss, days.
    pub licensing_decay_time: f64,
    /// Mediator secretion at rest, ng/cell/day.
    pub mediator_secretion_rest: f64,
    /// Mediator secretion added by full licensing, ng/cell/day.
    pub mediator_secretion_licensed: f64,
    /// Mediator concentration at half its effect on macrophages, ng/mL.
    pub mediator_half: f64,
    /// NGF secretion, ng/cell/day.
    pub ngf_secretion: f64,
    /// GDNF secretion, ng/cell/day.
    pub gdnf_secretion: f64,
    /// VEGF secretion with oxygen, ng/cell/day.
    pub vegf_secretion: f64,
    /// VEGF secretion without oxygen relative to with.
    pub hypoxia_vegf_factor: f64,
    /// Distance from the next vessel beyond which oxygen lacks, µm.
    pub hypoxia_distance: f64,
    /// Standard deviation of the injected cells around the needle tip, µm.
    pub bolus_sd: f64,
    /// Half-life of a dead cell that nobody takes up, days.
    pub dissolution_half_life: f64,
}

/// Whether an ADMSC lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Life {
    /// Living.
    Alive,
    /// Dead and not yet removed.
    Apoptotic,
}

/// All ADMSC, a column a property; rows keep their order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StemCells {
    /// Identity by lineage: (dose, index) or (dose, tick, index).
    pub id: Vec<u64>,
    /// Position, µm.
    pub position: Vec<[f64; 3]>,
    /// Direction of the present run (unit vector).
    pub heading: Vec<[f32; 3]>,
    /// Licensing, 0 to 1.
    pub licensing: Vec<f32>,
    /// Alive or apoptotic.
    pub life: Vec<Life>,
    /// Number of the dose that brought the cell, from 0.
    pub dose: Vec<u16>,
    /// Tick of arrival in the tissue.
    pub born: Vec<u32>,
    /// How many came and went.
    pub turnover: Turnover,
}

impl StemCells {
    /// Number of rows, dead cells included.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Number of living cells.
    pub fn alive(&self) -> usize {
        self.life.iter().filter(|life| **life == Life::Alive).count()
    }

    /// Adds a cell.
    pub fn push(&mut self, id: u64, position: [f64; 3], heading: [f32; 3], life: Life, dose: u16, born: u32) {
        self.id.push(id);
        self.position.push(position);
        self.heading.push(heading);
        self.licensing.push(0.0);
        self.life.push(life);
        self.dose.push(dose);
        self.born.push(born);
        self.turnover.entered += 1;
    }

    /// Keeps the rows for which `keep[row]` holds, in order.
    pub fn retain(&mut self, keep: &[bool]) {
        self.turnover.count(keep);
        crate::engine::columns::retain(&mut self.id, keep);
        crate::engine::columns::retain(&mut self.position, keep);
        crate::engine::columns::retain(&mut self.heading, keep);
        crate::engine::columns::retain(&mut self.licensing, keep);
        crate::engine::columns::retain(&mut self.life, keep);
        crate::engine::columns::retain(&mut self.dose, keep);
        crate::engine::columns::retain(&mut self.born, keep);
    }
}

/// Licensing that relative TNFα `tnf` leads to.
#[inline]
pub fn licensing_target(tnf: f64, half: f64) -> f64 {
    math::hill(tnf, half, 1)
}

/// Licenses living cells over one field interval.
pub fn license(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let p = &plan.setup.parameters.stem_cell;
    let days = plan.field_days();
    let keep_up = math::exp(-days / p.licensing_rise_time);
    let keep_down = math::exp(-days / p.licensing_decay_time);
    let StemCells { position, licensing, life, .. } = &mut tissue.stem_cells;
    let fields = &tissue.fields;
    workers.each(licensing, |row, licensing| {
        if life[row] == Life::Alive {
            let tnf = fields.at(Species::TnfAlpha, plan.setup.grid.voxel_at(position[row])) / plan.one.tnf_alpha;
            let (now, target) = (f64::from(*licensing), licensing_target(tnf, p.licensing_tnf_half));
            let keep = if target > now { keep_up } else { keep_down };
            *licensing = (target + (now - target) * keep) as f32;
        }
    });
}

/// Moves living cells over one base tick.
pub fn migrate(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let p = &plan.setup.parameters.stem_cell;
    let gait = Gait { speed: p.speed, persistence: p.persistence };
    let (tick, days) = (tissue.clock.tick, plan.tick_days());
    let StemCells { id, position, heading, life, .. } = &mut tissue.stem_cells;
    let rows = id.iter().zip(life.iter()).zip(position).zip(heading);
    let living = rows.filter(|(((_, life), _), _)| **life == Life::Alive).map(|(((id, _), position), heading)| {
        let luck = plan.streams.supply(Purpose::StemCellMotion, tick, *id);
        Walker { position, heading, days, luck }
    });
    homing::walk(plan, &tissue.fields, living.collect(), gait, p.forward_index_max, workers);
}

/// Death over one field interval. Returns the places of the cells that died, µm, in row order.
pub fn die(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) -> Vec<[f64; 3]> {
    let rate = math::half_life_rate(plan.setup.parameters.stem_cell.half_life);
    let chance = math::event_probability(rate, plan.field_days());
    let tick = tissue.clock.tick;
    let cells = &mut tissue.stem_cells;
    let (id, life) = (&cells.id, &cells.life);
    let dies = workers.map(id.len(), |row| {
        life[row] == Life::Alive && plan.streams.open(Purpose::StemCellDeath, tick, id[row]).uniform() < chance
    });
    let mut places = Vec::new();
    for row in (0..dies.len()).filter(|row| dies[*row]) {
        cells.life[row] = Life::Apoptotic;
        places.push(cells.position[row]);
    }
    places
}
