//! Why a treatment works when it does: counterfactuals of the same patients with the same random numbers.

use std::sync::Mutex;

use super::checkpoints::JobCheckpoints;
use super::citation::EXPLAIN;
use super::failure::{Failure, message};
use super::figures::{add, are_drawn};
use super::job::Job;
use super::log::{self, Line};
use super::progress::Reporter;
use super::run::{as_texts, described, identity};
use super::{Session, report};
use crate::build_info::VERSION;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::explanation as files;
use admsc_output::export::finished;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::plot::explanation::Explained;
use admsc_output::plot::explanation::clock::ClockFigure;
use admsc_output::plot::explanation::knock_outs::KnockOutsFigure;
use admsc_output::plot::explanation::persistence::PersistenceFigure;
use admsc_output::plot::explanation::time_costs::TimeCostsFigure;
use admsc_output::plot::{self, File, Provenance};
use admsc_output::report::explanation;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{Override, Scenario};
use admsc_study::explanation::persistence::PathRow;
use admsc_study::explanation::pieces::Pieces;
use admsc_study::explanation::{Explanation, Findings, Request, Unsuited, Watch, explain, unsuited, whole_work};
use admsc_study::threads::lock;

/// How many patients are asked.
#[derive(Debug, Clone, Copy)]
pub struct Patients {
    /// On cells, for the knock-outs.
    pub people: u32,
    /// On cells, for the costs in time.
    pub delayed: u32,
    /// On the mean field, which checks the costs in time.
    pub mean_field: u32,
}

/// The explanation of a scenario.
pub struct ExplanationJob<'a> {
    scenario: &'a Scenario,
    patients: Patients,
    /// What decides the results besides the scenario.
    decided: Vec<String>,
}

impl<'a> ExplanationJob<'a> {
    /// For so many patients.
    pub fn new(scenario: &'a Scenario, overrides: &[Override], patients: Patients) -> anyhow::Result<Self> {
        refuse(scenario)?;
        // The numbers of patients decide the results as overrides do.
        let Patients { people, delayed, mean_field } = patients;
        let numbers = [("people", people), ("time_costs", delayed), ("mean_field", mean_field)];
        let numbers = numbers.map(|(name, number)| format!("{EXPLAIN}{name}={number}"));
        let decided = as_texts(overrides).into_iter().chain(numbers).collect();
        Ok(Self { scenario, patients, decided })
    }
}

/// Tells how far the work is. What need not be done is no part of it, so that it says nothing of the time left.
struct Work<'a> {
    reporter: &'a dyn Reporter,
    /// Seconds of one core that are done, and all that there are.
    seconds: Mutex<(f64, f64)>,
}

impl Watch for Work<'_> {
    fn done(&self, seconds: f64) {
        let mut told = lock(&self.seconds);
        told.0 += seconds;
        self.reporter.show(english("counterfactuals").into(), told.0.min(told.1), told.1);
    }

    fn spared(&self, seconds: f64) {
        lock(&self.seconds).1 -= seconds;
    }
}

/// Refuses what cannot be explained.
fn refuse(scenario: &Scenario) -> anyhow::Result<()> {
    let why = if scenario.study.is_some() {
        english(
            "{name} is a study, but explain takes a scenario with one treatment; give a scenario with the doses of the \
             arm to be explained",
        )
    } else if scenario.replicates > 1 {
        english("{name} has replicates: explain draws patients of its own; add --set replicates=1")
    } else if !scenario.setup.retreatments.is_empty() {
        english(
            "{name} gives doses again when pain returns, but explain compares courses under one and the same treatment; give the \
             doses the days on which a run gave them, for example at = \"6 months\"",
        )
    } else if !scenario.setup.changes.is_empty() {
        english(
            "{name} changes parameters on a day ([[change]]), but explain compares courses under the same parameters throughout; explain the run that it branched off",
        )
    } else if scenario.setup.blocks.iter().any(|block| !block.is_gene()) {
        english(
            "{name} blocks something from a day on ([[block]]), but explain compares courses in which it holds throughout; use knock_out",
        )
    } else {
        match unsuited(&scenario.setup) {
            None => return Ok(()),
            Some(Unsuited::NoCells) => english(
                "{name} gives no cells before its horizon, so there is nothing to explain; give a scenario with a \
                 [[dose]] of living cells, for example builtin:neuropathic-single",
            ),
            Some(Unsuited::NotChronic) => english(
                "{name} starts with an acute injury, which the mean field does not include; give a scenario with a \
                 chronic start, for example builtin:neuropathic-single",
            ),
        }
    };
    Err(Failure::refused(why.with("name", &scenario.name)))
}

