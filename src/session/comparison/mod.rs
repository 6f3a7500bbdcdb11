//! Finished runs beside each other.

pub mod labels;

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::progress::Reporter;
use super::{figures, report};
use admsc_model::observe::Sample;
use admsc_model::rules::retreatment::Retreated;
use admsc_output::export::comparison::{self as files, Entry};
use admsc_output::export::finished::FinishedRun;
use admsc_output::export::{Error, loose};
use admsc_output::plot::comparison::mechanism::MechanismComparison;
use admsc_output::plot::comparison::pain::PainComparison;
use admsc_output::plot::comparison::{ComparedRun, Comparison as Drawn, letter};
use admsc_output::plot::{self, Provenance};
use admsc_output::report::comparison::{Compared, ComparedRun as Beside};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::reading::{DifferingKey, Scenario, differing_keys};
use admsc_scenario::shown::shown;
use admsc_study::comparison::{Relief, State, common_end, difference_interval, first_difference, relief, until};
use admsc_study::lives::{Life, LivesCounts, mean};
use admsc_study::summary::Course;
use admsc_study::summary::responders_start;

/// A run that is asked for.
pub struct Asked {
    /// What it is to be called; nothing where it is not said.
    pub name: Option<String>,
    /// Its folder.
    pub folder: PathBuf,
}

/// A run as it is compared.
pub struct Run {
    /// What it is called in tables.
    pub letter: char,
    /// What the user calls it.
    pub name: Option<String>,
    /// Its files.
    pub finished: FinishedRun,
    /// What it was computed from, with what its patient was given again.
    pub scenario: Scenario,
    /// The lives with the treatment that it shows, of which the first is compared; empty where it shows one.
    pub shown: Vec<Life>,
    /// The same as it is written.
    written: Scenario,
    /// Days on which pain had each replicate treated again.
    given_again: Vec<Vec<f64>>,
    /// Day from which the relief of each replicate counts.
    relief_starts: Vec<u32>,
}

impl Run {
    /// What the lives come to by the day `end`; none where it shows one.
    pub fn counts(&self, end: f64) -> Option<LivesCounts> {
        let until = |life: &Life| Life {
            course: life.course.iter().copied().filter(|(day, _)| *day <= end).collect(),
            ..life.clone()
        };
        LivesCounts::of(&self.shown.iter().map(until).collect::<Vec<_>>())
    }

    /// Mean pain of the lives on the day `end`, points; none where it shows one.
    fn lives_mean(&self, end: f64) -> Option<f64> {
        mean(self.shown.iter().filter_map(|life| life.vas_on(end as u32)))
    }

    /// The days up to `end`, of each replicate.
    fn records(&self, end: f64) -> Vec<&[Sample]> {
        self.finished.records().into_iter().map(|samples| until(samples, end)).collect()
    }
}

/// What is told of a run.
pub struct RunDifferences<'a> {
    /// The run.
    pub run: &'a Run,
    label: String,
    /// Its state at each visit.
    pub states: Vec<(u32, State)>,
    /// Its relief over the common days.
    pub relief: Relief,
    /// First day on which its record differs from that of the first run.
    pub first_difference_day: Option<f64>,
}

/// What the runs say beside each other.
pub struct Comparison<'a> {
    /// Every run.
    pub told: Vec<RunDifferences<'a>>,
    /// The keys in which their scenarios differ.
    pub keys: Vec<DifferingKey>,
    /// Which of the runs are one patient, what is left out of the longer ones, and whose doses were decided by pain; the latter
    /// may be empty.
    pub sentences: [String; 3],
    /// Last day that all have.
    pub end: f64,
}

impl Comparison<'_> {
    /// What is said before its numbers; nothing where no run needs a caution.
    pub fn caution(&self) -> Option<Phrase> {
        self.told.iter().find_map(|told| told.run.scenario.caution())
    }
}

/// Lays runs over each other.
pub fn compute(runs: &[Run], language: Language) -> anyhow::Result<Comparison<'_>> {
    let resolved: Vec<&str> = runs.iter().map(|run| run.finished.resolved_toml.as_str()).collect();
    let keys = differing_keys(&resolved)?;
    let whole: Vec<Vec<&[Sample]>> = runs.iter().map(|run| run.finished.records()).collect();
    let end = common_end(&whole).ok_or(Error::Empty)?;
    let told = differences(runs, &keys, end, language)?;
    let left_out = left_out(&whole, end).map(|text| language.say(text)).unwrap_or_default();
    let sentences = [language.say(relation(&told)), left_out, language.say(decided_by_pain(runs))];
    Ok(Comparison { told, keys, sentences, end })
}

