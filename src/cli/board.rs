//! What a batch tells while it works: results on standard output, progress and failures on standard error, as text or as
//! JSON lines.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::failure::{say, status, tell_error};
use super::progress::Terminal;
use super::{output, table};
use crate::session::Session;
use crate::session::batch::first_error;
use crate::session::batch::{Event, Workload};
use crate::session::best::{Ranking, said};
use crate::session::cost::time;
use crate::session::failure::{Failure, message};
use crate::session::job::Unfinished;
use crate::session::log::now;
use crate::session::progress::Reporter;
use admsc_output::export::batch::{BatchRow, FILE, Line};
use admsc_output::export::run::NOTE;
use admsc_scenario::language::{Language, Message, Phrase, english, word_in};
use admsc_scenario::reading::{Errors, Scenario};
use admsc_scenario::shown::shown;
use admsc_scenario::units::sign::{fixed, signed};
use admsc_study::threads::lock;
use unicode_width::UnicodeWidthStr;

/// Least time between two lines of progress in JSON.
const LINE_TIME: Duration = Duration::from_secs(1);

/// Columns of a terminal that what became of a scenario takes.
const STATUS_WIDTH: usize = 6;

/// Takes note of everything from any thread.
pub struct Board<'a> {
    session: Session<'a>,
    json: bool,
    terminal: &'a Terminal,
    /// The scenarios of the rows, as far as they could be read.
    read: &'a [Result<Scenario, Errors>],
    /// The files of the rows.
    files: Vec<String>,
    /// Columns of a terminal that the longest name takes.
    width: usize,
    state: Mutex<State>,
}

struct State {
    work: Vec<Workload>,
    /// Scenarios that have ended.
    ended: usize,
    /// When the work was planned; before that there is nothing to show.
    began: Option<Instant>,
    last_line: Option<Instant>,
    /// What the messages of rows say, in the language of the reader.
    said: BTreeMap<usize, String>,
    /// Why nothing more could be printed.
    refused: Option<anyhow::Error>,
}

impl<'a> Board<'a> {
    /// For scenarios of a batch and their rows, all still to be run or wrong.
    pub fn new(
        read: &'a [Result<Scenario, Errors>],
        rows: &[BatchRow],
        json: bool,
        session: Session<'a>,
        terminal: &'a Terminal,
    ) -> Self {
        let ended = rows.iter().filter(|row| !row.status.is_empty()).count();
        let work = vec![Workload::default(); rows.len()];
        let files = rows.iter().map(|row| row.file.clone()).collect();
        let names = rows.iter().filter_map(|row| row.name.as_ref());
        let width = names.map(|name| name.width()).max().unwrap_or(0);
        let state =
            Mutex::new(State { work, ended, began: None, last_line: None, said: BTreeMap::new(), refused: None });
        Self { session, json, terminal, read, files, width, state }
    }

    fn file(&self, row: usize) -> Option<String> {
        self.files.get(row).cloned()
    }

    /// Tells what is wrong with a file.
    pub fn tell_wrong(&self, row: usize, errors: &Errors) {
        if self.json {
            let message = Some(errors.render(false, Language::English));
            let (file, status) = (self.file(row), Some("wrong"));
            tell_line(&Line { event: "failed", file, status, message, ..Line::default() });
        } else {
            let language = self.session.language;
            lock(&self.state).said.extend(first_error(errors, language).map(|said| (row, said)));
            say(&errors.render(true, language));
        }
    }

    /// Tells what is odd about a file.
    pub fn tell_warning(&self, row: usize, warning: Message) {
        if self.json {
            let message = Some(warning.in_english());
            tell_line(&Line { event: "warning", file: self.file(row), message, ..Line::default() });
        } else {
            self.terminal.warn(warning);
        }
    }

    /// Tells a failure of the whole; nothing where the usual way will tell it.
    pub fn tell_failure(&self, error: anyhow::Error) -> anyhow::Error {
        if !self.json || matches!(error.downcast_ref(), Some(Failure::AlreadyReported(_))) {
            return error;
        }
        tell_line(&Line { event: "failed", message: Some(message(&error).in_english()), ..Line::default() });
        Failure::AlreadyReported(status(&error)).into()
    }

    /// What is told when the work is interrupted.
    pub fn last_words(&self) -> String {
        let message = Unfinished::Pieces.message(self.session);
        if !self.json {
            return self.session.language.say(message);
        }
        line_text(&Line { event: "warning", message: Some(message.in_english()), ..Line::default() })
    }

