//! Treatment events.
//!
//! Rules. Needle: `cells·retention/V · window volume` agents, normally distributed around the tip (σ 0.6 mm; walls
//! reflect). Placed: one agent at each given point. Vein: see [`super::circulation`]. Dead cells: the same agents,
//! apoptotic from the start; they leave no imprint, because they do not die in the tissue. Medium: one day's secretion of
//! the cells at rest, spread like the bolus, given over one day. Sham: the procedure without cells.
//!
//! Assumed: a real bolus of 3 mL is centimetres wide; the window shows its density, not its extent. What leaks out of
//! the tissue is gone.

use super::circulation;
use super::plan::Plan;
use super::setup::{Dose, Preparation, Route};
use super::species::{Fields, Species};
use super::stem_cell::Life;
use super::tissue::Tissue;
use crate::engine::walker::{Bias, fold, fresh_direction};
use crate::math;
use crate::rng::{Distribution, Purpose, StandardNormal, lineage};

/// Kind of lineage: an ADMSC of a needle, (dose, index).
const INJECTED: u64 = 2;

/// Gives the doses that are due at this tick.
pub fn give(plan: &Plan, tissue: &mut Tissue) {
    for (number, dose) in plan.setup.doses.iter().enumerate() {
        if tissue.clock.day() >= 0.0 && tissue.clock.tick == tissue.clock.tick_at(dose.at_days) {
            give_one(plan, tissue, number as u16, dose);
        }
    }
}

fn give_one(plan: &Plan, tissue: &mut Tissue, number: u16, dose: &Dose) {
    let life = match dose.preparation {
        Preparation::Sham | Preparation::Medium => return,
        Preparation::Live => Life::Alive,
        Preparation::Dead => Life::Apoptotic,
    };
    match &dose.route {
        // Dead cells do not leave the lung to act in this model.
        Route::Vein if life == Life::Apoptotic => {}
        Route::Vein => circulation::infuse(plan, tissue, number, dose.cells),
        Route::Needle { tip_um } => inject(plan, tissue, number, dose.cells, *tip_um, life),
        Route::Placed { positions_um } => place_each(plan, tissue, number, positions_um, life),
    }
}

/// Sets cells at given positions. Their trajectories differ as those of injected cells do.
fn place_each(plan: &Plan, tissue: &mut Tissue, number: u16, positions_um: &[[f64; 3]], life: Life) {
    let tick = tissue.clock.tick;
    for (index, position) in positions_um.iter().enumerate() {
        let id = lineage(INJECTED, [u64::from(number), index as u64, 0]);
        let mut stream = plan.streams.open(Purpose::Bolus, 0, id);
        let heading = fresh_direction(Bias::NONE, plan.setup.grid.dimensions(), &mut stream).map(|x| x as f32);
        tissue.stem_cells.push(id, *position, heading, life, number, tick);
    }
}

/// Cells of a dose that come to lie in the window.
fn cells_in_window(plan: &Plan, cells: f64) -> f64 {
    cells * plan.setup.parameters.stem_cell.retention * plan.window_share()
}

/// Places the cells of a needle.
fn inject(plan: &Plan, tissue: &mut Tissue, number: u16, cells: f64, tip_um: [f64; 3], life: Life) {
    let grid = &plan.setup.grid;
    let size = grid.size_um();
    let sd = plan.setup.parameters.stem_cell.bolus_sd;
    let tick = tissue.clock.tick;
    let count = plan.streams.open(Purpose::Bolus, 0, u64::from(number)).round(cells_in_window(plan, cells));
    for index in 0..count {
        let id = lineage(INJECTED, [u64::from(number), index, 0]);
        let mut stream = plan.streams.open(Purpose::Bolus, 0, id);
        let mut position = tip_um;
        for axis in 0..grid.dimensions() as usize {
            let normal: f64 = StandardNormal.sample(&mut stream);
            position[axis] = fold(tip_um[axis] + sd * normal, size[axis]).0;
        }
        let heading = fresh_direction(Bias::NONE, grid.dimensions(), &mut stream).map(|x| x as f32);
        tissue.stem_cells.push(id, position, heading, life, number, tick);
    }
}

/// Length of the infusion of conditioned medium, days.
const MEDIUM_DAYS: f64 = 1.0;

/// Adds what doses of conditioned medium release during the coming field interval. By vein it is diluted to nothing.
pub fn add_medium(plan: &Plan, tissue: &mut Tissue) {
    for dose in plan.setup.doses.iter().filter(|dose| dose.preparation == Preparation::Medium) {
        let elapsed = tissue.clock.day() - dose.at_days;
        if let Route::Needle { tip_um } = dose.route
            && (0.0..MEDIUM_DAYS).contains(&elapsed)
        {
            spread_medium(plan, dose.cells, tip_um, &mut tissue.fields);
        }
    }
}

/// Adds the secretion of `cells` at rest, spread like a bolus.
fn spread_medium(plan: &Plan, cells: f64, tip_um: [f64; 3], fields: &mut Fields) {
    let grid = &plan.setup.grid;
    let p = &plan.setup.parameters.stem_cell;
    let bell: Vec<f64> =
        (0..grid.len()).map(|voxel| bell(grid.centre_um(voxel), tip_um, p.bolus_sd, grid.dimensions())).collect();
    let per_voxel = cells_in_window(plan, cells) / bell.iter().sum::<f64>() / grid.voxel_volume_ml();
    let ng_per_cell_and_day = [
        (Species::Mediator, p.mediator_secretion_rest),
        (Species::Ngf, plan.potency * p.ngf_secretion),
        (Species::Gdnf, plan.potency * p.gdnf_secretion),
        (Species::Vegf, plan.potency * p.vegf_secretion),
    ];
    for (species, rate) in ng_per_cell_and_day {
        for (source, share) in fields.of_mut(species).feed().iter_mut().zip(&bell) {
            *source += share * per_voxel * rate / MEDIUM_DAYS;
        }
    }
}

/// Unnormalised normal density of a place around the tip.
fn bell(place: [f64; 3], tip: [f64; 3], sd: f64, dimensions: u32) -> f64 {
    let square: f64 = (0..dimensions as usize).map(|i| (place[i] - tip[i]) * (place[i] - tip[i])).sum();
    math::exp(-0.5 * square / (sd * sd))
}
