//! Parameters that cannot act in a setup: what they belong to is not there.

use admsc_model::rules::setup::{Adhesion, Preparation, Route, Setup, Start};

/// Parameters that only a needle reads.
const NEEDLE: [&str; 2] = ["stem_cell.retention", "stem_cell.bolus_sd"];

/// Parameters of what only an acute injury leaves, besides those of its sections.
const AFTER_INJURY: [&str; 4] =
    ["drive.debris", "drive.persistence", "macrophage.recruitment_gain_debris", "sensitisation.debris_gain"];

/// What is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A nerve.
    Nerve,
    /// An acute injury.
    Injury,
    /// A tumour.
    Tumour,
    /// Living cells by vein.
    Vein,
    /// Adhesion that depends on the tissue.
    Adhesion,
    /// Anything by needle.
    Needle,
}

/// What a parameter acts through that a setup does not have; nothing where it can act. Doses that are given again when pain returns
/// count.
pub fn missing(setup: &Setup, key: &str) -> Option<Missing> {
    let mut living = setup.possible_doses().filter(|dose| dose.preparation == Preparation::Live);
    let mut material = setup.possible_doses().filter(|dose| dose.preparation != Preparation::Sham);
    let section = key.split_once('.').map_or("", |(section, _)| section);
    let no_injury = (!matches!(setup.start, Start::AcuteInjury { .. })).then_some(Missing::Injury);
    let uniform = key.starts_with("circulation.adhesion") && setup.adhesion == Adhesion::Uniform;
    let missing = match section {
        _ if AFTER_INJURY.contains(&key) => no_injury,
        "circulation" if uniform => Some(Missing::Adhesion),
        "axon" => (setup.nerve.is_none() && setup.parameters.pain.nerve_share <= 0.0).then_some(Missing::Nerve),
        "injury" | "debris" | "persistence" => no_injury,
        "tumour" => (setup.parameters.tumour.initial_burden <= 0.0).then_some(Missing::Tumour),
        "circulation" => (!living.any(|dose| dose.route == Route::Vein)).then_some(Missing::Vein),
        _ => None,
    };
    let mut no_needle = || !material.any(|dose| matches!(dose.route, Route::Needle { .. }));
    missing.or_else(|| (NEEDLE.contains(&key) && no_needle()).then_some(Missing::Needle))
}
