//! The order of one step.

use super::plan::Plan;
use super::tissue::Tissue;
use super::{
    axon, circulation, clearance, debris, dose, macrophage, matrix, microglia, niche, pain, polarisation, recruitment,
    secretion, sensitisation, stem_cell, t_cell, tumour,
};
use crate::parallel::{Parallel, Serial, Workers};

/// Advances a tissue by one base tick.
///
/// Cells move every tick while any ADMSC lives; fields, fates and macrophages act every field interval; structure,
/// nervous system and pain every slow interval. Each rule reads the state that the rules above it left.
pub fn step(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let cadence = plan.setup.cadence;
    let fields_due = tissue.clock.due(cadence.field_ticks);
    let slow_due = tissue.clock.due(cadence.slow_ticks);

    dose::give(plan, tissue);
    axon::cut(plan, tissue);
    debris::cut(plan, tissue);
    if fields_due {
        circulation::circulate(plan, tissue);
        t_cell::look(plan, tissue);
        secretion::feed(plan, tissue);
        tissue.fields.solve(&plan.transform, &plan.propagators, workers);
        stem_cell::license(plan, tissue, workers);
    }
    stem_cell::migrate(plan, tissue, workers);
    if fields_due {
        let died = stem_cell::die(plan, tissue, workers);
        recruitment::enter(plan, tissue, workers);
        t_cell::enter(plan, tissue);
        macrophage::migrate(plan, tissue, workers);
        t_cell::migrate(plan, tissue, workers);
        polarisation::switch_phenotype(plan, tissue, workers);
        clearance::clear(plan, tissue, workers);
        macrophage::die(plan, tissue, workers);
        t_cell::die(plan, tissue);
        niche::imprint(plan, tissue, &died);
        debris::clear(plan, tissue);
    }
    if slow_due {
        matrix::remodel(plan, tissue);
        axon::regenerate(plan, tissue);
        tumour::grow(plan, tissue);
        microglia::react(plan, tissue);
        sensitisation::sensitise(plan, tissue);
        tissue.pain = pain::feel(plan, tissue);
    }
    tissue.clock.tick += 1;
}

/// Workers for which the step stands compiled in this crate. Whoever runs a patient asks for these, not for any
/// [`Workers`]: else the engine would be compiled anew in every crate that calls it, out of reach of the functions it uses.
pub trait Steps: Workers {
    /// [`step`] by these workers.
    fn step(self, plan: &Plan, tissue: &mut Tissue);
}

impl Steps for Serial {
    fn step(self, plan: &Plan, tissue: &mut Tissue) {
        step(plan, tissue, self);
    }
}

impl Steps for Parallel {
    fn step(self, plan: &Plan, tissue: &mut Tissue) {
        step(plan, tissue, self);
    }
}
