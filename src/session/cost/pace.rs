//! What many scenarios cost, roughly: one of them is timed here and now, and the others are held against it.

use super::probe::{timed_days, typical};
use super::scenario::lives_beside;
use super::{WITH_CELLS, field_work, of_patients};
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::simulation::Error;
use admsc_scenario::reading::Scenario;
use admsc_study::threads::with_threads;

/// Time of the figures and files of a scenario, seconds.
const FILES_SECONDS: f64 = 2.0;

/// How fast this machine is. Seconds are those of a day for each unit of work on the fields.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    one_core: f64,
    all_cores: f64,
    threads: usize,
}

impl Pace {
    /// Times a few days of a setup, on one core and on so many; less than a second each, unless two days take longer.
    ///
    /// # Errors
    /// When the setup cannot be run.
    pub fn measure(setup: &Setup, threads: usize) -> Result<Self, Error> {
        let one_core = timed(setup, Serial)?;
        let all_cores =
            if threads == 1 { one_core } else { with_threads(threads, || awake(|| timed(setup, Parallel)))? };
        Ok(Self { one_core, all_cores, threads })
    }

    /// Seconds of a scenario on this machine, with its figures: a single run takes all cores, its other lives, replicates and
    /// the patients of a study one each.
    pub fn seconds(&self, scenario: &Scenario) -> f64 {
        let computed = match (&scenario.study, scenario.replicates) {
            (Some(study), _) => {
                let day = |setup: &Setup| Ok::<f64, std::convert::Infallible>(self.one_core * field_work(setup));
                let Ok(seconds) = of_patients(study, day);
                seconds / self.at_once(study.population.patients)
            }
            (None, 1) => {
                let beside = f64::from(lives_beside(scenario).div_ceil(self.threads.max(1) as u32));
                (self.all_cores + beside * self.one_core) * whole_work(&scenario.setup)
            }
            (None, several) => f64::from(several) * self.one_core * whole_work(&scenario.setup) / self.at_once(several),
        };
        computed + FILES_SECONDS
    }

    fn at_once(&self, runs: u32) -> f64 {
        (self.threads as f64).min(f64::from(runs)).max(1.0)
    }
}

/// Work of a run with its baseline.
fn whole_work(setup: &Setup) -> f64 {
    let [baseline, horizon] = [setup.baseline_days, setup.horizon_days].map(f64::from);
    field_work(setup) * (baseline + WITH_CELLS * horizon)
}

/// Seconds of a day for each unit of work.
fn timed(setup: &Setup, workers: impl Steps) -> Result<f64, Error> {
    let plan = Plan::new(setup.clone(), 1, 0)?;
    let days = timed_days(&plan, &mut baseline::seed(&plan), workers, |_, _| {});
    Ok(typical(&days, |day| day.seconds) / (plan.slow_days() * field_work(setup)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::reading::lives::Lives;
    use admsc_scenario::reading::load;
    use std::path::Path;

    #[test]
    fn lives_beside_the_first_are_counted() -> Result<(), Box<dyn std::error::Error>> {
        let pace = Pace { one_core: 2e-6, all_cores: 1e-6, threads: 2 };
        let seconds = |lives: u32, name: &str| -> Result<f64, Box<dyn std::error::Error>> {
            let scenario = load(Path::new(name), &[])?;
            Ok(pace.seconds(&Scenario { lives: Lives { number: lives, ..scenario.lives }, ..scenario }) - FILES_SECONDS)
        };
        let single = seconds(1, "builtin:neuropathic-single")?;
        // Four others and one without treatment are three rounds of two, each twice as long as the first on all cores.
        assert!((seconds(5, "builtin:neuropathic-single")? / single - 7.0).abs() < 1e-9);
        // Four others and none without treatment are two rounds.
        assert!((seconds(5, "builtin:neuropathic-untreated")? / single - 5.0).abs() < 1e-9);
        assert!((seconds(2, "builtin:neuropathic-single")? / single - 3.0).abs() < 1e-9);
        Ok(())
    }
}
