//! Several scenarios as one: single runs side by side, each on one core, then replicates and studies, each on all cores.
//!
//! What a scenario gives does not depend on the others. A scenario that is wrong or fails does not stop them.

mod board;
mod files;
mod rows;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::figures::taken_up;
use super::run::{Arguments, compute, identity};
use super::study::{Asked, Obtained, missing_blocks, obtain};
use super::{Failure, figures, replicates};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::batch::{self as table, BatchRow};
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::Identity;
use admsc_scenario::language::Language;
use admsc_scenario::reading::{self, Errors, Scenario};
use admsc_study::once::Once;
use admsc_study::run::{BaselineStore, Request, baseline_key};
use admsc_study::threads::jobs;
use admsc_study::visits::Keep;
use board::{Board, Work, is_bad};
pub use files::{files, say_how_many};

/// A scenario that can be run.
struct Item<'a> {
    /// Its row in the table.
    row: usize,
    file: &'a Path,
    scenario: &'a Scenario,
    identity: Identity<'a>,
    folder: ResultsFolder,
    /// Name of its baseline, where it has one of its own.
    baseline: Option<String>,
}

impl Item<'_> {
    fn is_single(&self) -> bool {
        self.scenario.study.is_none() && self.scenario.replicates == 1
    }
}

/// Runs files. Of several it writes a table.
pub fn run(arguments: &Arguments, files: &[PathBuf], language: Language) -> Result<(), Failure> {
    let overrides = arguments.all_overrides();
    let read: Vec<_> = files.iter().map(|file| reading::load(file, &overrides)).collect();
    let rows = files.iter().zip(&read).map(|(file, read)| match read {
        Ok(scenario) => rows::of(file, scenario),
        Err(errors) => rows::wrong(file, errors),
    });
    let board = Board::new(arguments, rows.collect(), language);
    let overrides: Vec<String> = overrides.iter().map(|o| format!("{}={}", o.key, o.value)).collect();
    let done = carry_out(arguments, files, &read, &overrides, &board, language);
    done.map_err(|failure| board.tell_failure(failure))
}

fn carry_out(
    arguments: &Arguments,
    files: &[PathBuf],
    read: &[Result<Scenario, Errors>],
    overrides: &[String],
    board: &Arc<Board>,
    language: Language,
) -> Result<(), Failure> {
    check_shard(arguments, read.iter().flatten())?;
    let told = arguments.json || !arguments.chosen.common.quiet;
    for (file, read) in files.iter().zip(read) {
        match read {
            Ok(scenario) => {
                let letters = figures::missing_letters(scenario, language);
                let warnings = scenario.warnings.iter().cloned().chain(letters);
                warnings.filter(|_| told).for_each(|warning| board.tell_warning(file, warning));
            }
            Err(errors) => {
                board.tell_wrong(file, [errors.render(true, language), errors.render(false, Language::English)])
            }
        }
    }
    if read.iter().all(Result::is_err) {
        return Err(Failure::Told(2));
    }
    let several = files.len() > 1;
    if several {
        table::check_writable(arguments.out()).map_err(anyhow::Error::from)?;
    }
    let items = (0..).zip(files).zip(read).filter_map(|((row, file), read)| {
        let scenario = read.as_ref().ok()?;
        let identity = identity(scenario, overrides);
        let folder = ResultsFolder::new(arguments.out(), &scenario.name, &identity.run_hash());
        Some(Item { row, file, scenario, identity, folder, baseline: baseline(scenario) })
    });
    let baselines = Once::new(BaselineFolder::under(arguments.out()));
    Batch { arguments, board, baselines: &baselines, language }.work(items.collect());
    let (rows, refused) = board.close();
    if several {
        table::write(arguments.out(), &rows).map_err(anyhow::Error::from)?;
        board.print_end(&rows)?;
    }
    // The scenarios that could not be printed are in the table.
    if let Some(refused) = refused {
        return Err(refused);
    }
    match rows.iter().find(|row| is_bad(row)) {
        None => Ok(()),
        Some(_) if several => Err(Failure::Told(3)),
        Some(_) => Err(Failure::Told(1)),
    }
}

/// Parts are for studies.
pub fn check_shard<'a>(
    arguments: &Arguments,
    scenarios: impl IntoIterator<Item = &'a Scenario>,
) -> Result<(), Failure> {
    match scenarios.into_iter().find(|scenario| scenario.study.is_none()) {
        Some(single) if arguments.is_part() => {
            Err(anyhow::anyhow!("--shard is for studies, and {} is one run; leave it out", single.name).into())
        }
        _ => Ok(()),
    }
}

/// The key of the baseline that a single run begins with.
fn baseline(scenario: &Scenario) -> Option<String> {
    let request = Request {
        setup: &scenario.setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &[],
        keep: Keep::default(),
        pictures: false,
    };
    let single = scenario.study.is_none() && scenario.replicates == 1;
    if single { baseline_key(request).ok() } else { None }
}

struct Batch<'a> {
    arguments: &'a Arguments,
    board: &'a Arc<Board>,
    baselines: &'a Once<BaselineFolder>,
    language: Language,
}

