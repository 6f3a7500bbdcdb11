//! Groups of processes that can be made faster without a change of where they lead.
//!
//! What a group gains and what it loses are multiplied by the same factor, so that every equilibrium stays where it is
//! and only the time to it shrinks. The mean field and the cells take the same parameters. How long injected cells live,
//! what is given when, and education by a vein belong to no group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use admsc_model::rules::parameters::Parameters;

/// A group of processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Spread and loss of the soluble signals, licensing and the walk of injected cells.
    Signals,
    /// Recruitment, commitment, switching, loss and walk of macrophages, and the imprint in their niche.
    Macrophages,
    /// Matrix, axons and their myelin.
    Structure,
    /// Peripheral sensitisation.
    Peripheral,
    /// Central sensitisation.
    Central,
}

/// All groups, in the order of the bits of a coalition.
pub const GROUPS: [Group; 5] =
    [Group::Signals, Group::Macrophages, Group::Structure, Group::Peripheral, Group::Central];

/// Number of coalitions of groups.
pub const COALITIONS: usize = 1 << GROUPS.len();

impl Group {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Group::Signals => "signals",
            Group::Macrophages => "macrophages",
            Group::Structure => "structure",
            Group::Peripheral => "peripheral",
            Group::Central => "central",
        }
    }

    /// Makes its processes `factor` times as fast.
    pub fn quicken(self, p: &mut Parameters, factor: f64) {
        match self {
            Group::Signals => signals(p, factor),
            Group::Macrophages => macrophages(p, factor),
            Group::Structure => structure(p, factor),
            Group::Peripheral => {
                p.sensitisation.peripheral_rise_time /= factor;
                p.sensitisation.peripheral_decay_time /= factor;
            }
            Group::Central => {
                p.sensitisation.central_rise_time /= factor;
                p.sensitisation.central_decay_time /= factor;
                let glia = &mut p.microglia;
                for rate in [&mut glia.activation_rate, &mut glia.resolution_rate, &mut glia.rest_rate] {
                    *rate *= factor;
                }
            }
        }
    }
}

/// The groups of a coalition: bit i stands for group i of [`GROUPS`].
pub fn members(coalition: usize) -> impl Iterator<Item = Group> {
    GROUPS.into_iter().enumerate().filter(move |(bit, _)| coalition & (1 << bit) != 0).map(|(_, group)| group)
}

fn signals(p: &mut Parameters, factor: f64) {
    // CXCL12 is secreted in proportion to its loss.
    for species in
        [&mut p.tnf_alpha, &mut p.il_10, &mut p.mediator, &mut p.cxcl12, &mut p.ngf, &mut p.gdnf, &mut p.vegf]
    {
        species.diffusivity *= factor;
        species.loss_rate *= factor;
    }
    let cell = &mut p.stem_cell;
    for secretion in [
        &mut p.macrophage.tnf_secretion,
        &mut p.macrophage.il10_secretion,
        &mut p.injury.tnf_secretion,
        &mut p.flare.tnf_secretion,
        &mut cell.mediator_secretion_rest,
        &mut cell.mediator_secretion_licensed,
        &mut cell.ngf_secretion,
        &mut cell.gdnf_secretion,
        &mut cell.vegf_secretion,
    ] {
        *secretion *= factor;
    }
    cell.licensing_rise_time /= factor;
    cell.licensing_decay_time /= factor;
    // The same way in less time.
    cell.speed *= factor;
    cell.persistence /= factor;
    p.circulation.arrival_time /= factor;
}

fn macrophages(p: &mut Parameters, factor: f64) {
    let m = &mut p.macrophage;
    // Recruitment follows commitment and loss.
    for rate in [
        &mut m.m0_to_m1_rate,
        &mut m.m0_to_m2_rate,
        &mut m.loss_rate,
        &mut m.m2_to_m1_rate,
        &mut m.m1_to_m2_rate,
        &mut m.m1_to_m2_rate_il10,
        &mut m.m1_to_m2_rate_mediator,
        &mut m.m1_to_m2_rate_imprint,
        &mut m.clearance_rate,
        &mut m.speed_m0,
        &mut m.speed_committed,
        &mut p.niche.imprint_strength,
        &mut p.t_cell.loss_rate,
    ] {
        *rate *= factor;
    }
    m.persistence /= factor;
    p.niche.imprint_decay_time /= factor;
}

fn structure(p: &mut Parameters, factor: f64) {
    p.matrix.repair_rate *= factor;
    p.matrix.damage_rate *= factor;
    p.matrix.wear_rate *= factor;
    for rate in [&mut p.debris.degeneration_rate, &mut p.debris.clearance_rate, &mut p.debris.clearance_rate_macrophage]
    {
        *rate *= factor;
    }
    p.debris.call_time /= factor;
    p.persistence.fading_rate *= factor;
    p.persistence.end /= factor;
    let axon = &mut p.axon;
    axon.growth_speed *= factor;
    axon.resume_rate *= factor;
    for time in [
        &mut axon.latency,
        &mut axon.latency_spread,
        &mut axon.stall_time,
        &mut axon.myelin_onset,
        &mut axon.myelin_time,
    ] {
        *time /= factor;
    }
}
