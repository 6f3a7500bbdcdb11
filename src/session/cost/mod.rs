//! What work will cost: a piece of it is timed here and now, and carried on to its whole length.

pub mod pace;
pub mod patients;
pub mod probe;
pub mod scenario;

use super::log::now;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Error;
use admsc_scenario::language::{Message, english};
use admsc_scenario::reading::study::Study;
use admsc_study::clinical::Group;
use admsc_study::sensitivity::{self, Model, Question};
use probe::{timed_days, typical};

/// Injected cells make a day about so much longer, over a whole course.
const WITH_CELLS: f64 = 1.3;

/// Seconds on one core for a day of a setup, without injected cells.
fn day_seconds(setup: &Setup) -> Result<f64, Error> {
    let plan = Plan::new(setup.clone(), 1, 0)?;
    let days = timed_days(&plan, &mut baseline::seed(&plan), Serial, |_, _| {});
    Ok(typical(&days, |day| day.seconds) / plan.slow_days())
}

/// Seconds on one core of all patients of some populations of the clinical rows, in all their courses.
pub fn group_seconds(groups: &[Group]) -> anyhow::Result<f64> {
    let of_group = |group: &Group| -> anyhow::Result<f64> {
        let rate = group.study.cases.first().map_or(Ok(0.0), |case| day_seconds(&case.setup))?;
        Ok(WITH_CELLS * rate * group.days() * f64::from(group.study.population.patients))
    };
    groups.iter().map(of_group).sum()
}

/// Work on the fields in a day of a setup, in voxels a minute: what a day costs goes with it, nearly.
fn field_work(setup: &Setup) -> f64 {
    setup.grid.len() as f64 / f64::from(setup.cadence.field_ticks * setup.cadence.tick_minutes)
}

/// Seconds on one core of all patients of a study, each in all its courses. A grid with its steps is timed once.
pub fn study_seconds(study: &Study) -> Result<f64, Error> {
    let mut timed = Vec::<(f64, f64)>::new();
    of_patients(study, |setup| {
        let work = field_work(setup);
        if let Some((_, rate)) = timed.iter().find(|(known, _)| *known == work) {
            return Ok(*rate);
        }
        let rate = day_seconds(setup)?;
        timed.push((work, rate));
        Ok(rate)
    })
}

/// Seconds on one core of all patients of a study, by the seconds of a day of a setup.
fn of_patients<E>(study: &Study, mut day_seconds: impl FnMut(&Setup) -> Result<f64, E>) -> Result<f64, E> {
    let (mut seconds, mut bases) = (0.0, Vec::new());
    for case in &study.cases {
        let setup = &case.setup;
        let rate = day_seconds(setup)?;
        seconds += WITH_CELLS * rate * f64::from(setup.horizon_days);
        let base = (field_work(setup).to_bits(), case.point);
        if !bases.contains(&base) {
            bases.push(base);
            seconds += rate * f64::from(setup.baseline_days);
        }
    }
    Ok(seconds * f64::from(study.population.patients))
}

/// Seconds of an analysis with so many rows in the mean field; the scenario itself is timed.
pub fn sensitivity_seconds(question: &Question<'_>, rows: u32, threads: usize) -> Result<f64, sensitivity::Error> {
    let timed = |model: Model| -> Result<f64, sensitivity::Error> {
        let started = now();
        question.one_setting(model)?;
        Ok(started.elapsed().as_secs_f64())
    };
    let design = question.design;
    let in_mean_field = if design.model == Model::MeanField || rows > 0 { timed(Model::MeanField)? } else { 0.0 };
    let one = if design.model == Model::Cells { timed(Model::Cells)? } else { in_mean_field };
    let working = threads.min(design.trajectories as usize) as f64;
    Ok(question.settings() * one / working + f64::from(rows) * in_mean_field / threads as f64)
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
