//! `admsc compare`: finished runs beside each other.

mod labels;
mod print;

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

use super::failure::warn;
use super::{Failure, figures, output};
use admsc_model::observe::Sample;
use admsc_output::export::comparison::{self as files, Entry};
use admsc_output::export::finished::FinishedRun;
use admsc_output::export::loose;
use admsc_output::plot::Provenance;
use admsc_output::plot::compare::mechanism::MechanismComparison;
use admsc_output::plot::compare::pain::PainComparison;
use admsc_output::plot::compare::{ComparedRun, Comparison, MOST_RUNS, letter};
use admsc_output::report::comparison::{Compared, ComparedRun as Beside};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::{DifferingKey, Scenario, differing_keys};
use admsc_study::comparison::{Relief, State, common_end, first_difference, relief, until};

/// Lays finished runs over each other and prints how they differ
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc compare output/neuropathic-single output/neuropathic-untreated
  admsc compare output/mine/1b2c3d4e output/mine/5f6a7b8c --out potency

RUN is the folder of a run, or of a scenario: then its newest run is taken. Differences are those from the first \
RUN, on the days that all have. Runs with the same patient and seed are counterfactuals of one patient.")]
pub struct Arguments {
    /// Folders of 2 to 6 finished runs
    #[arg(required = true, num_args = 2..=MOST_RUNS, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Folder for the figures and tables [default: output/compare/<runs>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A run as it is compared.
struct Run {
    letter: char,
    finished: FinishedRun,
    scenario: Scenario,
}

impl Run {
    /// The days up to `end`, of each replicate.
    fn records(&self, end: f64) -> Vec<&[Sample]> {
        self.finished.records().into_iter().map(|samples| until(samples, end)).collect()
    }
}

/// What is told of a run.
struct Told<'a> {
    run: &'a Run,
    label: String,
    states: Vec<(u32, State)>,
    relief: Relief,
    /// First day on which its record differs from that of the first run.
    first_difference_day: Option<f64>,
}

/// Compares the runs.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let runs = read(&arguments.runs, language)?;
    let resolved: Vec<&str> = runs.iter().map(|run| run.finished.resolved_toml.as_str()).collect();
    let keys = differing_keys(&resolved).map_err(anyhow::Error::from)?;
    let whole: Vec<Vec<&[Sample]>> = runs.iter().map(|run| run.finished.records()).collect();
    let end = common_end(&whole).ok_or(admsc_output::export::Error::Empty).map_err(anyhow::Error::from)?;
    let told = told(&runs, &keys, end, language)?;
    let left_out = left_out(&whole, end).map(|text| language.say(text)).unwrap_or_default();
    let relation = language.say(relation(&told));
    let drawn = draw(&told, end, (&relation, &left_out), language)?;
    let folder = arguments.out.clone().unwrap_or_else(|| place(&runs));
    let mut files = all_files(&told, &keys, drawn)?;
    let report = report(&told, &keys, [&relation, &left_out], &files, language)?;
    files.extend(report);
    loose::write(&folder, &files).map_err(anyhow::Error::from)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    output::print(|out| {
        print::all(out, &told, &keys, &[&relation, &left_out], language)?;
        let place = english("results in {folder}").with("folder", folder.display());
        writeln!(out, "{}\n  {}", language.say(place), names.join("  "))
    })
}

/// Reads the runs; a run must not be given twice.
fn read(folders: &[PathBuf], language: Language) -> Result<Vec<Run>, Failure> {
    let mut runs: Vec<Run> = Vec::new();
    for (number, folder) in folders.iter().enumerate() {
        let finished = FinishedRun::read(folder).map_err(anyhow::Error::from)?;
        let manifest = &finished.manifest;
        if let Some(same) = runs.iter().find(|run| run.finished.manifest.run_hash == manifest.run_hash) {
            let message = english("{one} and {other} are the same run; give runs that differ")
                .with("one", same.finished.folder.display())
                .with("other", finished.folder.display());
            let message = format!("{}\n", language.say(message));
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message).into());
        }
        if let Some(first) = runs.first().filter(|first| first.finished.manifest.build_hash != manifest.build_hash) {
            let message = english(
                "{one} and {other} were computed by different versions of the code: their differences may come from \
                 that; run the older one again",
            );
            let [one, other] = [&first.finished.folder, &finished.folder].map(|folder| folder.display());
            warn(message.with("one", one).with("other", other), language);
        }
        let scenario = figures::scenario_of(&finished.resolved_toml, language)?;
        figures::missing_letters(&scenario, language).into_iter().for_each(|warning| warn(warning, language));
        runs.push(Run { letter: letter(number), finished, scenario });
    }
    Ok(runs)
}

