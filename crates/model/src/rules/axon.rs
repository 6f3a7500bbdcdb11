//! Axons: degeneration, waiting, stalling, regrowth, myelin.
//!
//! Biology: the distal part of a cut axon degenerates within a week; after a wait of weeks its stump grows at about
//! 1 mm/day to a target that is centimetres away; fronts in inflamed or scarred tissue stall and fire (neuroma-like);
//! myelin follows arrival over months; long denervation lowers what function can come back (Fu & Gordon 1995).
//!
//! Rules. A cut axon degenerates for 1/kdeg (see [`super::debris`]). The front moves at
//! `v·(1 + ½F)·(1 − ½·min(T, 1))·min(1, S/0.6)·(1 − d·W)` (d is 0 in the ledger) inside the lesion, voxel by voxel, and at v
//! beyond. A waiting or growing front in the lesion stalls when T > 0.3 or S < 0.5 at its voxel has lasted 14 d; where
//! the voxel is clear it resumes with hazard `0.05/d·(0.2 + F)·(1 − T)⁺`. Myelin starts 14 d after arrival:
//! `Y' = (Y* − Y)/45 d`, `Y* = (1 − ½·min(T, 1))·min(1, S/0.6)` averaged along the axon's path in the lesion.
//!
//! Assumed: the chronic start (40 % arrived, 35 % stalled across the lesion, 25 % lost for good) describes day 0, so the
//! nerve is held until then; stalled and bare axons fire, lost ones are numb. The ceiling that denervation lowers is
//! that of function, not the chance to resume.

mod fascicle;

pub use fascicle::{conduction, irritability};

use serde::{Deserialize, Serialize};

use super::growth_factor;
use super::injury;
use super::plan::Plan;
use super::setup::{Nerve, Start};
use super::species::Species;
use super::tissue::Tissue;
use crate::math;
use crate::rng::Purpose;

/// Parameters of axons.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Mean wait between degeneration and regrowth, days.
    pub latency: f64,
    /// Half-width of that wait between axons, days.
    pub latency_spread: f64,
    /// Speed of a front in healthy tissue, µm/day.
    pub growth_speed: f64,
    /// Speed added by saturating growth factors.
    pub growth_factor_gain: f64,
    /// Speed and myelin lost at reference TNFα.
    pub tnf_slowing: f64,
    /// d: speed lost in debris where all axons are ruins.
    pub debris_hindrance: f64,
    /// Matrix integrity from which growth and myelin are unhindered.
    pub permissive_integrity: f64,
    /// Relative TNFα above which tissue is hostile.
    pub stall_tnf: f64,
    /// Matrix integrity below which tissue is hostile.
    pub stall_integrity: f64,
    /// Time in hostile tissue after which a front stalls, days.
    pub stall_time: f64,
    /// Hazard to grow again in clear tissue, 1/day.
    pub resume_rate: f64,
    /// Share of that hazard without growth factors.
    pub resume_base: f64,
    /// Length from the cut to the target, µm.
    pub target_distance: f64,
    /// Delay from arrival to the onset of myelin, days.
    pub myelin_onset: f64,
    /// Time constant of myelin, days.
    pub myelin_time: f64,
    /// Conduction of a regenerated axon with full myelin.
    pub regenerated_conduction: f64,
    /// Time constant of the loss of attainable function, days.
    pub denervation_time: f64,
    /// Attainable function after endless denervation.
    pub denervation_floor: f64,
    /// Share arrived at a chronic start.
    pub chronic_arrived: f64,
    /// Share stalled at a chronic start; the rest is lost.
    pub chronic_stalled: f64,
    /// Denervation that arrived axons had before a chronic start, days.
    pub chronic_denervation_arrived: f64,
    /// Denervation that stalled axons had before a chronic start, days.
    pub chronic_denervation_stalled: f64,
    /// Firing of a degenerating, waiting or growing axon.
    pub irritability_growing: f64,
    /// Firing of an arrived axon without myelin.
    pub irritability_bare: f64,
    /// Firing of a stalled axon.
    pub irritability_stalled: f64,
    /// Firing of a lost axon.
    pub irritability_lost: f64,
}

