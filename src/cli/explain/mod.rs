//! `admsc explain`: why a treatment works when it does.

mod print;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::common::{Common, Work};
use super::failure::warn;
use super::figures::{File, add, missing_letters};
use super::log::RunLog;
use super::progress::{Reporter, now};
use super::run::{described, identity};
use super::{Failure, load_all, output, report};
use crate::build_info::VERSION;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::explanation as files;
use admsc_output::export::manifest::Manifest;
use admsc_output::plot::explain::Explained;
use admsc_output::plot::explain::clock::ClockFigure;
use admsc_output::plot::explain::knock_outs::KnockOutsFigure;
use admsc_output::plot::explain::persistence::PersistenceFigure;
use admsc_output::plot::explain::time_costs::TimeCostsFigure;
use admsc_output::plot::{self, Provenance};
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::Scenario;
use admsc_study::explanation::{Explanation, Findings, Request, Unsuited, explain, unsuited, whole_work};

/// Says why the treatment of a scenario takes its time, what it needs, and whether it lasts
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc explain scenarios/neuropathic-single.toml
  admsc explain builtin:discogenic-single --set patient.potency=0.3
  admsc explain mine.toml --people 40 --mean-field 400

It answers with counterfactuals of the same patients with the same random numbers:
  clock        half-time of each process in the scenario's own run, from minutes to years
  knock-outs   relief lost where a step does not happen: homing, M2 shift, imprint and others
  time-costs   days to half relief, shared among five groups of processes (Shapley values)
  persistence  the path between a painful and a quiet state, and who keeps the relief

Results lie in OUT/explain/<scenario>/<hash>/. The scenario has one treatment; arms of a study are \
explained one by one.")]
pub struct Arguments {
    /// Scenario file (TOML), or builtin:NAME for one of the program
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Work,
    /// Patients on cells, for the knock-outs
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    people: u32,
    /// Patients with relief on the mean field, for the costs in time
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    mean_field: u32,
}

