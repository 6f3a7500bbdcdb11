//! The mean field: the rules of the cells, averaged over a well-mixed lesion.
//!
//! The same pure functions that the cells use, as ordinary differential equations for densities and concentrations; no
//! space, no chance. Uses: the verification of the cells, and the chronic state from which a baseline starts. The step
//! of the cells never reads it.
//!
//! Axons are shares in states that they leave at constant rates, where each has times of its own on the cells.
//!
//! What it leaves out on purpose: gradients, the flare of needles, leakage into the border, clusters, and the course of a tumour.

mod nervous;
mod state;

pub use state::{PARTS, State};

use std::ops::ControlFlow;

use super::drive::Causes;
use super::plan::Plan;
use super::sensitisation::Irritants;
use super::setup::{Adhesion, Start};
use super::{
    axon, circulation, drive, growth_factor, injury, matrix, pain, patient, persistence, polarisation, recruitment,
    secretion, sensitisation, species, stem_cell, t_cell, tumour,
};
use crate::engine::stiff;
use crate::math;

/// Longest Runge–Kutta step, days.
const LONGEST_STEP: f64 = 1.0 / 24.0;

/// Longest Runge–Kutta step times the fastest rate. The stable range ends at 2.8.
const STEP_TIMES_RATE: f64 = 1.25;

/// Fastest rate that Runge–Kutta steps follow, 1/day: above every range of the ledger. The time that they take grows with it, that
/// of the stiff solver does not.
const FASTEST_FOLLOWED: f64 = 150.0;

/// The mean field of one patient.
#[derive(Debug, Clone, Copy)]
pub struct MeanField<'a> {
    plan: &'a Plan,
    hypoxic_share: f64,
    /// Share of the lesion that is fascicle.
    fascicle_share: f64,
}

/// A day long before the start.
const LONG_BEFORE: f64 = -1e9;

impl<'a> MeanField<'a> {
    /// The mean field of the lesion of `plan`.
    pub fn new(plan: &'a Plan) -> Self {
        let hypoxic_share = plan.geometry.lesion_mean(|voxel| f64::from(u8::from(plan.geometry.hypoxic[voxel])));
        let geometry = &plan.geometry;
        let fascicle_share = geometry.fascicle_voxels.len() as f64 / geometry.lesion_voxels.len().max(1) as f64;
        Self { plan, hypoxic_share, fascicle_share }
    }

    /// A start deep in the painful state.
    pub fn painful_start(&self) -> State {
        self.start(0.85, 0.25, 1.0, 0.9)
    }

    /// A start deep in the quiet state.
    pub fn quiet_start(&self) -> State {
        self.start(0.05, self.integrity_ceiling(), 0.0, 0.0)
    }

    fn start(&self, m1_share: f64, integrity: f64, peripheral: f64, central: f64) -> State {
        let (p, t) = (&self.plan.setup.parameters.macrophage, &self.plan.setup.parameters.t_cell);
        let density = p.reference_density;
        let [reactive, resolving] = self.reacting(peripheral);
        State {
            m0: density * p.loss_rate / p.commitment_rate(),
            m1: density * m1_share,
            m2: density * (1.0 - m1_share),
            tnf_alpha: self.plan.references.tnf_alpha * m1_share,
            il_10: self.plan.references.il_10 * (1.0 - m1_share),
            t_effector: (1.0 - t.regulatory_base) * t.reference_density * m1_share,
            t_regulatory: t.regulatory_base * t.reference_density * m1_share,
            integrity,
            peripheral,
            central,
            reactive,
            resolving,
            day: LONG_BEFORE,
            ..self.nerve()
        }
    }

    /// The state just after an acute injury.
    pub fn cut(&self, state: State) -> State {
        match self.plan.setup.start {
            Start::AcuteInjury { cut_share } => State { breaking: cut_share, ..state },
            Start::Chronic { .. } => state,
        }
    }

    /// The state from which the baseline of this patient starts: 900 d of mean field.
    pub fn baseline_start(&self) -> State {
        let start = match self.plan.setup.start {
            Start::Chronic { .. } => self.painful_start(),
            Start::AcuteInjury { .. } => self.quiet_start(),
        };
        State { day: 0.0, ..self.after(start, 900.0) }
    }

