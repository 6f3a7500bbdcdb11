//! One soluble species on the grid: ∂c/∂t = D∇²c − k·c + s, no flux through the walls.
//!
//! The state is the spectrum ĉ of the concentration in the cosine basis, in which the 5- or 7-point Laplacian with
//! mirrored walls is a product. A step of any length Δt with a constant source is exact in time:
//! ĉ(t+Δt) = e^(−λΔt)·ĉ(t) + (1 − e^(−λΔt))/λ · ŝ, with λ = k + D·μ. See `docs/numerics.md`.

mod propagator;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use propagator::Propagator;

use super::grid::Grid;
use super::transform::{CosineTransform, Step, is_zero, raise_negative};
use crate::parallel::{Serial, Workers};

/// What a field has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FieldWork {
    /// Steps asked for.
    pub steps: u64,
    /// Forward transforms done: of sources and of impulses.
    pub forward_transforms: u64,
    /// Inverse transforms done.
    pub inverse_transforms: u64,
    /// Steps that needed no transform at all: nothing was there, and nothing came.
    pub skipped_solves: u64,
    /// Concentration added by raising negative values to zero, ng/mL summed over voxels and evaluated steps. Multiplied by the
    /// volume of a voxel in mL it is a mass in ng. The spectrum is not altered: nothing drifts by it.
    pub clipped: f64,
}

/// A stored field does not fit the grid it is restored on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreError {
    /// Voxels of the grid.
    pub expected: usize,
    /// Numbers stored.
    pub found: usize,
}

impl std::error::Error for RestoreError {}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored field has {} numbers where the grid needs {}", self.found, self.expected)
    }
}

/// One species. Serialised are the spectrum and the counters; after deserialisation [`Field::restore`] recomputes the
/// rest, with the same bits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Orthonormal cosine coefficients of the concentration, in ng/mL.
    spectrum: Vec<f64>,
    work: FieldWork,
    /// Whether any coefficient differs from zero.
    #[serde(skip)]
    occupied: bool,
    /// Whether the values are those of a source that the coming step acts with.
    #[serde(skip)]
    fed: bool,
    #[serde(skip)]
    value: Vec<f64>,
}

impl Field {
    /// An empty field.
    pub fn new(grid: &Grid) -> Self {
        Self {
            spectrum: vec![0.0; grid.len()],
            work: FieldWork::default(),
            occupied: false,
            fed: false,
            value: vec![0.0; grid.len()],
        }
    }

    /// Concentration in ng/mL by voxel number, nowhere negative.
    pub fn values(&self) -> &[f64] {
        debug_assert!(!self.fed, "a source stands where the concentration was");
        &self.value
    }

    /// Whether there is any of it.
    pub fn is_occupied(&self) -> bool {
        self.occupied
    }

    /// Orthonormal cosine coefficients of the concentration before clipping, ng/mL, in the order of the voxels.
    pub fn spectrum(&self) -> &[f64] {
        &self.spectrum
    }

    /// Counters.
    pub fn work(&self) -> &FieldWork {
        &self.work
    }

    /// Multiplies the concentration, for experiments on the model; 0 empties the field.
    pub fn scale(&mut self, factor: f64) {
        let scaled = |number: &mut f64| *number = *number * factor + 0.0;
        self.spectrum.iter_mut().chain(&mut self.value).for_each(scaled);
        self.occupied &= factor != 0.0;
    }

    /// The memory of the concentration, set to zero, to be filled with the source of the coming step (ng/mL/day, one number per
    /// voxel). Until [`advance`] has made that step, no concentration stands there. Asked for again, it is what was filled in.
    pub fn feed(&mut self) -> &mut [f64] {
        if !self.fed {
            self.value.fill(0.0);
            self.fed = true;
        }
        &mut self.value
    }

    /// Advances by the propagator's step with a source (ng/mL/day, one number per voxel) held constant over the step.
    ///
    /// # Panics
    /// When grid, transform, propagator and source differ in size, or the field was deserialised and not restored.
    pub fn step(&mut self, transform: &CosineTransform, propagator: &Propagator, source: &[f64]) {
        self.feed().copy_from_slice(source);
        advance(&mut [(self, propagator)], transform, Serial);
    }

