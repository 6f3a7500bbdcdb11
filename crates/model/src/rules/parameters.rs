//! All parameters of the model, one group a rule. Each group is defined beside its rule; values come from the evidence
//! ledger only, in canonical units (day, µm, mL, ng, cells).

use serde::{Deserialize, Serialize};

use super::*;

/// Parameters of every rule. The field names are the section names of the ledger and of scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// TNFα as a soluble field.
    pub tnf_alpha: species::Parameters,
    /// IL-10 as a soluble field.
    pub il_10: species::Parameters,
    /// The M2-licensing mediator (TSG-6/PGE2-like) as a soluble field.
    pub mediator: species::Parameters,
    /// CXCL12 as a soluble field.
    pub cxcl12: species::Parameters,
    /// NGF as a soluble field.
    pub ngf: species::Parameters,
    /// GDNF as a soluble field.
    pub gdnf: species::Parameters,
    /// VEGF as a soluble field.
    pub vegf: species::Parameters,
    /// Macrophages.
    pub macrophage: macrophage::Parameters,
    /// The pro-inflammatory drive.
    pub drive: drive::Parameters,
    /// How cells sense CXCL12.
    pub chemotaxis: homing::Parameters,
    /// Debris of degenerated axons.
    pub debris: debris::Parameters,
    /// What keeps an acute injury going.
    pub persistence: persistence::Parameters,
    /// What makes tissue release CXCL12.
    pub injury_signal: secretion::InjurySignal,
    /// Injected cells.
    pub stem_cell: stem_cell::Parameters,
    /// The imprint of dying cells in the myeloid niche.
    pub niche: niche::Parameters,
    /// The intravenous route.
    pub circulation: circulation::Parameters,
    /// T cells.
    pub t_cell: t_cell::Parameters,
    /// Matrix integrity.
    pub matrix: matrix::Parameters,
    /// Half-saturations of the growth factors.
    pub growth_factor: growth_factor::Parameters,
    /// Axons.
    pub axon: axon::Parameters,
    /// Peripheral and central sensitisation.
    pub sensitisation: sensitisation::Parameters,
    /// Microglia.
    pub microglia: microglia::Parameters,
    /// The pain proxy.
    pub pain: pain::Parameters,
    /// The patient.
    pub patient: patient::Parameters,
    /// The treated tissue.
    pub tissue: geometry::Parameters,
    /// The acute injury.
    pub injury: injury::Parameters,
    /// A tumour.
    pub tumour: tumour::Parameters,
    /// The flare of a needle.
    pub flare: flare::Parameters,
}