/// Explains a scenario, or finds its explanation, and prints it.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let overrides = arguments.common.all_overrides();
    let scenarios = load_all(std::slice::from_ref(&arguments.file), &overrides, language)?;
    let Some(scenario) = scenarios.first() else { return Ok(()) };
    refuse(scenario, language)?;
    if !arguments.common.quiet {
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
        // Figures are drawn in every language; what is missing in both is told once.
        let mut missing: Vec<Message> =
            Language::ALL.iter().filter_map(|all| missing_letters(scenario, *all)).collect();
        missing.dedup();
        missing.into_iter().for_each(|warning| warn(warning, language));
    }
    // The numbers of patients decide the results as overrides do.
    let numbers = [("people", arguments.people), ("mean_field", arguments.mean_field)];
    let decided: Vec<String> = overrides
        .iter()
        .map(|o| format!("{}={}", o.key, o.value))
        .chain(numbers.map(|(name, number)| format!("explain.{name}={number}")))
        .collect();
    let identity = identity(scenario, &decided);
    let folder = ResultsFolder::new(&arguments.common.out.join("explain"), &scenario.name, &identity.run_hash());
    let kept = || Manifest::verified(&folder.path(), &identity.run_hash()).zip(files::read(&folder));
    let found = if arguments.work.fresh { None } else { kept() };
    let (manifest, explanation, was_there) = match found {
        Some((manifest, explanation)) => {
            folder.name_latest().map_err(anyhow::Error::from)?;
            (manifest, explanation, true)
        }
        None => {
            let (manifest, explanation) = compute(arguments, scenario, identity, &folder, language)?;
            (manifest, explanation, false)
        }
    };
    output::print(|out| {
        if !arguments.common.quiet {
            print::all(out, scenario, &explanation, language)?;
            super::heading::print_place(out, &folder.path(), &manifest, was_there, language)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

/// Refuses what cannot be explained.
fn refuse(scenario: &Scenario, language: Language) -> Result<(), Failure> {
    let name = &scenario.name;
    let why = if scenario.study.is_some() {
        english(
            "{name} is a study: explain takes a scenario with one treatment; give one whose doses are those of the arm that is \
             to be explained",
        )
        .with("name", name)
    } else if scenario.replicates > 1 {
        english("{name} has replicates: explain draws patients of its own; add --set replicates=1").with("name", name)
    } else {
        match unsuited(&scenario.setup) {
            None => return Ok(()),
            Some(Unsuited::NoCells) => english(
                "{name} gives no cells before its horizon, so that there is nothing to explain; give a scenario with a \
                 [[dose]] of living cells, for example builtin:neuropathic-single",
            )
            .with("name", name),
            Some(Unsuited::NotChronic) => english(
                "{name} starts with an acute injury, which the mean field does not know; give a scenario with a chronic \
                 start, for example builtin:neuropathic-single",
            )
            .with("name", name),
        }
    };
    Err(Failure::command(why, language))
}

/// Runs all counterfactuals and writes what they show.
fn compute(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: admsc_output::export::manifest::Identity<'_>,
    folder: &ResultsFolder,
    language: Language,
) -> Result<(Manifest, Explanation), Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let started = now();
    let findings = find(arguments, scenario, language)?;
    let digest = files::digest(&findings).map_err(anyhow::Error::from)?;
    let manifest = Manifest::new(identity, arguments.work.threads(), started.elapsed().as_secs_f64(), &digest);
    let kind =
        format!("explanation, {} patients on cells, {} on the mean field", arguments.people, arguments.mean_field);
    let log = RunLog::of_kind(&kind, scenario, &manifest);
    let signed = manifest.clone();
    let provenance =
        Provenance { version: VERSION, scenario_hash: &manifest.scenario_hash.clone(), seed: scenario.seed };
    let figures = |staged: &mut Staged| -> anyhow::Result<()> {
        let numbers = files::numbers(described(scenario), &findings.explanation)?;
        for language in Language::ALL {
            let title = scenario.title_in(language);
            let (explanation, path) = (&findings.explanation, findings.path.as_slice());
            let mut files = draw(&Explained { title, explanation, path, language }, &provenance)?;
            files.push(report::of_explanation(scenario, &numbers, &files, &signed, language)?);
            for (name, bytes) in files {
                staged.write(&name, &bytes)?;
            }
        }
        Ok(log.write(staged)?)
    };
    let manifest = files::write(folder, described(scenario), &findings, manifest, figures)?;
    Ok((manifest, findings.explanation))
}

/// All figures that can be drawn, as SVG and PNG each. What costs the time is left out where nobody has relief.
fn draw(explained: &Explained<'_>, provenance: &Provenance<'_>) -> Result<Vec<File>, plot::Error> {
    let mut files = Vec::new();
    add(&mut files, "clock", &ClockFigure(*explained), provenance)?;
    add(&mut files, "knock-outs", &KnockOutsFigure(*explained), provenance)?;
    if !explained.explanation.time_costs.is_empty() {
        add(&mut files, "time-costs", &TimeCostsFigure(*explained), provenance)?;
    }
    add(&mut files, "persistence", &PersistenceFigure(*explained), provenance)?;
    Ok(files)
}

fn find(arguments: &Arguments, scenario: &Scenario, language: Language) -> Result<Findings, Failure> {
    let request = Request {
        scenario,
        people: arguments.people,
        mean_field: arguments.mean_field,
        threads: arguments.work.threads(),
    };
    let reporter = Reporter::new(&scenario.name, 0, 1, arguments.common.quiet, language);
    let all = whole_work(&request);
    let state = Mutex::new((reporter, 0.0));
    let watch = |seconds: f64| {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 += seconds;
        let done = state.1;
        state.0.show(english("counterfactuals"), f64::min(done, all), all);
    };
    let store = BaselineFolder::under(&arguments.common.out);
    let found = explain(request, &store, &watch);
    state.into_inner().unwrap_or_else(PoisonError::into_inner).0.finish();
    Ok(found.map_err(anyhow::Error::from)?)
}
