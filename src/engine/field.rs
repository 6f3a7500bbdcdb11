//! One soluble species on the grid: ∂c/∂t = D∇²c − k·c + s, no flux through the walls.
//!
//! The state is the spectrum ĉ of the concentration in the cosine basis, in which the 5- or 7-point Laplacian with
//! mirrored walls is a product. A step of any length Δt with a constant source is exact in time:
//! ĉ(t+Δt) = e^(−λΔt)·ĉ(t) + (1 − e^(−λΔt))/λ · ŝ, with λ = k + D·μ. See `docs/numerics.md`.

use ndarray::Array3;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::grid::Grid;
use super::transform::{CosineTransform, Scratch};
use crate::math;

/// Coefficients smaller than this become zero: far below every concentration that counts, far above the subnormal
/// numbers that slow processors down.
const NEGLIGIBLE_COEFFICIENT: f64 = 1e-100;

/// A field without source whose values are all smaller (ng/mL) is empty.
const NEGLIGIBLE_CONCENTRATION: f64 = 1e-30;

/// What one step does to every coefficient of one species. Immutable: patients and arms may share it.
#[derive(Debug, Clone, PartialEq)]
pub struct Propagator {
    /// Share of each coefficient that is left after the step: e^(−λΔt). One per voxel, in the order of the spectrum.
    pub decay: Vec<f64>,
    /// Concentration per unit of source rate after the step, in days: (1 − e^(−λΔt))/λ, and Δt where λ = 0.
    pub gain: Vec<f64>,
}

impl Propagator {
    /// For diffusion `diffusion` (µm²/day), loss `loss` (1/day) and a step of `days`, none of them negative.
    pub fn new(grid: &Grid, diffusion: f64, loss: f64, days: f64) -> Self {
        let [x, y, z] = [grid.nx, grid.ny, grid.nz].map(|n| eigenvalues(n, grid.spacing_um));
        let (mut decay, mut gain) = (Vec::with_capacity(grid.len()), Vec::with_capacity(grid.len()));
        for z in &z {
            for y in &y {
                for x in &x {
                    let rate = loss + diffusion * (x + y + z);
                    decay.push(math::exp(-rate * days));
                    gain.push(if rate > 0.0 { -math::expm1(-rate * days) / rate } else { days });
                }
            }
        }
        Self { decay, gain }
    }
}

/// Eigenvalues of minus the second difference with mirrored ends, 1/µm²: (2 − 2cos(πj/n))/h² = (2·sin(πj/2n)/h)².
fn eigenvalues(size: u32, spacing_um: f64) -> Vec<f64> {
    let half_turn = std::f64::consts::FRAC_PI_2;
    (0..size)
        .map(|j| {
            let root = 2.0 * math::sin(half_turn * (f64::from(j) / f64::from(size))) / spacing_um;
            root * root
        })
        .collect()
}

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
    /// Concentration added by raising negative values to zero, ng/mL summed over voxels and steps. Multiplied by the
    /// volume of a voxel in mL it is a mass in ng. The spectrum is not altered: nothing drifts by it.
    pub clipped: f64,
}

/// A stored field does not fit the grid it is restored on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the stored field has {found} numbers where the grid needs {expected}")]
pub struct RestoreError {
    /// Voxels of the grid.
    pub expected: usize,
    /// Numbers stored.
    pub found: usize,
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

