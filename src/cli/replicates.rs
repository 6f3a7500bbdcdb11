//! `admsc run` of a scenario with replicates.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::log::RunLog;
use super::progress::{Reporter, Together, now};
use super::run::{Arguments, described, print_heading, print_place, visit_name};
use super::{Failure, figures, output, table};
use crate::build_info::VERSION;
use crate::export::baselines::BaselineFolder;
use crate::export::directory::{ResultsFolder, Staged};
use crate::export::manifest::{Identity, Manifest};
use crate::export::replicates::{self as results, NOTE};
use crate::observe::Sample;
use crate::plot::Provenance;
use crate::scenario::Scenario;
use crate::study::replicates::{Replicate, digest, run as run_replicates};
use crate::study::run::Request;
use crate::study::spread::{ReplicatesSummary, VisitSpread, summarise_replicates};
use crate::study::visits::Keep;

/// Runs the replicates, or finds them, and prints what came of them.
pub fn run(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Result<(), Failure> {
    let there = finished(arguments, identity, folder);
    let found = there.is_some();
    let (manifest, summary) = match there {
        Some(there) => {
            folder.name_latest().map_err(anyhow::Error::from)?;
            there
        }
        None => {
            let (baseline_days, horizon_days) = (scenario.setup.baseline_days, scenario.setup.horizon_days);
            let reporter = Reporter::new(&scenario.name, baseline_days, horizon_days, arguments.quiet);
            compute(arguments, scenario, identity, folder, reporter)?
        }
    };
    output::print(|out| {
        if !arguments.quiet {
            print(out, scenario, &summary)?;
            print_place(out, &folder.path(), &manifest, found)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

/// Results that are already there and whole, unless they are not wanted.
pub fn finished(
    arguments: &Arguments,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Option<(Manifest, ReplicatesSummary)> {
    let manifest = || Manifest::verified(&folder.path(), &identity.run_hash());
    if arguments.fresh { None } else { manifest().zip(results::read_summary(folder)) }
}

/// Computes the replicates and writes their results.
pub fn compute(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    reporter: Reporter,
) -> Result<(Manifest, ReplicatesSummary), Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let started = now();
    let replicates = simulate(arguments, scenario, reporter)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = Manifest::new(identity, arguments.threads(), seconds, &digest(&replicates));
    let scenario_hash = manifest.scenario_hash.clone();
    let log = RunLog::new(scenario, &manifest);
    let draw = |staged: &mut Staged| -> anyhow::Result<()> {
        let records: Vec<&[Sample]> = replicates.iter().map(|replicate| replicate.record.samples.as_slice()).collect();
        let provenance = Provenance { version: VERSION, scenario_hash: &scenario_hash, seed: scenario.seed };
        for (name, bytes) in figures::draw_replicates(scenario, &records, &provenance)? {
            staged.write(&name, &bytes)?;
        }
        Ok(log.write(staged)?)
    };
    let manifest = results::write(folder, described(scenario), &replicates, manifest, draw)?;
    let summary = summarise_replicates(&replicates, &scenario.visits_days);
    Ok((manifest, summary.ok_or(crate::export::Error::Empty).map_err(anyhow::Error::from)?))
}

fn simulate(arguments: &Arguments, scenario: &Scenario, reporter: Reporter) -> Result<Vec<Replicate>, Failure> {
    let setup = &scenario.setup;
    let request = Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        keep: Keep::default(),
        pictures: false,
    };
    let store = BaselineFolder::under(&arguments.out);
    let together = Mutex::new(Together::new(reporter, scenario.replicates));
    let finished = run_replicates(request, scenario.replicates, arguments.threads(), &store, |row, progress| {
        together.lock().unwrap_or_else(PoisonError::into_inner).tell(row, progress);
    });
    together.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    Ok(finished.map_err(anyhow::Error::from)?)
}

fn print(out: &mut dyn Write, scenario: &Scenario, summary: &ReplicatesSummary) -> io::Result<()> {
    print_heading(out, scenario)?;
    let (first, last) = (summary.each.first(), summary.each.last());
    if let (Some(first), Some(last)) = (first, last) {
        writeln!(out, "{} replicates, seeds {} to {}\n", summary.replicates, first.seed, last.seed)?;
    }
    let head = ["visit", "VAS mean", "SD", "5 to 95 %", "half the pain gone", "axons arrived"].map(str::to_owned);
    let rows = summary.visits.iter().map(|visit| row(visit, summary.axons_count));
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(rows).collect();
    table::print(out, &rows, &[false, true, true, true, true, true])?;
    writeln!(out, "\nday of half relief: {}", half_relief(summary))?;
    writeln!(out, "{NOTE}\n")
}

fn row(visit: &VisitSpread, axons: u64) -> [String; 6] {
    let vas = visit.vas_points;
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let arrived = || format!("{:.1} of {axons}", visit.axons_arrived_count.mean);
    [
        visit_name(visit.day),
        format!("{:.1}", vas.mean),
        format!("{:.2}", vas.standard_deviation),
        format!("{:.1} to {:.1}", vas.quantile_05, vas.quantile_95),
        visit.r50_fraction.map_or_else(|| "-".to_owned(), share),
        if axons == 0 { "-".to_owned() } else { arrived() },
    ]
}

fn half_relief(summary: &ReplicatesSummary) -> String {
    let with = format!("{} of {} replicates have one", summary.with_half_relief_count, summary.replicates);
    match summary.half_relief_day {
        Some(day) => {
            format!("median {:.0}, 5 to 95 % {:.0} to {:.0} ({with})", day.median, day.quantile_05, day.quantile_95)
        }
        None => format!("- ({with})"),
    }
}
