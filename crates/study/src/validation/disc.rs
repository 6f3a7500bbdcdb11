//! Checks of the patients with a painful disc: after a dose, time scale, distribution.

use super::check::{Check, Estimate, Expected, Part};
use super::estimate;
use super::lives::{Lives, Missing};
use super::{Extent, both};
use admsc_model::math;
use admsc_model::observe::Sample;
use admsc_stats::estimators::{Coverage, quantile};

/// Name of the treated arm in `validation/disc.toml`.
const TREATED: &str = "one dose";

/// Why ranges of M2:M1 and of the time of relief are shown and decide nothing any more.
const FIRST_DESIGN: &str = "range of the first design, without a source; macrophages switch three to six times as fast since, as acute injuries ask for";

pub fn checks(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    Ok([after_a_dose(lives, extent)?, time_scale(lives, extent)?, distribution(lives, extent)?].concat())
}

/// Macrophages, TNFα.
fn after_a_dose(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let check =
        |what: &str, unit: &str, expected, found| Check::new(Part::AfterADose, what, unit, expected, found, extent);
    let mut checks = Vec::new();
    let ratio = |day| Ok(estimate::m2_to_m1(&lives.figures(TREATED, day, Sample::m1_share)?));
    for (day, low, high) in
        [(0, 0.4, 0.55), (3, 0.6, 1.3), (7, 1.2, 3.0), (14, 2.5, 4.0), (21, 2.5, 4.0), (28, 2.5, 4.0), (365, 1.0, 1.6)]
    {
        let one = check(&format!("M2:M1 on day {day}"), "", Expected::between(low, high), ratio(day)?);
        checks.push(one.need_not_hold(FIRST_DESIGN));
    }
    let tnf = |day| lives.figures(TREATED, day, |sample| sample.tnf_alpha_relative);
    let fall = estimate::ratio(&tnf(14)?, &tnf(0)?);
    checks.push(check("TNFα on day 14 over day 0", "", Expected::between(0.12, 0.4), fall));
    checks.extend(both::stability(Part::AfterADose, lives, extent)?);
    Ok(checks)
}

/// Cells left of those that came to lie in the window, which differ from patient to patient with their retention.
pub fn survival(lives: &Lives, given: &[f64], extent: Extent) -> Result<Vec<Check>, Missing> {
    let one = |(day, low, high)| {
        let alive = lives.figures(TREATED, day, |sample| sample.admsc_alive_cells as f64)?;
        let what = format!("cells alive on day {day} over those that came into the window");
        // The design gives whole per cent: the half beside each end belongs to it.
        let expected = Expected::between(low - 0.005, high + 0.005);
        let found = Check::new(Part::AfterADose, what, "", expected, estimate::ratio(&alive, given), extent);
        Ok(found.noted("the design's whole per cent, with the half beside each end"))
    };
    [(7, 0.35, 0.40), (21, 0.04, 0.07)].into_iter().map(one).collect()
}

/// When relief comes.
fn time_scale(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let part = Part::TimeScale;
    let year: Vec<&[f64]> = lives.courses(TREATED)?.into_iter().map(|days| &days[..days.len().min(366)]).collect();
    let half_days: Vec<f64> = year.iter().filter_map(|days| half_day(days)).collect();
    let (q1, q3) = (quantile(&half_days, 0.25), quantile(&half_days, 0.75));
    let median = Check::new(
        part,
        "median day of half of a patient's own largest relief, where that is ≥ 1 point",
        "d",
        Expected::between(14.0, 35.0),
        estimate::median(&half_days),
        extent,
    );
    let length = year.iter().map(|days| days.len()).min().unwrap_or(0);
    let mean = |day: usize| year.iter().map(|days| days[0] - days[day]).sum::<f64>() / year.len().max(1) as f64;
    let course: Vec<f64> = (0..length).map(mean).collect();
    let best = (0..length).max_by(|a, b| course[*a].total_cmp(&course[*b])).unwrap_or(0);
    let [early, late] = [3, best].map(|day| lives.relief(TREATED, day));
    let n = year.len();
    Ok(vec![
        median.need_not_hold(&format!(
            "interquartile range {q1:.0} to {q3:.0} d; {} of {n} patients; {FIRST_DESIGN}",
            half_days.len()
        )),
        Check::new(
            part,
            "relief on day 3 over the largest, means of the cohort",
            "",
            Expected::at_most(0.2),
            estimate::ratio(&early?, &late?),
            extent,
        ),
        Check::new(
            part,
            "day of the largest mean relief",
            "d",
            Expected::between(60.0, 150.0),
            best_day(&year, best),
            extent,
        )
        .need_not_hold(FIRST_DESIGN),
    ])
}

