//! What a batch tells while it works: results on standard output, progress and failures on standard error, as text or as
//! JSON lines.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::super::estimate::time;
use super::super::failure::{say, tell_error, warn};
use super::super::progress::{Reporter, now};
use super::super::run::Arguments;
use super::super::{Failure, output, table};
use admsc_output::export::batch::{BatchRow, FILE, Line};
use admsc_output::export::run::NOTE;
use admsc_scenario::language::{Language, Message, verbatim};

/// Least time between two lines of progress in JSON.
const LINE_TIME: Duration = Duration::from_secs(1);

/// Takes note of everything from any thread.
pub struct Board {
    quiet: bool,
    json: bool,
    language: Language,
    out: PathBuf,
    state: Mutex<State>,
}

struct State {
    /// A row a file; the status is empty until the scenario has ended.
    rows: Vec<BatchRow>,
    work: Vec<Work>,
    /// When the work was planned; before that there is nothing to show.
    began: Option<Instant>,
    last_line: Option<Instant>,
    reporter: Reporter,
    /// Why nothing more could be printed.
    refused: Option<Failure>,
}

/// What is to do for a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub struct Work {
    /// Effort of one unit.
    pub weight: f64,
    /// Units done.
    pub done: f64,
    /// Units in all.
    pub all: f64,
}