    /// Mean concentration over the window, ng/mL: the sum in voxel order over their number.
    pub fn mean(&self) -> f64 {
        let values = self.values();
        values.iter().sum::<f64>() / values.len().max(1) as f64
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
        let voxels = self.spectrum.len();
        assert_eq!(self.value.len(), voxels, "a deserialised field is restored before it steps");
        assert_eq!([source.len(), propagator.decay.len(), propagator.gain.len()], [voxels; 3], "one number per voxel");
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
            added.copy_from_slice(concentration);
            transform.forward(added, &mut self.scratch);
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
        self.source_spectrum.clone_from(&self.transformed_source);
        if !self.source_spectrum.is_empty() {
            transform.forward(&mut self.source_spectrum, &mut self.scratch);
        }
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
            let before = if place[axis] > 0 { voxel - strides[axis] } else { voxel };
            let after = if place[axis] + 1 < sizes[axis] { voxel + strides[axis] } else { voxel };
            (values[after] - values[before]) / (2.0 * grid.spacing_um)
        })
    }

    /// Sees to it that `source_spectrum` belongs to the source, within the tolerance.
    fn take_source(&mut self, transform: &CosineTransform, source: &[f64], tolerance: f64) {
        if source.iter().all(|&s| s == 0.0) {
            self.transformed_source.clear();
            self.source_spectrum.clear();
        } else if is_close(source, &self.transformed_source, tolerance) {
            self.work.skipped_sources += 1;
        } else {
            for copy in [&mut self.transformed_source, &mut self.source_spectrum] {
                copy.clear();
                copy.extend_from_slice(source);
            }
            transform.forward(&mut self.source_spectrum, &mut self.scratch);
            self.work.forward_transforms += 1;
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
        values.copy_from_slice(&self.spectrum);
        transform.inverse(values, &mut self.scratch);
        let (mut negligible, mut clipped) = (true, 0.0);
        for value in values {
            // False for a value that is not a number, which must not vanish unseen.
            negligible &= value.abs() < NEGLIGIBLE_CONCENTRATION;
            if *value < 0.0 {
                clipped -= *value;
                *value = 0.0;
            }
        }
        (negligible, clipped)
    }
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
mod tests {
    use super::*;

    fn setting() -> (Grid, CosineTransform, Propagator) {
        let grid = Grid { nx: 12, ny: 10, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
        let transform = CosineTransform::new(&grid).expect("allowed sizes");
        (grid, transform, Propagator::new(&grid, 864_000.0, 12.8, 0.25))
    }

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|v| v.to_bits()).collect()
    }

    #[test]
    fn an_empty_field_without_source_needs_no_transform() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        field.step(&transform, &propagator, &vec![0.0; grid.len()], 0.0);
        let expected = FieldWork { steps: 1, skipped_solves: 1, ..FieldWork::default() };
        assert_eq!(*field.work(), expected);
        assert!(field.values().iter().all(|&c| c == 0.0));
    }

    #[test]
    fn a_source_within_the_tolerance_is_not_transformed_again_and_drift_does_not_add_up() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        let mut source = vec![1.0; grid.len()];
        let mut transformed = Vec::new();
        for _ in 0..10 {
            field.step(&transform, &propagator, &source, 1e-2);
            transformed.push(field.work().forward_transforms);
            source[7] += 0.004;
        }
        // 0.004 and 0.008 pass; 0.012 is too much, and the count begins again from there.
        assert_eq!(transformed, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
        assert_eq!(field.work().skipped_sources, 6);
    }

    #[test]
    fn tolerance_zero_skips_only_equal_bits() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        let mut source = vec![1.0; grid.len()];
        field.step(&transform, &propagator, &source, 0.0);
        field.step(&transform, &propagator, &source, 0.0);
        assert_eq!(field.work().forward_transforms, 1);
        source[3] = f64::from_bits(source[3].to_bits() + 1);
        field.step(&transform, &propagator, &source, 0.0);
        assert_eq!(field.work().forward_transforms, 2);
    }

    #[test]
    fn a_field_without_source_decays_to_exactly_nothing_and_then_rests() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        field.add_impulse(&transform, &vec![1.0; grid.len()]);
        let none = vec![0.0; grid.len()];
        for _ in 0..30 {
            field.step(&transform, &propagator, &none, 0.0);
        }
        // e^(−3.2·n) falls below 1e-30 at n = 22.
        assert_eq!(field.work().inverse_transforms, 1 + 22);
        assert_eq!(field.work().skipped_solves, 8);
        assert!(field.values().iter().chain(field.spectrum()).all(|&c| c == 0.0));
    }

    #[test]
    fn a_field_at_rest_under_a_constant_source_needs_no_transform() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        let mut source = vec![0.0; grid.len()];
        source[40] = 3.0;
        for _ in 0..60 {
            field.step(&transform, &propagator, &source, 0.0);
        }
        assert_eq!(field.work().forward_transforms, 1);
        assert!(field.work().skipped_solves > 20, "{:?}", field.work());
    }

    #[test]
    fn a_restored_field_continues_with_the_same_bits() {
        let (grid, transform, propagator) = setting();
        let mut field = Field::new(&grid);
        let source = |step: u32| -> Vec<f64> {
            (0..grid.len()).map(|i| f64::from((i as u32 * 37 + step / 3) % 11) + 1e-4 * f64::from(step)).collect()
        };
        for step in 0..7 {
            field.step(&transform, &propagator, &source(step), 1e-3);
        }
        let stored = postcard::to_allocvec(&field).expect("a field serialises");
        let mut restored: Field = postcard::from_bytes(&stored).expect("and back");
        restored.restore(&grid, &transform).expect("the same grid");
        assert_eq!(bits(field.values()), bits(restored.values()));
        for step in 7..14 {
            for field in [&mut field, &mut restored] {
                field.step(&transform, &propagator, &source(step), 1e-3);
            }
            assert_eq!(bits(field.values()), bits(restored.values()));
            assert_eq!(field.work(), restored.work());
        }
    }

    #[test]
    fn a_field_of_another_grid_is_refused() {
        let (grid, transform, _) = setting();
        let mut field = Field::new(&Grid { nx: 10, ..grid });
        assert_eq!(field.restore(&grid, &transform), Err(RestoreError { expected: 120, found: 100 }));
    }

    #[test]
    fn gradient_is_central_inside_and_mirrored_at_the_walls() {
        let (grid, transform, _) = setting();
        let mut field = Field::new(&grid);
        let ramp: Vec<f64> = (0..grid.len()).map(|i| 2.0 * grid.centre_um(i)[0] + 3.0 * grid.centre_um(i)[1]).collect();
        field.add_impulse(&transform, &ramp);
        let near = |found: [f64; 3], expected: [f64; 3]| {
            assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?} {expected:?}");
        };
        near(field.gradient_at(&grid, grid.index(5, 4, 0)), [2.0, 3.0, 0.0]);
        near(field.gradient_at(&grid, grid.index(0, 4, 0)), [1.0, 3.0, 0.0]);
        near(field.gradient_at(&grid, grid.index(11, 9, 0)), [1.0, 1.5, 0.0]);
    }

    #[test]
    fn negative_values_are_raised_to_zero_and_counted() {
        let (grid, transform, _) = setting();
        let mut field = Field::new(&grid);
        let mut map = vec![1.0; grid.len()];
        map[3] = -0.5;
        field.add_impulse(&transform, &map);
        assert_eq!(field.values()[3], 0.0);
        assert!((field.work().clipped - 0.5).abs() < 1e-12);
    }
}
