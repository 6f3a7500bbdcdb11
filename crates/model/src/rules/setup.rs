//! What a run is made of: window, patient, doses, cadences. Plain data in canonical units (day, µm, mL, ng/mL), filled
//! by the scenario layer and by tests; the model reads nothing else.

use serde::{Deserialize, Serialize};

use super::block::Block;
use super::change::Change;
use super::parameters::Parameters;
use super::retreatment::Retreatment;
use crate::engine::grid::Grid;

/// Everything that decides a run, besides its seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The tissue window.
    pub grid: Grid,
    /// The lesion and what lies in it.
    pub lesion: Lesion,
    /// The nerve fascicle, in nerve indications.
    pub nerve: Option<Nerve>,
    /// Parameters of every rule, of this patient.
    pub parameters: Parameters,
    /// What decides how many blood-borne cells the tissue holds.
    #[serde(default)]
    pub adhesion: Adhesion,
    /// How the tissue starts.
    pub start: Start,
    /// Treatments, in any order; repeats written out.
    pub doses: Vec<Dose>,
    /// Treatments given again when pain returns; all look on the same days.
    #[serde(default)]
    pub retreatments: Vec<Retreatment>,
    /// Parameters that change on a day, in order of their days.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// What is blocked.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// How often each group of submodels acts.
    pub cadence: Cadence,
    /// Length of the run, days.
    pub horizon_days: u32,
    /// Length of the baseline on cells before day 0, days.
    pub baseline_days: u32,
}

/// What decides how many blood-borne cells the treated tissue holds, and at which vessels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adhesion {
    /// The same number in every tissue.
    Uniform,
    /// TNFα and CXCL12 at the vessels.
    #[default]
    Inflamed,
}

/// A box of diseased tissue in the window; its corners in µm. In a section the z range is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lesion {
    /// Lower corner (x, y, z), µm.
    pub from_um: [f64; 3],
    /// Upper corner (x, y, z), µm.
    pub to_um: [f64; 3],
}

/// A fascicle of axons that run along x through the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nerve {
    /// Number of axons.
    pub axons: u32,
    /// Share of the window's height that the fascicle takes, centred.
    pub height_share: f64,
}

/// The state before the first day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Start {
    /// The long-standing painful state: mean field first, then cells for `baseline_days`.
    Chronic {
        /// Pain proxy that the patient reports at the start, points; `None` leaves it to the parameters.
        baseline_pain: Option<f64>,
    },
    /// Healthy tissue, injured on day 0.
    AcuteInjury {
        /// Share of the axons that the injury cuts, 0 to 1.
        cut_share: f64,
    },
}

impl Setup {
    /// Whether a gene is missing from before the baseline on.
    pub fn is_knocked_out(&self) -> bool {
        self.blocks.iter().any(Block::is_gene)
    }

    /// The same circumstances of a person with other parameters. Doses by weight are those of the person's weight.
    pub fn with_parameters(&self, parameters: Parameters) -> Self {
        let weight = parameters.patient.body_weight;
        let own = |dose: &Dose| match dose.cells_per_kg {
            Some(per_kg) => Dose { cells: per_kg * weight, ..dose.clone() },
            None => dose.clone(),
        };
        let rule = |rule: &Retreatment| Retreatment { dose: own(&rule.dose), ..rule.clone() };
        let retreatments = self.retreatments.iter().map(rule).collect();
        Self { parameters, doses: self.doses.iter().map(own).collect(), retreatments, ..self.clone() }
    }
}

/// One treatment event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dose {
    /// When, days after the start; a whole number of base ticks.
    pub at_days: f64,
    /// Cells before any loss (for `Medium`: the cells that made it). 0 for a sham. Of placed cells their number.
    pub cells: f64,
    /// Cells per kg of body weight, of a dose that is prescribed so: [`Setup::with_parameters`] gives each patient `cells` by
    /// their own weight.
    pub cells_per_kg: Option<f64>,
    /// What is given.
    pub preparation: Preparation,
    /// How it is given.
    pub route: Route,
}

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preparation {
    /// Living ADMSC.
    Live,
    /// Killed ADMSC: they lie in the tissue and secrete nothing.
    Dead,
    /// Cell-free conditioned medium: one day's secretion of the cells.
    Medium,
    /// The procedure without cells.
    Sham,
}

/// How a dose is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Route {
    /// Injection at a point of the window, µm.
    Needle {
        /// Needle tip (x, y, z), µm.
        tip_um: [f64; 3],
    },
    /// Infusion into a vein.
    Vein,
    /// Cells set at chosen points of the window, none lost: for experiments on where cells lie.
    Placed {
        /// Position (x, y, z) of each cell, µm.
        positions_um: Vec<[f64; 3]>,
    },
}

impl Route {
    /// Whether cells come to lie in the tissue at once, rather than from the blood.
    pub fn is_local(&self) -> bool {
        matches!(self, Route::Needle { .. } | Route::Placed { .. })
    }
}

/// Cadences in whole base ticks. All must divide `slow_ticks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    /// Length of a base tick, minutes: ADMSC move once a tick.
    pub tick_minutes: u32,
    /// Ticks between field solves; fates and macrophages follow the fields.
    pub field_ticks: u32,
    /// Ticks between steps of matrix, nerve, sensitisation and pain.
    pub slow_ticks: u32,
}

impl Default for Cadence {
    /// 1 h, 6 h, 24 h.
    fn default() -> Self {
        Self { tick_minutes: 60, field_ticks: 6, slow_ticks: 24 }
    }
}
