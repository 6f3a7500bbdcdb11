//! How far the work is over all its parts, and what is left of it.

use std::sync::Mutex;
use std::time::Instant;

use super::super::cost::time;
use super::super::log::now;
use super::super::progress::Reporter;
use admsc_scenario::language::{Message, english};
use admsc_study::threads::lock;

/// Progress over all parts of the work, with the time that is left.
pub struct Pace<'a> {
    reporter: &'a dyn Reporter,
    started: Instant,
    /// Expected seconds of all parts.
    all: f64,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    /// Expected seconds of the parts that are done.
    before: f64,
    /// Those of work that was found done.
    found: f64,
}

impl<'a> Pace<'a> {
    /// For work of so many expected seconds.
    pub fn new(all: f64, reporter: &'a dyn Reporter) -> Self {
        Self { reporter, started: now(), all, done: Mutex::default() }
    }

    /// Tells that of a part of so many expected seconds shares are done, of them `found` without work.
    pub fn tell(&self, phase: Message, seconds: f64, done: f64, found: f64) {
        let before = lock(&self.done);
        let skipped = before.found + found * seconds;
        let (worked, all) = (before.before + done * seconds - skipped, self.all - skipped);
        let text = if self.reporter.shows_time_left() || worked <= 0.0 {
            phase
        } else {
            let left = time(self.started.elapsed().as_secs_f64() * (all - worked).max(0.0) / worked);
            english("{phase}, {time} left").with_said("phase", phase).with_said("time", left)
        };
        self.reporter.show(text, worked.max(0.0), all.max(1e-9));
    }

    /// A part of so many expected seconds is done; `found` is the share that was there without work.
    pub fn next(&self, seconds: f64, found: f64) {
        let mut done = lock(&self.done);
        done.before += seconds;
        done.found += found * seconds;
    }
}