    /// Adds a concentration (ng/mL, one number per voxel) at once.
    ///
    /// # Panics
    /// When grid, transform and map differ in size, or the field was deserialised and not restored.
    pub fn add_impulse(&mut self, transform: &CosineTransform, concentration: &[f64]) {
        assert_eq!([self.value.len(), concentration.len()], [self.spectrum.len(); 2], "one number per voxel");
        if concentration.iter().all(|&c| c == 0.0) {
            return;
        }
        let mut added = concentration.to_vec();
        transform.forward(&mut added);
        for (coefficient, added) in self.spectrum.iter_mut().zip(added) {
            *coefficient += added;
        }
        self.work.forward_transforms += 1;
        self.work.inverse_transforms += 1;
        self.occupied = true;
        self.work.clipped += self.evaluate(transform);
    }

    /// Recomputes what is not stored, after deserialisation. Counters do not move.
    ///
    /// # Errors
    /// [`RestoreError`] when the stored numbers do not belong to this grid.
    pub fn restore(&mut self, grid: &Grid, transform: &CosineTransform) -> Result<(), RestoreError> {
        let expected = grid.len();
        for found in [self.spectrum.len(), transform.len()] {
            if found != expected {
                return Err(RestoreError { expected, found });
            }
        }
        self.value = vec![0.0; grid.len()];
        self.occupied = self.spectrum.iter().any(|&coefficient| coefficient != 0.0);
        if self.occupied {
            self.evaluate(transform);
        }
        Ok(())
    }

    /// Gradient of the concentration at a voxel, ng/mL per µm, along x, y and z: central differences, with the voxel
    /// itself mirrored where a wall stands. The z part of a section is 0.
    pub fn gradient_at(&self, grid: &Grid, voxel: usize) -> [f64; 3] {
        self.gradient_in(grid, grid.coordinates(voxel))
    }

    /// The same at the voxel with these coordinates.
    #[inline]
    pub fn gradient_in(&self, grid: &Grid, [x, y, z]: [u32; 3]) -> [f64; 3] {
        let (values, voxel) = (self.values(), grid.index(x, y, z));
        let width = 2.0 * grid.spacing_um;
        let along = |place: u32, size: u32, stride: usize| {
            if size == 1 {
                return 0.0;
            }
            let before = if place > 0 { voxel - stride } else { voxel };
            let after = if place + 1 < size { voxel + stride } else { voxel };
            (values[after] - values[before]) / width
        };
        let row = grid.nx as usize;
        [along(x, grid.nx, 1), along(y, grid.ny, row), along(z, grid.nz, row * grid.ny as usize)]
    }

    /// Values from the spectrum, raised to 0. Returns by how much, summed.
    fn evaluate(&mut self, transform: &CosineTransform) -> f64 {
        let values = &mut self.value;
        values.copy_from_slice(&self.spectrum);
        transform.inverse(values);
        raise_negative(values).clipped
    }
}

/// Advances fields by the steps of their propagators, each with what was fed to it held constant over the step.
///
/// # Panics
/// When transform, fields and propagators differ in size, or a field was deserialised and not restored.
pub fn advance(fields: &mut [(&mut Field, &Propagator)], transform: &CosineTransform, workers: impl Workers) {
    let (mut steps, mut rest) = (Vec::with_capacity(fields.len()), Vec::with_capacity(fields.len()));
    for (field, propagator) in fields {
        let Field { spectrum, work, occupied, fed, value } = &mut **field;
        let values = value.as_mut_slice();
        let fed = std::mem::take(fed) && !is_zero(values);
        work.steps += 1;
        if fed || *occupied {
            work.forward_transforms += u64::from(fed);
            work.inverse_transforms += 1;
            let Propagator { decay, gain } = propagator;
            steps.push(Step { values, fed, spectrum, decay, gain });
            rest.push((work, occupied));
        } else {
            work.skipped_solves += 1;
        }
    }
    let outcomes = transform.advance(&mut steps, workers);
    for ((step, (work, occupied)), outcome) in steps.into_iter().zip(rest).zip(outcomes) {
        work.clipped += outcome.clipped;
        *occupied = outcome.occupied;
        if !step.fed && outcome.negligible {
            step.spectrum.fill(0.0);
            step.values.fill(0.0);
            *occupied = false;
        }
    }
}

#[cfg(test)]
mod tests;
