//! `admsc sensitivity`: which parameters decide what a treatment does, and how well they are known.

mod print;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use clap::error::ErrorKind;

use super::common::{Common, Work};
use super::estimate::time;
use super::failure::{say, warn};
use super::progress::{Reporter, now};
use super::run::described;
use super::{Failure, figures, output};
use crate::build_info::{PROGRAM, VERSION};
use admsc_model::rules::setup::Setup;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::sensitivity::{self as files, LeftOut, Results, Summary};
use admsc_output::plot::Provenance;
use admsc_output::plot::sensitivity::SensitivityFigure;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{self, Scenario};
use admsc_stats::sobol::MOST_ROWS;
use admsc_study::sensitivity::tables::{Source, morris_rows, not_chronic, sobol_rows};
use admsc_study::sensitivity::{
    Computed, Design, Factors, Model, Outcome, Pattern, Phase, Question, Told, choose, compute, on_coarse_grid,
};

/// Day of the first outcome, where the horizon is later: three months.
const EARLY_DAY: u32 = 91;

/// Finds the parameters that decide what a treatment does, and how well they are known
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc sensitivity builtin:discogenic-single --dry-run
  admsc sensitivity scenarios/neuropathic-single.toml --method sobol
  admsc sensitivity my-scenario.toml --only \"drive.*\" --only patient.potency --trajectories 20
  admsc sensitivity my-scenario.toml --method sobol --reach 0.25 --trajectories 64
  admsc sensitivity my-scenario.toml --method morris --grid as-in-file --seeds 4

Every parameter goes through the range of the ledger (`admsc params`) while all others do. Each setting is one \
patient with and without the treatment, with the same random numbers. `morris` moves one parameter after another, \
cell by cell; `sobol` does so in the mean field, which is cheap, and splits the variance among the most influential; \
`both` does the first cell by cell and the second in the mean field. The coarse grid has voxels of 50 um and steps \
of 12 h.

Results lie in OUT/sensitivity/<scenario>/<hash>/. Given again, the same command goes on where it was interrupted.")]
pub struct Arguments {
    /// Scenario file (TOML) of one run, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    work: Work,
    /// Move only these parameters: keys, * for any part of them; may be given several times
    #[arg(long, value_name = "KEY")]
    only: Vec<String>,
    /// What is computed
    #[arg(long, value_enum, default_value_t = Method::Both)]
    method: Method,
    /// Grid of the cells
    #[arg(long, value_enum, default_value_t = Grid::Coarse)]
    grid: Grid,
    /// Share of the way from the scenario's value to either end of the range, above 0, at most 1: with less, more of the
    /// settings are chronic patients
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = reach)]
    reach: f64,
    /// Number of trajectories
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    trajectories: u32,
    /// Seeds over which every setting is averaged
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    seeds: u32,
    /// Rows of the design of Sobol' indices; powers of two fill the ranges best
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(16..=i64::from(MOST_ROWS)))]
    rows: u32,
    /// How many parameters have Sobol' indices, of those with the largest elementary effects
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=100))]
    top: u32,
    /// What the figure and the printed table show; the tables hold all
    #[arg(long, value_enum, default_value_t = Shown::Effect)]
    outcome: Shown,
    /// Print what would be computed and how long it would take, from one timed setting; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Elementary effects cell by cell, and Sobol' indices in the mean field
    Both,
    /// Elementary effects cell by cell
    Morris,
    /// Elementary effects and Sobol' indices in the mean field
    Sobol,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grid {
    /// Voxels of 50 um, steps of 12 h
    Coarse,
    /// Those of the scenario
    AsInFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// Pain without the treatment less pain with it
    Effect,
    /// Pain on day 0 less pain at the end
    Relief,
    /// Pain at the end
    Pain,
}

/// Reads a share above 0 and at most 1.
fn reach(text: &str) -> Result<f64, String> {
    let expected = || format!("\"{text}\" is not a share above 0 and at most 1, for example 0.25");
    text.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0).ok_or_else(expected)
}

/// An analysis that is asked for.
struct Asked<'a> {
    arguments: &'a Arguments,
    scenario: &'a Scenario,
    setup: &'a Setup,
    factors: &'a Factors,
    days: &'a [u32],
    design: Design,
    shown: Outcome,
    language: Language,
}

impl Asked<'_> {
    fn question(&self) -> Question<'_> {
        Question { setup: self.setup, factors: &self.factors.moved, days: self.days, design: self.design }
    }

    /// What shapes the results besides scenario and seed, as it enters their hash.
    fn shape(&self) -> Vec<String> {
        let sets = self.arguments.common.overrides.iter().map(|set| format!("{}={}", set.key, set.value));
        let Design { model, trajectories, seeds, rows, top, .. } = self.design;
        let grid = &self.setup.grid;
        let design = [
            format!("sensitivity model={} trajectories={trajectories} seeds={seeds}", model.name()),
            format!("sensitivity rows={rows} top={top} outcome={}", self.shown.name()),
            format!("sensitivity voxel={} um tick={} min", grid.spacing_um, self.setup.cadence.tick_minutes),
        ];
        let reach = [format!("sensitivity reach={}", self.arguments.reach)];
        let only = self.arguments.only.iter().map(|key| format!("sensitivity only={key}"));
        sets.chain(design).chain(reach).chain(only).collect()
    }
}