impl ExplanationJob<'_> {
    /// The figures in a language, and the report with them.
    fn drawn(
        &self,
        explanation: &Explanation,
        path: &[PathRow],
        manifest: &Manifest,
        language: Language,
    ) -> anyhow::Result<Vec<File>> {
        let (scenario, scenario_hash) = (self.scenario, manifest.scenario_hash.as_str());
        let numbers = files::numbers(described(scenario), explanation)?;
        let explained = Explained { title: scenario.title_in(language), explanation, path, language };
        let mut files = draw(&explained, &Provenance { version: VERSION, scenario_hash, seed: scenario.seed })?;
        files.push(report::of_numbers(scenario, &numbers, &files, manifest, language, explanation::page)?);
        Ok(files)
    }
}

impl Job for ExplanationJob<'_> {
    type Computed = (Findings, BlockFolder);
    type Results = Explanation;

    const BELOW: &'static str = "explain";

    fn name(&self) -> &str {
        &self.scenario.name
    }

    fn identity(&self) -> Identity<'_> {
        identity(self.scenario, &self.decided)
    }

    fn log(&self) -> Vec<Line> {
        let Patients { people, delayed, mean_field } = self.patients;
        let kind = format!(
            "explanation, {people} patients on cells for knock-outs and {delayed} for costs in time, {mean_field} on the mean field"
        );
        log::of_scenario(self.scenario, kind)
    }

    fn load(&self, folder: &ResultsFolder) -> Option<Explanation> {
        files::read(folder)
    }

    /// Draws the figures in a language in which there are none.
    fn complete(&self, folder: &ResultsFolder, mut manifest: Manifest, session: Session<'_>) -> Manifest {
        if are_drawn(&manifest, session.language) {
            return manifest;
        }
        let mut completed = || -> anyhow::Result<()> {
            let Some((found, path)) = files::read(folder).zip(files::read_path(folder)) else { return Ok(()) };
            let drawn = self.drawn(&found, &path, &manifest, session.language)?;
            Ok(finished::replace(&folder.path(), &mut manifest, &drawn)?)
        };
        if let Err(error) = completed() {
            session.reporter.warn(message(&error));
        }
        manifest
    }

    fn compute(&self, session: Session<'_>, _: &JobCheckpoints<'_>) -> anyhow::Result<(Self::Computed, String)> {
        let Patients { people, delayed, mean_field } = self.patients;
        let request = Request { scenario: self.scenario, people, delayed, mean_field, threads: session.threads };
        let store = BlockFolder::under(session.out, &request.kept_key()?);
        if session.fresh {
            store.clear();
        }
        let work = Work { reporter: session.reporter, seconds: Mutex::new((0.0, whole_work(&request))) };
        let pieces = Pieces { store: &store, watch: &work };
        let findings = explain(request, &BaselineFolder::under(session.out), pieces)?;
        let digest = files::digest(&findings)?;
        Ok(((findings, store), digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        (findings, store): Self::Computed,
        manifest: Manifest,
        _: Session<'_>,
    ) -> anyhow::Result<(Manifest, Explanation)> {
        let signed = manifest.clone();
        let figures = |staged: &mut Staged| -> anyhow::Result<()> {
            for language in Language::ALL {
                for (name, bytes) in self.drawn(&findings.explanation, &findings.path, &signed, language)? {
                    staged.write(&name, &bytes)?;
                }
            }
            Ok(())
        };
        let manifest = files::write(folder, described(self.scenario), &findings, manifest, figures)?;
        store.clear();
        Ok((manifest, findings.explanation))
    }
}

/// All figures that can be drawn, as SVG and PNG each. What costs the time is left out where nobody has relief.
fn draw(explained: &Explained<'_>, provenance: &Provenance<'_>) -> Result<Vec<File>, plot::Error> {
    let mut files = Vec::new();
    add(&mut files, "clock", &ClockFigure(*explained), provenance)?;
    add(&mut files, "knock-outs", &KnockOutsFigure(*explained), provenance)?;
    if explained.explanation.delay().is_some() {
        add(&mut files, "time-costs", &TimeCostsFigure(*explained), provenance)?;
    }
    add(&mut files, "persistence", &PersistenceFigure(*explained), provenance)?;
    Ok(files)
}