/// What an axon is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum AxonState {
    /// Never injured.
    Intact,
    /// Its distal part decays.
    Degenerating,
    /// Its stump waits to grow.
    Waiting,
    /// Its front moves.
    Growing,
    /// Its front is held in hostile tissue.
    Stalled,
    /// It has reached its target.
    Arrived,
    /// Gone for good.
    Lost,
}

/// All axons of the fascicle, a column a property. Each runs along x at a fixed place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Axons {
    /// Place across the fascicle (y, z), µm.
    pub place: Vec<[f64; 2]>,
    /// What it is doing.
    pub state: Vec<AxonState>,
    /// Length grown from the cut at the lesion's proximal edge, µm.
    pub front: Vec<f64>,
    /// Time in this state, days.
    pub days_in_state: Vec<f64>,
    /// Its own wait before regrowth, days.
    pub latency: Vec<f64>,
    /// Time its front has spent in hostile tissue without a break, days.
    pub hostile_days: Vec<f64>,
    /// Time without its target, days.
    pub denervated_days: Vec<f64>,
    /// Myelin, 0 to 1.
    pub myelin: Vec<f64>,
}

impl Axons {
    /// Number of axons.
    pub fn len(&self) -> usize {
        self.state.len()
    }

    /// Whether there is no nerve.
    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }

    /// Number of axons in one state.
    pub fn count(&self, state: AxonState) -> usize {
        self.state.iter().filter(|s| **s == state).count()
    }

    /// Puts an axon into a state from now on.
    fn enter(&mut self, axon: usize, state: AxonState) {
        self.state[axon] = state;
        self.days_in_state[axon] = 0.0;
    }
}

/// Growth or myelin that relative TNFα and matrix integrity permit, 0 to 1.
pub fn permissiveness(p: &Parameters, tnf: f64, integrity: f64) -> f64 {
    (1.0 - p.tnf_slowing * tnf.clamp(0.0, 1.0)) * (integrity / p.permissive_integrity).min(1.0)
}

/// Function that denervation of this length leaves attainable.
pub fn ceiling(p: &Parameters, denervated_days: f64) -> f64 {
    math::exp(-denervated_days / p.denervation_time).max(p.denervation_floor)
}

/// The fascicle before day 0: intact, or in the chronic state with myelin `myelin` on arrived axons.
pub fn place(plan: &Plan, nerve: Nerve, myelin: f64) -> Axons {
    let p = &plan.setup.parameters.axon;
    let n = nerve.axons as usize;
    let size = plan.setup.grid.size_um();
    let lesion_length = lesion_length(plan);
    let across = |share: f64, length: f64| length * (0.5 + nerve.height_share * (share - 0.5));
    let mut axons = Axons::default();
    for axon in 0..n {
        let mut stream = plan.streams.open(Purpose::InitialAxons, 0, axon as u64);
        let (latency, front, depth) = (stream.uniform(), stream.uniform(), stream.uniform());
        let z = if plan.setup.grid.nz == 1 { 0.5 * size[2] } else { across(depth, size[2]) };
        axons.place.push([across((axon as f64 + 0.5) / n as f64, size[1]), z]);
        axons.state.push(AxonState::Intact);
        axons.front.push(front * lesion_length);
        axons.days_in_state.push(0.0);
        axons.latency.push(p.latency + p.latency_spread * (2.0 * latency - 1.0));
        axons.hostile_days.push(0.0);
        axons.denervated_days.push(0.0);
        axons.myelin.push(1.0);
    }
    if matches!(plan.setup.start, Start::Chronic { .. }) {
        make_chronic(plan, &mut axons, myelin);
    }
    axons
}

/// Gives arrived, stalled and lost axons their shares.
fn make_chronic(plan: &Plan, axons: &mut Axons, myelin: f64) {
    let p = &plan.setup.parameters.axon;
    let n = axons.len();
    let arrived = (p.chronic_arrived * n as f64).round() as usize;
    let stalled = (p.chronic_stalled * n as f64).round() as usize;
    for (rank, axon) in in_random_order(plan, n, 1).into_iter().enumerate() {
        if rank < arrived {
            axons.state[axon] = AxonState::Arrived;
            axons.front[axon] = p.target_distance;
            axons.days_in_state[axon] = p.myelin_onset;
            axons.denervated_days[axon] = p.chronic_denervation_arrived;
            axons.myelin[axon] = myelin;
        } else {
            let state = if rank < arrived + stalled { AxonState::Stalled } else { AxonState::Lost };
            axons.state[axon] = state;
            axons.denervated_days[axon] = p.chronic_denervation_stalled;
            axons.myelin[axon] = 0.0;
        }
    }
}