/// Makes the analysis, or finds it, and prints what came of it.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let overrides = arguments.common.all_overrides();
    let scenario = reading::load(&arguments.file, &overrides)
        .map_err(|errors| Failure::Scenario(errors.render(true, language)))?;
    if scenario.study.is_some() {
        let message = english("{name} is a study; give the scenario of one run").with("name", &scenario.name);
        return Err(wrong(message, language));
    }
    if scenario.replicates > 1 {
        let message = english(
            "{name} has replicates: sensitivity averages every setting over seeds of its own (--seeds); add --set replicates=1",
        );
        return Err(wrong(message.with("name", &scenario.name), language));
    }
    if !arguments.common.quiet {
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
    }
    let setup = match arguments.grid {
        Grid::Coarse => on_coarse_grid(&scenario.setup).map_err(anyhow::Error::from)?,
        Grid::AsInFile => scenario.setup.clone(),
    };
    let factors = factors(arguments, &setup, language)?;
    let horizon = setup.horizon_days;
    let early = (EARLY_DAY < horizon).then_some(EARLY_DAY);
    let days: Vec<u32> = early.into_iter().chain([horizon]).collect();
    let with_rows = arguments.method != Method::Morris;
    let design = Design {
        model: if arguments.method == Method::Sobol { Model::MeanField } else { Model::Cells },
        trajectories: arguments.trajectories,
        seeds: if arguments.method == Method::Sobol { 1 } else { arguments.seeds },
        rows: if with_rows { arguments.rows } else { 0 },
        top: if with_rows { arguments.top as usize } else { 0 },
        seed: scenario.seed,
        patient: scenario.patient,
    };
    let shown = match arguments.outcome {
        Shown::Effect if setup.doses.is_empty() => Outcome::Pain,
        Shown::Effect => Outcome::Effect,
        Shown::Relief => Outcome::Relief,
        Shown::Pain => Outcome::Pain,
    };
    let asked = Asked {
        arguments,
        scenario: &scenario,
        setup: &setup,
        factors: &factors,
        days: &days,
        design,
        shown,
        language,
    };
    carry_out(&asked)
}

/// A command that cannot be carried out as it stands.
fn wrong(message: impl Into<Message>, language: Language) -> Failure {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{}\n", language.say(message))).into()
}

fn factors(arguments: &Arguments, setup: &Setup, language: Language) -> Result<Factors, Failure> {
    let ledger = Ledger::bundled().map_err(anyhow::Error::from)?;
    let only: Vec<Pattern> = arguments.only.iter().map(|text| Pattern::new(text)).collect();
    let unknown = |pattern: &&Pattern| !ledger.entries().iter().any(|entry| pattern.matches(&entry.key));
    if let Some(pattern) = only.iter().find(unknown) {
        let message =
            english("no parameter is called \"{pattern}\"; admsc params lists them, and * stands for any part");
        return Err(wrong(message.with("pattern", pattern.text()), language));
    }
    let factors = choose(&ledger, setup, &only, arguments.reach).map_err(anyhow::Error::from)?;
    if factors.moved.is_empty() {
        return Err(wrong(english("the scenario reads none of these parameters; choose others with --only"), language));
    }
    Ok(factors)
}