/// Draws and writes everything into a folder, in place of an earlier comparison there; gives the names of the files. Other files there
/// are left alone.
///
/// # Errors
/// When a file that no comparison wrote has the name of one, or nothing can be drawn or written.
pub fn write(compared: &Comparison<'_>, folder: &Path, language: Language) -> anyhow::Result<Vec<String>> {
    let mut all = draw(compared, language)?;
    all.extend(tables(compared)?);
    let report = page(compared, &all, language)?;
    all.extend(report);
    // It tells whose the others are: a process that is killed between two files leaves none that looks like a user's.
    all.sort_by_key(|(name, _)| name != files::SUMMARY_FILE);
    if let Some(file) = files::foreign(folder, all.iter().map(|(name, _)| name.as_str())) {
        let message = english(
            "{file} is there and no comparison wrote it: it was left as it is, and nothing was written; choose another directory",
        );
        return Err(Failure::refused(message.with("file", shown(&file))));
    }
    loose::write(folder, &all)?;
    Ok(all.into_iter().map(|(name, _)| name).collect())
}

/// Reads the runs; neither a run nor a name must be given twice.
///
/// # Errors
/// When a folder is not one of a finished run, or two are the same run or have the same name.
pub fn read(asked: &[Asked], language: Language, reporter: &dyn Reporter) -> anyhow::Result<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for (number, Asked { name, folder }) in asked.iter().enumerate() {
        refuse_name(name.as_deref(), &asked[..number])?;
        let finished = FinishedRun::read(folder)?;
        let manifest = &finished.manifest;
        if let Some(same) = runs.iter().find(|run| run.finished.manifest.run_hash == manifest.run_hash) {
            let message = english("{one} and {other} are the same run; give different runs")
                .with("one", shown(&same.finished.folder))
                .with("other", shown(&finished.folder));
            return Err(Failure::refused(message));
        }
        if let Some(first) = runs.first().filter(|first| first.finished.manifest.build_hash != manifest.build_hash) {
            let message = english(
                "{one} and {other} were computed by different versions of the program, which may explain differences; \
                 run the older one again",
            );
            let [one, other] = [&first.finished.folder, &finished.folder].map(|folder| shown(folder));
            reporter.warn(message.with("one", one).with("other", other));
        }
        let scenario = figures::scenario_as_treated(&finished)?;
        let written = figures::scenario_of(&finished.resolved_toml, &finished.manifest)?;
        let days = |given: Vec<Retreated>| given.iter().map(|given| given.at_days).collect();
        let given_again = finished.given_again()?.into_iter().map(days).collect();
        figures::missing_letters(&scenario, language).into_iter().for_each(|warning| reporter.warn(warning));
        let relief_starts = finished.courses(&scenario.setup)?.iter().map(|course| course.relief_start).collect();
        let (letter, name) = (letter(number), name.clone());
        let shown = finished.lives(responders_start(&written.setup))?.into_iter().filter(Life::is_treated).collect();
        runs.push(Run { shown, letter, name, finished, scenario, written, given_again, relief_starts });
    }
    Ok(runs)
}

/// Refuses a name that tells no run apart.
fn refuse_name(name: Option<&str>, before: &[Asked]) -> anyhow::Result<()> {
    let message: Message = match name {
        Some("") => english("a run has an empty name; give NAME=RUN, or RUN alone").into(),
        Some(name) if before.iter().any(|other| other.name.as_deref() == Some(name)) => {
            english("two runs are called \"{name}\"; give each its own name").with("name", name)
        }
        _ => return Ok(()),
    };
    Err(Failure::refused(message))
}

