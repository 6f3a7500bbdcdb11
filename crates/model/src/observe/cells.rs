//! Every cell of a tissue as a row: for maps and for following single cells from visit to visit.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::columns::table;
use crate::rules::macrophage::Phenotype;
use crate::rules::plan::Plan;
use crate::rules::stem_cell::Life;
use crate::rules::t_cell::Kind;
use crate::rules::tissue::Tissue;

/// Kind of a cell in pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// Uncommitted macrophage.
    M0,
    /// Pro-inflammatory macrophage.
    M1,
    /// Resolving macrophage.
    M2,
    /// T cell that keeps inflammation going.
    TEffector,
    /// T cell that calms it.
    TRegulatory,
    /// Living ADMSC.
    Admsc,
    /// Dead ADMSC not yet removed.
    ApoptoticAdmsc,
}

/// States of a cell in the table; the place of a word is its code in VTK files.
pub const STATES: [&str; 7] = ["m0", "m1", "m2", "alive", "apoptotic", "effector", "regulatory"];

table! {
    /// One cell on one day. Field names are column names.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Cell {
        /// Time after the first day.
        pub time_days: f64,
        /// `macrophage`, `t-cell` or `admsc`.
        pub kind: Cow<'static, str>,
        /// Phenotype of a macrophage (`m0`, `m1`, `m2`); kind of a T cell (`effector`, `regulatory`); whether an ADMSC lives (`alive`) or is dead and not yet
        /// removed (`apoptotic`).
        pub state: Cow<'static, str>,
        /// Identity by lineage, `id-` and sixteen hexadecimal digits: the same cell has the same on every day, and no table
        /// program takes it for a number.
        pub lineage: String,
        /// Position along x.
        pub x_um: f64,
        /// Position along y.
        pub y_um: f64,
        /// Position along z; in a section, where nothing depends on it, the middle of the depth.
        pub z_um: f64,
        /// Direction of the present run along x: cosine of the angle to the axis.
        pub heading_x_cosine: f64,
        /// The same along y.
        pub heading_y_cosine: f64,
        /// The same along z.
        pub heading_z_cosine: f64,
        /// Time since its entry or injection, or since the beginning of the baseline for cells that were there.
        pub age_days: f64,
        /// Licensing of an ADMSC.
        pub licensing_fraction: Option<f64>,
        /// Number of the dose that brought an ADMSC, from 0.
        pub dose_number: Option<u64>,
    }
}

/// What the rows of both kinds have in common.
struct Common {
    id: u64,
    position: [f64; 3],
    heading: [f32; 3],
    born: u32,
}

fn row(tissue: &Tissue, kind: &'static str, state: &'static str, cell: Common) -> Cell {
    let Common { id, position: [x_um, y_um, z_um], heading, born } = cell;
    let [heading_x_cosine, heading_y_cosine, heading_z_cosine] = heading.map(f64::from);
    Cell {
        time_days: tissue.clock.day(),
        kind: Cow::Borrowed(kind),
        state: Cow::Borrowed(state),
        lineage: format!("id-{id:016x}"),
        x_um,
        y_um,
        z_um,
        heading_x_cosine,
        heading_y_cosine,
        heading_z_cosine,
        age_days: tissue.clock.days_of(tissue.clock.tick.saturating_sub(born)),
        licensing_fraction: None,
        dose_number: None,
    }
}

/// All cells of a tissue: macrophages, then T cells, then ADMSC, each in their order. A cell of a section is a line across its depth: it
/// stands in the middle, as the voxels do, wherever in the depth it came in.
pub fn cells(plan: &Plan, tissue: &Tissue) -> Vec<Cell> {
    let grid = &plan.setup.grid;
    let shown = |[x, y, z]: [f64; 3]| [x, y, if grid.nz == 1 { 0.5 * grid.section_depth_um } else { z }];
    let (macrophages, t_cells, stem_cells) = (&tissue.macrophages, &tissue.t_cells, &tissue.stem_cells);
    let of_macrophage = |i: usize| {
        let state = match macrophages.phenotype[i] {
            Phenotype::M0 => STATES[0],
            Phenotype::M1 => STATES[1],
            Phenotype::M2 => STATES[2],
        };
        let (id, position, heading) = (macrophages.id[i], shown(macrophages.position[i]), macrophages.heading[i]);
        row(tissue, "macrophage", state, Common { id, position, heading, born: macrophages.born[i] })
    };
    let of_t_cell = |i: usize| {
        let state = match t_cells.kind[i] {
            Kind::Effector => STATES[5],
            Kind::Regulatory => STATES[6],
        };
        let (id, position, heading) = (t_cells.id[i], shown(t_cells.position[i]), t_cells.heading[i]);
        row(tissue, "t-cell", state, Common { id, position, heading, born: t_cells.born[i] })
    };
    let of_stem_cell = |i: usize| {
        let state = match stem_cells.life[i] {
            Life::Alive => STATES[3],
            Life::Apoptotic => STATES[4],
        };
        let (id, position, heading) = (stem_cells.id[i], shown(stem_cells.position[i]), stem_cells.heading[i]);
        Cell {
            licensing_fraction: Some(f64::from(stem_cells.licensing[i])),
            dose_number: Some(u64::from(stem_cells.dose[i])),
            ..row(tissue, "admsc", state, Common { id, position, heading, born: stem_cells.born[i] })
        }
    };
    let immune = (0..macrophages.len()).map(of_macrophage).chain((0..t_cells.len()).map(of_t_cell));
    immune.chain((0..stem_cells.len()).map(of_stem_cell)).collect()
}
