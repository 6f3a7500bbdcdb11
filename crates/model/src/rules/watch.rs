//! Watchdogs: what the state of no patient can be. A run in such a state stops, and says what is wrong, where and when.
//!
//! They look once a slow interval and change nothing. Rules work on numbers that a user may set far from what is plausible, and
//! memory can fail: no result is to come from a state that contradicts itself.

use std::fmt;

use super::axon::Axons;
use super::macrophage::Macrophages;
use super::microglia;
use super::plan::Plan;
use super::recruitment;
use super::species::{self, Species};
use super::stem_cell::StemCells;
use super::t_cell::{self, TCells};
use super::tissue::Tissue;
use crate::engine::field::Field;
use crate::engine::grid::Grid;

/// What is wrong with a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// A part of a stored state that has another form than in this run.
    Unfit {
        /// The part.
        what: &'static str,
    },
    /// A number that is none, or infinite.
    NotFinite {
        /// Of what.
        what: &'static str,
        /// Where, µm; nothing of what has no place.
        place_um: Option<[f64; 3]>,
    },
    /// A number below or above what it can be.
    OutOfRange {
        /// Of what.
        what: &'static str,
        /// The number.
        value: f64,
        /// The least and the most that it can be.
        range: (f64, f64),
        /// Where, µm; nothing of what has no place.
        place_um: Option<[f64; 3]>,
    },
    /// A cell that is not in the window.
    OutsideWindow {
        /// Of what kind.
        what: &'static str,
        /// Where, µm.
        place_um: [f64; 3],
    },
    /// Cells that are more or fewer than those that came less those that went.
    Unbalanced {
        /// Of what kind.
        what: &'static str,
        /// Cells that came.
        entered: u64,
        /// Cells that went: died, or taken up.
        left: u64,
        /// Cells that are there.
        present: u64,
    },
    /// A mass in the voxels that is not the mass of the equation.
    Mass {
        /// Of what.
        what: &'static str,
        /// In the voxels, ng.
        in_voxels_ng: f64,
        /// By the equation, ng.
        by_equation_ng: f64,
    },
    /// More macrophages and T cells than the window has room for.
    Crowded {
        /// Those that are there and those that would enter in the next field interval.
        expected: f64,
        /// Cells that fill the window.
        room: f64,
    },
}

/// Volume of a cell of 10 µm, µm³: more of them than fill the window there cannot be.
const CELL_UM3: f64 = 1000.0;

/// How far the mass in the voxels may lie from that of the equation, as a share: rounding.
const ROUNDING: f64 = 1e-9;

/// What raising negative concentrations to 0 may add to a mass, as a share of it and of what the reference concentration
/// would be in all of the window.
const CLIPPED: f64 = 0.05;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |place: &Option<[f64; 3]>| {
            place.map_or_else(String::new, |[x, y, z]| format!(" at ({x:.0}, {y:.0}, {z:.0}) um"))
        };
        match self {
            Self::Unfit { what } => write!(f, "its {what} do not belong to this run"),
            Self::NotFinite { what, place_um } => write!(f, "{what} is no number{}", place(place_um)),
            Self::OutOfRange { what, value, range: (low, high), place_um } => {
                write!(f, "{what} is {value}{}, where it can be {low} to {high}", place(place_um))
            }
            Self::OutsideWindow { what, place_um } => {
                write!(f, "a {what} lies outside the window{}", place(&Some(*place_um)))
            }
            Self::Unbalanced { what, entered, left, present } => {
                write!(f, "{entered} {what}s came and {left} went, but {present} are there")
            }
            Self::Mass { what, in_voxels_ng, by_equation_ng } => {
                write!(f, "the voxels hold {in_voxels_ng:e} ng of {what}, its equation {by_equation_ng:e} ng")
            }
            Self::Crowded { expected, room } => {
                write!(f, "{expected:.0} macrophages and T cells would be in the window, which has room for {room:.0}")
            }
        }
    }
}

/// Whether a stored state has the form of this run's, so that no rule reads what is not there. A file that vouches for itself is as it
/// was written, but not by whom.
///
/// # Errors
/// The first part that does not fit.
pub fn fits(plan: &Plan, tissue: &Tissue) -> Result<(), Fault> {
    let (clock, begun) = (tissue.clock, Tissue::empty_clock(plan));
    let is_of_run = clock.origin == begun.origin
        && clock.tick_minutes == begun.tick_minutes
        && clock.tick <= begun.tick_at(f64::from(plan.setup.horizon_days));
    let fits = |map: &ndarray::Array3<f64>| map.dim() == plan.setup.grid.shape() && map.is_standard_layout();
    let axons = plan.setup.nerve.map_or(0, |nerve| nerve.axons as usize);
    let parts = [
        ("clock and length", is_of_run),
        ("maps", [&tissue.imprint, &tissue.integrity].into_iter().all(fits)),
        ("debris", [0, plan.geometry.fascicle_voxels.len()].contains(&tissue.debris.amount.len())),
        ("microglia", tissue.microglia.activity.len() == microglia::number(plan)),
        ("axons", rows_of_axons(&tissue.axons).iter().all(|rows| *rows == axons)),
    ];
    let wrong = parts.into_iter().find(|(_, fits)| !fits);
    wrong.map_or(Ok(()), |(what, _)| Err(Fault::Unfit { what }))
}

