//! Every cell of a tissue as a row: for maps and for following single cells from visit to visit.

use serde::{Deserialize, Serialize};

use crate::model::macrophage::Phenotype;
use crate::model::stem_cell::Life;
use crate::model::tissue::Tissue;

/// Kind of a cell in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// Uncommitted macrophage.
    M0,
    /// Pro-inflammatory macrophage.
    M1,
    /// Resolving macrophage.
    M2,
    /// Living ADMSC.
    Admsc,
    /// Dead ADMSC not yet removed.
    ApoptoticAdmsc,
}

/// One cell on one day. Field names are column names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Time after the first day, days.
    pub time_days: f64,
    /// Kind.
    pub kind: CellKind,
    /// Identity by lineage, hexadecimal: the same cell has the same on every day.
    pub lineage: String,
    /// Position along x, µm.
    pub x_um: f64,
    /// Position along y, µm.
    pub y_um: f64,
    /// Position along z, µm.
    pub z_um: f64,
    /// Time since its entry or injection, or since the beginning of the baseline for cells that were there, days.
    pub age_days: f64,
    /// Licensing of an ADMSC, 0 to 1.
    pub licensing_fraction: Option<f32>,
    /// Number of the dose that brought an ADMSC, from 0.
    pub dose_number: Option<u16>,
}

/// All cells of a tissue: macrophages, then ADMSC, each in their order.
pub fn cells(tissue: &Tissue) -> Vec<Cell> {
    let (macrophages, stem_cells) = (&tissue.macrophages, &tissue.stem_cells);
    let row = |kind, id: u64, [x_um, y_um, z_um]: [f64; 3], born: u32| Cell {
        time_days: tissue.clock.day(),
        kind,
        lineage: format!("{id:016x}"),
        x_um,
        y_um,
        z_um,
        age_days: tissue.clock.days_of(tissue.clock.tick.saturating_sub(born)),
        licensing_fraction: None,
        dose_number: None,
    };
    let of_macrophage = |i: usize| {
        let kind = match macrophages.phenotype[i] {
            Phenotype::M0 => CellKind::M0,
            Phenotype::M1 => CellKind::M1,
            Phenotype::M2 => CellKind::M2,
        };
        row(kind, macrophages.id[i], macrophages.position[i], macrophages.born[i])
    };
    let of_stem_cell = |i: usize| {
        let kind = match stem_cells.life[i] {
            Life::Alive => CellKind::Admsc,
            Life::Apoptotic => CellKind::ApoptoticAdmsc,
        };
        Cell {
            licensing_fraction: Some(stem_cells.licensing[i]),
            dose_number: Some(stem_cells.dose[i]),
            ..row(kind, stem_cells.id[i], stem_cells.position[i], stem_cells.born[i])
        }
    };
    (0..macrophages.len()).map(of_macrophage).chain((0..stem_cells.len()).map(of_stem_cell)).collect()
}