impl Board {
    /// For rows of a batch, all still to be run or wrong.
    pub fn new(arguments: &Arguments, rows: Vec<BatchRow>, language: Language) -> Arc<Self> {
        let reporter = Reporter::new("batch", 0, 1, arguments.chosen.common.quiet || arguments.json, language);
        let work = vec![Work::default(); rows.len()];
        let state = State { rows, work, began: None, last_line: None, reporter, refused: None };
        let (quiet, json, out) = (arguments.chosen.common.quiet, arguments.json, arguments.out().to_owned());
        Arc::new(Self { quiet, json, language, out, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what is wrong with a file, in colours and without.
    pub fn tell_wrong(&self, file: &Path, [styled, plain]: [String; 2]) {
        if self.json {
            let (file, message) = (Some(file.display().to_string()), Some(plain));
            tell_line(&Line { event: "failed", file, status: Some("wrong"), message, ..Line::default() });
        } else {
            say(&styled);
        }
    }

    /// Tells what is odd about a file.
    pub fn tell_warning(&self, file: &Path, warning: Message) {
        if self.json {
            let (file, message) = (Some(file.display().to_string()), Some(warning.in_english()));
            tell_line(&Line { event: "warning", file, message, ..Line::default() });
        } else {
            self.state().reporter.aside(|| warn(warning, self.language));
        }
    }

    /// Tells a failure of the whole; nothing where the usual way will tell it.
    pub fn tell_failure(&self, failure: Failure) -> Failure {
        if !self.json || matches!(failure, Failure::Told(_)) {
            return failure;
        }
        tell_line(&Line { event: "failed", message: Some(failure.said().in_english()), ..Line::default() });
        Failure::Told(failure.status())
    }

    /// Takes note of what is to do; the time left is counted from here.
    pub fn plan(&self, work: impl IntoIterator<Item = (usize, Work)>) {
        let mut state = self.state();
        for (row, planned) in work {
            if let Some(work) = state.work.get_mut(row) {
                *work = planned;
            }
        }
        state.began = Some(now());
    }

    /// Takes note that a scenario is begun.
    pub fn started(&self, row: usize) {
        let state = self.state();
        if self.json {
            let file = state.rows.get(row).map(|row| row.file.clone());
            tell_line(&Line { event: "started", file, ..Line::default() });
        }
    }

    /// What a run tells its progress to.
    pub fn reporter(self: &Arc<Self>, row: usize, (baseline_days, horizon_days): (u32, u32)) -> Reporter {
        let board = Arc::clone(self);
        Reporter::to(baseline_days, horizon_days, move |done, all| {
            let mut state = board.state();
            if let Some(work) = state.work.get_mut(row) {
                (work.done, work.all) = (done, all);
            }
            state.show(board.json);
        })
    }

    /// Takes note of what came of a scenario, and tells it.
    pub fn ended(&self, number: usize, ended: BatchRow) {
        let mut guard = self.state();
        let state = &mut *guard;
        if let Some(work) = state.work.get_mut(number) {
            work.done = work.all;
        }
        if self.json {
            tell_line(&line_of(&ended));
        } else if let (true, Some(message)) = (ended.status == "failed", &ended.message) {
            state.reporter.aside(|| tell_error(&format!("{}: {message}", ended.file)));
        }
        if ended.status != "failed" {
            let width = state.rows.iter().filter_map(|row| row.name.as_ref()).map(|name| name.chars().count()).max();
            let text = if self.quiet { quiet_text(&ended) } else { text(&ended, width.unwrap_or(0)) };
            let printed = state.reporter.aside(|| output::print(|out| writeln!(out, "{text}")));
            state.refused = state.refused.take().or(printed.err());
        }
        if let Some(row) = state.rows.get_mut(number) {
            *row = ended;
        }
        state.show(self.json);
    }

    /// Removes the bar. Gives the rows, and why some of them could not be printed.
    pub fn close(&self) -> (Vec<BatchRow>, Option<Failure>) {
        let mut guard = self.state();
        let state = &mut *guard;
        std::mem::replace(&mut state.reporter, Reporter::new("", 0, 1, true, self.language)).finish();
        (state.rows.clone(), state.refused.take())
    }

    /// Lists what did not succeed, and prints how the batch ended and where its table is.
    pub fn print_end(&self, rows: &[BatchRow]) -> Result<(), Failure> {
        let failed: Vec<[String; 3]> = rows.iter().filter(|row| is_bad(row)).map(bad).collect();
        if !failed.is_empty() && !self.json {
            let mut text = Vec::new();
            // Writing to memory does not fail.
            let _ = table::print(&mut text, &failed, &[false, false, false]);
            say(String::from_utf8_lossy(&text).trim_end());
        }
        if self.quiet {
            return Ok(());
        }
        let counted = ["done", "found", "part", "failed", "wrong"].map(|status| {
            let count = rows.iter().filter(|row| row.status == status).count();
            (count > 0).then(|| format!("{count} {status}"))
        });
        let counted: Vec<String> = counted.into_iter().flatten().collect();
        output::print(|out| {
            let place = self.out.join(FILE);
            writeln!(out, "\n{} scenarios: {}; table in {}", rows.len(), counted.join(", "), place.display())?;
            writeln!(out, "{}", self.language.say(NOTE))
        })
    }
}

impl State {
    /// Shows how far the whole is, with the time left by the speed so far.
    fn show(&mut self, json: bool) {
        let Some(began) = self.began else { return };
        let sum = |part: fn(&Work) -> f64| self.work.iter().map(part).sum::<f64>();
        let (done, all) = (sum(|work| work.weight * work.done), sum(|work| work.weight * work.all));
        let share = if all > 0.0 { (done / all).min(1.0) } else { 1.0 };
        let ended = self.rows.iter().filter(|row| !row.status.is_empty()).count();
        let seconds = began.elapsed().as_secs_f64();
        let left_seconds = (share > 0.0).then(|| seconds * (1.0 - share) / share);
        if !json {
            let left = left_seconds.map(|left| format!(", about {} left", time(left).in_english())).unwrap_or_default();
            let left = if self.reporter.has_bar() { String::new() } else { left };
            return self.reporter.show(
                verbatim(format_args!("{ended} of {} ended{left}", self.rows.len())),
                100.0 * share,
                100.0,
            );
        }
        if self.last_line.is_none_or(|last| last.elapsed() >= LINE_TIME) || ended == self.rows.len() {
            let (ended, scenarios) = (Some(ended), Some(self.rows.len()));
            let line =
                Line { event: "progress", share: Some(share), left_seconds, ended, scenarios, ..Line::default() };
            tell_line(&line);
            self.last_line = Some(now());
        }
    }
}

/// Whether a scenario has no results that it should have.
pub fn is_bad(row: &BatchRow) -> bool {
    matches!(row.status, "failed" | "wrong")
}

/// One line of the table of failures; the whole message was told before and stands in the table.
fn bad(row: &BatchRow) -> [String; 3] {
    let message = row.message.as_deref().unwrap_or_default();
    [row.status.to_owned(), row.file.clone(), message.lines().next().unwrap_or_default().to_owned()]
}

fn quiet_text(row: &BatchRow) -> String {
    let name = row.name.as_deref().unwrap_or(&row.file);
    format!("digest {}  {name}", row.digest.as_deref().unwrap_or("-"))
}

/// A scenario in one line.
fn text(row: &BatchRow, width: usize) -> String {
    let name = row.name.as_deref().unwrap_or(&row.file);
    let heading = format!("{:<6}  {name:<width$}", row.status);
    if let ("part", Some(message)) = (row.status, &row.message) {
        return format!("{heading}  {message}");
    }
    let arm = row.arm.as_ref().map(|arm| format!("{arm}: ")).unwrap_or_default();
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    let vas = format!("VAS {} to {}", number(row.baseline_vas_points), number(row.last_vas_points));
    let difference = row.difference_points.map(|points| format!(" ({points:+.2} against the control)"));
    let digest = row.digest.as_deref().unwrap_or("-");
    format!("{heading}  {arm}{vas}{}  digest {digest}", difference.unwrap_or_default())
}

fn line_of(row: &BatchRow) -> Line {
    let event = if is_bad(row) { "failed" } else { "finished" };
    Line {
        event,
        file: Some(row.file.clone()),
        status: Some(row.status),
        digest: row.digest.clone(),
        folder: row.folder.clone(),
        message: row.message.clone(),
        ..Line::default()
    }
}

/// A line of JSON on standard error, which nobody need read.
fn tell_line(line: &Line) {
    if let Ok(text) = serde_json::to_string(line) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}