    /// Takes note of what happens to a scenario.
    pub fn hear(&self, row: usize, event: Event<'_>) {
        let mut state = lock(&self.state);
        let Some(work) = state.work.get_mut(row) else { return };
        match event {
            Event::Planned(planned) => {
                *work = planned;
                // The time left is counted from here.
                state.began = Some(now());
            }
            Event::Started if self.json => {
                tell_line(&Line { event: "started", file: self.file(row), ..Line::default() });
            }
            Event::Started => {}
            Event::Progress(done, all) => {
                (work.done, work.all) = (done, all);
                self.show(&mut state);
            }
            Event::Odd(warning) => self.tell_warning(row, warning),
            Event::Said(said) => {
                state.said.insert(row, self.session.language.say(said));
            }
            Event::Ended(ended) => {
                work.done = work.all;
                state.ended += 1;
                self.tell_end(&mut state, row, ended);
                self.show(&mut state);
            }
        }
    }

    /// Tells what came of a scenario.
    fn tell_end(&self, state: &mut State, row: usize, ended: &BatchRow) {
        let language = self.session.language;
        let said = state.said.get(&row).or(ended.message.as_ref());
        if self.json {
            tell_line(&line_of(ended));
        } else if let ("failed", Some(message)) = (ended.status, said) {
            let told = format!("{}: {message}", file_of(ended));
            self.terminal.aside(|| tell_error(&told, language));
        }
        if ended.status != "failed" {
            let text = if self.session.quiet {
                quiet_text(ended)
            } else {
                let scenario = self.read.get(row).and_then(|read| read.as_ref().ok());
                let arm = scenario.zip(ended.arm.as_deref()).map(|(scenario, arm)| scenario.arm_in(arm, language));
                text(ended, arm, said, self.width, language)
            };
            let printed = self.terminal.aside(|| output::print(|out| writeln!(out, "{text}")));
            state.refused = state.refused.take().or(printed.err());
        }
    }

    /// Shows how far the whole is, with the time left by the speed so far.
    fn show(&self, state: &mut State) {
        let Some(began) = state.began else { return };
        let sum = |part: fn(&Workload) -> f64| state.work.iter().map(part).sum::<f64>();
        let (done, all) = (sum(|work| work.weight * work.done), sum(|work| work.weight * work.all));
        let share = if all > 0.0 { (done / all).min(1.0) } else { 1.0 };
        let (ended, scenarios) = (state.ended, self.files.len());
        let seconds = began.elapsed().as_secs_f64();
        let left_seconds = (share > 0.0).then(|| seconds * (1.0 - share) / share);
        if !self.json {
            let left = left_seconds.filter(|_| !self.terminal.shows_time_left());
            let text = match left {
                Some(left) => english("{ended} of {all} finished, about {time} left").with_said("time", time(left)),
                None => english("{ended} of {all} finished").into(),
            };
            return self.terminal.show(text.with("ended", ended).with("all", scenarios), 100.0 * share, 100.0);
        }
        if state.last_line.is_none_or(|last| last.elapsed() >= LINE_TIME) || ended == scenarios {
            let (share, ended, scenarios) = (Some(share), Some(ended), Some(scenarios));
            tell_line(&Line { event: "progress", share, left_seconds, ended, scenarios, ..Line::default() });
            state.last_line = Some(now());
        }
    }

    /// Ends the batch with these rows.
    ///
    /// # Errors
    /// When one could not be printed, which is in the table nevertheless, or has no results.
    pub fn close(&self, rows: &[BatchRow]) -> anyhow::Result<()> {
        self.terminal.end();
        let several = rows.len() > 1;
        if several {
            self.print_end(rows)?;
        }
        if let Some(refused) = lock(&self.state).refused.take() {
            return Err(refused);
        }
        match rows.iter().any(is_bad) {
            true => Err(Failure::AlreadyReported(if several { 3 } else { 1 }).into()),
            false => Ok(()),
        }
    }

