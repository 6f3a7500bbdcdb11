//! Checks of the patients with a painful nerve.

use super::Extent;
use super::check::{Check, Expected, Part};
use super::found;
use super::lives::{Lives, Missing};
use admsc_stats::estimators::{Coverage, quantile};

const PART: Part = Part::Nerve;
const UNTREATED: &str = "untreated";
const TREATED: &str = "one dose";
/// Days of the visits between which a first arrival is looked for.
const WEEKS: std::ops::RangeInclusive<u32> = 1..=30;

pub fn checks(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    Ok([stability(lives, extent)?, arrivals(lives, extent)?, regeneration(lives, extent)?].concat())
}

fn stability(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let change: Vec<f64> = lives.relief(UNTREATED, 365)?.iter().map(|relief| relief.abs()).collect();
    let remitted = found::share(&lives.half_gone(UNTREATED, 365)?);
    let relief = |arm: &str| lives.relief_beyond(arm, UNTREATED, 365);
    Ok(vec![
        Check::new(
            PART,
            "untreated: mean |ΔVAS| in a year",
            "points",
            Expected::at_most(0.5),
            found::mean(&change),
            extent,
        ),
        Check::reported(PART, "untreated: share who lose half of their pain in a year", "", remitted),
        Check::reported(
            PART,
            "mean VAS at 12 months after 70e6 cells",
            "points",
            found::mean(&lives.pain(TREATED, 365)?),
        ),
        Check::reported(PART, "r50 at 12 months after 70e6 cells", "", found::share(&lives.half_gone(TREATED, 365)?)),
        Check::reported(
            PART,
            "relief by vein (140e6) over relief by needle, 12 months",
            "",
            found::ratio(&relief("vein")?, &relief(TREATED)?),
        ),
        Check::reported(
            PART,
            "relief by cells frozen at the needle over free cells, 12 months",
            "",
            found::ratio(&relief("frozen")?, &relief(TREATED)?),
        ),
    ])
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
    let early = found::of(arrived(lives, 55)?.iter().sum(), None, lives.len());
    let after_half_a_year = found::paired(&arrived(lives, 365)?, &arrived(lives, 182)?, Coverage::NINETY_FIVE);
    let all = arrived(lives, 365)?.iter().sum::<f64>();
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
            found::median(&weeks),
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
    ])
}

fn regeneration(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let lost = |day| lives.relief_beyond(TREATED, "no regeneration", day);
    let (early, late) = (lost(90)?, lost(365)?);
    let more = found::paired(&late, &early, Coverage::NINETY_FIVE);
    Ok(vec![
        Check::reported(PART, "relief by regeneration on day 90", "points", found::mean(&early)),
        Check::reported(PART, "relief by regeneration on day 365", "points", found::mean(&late)),
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
