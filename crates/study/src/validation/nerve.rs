//! Checks of the patients with a painful nerve.

use super::check::{Check, Expected, Part};
use super::estimate;
use super::lives::{Lives, Missing};
use super::{Extent, both};
use admsc_stats::estimators::{Coverage, quantile};

const PART: Part = Part::Nerve;
const TREATED: &str = "one dose";
/// Days of the visits between which a first arrival is looked for.
const WEEKS: std::ops::RangeInclusive<u32> = 1..=30;

pub fn checks(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    Ok([effect(lives, extent)?, arrivals(lives, extent)?, regeneration(lives, extent)?].concat())
}

fn effect(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let treated = [
        Check::reported(
            PART,
            "mean VAS at 12 months after 70e6 cells",
            "points",
            estimate::mean(&lives.pain(TREATED, 365)?),
        ),
        Check::reported(
            PART,
            "r50 at 12 months after 70e6 cells",
            "",
            estimate::share(&lives.half_gone(TREATED, 365)?),
        ),
    ];
    Ok([&both::stability(PART, lives, extent)?[..], &treated, &both::places(PART, lives, extent)?].concat())
}

/// Axons that have newly arrived since day 0, a patient.
fn arrived(lives: &Lives, day: u32) -> Result<Vec<f64>, Missing> {
    let at = |day| lives.figures(TREATED, day, |sample| sample.axons_arrived_count as f64);
    Ok(at(day)?.iter().zip(at(0)?).map(|(now, before)| now - before).collect())
}

fn arrivals(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let mut first: Vec<Option<u32>> = vec![None; lives.len()];
    for week in WEEKS {
        for (seen, count) in first.iter_mut().zip(arrived(lives, 7 * week)?) {
            if count > 0.0 && seen.is_none() {
                *seen = Some(week);
            }
        }
    }
    let weeks: Vec<f64> = first.iter().flatten().map(|week| f64::from(*week)).collect();
    // A count of all that happened in these patients, not an estimate for others.
    let early = estimate::exact(arrived(lives, 55)?.iter().sum());
    let after_half_a_year = estimate::paired(&arrived(lives, 365)?, &arrived(lives, 182)?, Coverage::NINETY_FIVE);
    let all = arrived(lives, 365)?.iter().sum::<f64>();
    let half_year = arrived(lives, 182)?;
    let later: Vec<f64> = arrived(lives, 365)?.iter().zip(&half_year).map(|(year, half)| year - half).collect();
    Ok(vec![
        Check::new(
            PART,
            "axons of all patients arriving before week 8",
            "axons",
            Expected::at_most(0.0),
            early,
            extent,
        ),
        Check::new(
            PART,
            "week by whose end a patient's first axon has arrived, median",
            "weeks",
            Expected::between(8.0, 14.0),
            estimate::median(&weeks),
            extent,
        )
        .noted(format!("earliest week {:.0}; {all:.0} axons arrive within a year", quantile(&weeks, 0.0))),
        Check::new(
            PART,
            "axons a patient that arrive after week 26",
            "axons",
            Expected::at_least(0.0).with_interval_above(0.0),
            after_half_a_year,
            extent,
        ),
        Check::new(
            PART,
            "axons that arrive after week 26 over those that arrive by then",
            "",
            Expected::at_least(0.1),
            estimate::ratio(&later, &half_year),
            extent,
        ),
    ])
}

fn regeneration(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let lost = |day| lives.relief_beyond(TREATED, "no regeneration", day);
    let (early, late) = (lost(90)?, lost(365)?);
    let more = estimate::paired(&late, &early, Coverage::NINETY_FIVE);
    Ok(vec![
        Check::reported(PART, "relief by regeneration on day 90", "points", estimate::mean(&early)),
        Check::reported(PART, "relief by regeneration on day 365", "points", estimate::mean(&late)),
        Check::new(
            PART,
            "relief by regeneration on day 365 minus that on day 90",
            "points",
            Expected::at_least(0.0).with_interval_above(0.0),
            more,
            extent,
        ),
    ])
}
