//! The seven soluble signals.
//!
//! Every signal diffuses, is lost at a constant rate, and is fed by cells or injured tissue:
//! `∂c/∂t = D∇²c − k·c + s(x)`, no flux at the walls. No rule consumes a signal beyond its loss.

use serde::{Deserialize, Serialize};

use crate::engine::field::{Field, Propagator, RestoreError};
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
    pub fn name(self) -> &'static str {
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

/// The concentration fields of all species, ng/mL per voxel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fields {
    fields: Vec<Field>,
}

impl Fields {
    /// Fields of zero concentration.
    pub fn new(grid: &Grid) -> Self {
        Self { fields: ALL.iter().map(|_| Field::new(grid)).collect() }
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

    /// Advances every field by its propagator with constant sources. A source whose relative change is at most `tolerance` is
    /// not transformed again.
    pub fn solve(
        &mut self,
        transform: &CosineTransform,
        propagators: &[Propagator],
        sources: Sources,
        tolerance: f64,
        workers: impl Workers,
    ) {
        let mut fed: Vec<(&mut Field, Vec<f64>)> = self.fields.iter_mut().zip(sources.maps).collect();
        workers.each_heavy(&mut fed, |index, (field, source)| {
            field.step_taking(transform, &propagators[index], std::mem::take(source), tolerance);
        });
    }

    /// Recomputes what a stored state leaves out.
    ///
    /// # Errors
    /// When the stored numbers do not belong to this window.
    pub fn restore(&mut self, grid: &Grid, transform: &CosineTransform) -> Result<(), RestoreError> {
        self.fields.iter_mut().try_for_each(|field| field.restore(grid, transform))
    }
}

/// What feeds the fields during one interval, ng/mL/day per voxel.
#[derive(Debug, Clone)]
pub struct Sources {
    /// One a species; empty where nothing has fed it.
    maps: Vec<Vec<f64>>,
    voxels: usize,
}

impl Sources {
    /// No source anywhere.
    pub fn none(voxels: usize) -> Self {
        Self { maps: vec![Vec::new(); ALL.len()], voxels }
    }

    /// The source of one species; empty where nothing has fed it.
    pub fn source(&self, species: Species) -> &[f64] {
        &self.maps[species as usize]
    }

    /// The source of one species, to fill it.
    #[inline]
    pub fn of_mut(&mut self, species: Species) -> &mut [f64] {
        let map = &mut self.maps[species as usize];
        if map.is_empty() {
            map.resize(self.voxels, 0.0);
        }
        map
    }
}
