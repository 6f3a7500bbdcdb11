//! What hangs on the common potency, which the likelihood of all rows with cells chooses and not the number of rows that pass:
//! how many rows kept aside would pass at another one, and at which the model meets all blinded rows at once.
//!
//! Which rows are informative, and which are missed at both ends and therefore everywhere, does not depend on it.

use serde::Serialize;

use super::super::potency::Curve;
use super::super::targets::Role;
use super::{Judged, SHOWN, Verdict, WANTED_SHARE, is_met_at, verdict_at};
use admsc_scenario::observer::Mode;

/// Steps between potency 0 and 1.
const STEPS: u32 = 100;

/// What passes by potency. Ranges have their first and last potency, in steps of 0.01.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ByPotency {
    /// Informative rows of role `check`.
    pub informative: usize,
    /// Potency, and how many of them would pass there, at the potencies of [`SHOWN`].
    pub passing: Vec<(f64, usize)>,
    /// Where at least [`WANTED_SHARE`] of them would pass.
    pub enough: Vec<(f64, f64)>,
    /// Sham-blinded rows with cells, of both roles.
    pub blinded: usize,
    /// Where the model meets all of those.
    pub all_blinded: Vec<(f64, f64)>,
}

impl ByPotency {
    /// Of rows that are judged, and their curves.
    pub fn from_rows(rows: &[Judged], curves: &[Option<Curve>]) -> Self {
        let counted = |(row, _): &(&Judged, &Option<Curve>)| row.target.role == Role::Check && row.is_informative();
        let checks: Vec<_> = rows.iter().zip(curves).filter(counted).collect();
        let passing = |potency: f64| checks.iter().filter(|(row, curve)| passes(row, curve.as_ref(), potency)).count();
        let wanted = |potency: f64| passing(potency) as f64 >= WANTED_SHARE * checks.len() as f64;
        let is_blinded = |(row, _): &(&Judged, &Option<Curve>)| {
            row.target.observer == Mode::ShamBlinded && row.target.has_cells() && row.verdict != Verdict::NotRun
        };
        let blinded: Vec<_> = rows.iter().zip(curves).filter(is_blinded).collect();
        let meets = |potency: f64| {
            let is_met = |(row, curve): &(&Judged, &Option<Curve>)| {
                curve.as_ref().is_some_and(|curve| is_met_at(&row.target, curve, potency))
            };
            blinded.iter().all(is_met)
        };
        Self {
            informative: checks.len(),
            passing: SHOWN.into_iter().map(|potency| (potency, passing(potency))).collect(),
            enough: if checks.is_empty() { Vec::new() } else { ranges(wanted) },
            blinded: blinded.len(),
            all_blinded: if blinded.is_empty() { Vec::new() } else { ranges(meets) },
        }
    }
}

/// Where something holds of the potency.
fn ranges(holds: impl Fn(f64) -> bool) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut held = false;
    for step in 0..=STEPS {
        let potency = f64::from(step) / f64::from(STEPS);
        let holds = holds(potency);
        match found.last_mut().filter(|_| held) {
            Some(range) if holds => range.1 = potency,
            _ if holds => found.push((potency, potency)),
            _ => {}
        }
        held = holds;
    }
    found
}

/// Whether a row passes where this is the common potency.
fn passes(row: &Judged, curve: Option<&Curve>, potency: f64) -> bool {
    match curve.filter(|_| row.target.has_cells()) {
        Some(curve) => verdict_at(&row.target, curve, potency) == Verdict::Pass,
        None => row.verdict == Verdict::Pass,
    }
}
