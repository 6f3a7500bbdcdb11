//! One soluble species on the grid: ∂c/∂t = D∇²c − k·c + s, no flux through the walls.
//!
//! The state is the spectrum ĉ of the concentration in the cosine basis, in which the 5- or 7-point Laplacian with
//! mirrored walls is a product. A step of any length Δt with a constant source is exact in time:
//! ĉ(t+Δt) = e^(−λΔt)·ĉ(t) + (1 − e^(−λΔt))/λ · ŝ, with λ = k + D·μ. See `docs/numerics.md`.

mod propagator;

use std::fmt;

use ndarray::Array3;
use serde::{Deserialize, Serialize};

pub use propagator::Propagator;

use super::grid::Grid;
use super::transform::{CosineTransform, Scratch};

/// Coefficients smaller than this become zero: far below every concentration that counts, far above the subnormal
/// numbers that slow processors down.
const NEGLIGIBLE_COEFFICIENT: f64 = 1e-100;

/// A field without source whose values are all smaller (ng/mL) is empty.
const NEGLIGIBLE_CONCENTRATION: f64 = 1e-30;

/// Voxels tested at once without a branch between them, which the compiler turns into packed comparisons.
const BLOCK: usize = 64;

/// What a field has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct FieldWork {
    /// Steps asked for.
    pub steps: u64,
    /// Forward transforms done: of sources and of impulses.
    pub forward_transforms: u64,
    /// Inverse transforms done.
    pub inverse_transforms: u64,
    /// Steps with a source that needed no forward transform, because it had changed by no more than the tolerance.
    pub skipped_sources: u64,
    /// Steps that needed no transform at all: nothing there, or nothing changed.
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

/// One species. Serialised are the spectrum, the last transformed source and the counters; after deserialisation
/// [`Field::restore`] recomputes the rest, with the same bits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Orthonormal cosine coefficients of the concentration, in ng/mL.
    spectrum: Vec<f64>,
    /// The source as it was when last transformed, ng/mL/day; empty stands for zero everywhere.
    transformed_source: Vec<f64>,
    work: FieldWork,
    /// Whether any coefficient differs from zero.
    #[serde(skip)]
    occupied: bool,
    /// Coefficients of `transformed_source`; empty stands for zero everywhere.
    #[serde(skip)]
    source_spectrum: Vec<f64>,
    #[serde(skip)]
    value: Array3<f64>,
    #[serde(skip)]
    scratch: Scratch,
}

impl Field {
    /// An empty field.
    pub fn new(grid: &Grid) -> Self {
        Self {
            spectrum: vec![0.0; grid.len()],
            transformed_source: Vec::new(),
            work: FieldWork::default(),
            occupied: false,
            source_spectrum: Vec::new(),
            value: Array3::zeros(grid.shape()),
            scratch: Scratch::default(),
        }
    }

    /// Concentration in ng/mL, shape (nz, ny, nx), nowhere negative.
    pub fn value(&self) -> &Array3<f64> {
        &self.value
    }

    /// Concentration in ng/mL by voxel number.
    pub fn values(&self) -> &[f64] {
        self.value.as_slice().unwrap_or_default()
    }

    /// Orthonormal cosine coefficients of the concentration before clipping, ng/mL, in the order of the voxels.
    pub fn spectrum(&self) -> &[f64] {
        &self.spectrum
    }

    /// Counters.
    pub fn work(&self) -> &FieldWork {
        &self.work
    }

    /// Empties the field. What it remembers of the source stays: it says nothing about the concentration.
    pub fn set_zero(&mut self) {
        self.spectrum.fill(0.0);
        self.value.fill(0.0);
        self.occupied = false;
    }

    /// Advances by the propagator's step with a source (ng/mL/day, one number per voxel) held constant over the step.
    ///
    /// The source is transformed again only when some voxel differs from the last transformed source by more than
    /// `tolerance` times that source's largest magnitude; until then the last one acts. With tolerance 0 it is
    /// transformed unless it is the same bit by bit. A source of zero everywhere always acts as such.
    ///
    /// # Panics
    /// When grid, transform, propagator and source differ in size, or the field was deserialised and not restored.
    pub fn step(&mut self, transform: &CosineTransform, propagator: &Propagator, source: &[f64], tolerance: f64) {
        assert_eq!(source.len(), self.spectrum.len(), "one number per voxel");
        self.step_taking(transform, propagator, source.to_vec(), tolerance);
    }

    /// [`Field::step`] with a source that the field keeps, instead of a copy of it. An empty one is zero everywhere.
    ///
    /// # Panics
    /// As [`Field::step`].
    pub fn step_taking(
        &mut self,
        transform: &CosineTransform,
        propagator: &Propagator,
        source: Vec<f64>,
        tolerance: f64,
    ) {
        let voxels = self.spectrum.len();
        assert_eq!(self.value.len(), voxels, "a deserialised field is restored before it steps");
        assert_eq!([propagator.decay.len(), propagator.gain.len()], [voxels; 2], "one number per voxel");
        assert!(source.is_empty() || source.len() == voxels, "one number per voxel");
        self.work.steps += 1;
        self.take_source(transform, source, tolerance);
        if !self.advance_spectrum(propagator) {
            self.work.skipped_solves += 1;
            return;
        }
        self.work.inverse_transforms += 1;
        let (negligible, clipped) = self.evaluate(transform);
        self.work.clipped += clipped;
        if self.source_spectrum.is_empty() && negligible {
            self.set_zero();
        }
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
        // The values are recomputed below, so their memory serves for the spectrum of the impulse.
        if let Some(added) = self.value.as_slice_mut() {
            transform.forward_into(concentration, added, &mut self.scratch);
            for (coefficient, added) in self.spectrum.iter_mut().zip(added) {
                *coefficient += *added;
            }
        }
        self.work.forward_transforms += 1;
        self.work.inverse_transforms += 1;
        self.occupied = true;
        let (_, clipped) = self.evaluate(transform);
        self.work.clipped += clipped;
    }

