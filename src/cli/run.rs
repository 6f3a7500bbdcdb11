//! `admsc run`: runs scenarios and writes their results.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::common::{Common, Work};
use super::failure::warn;
use super::figures::{self, taken_up};
use super::heading::{print_heading, print_place};
use super::log::RunLog;
use super::progress::{Reporter, now};
use super::study::Asked;
use super::{Failure, batch, output, replicates, shard, study, table};
use crate::build_info::{PROGRAM, VERSION};
use admsc_model::parallel::{Parallel, Serial};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::run::{self as results, Described, NOTE};
use admsc_output::plot::Provenance;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::{Override, Scenario};
use admsc_scenario::units::month::visit_name;
use admsc_study::run::{BaselineStore, Record, Request, run as run_patient};
use admsc_study::summary::{SMALLEST_RELIEF_POINTS, Summary, Visit, summarise};
use admsc_study::threads::with_threads;
use admsc_study::trial::Part;

/// Runs scenarios, prints what came of them and writes the results
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  admsc run scenarios/neuropathic-single.toml
  admsc run builtin:discogenic-single
  admsc run scenarios --out /tmp/results --dry-run
  admsc run scenarios my-scenario.toml
  admsc run scenarios/discogenic-single.toml --seed 7 --set horizon=\"24 months\"
  admsc run scenarios/neuropathic-single.toml --set replicates=20

Results lie in OUT/<scenario>/<hash>/; OUT/<scenario>/latest is a text file with the newest <hash>:
  cat output/neuropathic-single/$(cat output/neuropathic-single/latest)/summary.json

Several scenarios are a batch: a line each as they finish, OUT/batch.csv at the end; one that is wrong or fails does \
not stop the others, and the exit status is then 3. Given again, the same command goes on where it was interrupted.

A finished run is used again; --fresh computes it anew. OUT/.baselines may be deleted at any time.")]
pub struct Arguments {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    #[command(flatten)]
    pub(super) work: Work,
    /// Tell progress and failures as JSON lines on standard error
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) json: bool,
    /// Print what would be run, on how many cores, with time, disk and memory estimated from a few timed days of each
    /// scenario; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
    /// Compute one part of a study only, the patients of part I of N; `admsc merge` joins them
    /// [env: SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT for --shard slurm, of an array numbered from 1]
    #[arg(long, value_name = "I/N", value_parser = shard::read)]
    shard: Option<Part>,
}

/// Which scenarios, and where their results are.
#[derive(Debug, Clone, clap::Args)]
pub struct Chosen {
    /// Scenario files (TOML), folders of them, or builtin:NAME for those of the program
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: Common,
}

impl From<Chosen> for Arguments {
    /// All of it, on all cores, with what is there already.
    fn from(chosen: Chosen) -> Self {
        Self { chosen, work: Work::default(), json: false, dry_run: false, shard: None }
    }
}

impl Arguments {
    /// Those of the demonstration.
    pub fn for_demo(out: PathBuf, threads: Option<u16>) -> Self {
        let common = Common { out, seed: None, overrides: Vec::new(), quiet: false };
        let work = Work { threads, fresh: false };
        Self { work, ..Chosen { files: Vec::new(), common }.into() }
    }

    /// All replacements, the seed among them.
    pub(super) fn all_overrides(&self) -> Vec<Override> {
        self.chosen.common.all_overrides()
    }

    /// Reads all scenarios, with the replacements as they enter their hashes.
    pub fn load(&self, language: Language) -> Result<(Vec<Scenario>, Vec<String>), Failure> {
        let overrides = self.all_overrides();
        let scenarios = super::load_all(&batch::files(&self.chosen.files)?, &overrides, language)?;
        Ok((scenarios, overrides.iter().map(|o| format!("{}={}", o.key, o.value)).collect()))
    }

    /// The part of studies that is computed.
    pub fn part(&self) -> Part {
        self.shard.unwrap_or(Part::WHOLE)
    }

    /// Whether a part was asked for.
    pub fn is_part(&self) -> bool {
        self.shard.is_some()
    }