    /// The state after an injection that spreads `cells` over the treated volume.
    pub fn injected(&self, mut state: State, cells: f64) -> State {
        let p = &self.plan.setup.parameters;
        let arrived = cells * p.stem_cell.retention / p.tissue.treated_volume;
        state.licensing *= state.stem_cells / (state.stem_cells + arrived).max(f64::MIN_POSITIVE);
        state.stem_cells += arrived;
        state
    }

    /// The state after an infusion of `cells`: what reaches the tissue does so at once.
    pub fn infused(&self, mut state: State, cells: f64) -> State {
        let p = &self.plan.setup.parameters;
        let taught = cells / (cells + p.circulation.education_half_dose);
        state.education += (1.0 - state.education) * self.plan.potency.min(1.0) * taught;
        state.stem_cells += cells * self.reaching(&state) / p.tissue.treated_volume;
        state
    }

    /// Share of an infusion that reaches the tissue alive, CXCL12 as it levels off in this state.
    fn reaching(&self, state: &State) -> f64 {
        let p = &self.plan.setup.parameters;
        let (tnf, signal) = (self.relative_tnf(state), &p.injury_signal);
        match self.plan.setup.adhesion {
            Adhesion::Uniform => p.circulation.tissue_fraction,
            Adhesion::Inflamed => {
                let cxcl12 = (1.0 - state.integrity) / signal.integrity_scale + signal.tnf_weight * tnf;
                let adhesion = circulation::adhesion(&p.circulation, tnf, cxcl12);
                (p.circulation.tissue_fraction * adhesion / circulation::USUAL_ADHESION)
                    .min(1.0 - p.circulation.lung_fraction)
            }
        }
    }

    /// The state after `days` (Runge–Kutta of fourth order; steps of at most an hour, shorter where something
    /// changes faster than that; with rates beyond any that are plausible the stiff solver).
    pub fn after(&self, mut state: State, days: f64) -> State {
        let fastest = self.fastest_rate();
        if fastest > FASTEST_FOLLOWED {
            let slope = |parts: &[f64; PARTS]| self.slope(&State::of_parts(parts)).parts();
            let go_on = |_, _: &[f64; PARTS]| ControlFlow::Continue(());
            return State::of_parts(&stiff::advance(state.parts(), days, &self.sizes(), slope, go_on));
        }
        let step = (STEP_TIMES_RATE / fastest).min(LONGEST_STEP);
        let steps = (days / step).ceil().max(1.0);
        let h = days / steps;
        for _ in 0..steps as u64 {
            let k1 = self.slope(&state);
            let k2 = self.slope(&state.moved(0.5 * h, k1));
            let k3 = self.slope(&state.moved(0.5 * h, k2));
            let k4 = self.slope(&state.moved(h, k3));
            state = state.moved(h / 6.0, k1).moved(h / 3.0, k2).moved(h / 3.0, k3).moved(h / 6.0, k4);
        }
        state
    }

    /// What counts as one of each part of the state.
    pub fn sizes(&self) -> [f64; PARTS] {
        let p = &self.plan.setup.parameters;
        let density = p.macrophage.reference_density;
        State {
            m0: density,
            m1: density,
            m2: density,
            tnf_alpha: self.plan.references.tnf_alpha,
            il_10: self.plan.references.il_10,
            mediator: p.stem_cell.mediator_half,
            ngf: p.growth_factor.ngf_half,
            gdnf: p.growth_factor.gdnf_half,
            vegf: p.growth_factor.vegf_half,
            stem_cells: 1e6,
            t_effector: 0.1 * density,
            t_regulatory: 0.1 * density,
            ..State::of_parts(&[1.0; PARTS])
        }
        .parts()
    }