/// The axons in an order drawn once per patient and occasion.
fn in_random_order(plan: &Plan, n: usize, occasion: u32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let luck: Vec<f64> =
        (0..n).map(|axon| plan.streams.open(Purpose::InitialAxons, occasion, axon as u64).uniform()).collect();
    order.sort_by(|a, b| luck[*a].total_cmp(&luck[*b]));
    order
}

/// Cuts a share of the axons at the lesion's proximal edge, on day 0 of an acute injury and on each further cycle others.
pub fn cut(plan: &Plan, tissue: &mut Tissue) {
    let Start::AcuteInjury { cut_share } = plan.setup.start else { return };
    let Some(number) = injury::cut_now(plan, tissue) else { return };
    let axons = &mut tissue.axons;
    let severed = (cut_share * axons.len() as f64).round() as usize;
    for axon in in_random_order(plan, axons.len(), 2).into_iter().skip(number * severed).take(severed) {
        axons.enter(axon, AxonState::Degenerating);
        axons.front[axon] = 0.0;
        axons.myelin[axon] = 0.0;
    }
}

/// Length of the lesion along x, µm.
fn lesion_length(plan: &Plan) -> f64 {
    plan.setup.lesion.to_um[0] - plan.setup.lesion.from_um[0]
}

/// Conditions at a voxel: relative TNFα, integrity and debris.
struct Surroundings {
    tnf: f64,
    integrity: f64,
    debris: f64,
}

fn surroundings(plan: &Plan, tissue: &Tissue, voxel: usize) -> Surroundings {
    let tnf = tissue.fields.at(Species::TnfAlpha, voxel) / plan.one.tnf_alpha;
    Surroundings { tnf, integrity: tissue.integrity_at(voxel), debris: tissue.debris.at(&plan.geometry, voxel) }
}

impl Surroundings {
    fn hostile(&self, p: &Parameters) -> bool {
        self.tnf > p.stall_tnf || self.integrity < p.stall_integrity
    }

    fn growth_speed(&self, p: &Parameters, growth: f64) -> f64 {
        p.growth_speed
            * (1.0 + p.growth_factor_gain * growth)
            * permissiveness(p, self.tnf, self.integrity)
            * (1.0 - p.debris_hindrance * self.debris)
    }
}

/// The voxel `front` µm behind the cut on an axon's path.
fn voxel_on_path(plan: &Plan, place: [f64; 2], front: f64) -> usize {
    plan.setup.grid.voxel_at([plan.setup.lesion.from_um[0] + front, place[0], place[1]])
}

/// Axons over one slow interval.
pub fn regenerate(plan: &Plan, tissue: &mut Tissue) {
    let mut axons = std::mem::take(&mut tissue.axons);
    let held = tissue.clock.day() < 0.0;
    for axon in 0..axons.len() {
        match axons.state[axon] {
            AxonState::Arrived => myelinate(plan, tissue, &mut axons, axon),
            AxonState::Intact | AxonState::Lost => {}
            _ if held => {}
            _ => proceed(plan, tissue, &mut axons, axon),
        }
    }
    tissue.axons = axons;
}

/// How long a cut axon degenerates before it waits, days: as its debris takes on average to come about.
fn degeneration_days(plan: &Plan) -> f64 {
    1.0 / plan.setup.parameters.debris.degeneration_rate
}

