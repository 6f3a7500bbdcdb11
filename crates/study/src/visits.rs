//! What a run keeps of its visits for files. Looking changes nothing: the run goes on to the same bytes.

use serde::{Deserialize, Serialize};

use admsc_model::observe::axons::{AxonRow, axons};
use admsc_model::observe::cells::{Cell, cells};
use admsc_model::observe::fields::{FieldStack, fields};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::tissue::Tissue;

/// What is kept of every visit; nothing unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keep {
    /// Every cell.
    pub cells: bool,
    /// Every axon.
    pub axons: bool,
    /// Every map, voxel by voxel.
    pub fields: bool,
}

/// What was kept, in the order of the visits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Visits {
    /// Days of the visits, whatever was kept of them.
    pub days: Vec<f64>,
    /// Cells; the rows of a visit follow each other.
    pub cells: Vec<Cell>,
    /// Axons; the rows of a visit follow each other.
    pub axons: Vec<AxonRow>,
    /// Maps, one stack a visit.
    pub fields: Vec<FieldStack>,
}

impl Visits {
    /// Keeps what is asked for of the present state.
    pub fn look(&mut self, plan: &Plan, tissue: &Tissue, keep: Keep) {
        self.days.push(tissue.clock.day());
        if keep.cells {
            self.cells.extend(cells(plan, tissue));
        }
        if keep.axons {
            self.axons.extend(axons(plan, tissue));
        }
        if keep.fields {
            self.fields.push(fields(&plan.setup.grid, tissue));
        }
    }
}
