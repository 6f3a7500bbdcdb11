//! Fields, walkers, survival and recruitment against what is known exactly.

mod cells;
mod fields;
pub mod near_cell;
pub mod oracle;
pub mod order;
mod walkers;

pub use fields::{before_clipping, two_steps, uneven};

use super::check::{Check, Estimate, Expected, Part};
use super::{Error, Extent};
use admsc_model::engine::grid::Grid;
use admsc_model::math;

/// Diffusion (µm²/day) and loss (1/day) of a species of the model.
#[derive(Debug, Clone, Copy)]
pub struct Medium {
    /// Its name.
    pub name: &'static str,
    /// Diffusivity, µm²/day.
    pub diffusion: f64,
    /// Loss, 1/day.
    pub loss: f64,
}

/// TNFα, the medium of most checks.
pub const TNF_ALPHA: Medium = Medium { name: "TNFα", diffusion: 10.0 * 86_400.0, loss: 12.8 };

/// Six hours, the model's field interval, days.
pub const FIELD_INTERVAL: f64 = 0.25;

/// A section of so many voxels.
fn section(nx: u32, ny: u32, spacing_um: f64) -> Grid {
    Grid { nx, ny, nz: 1, spacing_um, section_depth_um: 100.0 }
}

/// Relative L2 distance of two fields of one length.
pub fn distance(found: &[f64], expected: &[f64]) -> f64 {
    let difference: f64 = found.iter().zip(expected).map(|(f, e)| (f - e) * (f - e)).sum();
    let size: f64 = expected.iter().map(|e| e * e).sum();
    math::sqrt(difference / size)
}

/// Largest distance of two fields of one length, relative to the largest expected magnitude.
pub fn largest_distance(found: &[f64], expected: &[f64]) -> f64 {
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0f64, |peak, value| peak.max(value.abs()));
    largest(&mut found.iter().zip(expected).map(|(f, e)| f - e)) / largest(&mut expected.iter().copied())
}

/// All checks of numerics. They take some seconds on one core, and are the same in every extent.
///
/// # Errors
/// When a grid is not supported or a scenario of the program is wrong.
pub fn checks() -> Result<Vec<Check>, Error> {
    Ok([fields::checks()?, walkers::checks(), cells::checks()?].concat())
}

fn check(what: &str, unit: &str, expected: Expected, found: Estimate) -> Check {
    Check::new(Part::Numerics, what, unit, expected, found, Extent::Usual)
}
