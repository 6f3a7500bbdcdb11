//! `admsc run`: runs scenarios and writes their results.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use super::board::Board;
use super::common::{Common, Execution};
use super::failure::{say, warn};
use super::paths::files;
use super::progress::Terminal;
use super::show::{print_heading, show};
use super::{dry_run, interrupt, load_all, output, replicates, shard, study, table};
use crate::session::failure::Failure;
use crate::session::job::{Job, kept};
use crate::session::replicates::ReplicatesJob;
use crate::session::run::{RunJob, as_texts, baselines, identity};
use crate::session::study::StudyJob;
use crate::session::{Session, batch, figures};
use admsc_output::export::run::NOTE;
use admsc_output::report::run::course_in_words;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::{self, Override, Scenario};
use admsc_scenario::shown::shown;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::{self, Kind};
use admsc_study::explanation::unsuited;
use admsc_study::lives::{self, LifeSummary, LivesSummary, Outcome};
use admsc_study::replicates::seeds_in_words;
use admsc_study::summary::{SMALLEST_RELIEF_POINTS, STRENGTH, Summary, Visit, counted_from};
use admsc_study::trial::Part;

/// Runs scenarios, prints a summary and writes the results
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  admsc run scenarios/neuropathic-single.toml
  admsc run builtin:discogenic-single
  admsc run scenarios --out /tmp/results --dry-run
  admsc run scenarios my-scenario.toml
  admsc run scenarios/discogenic-single.toml --seed 7 --set horizon=\"24 months\"
  admsc run scenarios/neuropathic-single.toml --set replicates=20

Results are written to OUT/<scenario>/<hash>/; OUT/<scenario>/latest is a text file with the newest <hash>:
  cd output/neuropathic-single
  cat $(cat latest)/summary.json

Several scenarios run as a batch: one line is printed as each finishes, and OUT/batch.csv is written at the end. An \
invalid or failed scenario does not stop the others; the exit status is then 3. To continue an interrupted batch, \
repeat the command; Ctrl-C says what is kept.

Results of finished runs are reused; --fresh recomputes them. OUT/.baselines is a cache and may be deleted at any \
time.")]
pub struct Arguments {
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    work: Execution,
    /// Report progress and failures as JSON lines on standard error
    #[arg(long, conflicts_with = "dry_run")]
    json: bool,
    /// Keep no checkpoints: a run that is stopped begins again after its baseline
    #[arg(long)]
    no_checkpoint: bool,
    /// Shortest time between two checkpoints of a run; does not affect the results
    #[arg(long, value_name = "TIME", default_value = "30 s", value_parser = interval, conflicts_with = "no_checkpoint")]
    checkpoint_every: Duration,
    /// Print what would be run, with time, disk and memory estimated by timing a few days of each scenario; write
    /// nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
    /// Compute only part I of N of a study's patients; `admsc merge` joins the parts. `--shard slurm` takes I and N from
    /// SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT of an array numbered from 1
    #[arg(long, value_name = "I/N", value_parser = shard::read)]
    shard: Option<Part>,
}

/// Which scenarios, and where their results are.
#[derive(Debug, Clone, clap::Args)]
pub struct Chosen {
    /// Scenario files (TOML), directories of them, or builtin:NAME for bundled scenarios
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Reads a time with its unit.
fn interval(text: &str) -> Result<Duration, String> {
    let days = units::parse(text, Kind::Time).map_err(|error| error.to_string())?;
    Duration::try_from_secs_f64(86_400.0 * days).map_err(|_| "expected a time from 0, for example \"30 s\"".to_owned())
}

/// Runs all files: one as it is, several as a batch.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { chosen: Chosen { files: paths, common }, work, json, dry_run, shard, .. } = arguments;
    let (files, overrides) = (files(paths)?, common.all_overrides());
    let batch = !dry_run && (*json || files.len() > 1);
    let terminal = Terminal::new("batch", !batch || common.quiet || *json, language);
    let checkpoint_every = (!arguments.no_checkpoint).then_some(arguments.checkpoint_every);
    let session = Session { checkpoint_every, ..common.session(work, &terminal) };
    if batch {
        if !session.quiet && !json && files.len() > paths.len() {
            say(&language.say(english("{number} scenarios").with("number", files.len())));
        }
        return several(&files, &overrides, *shard, *json, session, &terminal);
    }
    let (scenarios, overrides) = (load_all(&files, &overrides)?, as_texts(&overrides));
    check_shard(*shard, &scenarios)?;
    if *dry_run {
        scenarios.iter().for_each(|scenario| tell_warnings(scenario, language));
        return dry_run::tell(session, &scenarios, &overrides);
    }
    for scenario in &scenarios {
        let terminal = Terminal::new(&scenario.name, session.quiet, language);
        one(scenario, &overrides, *shard, Session { reporter: &terminal, ..session })?;
    }
    Ok(())
}

