//! What long work in virtual patients will cost on this machine, from a piece that is timed here and now.

use std::time::Duration;

use super::Failure;
use super::progress::now;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::step;
use admsc_model::simulation::{Error, Simulation};
use admsc_scenario::language::{Message, english};
use admsc_study::clinical::Group;

/// Time spent on timing a setup, unless a single day takes longer.
const BUDGET: Duration = Duration::from_millis(250);

/// Injected cells make a day about so much longer, over a whole course.
pub const WITH_CELLS: f64 = 1.3;

/// Seconds on one core for a day of a setup, without injected cells.
pub fn day_seconds(setup: &Setup) -> Result<f64, Error> {
    let plan = Plan::new(setup.clone(), 1, 0)?;
    let mut tissue = baseline::seed(&plan);
    let ticks = plan.setup.cadence.slow_ticks;
    // The first day warms the caches up.
    for _ in 0..ticks {
        step(&plan, &mut tissue, Serial);
    }
    let started = now();
    let mut days = 0.0;
    while days == 0.0 || started.elapsed() < BUDGET {
        for _ in 0..ticks {
            step(&plan, &mut tissue, Serial);
        }
        std::hint::black_box(admsc_model::observe::sample(&plan, &tissue));
        days += plan.slow_days();
    }
    std::hint::black_box(Simulation::from_baseline(plan, tissue)?.tissue());
    Ok(started.elapsed().as_secs_f64() / days)
}

/// Seconds on one core of all patients of some populations of the clinical rows, in all their courses.
pub fn group_seconds(groups: &[Group]) -> Result<f64, Failure> {
    let of_group = |group: &Group| -> Result<f64, Failure> {
        let rate = group.study.cases.first().map_or(Ok(0.0), |case| day_seconds(&case.setup));
        let patients = f64::from(group.study.population.patients);
        Ok(WITH_CELLS * rate.map_err(anyhow::Error::from)? * group.days() * patients)
    };
    groups.iter().map(of_group).sum()
}

/// Two digits are more than an estimate has.
pub fn time(seconds: f64) -> Message {
    let (text, number) = match seconds {
        s if s < 90.0 => (english("{number} s"), format!("{:.0}", s.max(1.0))),
        s if s < 5400.0 => (english("{number} min"), format!("{:.0}", s / 60.0)),
        s => (english("{number} h"), format!("{:.1}", s / 3600.0)),
    };
    Message::from(text).with("number", number)
}
