//! What the work will cost on this machine, and how far it is.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::failure::say;
use super::super::progress::{Reporter, now};
use crate::language::{Language, Message, english};
use crate::model::baseline;
use crate::model::plan::Plan;
use crate::model::setup::Setup;
use crate::model::step::step;
use crate::parallel::Serial;
use crate::simulation::{Error, Simulation};

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
        std::hint::black_box(crate::observe::sample(&plan, &tissue));
        days += plan.slow_days();
    }
    std::hint::black_box(Simulation::from_baseline(plan, tissue)?.tissue());
    Ok(started.elapsed().as_secs_f64() / days)
}

/// Progress over all parts of the work, with the time that is left.
pub struct Pace {
    language: Language,
    told: Mutex<Told>,
}

struct Told {
    reporter: Reporter,
    started: Instant,
    /// Expected seconds of all parts.
    all: f64,
    /// Those of the parts that are done.
    before: f64,
    /// Those of work that was found done.
    found: f64,
}

impl Pace {
    /// For work of so many expected seconds.
    pub fn new(all: f64, quiet: bool, language: Language) -> Self {
        let reporter = Reporter::new("validate", 0, 1, quiet, language);
        Self { language, told: Mutex::new(Told { reporter, started: now(), all, before: 0.0, found: 0.0 }) }
    }

    /// Tells that of a part of so many expected seconds shares are done, of them `found` without work.
    pub fn tell(&self, phase: impl Into<Message>, seconds: f64, done: f64, found: f64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = told.found + found * seconds;
        let (worked, all) = (told.before + done * seconds - skipped, told.all - skipped);
        let elapsed = told.started.elapsed().as_secs_f64();
        let phase: Message = phase.into();
        // A bar tells the time left itself.
        let text = if told.reporter.has_bar() || worked <= 0.0 {
            phase
        } else {
            let left = minutes(elapsed * (all - worked).max(0.0) / worked);
            english("{phase}, {time} left").with_said("phase", phase).with_said("time", left)
        };
        told.reporter.show(text, worked.max(0.0), all.max(1e-9));
    }

    /// A part of so many expected seconds is done; `found` is the share that was there without work.
    pub fn next(&self, seconds: f64, found: f64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.before += seconds;
        told.found += found * seconds;
    }

    /// Says something beside the bar.
    pub fn say(&self, message: impl Into<Message>) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.reporter.aside(|| say(&self.language.say(message)));
    }

    /// Removes the bar.
    pub fn finish(self) {
        self.told.into_inner().unwrap_or_else(PoisonError::into_inner).reporter.finish();
    }
}

/// A time in words.
pub fn minutes(seconds: f64) -> Message {
    match seconds {
        few if few < 90.0 => english("{number} s").with("number", format_args!("{few:.0}")),
        some if some < 5400.0 => english("{number} min").with("number", format_args!("{:.0}", some / 60.0)),
        many => english("{number} h").with("number", format_args!("{:.1}", many / 3600.0)),
    }
}
