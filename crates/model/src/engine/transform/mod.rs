//! Cosine transforms over a [`Grid`]: the basis in which diffusion with no-flux walls is a product.
//!
//! Forward is the orthonormal DCT-II along x, y and (in a block) z, inverse the orthonormal DCT-III, its transpose.
//! Sizes are 2^a·3^b·5^c. One and the same sequence of additions and multiplications is carried out on every processor
//! and on any number of threads, so the bits agree everywhere; AVX2, found at run time, only does four at once.

mod dct;
mod fft;
mod lanes;
pub(crate) mod raw;
mod sizes;
mod tiles;

pub use sizes::{MAX_SIZE, SizeError, is_allowed};

use std::cell::RefCell;

use dct::{Axis, Direction};
use tiles::{Buffers, Columns, Part, Rows, Work};
pub use tiles::{Outcome, is_zero};

use crate::engine::grid::Grid;
use crate::parallel::{Serial, Workers};
use crate::processor::{Avx2, avx2};
use lanes::Portable;
use raw::Shared;

/// Plan of the cosine transform over one grid. Immutable: any number of threads may use it.
#[derive(Debug, Clone)]
pub struct CosineTransform {
    /// Plans along x, y, z.
    axes: [Axis; 3],
    avx2: Option<Avx2>,
}

thread_local! {
    /// Working memory, which grows to what the plans of a thread need.
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// A field and what a step does to it.
#[derive(Debug)]
pub struct Step<'a> {
    /// The source, if it is fed; after the step the concentration, nowhere negative. One number per voxel.
    pub values: &'a mut [f64],
    /// Whether there is a source.
    pub fed: bool,
    /// Coefficients of the concentration.
    pub spectrum: &'a mut [f64],
    /// Share of each coefficient that is left after the step.
    pub decay: &'a [f64],
    /// Concentration per unit of source, per coefficient.
    pub gain: &'a [f64],
}

impl CosineTransform {
    /// Plan for a grid.
    ///
    /// # Errors
    /// [`SizeError`] when an axis is not 2^a·3^b·5^c voxels long; it names the next allowed sizes.
    pub fn new(grid: &Grid) -> Result<Self, SizeError> {
        Ok(Self { avx2: avx2(), ..Self::portable(grid)? })
    }

    /// The same plan without AVX2: the same bits, more slowly. For tests and comparisons.
    ///
    /// # Errors
    /// As [`CosineTransform::new`].
    pub fn portable(grid: &Grid) -> Result<Self, SizeError> {
        let plan = |axis, size| sizes::check(axis, size).map(|()| Axis::new(size));
        Ok(Self { axes: [plan('x', grid.nx)?, plan('y', grid.ny)?, plan('z', grid.nz)?], avx2: None })
    }

    /// Whether this plan uses AVX2.
    pub fn uses_avx2(&self) -> bool {
        self.avx2.is_some()
    }

    /// Number of voxels, which is also the number of coefficients.
    pub fn len(&self) -> usize {
        self.axes.iter().map(Axis::length).product()
    }

    /// A plan always has voxels; this is here because `len` is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Values (one per voxel, x first) to coefficients (in the same order of frequencies), in place.
    ///
    /// Coefficient 0 is the sum over the voxels divided by the square root of their number.
    ///
    /// # Panics
    /// When `data` has not one number per voxel.
    pub fn forward(&self, data: &mut [f64]) {
        self.run(Direction::Forward, data);
    }

    /// Coefficients to values, in place: the inverse of [`CosineTransform::forward`].
    ///
    /// # Panics
    /// When `data` has not one number per voxel.
    pub fn inverse(&self, data: &mut [f64]) {
        self.run(Direction::Inverse, data);
    }

