//! Hard limits of parameters: beyond them a rule has no meaning (a time constant of zero, a share of two).
//!
//! The ledger's range is what is plausible; these are what is possible. Everything is finite and at least 0.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Ledger;
use crate::language::{Phrase, english};
use crate::observer::WORST_PAIN;
use crate::units::Kind;

/// What a value must satisfy besides being finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Zero or more.
    NotNegative,
    /// More than zero.
    Positive,
    /// From 0 to 1.
    Share,
    /// More than 0, at most 1.
    PositiveShare,
    /// From no pain to the worst that can be reported, points.
    PainScale,
}

impl Limit {
    /// Whether a value satisfies it.
    pub fn admits(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Limit::NotNegative => value >= 0.0,
                Limit::Positive => value > 0.0,
                Limit::Share => (0.0..=1.0).contains(&value),
                Limit::PositiveShare => value > 0.0 && value <= 1.0,
                Limit::PainScale => (0.0..=WORST_PAIN).contains(&value),
            }
    }

    /// Whether zero is refused.
    pub fn needs_positive(self) -> bool {
        matches!(self, Limit::Positive | Limit::PositiveShare)
    }

    /// As words: `must be positive`.
    pub fn words(self) -> &'static str {
        self.phrase().in_english()
    }

    /// As words that are translated.
    pub fn phrase(self) -> Phrase {
        match self {
            Limit::NotNegative => english("must not be negative"),
            Limit::Positive => english("must be positive"),
            Limit::Share => english("must lie between 0 and 1"),
            Limit::PositiveShare => english("must be positive and at most 1"),
            Limit::PainScale => english("must lie on the scale of pain, 0 to 10"),
        }
    }
}

/// Times that may be zero: delays and spans, not time constants.
const SPANS: [&str; 6] = [
    "patient.age",
    "axon.latency",
    "axon.latency_spread",
    "axon.myelin_onset",
    "axon.chronic_denervation_arrived",
    "axon.chronic_denervation_stalled",
];

/// Numbers that a rule divides by.
const DIVISORS: [&str; 12] = [
    "macrophage.inhibition_half",
    "macrophage.m0_to_m1_rate",
    "macrophage.tnf_secretion",
    "macrophage.il10_secretion",
    "chemotaxis.occupancy_difference_half",
    "sensitisation.central_half",
    "sensitisation.tnf_reference",
    "microglia.activation_rate",
    "microglia.resolution_rate",
    "microglia.rest_rate",
    "injury_signal.integrity_scale",
    "patient.potency_high",
];

/// Numbers that are shares.
const SHARES: [&str; 33] = [
    "drive.tnf_free_weight",
    "axon.debris_hindrance",
    "injury.cut_weight",
    "persistence.strength",
    "circulation.adhesion_base",
    "macrophage.forward_index_max",
    "stem_cell.forward_index_max",
    "stem_cell.retention",
    "circulation.lung_fraction",
    "circulation.tissue_fraction",
    "circulation.education_effect",
    "t_cell.regulatory_base",
    "t_cell.regulatory_gain",
    "t_cell.help_share",
    "t_cell.systemic_share",
    "tumour.initial_burden",
    "tumour.compression",
    "matrix.integrity_max",
    "axon.tnf_slowing",
    "axon.stall_integrity",
    "axon.resume_base",
    "axon.regenerated_conduction",
    "axon.denervation_floor",
    "axon.chronic_arrived",
    "axon.chronic_stalled",
    "axon.irritability_growing",
    "axon.irritability_bare",
    "axon.irritability_stalled",
    "axon.irritability_lost",
    "pain.nerve_share",
    "patient.potency",
    "tissue.wall_vessel_share",
    "tissue.healthy_integrity",
];

/// The hard limit of a ledger key.
pub fn for_key(key: &str, kind: Kind) -> Limit {
    if key == "axon.permissive_integrity" {
        return Limit::PositiveShare;
    }
    // Tissue without T cells is possible.
    if key == "t_cell.reference_density" {
        return Limit::NotNegative;
    }
    if SHARES.contains(&key) {
        return Limit::Share;
    }
    let divides = DIVISORS.contains(&key) || key.ends_with(".loss_rate") || key.ends_with("_half");
    let measures = matches!(kind, Kind::Volume | Kind::Mass | Kind::CellDensity | Kind::Concentration)
        || (kind == Kind::Time && !SPANS.contains(&key))
        || (kind == Kind::Length && !key.ends_with("_distance") && !key.ends_with("_radius"));
    if divides || measures || key == "circulation.education_half_dose" { Limit::Positive } else { Limit::NotNegative }
}

/// Keys of which the first must not exceed the second.
const ORDERED: [[&str; 2]; 2] =
    [["patient.potency_low", "patient.potency_high"], ["axon.latency_spread", "axon.latency"]];

/// Keys whose shares are of one whole.
const OF_ONE_WHOLE: [&str; 2] = ["axon.chronic_arrived", "axon.chronic_stalled"];

/// Whether somebody with these values is possible: every value within its limit, and what is tied together in order. Reading
/// says this of what is typed; a spread may draw what nobody has typed.
pub fn are_possible(values: &BTreeMap<String, f64>) -> bool {
    static LIMITS: OnceLock<BTreeMap<String, Limit>> = OnceLock::new();
    let limits = LIMITS.get_or_init(|| {
        let entries = Ledger::bundled().map(|ledger| ledger.entries().to_vec()).unwrap_or_default();
        entries.into_iter().map(|entry| (entry.key.clone(), for_key(&entry.key, entry.kind))).collect()
    });
    let value = |key: &str| values.get(key).copied().unwrap_or_default();
    let within = values.iter().all(|(key, value)| limits.get(key).is_none_or(|limit| limit.admits(*value)));
    within
        && ORDERED.iter().all(|[smaller, larger]| value(smaller) <= value(larger))
        && OF_ONE_WHOLE.iter().map(|key| value(key)).sum::<f64>() <= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::LedgerError;

    #[test]
    fn every_listed_key_exists_and_every_range_is_possible() -> Result<(), LedgerError> {
        let ledger = Ledger::bundled()?;
        for key in SPANS.iter().chain(&DIVISORS).chain(&SHARES) {
            assert!(ledger.entry(key).is_some(), "{key}");
        }
        for entry in ledger.entries() {
            let limit = for_key(&entry.key, entry.kind);
            for value in [entry.low, entry.value, entry.high] {
                assert!(limit.admits(value), "{} {value} {}", entry.key, limit.words());
            }
            if let Some((low, high)) = entry.distribution.and_then(|spread| spread.within) {
                assert!(limit.admits(low) && limit.admits(high), "{}", entry.key);
            }
        }
        Ok(())
    }

    #[test]
    fn limits_refuse_what_is_not_finite() {
        for limit in [Limit::NotNegative, Limit::Positive, Limit::Share, Limit::PositiveShare] {
            assert!(!limit.admits(f64::NAN) && !limit.admits(f64::INFINITY) && !limit.admits(-1e-9));
        }
        assert!(!Limit::Positive.admits(0.0) && Limit::Share.admits(0.0) && !Limit::PositiveShare.admits(0.0));
        assert!(Limit::Positive.admits(2.0) && !Limit::Share.admits(2.0) && !Limit::PositiveShare.admits(2.0));
    }
}
