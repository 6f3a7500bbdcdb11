//! `admsc run --dry-run`: what would be run, and what it would cost.

use std::collections::BTreeSet;

use super::{output, table};
use crate::session::Session;
use crate::session::batch::entry::entry;
use crate::session::cost::scenario::{Expected, expected};
use crate::session::cost::time;
use crate::session::job::size;
use crate::session::run::{baselines, identity};
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::reading::{self, Scenario};
use admsc_scenario::shown::shown;
use admsc_study::replicates::seeds_in_words;
use admsc_study::threads::available_threads;

/// What is told of one scenario.
struct Planned {
    row: [Message; 8],
    seconds: f64,
    bytes: f64,
}

/// Tells what would be run. Nothing is written but a temporary folder, which is removed.
pub fn tell(session: Session<'_>, scenarios: &[Scenario], overrides: &[String]) -> anyhow::Result<()> {
    let mut prepared = BTreeSet::new();
    let told = |scenario| planned(session, scenario, overrides, &mut prepared);
    let all: Vec<Planned> = scenarios.iter().map(told).collect::<Result<_, _>>()?;
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
    let language = session.language;
    let (seconds, bytes) = all.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.seconds, sum.1 + one.bytes));
    let rows = all.into_iter().map(|one| one.row.map(|cell| language.say(cell)));
    let rows: Vec<[String; 8]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    output::print(|out| {
        table::print(out, &rows, &[false, true, true, true, false, true, true, true])?;
        if seconds == 0.0 {
            return writeln!(out, "\n{}", language.say(english("nothing would be run")));
        }
        let sum = english("{threads} of {cores} cores, about {time} and {size} in {folder}")
            .with("threads", session.threads)
            .with("cores", available_threads())
            .with_said("time", time(seconds))
            .with("size", size(bytes))
            .with("folder", shown(session.out));
        let basis = english(
            "Estimated by timing a few days of each scenario on this machine; it may be wrong by a factor of two.",
        );
        writeln!(out, "\n{}\n{}", language.say(sum), language.say(basis))
    })
}

fn planned(
    session: Session<'_>,
    scenario: &Scenario,
    overrides: &[String],
    prepared: &mut BTreeSet<String>,
) -> anyhow::Result<Planned> {
    let identity = identity(scenario, overrides);
    let baselines = baselines(session);
    let entry = entry(scenario, identity, &baselines, None);
    if entry.is_there(session) {
        let results = english("computed: {folder}").with("folder", shown(&entry.folder(session)));
        return Ok(Planned { row: row(scenario, results, ["-"; 3].map(verbatim)), seconds: 0.0, bytes: 0.0 });
    }
    let Expected { seconds, bytes, memory, has_baselines } = expected(scenario, identity, prepared, session)?;
    let results = if has_baselines { english("to compute, baseline cached") } else { english("to compute") };
    let cost = [time(seconds), verbatim(size(bytes)), verbatim(size(memory))];
    let mut row = row(scenario, results.into(), cost);
    if let Some(study) = scenario.study.as_ref().filter(|study| study.population.number.is_none()) {
        row[1] = reading::patients(study.population.patients);
        row[2] = verbatim(study.population.seed);
    }
    Ok(Planned { row, seconds, bytes })
}

fn row(scenario: &Scenario, results: Message, [time, disk, memory]: [Message; 3]) -> [Message; 8] {
    let patient = if scenario.patient == 0 { english("mean").into() } else { verbatim(scenario.patient) };
    let seeds = seeds_in_words(scenario.seed, scenario.replicates);
    let days = verbatim(scenario.setup.horizon_days);
    [verbatim(&scenario.name), patient, seeds, days, results, time, disk, memory]
}
