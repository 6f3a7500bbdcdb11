//! `when`: a dose that is given again when pain returns.

use super::super::diagnostics::Log;
use super::super::keys::{self, MAX_DOSES};
use super::super::tree::{Item, Table};
use super::super::values;
use super::Context;
use crate::language::english;
use crate::ledger::Ledger;
use crate::ledger::limits::Limit;
use crate::observer::WORST_PAIN;
use crate::units::Kind;
use crate::units::month::{MONTH, fewest_days};

/// When pain counts as returned.
pub struct PainReturns {
    /// Points.
    pub pain_above: f64,
    /// Largest number of doses.
    pub at_most: u32,
    /// Shortest time since the latest dose, days.
    pub not_before_days: f64,
}

/// When pain counts as returned, so that a dose is given again.
pub fn read(log: &mut Log, ledger: &Ledger, table: &Table, item: &Item, context: Context<'_>) -> Option<PainReturns> {
    for fixed in ["at", "repeat", "every"].into_iter().filter_map(|key| table.get(key)) {
        let message = english("a dose has fixed days or is given again when pain returns, not both");
        log.error(&fixed.key, message, english("remove this, or write a dose of its own with when"));
    }
    let example = english("{ pain_above = 5, at_most = 3, not_before = \"3 months\" }");
    let when = values::table(log, item, example)?;
    let are_known = keys::check(log, ledger, "dose.when", when);
    let mut stated = |key: &str| {
        if are_known && when.get(key).is_none() {
            let message = english("when has no {key}").with("key", key);
            log.error(
                &item.key,
                message,
                english("expected {key}, for example {example}").with("key", key).with_said("example", example),
            );
        }
        when.get(key)
    };
    let (above, most) = (stated("pain_above"), stated("at_most"));
    let pain_above = above.and_then(|item| values::limited(log, item, "pain_above", Kind::Points, Limit::PainScale));
    if let (Some(item), Some(WORST_PAIN)) = (above, pain_above) {
        let message = english("pain_above = {found} is never met: no pain is above {worst} points");
        let expectation = english("expected less than {worst}").with("worst", WORST_PAIN);
        log.error(&item.place, message.with("found", WORST_PAIN).with("worst", WORST_PAIN), expectation);
    }
    let at_most = most.and_then(|item| values::integer(log, item, "at_most", 1, MAX_DOSES));
    let not_before = when.get("not_before").map(|item| {
        let days = values::limited(log, item, "not_before", Kind::Time, Limit::NotNegative)?;
        Some((item, if values::is_calendar(item) { by_the_calendar(days) } else { days }))
    });
    let not_before_days = not_before.map_or(Some(0.0), |read| read.map(|(_, days)| days));
    let last_visit = context.visits_days.iter().rev().find(|day| **day < context.horizon_days).copied();
    if let Some((item, days)) = not_before.flatten()
        && last_visit.is_none_or(|day| f64::from(day) < days)
    {
        let message = english("no visit lies between day {day} and the end: this dose is never given");
        log.warn(&item.place, message.with("day", days));
    }
    Some(PainReturns { pain_above: pain_above?, at_most: at_most? as u32, not_before_days: not_before_days? })
}

/// Months and years in whole days: of whole months the fewest that so many in a row last, so that a visit that many months after a
/// dose is never too early.
fn by_the_calendar(days: f64) -> f64 {
    let months = days / MONTH;
    if (months - months.round()).abs() < 1e-9 { f64::from(fewest_days(months.round() as u32)) } else { days.round() }
}
