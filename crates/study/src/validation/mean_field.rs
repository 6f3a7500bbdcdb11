//! The mean field at half its step: pain at 12 months may change by 0.02 points.

use super::check::{Check, Expected, Part};
use super::estimate::exact;
use super::{Error, Extent, preset};
use admsc_model::rules::mean_field::MeanField;
use admsc_model::rules::plan::Plan;
use admsc_model::simulation;

/// Pieces of a day that are each taken in one step: at most half as long as the step of the mean field, 0.009 d for the
/// rates of the ledger.
const PIECES: u32 = 240;
/// Days of the comparison.
const DAYS: u32 = 365;

pub fn checks() -> Result<Vec<Check>, Error> {
    let one = |(name, cells): (&str, f64)| {
        let plan = Plan::new(preset(name)?, 1, 0).map_err(simulation::Error::from)?;
        let field = MeanField::new(&plan);
        let start = field.injected(field.baseline_start(), cells);
        let whole = field.pain(&field.after(start, f64::from(DAYS))).total();
        let mut state = start;
        for _ in 0..DAYS * PIECES {
            state = field.after(state, 1.0 / f64::from(PIECES));
        }
        let what = format!("mean field at half its step, {name}: change of VAS at 12 months");
        let expected = Expected::between(-0.02, 0.02);
        let change = exact(field.pain(&state).total() - whole);
        Ok(Check::new(Part::Equivalence, what, "points", expected, change, Extent::Usual))
    };
    [("discogenic", 18e6), ("neuropathic", 70e6)].into_iter().map(one).collect()
}
