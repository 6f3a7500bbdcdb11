//! What work tells while it goes on, and to whom.

use std::sync::Mutex;

use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Message, english};
use admsc_study::run::Progress;
use admsc_study::threads::lock;

/// Hears from a job while it works, from any of its threads.
pub trait Reporter: Sync {
    /// How much is done of all, in units of the job's own.
    fn show(&self, phase: Message, done: f64, all: f64);

    /// Something odd that does not stop the work.
    fn warn(&self, warning: Message);

    /// What is worth a sentence.
    fn say(&self, sentence: Message);

    /// The work is over, or a stage of it; another has units of its own.
    fn end(&self) {}

    /// Whether the time left is shown with what is done.
    fn shows_time_left(&self) -> bool {
        true
    }
}

/// How far runs of one kind are, from any of their threads. A baseline that was kept from an earlier run is no work.
pub struct Days<'a> {
    reporter: &'a dyn Reporter,
    baseline_days: f64,
    horizon_days: f64,
    runs: Mutex<Vec<Reached>>,
}

/// How far one of them is.
#[derive(Clone, Copy)]
struct Reached {
    /// Days done, the baseline's included.
    done_days: f64,
    /// Days to do in all.
    all_days: f64,
    /// Whether its baseline is computed.
    has_baseline: bool,
}

impl<'a> Days<'a> {
    /// For so many runs of a setup.
    pub fn new(reporter: &'a dyn Reporter, setup: &Setup, runs: u32) -> Self {
        let [baseline_days, horizon_days] = [setup.baseline_days, setup.horizon_days].map(f64::from);
        let begun = Reached { done_days: 0.0, all_days: baseline_days + horizon_days, has_baseline: false };
        Self { reporter, baseline_days, horizon_days, runs: Mutex::new(vec![begun; runs as usize]) }
    }

    /// Takes note of the progress of one run, counted from 0.
    pub fn tell(&self, run: u32, progress: Progress) {
        let mut runs = lock(&self.runs);
        let Some(reached) = runs.get_mut(run as usize) else { return };
        let phase = match progress {
            Progress::Baseline(share) => {
                reached.has_baseline = true;
                reached.done_days = share * self.baseline_days;
                english("baseline")
            }
            Progress::Day(day) => {
                let before = if reached.has_baseline { self.baseline_days } else { 0.0 };
                (reached.done_days, reached.all_days) = (before + day, before + self.horizon_days);
                english("run")
            }
        };
        let finished = runs.iter().filter(|run| run.done_days >= run.all_days).count();
        let sum = |days: fn(&Reached) -> f64| runs.iter().map(days).sum::<f64>();
        let phase = match runs.len() {
            1 => phase.into(),
            all => english("{finished} of {all} finished").with("finished", finished).with("all", all),
        };
        self.reporter.show(phase, sum(|run| run.done_days), sum(|run| run.all_days));
    }
}