/// Parts are for studies.
fn check_shard<'a>(shard: Option<Part>, scenarios: impl IntoIterator<Item = &'a Scenario>) -> anyhow::Result<()> {
    match scenarios.into_iter().find(|scenario| scenario.study.is_none()) {
        Some(single) if shard.is_some() => {
            let message = english("--shard is for studies, but {name} is a single run; omit --shard");
            Err(Failure::refused(message.with("name", &single.name)))
        }
        _ => Ok(()),
    }
}

/// Runs one scenario, or finds its results, and prints what came of it.
pub fn one(scenario: &Scenario, overrides: &[String], shard: Option<Part>, session: Session<'_>) -> anyhow::Result<()> {
    let language = session.language;
    tell_warnings(scenario, language);
    let identity = identity(scenario, overrides);
    match (&scenario.study, scenario.replicates) {
        (Some(study), _) => {
            let job = StudyJob { scenario, study, identity, joined: None };
            if let Some(part) = shard
                && kept(&job, session).is_none()
            {
                return one_part(&job, part, session);
            }
            show(&job, session, |out, tables| study::print(out, scenario, study, tables, language))
        }
        (None, 1) => {
            let baselines = baselines(session);
            let job = RunJob { scenario, identity, baselines: &baselines };
            show(&job, session, |out, summary| print(out, scenario, summary, language))
        }
        (None, _) => {
            let job = ReplicatesJob { scenario, identity };
            show(&job, session, |out, summary| replicates::print(out, scenario, summary, language))
        }
    }
}

/// Tells what is odd about a scenario, also where little else is told.
pub fn tell_warnings(scenario: &Scenario, language: Language) {
    scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
    figures::missing_letters(scenario, language).into_iter().for_each(|warning| warn(warning, language));
}

/// Computes a part of a study, and tells what is done.
fn one_part(job: &StudyJob<'_>, part: Part, session: Session<'_>) -> anyhow::Result<()> {
    let (language, name) = (session.language, &job.scenario.name);
    interrupt::watch(job.unfinished(), session);
    let partly = job.compute_part(part, session)?;
    session.reporter.end();
    let done = english("shard {shard} of {study} is done: {folder}")
        .with("shard", format_args!("{}/{}", part.index + 1, part.count))
        .with("study", name)
        .with("folder", shown(&partly.folder));
    output::print(|out| writeln!(out, "{}\n{}", language.say(done), language.say(partly.message())))
}

/// Runs several files, with a line for each.
fn several(
    files: &[PathBuf],
    overrides: &[Override],
    shard: Option<Part>,
    json: bool,
    session: Session<'_>,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let read: Vec<_> = files.iter().map(|file| reading::load(file, overrides)).collect();
    let rows = batch::rows(files, &read);
    let board = Board::new(&read, &rows, json, session, terminal);
    let done = || -> anyhow::Result<()> {
        check_shard(shard, read.iter().flatten())?;
        for (row, read) in read.iter().enumerate() {
            match read {
                Ok(scenario) => {
                    let letters = figures::missing_letters(scenario, session.language);
                    let warnings = scenario.warnings.iter().cloned().chain(letters);
                    warnings.for_each(|warning| board.tell_warning(row, warning));
                }
                Err(errors) => board.tell_wrong(row, errors),
            }
        }
        if read.iter().all(Result::is_err) {
            return Err(Failure::AlreadyReported(2).into());
        }
        interrupt::last_words(board.last_words());
        let rows = batch::run(&read, rows.clone(), &as_texts(overrides), shard, session, &|row, event| {
            board.hear(row, event);
        })?;
        board.close(&rows)
    };
    done().map_err(|error| board.tell_failure(error))
}

fn print(out: &mut dyn Write, scenario: &Scenario, summary: &Summary, language: Language) -> io::Result<()> {
    print_heading(out, scenario, language)?;
    print_visits(out, summary, language)?;
    writeln!(out)?;
    for said in told_of_lives(summary) {
        writeln!(out, "{}", language.say(said))?;
    }
    // What the report tells first: of several lives where they end, of one how pain went.
    let course = course_in_words(summary, language).map_err(io::Error::other)?;
    course.iter().try_for_each(|sentence| writeln!(out, "{sentence}"))?;
    let relief = english("pain halved by day: {halved}").with_said("halved", halved(summary));
    writeln!(out, "{}", language.say(relief))?;
    if let Some(again) = given_again(summary) {
        writeln!(out, "{}", language.say(again))?;
    }
    if let Some(start) = counted_from(summary.first_dose_day.unwrap_or(0)) {
        writeln!(out, "{}", language.say(start))?;
    }
    for said in reading::changes_in_words(&scenario.setup, language).map_err(io::Error::other)? {
        writeln!(out, "{}", language.say(said))?;
    }
    if let Some(potency) = summary.potency_fraction {
        writeln!(out, "{}", language.say(STRENGTH.with("potency", potency)))?;
    }
    if unsuited(&scenario.setup).is_none() && scenario.setup.retreatments.is_empty() {
        let why = english("`admsc explain` shows what the time is needed for, and which steps the relief needs.");
        writeln!(out, "{}", language.say(why))?;
    }
    writeln!(out, "{}", language.say(NOTE))?;
    writeln!(out)
}