/// One axon on its way to the target.
fn proceed(plan: &Plan, tissue: &Tissue, axons: &mut Axons, axon: usize) {
    let p = &plan.setup.parameters.axon;
    let days = plan.slow_days();
    axons.days_in_state[axon] += days;
    axons.denervated_days[axon] += days;
    match axons.state[axon] {
        AxonState::Degenerating if axons.days_in_state[axon] >= degeneration_days(plan) => {
            axons.enter(axon, AxonState::Waiting);
        }
        AxonState::Waiting => {
            suffer(plan, tissue, axons, axon);
            if axons.state[axon] == AxonState::Waiting && axons.days_in_state[axon] >= axons.latency[axon] {
                axons.enter(axon, AxonState::Growing);
            }
        }
        AxonState::Growing => {
            axons.front[axon] = grow(plan, tissue, axons.place[axon], axons.front[axon], days);
            if axons.front[axon] >= p.target_distance {
                axons.front[axon] = p.target_distance;
                axons.enter(axon, AxonState::Arrived);
            } else {
                suffer(plan, tissue, axons, axon);
            }
        }
        AxonState::Stalled => resume(plan, tissue, axons, axon),
        _ => {}
    }
}

/// Counts the days of a front in hostile tissue; stalls it when they are too many.
fn suffer(plan: &Plan, tissue: &Tissue, axons: &mut Axons, axon: usize) {
    let p = &plan.setup.parameters.axon;
    let front = axons.front[axon];
    let hostile = front < lesion_length(plan)
        && surroundings(plan, tissue, voxel_on_path(plan, axons.place[axon], front)).hostile(p);
    axons.hostile_days[axon] = if hostile { axons.hostile_days[axon] + plan.slow_days() } else { 0.0 };
    if axons.hostile_days[axon] >= p.stall_time {
        axons.enter(axon, AxonState::Stalled);
    }
}

/// Lets a stalled front grow again where its voxel has cleared, once its first wait is over.
fn resume(plan: &Plan, tissue: &Tissue, axons: &mut Axons, axon: usize) {
    let p = &plan.setup.parameters.axon;
    let voxel = voxel_on_path(plan, axons.place[axon], axons.front[axon]);
    let here = surroundings(plan, tissue, voxel);
    let waited = axons.denervated_days[axon] >= degeneration_days(plan) + axons.latency[axon];
    if !waited || here.hostile(p) {
        return;
    }
    let rate = p.resume_rate * (p.resume_base + growth_factor::at(plan, tissue, voxel)) * (1.0 - here.tnf).max(0.0);
    let luck = plan.streams.open(Purpose::AxonResume, tissue.clock.tick, axon as u64).uniform();
    if luck < math::event_probability(rate, plan.slow_days()) {
        axons.enter(axon, AxonState::Growing);
        axons.hostile_days[axon] = 0.0;
    }
}

/// Front after `days`, crossing the lesion voxel by voxel with the speed of each.
fn grow(plan: &Plan, tissue: &Tissue, place: [f64; 2], front: f64, days: f64) -> f64 {
    let p = &plan.setup.parameters.axon;
    let spacing = plan.setup.grid.spacing_um;
    let start = plan.setup.lesion.from_um[0];
    let (mut front, mut remaining) = (front, days);
    let mut column = ((start + front) / spacing).floor();
    while front < lesion_length(plan) {
        let middle = (column + 0.5) * spacing - start;
        let voxel = voxel_on_path(plan, place, middle);
        let speed = surroundings(plan, tissue, voxel).growth_speed(p, growth_factor::at(plan, tissue, voxel));
        let edge = ((column + 1.0) * spacing - start).min(lesion_length(plan));
        if speed * remaining <= edge - front {
            return front + speed * remaining;
        }
        remaining -= (edge - front) / speed;
        front = edge;
        column += 1.0;
    }
    front + p.growth_speed * remaining
}

/// Myelin of an arrived axon.
fn myelinate(plan: &Plan, tissue: &Tissue, axons: &mut Axons, axon: usize) {
    let p = &plan.setup.parameters.axon;
    let days = plan.slow_days();
    axons.days_in_state[axon] += days;
    if axons.days_in_state[axon] < p.myelin_onset {
        return;
    }
    let spacing = plan.setup.grid.spacing_um;
    let voxels = (lesion_length(plan) / spacing).round().max(1.0) as usize;
    let permitted = |step: usize| {
        let voxel = voxel_on_path(plan, axons.place[axon], (step as f64 + 0.5) * spacing);
        let here = surroundings(plan, tissue, voxel);
        permissiveness(p, here.tnf, here.integrity)
    };
    let permitted: f64 = (0..voxels).map(permitted).sum();
    axons.myelin[axon] = math::relax(axons.myelin[axon], permitted / voxels as f64, p.myelin_time, days);
}