    /// The fastest rate of change of any part, 1/day.
    fn fastest_rate(&self) -> f64 {
        let p = &self.plan.setup.parameters;
        let m = &p.macrophage;
        let drive = p.drive.most();
        let most = t_cell::entry(&p.t_cell, m.recruitment_base, drive) / p.t_cell.loss_rate.max(f64::MIN_POSITIVE);
        let helped = t_cell::help(&p.t_cell, self.plan.effector_density, most);
        let to_m2 = polarisation::to_m2(m, polarisation::IL10_SATURATES, 1.0, 1.0);
        let repair =
            p.matrix.repair_base + p.matrix.repair_m2 * p.matrix.repair_m2_cap + p.matrix.repair_growth_factors;
        let slow = [
            m.commitment_rate() + m.loss_rate,
            m.m2_to_m1_rate * drive * helped + to_m2 + m.loss_rate,
            math::half_life_rate(p.stem_cell.half_life),
            1.0 / p.stem_cell.licensing_rise_time,
            1.0 / p.stem_cell.licensing_decay_time,
            1.0 / p.niche.imprint_decay_time,
            p.t_cell.loss_rate,
            1.0 / p.sensitisation.peripheral_rise_time,
            (1.0 + p.sensitisation.peripheral_decay_il10) / p.sensitisation.peripheral_decay_time,
            p.debris.degeneration_rate,
            p.debris.clearance_rate + p.debris.clearance_rate_macrophage,
            1.0 / p.debris.call_time,
            1.0 / p.axon.latency.max(1.0) + 1.0 / p.axon.stall_time,
            p.axon.growth_speed / p.axon.target_distance,
            p.axon.resume_rate * (p.axon.resume_base + 1.0),
            1.0 / p.axon.myelin_time,
            p.microglia.activation_rate + p.microglia.resolution_rate * (1.0 + 2.0 * p.microglia.resolution_il10),
            p.microglia.rest_rate,
            1.0 / p.sensitisation.central_rise_time,
            1.0 / p.sensitisation.central_decay_time,
            p.matrix.repair_rate * repair + p.matrix.damage_rate + p.matrix.wear_rate,
        ];
        let losses = species::ALL.map(|species| species.parameters(p).loss_rate);
        losses.into_iter().chain(slow).fold(0.0, f64::max)
    }

    /// The pain proxy of a state.
    pub fn pain(&self, state: &State) -> pain::Pain {
        pain::from_causes(&self.plan.setup.parameters.pain, state.peripheral, self.damage(state), state.central)
    }

    /// Relative TNFα of a state.
    pub fn relative_tnf(&self, state: &State) -> f64 {
        state.tnf_alpha / self.plan.one.tnf_alpha
    }

    /// Myelin at its own equilibrium in a state.
    pub fn myelin(&self, state: &State) -> f64 {
        axon::permissiveness(&self.plan.setup.parameters.axon, self.relative_tnf(state), state.integrity)
    }

    fn integrity_ceiling(&self) -> f64 {
        let p = &self.plan.setup.parameters;
        patient::attainable_integrity(&p.patient, p.matrix.integrity_max)
    }

    /// Structural damage. The nerve is held before the start, and its myelin at rest.
    fn damage(&self, state: &State) -> f64 {
        let p = &self.plan.setup.parameters;
        let share = p.pain.nerve_share;
        let bare = match state.day < 0.0 {
            true => state.arrived * p.axon.irritability_bare * (1.0 - self.myelin(state)),
            false => p.axon.irritability_bare * (state.arrived - state.myelin),
        };
        let irritability = bare
            + state.stalled * p.axon.irritability_stalled
            + state.lost * p.axon.irritability_lost
            + p.axon.irritability_growing * (state.breaking + state.waiting + state.growing);
        let without_tumour = (1.0 - share) * (1.0 - state.integrity) + share * irritability;
        tumour::compressed(&p.tumour, without_tumour, p.tumour.initial_burden)
    }