fn carry_out(asked: &Asked<'_>) -> Result<(), Failure> {
    let (arguments, scenario) = (asked.arguments, asked.scenario);
    let shape = asked.shape();
    let (seed, patient) = (scenario.seed, scenario.patient);
    let identity =
        Identity { program: PROGRAM, resolved_toml: &scenario.resolved_toml, seed, patient, overrides: &shape };
    let folder = ResultsFolder::new(&arguments.common.out.join("sensitivity"), &scenario.name, &identity.run_hash());
    if arguments.dry_run {
        let cost = estimate(asked)?;
        return output::print(|out| writeln!(out, "{}", asked.language.say(cost)));
    }
    let kept = || Manifest::verified(&folder.path(), &identity.run_hash()).zip(files::read(&folder.path()));
    let found = if arguments.work.fresh { None } else { kept() };
    let is_found = found.is_some();
    let (manifest, results) = match found {
        Some(found) => {
            folder.name_latest().map_err(anyhow::Error::from)?;
            found
        }
        None => computed(asked, identity, &folder)?,
    };
    output::print(|out| {
        if !arguments.common.quiet {
            print::all(out, asked, &results)?;
            super::heading::print_place(out, &folder.path(), &manifest, is_found, asked.language)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

/// What will be computed, and how long it will take.
fn estimate(asked: &Asked<'_>) -> Result<Message, Failure> {
    let question = asked.question();
    let timed = |model: Model| -> Result<f64, Failure> {
        let started = now();
        question.one_setting(model).map_err(anyhow::Error::from)?;
        Ok(started.elapsed().as_secs_f64())
    };
    let design = asked.design;
    let rows = if design.rows > 0 { (design.top.min(question.factors.len()) as u32 + 2) * design.rows } else { 0 };
    let in_mean_field = if design.model == Model::MeanField || rows > 0 { timed(Model::MeanField)? } else { 0.0 };
    let one = if design.model == Model::Cells { timed(Model::Cells)? } else { in_mean_field };
    let threads = asked.arguments.work.threads();
    let working = threads.min(design.trajectories as usize) as f64;
    let seconds = question.settings() * one / working + f64::from(rows) * in_mean_field / threads as f64;
    let number = design.trajectories as usize * (question.factors.len() + 1);
    let text = match design.model {
        Model::Cells => english(
            "parameters: {parameters}; settings: {settings} cell by cell on voxels of {voxel} µm and {rows} in the mean \
             field; about {time} on {threads} threads",
        ),
        Model::MeanField => english(
            "parameters: {parameters}; settings in the mean field: {settings} for elementary effects and {rows} for Sobol' \
             indices; about {time} on {threads} threads",
        ),
    };
    Ok(text
        .with("parameters", question.factors.len())
        .with("settings", number)
        .with("voxel", asked.setup.grid.spacing_um)
        .with("rows", rows)
        .with_said("time", time(seconds))
        .with("threads", threads))
}

/// Computes the analysis and writes its files.
fn computed(asked: &Asked<'_>, identity: Identity<'_>, folder: &ResultsFolder) -> Result<(Manifest, Results), Failure> {
    let (arguments, question, language) = (asked.arguments, asked.question(), asked.language);
    folder.check_writable().map_err(anyhow::Error::from)?;
    if !arguments.common.quiet {
        say(&language.say(estimate(asked)?));
    }
    let store = BlockFolder::under(&arguments.common.out, &identity.run_hash());
    if arguments.work.fresh {
        store.clear();
    }
    let started = now();
    let reporter = Mutex::new(Reporter::new(&asked.scenario.name, 0, 1, arguments.common.quiet, language));
    let computed = compute(&question, asked.arguments.work.threads(), &store, |told| {
        let [done, all] = [told.done, told.all].map(|count| f64::from(count - told.found));
        reporter.lock().unwrap_or_else(PoisonError::into_inner).show(phase(told), done, all);
    });
    reporter.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    let computed = computed.map_err(anyhow::Error::from)?;
    let manifest =
        Manifest::new(identity, asked.arguments.work.threads(), started.elapsed().as_secs_f64(), &computed.digest);
    let results = results(asked, &question, &computed);
    let provenance =
        Provenance { version: VERSION, scenario_hash: &manifest.scenario_hash.clone(), seed: asked.scenario.seed };
    let draw = |staged: &mut Staged| -> anyhow::Result<()> {
        let (rows, summary) = ((&results.morris[..], &results.sobol[..]), &results.summary);
        let settings = [summary.settings, summary.settings_not_chronic];
        let figure = SensitivityFigure::new(&asked.scenario.title, rows, asked.shown.name(), settings);
        let mut drawn = Vec::new();
        figures::add(&mut drawn, "sensitivity", &figure, &provenance)?;
        drawn.iter().try_for_each(|(name, bytes)| Ok(staged.write(name, bytes)?))
    };
    let manifest = files::write(folder, described(asked.scenario), &results, manifest, draw)?;
    store.clear();
    Ok((manifest, results))
}

fn phase(told: Told) -> Message {
    let text = match told.phase {
        Phase::Own => english("scenario itself, {done} of {all} settings"),
        Phase::Trajectories => english("trajectories, {done} of {all} settings"),
        Phase::Rows => english("Sobol' indices, {done} of {all} settings"),
    };
    text.with("done", told.done).with("all", told.all)
}

fn results(asked: &Asked<'_>, question: &Question<'_>, computed: &Computed) -> Results {
    let source = Source { reach: asked.arguments.reach, scenario: &asked.scenario.name, version: VERSION };
    let [settings, settings_not_chronic] = not_chronic(question, computed);
    let morris = morris_rows(question, computed, source);
    let last = question.days.len().saturating_sub(1);
    let effects = computed.trajectories.iter().flat_map(|(_, courses)| courses);
    let sum: f64 = effects.map(|course| Outcome::Effect.of(course, last)).sum();
    let moved = question.factors.iter().map(|factor| &factor.entry.key);
    let changes = |key: &String| morris.iter().any(|row| row.parameter == *key && row.mu_star_points > 0.0);
    let left_out = asked.factors.left_out.iter();
    Results {
        summary: Summary {
            settings,
            settings_not_chronic,
            mean_effect_points: sum / settings.max(1) as f64,
            without_effect: moved.filter(|key| !changes(key)).cloned().collect(),
            left_out: left_out
                .map(|left| LeftOut { parameter: left.key.clone(), reason: left.reason.words().to_owned() })
                .collect(),
            design: asked.shape(),
        },
        sobol: sobol_rows(question, computed, source),
        morris,
    }
}