/// Reads off every run what is told of it, on the visits of all runs that lie on the common days.
fn differences<'a>(
    runs: &'a [Run],
    keys: &[DifferingKey],
    end: f64,
    language: Language,
) -> Result<Vec<RunDifferences<'a>>, Error> {
    let mut days: Vec<u32> = runs.iter().flat_map(|run| run.scenario.visits_days.iter().copied()).collect();
    days.retain(|day| f64::from(*day) <= end);
    days.sort_unstable();
    days.dedup();
    let first = runs.first().map(|run| run.records(end)).unwrap_or_default();
    let one = |(run, label): (&'a Run, String)| {
        let records = run.records(end);
        let starts = records.iter().zip(&run.relief_starts);
        let courses = starts.map(|(samples, start)| Course { samples, relief_start: *start });
        Some(RunDifferences {
            states: days.iter().filter_map(|day| Some((*day, State::at(&records, *day)?))).collect(),
            relief: relief(courses)?,
            first_difference_day: first_difference(&first, &records),
            run,
            label,
        })
    };
    let told: Option<Vec<RunDifferences<'a>>> =
        runs.iter().zip(labels::labels(runs, keys, language)).map(one).collect();
    let mut told = told.ok_or(Error::Empty)?;
    let same_luck: Vec<bool> = told.iter().map(|one| who(one) == who(&told[0])).collect();
    for (one, same_luck) in told.iter_mut().zip(same_luck).skip(1) {
        let records = one.run.records(end);
        for (day, state) in &mut one.states {
            state.vas_difference_interval_points = difference_interval(&records, &first, *day, same_luck);
        }
    }
    Ok(told)
}

/// Patient, first seed and number of replicates: what the luck of a run hangs on.
fn who(told: &RunDifferences<'_>) -> (u32, u64, usize) {
    let manifest = &told.run.finished.manifest;
    (manifest.patient, manifest.seed, told.run.finished.records().len())
}

/// Whether a run is the patient of the first one with the same luck, and the same as it on the first day.
fn is_counterfactual(told: &RunDifferences<'_>, all: &[RunDifferences<'_>]) -> bool {
    let begin = all.first().and_then(|first| first.run.finished.samples.first()).map(|sample| sample.time_days);
    let differs_at_once = begin.is_some() && told.first_difference_day == begin;
    all.first().is_some_and(|first| who(told) == who(first)) && !differs_at_once
}

