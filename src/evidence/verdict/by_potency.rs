//! How many rows kept aside would pass if another potency than the most likely one were the common one.
//!
//! The common potency is chosen by the likelihood of all rows with cells, not by how many rows pass; this shows what hangs
//! on it. Which rows are informative, and which are missed at both ends and therefore everywhere, does not depend on it.

use serde::Serialize;

use super::super::potency::Curve;
use super::super::targets::Role;
use super::{Judged, Met, SHOWN, Verdict, WANTED_SHARE};

/// Steps between potency 0 and 1 at which the share is looked at.
const STEPS: u32 = 100;

/// What passes by potency.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ByPotency {
    /// Informative rows of role `check`.
    pub informative: usize,
    /// Potency, and how many of them would pass there, at the potencies of [`SHOWN`].
    pub passing: Vec<(f64, usize)>,
    /// Ranges of potency, first and last in steps of 0.01, in which at least [`WANTED_SHARE`] of them would pass.
    pub enough: Vec<(f64, f64)>,
}

impl ByPotency {
    /// Of rows that are judged, and their curves.
    pub fn of(rows: &[Judged], curves: &[Option<Curve>]) -> Self {
        let counted = |(row, _): &(&Judged, &Option<Curve>)| {
            row.target.role == Role::Check && matches!(row.verdict, Verdict::Pass | Verdict::Miss)
        };
        let rows: Vec<_> = rows.iter().zip(curves).filter(counted).collect();
        let passing = |potency: f64| rows.iter().filter(|(row, curve)| passes(row, curve.as_ref(), potency)).count();
        let wanted = |potency: f64| passing(potency) as f64 >= WANTED_SHARE * rows.len() as f64;
        let mut enough: Vec<(f64, f64)> = Vec::new();
        let mut was_enough = false;
        for step in 0..=STEPS {
            let potency = f64::from(step) / f64::from(STEPS);
            let is_enough = !rows.is_empty() && wanted(potency);
            match enough.last_mut().filter(|_| was_enough) {
                Some(range) if is_enough => range.1 = potency,
                _ if is_enough => enough.push((potency, potency)),
                _ => {}
            }
            was_enough = is_enough;
        }
        let passing = SHOWN.into_iter().map(|potency| (potency, passing(potency))).collect();
        Self { informative: rows.len(), passing, enough }
    }
}

/// Whether a row passes where this is the common potency.
fn passes(row: &Judged, curve: Option<&Curve>, potency: f64) -> bool {
    let Some(curve) = curve.filter(|_| row.target.has_cells()) else { return row.verdict == Verdict::Pass };
    let is_met = |at: f64| curve.reaches(at) && Met::new(&row.target, Some(at), curve.at(at)).is_met;
    (is_met(0.0) || is_met(1.0)) && is_met(potency)
}
