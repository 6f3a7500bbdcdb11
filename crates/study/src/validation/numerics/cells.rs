//! Survival and recruitment against their formulas.

use super::super::check::{Check, Estimate, Expected};
use super::super::estimate;
use super::super::{Error, preset};
use super::check;
use admsc_model::math;
use admsc_model::parallel::Serial;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::{dose, recruitment, stem_cell};
use admsc_stats::estimators::Coverage;
use admsc_stats::share::Share;

pub fn checks() -> Result<Vec<Check>, Error> {
    let (entered, variance) = recruitment_ratio()?;
    let near = Expected::between(0.97, 1.03);
    // The standard error of the variance of 4 000 Poisson counts is 2.2 % and more.
    let wide = Expected::between(0.88, 1.12);
    Ok(vec![
        survival(7)?,
        survival(21)?,
        check("monocytes entering over the rate of the rule", "", near, entered),
        check("variance over mean of the monocytes entering (Poisson: 1)", "", wide, variance),
    ])
}

/// Share of injected cells alive on a day, over the exponential.
fn survival(day: u32) -> Result<Check, Error> {
    let mut setup = preset("discogenic-single")?;
    setup.doses.iter_mut().for_each(|dose| dose.cells = 60e6);
    let plan = Plan::new(setup, 1, 0).map_err(admsc_model::simulation::Error::from)?;
    let mut tissue = Tissue::empty(&plan);
    tissue.clock.tick = tissue.clock.origin;
    dose::give(&plan, &mut tissue);
    let injected = tissue.stem_cells.alive();
    let ticks = plan.setup.cadence.field_ticks;
    while tissue.clock.day() < f64::from(day) {
        stem_cell::die(&plan, &mut tissue, Serial);
        tissue.clock.tick += ticks;
    }
    let expected = math::exp(-math::half_life_rate(plan.setup.parameters.stem_cell.half_life) * f64::from(day));
    let share = Share { n: injected, hits: tissue.stem_cells.alive() };
    let (low, high) = share.interval(Coverage::NINETY_FIVE);
    let ratio = estimate::with_ends(share.value() / expected, Some((low / expected, high / expected)), injected);
    // Four binomial standard errors.
    let room = 4.0 * math::sqrt((1.0 - expected) / (expected * injected as f64));
    let what = format!("cells alive on day {day} over the exponential");
    Ok(check(&what, "", Expected::between(1.0 - room, 1.0 + room), ratio))
}

/// Monocytes entering in an interval over the rate of the rule, and the variance of their number over its mean.
fn recruitment_ratio() -> Result<(Estimate, Estimate), Error> {
    let plan = Plan::new(preset("discogenic")?, 1, 0).map_err(admsc_model::simulation::Error::from)?;
    let mut tissue = Tissue::empty(&plan);
    // Without TNFα and sensitisation the drive is that of the matrix and j0, the same at every vessel.
    let p = &plan.setup.parameters;
    let j = p.drive.autoimmune + p.drive.damage * (1.0 - p.tissue.healthy_integrity);
    let vessels = plan.geometry.vessels_um.len();
    let rate = recruitment::rate(&p.macrophage, plan.geometry.lesion_volume_ml, vessels, j, 0.0);
    let expected = rate * vessels as f64 * plan.field_days();
    let mut counts = Vec::new();
    for _ in 0..4000 {
        let before = tissue.macrophages.len();
        recruitment::enter(&plan, &mut tissue, Serial);
        tissue.clock.tick += plan.setup.cadence.field_ticks;
        counts.push((tissue.macrophages.len() - before) as f64 / expected);
    }
    let mean = estimate::mean(&counts);
    let sd = estimate::standard_deviation(&counts);
    let scale = |sd: f64| sd * sd * expected / mean.value;
    let ends = sd.low.zip(sd.high).map(|(low, high)| (scale(low), scale(high)));
    Ok((mean, estimate::with_ends(scale(sd.value), ends, counts.len())))
}
