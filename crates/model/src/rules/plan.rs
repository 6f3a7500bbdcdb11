//! What does not change during a run: the setup and everything derived from it once.

use super::geometry::Geometry;
use super::setup::Setup;
use super::species;
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

/// A setup made ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What was asked for.
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
    /// Efficacy of one cell: donor potency, age and the unknown `potency`, clipped before the last.
    pub potency: f64,
    /// How many changes of the parameters are in place.
    pub changed: usize,
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
        let m = &setup.parameters.macrophage;
        let references = References {
            tnf_alpha: m.tnf_secretion * m.reference_density / setup.parameters.tnf_alpha.loss_rate,
            il_10: m.il10_secretion * m.reference_density / setup.parameters.il_10.loss_rate,
        };
        let mut plan =
            Self { setup, streams, geometry, transform, propagators: Vec::new(), references, potency: 0.0, changed: 0 };
        plan.derive();
        Ok(plan)
    }

    /// What follows from the parameters alone.
    pub(super) fn derive(&mut self) {
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
