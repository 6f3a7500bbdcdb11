//! Cosine transforms over a [`Grid`]: the basis in which diffusion with no-flux walls is a product.
//!
//! Forward is the orthonormal DCT-II along x, y and (in a block) z, inverse the orthonormal DCT-III, its transpose.
//! Sizes are 2^a·3^b·5^c. One and the same sequence of additions and multiplications is carried out on every processor
//! and on any number of threads, so the bits agree everywhere; AVX2, found at run time, only does four at once.

mod dct;
mod fft;
mod lanes;
mod raw;
mod sizes;

pub use sizes::{MAX_SIZE, SizeError, is_allowed};

use dct::{Axis, Buffers, Direction};

use crate::engine::grid::Grid;
use lanes::{COLUMNS, Lanes, Line, Portable};

/// Plan of the cosine transform over one grid. Immutable: any number of threads may use it, each with its own
/// [`Scratch`].
#[derive(Debug, Clone)]
pub struct CosineTransform {
    /// Plans along x, y, z.
    axes: [Axis; 3],
    avx2: bool,
}

/// Working memory of a transform, for one thread at a time. Grows to what the plan needs at the first use.
#[derive(Debug, Clone, Default)]
pub struct Scratch(Buffers);

impl CosineTransform {
    /// Plan for a grid.
    ///
    /// # Errors
    /// [`SizeError`] when an axis is not 2^a·3^b·5^c voxels long; it names the next allowed sizes.
    pub fn new(grid: &Grid) -> Result<Self, SizeError> {
        Ok(Self { avx2: has_avx2(), ..Self::portable(grid)? })
    }

    /// The same plan without AVX2: the same bits, more slowly. For tests and comparisons.
    ///
    /// # Errors
    /// As [`CosineTransform::new`].
    pub fn portable(grid: &Grid) -> Result<Self, SizeError> {
        let plan = |axis, size| sizes::check(axis, size).map(|()| Axis::new(size));
        Ok(Self { axes: [plan('x', grid.nx)?, plan('y', grid.ny)?, plan('z', grid.nz)?], avx2: false })
    }

    /// Whether this plan uses AVX2.
    pub fn uses_avx2(&self) -> bool {
        self.avx2
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
    pub fn forward(&self, data: &mut [f64], scratch: &mut Scratch) {
        self.run(Direction::Forward, None, data, scratch);
    }

    /// [`CosineTransform::forward`] of `values` into `coefficients`: cheaper than a copy that is transformed in place.
    ///
    /// # Panics
    /// When either has not one number per voxel.
    pub fn forward_into(&self, values: &[f64], coefficients: &mut [f64], scratch: &mut Scratch) {
        self.run(Direction::Forward, Some(values), coefficients, scratch);
    }

    /// Coefficients to values, in place: the inverse of [`CosineTransform::forward`].
    ///
    /// # Panics
    /// When `data` has not one number per voxel.
    pub fn inverse(&self, data: &mut [f64], scratch: &mut Scratch) {
        self.run(Direction::Inverse, None, data, scratch);
    }

    /// [`CosineTransform::inverse`] of `coefficients` into `values`.
    ///
    /// # Panics
    /// When either has not one number per voxel.
    pub fn inverse_into(&self, coefficients: &[f64], values: &mut [f64], scratch: &mut Scratch) {
        self.run(Direction::Inverse, Some(coefficients), values, scratch);
    }

    fn run(&self, direction: Direction, from: Option<&[f64]>, data: &mut [f64], Scratch(work): &mut Scratch) {
        assert_eq!([data.len(), from.map_or(data.len(), <[f64]>::len)], [self.len(); 2], "one number per voxel");
        let longest = self.axes.iter().map(Axis::length).max().unwrap_or(1);
        if work.edge.len() < longest * COLUMNS {
            work.buffers.resize(2 * longest, Line::default());
            work.edge.resize(longest * COLUMNS, 0.0);
        }
        #[cfg(target_arch = "x86_64")]
        if self.avx2 {
            // SAFETY: `avx2` is set only where the processor has it.
            unsafe { all_axes_avx2(&self.axes, direction, from, data, work) };
            return;
        }
        all_axes(&self.axes, direction, from, data, work);
    }
}

fn has_avx2() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

/// The same code as `all_axes`, in wider registers. Fused multiply-add stays off: it would change bits.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn all_axes_avx2(axes: &[Axis; 3], direction: Direction, from: Option<&[f64]>, data: &mut [f64], work: &mut Buffers) {
    all_axes_inline::<raw::Wide>(axes, direction, from, data, work);
}

fn all_axes(axes: &[Axis; 3], direction: Direction, from: Option<&[f64]>, data: &mut [f64], work: &mut Buffers) {
    all_axes_inline::<Portable>(axes, direction, from, data, work);
}

/// Transforms what stands in `from`, or else in `data`, into `data`.
#[inline(always)]
fn all_axes_inline<L: Lanes>(
    axes: &[Axis; 3],
    direction: Direction,
    from: Option<&[f64]>,
    data: &mut [f64],
    work: &mut Buffers,
) {
    let [x, y, z] = axes;
    let (nx, plane) = (x.length(), x.length() * y.length());
    // An axis of one voxel has nothing to transform.
    if nx > 1 {
        dct::rows::<L>(x, direction, from, data, work);
    } else if let Some(from) = from {
        data.copy_from_slice(from);
    }
    if y.length() > 1 {
        for section in data.chunks_exact_mut(plane) {
            dct::columns::<L>(y, direction, section, nx, work);
        }
    }
    if z.length() > 1 {
        dct::columns::<L>(z, direction, data, plane, work);
    }
}
