//! `admsc run` of a scenario with replicates.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::failure::warn;
use super::figures::taken_up;
use super::heading::{print_heading, print_place};
use super::log::RunLog;
use super::progress::{Reporter, Together, now};
use super::run::{Arguments, described};
use super::{Failure, figures, output, table};
use crate::build_info::VERSION;
use admsc_model::observe::Sample;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::replicates::{self as results, NOTE};
use admsc_output::plot::Provenance;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::units::month::visit_name;
use admsc_study::replicates::{Replicate, digest, run as run_replicates};
use admsc_study::run::Request;
use admsc_study::spread::{ReplicatesSummary, VisitSpread, summarise_replicates};
use admsc_study::visits::Keep;

/// Runs the replicates, or finds them, and prints what came of them.
pub fn run(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    language: Language,
) -> Result<(), Failure> {
    let there = finished(arguments, identity, folder);
    let found = there.is_some();
    let (manifest, summary) = match there {
        Some((manifest, summary)) => (taken_up(folder, manifest, language, &|told| warn(told, language)), summary),
        None => {
            let (baseline_days, horizon_days) = (scenario.setup.baseline_days, scenario.setup.horizon_days);
            let reporter =
                Reporter::new(&scenario.name, baseline_days, horizon_days, arguments.chosen.common.quiet, language);
            compute(arguments, scenario, identity, folder, reporter, language)?
        }
    };
    output::print(|out| {
        if !arguments.chosen.common.quiet {
            print(out, scenario, &summary, language)?;
            print_place(out, &folder.path(), &manifest, found, language)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

/// Replicates that are already there and whole, unless they are not wanted.
pub fn finished(
    arguments: &Arguments,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Option<(Manifest, ReplicatesSummary)> {
    let manifest = || Manifest::verified(&folder.path(), &identity.run_hash());
    if arguments.work.fresh { None } else { manifest().zip(results::read_summary(folder)) }
}

/// Computes the replicates and writes their results.
pub fn compute(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    reporter: Reporter,
    language: Language,
) -> Result<(Manifest, ReplicatesSummary), Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let started = now();
    let replicates = simulate(arguments, scenario, reporter)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = Manifest::new(identity, arguments.threads(), seconds, &digest(&replicates));
    let signed = manifest.clone();
    let log = RunLog::new(scenario, &manifest);
    let draw = |staged: &mut Staged| -> anyhow::Result<()> {
        let records: Vec<&[Sample]> = replicates.iter().map(|replicate| replicate.record.samples.as_slice()).collect();
        let provenance = Provenance { version: VERSION, scenario_hash: &signed.scenario_hash, seed: scenario.seed };
        let files = figures::draw_replicates(scenario, &records, &provenance, language)?;
        figures::write(staged, scenario, files, &signed, language)?;
        Ok(log.write(staged)?)
    };
    let manifest = results::write(folder, described(scenario), &replicates, manifest, draw)?;
    let summary = summarise_replicates(&replicates, &scenario.visits_days);
    Ok((manifest, summary.ok_or(admsc_output::export::Error::Empty).map_err(anyhow::Error::from)?))
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
    let store = BaselineFolder::under(arguments.out());
    let together = Mutex::new(Together::new(reporter, scenario.replicates));
    let finished = run_replicates(request, scenario.replicates, arguments.threads(), &store, |row, progress| {
        together.lock().unwrap_or_else(PoisonError::into_inner).tell(row, progress);
    });
    together.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    Ok(finished.map_err(anyhow::Error::from)?)
}

fn print(out: &mut dyn Write, scenario: &Scenario, summary: &ReplicatesSummary, language: Language) -> io::Result<()> {
    print_heading(out, scenario, language)?;
    let (first, last) = (summary.each.first(), summary.each.last());
    if let (Some(first), Some(last)) = (first, last) {
        let text = english("{number} replicates, seeds {first} to {last}")
            .with("number", summary.replicates)
            .with("first", first.seed)
            .with("last", last.seed);
        writeln!(out, "{}\n", language.say(text))?;
    }
    let head = [
        english("visit"),
        english("VAS mean"),
        english("SD"),
        english("5 to 95 %"),
        english("half the pain gone"),
        english("axons arrived"),
    ];
    let rows = summary.visits.iter().map(|visit| row(visit, summary.axons_count, language));
    let rows: Vec<[String; 6]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    table::print(out, &rows, &[false, true, true, true, true, true])?;
    let relief = english("day of half relief: {half_relief}").with_said("half_relief", half_relief(summary));
    writeln!(out, "\n{}", language.say(relief))?;
    writeln!(out, "{}\n", language.say(NOTE))
}

fn row(visit: &VisitSpread, axons: u64, language: Language) -> [String; 6] {
    let vas = visit.vas_points;
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let band = english("{low} to {high}")
        .with("low", format_args!("{:.1}", vas.quantile_05))
        .with("high", format_args!("{:.1}", vas.quantile_95));
    let arrived = match axons {
        0 => verbatim("-"),
        all => english("{number} of {all}")
            .with("number", format_args!("{:.1}", visit.axons_arrived_count.mean))
            .with("all", all),
    };
    [
        language.say(visit_name(visit.day)),
        format!("{:.1}", vas.mean),
        format!("{:.2}", vas.standard_deviation),
        language.say(band),
        visit.r50_fraction.map_or_else(|| "-".to_owned(), share),
        language.say(arrived),
    ]
}

fn half_relief(summary: &ReplicatesSummary) -> Message {
    let having = english("{number} of {all} replicates have one")
        .with("number", summary.with_half_relief_count)
        .with("all", summary.replicates);
    match summary.half_relief_day {
        Some(day) => english("median {median}, 5 to 95 % {low} to {high} ({having})")
            .with("median", format_args!("{:.0}", day.median))
            .with("low", format_args!("{:.0}", day.quantile_05))
            .with("high", format_args!("{:.0}", day.quantile_95))
            .with_said("having", having),
        None => english("- ({having})").with_said("having", having),
    }
}
