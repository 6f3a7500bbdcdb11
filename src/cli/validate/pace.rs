//! How far the work is, and what is left of it.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::super::estimate::time;
use super::super::failure::say;
use super::super::progress::{Reporter, now};
use admsc_scenario::language::{Language, Message, english};

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
            let left = time(elapsed * (all - worked).max(0.0) / worked);
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