    /// Files and folders as they were given.
    pub fn paths(&self) -> &[PathBuf] {
        &self.chosen.files
    }

    /// The same on one core.
    pub fn on_one_core(&self) -> Self {
        Self { work: Work { threads: Some(1), ..self.work.clone() }, ..self.clone() }
    }

    /// The same, content with what is there.
    pub fn not_fresh(&self) -> Self {
        Self { work: Work { fresh: false, ..self.work.clone() }, ..self.clone() }
    }

    /// Folder for results.
    pub fn out(&self) -> &Path {
        &self.chosen.common.out
    }

    /// Threads to work on.
    pub fn threads(&self) -> usize {
        self.work.threads()
    }
}

/// A finished run, computed now or found.
pub struct Finished {
    /// Its figures.
    pub summary: Summary,
    /// Its manifest.
    pub manifest: Manifest,
    found: bool,
}

/// Runs all files: one as it is, several as a batch.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let files = batch::files(&arguments.chosen.files)?;
    if !arguments.dry_run && (arguments.json || files.len() > 1) {
        batch::say_how_many(arguments, &files);
        return batch::run(arguments, &files, language);
    }
    let (scenarios, overrides) = arguments.load(language)?;
    batch::check_shard(arguments, &scenarios)?;
    if arguments.dry_run {
        return super::dry_run::tell(arguments, &scenarios, &overrides, language);
    }
    for scenario in &scenarios {
        one(arguments, scenario, &overrides, language)?;
    }
    Ok(())
}

/// Runs one scenario, or finds its results, and prints what came of it. Gives the folder of the results.
pub fn one(
    arguments: &Arguments,
    scenario: &Scenario,
    overrides: &[String],
    language: Language,
) -> Result<PathBuf, Failure> {
    if !arguments.chosen.common.quiet {
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
        figures::missing_letters(scenario, language).into_iter().for_each(|warning| warn(warning, language));
    }
    let identity = identity(scenario, overrides);
    let folder = ResultsFolder::new(arguments.out(), &scenario.name, &identity.run_hash());
    if let Some(found) = &scenario.study {
        return study::run(Asked { arguments, scenario, study: found, identity, language });
    }
    if scenario.replicates > 1 {
        replicates::run(arguments, scenario, identity, &folder, language)?;
        return Ok(folder.path());
    }
    let finished = match found(arguments, identity, &folder, language) {
        Some(finished) => finished,
        None => {
            let (baseline_days, horizon_days) = (scenario.setup.baseline_days, scenario.setup.horizon_days);
            let reporter =
                Reporter::new(&scenario.name, baseline_days, horizon_days, arguments.chosen.common.quiet, language);
            let store = BaselineFolder::under(arguments.out());
            compute(arguments, scenario, identity, &folder, &store, reporter, language)?
        }
    };
    output::print(|out| {
        if !arguments.chosen.common.quiet {
            print(out, scenario, &finished, &folder.path(), language)?;
        }
        writeln!(out, "digest {}", finished.manifest.digest)
    })?;
    Ok(folder.path())
}

/// What decides the results of a scenario.
pub fn identity<'a>(scenario: &'a Scenario, overrides: &'a [String]) -> Identity<'a> {
    let (seed, patient) = (scenario.seed, scenario.patient);
    Identity { program: PROGRAM, resolved_toml: &scenario.resolved_toml, seed, patient, overrides }
}

/// Results that are already there and whole, unless they are not wanted.
pub fn finished_run(
    arguments: &Arguments,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Option<(Manifest, Summary)> {
    let manifest = || Manifest::verified(&folder.path(), &identity.run_hash());
    if arguments.work.fresh { None } else { manifest().zip(results::read_summary(folder)) }
}

/// Finished results, with figures in this language.
fn found(
    arguments: &Arguments,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    language: Language,
) -> Option<Finished> {
    let (manifest, summary) = finished_run(arguments, identity, folder)?;
    Some(Finished {
        summary,
        manifest: taken_up(folder, manifest, language, &|told| warn(told, language)),
        found: true,
    })
}

/// Computes a run and writes its results.
pub fn compute(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    store: &(impl BaselineStore + Sync),
    reporter: Reporter,
    language: Language,
) -> Result<Finished, Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let started = now();
    let record = simulate(arguments, scenario, store, reporter)?;
    let seconds = started.elapsed().as_secs_f64();
    let took = (arguments.threads(), seconds);
    let manifest = write_results(scenario, identity, folder, &record, took, language)?;
    let summary = summarise(&record.samples, &scenario.visits_days);
    let summary = summary.ok_or(admsc_output::export::Error::Empty).map_err(anyhow::Error::from)?;
    Ok(Finished { summary, manifest, found: false })
}

