//! When runs keep checkpoints, and what becomes of them when the program is told to stop.
//!
//! A run that lasts keeps one every 30 s, or every fifty times what the last one took to write where that is longer. A signal that ends
//! the program stops each run at its next tick, with a checkpoint of that tick.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Session;
use super::log::now;
use admsc_output::export::checkpoints::{CheckpointFolder, Kept, StateFolder};
use admsc_scenario::language::{Message, english};
use admsc_scenario::shown::shown;
use admsc_study::checkpoint::{Checkpoints, Found, Keeper, Nowhere, Wish};
use admsc_study::run::{BaselineStore, Request};
use admsc_study::state::{self, States};
use admsc_study::threads::lock;

/// Shortest time between two checkpoints of a run, unless another one is asked for.
pub const EVERY: Duration = Duration::from_secs(30);
/// How many times as long as one takes to write lies between two of them.
const WRITING: u32 = 50;
/// A run that took less than this is not kept when it ends: to compute it again is as quick.
const SHORT: Duration = Duration::from_secs(1);
/// Longest that a program that is told to stop waits for runs: they stop between two ticks.
const PATIENCE: Duration = Duration::from_secs(25);

/// Whether the program was told to stop.
static STOPS: AtomicBool = AtomicBool::new(false);
/// Runs that are on their way and ask at every tick whether they are to stop.
static RUNNING: Mutex<usize> = Mutex::new(0);
static RUNS_LESS: Condvar = Condvar::new();
/// Stops all runs at their next tick, and waits until their checkpoints are kept.
pub fn stop() {
    STOPS.store(true, Ordering::SeqCst);
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    drop(RUNS_LESS.wait_timeout_while(running, PATIENCE, |running| *running > 0));
}

/// The checkpoints of one job.
pub struct JobCheckpoints<'a> {
    folder: CheckpointFolder,
    session: Session<'a>,
    keys: Mutex<BTreeSet<String>>,
}

impl<'a> JobCheckpoints<'a> {
    /// None yet.
    pub fn new(session: Session<'a>) -> Self {
        Self { folder: CheckpointFolder::under(session.out), session, keys: Mutex::default() }
    }

    /// A store of baselines with these checkpoints beside it.
    pub fn beside<S>(&self, baselines: S) -> Stores<'_, S> {
        Stores { baselines, checkpoints: self, states: None }
    }

    /// The same, with the states of `days` kept, and of any day found.
    pub fn with_states<S>(&self, baselines: S, days: &'a [u32]) -> Stores<'_, S> {
        let folder = StateFolder::under(self.session.out, !days.is_empty());
        let states = folder.map(|folder| RunStates { folder, days, session: self.session });
        Stores { baselines, checkpoints: self, states }
    }

    /// Tells the reader of results that were found which states that its scenario names are not kept: states are kept only while a
    /// run is computed.
    pub fn tell_missing_states(&self, request: Request<'_>, days: &[u32]) {
        let stores = self.with_states((), days);
        let Some(states) = stores.states.as_ref().filter(|_| !days.is_empty()) else { return };
        let Ok(missing) = state::missing(request, days, states) else { return };
        let Some(first) = missing.first() else { return };
        let message = english(
            "the results were there, but not the state of day {day} that [checkpoint] names; --fresh computes the run anew and keeps it",
        );
        self.session.reporter.warn(message.with("day", first));
    }

    /// Deletes the checkpoints of the job: its results are written.
    pub fn clear(&self) {
        lock(&self.keys).iter().for_each(|key| self.folder.remove(key));
    }
}

impl Checkpoints for JobCheckpoints<'_> {
    fn open(&self, key: &str) -> Box<dyn Keeper + '_> {
        let Some(every) = self.session.checkpoint_every else { return Box::new(Nowhere) };
        lock(&self.keys).insert(key.to_owned());
        let (key, began) = (key.to_owned(), now());
        Box::new(RunKeeper { job: self, key, began, every, next: began + every, asked: None, is_running: false })
    }
}

/// The states of named days of one run.
struct RunStates<'a> {
    folder: StateFolder,
    days: &'a [u32],
    session: Session<'a>,
}

