//! Which parameters decide what a treatment does, and how well they are known.

use super::checkpoints::JobCheckpoints;
use super::citation::SENSITIVITY;
use super::cost::{sensitivity_seconds, time};
use super::failure::{Failure, message};
use super::job::Job;
use super::log::{self, Line};
use super::run::{as_texts, described, identity};
use super::{Session, figures, report};
use crate::build_info::VERSION;
use admsc_model::rules::setup::Setup;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::finished;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::sensitivity::{self as files, ExcludedParameter, Influence, Results, Summary};
use admsc_output::plot::sensitivity::SensitivityFigure;
use admsc_output::plot::{self, Provenance};
use admsc_output::report::sensitivity;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{Override, Scenario};
use admsc_study::sensitivity::tables::{Source, morris_rows, not_chronic, sobol_rows};
use admsc_study::sensitivity::{
    AnalysisProgress, Computed, Design, Factors, Model, Outcome, Pattern, Phase, Question, choose, compute,
    on_coarse_grid,
};

/// Day of the first outcome, where the horizon is later: three months.
const EARLY_DAY: u32 = 91;

/// The analysis of a scenario.
pub struct SensitivityJob<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What is run, on the grid that was asked for.
    pub setup: Setup,
    /// How much is computed.
    pub design: Design,
    /// What the figure shows.
    pub shown: Outcome,
    /// The parameters that are moved, and those that are not.
    pub factors: Factors,
    /// Days of the outcomes, ascending.
    pub days: Vec<u32>,
    /// Share of the way to either end of a range.
    reach: f64,
    /// What shapes the results besides scenario and seed, as it enters their name.
    shape: Vec<String>,
}

/// What is asked of an analysis.
pub struct SensitivityOptions<'a> {
    /// Replacements of the scenario, without the seed.
    pub overrides: &'a [Override],
    /// Whether it is run on the coarse grid in place of the scenario's own.
    pub on_coarse_grid: bool,
    /// How much is computed.
    pub design: Design,
    /// What the figure shows; pain where there is no treatment that could have an effect.
    pub shown: Outcome,
    /// Move only these parameters; all where there is none.
    pub only: &'a [String],
    /// Share of the way from the scenario's value to either end of the range, above 0, at most 1.
    pub reach: f64,
}

impl<'a> SensitivityJob<'a> {
    /// For a scenario of one run; chooses the parameters that are moved.
    pub fn new(scenario: &'a Scenario, asked: SensitivityOptions<'_>) -> anyhow::Result<Self> {
        refuse(scenario)?;
        let SensitivityOptions { overrides, design, shown, only, reach, .. } = asked;
        let setup = &scenario.setup;
        let setup = if asked.on_coarse_grid { on_coarse_grid(setup)? } else { setup.clone() };
        let factors = factors(only, reach, &setup)?;
        let early = (EARLY_DAY < setup.horizon_days).then_some(EARLY_DAY);
        let days = early.into_iter().chain([setup.horizon_days]).collect();
        let shown = if shown == Outcome::Effect && setup.doses.is_empty() { Outcome::Pain } else { shown };
        let Design { model, trajectories, seeds, rows, most_rows, top, .. } = design;
        let rows = if most_rows > rows { format!("{rows}..{most_rows}") } else { rows.to_string() };
        let words = [
            format!("{SENSITIVITY}model={} trajectories={trajectories} seeds={seeds}", model.name()),
            format!("{SENSITIVITY}rows={rows} top={top} outcome={}", shown.name()),
            format!("{SENSITIVITY}voxel={} um tick={} min", setup.grid.spacing_um, setup.cadence.tick_minutes),
            format!("{SENSITIVITY}reach={reach}"),
        ];
        let only = only.iter().map(|key| format!("{SENSITIVITY}only={key}"));
        let shape = as_texts(overrides).into_iter().chain(words).chain(only).collect();
        Ok(Self { scenario, setup, design, shown, factors, days, reach, shape })
    }

