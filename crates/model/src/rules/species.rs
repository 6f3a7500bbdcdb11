//! The seven soluble signals.
//!
//! Every signal diffuses, is lost at a constant rate, and is fed by cells or injured tissue:
//! `∂c/∂t = D∇²c − k·c + s(x)`, no flux at the walls. No rule consumes a signal beyond its loss.

use serde::{Deserialize, Serialize};

use crate::engine::field::{self, Field, Propagator, RestoreError};
use crate::engine::grid::Grid;
use crate::engine::transform::CosineTransform;
use crate::parallel::Workers;

/// Diffusion and loss of one signal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Effective diffusivity in tissue, µm²/day.
    pub diffusivity: f64,
    /// Loss, 1/day.
    pub loss_rate: f64,
}

/// The soluble signals, in the order in which they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Species {
    /// Tumour necrosis factor α: the inflammatory signal of M1.
    TnfAlpha,
    /// Interleukin 10 of M2.
    Il10,
    /// What licensed ADMSC secrete to shift M1 to M2 (PGE2, TSG-6 and relatives lumped).
    Mediator,
    /// CXCL12 (SDF-1): the injury signal that cells climb.
    Cxcl12,
    /// Nerve growth factor.
    Ngf,
    /// Glial cell line-derived neurotrophic factor.
    Gdnf,
    /// Vascular endothelial growth factor.
    Vegf,
}

/// All species, in storage order.
pub const ALL: [Species; 7] =
    [Species::TnfAlpha, Species::Il10, Species::Mediator, Species::Cxcl12, Species::Ngf, Species::Gdnf, Species::Vegf];

impl Species {
    /// Name in file columns and scenario sections.
    pub const fn name(self) -> &'static str {
        match self {
            Species::TnfAlpha => "tnf_alpha",
            Species::Il10 => "il_10",
            Species::Mediator => "mediator",
            Species::Cxcl12 => "cxcl12",
            Species::Ngf => "ngf",
            Species::Gdnf => "gdnf",
            Species::Vegf => "vegf",
        }
    }

    /// Diffusion and loss of this species.
    pub fn parameters(self, all: &super::parameters::Parameters) -> Parameters {
        match self {
            Species::TnfAlpha => all.tnf_alpha,
            Species::Il10 => all.il_10,
            Species::Mediator => all.mediator,
            Species::Cxcl12 => all.cxcl12,
            Species::Ngf => all.ngf,
            Species::Gdnf => all.gdnf,
            Species::Vegf => all.vegf,
        }
    }
}

/// Voxels of a window of which a part of one field is little work for a core.
const SMALL: usize = 100_000;

/// The concentration fields of all species, ng/mL per voxel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fields {
    fields: [Field; ALL.len()],
}

impl Fields {
    /// Fields of zero concentration.
    pub fn new(grid: &Grid) -> Self {
        Self { fields: ALL.map(|_| Field::new(grid)) }
    }

    /// The field of one species.
    #[inline]
    pub fn field(&self, species: Species) -> &Field {
        &self.fields[species as usize]
    }

    /// The field of one species, to change it.
    pub fn of_mut(&mut self, species: Species) -> &mut Field {
        &mut self.fields[species as usize]
    }

    /// Concentration of a species in a voxel, ng/mL.
    #[inline]
    pub fn at(&self, species: Species, voxel: usize) -> f64 {
        self.fields[species as usize].values()[voxel]
    }

    /// All fields in storage order, to change some by others.
    pub fn all_mut(&mut self) -> &mut [Field; ALL.len()] {
        &mut self.fields
    }

    /// Advances every field by its propagator with what was fed to it.
    pub fn solve<W: Workers>(&mut self, transform: &CosineTransform, propagators: &[Propagator], workers: W) {
        let mut fields: Vec<_> = self.fields.iter_mut().zip(propagators).collect();
        // One after the other they stay in a core's cache; of a small window, one alone is too little for several cores.
        let at_once = if W::SEVERAL && transform.len() < SMALL { fields.len() } else { 1 };
        for some in fields.chunks_mut(at_once.max(1)) {
            field::advance(some, transform, workers);
        }
    }

    /// Recomputes what a stored state leaves out.
    ///
    /// # Errors
    /// When the stored numbers do not belong to this window.
    pub fn restore(&mut self, grid: &Grid, transform: &CosineTransform) -> Result<(), RestoreError> {
        self.fields.iter_mut().try_for_each(|field| field.restore(grid, transform))
    }
}
