//! How many agents a dose is in the window, before anything is run.

use super::diagnostics::{Location, Log};
use crate::language::english;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};

/// Fewest agents whose course means something: below, one more or less by chance decides the effect.
const FEWEST: f64 = 10.0;

/// Agents that a dose is expected to place in the window: the window shows its share of the treated volume.
pub fn expected(setup: &Setup, dose: &Dose) -> f64 {
    if !matches!(dose.preparation, Preparation::Live | Preparation::Dead) {
        return 0.0;
    }
    let p = &setup.parameters;
    let share = setup.grid.volume_ml() / p.tissue.treated_volume;
    match &dose.route {
        Route::Needle { .. } => dose.cells * p.stem_cell.retention * share,
        Route::Vein => dose.cells * p.circulation.tissue_fraction * share,
        Route::Placed { positions_um } => positions_um.len() as f64,
    }
}

/// Warns of the first injection with hardly any agents in the window. What comes by vein acts from the blood as well, and
/// placed cells are as many as were placed.
pub fn warn_of_few(log: &mut Log, place: &Location, setup: &Setup) {
    let fixed = setup.doses.iter().map(|dose| (dose, english("on day {day}").with("day", dose.at_days)));
    let again = setup.retreatments.iter().map(|rule| (&rule.dose, english("when pain returns").into()));
    let has_cells = |dose: &Dose| matches!(dose.preparation, Preparation::Live | Preparation::Dead);
    let by_needle =
        fixed.chain(again).filter(|(dose, _)| matches!(dose.route, Route::Needle { .. }) && has_cells(dose));
    let few = by_needle.map(|(dose, when)| (dose, when, expected(setup, dose))).find(|(.., agents)| *agents < FEWEST);
    if let Some((dose, when, agents)) = few {
        let message = english(
            "the dose of {cells} cells {when} is {agents} cells in the window: too few to show an effect; give more cells, or \
             choose a larger tissue.window or tissue.depth",
        );
        let agents = if agents < 0.1 { format!("{agents:.1e}") } else { format!("{agents:.1}") };
        log.warn(place, message.with("cells", dose.cells).with_said("when", when).with("agents", agents));
    }
}