impl States for RunStates<'_> {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        match self.folder.load(key) {
            _ if self.session.fresh => None,
            Kept::Nothing => None,
            Kept::Whole(bytes) => Some(bytes),
            Kept::Damaged => {
                let place = shown(&self.folder.file(key));
                let message = english("the kept state {file} is damaged; an earlier one or day 0 takes its place");
                self.session.reporter.warn(message.with("file", place));
                None
            }
        }
    }

    fn is_named(&self, day: u32) -> bool {
        self.days.contains(&day)
    }

    fn keep(&self, key: &str, day: u32, bytes: &[u8]) {
        if let Err(error) = self.folder.keep(key, bytes) {
            let message = english("the state of day {day} could not be kept: {reason}").with("day", day);
            self.session.reporter.warn(message.with("reason", error));
        }
    }

    fn tell(&self, day: u32) {
        self.session.reporter.say(english("begins with the kept state of day {day}").with("day", day));
    }
}

/// The checkpoint of one run.
struct RunKeeper<'a> {
    job: &'a JobCheckpoints<'a>,
    key: String,
    began: Instant,
    /// Shortest time between two.
    every: Duration,
    /// When the next one is due.
    next: Instant,
    /// When one was wished for that is not yet kept.
    asked: Option<Instant>,
    is_running: bool,
}

impl RunKeeper<'_> {
    fn warn(&self, message: impl Into<Message>) {
        self.job.session.reporter.warn(message.into());
    }

    /// The run asks for nothing any more.
    fn end(&mut self) {
        if std::mem::take(&mut self.is_running) {
            *lock(&RUNNING) -= 1;
            RUNS_LESS.notify_all();
        }
    }
}

impl Drop for RunKeeper<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

impl Keeper for RunKeeper<'_> {
    fn load(&mut self) -> Option<Vec<u8>> {
        match self.job.folder.load(&self.key) {
            _ if self.job.session.fresh => None,
            Kept::Nothing => None,
            Kept::Whole(bytes) => Some(bytes),
            Kept::Damaged => {
                let place = shown(&self.job.folder.file(&self.key));
                self.warn(english("the checkpoint {file} is damaged; the run begins anew").with("file", place));
                None
            }
        }
    }

    fn tell(&mut self, found: Found) {
        let place = shown(&self.job.folder.file(&self.key));
        match found {
            Found::Refused => self.warn(
                english("the checkpoint {file} is of another version of the model; the run begins anew")
                    .with("file", place),
            ),
            Found::GoesOn { day } => {
                self.job.session.reporter.say(english("goes on from day {day}").with("day", format_args!("{day:.1}")));
            }
        }
    }

    fn wish(&mut self) -> Wish {
        if !std::mem::replace(&mut self.is_running, true) {
            *lock(&RUNNING) += 1;
        }
        let present = now();
        if STOPS.load(Ordering::Relaxed) {
            return Wish::Stop;
        }
        if present < self.next {
            return Wish::GoOn;
        }
        self.asked = Some(present);
        Wish::Keep
    }

    fn wants_the_end(&mut self) -> bool {
        self.began.elapsed() > SHORT
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Err(error) = self.job.folder.keep(&self.key, bytes) {
            let place = shown(&self.job.folder.file(&self.key));
            let message = english("no checkpoint could be kept: {file}: {reason}").with("file", place);
            self.warn(message.with("reason", error));
        }
        let present = now();
        let took = self.asked.take().map_or(Duration::ZERO, |asked| present - asked);
        self.next = present + self.every.max(took * WRITING);
        if STOPS.load(Ordering::Relaxed) {
            self.end();
            // Whoever stopped the runs ends the program; nothing is to be reported or written before.
            loop {
                thread::park();
            }
        }
    }
}

/// A store of baselines beside the checkpoints of a job.
pub struct Stores<'a, S> {
    baselines: S,
    checkpoints: &'a JobCheckpoints<'a>,
    states: Option<RunStates<'a>>,
}

impl<S: BaselineStore> BaselineStore for Stores<'_, S> {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        self.baselines.load(key)
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        self.baselines.keep(key, bytes);
    }

    fn checkpoints(&self) -> &dyn Checkpoints {
        self.checkpoints
    }

    fn states(&self) -> Option<&dyn States> {
        Some(self.states.as_ref()?)
    }
}
