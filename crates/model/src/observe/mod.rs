//! What is measured: pure functions of the state. Observing changes nothing.

pub mod axons;
pub mod cells;
pub mod columns;
pub mod fields;
pub mod snapshot;
pub mod tracks;

use serde::{Deserialize, Serialize};

use columns::table;

use crate::rules::axon::{self, AxonState};
use crate::rules::macrophage::Phenotype;
use crate::rules::microglia::Activity;
use crate::rules::pain;
use crate::rules::plan::Plan;
use crate::rules::species::Species;
use crate::rules::stem_cell::Life;
use crate::rules::t_cell::Kind;
use crate::rules::tissue::Tissue;

table! {
    /// One row of the time series. Field names are column names; the unit stands at their end. Means are taken over the
    /// lesion, counts over the window.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
    pub struct Sample {
        /// Time after the first day.
        pub time_days: f64,
        /// The pain proxy VAS_bio.
        pub vas_points: f64,
        /// Its part from inflammation.
        pub pain_inflammation_points: f64,
        /// Its part from structural damage.
        pub pain_damage_points: f64,
        /// Its part from central sensitisation.
        pub pain_central_points: f64,
        /// Function.
        pub function_fraction: f64,
        /// TNFα.
        pub tnf_alpha_ng_per_ml: f64,
        /// TNFα with that which healthy tissue has everywhere, as an assay finds it.
        pub tnf_alpha_total_ng_per_ml: f64,
        /// IL-10.
        pub il_10_ng_per_ml: f64,
        /// M2-licensing mediator.
        pub mediator_ng_per_ml: f64,
        /// CXCL12.
        pub cxcl12_ng_per_ml: f64,
        /// NGF.
        pub ngf_ng_per_ml: f64,
        /// GDNF.
        pub gdnf_ng_per_ml: f64,
        /// VEGF.
        pub vegf_ng_per_ml: f64,
        /// TNFα relative to its reference, as it is read where it is blocked.
        pub tnf_alpha_relative: f64,
        /// Uncommitted macrophages in the window.
        pub m0_cells: u64,
        /// M1 in the window.
        pub m1_cells: u64,
        /// M2 in the window.
        pub m2_cells: u64,
        /// Living ADMSC in the window.
        pub admsc_alive_cells: u64,
        /// Dead ADMSC not yet removed.
        pub admsc_apoptotic_cells: u64,
        /// Living ADMSC inside the lesion.
        pub admsc_in_lesion_cells: u64,
        /// Mean licensing of living ADMSC; 0 without any.
        pub admsc_licensing_fraction: f64,
        /// ADMSC in the patient's lung.
        pub admsc_lung_cells: f64,
        /// ADMSC in the patient's blood.
        pub admsc_blood_cells: f64,
        /// Systemic education E.
        pub education_fraction: f64,
        /// Effector T cells in the window.
        pub t_effector_cells: u64,
        /// Regulatory T cells in the window.
        pub t_regulatory_cells: u64,
        /// Niche imprint R.
        pub imprint_fraction: f64,
        /// Matrix integrity S.
        pub matrix_integrity_fraction: f64,
        /// Burden of a tumour, relative to the carrying capacity of the site.
        pub tumour_burden_fraction: f64,
        /// Peripheral sensitisation H.
        pub peripheral_sensitisation_relative: f64,
        /// Central sensitisation C.
        pub central_sensitisation_fraction: f64,
        /// Resting microglia of the segment.
        pub microglia_resting_cells: u64,
        /// Reactive microglia of the segment.
        pub microglia_reactive_cells: u64,
        /// Resolving microglia of the segment.
        pub microglia_resolving_cells: u64,
        /// Axons never injured.
        pub axons_intact_count: u64,
        /// Axons that degenerate or wait.
        pub axons_waiting_count: u64,
        /// Axons that grow.
        pub axons_growing_count: u64,
        /// Axons that are stalled.
        pub axons_stalled_count: u64,
        /// Axons that have regrown to their target.
        pub axons_arrived_count: u64,
        /// Axons lost for good.
        pub axons_lost_count: u64,
        /// Mean myelin of arrived axons; 0 without any.
        pub myelin_fraction: f64,
        /// Mean conduction of the fascicle.
        pub conduction_fraction: f64,
        /// Mean firing of the fascicle.
        pub irritability_fraction: f64,
    }
}

impl Sample {
    /// Axons at their target: those never injured and those regrown.
    pub fn axons_at_target(&self) -> u64 {
        self.axons_intact_count + self.axons_arrived_count
    }