fn rows_of_axons(axons: &Axons) -> [usize; 8] {
    [
        axons.place.len(),
        axons.state.len(),
        axons.front.len(),
        axons.days_in_state.len(),
        axons.latency.len(),
        axons.hostile_days.len(),
        axons.denervated_days.len(),
        axons.myelin.len(),
    ]
}

/// Looks at a state.
///
/// # Errors
/// The first fault that is found.
pub fn inspect(plan: &Plan, tissue: &Tissue) -> Result<(), Fault> {
    let grid = &plan.setup.grid;
    for species in species::ALL {
        field(plan, species, tissue.fields.field(species))?;
    }
    for (what, map) in [("niche imprint", &tissue.imprint), ("matrix integrity", &tissue.integrity)] {
        let values = map.as_slice().unwrap_or_default();
        within(what, values, (0.0, 1.0), |voxel| Some(grid.centre_um(voxel)))?;
    }
    macrophages(plan, &tissue.macrophages)?;
    t_cells(grid, &tissue.t_cells)?;
    stem_cells(grid, &tissue.stem_cells)?;
    axons(plan, &tissue.axons)?;
    let (c, s) = (&tissue.circulation, &tissue.sensitisation);
    let w = c.whereabouts;
    let infused = [c.lung, c.blood, w.tissue, w.elsewhere, w.dead];
    within("number of infused ADMSC", &infused, (0.0, f64::MAX), |_| None)?;
    let arriving =
        |(_, cells): &(u16, f64)| within("number of ADMSC that arrive", &[*cells], (0.0, f64::MAX), |_| None);
    c.arriving.iter().try_for_each(arriving)?;
    let debris = &tissue.debris;
    let voxel = |row: usize| plan.geometry.fascicle_voxels.get(row).map(|voxel| grid.centre_um(*voxel as usize));
    within("debris", &debris.amount, (0.0, 1.0), voxel)?;
    within("debris", &[debris.breaking, debris.call, debris.mean], (0.0, 1.0), |_| None)?;
    within("effector T cells of the lesion", &[tissue.t_cells.level], (0.0, f64::MAX), |_| None)?;
    let shares = [c.education, s.central, tissue.tumour_burden];
    within("education, central sensitisation or tumour", &shares, (0.0, 1.0), |_| None)?;
    within("peripheral sensitisation", &[s.peripheral], (0.0, f64::MAX), |_| None)?;
    let pain = tissue.pain;
    within("pain", &[pain.inflammation, pain.damage, pain.central], (0.0, f64::MAX), |_| None)?;
    crowd(plan, tissue)
}

/// Holds numbers to what they can be.
fn within(
    what: &'static str,
    values: &[f64],
    (low, high): (f64, f64),
    place: impl Fn(usize) -> Option<[f64; 3]>,
) -> Result<(), Fault> {
    // One pass without a branch; who is at fault is asked only where there is a fault. A number that is none fits nowhere.
    if values.iter().fold(true, |fits, value| fits & (low <= *value) & (*value <= high)) {
        return Ok(());
    }
    let fits = |value: f64| low <= value && value <= high;
    let Some((row, value)) = values.iter().copied().enumerate().find(|(_, value)| !fits(*value)) else { return Ok(()) };
    let place_um = place(row);
    Err(if value.is_finite() {
        Fault::OutOfRange { what, value, range: (low, high), place_um }
    } else {
        Fault::NotFinite { what, place_um }
    })
}

/// Concentrations are numbers from 0, and their sum is the mass that the equation has, but for what was raised to 0.
fn field(plan: &Plan, species: Species, field: &Field) -> Result<(), Fault> {
    if !field.is_occupied() {
        return Ok(());
    }
    let (grid, values, what) = (&plan.setup.grid, field.values(), species.name());
    let found = sum(values);
    // The first coefficient of an orthonormal cosine transform is the sum over the root of the number.
    let expected = field.spectrum().first().copied().unwrap_or_default() * (values.len() as f64).sqrt();
    let added = found - expected;
    let scale = found.abs() + expected.abs();
    if added >= -ROUNDING * scale && added <= CLIPPED * scale {
        return Ok(());
    }
    within(what, values, (0.0, f64::MAX), |voxel| Some(grid.centre_um(voxel)))?;
    if !expected.is_finite() {
        return Err(Fault::NotFinite { what, place_um: None });
    }
    let [in_voxels_ng, by_equation_ng] = [found, expected].map(|sum| sum * grid.voxel_volume_ml());
    Err(Fault::Mass { what, in_voxels_ng, by_equation_ng })
}

