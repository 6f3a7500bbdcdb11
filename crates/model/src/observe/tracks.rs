//! Where some of the injected cells go: their places at every base tick after the first local dose of living cells.

use serde::{Deserialize, Serialize};

use super::snapshot::{Map, flat, map};
use crate::math;
use crate::rules::plan::Plan;
use crate::rules::setup::Preparation;
use crate::rules::species::Species;
use crate::rules::stem_cell::Life;
use crate::rules::tissue::Tissue;

/// Cells that are followed.
const CELLS: usize = 50;
/// How long, days.
const DAYS: f64 = 7.0;

/// The way of one cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Identity by lineage.
    pub lineage: u64,
    /// Place (x, y) at the times of the tracks, µm; it ends when the cell dies.
    pub places_um: Vec<[f32; 2]>,
    /// Distance from the lesion at the same times, µm; 0 inside.
    pub distances_um: Vec<f32>,
}

/// The trajectories of some cells over the map that they sense.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tracks {
    /// Day of the dose.
    pub dose_day: f64,
    /// Length of a tick, days.
    pub tick_days: f64,
    /// How often the cells were looked at, once a tick; a shorter track is that of a cell that died.
    pub looks: u32,
    /// CXCL12 at the first look.
    pub cxcl12: Map,
    /// The cells, evenly chosen from the order in which they were injected.
    pub cells: Vec<Track>,
}

/// First and last time of the tracks, days; none where no living cells are injected within the run.
pub fn span(plan: &Plan) -> Option<(f64, f64)> {
    let horizon = f64::from(plan.setup.horizon_days);
    let local = plan
        .setup
        .doses
        .iter()
        .filter(|dose| dose.preparation == Preparation::Live && dose.route.is_local() && dose.at_days < horizon);
    let first = local.map(|dose| dose.at_days).min_by(f64::total_cmp)?;
    Some((first, (first + DAYS).min(horizon)))
}

impl Tracks {
    /// Begins to follow the cells of the dose that was given at `dose_day`, one tick ago.
    pub fn begin(plan: &Plan, tissue: &Tissue, dose_day: f64) -> Self {
        let cells = &tissue.stem_cells;
        let local = |dose: u16| {
            let dose = plan.setup.doses.get(usize::from(dose));
            dose.is_some_and(|dose| dose.at_days == dose_day && dose.route.is_local())
        };
        let of_dose = |row: &usize| cells.life[*row] == Life::Alive && local(cells.dose[*row]);
        let rows: Vec<usize> = (0..cells.len()).filter(of_dose).collect();
        let chosen = rows.len().min(CELLS);
        let track = |number: usize| {
            let lineage = cells.id[rows[number * rows.len() / chosen]];
            Track { lineage, places_um: Vec::new(), distances_um: Vec::new() }
        };
        let mut tracks = Self {
            dose_day,
            tick_days: plan.tick_days(),
            looks: 0,
            cxcl12: map(plan, tissue, Species::Cxcl12),
            cells: (0..chosen).map(track).collect(),
        };
        tracks.look(plan, tissue);
        tracks
    }

    /// Notes where the cells are, once a tick.
    pub fn look(&mut self, plan: &Plan, tissue: &Tissue) {
        let cells = &tissue.stem_cells;
        let look = self.looks as usize;
        self.looks += 1;
        // Rows keep their order, and so do the tracks: one pass finds them all.
        let mut row = 0;
        for track in self.cells.iter_mut().filter(|track| track.places_um.len() == look) {
            let found = (row..cells.len()).find(|row| cells.id[*row] == track.lineage);
            let Some(found) = found else { continue };
            row = found;
            if cells.life[found] == Life::Alive {
                track.places_um.push(flat(cells.position[found]));
                track.distances_um.push(distance_um(plan, cells.position[found]) as f32);
            }
        }
    }
}

/// Distance of a place from the lesion, µm; 0 inside.
fn distance_um(plan: &Plan, place: [f64; 3]) -> f64 {
    let (lesion, grid) = (&plan.setup.lesion, &plan.setup.grid);
    let outside = |axis: usize| (lesion.from_um[axis] - place[axis]).max(place[axis] - lesion.to_um[axis]).max(0.0);
    math::sqrt((0..grid.dimensions() as usize).map(|axis| outside(axis) * outside(axis)).sum())
}
