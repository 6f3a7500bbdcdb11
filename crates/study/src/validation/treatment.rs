//! Checks of what doses, places and properties of cells change.

use super::check::{Check, Expected, Part};
use super::estimate;
use super::lives::{Lives, Missing};
use super::{Extent, both};
use admsc_stats::estimators::Coverage;
use admsc_stats::share::Share;

const PART: Part = Part::Treatment;
const COVERAGE: Coverage = Coverage::NINETY_FIVE;
const ONE: &str = "one dose";
const UNTREATED: &str = "untreated";

pub fn checks(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let places = both::places(PART, lives, extent)?;
    Ok([doses(lives, extent)?, places, vec![random_walk(lives)?], properties(lives, extent)?, arms(lives)?].concat())
}

/// Two doses against one.
fn doses(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let difference = |day| Ok(estimate::paired(&lives.pain("two doses", day)?, &lives.pain(ONE, day)?, COVERAGE));
    let gain = |day| lives.relief_beyond("two doses", ONE, day);
    let smaller = estimate::paired(&gain(730)?, &gain(365)?, COVERAGE);
    let r50 = |arm| lives.half_gone(arm, 365);
    Ok(vec![
        Check::new(
            PART,
            "two doses (days 0 and 180) minus one: VAS at 12 months",
            "points",
            Expected::at_most(-0.2).with_interval_below(0.0),
            difference(365)?,
            extent,
        ),
        Check::reported(PART, "two doses minus one: VAS at 24 months", "points", difference(730)?),
        Check::new(
            PART,
            "two doses against one: benefit at 24 months minus benefit at 12 months",
            "points",
            Expected::at_most(0.0),
            smaller,
            extent,
        ),
        Check::reported(
            PART,
            "two doses minus one: r50 at 12 months",
            "% points",
            estimate::share_difference(&r50("two doses")?, &r50(ONE)?, COVERAGE),
        ),
    ])
}

/// Cells that walk at random, against homing ones. Relief is that beyond no treatment.
fn random_walk(lives: &Lives) -> Result<Check, Missing> {
    let [walk, homing] = ["random walk", ONE].map(|arm| lives.relief_beyond(arm, UNTREATED, 365));
    let what = "relief by cells on a random walk over homing cells, 12 months";
    Ok(Check::reported(PART, what, "", estimate::ratio(&walk?, &homing?)))
}

/// Imprint, potency, life of the cells.
fn properties(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let hits = |arm: &str| -> Result<Vec<f64>, Missing> {
        Ok(lives.half_gone(arm, 365)?.into_iter().map(|half| f64::from(u8::from(half))).collect())
    };
    let sham = lives.pain("sham", 365)?;
    let against_sham = |arm: &str| Ok(estimate::paired(&lives.pain(arm, 365)?, &sham, COVERAGE));
    let short = estimate::paired(&lives.pain("half-life 2 d", 365)?, &lives.pain(ONE, 365)?, COVERAGE);
    Ok(vec![
        Check::new(
            PART,
            "r50 without imprint over r50 with it, 12 months",
            "",
            Expected::at_most(0.75),
            estimate::ratio(&hits("no imprint")?, &hits(ONE)?),
            extent,
        ),
        Check::new(
            PART,
            "potency 0.1 minus sham: VAS at 12 months",
            "points",
            Expected::between(-0.6, 0.6),
            against_sham("potency 0.1")?,
            extent,
        ),
        Check::reported(PART, "potency 0.3 minus sham: VAS at 12 months", "points", against_sham("potency 0.3")?),
        Check::reported(PART, "potency 1 minus sham: VAS at 12 months", "points", against_sham(ONE)?),
        Check::reported(PART, "half-life 2 d minus 5 d: VAS at 12 months", "points", short),
    ])
}

/// Mean pain and r50 of every arm, beside each other.
fn arms(lives: &Lives) -> Result<Vec<Check>, Missing> {
    let names = ["sham", UNTREATED, "6 million", ONE, "40 million", "two doses", "vein", "frozen", "random walk"];
    let more = ["no imprint", "half-life 2 d", "potency 0.3", "potency 0.1"];
    names.into_iter().chain(more).map(|arm| one_arm(lives, arm)).collect()
}

fn one_arm(lives: &Lives, arm: &str) -> Result<Check, Missing> {
    let share = Share::from_values(lives.half_gone(arm, 365)?);
    let (low, high) = share.interval(COVERAGE);
    let r50 = format!("r50 {:.0} % ({:.0} to {:.0} %)", 100.0 * share.value(), 100.0 * low, 100.0 * high);
    let mean = estimate::mean(&lives.pain(arm, 365)?);
    Ok(Check::reported(PART, format!("{arm}: mean VAS at 12 months"), "points", mean).noted(r50))
}

/// The same people at two ages.
pub fn ages(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let r50 = |age: &str| lives.half_gone(&format!("{age} one dose"), 365);
    let (young, old) = (r50("40 y")?, r50("70 y")?);
    let apart = estimate::share_difference(&young, &old, COVERAGE);
    let expected = Expected::at_least(8.0);
    Ok(vec![
        Check::new(PART, "the same people: r50 at 40 minus r50 at 70 years", "% points", expected, apart, extent),
        Check::reported(PART, "r50 at 40 years", "", estimate::share(&young)),
        Check::reported(PART, "r50 at 70 years", "", estimate::share(&old)),
    ])
}