fn print_visits(out: &mut dyn Write, summary: &Summary, language: Language) -> io::Result<()> {
    let mut head = vec![
        english("visit"),
        english("VAS"),
        english("inflammation"),
        english("damage"),
        english("central"),
        english("axons arrived"),
    ];
    let treated: Vec<&LifeSummary> = summary.lives.iter().flat_map(LivesSummary::treated).collect();
    let beside = summary.lives.as_ref().and_then(LivesSummary::beside);
    head.extend((!treated.is_empty()).then_some(english("VAS of all lives")));
    head.extend(beside.as_ref().map(|(which, _)| which.said()));
    let of_visit = |(number, visit): (usize, &Visit)| {
        let mut cells = row(visit, summary.axons_count, language).to_vec();
        let own = range(treated.iter().filter_map(|life| life.vas_points.get(number).copied()));
        cells.extend(own.map(|own| language.say(own)));
        let without = beside.iter().flat_map(|(_, all)| all).filter_map(|life| life.vas_points.get(number).copied());
        cells.extend(range(without).map(|range| language.say(range)));
        cells
    };
    let right: Vec<bool> = (0..head.len()).map(|column| column > 0).collect();
    let head = head.into_iter().map(|name| language.say(name)).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(summary.visits.iter().enumerate().map(of_visit)).collect();
    table::print(out, &rows, &right)
}

/// From the lowest to the highest of some values, points; nothing of none.
fn range(values: impl Iterator<Item = f64>) -> Option<Message> {
    let (low, high) = lives::range(values)?;
    let [low, high] = [low, high].map(|points| format!("{points:.1}"));
    if low == high {
        return Some(verbatim(low));
    }
    Some(english("{low} to {high}").with("low", low).with("high", high))
}

/// What became of the lives of a run, with the seeds of those that relapsed.
fn told_of_lives(summary: &Summary) -> Vec<Message> {
    let treated: Vec<&LifeSummary> = summary.lives.iter().flat_map(LivesSummary::treated).collect();
    let Some(first) = treated.first() else { return Vec::new() };
    let of = |outcome: Outcome| {
        let seeds: Vec<String> =
            treated.iter().filter(|life| life.outcome == outcome).map(|life| life.seed.to_string()).collect();
        if seeds.is_empty() {
            return verbatim("0");
        }
        english("{number} (seed {seeds})").with("number", seeds.len()).with("seeds", seeds.join(", "))
    };
    let lives = english(
        "{all} lives of this patient, seeds {seeds}; the columns left of the VAS of all lives are seed {first}.",
    );
    vec![
        lives
            .with("all", treated.len())
            .with("first", first.seed)
            .with_said("seeds", seeds_in_words(first.seed, treated.len() as u32)),
        english("At the end half of the pain is gone in {relieved}.").with_said("relieved", of(Outcome::Relieved)),
        english("It was gone and came back in {relapsed}; it never was in {others}.")
            .with_said("relapsed", of(Outcome::Relapsed))
            .with_said("others", of(Outcome::NotRelieved)),
        english("Other patients differ more: --set patient.number=1 (2, 3, …).").into(),
    ]
}

fn row(visit: &Visit, axons: u64, language: Language) -> [String; 6] {
    let share = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let arrived = match axons {
        0 => verbatim("-"),
        all => english("{number} of {all}").with("number", visit.axons_arrived_count).with("all", all),
    };
    let vas = format!("{:.1}", visit.vas_points);
    let [inflammation, damage, central] =
        [visit.inflammation_share, visit.damage_share, visit.central_share].map(share);
    [language.say(visit_name(visit.day)), vas, inflammation, damage, central, language.say(arrived)]
}

/// On which days treatment was given again.
fn given_again(summary: &Summary) -> Option<Message> {
    let days = summary.given_again.iter().map(|given| verbatim(format_args!("{:.0}", given.at_days)));
    let days = Message::joined(days, english(", "));
    (!summary.given_again.is_empty())
        .then(|| english("given again, as pain had returned, on days {days}").with_said("days", days))
}

fn halved(summary: &Summary) -> Message {
    match summary.halved_day {
        Some(day) => english("{day} (largest relief {points} points, on day {lowest_day})")
            .with("day", format_args!("{day:.0}"))
            .with("points", format_args!("{:.1}", summary.largest_relief_points))
            .with("lowest_day", format_args!("{:.0}", summary.lowest_vas_day)),
        None if summary.largest_relief_points < SMALLEST_RELIEF_POINTS => {
            english("- (relief below {smallest} point)").with("smallest", SMALLEST_RELIEF_POINTS)
        }
        None => english("never (largest relief {points} points, on day {lowest_day})")
            .with("points", format_args!("{:.1}", summary.largest_relief_points))
            .with("lowest_day", format_args!("{:.0}", summary.lowest_vas_day)),
    }
}