/// Reads off every run what is told of it, on the visits of all runs that lie on the common days.
fn told<'a>(runs: &'a [Run], keys: &[DifferingKey], end: f64, language: Language) -> Result<Vec<Told<'a>>, Failure> {
    let mut days: Vec<u32> = runs.iter().flat_map(|run| run.scenario.visits_days.iter().copied()).collect();
    days.retain(|day| f64::from(*day) <= end);
    days.sort_unstable();
    days.dedup();
    let first = runs.first().map(|run| run.records(end)).unwrap_or_default();
    let one = |(run, label): (&'a Run, String)| {
        let records = run.records(end);
        Some(Told {
            states: days.iter().filter_map(|day| Some((*day, State::at(&records, *day)?))).collect(),
            relief: relief(&records)?,
            first_difference_day: first_difference(&first, &records),
            run,
            label,
        })
    };
    let told: Option<Vec<Told<'a>>> = runs.iter().zip(labels::of(runs, keys, language)).map(one).collect();
    Ok(told.ok_or(admsc_output::export::Error::Empty).map_err(anyhow::Error::from)?)
}

/// Patient, first seed and number of replicates: what the luck of a run hangs on.
fn who(told: &Told<'_>) -> (u32, u64, usize) {
    let manifest = &told.run.finished.manifest;
    (manifest.patient, manifest.seed, told.run.finished.records().len())
}

/// Whether a run is the patient of the first one with the same luck, and the same as it on the first day.
fn is_counterfactual(told: &Told<'_>, all: &[Told<'_>]) -> bool {
    let begin = all.first().and_then(|first| first.run.finished.samples.first()).map(|sample| sample.time_days);
    let differs_at_once = begin.is_some() && told.first_difference_day == begin;
    all.first().is_some_and(|first| who(told) == who(first)) && !differs_at_once
}

