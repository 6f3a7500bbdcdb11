//! `admsc run --dry-run`: what would be run, and what it would cost.

use std::collections::BTreeSet;

use super::estimate::time;
use super::probe::{Cost, cost};
use super::run::{Arguments, finished_run, identity};
use super::{Failure, output, replicates, table};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::Identity;
use admsc_output::export::manifest::Manifest;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::{Case, Study};
use admsc_study::replicates::seed;
use admsc_study::run::{BaselineStore, Request, baseline_key};
use admsc_study::threads::available_threads;
use admsc_study::trial::People;
use admsc_study::visits::Keep;

/// What is expected of one scenario.
struct Expected {
    row: [Message; 8],
    seconds: f64,
    bytes: u64,
}

/// Tells what would be run. Nothing is written but a temporary folder, which is removed.
pub fn tell(
    arguments: &Arguments,
    scenarios: &[Scenario],
    overrides: &[String],
    language: Language,
) -> Result<(), Failure> {
    let store = BaselineFolder::under(arguments.out());
    let mut prepared = BTreeSet::new();
    let mut all = Vec::new();
    for scenario in scenarios {
        all.push(expect(arguments, scenario, overrides, &store, &mut prepared, language)?);
    }
    let head = [
        english("scenario"),
        english("patient"),
        english("seed"),
        english("days"),
        english("results"),
        english("time"),
        english("disk"),
        english("memory"),
    ];
    let (seconds, bytes) = all.iter().fold((0.0, 0), |sum, one| (sum.0 + one.seconds, sum.1 + one.bytes));
    let rows = all.into_iter().map(|one| one.row.map(|cell| language.say(cell)));
    let rows: Vec<[String; 8]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    output::print(|out| {
        table::print(out, &rows, &[false, true, true, true, false, true, true, true])?;
        if seconds == 0.0 {
            return writeln!(out, "\n{}", language.say(english("nothing would be run")));
        }
        let sum = english("{threads} of {cores} cores, about {time} and {size} in {folder}")
            .with("threads", arguments.threads())
            .with("cores", available_threads())
            .with_said("time", time(seconds))
            .with("size", size(bytes as f64))
            .with("folder", arguments.out().display());
        let basis = english(
            "Estimated from a few days of each scenario, timed here and now; it may be wrong by a factor of two.",
        );
        writeln!(out, "\n{}\n{}", language.say(sum), language.say(basis))
    })
}

fn expect(
    arguments: &Arguments,
    scenario: &Scenario,
    overrides: &[String],
    store: &BaselineFolder,
    prepared: &mut BTreeSet<String>,
    language: Language,
) -> Result<Expected, Failure> {
    let identity = identity(scenario, overrides);
    let folder = ResultsFolder::new(arguments.out(), &scenario.name, &identity.run_hash());
    if is_there(arguments, scenario, identity, &folder) {
        let results = english("there: {folder}").with("folder", folder.path().display());
        let row = row(scenario, results, ["-"; 3].map(verbatim));
        return Ok(Expected { row, seconds: 0.0, bytes: 0 });
    }
    if let Some(study) = &scenario.study {
        return expect_study(arguments, scenario, study, identity, language);
    }
    let baselines = baselines_to_make(scenario, store, prepared)?;
    // Replicates take a core each; a single run takes all.
    let number = scenario.replicates;
    let (threads, at_once) = match number {
        1 => (arguments.threads(), 1),
        several => (1, arguments.threads().min(several as usize) as u32),
    };
    let cost = cost(scenario, identity, threads, language)?;
    let Cost { baseline_seconds, run_seconds, files_seconds, record_bytes, other_bytes, .. } = cost;
    let rounds = |runs: u32| f64::from(runs.div_ceil(at_once));
    let seconds = rounds(baselines) * baseline_seconds + rounds(number) * run_seconds + files_seconds;
    let bytes = u64::from(number) * record_bytes + other_bytes + u64::from(baselines) * cost.baseline_bytes;
    let memory = cost.program_bytes + f64::from(at_once) * cost.memory_bytes;
    let results = if baselines == 0 { english("to be made, baseline kept") } else { english("to be made") };
    let row = row(scenario, results.into(), [time(seconds), verbatim(size(bytes as f64)), verbatim(size(memory))]);
    Ok(Expected { row, seconds, bytes })
}