/// Which of the runs are one patient.
fn relation(told: &[RunDifferences<'_>]) -> Message {
    let Some(first) = told.first() else { return verbatim("") };
    let (patient, seed, replicates) = who(first);
    let (same, other): (Vec<&RunDifferences<'_>>, Vec<&RunDifferences<'_>>) =
        told.iter().partition(|one| who(one) == who(first));
    let (one, changed): (Vec<&RunDifferences<'_>>, Vec<&RunDifferences<'_>>) =
        same.into_iter().partition(|one| is_counterfactual(one, told));
    let seeds = match replicates {
        1 => english("seed {seed}").with("seed", seed),
        several => english("{number} seeds from {seed}").with("number", several).with("seed", seed),
    };
    let one_text = english("{runs}: counterfactuals of one patient (number {patient}, {seeds}), identical on day 0.")
        .with("patient", patient)
        .with_said("seeds", seeds);
    let changed_text = english("{runs}: same patient number and seed as A, but different on day 0.").into();
    let other_text = english("{runs}: patient or seeds differ from A, so chance differs too.").into();
    // The first run alone is no counterfactual of anything.
    let one = if one.len() > 1 { one } else { Vec::new() };
    let groups: [(Vec<&RunDifferences<'_>>, Message); 3] =
        [(one, one_text), (changed, changed_text), (other, other_text)];
    let letters = |runs: &[&RunDifferences<'_>]| {
        Message::joined(runs.iter().map(|told| verbatim(told.run.letter)), english(", "))
    };
    let sentences = groups.into_iter().filter(|(runs, _)| !runs.is_empty());
    Message::joined(sentences.map(|(runs, text)| text.with_said("runs", letters(&runs))), english(" "))
}

/// Of which runs pain decided what was given, and when that was; nothing where it decided none.
fn decided_by_pain(runs: &[Run]) -> Message {
    let decided = runs.iter().filter(|run| !run.written.setup.retreatments.is_empty());
    let one = |run: &Run| {
        let all = run.given_again.len();
        let treated: Vec<&Vec<f64>> = run.given_again.iter().filter(|days| !days.is_empty()).collect();
        let said = match (treated.as_slice(), all) {
            ([], _) => english("{run}: pain decided whether treatment was given again, which it never was."),
            ([days], 1) => {
                let days = days.iter().map(|day| verbatim(format_args!("{day:.0}")));
                let said = english("{run}: pain decided when treatment was given again: on days {days}.");
                return said.with("run", run.letter).with_said("days", Message::joined(days, english(", ")));
            }
            _ => english(
                "{run}: pain decided when treatment was given again, in each replicate by itself: {number} of {all} were treated again.",
            ),
        };
        said.with("run", run.letter).with("number", treated.len()).with("all", all)
    };
    let said: Vec<Message> = decided.map(one).collect();
    let differs = english("Where that differs, runs differ in what was given as well.").into();
    let differs = (!said.is_empty()).then_some(differs);
    Message::joined(said.into_iter().chain(differs), english(" "))
}

/// What is said where runs have different horizons; nothing where they have the same.
fn left_out(whole: &[Vec<&[Sample]>], end: f64) -> Option<Message> {
    let longer = whole.iter().flatten().any(|samples| samples.last().is_some_and(|last| last.time_days > end));
    let text = english("Compared up to day {day}, the last day that all runs have.");
    longer.then(|| text.with("day", format_args!("{end:.0}")))
}

fn draw(compared: &Comparison<'_>, language: Language) -> anyhow::Result<Vec<plot::File>> {
    let Comparison { told, end, sentences: [relation, left_out, _], .. } = compared;
    let runs = told.iter().map(|told| {
        let setup = &told.run.scenario.setup;
        let mut dose_days: Vec<f64> = setup.doses.iter().map(|dose| dose.at_days).filter(|day| day <= end).collect();
        dose_days.sort_by(f64::total_cmp);
        ComparedRun {
            label: told.label.clone(),
            records: told.run.records(*end),
            dose_days,
            halved_day: told.relief.halved_day,
            halved_interval_days: told.relief.halved_interval_days,
            has_nerve: setup.nerve.is_some(),
            lives: told.run.shown.clone(),
        }
    });
    let (relation, left_out) = (relation.clone(), left_out.clone());
    let is_same_chance = told.iter().all(|one| is_counterfactual(one, told));
    let is_exploratory = compared.caution().is_some();
    let comparison = Drawn { runs: runs.collect(), is_same_chance, relation, is_exploratory, left_out, language };
    let manifests = || told.iter().map(|told| &told.run.finished.manifest);
    let hashes: Vec<String> = manifests().map(|m| format!("{} (seed {})", m.scenario_hash, m.seed)).collect();
    let Some(first) = manifests().next() else { return Ok(Vec::new()) };
    let provenance = Provenance { version: &first.version, scenario_hash: &hashes.join(", "), seed: first.seed };
    let mut drawn = Vec::new();
    figures::add(&mut drawn, "pain", &PainComparison(&comparison), &provenance)?;
    figures::add(&mut drawn, "mechanism", &MechanismComparison(&comparison), &provenance)?;
    Ok(drawn)
}

fn tables(compared: &Comparison<'_>) -> Result<[plot::File; 3], Error> {
    let told = &compared.told;
    let entries = told.iter().map(|one| {
        let manifest = &one.run.finished.manifest;
        Entry {
            run: one.run.letter,
            name: one.run.name.as_deref(),
            run_hash: &manifest.run_hash,
            seed: manifest.seed,
            patient: manifest.patient,
            replicates: one.run.finished.records().len(),
            states: &one.states,
            relief: one.relief,
            first_difference_day: one.first_difference_day,
            is_counterfactual: is_counterfactual(one, told),
            lives: one.run.counts(compared.end),
            lives_mean_vas_points: one.run.lives_mean(compared.end),
        }
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    let letters = told.iter().map(|told| told.run.letter);
    let keys = compared.keys.iter().map(|key| (key.path.as_str(), key.values.as_slice()));
    Ok([
        (files::FILE.to_owned(), files::differences(&entries)?),
        (files::KEYS_FILE.to_owned(), files::keys(letters, keys)?),
        (files::SUMMARY_FILE.to_owned(), files::summary(&entries)?),
    ])
}

/// The report of the comparison, from its other files.
fn page(compared: &Comparison<'_>, written: &[plot::File], language: Language) -> anyhow::Result<Option<plot::File>> {
    let Comparison { told, keys, sentences, .. } = compared;
    let summary = written.iter().find(|(name, _)| name == files::SUMMARY_FILE);
    let (Some(first), Some((_, summary))) = (told.first(), summary) else { return Ok(None) };
    let runs = told.iter().map(|told| Beside { label: told.label.clone(), scenario: &told.run.written });
    let shown = Compared { runs: runs.collect(), relation: sentences.to_vec(), keys };
    let of_first = (&first.run.scenario, &first.run.finished.manifest);
    Ok(Some(report::of_comparison(of_first, &shown, summary, written, language)?))
}

/// Where a comparison lies unless it is said: under the names of the scenarios and a hash of the runs.
pub fn default_folder(runs: &[Run]) -> PathBuf {
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