impl Batch<'_> {
    /// Runs everything that is not there.
    fn work(&self, items: Vec<Item<'_>>) {
        // Two files may hold one scenario: it is computed once.
        let mut places = BTreeSet::new();
        let (items, again): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| places.insert(item.folder.path()));
        let waiting: Vec<Item<'_>> = items.into_iter().filter(|item| !self.found(self.arguments, item)).collect();
        let (singles, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(Item::is_single);
        let singles = self.in_order(singles);
        self.board.plan(others.iter().map(|item| (item.row, work(item, true))));
        let threads = self.arguments.threads();
        if threads > 1 && singles.len() >= threads {
            let one_core = self.arguments.on_one_core();
            let next = AtomicUsize::new(0);
            jobs(threads, singles.len(), |_| {
                if let Some(item) = singles.get(next.fetch_add(1, Ordering::Relaxed)) {
                    self.one(&one_core, item);
                }
            });
        } else {
            singles.iter().for_each(|item| self.one(self.arguments, item));
        }
        others.iter().for_each(|item| self.one(self.arguments, item));
        let not_fresh = self.arguments.not_fresh();
        for item in again.iter().filter(|item| !self.found(&not_fresh, item)) {
            self.one(&not_fresh, item);
        }
    }

    /// The order in which runs go to the cores, which no result depends on: first one of each baseline, so that nobody
    /// waits for it, and the long ones before the short ones, so that no core is left alone with a long one at the end.
    fn in_order<'i>(&self, singles: Vec<Item<'i>>) -> Vec<Item<'i>> {
        let store = BaselineFolder::under(self.arguments.out());
        let mut known = BTreeSet::new();
        let mut planned: Vec<(bool, Work, Item<'i>)> = Vec::new();
        for item in singles {
            let kept = item.baseline.as_ref().is_some_and(|key| known.contains(key) || store.load(key).is_some());
            known.extend(item.baseline.clone());
            planned.push((kept, work(&item, !kept), item));
        }
        self.board.plan(planned.iter().map(|(_, work, item)| (item.row, *work)));
        let effort = |work: &Work| work.weight * work.all;
        planned.sort_by(|a, b| a.0.cmp(&b.0).then(effort(&b.1).total_cmp(&effort(&a.1))));
        planned.into_iter().map(|(_, _, item)| item).collect()
    }

    /// Whether results are already there; they are told, and named as the newest.
    fn found(&self, arguments: &Arguments, item: &Item<'_>) -> bool {
        let Some((row, manifest)) = rows::found(arguments, item) else { return false };
        let tell = |told| self.board.tell_warning(item.file, told);
        if item.scenario.study.is_none() {
            taken_up(&item.folder, manifest, self.language, &tell);
        } else if let Err(error) = item.folder.name_latest() {
            tell(error.message());
        }
        self.board.ended(item.row, row);
        true
    }

    /// Runs one scenario and tells what came of it.
    fn one(&self, arguments: &Arguments, item: &Item<'_>) {
        self.board.started(item.row);
        let row = self.obtained(arguments, item).unwrap_or_else(|failure| BatchRow {
            status: "failed",
            message: Some(failure.said().in_english()),
            ..rows::of(item.file, item.scenario)
        });
        self.board.ended(item.row, row);
    }

    fn obtained(&self, arguments: &Arguments, item: &Item<'_>) -> Result<BatchRow, Failure> {
        let Item { scenario, identity, folder, .. } = item;
        let setup = &scenario.setup;
        let row = BatchRow { status: "done", ..rows::of(item.file, scenario) };
        let days = if scenario.study.is_some() { (0, 1) } else { (setup.baseline_days, setup.horizon_days) };
        let reporter = self.board.reporter(item.row, days);
        let (manifest, row) = match (&scenario.study, scenario.replicates) {
            (Some(study), _) => match obtain(
                Asked { arguments, scenario, study, identity: *identity, language: self.language },
                reporter,
            )? {
                Obtained::Whole(finished) => {
                    let row = rows::of_study(row, study, &finished);
                    (finished.manifest, row)
                }
                Obtained::Part { missing, all } => {
                    let message = missing_blocks(missing, all).in_english();
                    return Ok(BatchRow { status: "part", message: Some(message), ..row });
                }
            },
            (None, 1) => {
                let store = self.baselines.of_one_run();
                let finished = compute(arguments, scenario, *identity, folder, &store, reporter, self.language)?;
                (finished.manifest, rows::of_run(row, &finished.summary))
            }
            (None, _) => {
                let (manifest, summary) =
                    replicates::compute(arguments, scenario, *identity, folder, reporter, self.language)?;
                (manifest, rows::of_replicates(row, &summary))
            }
        };
        Ok(rows::with_results(row, item, &manifest))
    }
}

/// What is to do for a scenario, in voxel-days; a unit is a day, or a patient of a study.
fn work(item: &Item<'_>, with_baseline: bool) -> Work {
    let setup = &item.scenario.setup;
    let voxels = setup.grid.len() as f64;
    let [baseline, horizon] = [setup.baseline_days, setup.horizon_days].map(f64::from);
    match &item.scenario.study {
        Some(study) => Work {
            weight: voxels * (baseline + study.cases.len() as f64 * horizon),
            done: 0.0,
            all: f64::from(study.population.patients),
        },
        None => {
            let days = if with_baseline { baseline + horizon } else { horizon };
            Work { weight: voxels, done: 0.0, all: days * f64::from(item.scenario.replicates) }
        }
    }
}
