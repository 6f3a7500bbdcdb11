//! Every map of the window on one day, voxel by voxel.

use serde::{Deserialize, Serialize};

use crate::engine::grid::Grid;
use crate::observe::columns::{Column, Form};
use crate::rules::species::{ALL, Species};
use crate::rules::tissue::Tissue;

/// Number of maps.
pub const MAPS: usize = ALL.len() + 2;

/// The maps in the order in which they are kept.
pub const COLUMNS: [Column; MAPS] = [
    column(Species::TnfAlpha, "TNFα"),
    column(Species::Il10, "IL-10"),
    column(Species::Mediator, "M2-licensing mediator of ADMSC"),
    column(Species::Cxcl12, "CXCL12"),
    column(Species::Ngf, "NGF"),
    column(Species::Gdnf, "GDNF"),
    column(Species::Vegf, "VEGF"),
    map("imprint_fraction", "Niche imprint R"),
    map("matrix_integrity_fraction", "Matrix integrity S"),
];

const fn map(name: &'static str, meaning: &'static str) -> Column {
    Column { name, form: Form::Float, optional: false, meaning }
}

const fn column(species: Species, meaning: &'static str) -> Column {
    let name = match species {
        Species::TnfAlpha => "tnf_alpha_ng_per_ml",
        Species::Il10 => "il_10_ng_per_ml",
        Species::Mediator => "mediator_ng_per_ml",
        Species::Cxcl12 => "cxcl12_ng_per_ml",
        Species::Ngf => "ngf_ng_per_ml",
        Species::Gdnf => "gdnf_ng_per_ml",
        Species::Vegf => "vegf_ng_per_ml",
    };
    map(name, meaning)
}

/// All maps on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldStack {
    /// Time after the first day, days.
    pub time_days: f64,
    /// The window's voxels.
    pub grid: Grid,
    /// The maps in the order of [`COLUMNS`], each by voxel number (x first).
    pub maps: Vec<Vec<f64>>,
}

/// The present maps.
pub fn fields(grid: &Grid, tissue: &Tissue) -> FieldStack {
    let signals = ALL.iter().map(|species| tissue.fields.field(*species).values().to_vec());
    let others = [&tissue.imprint, &tissue.integrity].map(|map| map.iter().copied().collect());
    FieldStack { time_days: tissue.clock.day(), grid: *grid, maps: signals.chain(others).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_named_in_the_order_of_the_signals() {
        for (column, species) in COLUMNS.iter().zip(ALL) {
            assert_eq!(column.name, format!("{}_ng_per_ml", species.name()));
        }
    }
}