    /// Moves fields on by a step: of each, the source becomes coefficients, these move those of the concentration on, and the
    /// new ones become values. The last axis is transformed to and fro in one go, while its columns are at hand.
    ///
    /// # Panics
    /// When some part has not one number per voxel.
    pub fn advance(&self, fields: &mut [Step<'_>], workers: impl Workers) -> Vec<Outcome> {
        for field in &*fields {
            let parts = [field.values.len(), field.spectrum.len(), field.decay.len(), field.gain.len()];
            assert_eq!(parts, [self.len(); 4], "one number per voxel");
        }
        let last = (1..3).rev().find(|axis| self.axes[*axis].length() > 1).unwrap_or(0);
        let rows = last > 0 && self.axes[0].length() > 1;
        let steps: Vec<Columns<'_>> = fields
            .iter_mut()
            .map(|field| {
                let (fed, spectrum) = (field.fed, Shared::new(field.spectrum));
                let work = Work::Step { fed, spectrum, decay: field.decay, gain: field.gain };
                self.columns(last, Shared::new(field.values), work)
            })
            .collect();
        let fed = || steps.iter().filter(|step| matches!(step.work, Work::Step { fed: true, .. }));
        for axis in 0..last {
            self.along(axis, Direction::Forward, fed().map(|step| step.data), false, workers);
        }
        let moved = self.tiles(&steps, workers);
        let all: Vec<Shared<'_>> = steps.iter().map(|step| step.data).collect();
        let mut raised = Vec::new();
        for axis in (0..last).rev() {
            raised = self.along(axis, Direction::Inverse, all.iter().copied(), rows, workers);
        }
        if !rows {
            raised = fields.iter_mut().map(|field| raise_negative(field.values)).collect();
        }
        moved.into_iter().zip(raised).map(|(moved, raised)| moved.and(raised)).collect()
    }

    /// Transforms along all axes, those of the inverse in the other order.
    fn run(&self, direction: Direction, data: &mut [f64]) {
        assert_eq!(data.len(), self.len(), "one number per voxel");
        let data = Shared::new(data);
        for place in 0..3 {
            let axis = if direction == Direction::Forward { place } else { 2 - place };
            self.along(axis, direction, std::iter::once(data), false, Serial);
        }
    }

    /// The columns along an axis.
    fn columns<'a>(&'a self, axis: usize, data: Shared<'a>, work: Work<'a>) -> Columns<'a> {
        let width = self.axes[..axis].iter().map(Axis::length).product();
        Columns { axis: &self.axes[axis], width, data, work }
    }

    /// Transforms fields along one axis. An axis of one voxel has nothing to transform.
    fn along<'a>(
        &'a self,
        axis: usize,
        direction: Direction,
        fields: impl Iterator<Item = Shared<'a>>,
        clip: bool,
        workers: impl Workers,
    ) -> Vec<Outcome> {
        let plan = &self.axes[axis];
        if plan.length() == 1 {
            return Vec::new();
        }
        if axis == 0 {
            let rows = |data| Rows { axis: plan, direction, data, clip };
            return self.tiles(&fields.map(rows).collect::<Vec<_>>(), workers);
        }
        self.tiles(
            &fields.map(|data| self.columns(axis, data, Work::Transform(direction))).collect::<Vec<_>>(),
            workers,
        )
    }

    /// Does all tiles of some parts, and tells of each part what was learnt.
    fn tiles<P: Part>(&self, parts: &[P], workers: impl Workers) -> Vec<Outcome> {
        let Some(each) = parts.first().map(P::tiles) else { return Vec::new() };
        let outcomes = workers.map_heavy(parts.len() * each, |number| self.tile(&parts[number / each], number % each));
        let together = |tiles: &[Outcome]| tiles.iter().copied().fold(Outcome::NOTHING, Outcome::and);
        outcomes.chunks(each).map(together).collect()
    }

    fn tile(&self, part: &impl Part, number: usize) -> Outcome {
        BUFFERS.with_borrow_mut(|work| {
            work.fit(self.axes.iter().map(Axis::length).max().unwrap_or(1));
            #[cfg(target_arch = "x86_64")]
            if let Some(avx2) = self.avx2 {
                return raw::in_avx2(avx2, tile_avx2, (part, number, work));
            }
            part.tile::<Portable>(number, work)
        })
    }
}

/// Raises negative values to zero; tells whether all were negligible, and by how much they were raised.
pub fn raise_negative(values: &mut [f64]) -> Outcome {
    tiles::clip::<Portable>(values)
}

/// A tile in wider registers. Fused multiply-add stays off: it would change bits.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn tile_avx2(part: &impl Part, number: usize, work: &mut Buffers) -> Outcome {
    part.tile::<raw::Wide>(number, work)
}
