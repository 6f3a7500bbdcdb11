//! `admsc run --dry-run`: what would be run, and what it would cost.

use std::collections::BTreeSet;

use super::probe::{Cost, cost};
use super::run::{Arguments, finished_run, identity};
use super::{Failure, output, table};
use crate::export::baselines::BaselineFolder;
use crate::export::directory::ResultsFolder;
use crate::parallel::available_threads;
use crate::scenario::Scenario;
use crate::study::run::{BaselineStore, Request, baseline_key};
use crate::study::visits::Keep;

/// What is expected of one scenario.
struct Expected {
    row: [String; 8],
    seconds: f64,
    bytes: u64,
}

/// Tells what would be run. Nothing is written but a temporary folder, which is removed.
pub fn tell(arguments: &Arguments, scenarios: &[Scenario], overrides: &[String]) -> Result<(), Failure> {
    let threads = arguments.threads();
    let store = BaselineFolder::under(arguments.out());
    let mut prepared = BTreeSet::new();
    let mut all = Vec::new();
    for scenario in scenarios {
        all.push(expect(arguments, scenario, overrides, &store, &mut prepared)?);
    }
    let head = ["scenario", "patient", "seed", "days", "results", "time", "disk", "memory"].map(str::to_owned);
    let (seconds, bytes) = all.iter().fold((0.0, 0), |sum, one| (sum.0 + one.seconds, sum.1 + one.bytes));
    let rows: Vec<[String; 8]> = std::iter::once(head).chain(all.into_iter().map(|one| one.row)).collect();
    output::print(|out| {
        table::print(out, &rows, &[false, true, true, true, false, true, true, true])?;
        if seconds == 0.0 {
            return writeln!(out, "\nnothing would be run");
        }
        let cores = available_threads();
        writeln!(
            out,
            "\n{threads} of {cores} cores, about {} and {} in {}",
            time(seconds),
            size(bytes as f64),
            arguments.out().display()
        )?;
        writeln!(
            out,
            "Estimated from a few days of each scenario, timed here and now; it may be wrong by a factor of two."
        )
    })
}

fn expect(
    arguments: &Arguments,
    scenario: &Scenario,
    overrides: &[String],
    store: &BaselineFolder,
    prepared: &mut BTreeSet<String>,
) -> Result<Expected, Failure> {
    let identity = identity(scenario, overrides);
    let folder = ResultsFolder::new(arguments.out(), &scenario.name, &identity.run_hash());
    let there = finished_run(arguments, identity, &folder).is_some();
    let patient = if scenario.patient == 0 { "mean".to_owned() } else { scenario.patient.to_string() };
    let row = |results: String, [time, disk, memory]: [String; 3]| {
        let (seed, days) = (scenario.seed.to_string(), scenario.setup.horizon_days.to_string());
        [scenario.name.clone(), patient.clone(), seed, days, results, time, disk, memory]
    };
    if there {
        let nothing = ["-"; 3].map(str::to_owned);
        return Ok(Expected {
            row: row(format!("there: {}", folder.path().display()), nothing),
            seconds: 0.0,
            bytes: 0,
        });
    }
    let Cost { baseline_seconds, run_seconds, results_bytes, baseline_bytes, memory_bytes } =
        cost(scenario, identity, arguments.threads())?;
    let (setup, visits_days) = (&scenario.setup, scenario.visits_days.as_slice());
    let request = Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days,
        keep: Keep::default(),
        pictures: false,
    };
    let key = baseline_key(request).map_err(anyhow::Error::from)?;
    // Scenarios with one baseline prepare it once.
    let kept = store.load(&key).is_some() || !prepared.insert(key);
    let (seconds, bytes) = if kept {
        (run_seconds, results_bytes)
    } else {
        (baseline_seconds + run_seconds, results_bytes + baseline_bytes)
    };
    let results = if kept { "to be made, baseline kept" } else { "to be made" };
    Ok(Expected {
        row: row(results.to_owned(), [time(seconds), size(bytes as f64), size(memory_bytes)]),
        seconds,
        bytes,
    })
}

/// Two digits are more than an estimate has.
pub(super) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{:.0} s", s.max(1.0)),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn size(bytes: f64) -> String {
    let megabytes = 1e-6 * bytes;
    if megabytes < 10.0 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}