/// The day on which half of the largest relief within the course is first reached; none where that is below a point.
fn half_day(days: &[f64]) -> Option<f64> {
    let start = *days.first()?;
    let largest = days.iter().fold(0.0_f64, |largest, pain| largest.max(start - pain));
    let half = || days.iter().position(|pain| start - pain >= 0.5 * largest);
    if largest >= 1.0 { half().map(|day| day as f64) } else { None }
}

/// The day of the largest mean relief with an interval: the days of the largest relief when each tenth of the patients is
/// left out in turn (jackknife).
fn best_day(year: &[&[f64]], best: usize) -> Estimate {
    const GROUPS: usize = 10;
    let length = year.iter().map(|days| days.len()).min().unwrap_or(0);
    let without = |group: usize| {
        let kept = || year.iter().enumerate().filter(move |(row, _)| row % GROUPS != group).map(|(_, days)| days);
        let pain = |day: usize| kept().map(|days| days[day]).sum::<f64>() - kept().map(|days| days[0]).sum::<f64>();
        let sums: Vec<f64> = (0..length).map(pain).collect();
        (0..length).min_by(|a, b| sums[*a].total_cmp(&sums[*b])).unwrap_or(0) as f64
    };
    let days: Vec<f64> = (0..GROUPS).map(without).collect();
    let mean = days.iter().sum::<f64>() / GROUPS as f64;
    let squares: f64 = days.iter().map(|day| (day - mean) * (day - mean)).sum();
    let freedom = GROUPS as f64 - 1.0;
    let half = Coverage::NINETY_FIVE.student(freedom) * math::sqrt(squares * freedom / GROUPS as f64);
    estimate::with_ends(best as f64, Some((best as f64 - half, best as f64 + half)), year.len())
}

/// Not means only.
fn distribution(lives: &Lives, extent: Extent) -> Result<Vec<Check>, Missing> {
    let part = Part::Distribution;
    let (before, after) = (lives.pain(TREATED, 0)?, lives.pain(TREATED, 365)?);
    let left: Vec<f64> = before.iter().zip(&after).map(|(before, after)| after / before).collect();
    let share = |from: f64, to: f64| {
        let within: Vec<f64> = left.iter().map(|left| f64::from(u8::from(*left >= from && *left < to))).collect();
        within
    };
    let (third, two) = (1.0 / 3.0, 2.0 / 3.0);
    let middle = share(third, two);
    let groups = [("under a third", share(f64::NEG_INFINITY, third)), ("over two thirds", share(two, f64::INFINITY))];
    let mut checks = vec![Check::new(
        part,
        "SD of VAS at 12 months after one dose",
        "points",
        Expected::between(2.3, 3.5),
        estimate::standard_deviation(&after),
        extent,
    )];
    for (name, outer) in groups {
        let what = format!("two groups: share with {name} of the pain left, minus share in the middle third");
        let difference = estimate::paired(&outer, &middle, Coverage::NINETY_FIVE);
        checks.push(Check::new(part, what, "", Expected::at_least(0.0), difference, extent));
    }
    let reported = |what: &str, unit: &str, found| Check::reported(part, what, unit, found);
    checks.extend([
        reported("SD of VAS on day 0", "points", estimate::standard_deviation(&before)),
        reported("mean VAS on day 0", "points", estimate::mean(&before)),
        reported("mean VAS at 12 months after one dose", "points", estimate::mean(&after)),
        reported("r50 at 12 months after one dose", "", estimate::share(&lives.half_gone(TREATED, 365)?)),
    ]);
    Ok(checks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_half_relief_is_the_first_and_needs_a_point() {
        assert_eq!(half_day(&[8.0, 7.5, 6.0, 4.0, 5.0]), Some(2.0));
        assert_eq!(half_day(&[8.0, 7.5, 7.4]), None);
    }

    #[test]
    fn the_best_day_of_equal_patients_is_certain() {
        let course = [8.0, 6.0, 5.0, 6.0];
        let found = best_day(&[&course[..]; 20], 2);
        assert_eq!((found.value, found.low, found.high), (2.0, Some(2.0), Some(2.0)));
    }
}
