//! What a scenario will cost: time, disk and memory, less what is already there.

use std::collections::BTreeSet;

use super::super::Session;
use super::probe::{Cost, cost};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::manifest::Identity;
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::{Case, Study};
use admsc_study::kept::baseline_key;
use admsc_study::lives::others;
use admsc_study::replicates::seed;
use admsc_study::run::BaselineStore;
use admsc_study::trial::PreparedStudy;

/// Bytes of a row of the tables of patients in both forms.
const ROW: f64 = 300.0;

/// What is expected of a scenario.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// Time on the machine as a whole.
    pub seconds: f64,
    /// Size of what is written.
    pub bytes: f64,
    /// Working memory, bytes.
    pub memory: f64,
    /// Whether every state of day 0 is kept from an earlier run.
    pub has_baselines: bool,
}

/// What a scenario will cost. `prepared` holds the states of day 0 that scenarios before it make.
pub fn expected(
    scenario: &Scenario,
    identity: Identity<'_>,
    prepared: &mut BTreeSet<String>,
    session: Session<'_>,
) -> anyhow::Result<Expected> {
    if let Some(study) = &scenario.study {
        return of_study(scenario, study, identity, session);
    }
    let baselines = baselines_to_make(scenario, &BaselineFolder::under(session.out), prepared)?;
    // Replicates take a core each; a single run takes all.
    let number = scenario.replicates;
    let (threads, at_once) = match number {
        1 => (session.threads, 1),
        several => (1, session.threads.min(several as usize) as u32),
    };
    let others = lives_beside(scenario);
    let cost = cost(scenario, identity, threads, session.language)?;
    let Cost { baseline_seconds, run_seconds, files_seconds, record_bytes, other_bytes, .. } = cost;
    let rounds = |runs: u32| f64::from(runs.div_ceil(at_once));
    let bytes = u64::from(number) * record_bytes + other_bytes + u64::from(baselines) * cost.baseline_bytes;
    // Lives beside the first one take a core each; a run on several is not much faster than on one.
    let others = f64::from(others.div_ceil(session.threads.max(1) as u32));
    Ok(Expected {
        seconds: rounds(baselines) * baseline_seconds + (rounds(number) + others) * run_seconds + files_seconds,
        bytes: bytes as f64,
        memory: cost.program_bytes + f64::from(at_once) * cost.memory_bytes,
        has_baselines: baselines == 0,
    })
}

/// A study: every patient on one core, at the cost of its largest doses.
fn of_study(
    scenario: &Scenario,
    study: &Study,
    identity: Identity<'_>,
    session: Session<'_>,
) -> anyhow::Result<Expected> {
    let people = PreparedStudy::new(study)?;
    let (bases, courses) = (people.baselines(), people.courses(0));
    let cells = |case: &&Case| case.setup.possible_doses().map(|dose| dose.cells).sum::<f64>();
    let largest = study.cases.iter().max_by(|a, b| cells(a).total_cmp(&cells(b)));
    let setup = largest.map_or_else(|| scenario.setup.clone(), |case| case.setup.clone());
    let cost = cost(&Scenario { setup, ..scenario.clone() }, identity, 1, session.language)?;
    let patients = f64::from(study.population.patients);
    let each = bases as f64 * cost.baseline_seconds + courses as f64 * cost.run_seconds;
    let at_once = (session.threads as f64).min(patients);
    let bytes = patients * ROW * (study.cases.len() * study.trial.visits_days.len()) as f64;
    Ok(Expected {
        seconds: (patients / at_once).ceil() * each,
        bytes,
        memory: cost.program_bytes + at_once * cost.memory_bytes * (1 + bases) as f64 + bytes,
        has_baselines: false,
    })
}

/// Runs that lives take beside the first.
pub fn lives_beside(scenario: &Scenario) -> u32 {
    if scenario.replicates == 1 { others(&scenario.setup, scenario.lives) } else { 0 }
}

/// How many baselines are neither kept nor made by a scenario before this one. Every seed has one of its own.
fn baselines_to_make(
    scenario: &Scenario,
    store: &BaselineFolder,
    prepared: &mut BTreeSet<String>,
) -> anyhow::Result<u32> {
    let mut number = 0;
    let runs = if lives_beside(scenario) > 0 { scenario.lives.number } else { scenario.replicates };
    for replicate in 0..runs {
        let key = baseline_key(&scenario.setup, seed(scenario.seed, replicate), scenario.patient)?;
        let is_kept = store.load(&key).is_some() || !prepared.insert(key);
        number += u32::from(!is_kept);
    }
    Ok(number)
}