/// Sum by eight parts, which a processor adds beside each other.
fn sum(values: &[f64]) -> f64 {
    let mut parts = [0.0; 8];
    let (eights, rest) = values.as_chunks::<8>();
    for eight in eights {
        for (part, value) in parts.iter_mut().zip(eight) {
            *part += value;
        }
    }
    parts.iter().chain(rest).sum()
}

fn macrophages(plan: &Plan, cells: &Macrophages) -> Result<(), Fault> {
    let columns = [cells.id.len(), cells.heading.len(), cells.phenotype.len(), cells.born.len()];
    balanced("macrophage", (cells.turnover.entered, cells.turnover.left), cells.position.len(), &columns)?;
    inside("macrophage", &plan.setup.grid, &cells.position)?;
    headings("direction of a macrophage", &cells.heading)
}

fn t_cells(grid: &Grid, cells: &TCells) -> Result<(), Fault> {
    let columns = [cells.id.len(), cells.heading.len(), cells.kind.len(), cells.born.len()];
    balanced("T cell", (cells.turnover.entered, cells.turnover.left), cells.position.len(), &columns)?;
    inside("T cell", grid, &cells.position)?;
    headings("direction of a T cell", &cells.heading)
}

fn stem_cells(grid: &Grid, cells: &StemCells) -> Result<(), Fault> {
    let columns = [
        cells.id.len(),
        cells.heading.len(),
        cells.licensing.len(),
        cells.life.len(),
        cells.dose.len(),
        cells.born.len(),
    ];
    balanced("ADMSC", (cells.turnover.entered, cells.turnover.left), cells.position.len(), &columns)?;
    let is_share = |licensing: &f32| (0.0..=1.0).contains(licensing);
    if let Some(row) = cells.licensing.iter().position(|licensing| !is_share(licensing)) {
        let value = f64::from(cells.licensing[row]);
        let place_um = Some(cells.position[row]);
        return Err(Fault::OutOfRange { what: "licensing", value, range: (0.0, 1.0), place_um });
    }
    inside("ADMSC", grid, &cells.position)?;
    headings("direction of an ADMSC", &cells.heading)
}

fn axons(plan: &Plan, axons: &Axons) -> Result<(), Fault> {
    within("myelin", &axons.myelin, (0.0, 1.0), |_| None)?;
    within("length of an axon, um", &axons.front, (0.0, f64::MAX), |_| None)?;
    for days in [&axons.days_in_state, &axons.latency, &axons.hostile_days, &axons.denervated_days] {
        within("time of an axon, days", days, (f64::MIN, f64::MAX), |_| None)?;
    }
    let [_, height, depth] = plan.setup.grid.size_um();
    let is_inside = |[y, z]: &[f64; 2]| (0.0..=height).contains(y) && (0.0..=depth).contains(z);
    let outside = axons.place.iter().find(|place| !is_inside(place));
    outside.map_or(Ok(()), |[y, z]| Err(Fault::OutsideWindow { what: "axon", place_um: [0.0, *y, *z] }))
}

/// Directions are unit vectors or nothing.
fn headings(what: &'static str, headings: &[[f32; 3]]) -> Result<(), Fault> {
    let wrong = headings.as_flattened().iter().find(|along| !(0.0..=2.0).contains(&along.abs()));
    let fault = |along: &f32| Fault::OutOfRange { what, value: f64::from(*along), range: (-1.0, 1.0), place_um: None };
    wrong.map_or(Ok(()), |along| Err(fault(along)))
}

/// As many cells as came and did not go, each with all that a cell has.
fn balanced(what: &'static str, (entered, left): (u64, u64), present: usize, columns: &[usize]) -> Result<(), Fault> {
    let expected = entered.checked_sub(left);
    let wrong = columns.iter().find(|column| **column != present).copied();
    if wrong.is_none() && expected == Some(present as u64) {
        return Ok(());
    }
    Err(Fault::Unbalanced { what, entered, left, present: wrong.unwrap_or(present) as u64 })
}

fn inside(what: &'static str, grid: &Grid, places: &[[f64; 3]]) -> Result<(), Fault> {
    let size = grid.size_um();
    let is_inside = |place: &[f64; 3]| place.iter().zip(size).all(|(at, size)| (0.0..=size).contains(at));
    places
        .iter()
        .find(|place| !is_inside(place))
        .map_or(Ok(()), |place_um| Err(Fault::OutsideWindow { what, place_um: *place_um }))
}

/// Cells that fill a window.
pub fn room(grid: &Grid) -> f64 {
    1e12 * grid.volume_ml() / CELL_UM3
}

/// Before they enter, not after: what fills the memory cannot be told any more.
fn crowd(plan: &Plan, tissue: &Tissue) -> Result<(), Fault> {
    let room = room(&plan.setup.grid);
    let there = (tissue.macrophages.len() + tissue.t_cells.len()) as f64;
    let expected = there + recruitment::expected(plan, tissue) + t_cell::expected(plan, tissue);
    if expected <= room { Ok(()) } else { Err(Fault::Crowded { expected, room }) }
}