    /// Rates of change per day.
    pub fn slope(&self, s: &State) -> State {
        let p = &self.plan.setup.parameters;
        let (m, c, t) = (&p.macrophage, &p.stem_cell, &p.t_cell);
        let tnf = self.relative_tnf(s);
        let il10 = s.il_10 / self.plan.one.il_10;
        let q = self.plan.potency;
        let u = polarisation::mediator_effect(q, s.mediator, c.mediator_half);
        let j = drive::drive(
            &p.drive,
            &Causes {
                activity: t_cell::activity(t, t_cell::level(self.plan.effector_density, s.t_effector)),
                tnf: s.tnf_alpha / self.plan.one.driving_tnf,
                integrity: s.integrity,
                central: s.central,
                debris: self.fascicle_share * s.debris,
                persistence: persistence::at(&self.plan.setup, s.day),
                uneducated: 1.0 - p.circulation.education_effect * s.education,
            },
        );

        let to_m1 = m.m2_to_m1_rate * j * t_cell::help(t, self.plan.effector_density, s.t_effector);
        let to_m2 = polarisation::to_m2(m, il10, u, s.imprint);
        let calling = self.fascicle_share * s.debris + (1.0 - self.fascicle_share) * s.call;
        let entered = recruitment::rate(m, 1.0, 1, j, calling);
        let (t_entered, regulatory) =
            (t_cell::entry(t, m.recruitment_base, j), t_cell::regulatory_share(t, s.education, u));
        let committed = m.commitment_rate() * s.m0;
        let to_m1_first = to_m1 / (to_m1 + to_m2).max(f64::MIN_POSITIVE);

        let died = math::half_life_rate(c.half_life) * s.stem_cells;
        let millions = 1e-6 * s.stem_cells;
        let imprinting = p.niche.imprint_strength * q * 1e-6 * died / (1.0 + millions);
        let licensing = stem_cell::licensing_target(tnf, c.licensing_tnf_half);
        let licensing_time = if licensing > s.licensing { c.licensing_rise_time } else { c.licensing_decay_time };
        let hypoxia = 1.0 + (c.hypoxia_vegf_factor - 1.0) * self.hypoxic_share;

        let growth = growth_factor::combined(&p.growth_factor, s.ngf, s.gdnf, s.vegf);
        let repair = p.matrix.repair_rate * matrix::repair_activity(&p.matrix, il10, growth);
        let damage = self.damage(s);
        let central =
            sensitisation::central_target(&p.sensitisation, &self.plan.segment, s.reactive, s.peripheral, damage);
        let central_time = sensitisation::central_time(&p.sensitisation, s.central, central);
        let glia = self.microglia(s, damage, il10);
        let irritants = Irritants {
            tnf,
            ngf_effect: math::hill(s.ngf, p.growth_factor.ngf_half, 1),
            m1_products: s.m1 / m.reference_density * secretion::uninhibited(m, il10, u),
            lost_matrix: (self.integrity_ceiling() - s.integrity).max(0.0),
            debris: s.debris,
        };
        let peripheral = sensitisation::peripheral_target(&p.sensitisation, &irritants);
        let peripheral_time = sensitisation::peripheral_time(&p.sensitisation, s.peripheral, peripheral, il10);
        let ruined = p.debris.degeneration_rate * s.breaking;
        let committed_relative = (s.m1 + s.m2) / m.reference_density;
        let axons = self.axons(s, tnf, growth);

        State {
            m0: entered - committed - m.loss_rate * s.m0,
            m1: committed * to_m1_first + to_m1 * s.m2 - to_m2 * s.m1 - m.loss_rate * s.m1,
            m2: committed * (1.0 - to_m1_first) - to_m1 * s.m2 + to_m2 * s.m1 - m.loss_rate * s.m2,
            tnf_alpha: m.tnf_secretion * (secretion::uninhibited(m, il10, u) * s.m1 + t.tnf_share * s.t_effector)
                + injury::at(&self.plan.setup, s.day)
                - p.tnf_alpha.loss_rate * s.tnf_alpha,
            il_10: m.il10_secretion * (s.m2 + t.il10_share * s.t_regulatory) - p.il_10.loss_rate * s.il_10,
            mediator: (c.mediator_secretion_rest + c.mediator_secretion_licensed * s.licensing) * s.stem_cells
                - p.mediator.loss_rate * s.mediator,
            ngf: q * c.ngf_secretion * s.stem_cells - p.ngf.loss_rate * s.ngf,
            gdnf: q * c.gdnf_secretion * s.stem_cells - p.gdnf.loss_rate * s.gdnf,
            vegf: q * c.vegf_secretion * hypoxia * s.stem_cells - p.vegf.loss_rate * s.vegf,
            stem_cells: -died,
            licensing: (licensing - s.licensing) / licensing_time,
            imprint: imprinting * (1.0 - s.imprint) - s.imprint / p.niche.imprint_decay_time,
            education: -s.education / p.circulation.education_decay_time,
            t_effector: (1.0 - regulatory) * t_entered - t.loss_rate * s.t_effector,
            t_regulatory: regulatory * t_entered - t.loss_rate * s.t_regulatory,
            integrity: repair * (self.integrity_ceiling() - s.integrity).max(0.0)
                - (p.matrix.damage_rate * tnf + p.matrix.wear_rate) * s.integrity,
            peripheral: (peripheral - s.peripheral) / peripheral_time,
            central: (central - s.central) / central_time,
            breaking: -ruined,
            debris: ruined
                - (p.debris.clearance_rate + p.debris.clearance_rate_macrophage * committed_relative) * s.debris,
            call: ruined - s.call / p.debris.call_time,
            reactive: glia.reactive,
            resolving: glia.resolving,
            day: 1.0,
            ..axons
        }
    }
}