/// Draws the figures and writes all files of a run that took so many threads and seconds.
pub fn write_results(
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    record: &Record,
    (threads, seconds): (usize, f64),
    language: Language,
) -> Result<Manifest, Failure> {
    let manifest = Manifest::new(identity, threads, seconds, &record.digest);
    let about = described(scenario);
    let signed = manifest.clone();
    let log = RunLog::new(scenario, &manifest);
    let draw = |staged: &mut Staged| -> anyhow::Result<()> {
        let provenance = Provenance { version: VERSION, scenario_hash: &signed.scenario_hash, seed: scenario.seed };
        let pictures = record.pictures.as_ref();
        let files = figures::draw(scenario, &record.samples, pictures, &provenance, language)?;
        figures::write(staged, scenario, files, &signed, language)?;
        Ok(log.write(staged)?)
    };
    Ok(results::write(folder, about, record, manifest, draw)?)
}

/// What the files say about a scenario.
pub(super) fn described(scenario: &Scenario) -> Described<'_> {
    Described {
        name: &scenario.name,
        title: &scenario.title,
        question: scenario.question_in(Language::English),
        resolved_toml: &scenario.resolved_toml,
        visits_days: &scenario.visits_days,
        exports: &scenario.exports,
    }
}

fn simulate(
    arguments: &Arguments,
    scenario: &Scenario,
    store: &(impl BaselineStore + Sync),
    mut reporter: Reporter,
) -> Result<Record, Failure> {
    let setup = &scenario.setup;
    let request = Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        keep: results::keep(&scenario.exports),
        pictures: true,
    };
    let threads = arguments.threads();
    let record = if threads == 1 {
        run_patient(request, Serial, store, |progress| reporter.tell(progress))
    } else {
        with_threads(threads, || run_patient(request, Parallel, store, |progress| reporter.tell(progress)))
    };
    reporter.finish();
    Ok(record.map_err(anyhow::Error::from)?)
}

fn print(
    out: &mut dyn Write,
    scenario: &Scenario,
    finished: &Finished,
    folder: &Path,
    language: Language,
) -> io::Result<()> {
    let summary = &finished.summary;
    print_heading(out, scenario, language)?;
    print_visits(out, summary, language)?;
    writeln!(out)?;
    let relief = english("day of half relief: {half_relief}").with_said("half_relief", half_relief(summary));
    writeln!(out, "{}", language.say(relief))?;
    writeln!(out, "{}", language.say(NOTE))?;
    writeln!(out)?;
    print_place(out, folder, &finished.manifest, finished.found, language)
}

fn print_visits(out: &mut dyn Write, summary: &Summary, language: Language) -> io::Result<()> {
    let head = [
        english("visit"),
        english("VAS"),
        english("inflammation"),
        english("damage"),
        english("central"),
        english("axons arrived"),
    ];
    let rows = summary.visits.iter().map(|visit| row(visit, summary.axons_count, language));
    let rows: Vec<[String; 6]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    table::print(out, &rows, &[false, true, true, true, true, true])
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

fn half_relief(summary: &Summary) -> Message {
    match summary.half_relief_day {
        Some(day) => english("{day} (largest relief {points} points, on day {lowest_day})")
            .with("day", format_args!("{day:.0}"))
            .with("points", format_args!("{:.1}", summary.largest_relief_points))
            .with("lowest_day", format_args!("{:.0}", summary.lowest_vas_day)),
        None => english("- (relief below {smallest} point)").with("smallest", SMALLEST_RELIEF_POINTS),
    }
}
