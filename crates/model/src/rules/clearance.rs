//! Removal of dead ADMSC.
//!
//! Biology: macrophages take up dying cells in their reach (efferocytosis); what nobody takes up dissolves.
//! Rule: with a macrophage within 25 µm a body is removed at 1/day; every body dissolves with a half-life of 7 d.
//! Assumed: uptake does not change the macrophage here; what dying cells leave behind is the imprint of
//! [`super::niche`].

use super::plan::Plan;
use super::stem_cell::Life;
use super::tissue::Tissue;
use crate::engine::bins::Bins;
use crate::math;
use crate::parallel::Workers;
use crate::rng::Purpose;

/// Removes dead cells over one field interval.
pub fn clear(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let cells = &tissue.stem_cells;
    if !cells.life.contains(&Life::Apoptotic) {
        return;
    }
    let p = &plan.setup.parameters;
    let dissolution = math::half_life_rate(p.stem_cell.dissolution_half_life);
    let (tick, days) = (tissue.clock.tick, plan.field_days());
    let macrophages = &tissue.macrophages.position;
    let bins = Bins::build(&plan.setup.grid, macrophages, |_| true);
    let keep = workers.map(cells.len(), |row| {
        if cells.life[row] == Life::Alive {
            return true;
        }
        let reached =
            bins.any_within(&plan.setup.grid, macrophages, cells.position[row], p.macrophage.clearance_radius);
        let rate = dissolution + if reached { p.macrophage.clearance_rate } else { 0.0 };
        plan.streams.open(Purpose::Clearance, tick, cells.id[row]).uniform() >= math::event_probability(rate, days)
    });
    tissue.stem_cells.retain(&keep);
}