    /// What is asked of the model.
    pub fn question(&self) -> Question<'_> {
        Question { setup: &self.setup, factors: &self.factors.moved, days: &self.days, design: self.design }
    }

    /// What will be computed, and how long it will take.
    pub fn plan(&self, threads: usize) -> anyhow::Result<Message> {
        let (design, moved) = (self.design, self.factors.moved.len());
        let rows =
            if design.rows > 0 { (design.top.min(moved) as u32 + 2) * design.rows.max(design.most_rows) } else { 0 };
        let seconds = sensitivity_seconds(&self.question(), rows, threads)?;
        let text = match design.model {
            Model::Cells => english(
                "parameters: {parameters}; settings: {settings} cell by cell on voxels of {voxel} µm and at most {rows} in \
                 the mean field; about {time} on {threads} threads",
            ),
            Model::MeanField => english(
                "parameters: {parameters}; settings in the mean field: {settings} for elementary effects and at most {rows} for \
                 Sobol' indices; about {time} on {threads} threads",
            ),
        };
        Ok(text
            .with("parameters", moved)
            .with("settings", design.trajectories as usize * (moved + 1))
            .with("voxel", self.setup.grid.spacing_um)
            .with("rows", rows)
            .with_said("time", time(seconds))
            .with("threads", threads))
    }

    fn results(&self, computed: &Computed) -> Results {
        let question = &self.question();
        let source = Source { reach: self.reach, scenario: &self.scenario.name, version: VERSION };
        let [settings, settings_not_chronic] = not_chronic(question, computed);
        let morris = morris_rows(question, computed, source);
        let last = question.days.len().saturating_sub(1);
        let effects = computed.trajectories.iter().flat_map(|(_, courses)| courses);
        let sum: f64 = effects.map(|course| Outcome::Effect.value(course, last)).sum();
        let moved = question.factors.iter().map(|factor| &factor.entry.key);
        let changes = |key: &String| morris.iter().any(|row| row.parameter == *key && row.mu_star_points > 0.0);
        let left_out = self.factors.left_out.iter();
        let sobol = sobol_rows(question, computed, source);
        Results {
            summary: Summary {
                settings,
                settings_not_chronic,
                mean_effect_points: sum / settings.max(1) as f64,
                without_effect: moved.filter(|key| !changes(key)).cloned().collect(),
                left_out: left_out
                    .map(|left| ExcludedParameter {
                        parameter: left.key.clone(),
                        reason: left.reason.words().to_owned(),
                    })
                    .collect(),
                design: self.shape.clone(),
                outcome: self.shown.name().to_owned(),
                trajectories_count: u64::from(self.design.trajectories),
                influences: Influence::of_last_day(self.shown.name(), &morris, &sobol),
            },
            sobol,
            morris,
        }
    }
}

impl SensitivityJob<'_> {
    /// The figure in a language, and the report with it.
    fn draw(&self, results: &Results, manifest: &Manifest, language: Language) -> anyhow::Result<Vec<plot::File>> {
        let Results { morris, sobol, summary } = results;
        let settings = [summary.settings, summary.settings_not_chronic];
        let (title, outcome) = (self.scenario.title_in(language), self.shown.name());
        let figure = SensitivityFigure::new(title, (morris, sobol), outcome, settings, language);
        let provenance =
            Provenance { version: VERSION, scenario_hash: &manifest.scenario_hash, seed: self.scenario.seed };
        let mut drawn = Vec::new();
        figures::add(&mut drawn, "sensitivity", &figure, &provenance)?;
        let numbers = files::numbers(described(self.scenario), summary)?;
        drawn.push(report::of_numbers(self.scenario, &numbers, &drawn, manifest, language, sensitivity::page)?);
        Ok(drawn)
    }
}

/// Refuses what is no run of one patient.
fn refuse(scenario: &Scenario) -> anyhow::Result<()> {
    let why = if scenario.study.is_some() {
        english("{name} is a study; give a scenario of a single run")
    } else if scenario.replicates > 1 {
        english(
            "{name} has replicates: sensitivity averages every setting over seeds of its own (--seeds); add --set replicates=1",
        )
    } else if !scenario.setup.retreatments.is_empty() {
        english(
            "{name} gives doses again when pain returns, but sensitivity compares courses under one and the same treatment; \
             give the doses the days on which a run gave them, for example at = \"6 months\"",
        )
    } else if !scenario.setup.changes.is_empty() {
        english(
            "{name} changes parameters on a day ([[change]]), but sensitivity varies parameters that hold throughout; give the scenario that it branched off",
        )
    } else if scenario.setup.blocks.iter().any(|block| !block.is_gene()) {
        english(
            "{name} blocks something from a day on ([[block]]), but sensitivity compares courses in which it holds throughout; use knock_out",
        )
    } else {
        return Ok(());
    };
    Err(Failure::refused(why.with("name", &scenario.name)))
}

