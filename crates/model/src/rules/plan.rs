//! What does not change during a run: the setup and everything derived from it once.

use super::block::{Left, Process};
use super::geometry::Geometry;
use super::microglia::Segment;
use super::parameters::Parameters;
use super::setup::Setup;
use super::species::{self, Species};
use crate::engine::field::Propagator;
use crate::engine::transform::{CosineTransform, SizeError};
use crate::rng::Streams;

/// Concentrations that make TNFα and IL-10 relative: what the reference density of macrophages would give if all were
/// M1 (without inhibition), or all M2.
///
/// `reference = secretion · density / loss`. A changed secretion alone therefore changes nothing in relative terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct References {
    /// TNFα reference, ng/mL.
    pub tnf_alpha: f64,
    /// IL-10 reference, ng/mL.
    pub il_10: f64,
}

impl References {
    /// Those that a patient has by their parameters.
    fn of(p: &Parameters) -> Self {
        let m = &p.macrophage;
        Self {
            tnf_alpha: m.tnf_secretion * m.reference_density / p.tnf_alpha.loss_rate,
            il_10: m.il10_secretion * m.reference_density / p.il_10.loss_rate,
        }
    }
}

/// Concentrations that count as one for those who read a signal: the references, or more where it is blocked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountsAsOne {
    /// TNFα, ng/mL.
    pub tnf_alpha: f64,
    /// TNFα that drives, ng/mL (see [`super::drive`]).
    pub driving_tnf: f64,
    /// IL-10, ng/mL.
    pub il_10: f64,
}

/// A setup made ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What was asked for; its parameters are those of the day, with what is blocked.
    pub setup: Setup,
    /// Random numbers of this patient.
    pub streams: Streams,
    /// Lesion, vessels, hypoxia.
    pub geometry: Geometry,
    /// The cosine transform of this window.
    pub transform: CosineTransform,
    /// The exact step of each species over one field interval.
    pub propagators: Vec<Propagator>,
    /// Reference concentrations.
    pub references: References,
    /// What counts as one for those who read TNFα and IL-10.
    pub one: CountsAsOne,
    /// What follows from the rates of microglia, whatever is blocked or changes later.
    pub segment: Segment,
    /// Effectors that a drive of 1 calls, whatever is blocked or changes later, cells/mL.
    pub effector_density: f64,
    /// Efficacy of one cell: donor potency, age and the unknown `potency`, clipped before the last.
    pub potency: f64,
    /// How many changes of the parameters are in place.
    pub(super) changed: usize,
    /// What is left of each process that can be blocked.
    pub(super) left: Left,
    /// The parameters of the day, were nothing blocked.
    pub(super) whole: Parameters,
}

impl Plan {
    /// Prepares a setup with the random numbers of (seed, patient).
    ///
    /// # Errors
    /// When the window has a number of voxels along an axis that the transform does not support.
    pub fn new(setup: Setup, seed: u64, patient: u32) -> Result<Self, SizeError> {
        let streams = Streams::new(seed, patient);
        let geometry = Geometry::new(&setup, &streams);
        let transform = CosineTransform::new(&setup.grid)?;
        let references = References::of(&setup.parameters);
        let (segment, effector_density) =
            (Segment::of(&setup.parameters), super::t_cell::effector_density(&setup.parameters.t_cell));
        let mut plan = Self {
            whole: setup.parameters.clone(),
            left: Left::by(&setup.blocks, |_| false),
            one: CountsAsOne { tnf_alpha: 0.0, driving_tnf: 0.0, il_10: 0.0 },
            propagators: Vec::new(),
            segment,
            effector_density,
            potency: 0.0,
            changed: 0,
            setup,
            streams,
            geometry,
            transform,
            references,
        };
        plan.derive();
        Ok(plan)
    }

    /// The same with other parameters, what is blocked alike.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Parameters)) -> Self {
        let mut plan = self.clone();
        change(&mut plan.whole);
        plan.segment = Segment::of(&plan.whole);
        plan.effector_density = super::t_cell::effector_density(&plan.whole.t_cell);
        plan.derive();
        plan
    }

    /// What follows from the parameters and from what is left of each process.
    pub(super) fn derive(&mut self) {
        let gain = self.setup.parameters.pain.gain;
        self.setup.parameters = self.left.act(self.whole.clone());
        // Day 0 has set it.
        self.setup.parameters.pain.gain = gain;
        let (references, tnf) = (self.references, self.left.of(Process::Signal(Species::TnfAlpha)));
        let free = self.setup.parameters.drive.tnf_free_weight;
        self.one = CountsAsOne {
            tnf_alpha: references.tnf_alpha / tnf,
            driving_tnf: references.tnf_alpha / (1.0 - free * (1.0 - tnf)),
            il_10: references.il_10 / self.left.of(Process::Signal(Species::Il10)),
        };
        let (setup, interval) = (&self.setup, self.field_days());
        let propagator = |species: &species::Species| {
            let signal = species.parameters(&setup.parameters);
            Propagator::new(&setup.grid, signal.diffusivity, signal.loss_rate, interval)
        };
        self.propagators = species::ALL.iter().map(propagator).collect();
        self.potency = super::patient::effective_potency(&self.setup.parameters.patient);
    }

    /// Length of a field interval, days.
    pub fn field_days(&self) -> f64 {
        f64::from(self.setup.cadence.field_ticks * self.setup.cadence.tick_minutes) / 1440.0
    }

    /// Length of a slow interval, days.
    pub fn slow_days(&self) -> f64 {
        f64::from(self.setup.cadence.slow_ticks * self.setup.cadence.tick_minutes) / 1440.0
    }

    /// Length of a base tick, days.
    pub fn tick_days(&self) -> f64 {
        f64::from(self.setup.cadence.tick_minutes) / 1440.0
    }

    /// Share of the treated volume that the window shows.
    pub fn window_share(&self) -> f64 {
        self.setup.grid.volume_ml() / self.setup.parameters.tissue.treated_volume
    }
}