    /// Share of M1 among committed macrophages; 0 without any.
    pub fn m1_share(&self) -> f64 {
        self.m1_cells as f64 / ((self.m1_cells + self.m2_cells) as f64).max(1.0)
    }
}

/// Measures a tissue.
pub fn sample(plan: &Plan, tissue: &Tissue) -> Sample {
    let mean = |species| tissue.lesion_mean(plan, species);
    let pain = pain::feel(plan, tissue);
    let tnf = mean(Species::TnfAlpha);
    let cells = &tissue.stem_cells;
    let living = || (0..cells.len()).filter(|row| cells.life[*row] == Life::Alive);
    let alive = living().count();
    let in_lesion = living().filter(|row| plan.geometry.lesion[plan.setup.grid.voxel_at(cells.position[*row])]).count();
    let licensing = total(living().map(|row| f64::from(cells.licensing[row])));
    let axons = &tissue.axons;
    let axon_count = |state| axons.count(state) as u64;
    let arrived = axons.count(AxonState::Arrived);
    let with_myelin = (0..axons.len()).filter(|axon| axons.state[*axon] == AxonState::Arrived);
    let myelin = total(with_myelin.map(|axon| axons.myelin[axon]));
    let microglia = |activity| tissue.microglia.count(activity) as u64;
    Sample {
        time_days: tissue.clock.day(),
        vas_points: pain.total(),
        pain_inflammation_points: pain.inflammation,
        pain_damage_points: pain.damage,
        pain_central_points: pain.central,
        function_fraction: pain::function(plan, tissue),
        tnf_alpha_ng_per_ml: tnf,
        tnf_alpha_total_ng_per_ml: tnf + plan.setup.parameters.tissue.constitutive_tnf * plan.references.tnf_alpha,
        il_10_ng_per_ml: mean(Species::Il10),
        mediator_ng_per_ml: mean(Species::Mediator),
        cxcl12_ng_per_ml: mean(Species::Cxcl12),
        ngf_ng_per_ml: mean(Species::Ngf),
        gdnf_ng_per_ml: mean(Species::Gdnf),
        vegf_ng_per_ml: mean(Species::Vegf),
        tnf_alpha_relative: tnf / plan.one.tnf_alpha,
        m0_cells: tissue.macrophages.count(Phenotype::M0) as u64,
        m1_cells: tissue.macrophages.count(Phenotype::M1) as u64,
        m2_cells: tissue.macrophages.count(Phenotype::M2) as u64,
        admsc_alive_cells: alive as u64,
        admsc_apoptotic_cells: (cells.len() - alive) as u64,
        admsc_in_lesion_cells: in_lesion as u64,
        admsc_licensing_fraction: licensing / alive.max(1) as f64,
        admsc_lung_cells: tissue.circulation.lung,
        admsc_blood_cells: tissue.circulation.blood,
        education_fraction: tissue.circulation.education,
        t_effector_cells: tissue.t_cells.count(Kind::Effector) as u64,
        t_regulatory_cells: tissue.t_cells.count(Kind::Regulatory) as u64,
        imprint_fraction: plan.geometry.lesion_mean(|voxel| tissue.imprint_at(voxel)),
        matrix_integrity_fraction: pain::mean_integrity(plan, tissue),
        tumour_burden_fraction: tissue.tumour_burden,
        peripheral_sensitisation_relative: tissue.sensitisation.peripheral,
        central_sensitisation_fraction: tissue.sensitisation.central,
        microglia_resting_cells: microglia(Activity::Resting),
        microglia_reactive_cells: microglia(Activity::Reactive),
        microglia_resolving_cells: microglia(Activity::Resolving),
        axons_intact_count: axon_count(AxonState::Intact),
        axons_waiting_count: axon_count(AxonState::Degenerating) + axon_count(AxonState::Waiting),
        axons_growing_count: axon_count(AxonState::Growing),
        axons_stalled_count: axon_count(AxonState::Stalled),
        axons_arrived_count: arrived as u64,
        axons_lost_count: axon_count(AxonState::Lost),
        myelin_fraction: myelin / arrived.max(1) as f64,
        conduction_fraction: axon::conduction(&plan.setup.parameters.axon, axons),
        irritability_fraction: axon::irritability(&plan.setup.parameters.axon, axons),
    }
}

/// Sum from plus zero: an empty sum of floats is minus zero, which would be written as -0.
fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}
