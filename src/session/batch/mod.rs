//! Several scenarios as one: single runs side by side, each on one core, then replicates and studies, each on all cores.
//!
//! What a scenario gives does not depend on the others. A scenario that is wrong or fails does not stop them.

pub mod entry;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::progress::Reporter;
use super::run::{baselines, identity};
use super::{Session, failure};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::batch::{self as table, BatchRow};
use admsc_scenario::language::Message;
use admsc_scenario::reading::{Errors, Scenario};
use admsc_study::kept::baseline_key;
use admsc_study::run::BaselineStore;
use admsc_study::threads::{jobs, lock};
use admsc_study::trial::Part;
pub use entry::first_error;
use entry::{Entry, entry, row_of, row_of_wrong};

/// What is told of a scenario of a batch, by the number of its row.
pub enum Event<'a> {
    /// It will be run: what is to do.
    Planned(Workload),
    /// It is begun.
    Started,
    /// What is done of all, in units of its own.
    Progress(f64, f64),
    /// Something is odd about it.
    Odd(Message),
    /// What the message of its row says, for readers: the table has it in English.
    Said(Message),
    /// It has ended: its row.
    Ended(&'a BatchRow),
}

/// What is to do for a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub struct Workload {
    /// Effort of one unit.
    pub weight: f64,
    /// Units done.
    pub done: f64,
    /// Units in all.
    pub all: f64,
}

/// Hears of a batch from any thread.
pub type Listener<'a> = &'a (dyn Fn(usize, Event<'_>) + Sync);

/// The rows of files before any is run; those of wrong ones have ended.
pub fn rows(files: &[PathBuf], read: &[Result<Scenario, Errors>]) -> Vec<BatchRow> {
    let row = |(file, read): (&PathBuf, &Result<Scenario, Errors>)| match read {
        Ok(scenario) => row_of(file, scenario),
        Err(errors) => row_of_wrong(file, errors),
    };
    files.iter().zip(read).map(row).collect()
}

/// Runs the scenarios that could be read; of studies perhaps a part only. Of several files it writes a table. Gives the rows.
///
/// # Errors
/// When the table cannot be written; what fails in a scenario stands in its row.
pub fn run(
    read: &[Result<Scenario, Errors>],
    rows: Vec<BatchRow>,
    overrides: &[String],
    part: Option<Part>,
    session: Session<'_>,
    listener: Listener<'_>,
) -> anyhow::Result<Vec<BatchRow>> {
    let several = rows.len() > 1;
    if several {
        table::check_writable(session.out)?;
    }
    let baselines = baselines(session);
    let scenarios = read.iter().enumerate().filter_map(|(row, read)| Some((row, read.as_ref().ok()?)));
    let items = scenarios.map(|(row, scenario)| Item {
        row,
        scenario,
        entry: entry(scenario, identity(scenario, overrides), &baselines, part),
    });
    let items = items.collect();
    let batch = Batch { session, rows: Mutex::new(rows), listener };
    batch.work(items);
    let rows = lock(&batch.rows).clone();
    if several {
        table::write(session.out, &rows)?;
    }
    Ok(rows)
}

/// A scenario that can be run.
struct Item<'a> {
    /// Its row in the table.
    row: usize,
    scenario: &'a Scenario,
    entry: Box<dyn Entry + 'a>,
}

impl Item<'_> {
    fn is_single(&self) -> bool {
        self.scenario.study.is_none() && self.scenario.replicates == 1
    }

    /// What is to do, in voxel-days; a unit is a day, or a patient of a study.
    fn work(&self, with_baseline: bool) -> Workload {
        let setup = &self.scenario.setup;
        let voxels = setup.grid.len() as f64;
        let [baseline, horizon] = [setup.baseline_days, setup.horizon_days].map(f64::from);
        match &self.scenario.study {
            Some(study) => Workload {
                weight: voxels * (baseline + study.cases.len() as f64 * horizon),
                done: 0.0,
                all: f64::from(study.population.patients),
            },
            None => {
                let days = if with_baseline { baseline + horizon } else { horizon };
                Workload { weight: voxels, done: 0.0, all: days * f64::from(self.scenario.replicates) }
            }
        }
    }
}

struct Batch<'a> {
    session: Session<'a>,
    rows: Mutex<Vec<BatchRow>>,
    listener: Listener<'a>,
}