/// Bytes of a row of the tables of patients in both forms.
const ROW: f64 = 300.0;

/// A study: every patient on one core, at the cost of its largest doses.
fn expect_study(
    arguments: &Arguments,
    scenario: &Scenario,
    study: &Study,
    identity: Identity<'_>,
    language: Language,
) -> Result<Expected, Failure> {
    let people = People::new(study).map_err(anyhow::Error::from)?;
    let (bases, courses) = (people.baselines(), people.courses(0));
    let cells = |case: &&Case| case.setup.doses.iter().map(|dose| dose.cells).sum::<f64>();
    let largest = study.cases.iter().max_by(|a, b| cells(a).total_cmp(&cells(b)));
    let setup = largest.map_or_else(|| scenario.setup.clone(), |case| case.setup.clone());
    let cost = cost(&Scenario { setup, ..scenario.clone() }, identity, 1, language)?;
    let patients = f64::from(study.population.patients);
    let each = bases as f64 * cost.baseline_seconds + courses as f64 * cost.run_seconds;
    let at_once = (arguments.threads() as f64).min(patients);
    let seconds = (patients / at_once).ceil() * each;
    let bytes = patients * ROW * (study.cases.len() * study.trial.visits_days.len()) as f64;
    let memory = cost.program_bytes + at_once * cost.memory_bytes * (1 + bases) as f64 + bytes;
    let mut row =
        row(scenario, english("to be made").into(), [time(seconds), verbatim(size(bytes)), verbatim(size(memory))]);
    if study.population.number.is_none() {
        row[1] = english("{number} drawn").with("number", study.population.patients);
        row[2] = verbatim(study.population.seed);
    }
    Ok(Expected { row, seconds, bytes: bytes as u64 })
}

fn row(scenario: &Scenario, results: Message, [time, disk, memory]: [Message; 3]) -> [Message; 8] {
    let patient = if scenario.patient == 0 { english("mean").into() } else { verbatim(scenario.patient) };
    let seeds = match scenario.replicates {
        1 => verbatim(scenario.seed),
        number => english("{low} to {high}").with("low", scenario.seed).with("high", seed(scenario.seed, number - 1)),
    };
    let days = verbatim(scenario.setup.horizon_days);
    [verbatim(&scenario.name), patient, seeds, days, results, time, disk, memory]
}

/// Whether the results are there already, as the run itself asks.
fn is_there(arguments: &Arguments, scenario: &Scenario, identity: Identity<'_>, folder: &ResultsFolder) -> bool {
    if scenario.study.is_some() {
        return !arguments.work.fresh && Manifest::verified(&folder.path(), &identity.run_hash()).is_some();
    }
    if scenario.replicates > 1 {
        return replicates::finished(arguments, identity, folder).is_some();
    }
    finished_run(arguments, identity, folder).is_some()
}

/// How many baselines are neither kept nor made by a scenario before this one. Every seed has one of its own.
fn baselines_to_make(
    scenario: &Scenario,
    store: &BaselineFolder,
    prepared: &mut BTreeSet<String>,
) -> Result<u32, Failure> {
    let (setup, visits_days) = (&scenario.setup, scenario.visits_days.as_slice());
    let (patient, keep) = (scenario.patient, Keep::default());
    let mut number = 0;
    for replicate in 0..scenario.replicates {
        let seed = seed(scenario.seed, replicate);
        let request = Request { setup, seed, patient, visits_days, keep, pictures: false };
        let key = baseline_key(request).map_err(anyhow::Error::from)?;
        let is_kept = store.load(&key).is_some() || !prepared.insert(key);
        number += u32::from(!is_kept);
    }
    Ok(number)
}

fn size(bytes: f64) -> String {
    let megabytes = 1e-6 * bytes;
    if megabytes < 10.0 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}
