//! What disc and nerve are both held to: the chronic state lasts, and cells act where they get to.

use super::Extent;
use super::check::{Check, Expected, Part};
use super::estimate;
use super::lives::{Lives, Missing};

const UNTREATED: &str = "untreated";
const TREATED: &str = "one dose";
/// Days on which the reliefs by cells in other places are compared, and their names.
const DAYS: [(usize, &str); 2] = [(90, "3 months"), (365, "12 months")];

/// How far patients without treatment stay as they are for a year.
pub fn stability(part: Part, lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let change: Vec<f64> = lives.relief(UNTREATED, 365)?.iter().map(|relief| relief.abs()).collect();
    let half = Expected::at_most(0.5);
    let remitted = estimate::share(&lives.half_gone(UNTREATED, 365)?);
    let check = |what: &str, unit: &str, expected, found| Check::new(part, what, unit, expected, found, extent);
    Ok(vec![
        // The design asks this of the nerve; the disc can be held to it where there are as many patients as here.
        check("untreated: mean |ΔVAS| in a year", "points", half, estimate::mean(&change)),
        check("untreated: median |ΔVAS| in a year", "points", half, estimate::median(&change)),
        check("untreated: share who lose half of their pain in a year", "", Expected::at_most(0.1), remitted),
    ])
}

/// Where cells are, against beside the lesion. Relief is that beyond no treatment.
pub fn places(part: Part, lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let mut checks = Vec::new();
    for (day, name) in DAYS {
        let relief = |arm: &str| lives.relief_beyond(arm, UNTREATED, day);
        let free = relief(TREATED)?;
        let check = |what: &str, unit: &str, expected, found| {
            Check::new(part, format!("{what}, {name}"), unit, expected, found, extent)
        };
        let less_than_half = Expected::between(-0.1, 0.5);
        let [vein, frozen] = ["vein", "frozen"].map(|arm| Ok(estimate::ratio(&relief(arm)?, &free)));
        checks.extend([
            check("relief by one dose beyond no treatment", "points", Expected::at_least(1.0), estimate::mean(&free)),
            check("relief by vein (140e6) over relief by needle", "", less_than_half, vein?),
            check("relief by cells frozen at the needle over free cells", "", less_than_half, frozen?),
        ]);
    }
    Ok(checks)
}