fn factors(only: &[String], reach: f64, setup: &Setup) -> anyhow::Result<Factors> {
    let ledger = Ledger::bundled()?;
    let only: Vec<Pattern> = only.iter().map(|text| Pattern::new(text)).collect();
    let unknown = |pattern: &&Pattern| !ledger.entries().iter().any(|entry| pattern.matches(&entry.key));
    if let Some(pattern) = only.iter().find(unknown) {
        let message = english("no parameter matches \"{pattern}\"; admsc params lists them, and * matches any part");
        return Err(Failure::refused(message.with("pattern", pattern.text())));
    }
    let factors = choose(&ledger, setup, &only, reach)?;
    if factors.moved.is_empty() {
        let message = english("the scenario uses none of these parameters; choose others with --only");
        return Err(Failure::refused(message));
    }
    Ok(factors)
}

impl Job for SensitivityJob<'_> {
    type Computed = (Computed, BlockFolder);
    type Results = Results;

    const BELOW: &'static str = "sensitivity";

    fn name(&self) -> &str {
        &self.scenario.name
    }

    fn identity(&self) -> Identity<'_> {
        identity(self.scenario, &self.shape)
    }

    fn log(&self) -> Vec<Line> {
        log::of_scenario(self.scenario, "analysis of sensitivity".to_owned())
    }

    fn load(&self, folder: &ResultsFolder) -> Option<Results> {
        files::read(&folder.path())
    }

    /// Draws the figure in a language in which there is none.
    fn complete(&self, folder: &ResultsFolder, mut manifest: Manifest, session: Session<'_>) -> Manifest {
        if figures::are_drawn(&manifest, session.language) {
            return manifest;
        }
        let mut completed = || -> anyhow::Result<()> {
            let Some(results) = self.load(folder) else { return Ok(()) };
            let drawn = self.draw(&results, &manifest, session.language)?;
            Ok(finished::replace(&folder.path(), &mut manifest, &drawn)?)
        };
        if let Err(error) = completed() {
            session.reporter.warn(message(&error));
        }
        manifest
    }

    fn compute(&self, session: Session<'_>, _: &JobCheckpoints<'_>) -> anyhow::Result<(Self::Computed, String)> {
        if !session.quiet {
            session.reporter.say(self.plan(session.threads)?);
        }
        let store = BlockFolder::under(session.out, &self.question().kept_key()?);
        if session.fresh {
            store.clear();
        }
        let computed = compute(&self.question(), session.threads, &store, |told| {
            let [done, all] = [told.done, told.all].map(|count| f64::from(count - told.found));
            session.reporter.show(phase(told), done, all);
        })?;
        let digest = computed.digest.clone();
        Ok(((computed, store), digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        (computed, store): Self::Computed,
        manifest: Manifest,
        session: Session<'_>,
    ) -> anyhow::Result<(Manifest, Results)> {
        let results = self.results(&computed);
        let drawn = self.draw(&results, &manifest, session.language)?;
        let draw = |staged: &mut Staged| -> anyhow::Result<()> {
            drawn.iter().try_for_each(|(name, bytes)| Ok(staged.write(name, bytes)?))
        };
        let manifest = files::write(folder, described(self.scenario), &results, manifest, draw)?;
        store.clear();
        Ok((manifest, results))
    }
}

fn phase(told: AnalysisProgress) -> Message {
    let text = match told.phase {
        Phase::Own => english("scenario itself, {done} of {all} settings"),
        Phase::Trajectories => english("trajectories, {done} of {all} settings"),
        Phase::Rows => english("Sobol' indices, {done} of {all} settings"),
    };
    text.with("done", told.done).with("all", told.all)
}