    /// Lists what did not succeed, and prints how the batch ended and where its table is.
    fn print_end(&self, rows: &[BatchRow]) -> anyhow::Result<()> {
        let said = &lock(&self.state).said;
        let language = self.session.language;
        let told = |(number, row): (usize, &BatchRow)| bad(row, said.get(&number), language);
        let failed: Vec<[String; 3]> = rows.iter().enumerate().filter(|(_, row)| is_bad(row)).map(told).collect();
        if !failed.is_empty() && !self.json {
            let mut text = Vec::new();
            // Writing to memory does not fail.
            let _ = table::print(&mut text, &failed, &[false, false, false]);
            say(String::from_utf8_lossy(&text).trim_end());
        }
        if self.session.quiet {
            return Ok(());
        }
        let counted = STATUSES.map(|name| {
            let count = rows.iter().filter(|row| row.status == name.in_english()).count();
            let said = english("{number} {status}").with("number", count).with_said("status", name);
            (count > 0).then_some(said)
        });
        let place = self.session.out.join(FILE);
        let end = english("{number} scenarios: {counted}; table in {file}").with("number", rows.len());
        let end = end.with_said("counted", Message::joined(counted.into_iter().flatten(), english(", ")));
        output::print(|out| {
            for ranking in Ranking::of_batch(rows) {
                print_ranking(out, &ranking, language)?;
            }
            writeln!(out, "\n{}", language.say(end.with("file", shown(&place))))?;
            writeln!(out, "{}", language.say(NOTE))
        })
    }
}

/// What became of scenarios, as the table has it and as it is said.
const STATUSES: [Phrase; 5] = [english("done"), english("found"), english("part"), english("failed"), english("wrong")];

/// Who did best, and whether that is more than luck.
pub fn print_ranking(out: &mut dyn Write, ranking: &Ranking, language: Language) -> io::Result<()> {
    writeln!(out, "\n{}", language.say(ranking.caption()))?;
    table::print(out, &ranking.rows(language), &[true, false, false, false])?;
    writeln!(out, "{}", said(ranking, language))
}

/// Whether a scenario has no results that it should have.
fn is_bad(row: &BatchRow) -> bool {
    matches!(row.status, "failed" | "wrong")
}

/// One line of the table of failures; the whole message was told before and stands in the table.
fn bad(row: &BatchRow, said: Option<&String>, language: Language) -> [String; 3] {
    let message = said.or(row.message.as_ref()).map_or("", String::as_str);
    [language.say(word_in(&STATUSES, row.status)), file_of(row), message.lines().next().unwrap_or_default().to_owned()]
}

/// The file as it is shown.
fn file_of(row: &BatchRow) -> String {
    shown(Path::new(&row.file))
}

fn quiet_text(row: &BatchRow) -> String {
    let name = row.name.clone().unwrap_or_else(|| file_of(row));
    format!("digest {}  {name}", row.digest.as_deref().unwrap_or("-"))
}

/// A scenario in one line.
fn text(row: &BatchRow, arm: Option<&str>, said: Option<&String>, width: usize, language: Language) -> String {
    let name = row.name.clone().unwrap_or_else(|| file_of(row));
    let status = language.say(word_in(&STATUSES, row.status));
    let filled = |text: &str, width: usize| text.to_owned() + &" ".repeat(width.saturating_sub(text.width()));
    let heading = format!("{}  {}", filled(&status, STATUS_WIDTH), filled(&name, width));
    if let ("part", Some(message)) = (row.status, said) {
        return format!("{heading}  {message}");
    }
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    let ends = |low: Option<f64>, high: Option<f64>, places: usize| {
        let said = |(low, high): (f64, f64)| {
            let said = english(", 95 % interval {low} to {high}");
            let [low, high] = [low, high].map(|end| fixed(end, places));
            language.say(said.with("low", low).with("high", high))
        };
        low.zip(high).map_or_else(String::new, said)
    };
    let of_vas = ends(row.last_vas_low_points, row.last_vas_high_points, 1);
    let values = match row.values_count {
        Some(1) if row.arm.is_some() => language.say(english(", one patient")),
        Some(values) if values > 1 => format!(", n = {values}"),
        _ => String::new(),
    };
    let vas = english("VAS {first} to {last}").with("first", number(row.baseline_vas_points));
    let vas = language.say(vas.with("last", number(row.last_vas_points))) + &values + &of_vas;
    let difference = row.difference_points.map(|points| {
        let ends = ends(row.difference_low_points, row.difference_high_points, 2);
        let said = english(" ({points} against the control{interval})");
        language.say(said.with("points", signed(points, 2)).with("interval", ends))
    });
    let found = vas + &difference.unwrap_or_default();
    let found = match arm {
        Some(arm) => language.say(english("{name}: {value}").with("name", arm).with("value", found)),
        None => found,
    };
    format!("{heading}  {found}  digest {}", row.digest.as_deref().unwrap_or("-"))
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
    let _ = writeln!(std::io::stderr().lock(), "{}", line_text(line));
}

/// A line as JSON, which every line has.
fn line_text(line: &Line) -> String {
    serde_json::to_string(line).unwrap_or_default()
}