/// Which of the runs are one patient.
fn relation(told: &[Told<'_>]) -> Message {
    let Some(first) = told.first() else { return verbatim("") };
    let (patient, seed, replicates) = who(first);
    let (same, other): (Vec<&Told<'_>>, Vec<&Told<'_>>) = told.iter().partition(|one| who(one) == who(first));
    let (one, changed): (Vec<&Told<'_>>, Vec<&Told<'_>>) =
        same.into_iter().partition(|one| is_counterfactual(one, told));
    let seeds = match replicates {
        1 => english("seed {seed}").with("seed", seed),
        several => english("{number} seeds from {seed}").with("number", several).with("seed", seed),
    };
    let one_text = english("{runs}: counterfactuals of one patient (number {patient}, {seeds}): the same on day 0.")
        .with("patient", patient)
        .with_said("seeds", seeds);
    let changed_text = english("{runs}: same patient number and seed as A, but not the same on day 0.").into();
    let other_text = english("{runs}: another patient, or other seeds, than A: luck differs too.").into();
    // The first run alone is no counterfactual of anything.
    let one = if one.len() > 1 { one } else { Vec::new() };
    let groups: [(Vec<&Told<'_>>, Message); 3] = [(one, one_text), (changed, changed_text), (other, other_text)];
    let letters =
        |runs: &[&Told<'_>]| Message::joined(runs.iter().map(|told| verbatim(told.run.letter)), english(", "));
    let sentences = groups.into_iter().filter(|(runs, _)| !runs.is_empty());
    Message::joined(sentences.map(|(runs, text)| text.with_said("runs", letters(&runs))), english(" "))
}

/// What is said where runs have different horizons; nothing where they have the same.
fn left_out(whole: &[Vec<&[Sample]>], end: f64) -> Option<Message> {
    let longer = whole.iter().flatten().any(|samples| samples.last().is_some_and(|last| last.time_days > end));
    let text = english("Compared to day {day}, the last that all runs have.");
    longer.then(|| text.with("day", format_args!("{end:.0}")))
}

fn draw(
    told: &[Told<'_>],
    end: f64,
    (relation, left_out): (&str, &str),
    language: Language,
) -> Result<Vec<figures::File>, Failure> {
    let runs = told.iter().map(|told| {
        let setup = &told.run.scenario.setup;
        let mut dose_days: Vec<f64> = setup.doses.iter().map(|dose| dose.at_days).filter(|day| *day <= end).collect();
        dose_days.sort_by(f64::total_cmp);
        let (label, has_nerve) = (told.label.clone(), setup.nerve.is_some());
        ComparedRun { label, records: told.run.records(end), dose_days, has_nerve }
    });
    let (relation, left_out) = (relation.to_owned(), left_out.to_owned());
    let comparison = Comparison { runs: runs.collect(), relation, left_out, language };
    let manifests = || told.iter().map(|told| &told.run.finished.manifest);
    let hashes: Vec<String> = manifests().map(|m| format!("{} (seed {})", m.scenario_hash, m.seed)).collect();
    let (Some(version), Some(seed)) =
        (manifests().map(|m| m.version.as_str()).next(), manifests().map(|m| m.seed).next())
    else {
        return Ok(Vec::new());
    };
    let provenance = Provenance { version, scenario_hash: &hashes.join(", "), seed };
    let mut drawn = Vec::new();
    figures::add(&mut drawn, "pain", &PainComparison(&comparison), &provenance).map_err(anyhow::Error::from)?;
    figures::add(&mut drawn, "mechanism", &MechanismComparison(&comparison), &provenance)
        .map_err(anyhow::Error::from)?;
    Ok(drawn)
}

/// The figures and the tables.
fn all_files(
    told: &[Told<'_>],
    keys: &[DifferingKey],
    mut drawn: Vec<figures::File>,
) -> Result<Vec<figures::File>, Failure> {
    let all = told;
    let entries = told.iter().map(|told| {
        let manifest = &told.run.finished.manifest;
        Entry {
            run: told.run.letter,
            run_hash: &manifest.run_hash,
            seed: manifest.seed,
            patient: manifest.patient,
            replicates: told.run.finished.records().len(),
            states: &told.states,
            relief: told.relief,
            first_difference_day: told.first_difference_day,
            is_counterfactual: is_counterfactual(told, all),
        }
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    let differences = files::differences(&entries).map_err(anyhow::Error::from)?;
    let letters = told.iter().map(|told| told.run.letter);
    let rows = keys.iter().map(|key| (key.path.as_str(), key.values.as_slice()));
    let keys = files::keys(letters, rows).map_err(anyhow::Error::from)?;
    let summary = files::summary(&entries).map_err(anyhow::Error::from)?;
    drawn.extend([(files::FILE.to_owned(), differences), (files::KEYS_FILE.to_owned(), keys)]);
    drawn.push((files::SUMMARY_FILE.to_owned(), summary));
    Ok(drawn)
}

/// The report of the comparison, from its other files.
fn report(
    told: &[Told<'_>],
    keys: &[DifferingKey],
    sentences: [&str; 2],
    written: &[figures::File],
    language: Language,
) -> Result<Option<figures::File>, Failure> {
    let summary = written.iter().find(|(name, _)| name == files::SUMMARY_FILE);
    let (Some(first), Some((_, summary))) = (told.first(), summary) else { return Ok(None) };
    let runs = told.iter().map(|told| Beside { label: told.label.clone(), scenario: &told.run.scenario });
    let compared = Compared { runs: runs.collect(), relation: sentences.map(str::to_owned).to_vec(), keys };
    let of_first = (&first.run.scenario, &first.run.finished.manifest);
    let report = super::report::of_comparison(of_first, &compared, summary, written, language);
    Ok(Some(report.map_err(anyhow::Error::from)?))
}

/// Where a comparison lies unless it is said: under the names of the scenarios and a hash of the runs.
fn place(runs: &[Run]) -> PathBuf {
    let mut names: Vec<String> = Vec::new();
    for run in runs {
        let folder = run.finished.folder.canonicalize().unwrap_or_else(|_| run.finished.folder.clone());
        let name = folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    let hash = files::short_hash(runs.iter().map(|run| run.finished.manifest.run_hash.as_str()));
    let named: String = names.join("-vs-").chars().take(80).collect();
    PathBuf::from("output").join("compare").join(format!("{named}-{hash}"))
}
