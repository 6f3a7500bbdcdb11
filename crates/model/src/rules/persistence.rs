//! What keeps an injury going: a constriction, an entrapment, a fragment that presses on the nerve.
//!
//! Biology: after a crush the signals of inflammation are gone within two weeks; under a constriction they are stronger and last
//! (Kleinschnitz 2004, PMID 15020067; TNFα mRNA still up on day 14: Okamoto 2001, doi:10.1006/exnr.2001.7677).
//!
//! Rule: `P(t) = P0·exp(−r·t)` from the injury on until it is taken away on a day; it adds `jP·P` to the drive in the lesion (see
//! [`super::drive`]). An input of the scenario. A chronic start has none: what once caused it is not known.

use serde::{Deserialize, Serialize};

use super::setup::{Setup, Start};
use crate::math;

/// How an acute injury persists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// P0: how strong it is at first, 0 to 1.
    pub strength: f64,
    /// r: rate at which it fades and 0 if it stays, 1/day.
    pub fading_rate: f64,
    /// Time from the injury until it is taken away, days.
    pub end: f64,
}

/// P on a day.
pub fn at(setup: &Setup, day: f64) -> f64 {
    let p = &setup.parameters.persistence;
    let lasts = matches!(setup.start, Start::AcuteInjury { .. }) && p.strength > 0.0 && (0.0..p.end).contains(&day);
    if lasts { p.strength * math::exp(-p.fading_rate * day) } else { 0.0 }
}
