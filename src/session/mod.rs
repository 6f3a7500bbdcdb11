//! The work of the program: it finds, computes and writes results. It knows no command line and prints nothing; what it tells
//! while it works goes to a [`progress::Reporter`].
//!
//! What is kept as results of its own is a [`job::Job`]: [`run`], [`replicates`], [`study`], [`explanation`],
//! [`sensitivity`] and [`calibration`]; a [`batch`] goes through many of them. A [`comparison`] reads finished runs and a
//! [`validation`] is put together from kept work: neither is ever found finished, so they compute and write only.

pub mod batch;
pub mod best;
pub mod branch;
pub mod calibration;
pub mod checkpoints;
pub mod citation;
pub mod cleaning;
pub mod comparison;
pub mod cost;
pub mod differences;
pub mod explanation;
pub mod failure;
pub mod figures;
pub mod film;
pub mod job;
pub mod lab;
pub mod log;
pub mod progress;
pub mod replicates;
pub mod report;
pub mod results;
pub mod run;
pub mod sensitivity;
pub mod starter;
pub mod study;
pub mod unfinished;
pub mod validation;
pub mod verification;

use std::path::Path;
use std::time::Duration;

use admsc_scenario::language::Language;
use progress::Reporter;

/// How work is done, and who hears of it. None of it changes a result.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    /// Folder for results.
    pub out: &'a Path,
    /// Threads to work on.
    pub threads: usize,
    /// Whether what is already there is computed again.
    pub fresh: bool,
    /// Whether nothing is said but what is odd.
    pub quiet: bool,
    /// Language of figures and messages.
    pub language: Language,
    /// Shortest time between two checkpoints of a run; nothing where runs keep none.
    pub checkpoint_every: Option<Duration>,
    /// The command that is worked on, as it can be repeated.
    pub command: &'a str,
    /// Who hears how far it is.
    pub reporter: &'a dyn Reporter,
}
