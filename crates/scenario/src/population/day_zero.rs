//! What the state of day 0 depends on: which futures share one past.
//!
//! Before day 0 there are no injected cells. What only they do, or only their treatment, can differ between futures that
//! begin with the same tissue. Nothing else may.

use crate::ledger::{LedgerError, values};
use admsc_model::rules::setup::{Adhesion, Preparation, Setup};

/// Keys of the patient that act through injected cells only.
const OF_THE_CELLS: [&str; 6] =
    ["donor_potency", "potency_decline", "potency_low", "potency_high", "potency", "body_weight"];

/// Whether a parameter can act where there are no injected cells.
pub fn acts_without_cells(key: &str) -> bool {
    match key.split_once('.') {
        Some(("stem_cell" | "niche" | "circulation", _)) => false,
        Some(("tumour", name)) => name != "admsc_factor",
        Some(("patient", name)) => !OF_THE_CELLS.contains(&name),
        _ => true,
    }
}

/// Whether a parameter can act before day 0: there are neither injected cells nor needles nor an injury, and a tumour and the
/// fronts of axons are held.
fn acts_before_day_zero(key: &str) -> bool {
    let later = ["flare.", "persistence.", "tumour.growth_rate", "axon.resume_rate"];
    acts_without_cells(key) && !later.iter().any(|start| key.starts_with(start))
}

/// A text that two setups share if and only if they have the same state on day 0.
///
/// # Errors
/// When a parameter is not a finite number.
pub fn identity(setup: &Setup) -> Result<String, LedgerError> {
    written(
        &Setup {
            doses: Vec::new(),
            retreatments: Vec::new(),
            changes: Vec::new(),
            blocks: setup.blocks.iter().filter(|block| block.is_gene()).copied().collect(),
            horizon_days: 0,
            adhesion: Adhesion::default(),
            ..setup.clone()
        },
        acts_before_day_zero,
    )
}

/// A text that two setups share only if they have the same course from day 0 on.
///
/// # Errors
/// When a parameter is not a finite number.
pub fn course(setup: &Setup) -> Result<String, LedgerError> {
    let without_cells = setup.possible_doses().all(|dose| dose.preparation == Preparation::Sham);
    written(setup, if without_cells { acts_without_cells } else { |_| true })
}

fn written(setup: &Setup, acts: fn(&str) -> bool) -> Result<String, LedgerError> {
    let mut parameters = values(&setup.parameters)?;
    parameters.retain(|key, _| acts(key));
    let days = (setup.horizon_days, setup.baseline_days, &setup.changes, &setup.blocks, setup.adhesion);
    let place =
        (&setup.grid, &setup.lesion, &setup.nerve, &setup.start, &setup.doses, &setup.retreatments, &setup.cadence);
    Ok(serde_json::to_string(&(parameters, place, days))?)
}