impl Batch<'_> {
    /// Runs everything that is not there.
    fn work(&self, items: Vec<Item<'_>>) {
        // Two files may hold one scenario: it is computed once.
        let mut places = BTreeSet::new();
        let (items, again): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| places.insert(item.entry.folder(self.session)));
        let waiting: Vec<Item<'_>> = items.into_iter().filter(|item| !self.found(self.session, item)).collect();
        let (singles, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(Item::is_single);
        let singles = self.in_order(singles);
        self.plan(others.iter().map(|item| (item.row, item.work(true))));
        let threads = self.session.threads;
        if threads > 1 && singles.len() >= threads {
            let one_core = Session { threads: 1, ..self.session };
            let next = AtomicUsize::new(0);
            jobs(threads, singles.len(), |_| {
                if let Some(item) = singles.get(next.fetch_add(1, Ordering::Relaxed)) {
                    self.one(one_core, item);
                }
            });
        } else {
            singles.iter().for_each(|item| self.one(self.session, item));
        }
        others.iter().for_each(|item| self.one(self.session, item));
        let not_fresh = Session { fresh: false, ..self.session };
        for item in again.iter().filter(|item| !self.found(not_fresh, item)) {
            self.one(not_fresh, item);
        }
    }

    fn plan(&self, planned: impl IntoIterator<Item = (usize, Workload)>) {
        planned.into_iter().for_each(|(row, work)| (self.listener)(row, Event::Planned(work)));
    }

    /// The order in which runs go to the cores, which no result depends on: first one of each baseline, so that nobody
    /// waits for it, and the long ones before the short ones, so that no core is left alone with a long one at the end.
    fn in_order<'i>(&self, singles: Vec<Item<'i>>) -> Vec<Item<'i>> {
        let store = BaselineFolder::under(self.session.out);
        let mut known = BTreeSet::new();
        let mut planned: Vec<(bool, Workload, Item<'i>)> = Vec::new();
        for item in singles {
            let Scenario { setup, seed, patient, .. } = item.scenario;
            let baseline = baseline_key(setup, *seed, *patient).ok();
            let kept = baseline.as_ref().is_some_and(|key| known.contains(key) || store.load(key).is_some());
            known.extend(baseline);
            planned.push((kept, item.work(!kept), item));
        }
        self.plan(planned.iter().map(|(_, work, item)| (item.row, *work)));
        let effort = |work: &Workload| work.weight * work.all;
        planned.sort_by(|a, b| a.0.cmp(&b.0).then(effort(&b.1).total_cmp(&effort(&a.1))));
        planned.into_iter().map(|(_, _, item)| item).collect()
    }

    /// Whether results are already there; they are told.
    fn found(&self, session: Session<'_>, item: &Item<'_>) -> bool {
        let reporter = &RowReporter { row: item.row, listener: self.listener };
        let found = item.entry.found(self.row(item), Session { reporter, ..session });
        found.map(|row| self.ended(item.row, row)).is_some()
    }

    /// Runs one scenario and tells what came of it.
    fn one(&self, session: Session<'_>, item: &Item<'_>) {
        (self.listener)(item.row, Event::Started);
        let reporter = &RowReporter { row: item.row, listener: self.listener };
        let made = item.entry.made(self.row(item), Session { reporter, ..session });
        let failed = |error| {
            let said = failure::message(&error);
            let message = Some(said.in_english());
            (self.listener)(item.row, Event::Said(said));
            BatchRow { status: "failed", message, ..self.row(item) }
        };
        self.ended(item.row, made.unwrap_or_else(failed));
    }

    fn row(&self, item: &Item<'_>) -> BatchRow {
        lock(&self.rows)[item.row].clone()
    }

    fn ended(&self, number: usize, row: BatchRow) {
        (self.listener)(number, Event::Ended(&row));
        lock(&self.rows)[number] = row;
    }
}

/// What a scenario of a batch tells its progress to.
struct RowReporter<'a> {
    row: usize,
    listener: Listener<'a>,
}

impl Reporter for RowReporter<'_> {
    fn show(&self, _: Message, done: f64, all: f64) {
        (self.listener)(self.row, Event::Progress(done, all));
    }

    fn warn(&self, warning: Message) {
        (self.listener)(self.row, Event::Odd(warning));
    }

    fn say(&self, said: Message) {
        (self.listener)(self.row, Event::Said(said));
    }
}