    /// Recomputes what is not stored, after deserialisation. Counters do not move.
    ///
    /// # Errors
    /// [`RestoreError`] when the stored numbers do not belong to this grid.
    pub fn restore(&mut self, grid: &Grid, transform: &CosineTransform) -> Result<(), RestoreError> {
        let expected = grid.len();
        let stored_source = self.transformed_source.len();
        for found in [self.spectrum.len(), if stored_source == 0 { expected } else { stored_source }, transform.len()] {
            if found != expected {
                return Err(RestoreError { expected, found });
            }
        }
        self.transform_source(transform);
        self.value = Array3::zeros(grid.shape());
        self.occupied = self.spectrum.iter().any(|&coefficient| coefficient != 0.0);
        if self.occupied {
            self.evaluate(transform);
        }
        Ok(())
    }

    /// Gradient of the concentration at a voxel, ng/mL per µm, along x, y and z: central differences, with the voxel
    /// itself mirrored where a wall stands. The z part of a section is 0.
    pub fn gradient_at(&self, grid: &Grid, voxel: usize) -> [f64; 3] {
        let values = self.values();
        let place = grid.coordinates(voxel);
        let strides = [1, grid.nx as usize, grid.nx as usize * grid.ny as usize];
        let sizes = [grid.nx, grid.ny, grid.nz];
        std::array::from_fn(|axis| {
            if sizes[axis] == 1 {
                return 0.0;
            }
            let before = if place[axis] > 0 { voxel - strides[axis] } else { voxel };
            let after = if place[axis] + 1 < sizes[axis] { voxel + strides[axis] } else { voxel };
            (values[after] - values[before]) / (2.0 * grid.spacing_um)
        })
    }

    /// Sees to it that `source_spectrum` belongs to the source, within the tolerance.
    fn take_source(&mut self, transform: &CosineTransform, source: Vec<f64>, tolerance: f64) {
        if is_zero(&source) {
            self.transformed_source.clear();
            self.source_spectrum.clear();
        } else if is_close(&source, &self.transformed_source, tolerance) {
            self.work.skipped_sources += 1;
        } else {
            self.transformed_source = source;
            self.transform_source(transform);
            self.work.forward_transforms += 1;
        }
    }

    /// The coefficients of the source that is kept.
    fn transform_source(&mut self, transform: &CosineTransform) {
        self.source_spectrum.resize(self.transformed_source.len(), 0.0);
        if !self.source_spectrum.is_empty() {
            transform.forward_into(&self.transformed_source, &mut self.source_spectrum, &mut self.scratch);
        }
    }

    /// The exact exponential step of every coefficient. False when no coefficient changed.
    fn advance_spectrum(&mut self, propagator: &Propagator) -> bool {
        let Propagator { decay, gain } = propagator;
        let (mut changed, mut occupied) = (false, false);
        let mut set = |coefficient: &mut f64, new: f64| {
            let new = if new.abs() < NEGLIGIBLE_COEFFICIENT { 0.0 } else { new };
            changed |= new != *coefficient;
            occupied |= new != 0.0;
            *coefficient = new;
        };
        if self.source_spectrum.is_empty() {
            if !self.occupied {
                return false;
            }
            for (coefficient, decay) in self.spectrum.iter_mut().zip(decay) {
                set(coefficient, *coefficient * decay);
            }
        } else {
            for (((coefficient, source), decay), gain) in
                self.spectrum.iter_mut().zip(&self.source_spectrum).zip(decay).zip(gain)
            {
                set(coefficient, *coefficient * decay + source * gain);
            }
        }
        self.occupied = occupied;
        changed
    }

    /// Values from the spectrum, clipped at 0. Returns whether all were negligible, and what was clipped.
    fn evaluate(&mut self, transform: &CosineTransform) -> (bool, f64) {
        let Some(values) = self.value.as_slice_mut() else { return (true, 0.0) };
        transform.inverse_into(&self.spectrum, values, &mut self.scratch);
        let (mut negligible, mut clipped) = (true, 0.0);
        for block in values.chunks_mut(BLOCK) {
            // False for a value that is not a number, which must not vanish unseen.
            negligible &= block.iter().fold(true, |all, value| all & (value.abs() < NEGLIGIBLE_CONCENTRATION));
            if block.iter().fold(false, |any, value| any | (*value < 0.0)) {
                for value in block.iter_mut().filter(|value| **value < 0.0) {
                    clipped -= *value;
                    *value = 0.0;
                }
            }
        }
        (negligible, clipped)
    }
}

/// Whether a source is zero everywhere.
fn is_zero(source: &[f64]) -> bool {
    source.chunks(BLOCK).all(|block| block.iter().fold(true, |zero, &s| zero & (s == 0.0)))
}

/// Whether a source differs from the last transformed one by no more than the tolerance, in the maximum norm.
fn is_close(source: &[f64], last: &[f64], tolerance: f64) -> bool {
    if last.is_empty() {
        return false;
    }
    let pairs = || source.iter().zip(last);
    if tolerance <= 0.0 {
        return pairs().all(|(new, old)| new.to_bits() == old.to_bits());
    }
    let bound = tolerance * last.iter().fold(0.0f64, |peak, old| peak.max(old.abs()));
    // A value that is not a number compares false: it is passed on, not hidden.
    pairs().all(|(new, old)| (new - old).abs() <= bound)
}

#[cfg(test)]
mod tests;
