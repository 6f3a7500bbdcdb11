//! What the fascicle as a whole conducts and fires: means over its axons.

use super::{AxonState, Axons, Parameters, ceiling};

/// Mean conduction of the fascicle, 0 to 1; 1 where there is no nerve.
pub fn conduction(p: &Parameters, axons: &Axons) -> f64 {
    mean(axons, 1.0, |axon| match axons.state[axon] {
        AxonState::Intact => 1.0,
        AxonState::Arrived => p.regenerated_conduction * axons.myelin[axon] * ceiling(p, axons.denervated_days[axon]),
        _ => 0.0,
    })
}

/// Mean firing of the fascicle X, 0 to 1; 0 where there is no nerve.
pub fn irritability(p: &Parameters, axons: &Axons) -> f64 {
    mean(axons, 0.0, |axon| match axons.state[axon] {
        AxonState::Intact => 0.0,
        AxonState::Degenerating | AxonState::Waiting | AxonState::Growing => p.irritability_growing,
        AxonState::Arrived => p.irritability_bare * (1.0 - axons.myelin[axon]),
        AxonState::Stalled => p.irritability_stalled,
        AxonState::Lost => p.irritability_lost,
    })
}

/// Mean over all axons, or `without` where there are none.
fn mean(axons: &Axons, without: f64, value: impl Fn(usize) -> f64) -> f64 {
    if axons.is_empty() { without } else { (0..axons.len()).map(value).sum::<f64>() / axons.len() as f64 }
}
