//! Why a treatment works when it does: counterfactuals of the same patients with the same random numbers.

use std::sync::Mutex;

use super::failure::Failure;
use super::figures::add;
use super::job::{Job, Unfinished};
use super::log::RunLog;
use super::run::{as_texts, described, identity};
use super::{Session, report};
use crate::build_info::VERSION;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::explanation as files;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::plot::explanation::Explained;
use admsc_output::plot::explanation::clock::ClockFigure;
use admsc_output::plot::explanation::knock_outs::KnockOutsFigure;
use admsc_output::plot::explanation::persistence::PersistenceFigure;
use admsc_output::plot::explanation::time_costs::TimeCostsFigure;
use admsc_output::plot::{self, File, Provenance};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{Override, Scenario};
use admsc_study::explanation::{Explanation, Findings, Request, Unsuited, explain, unsuited, whole_work};
use admsc_study::threads::lock;

/// The explanation of a scenario.
pub struct ExplanationJob<'a> {
    scenario: &'a Scenario,
    /// Patients on cells, for the knock-outs.
    people: u32,
    /// Patients on the mean field, for the costs in time.
    mean_field: u32,
    /// What decides the results besides the scenario.
    decided: Vec<String>,
}

impl<'a> ExplanationJob<'a> {
    /// For so many patients on cells and on the mean field.
    pub fn new(scenario: &'a Scenario, overrides: &[Override], people: u32, mean_field: u32) -> anyhow::Result<Self> {
        refuse(scenario)?;
        // The numbers of patients decide the results as overrides do.
        let numbers = [("people", people), ("mean_field", mean_field)];
        let numbers = numbers.map(|(name, number)| format!("explain.{name}={number}"));
        let decided = as_texts(overrides).into_iter().chain(numbers).collect();
        Ok(Self { scenario, people, mean_field, decided })
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

impl Job for ExplanationJob<'_> {
    type Computed = Findings;
    type Results = Explanation;

    const BELOW: &'static str = "explain";

    fn name(&self) -> &str {
        &self.scenario.name
    }

    fn identity(&self) -> Identity<'_> {
        identity(self.scenario, &self.decided)
    }

    fn unfinished(&self) -> Unfinished {
        Unfinished::Baselines
    }

    fn load(&self, folder: &ResultsFolder) -> Option<Explanation> {
        files::read(folder)
    }

    fn compute(&self, session: Session<'_>) -> anyhow::Result<(Findings, String)> {
        let request = Request {
            scenario: self.scenario,
            people: self.people,
            mean_field: self.mean_field,
            threads: session.threads,
        };
        let (all, done) = (whole_work(&request), Mutex::new(0.0));
        let watch = |seconds: f64| {
            let mut done = lock(&done);
            *done += seconds;
            session.reporter.show(english("counterfactuals").into(), f64::min(*done, all), all);
        };
        let findings = explain(request, &BaselineFolder::under(session.out), &watch)?;
        let digest = files::digest(&findings)?;
        Ok((findings, digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        findings: Findings,
        manifest: Manifest,
        _: Session<'_>,
    ) -> anyhow::Result<(Manifest, Explanation)> {
        let (scenario, signed) = (self.scenario, manifest.clone());
        let kind = format!("explanation, {} patients on cells, {} on the mean field", self.people, self.mean_field);
        let log = RunLog::of_kind(&kind, scenario, &manifest);
        let provenance = Provenance { version: VERSION, scenario_hash: &signed.scenario_hash, seed: scenario.seed };
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
