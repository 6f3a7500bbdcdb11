//! One patient, one course.

use super::checkpoints::JobCheckpoints;
use super::job::{Job, Needs, Unfinished};
use super::log::{self, Line};
use super::progress::Days;
use super::{Session, figures};
use crate::build_info::PROGRAM;
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_output::export::Error;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::run::{self as files, Described};
use admsc_output::plot::Provenance;
use admsc_scenario::language::Language;
use admsc_scenario::reading::{Override, Scenario, export_bytes, memory_bytes};
use admsc_study::lives;
use admsc_study::run::{Record, Request, run};
use admsc_study::single_flight::SingleFlight;
use admsc_study::summary::{Summary, responders_start, summary_of};
use admsc_study::threads::with_threads;
use admsc_study::visits::Keep;

/// What decides the results of a scenario.
pub fn identity<'a>(scenario: &'a Scenario, overrides: &'a [String]) -> Identity<'a> {
    let (seed, patient) = (scenario.seed, scenario.patient);
    Identity { program: PROGRAM, resolved_toml: &scenario.resolved_toml, seed, patient, overrides }
}

/// The baselines that are kept, as runs at the same time share them.
pub fn baselines(session: Session<'_>) -> SingleFlight<BaselineFolder> {
    SingleFlight::new(BaselineFolder::under(session.out))
}

/// Replacements as they enter the name of results.
pub fn as_texts(overrides: &[Override]) -> Vec<String> {
    overrides.iter().map(|set| format!("{}={}", set.key, set.value)).collect()
}

/// What the files say about a scenario.
pub fn described(scenario: &Scenario) -> Described<'_> {
    Described {
        name: &scenario.name,
        title: &scenario.title,
        question: scenario.question_in(Language::English),
        resolved_toml: &scenario.resolved_toml,
        visits_days: &scenario.visits_days,
        responders_start: responders_start(&scenario.setup),
        exports: &scenario.exports,
    }
}

/// The patient of a scenario as the engine runs them, without anything but the samples kept.
pub fn request(scenario: &Scenario) -> Request<'_> {
    Request {
        setup: &scenario.setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        keep: Keep::default(),
        pictures: false,
    }
}

/// The run of a scenario.
pub struct RunJob<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What decides its results.
    pub identity: Identity<'a>,
    /// Baselines that are kept, shared with the runs beside it.
    pub baselines: &'a SingleFlight<BaselineFolder>,
}

impl RunJob<'_> {
    /// The run with all that its files hold.
    fn request(&self) -> Request<'_> {
        Request { keep: files::keep(&self.scenario.exports), pictures: true, ..request(self.scenario) }
    }
}

impl Job for RunJob<'_> {
    type Computed = Record;
    type Results = Summary;

    fn name(&self) -> &str {
        &self.scenario.name
    }

    fn identity(&self) -> Identity<'_> {
        self.identity
    }

    fn unfinished(&self) -> Unfinished {
        Unfinished::Runs
    }

    fn needs(&self, threads: usize) -> Needs {
        let (setup, scenario) = (&self.scenario.setup, self.scenario);
        let at_once = (1 + lives::others(setup, scenario.lives)).min(threads as u32);
        let disk = export_bytes(setup, &scenario.exports, scenario.visits_days.len());
        Needs { disk, memory: f64::from(at_once) * memory_bytes(setup) }
    }

    fn log(&self) -> Vec<Line> {
        log::of_scenario(self.scenario, "one run".to_owned())
    }

    fn load(&self, folder: &ResultsFolder) -> Option<Summary> {
        files::read_summary(folder)
    }

    fn complete(&self, folder: &ResultsFolder, manifest: Manifest, session: Session<'_>) -> Manifest {
        JobCheckpoints::new(session).tell_missing_states(self.request(), &self.scenario.kept_days);
        figures::completed_run(folder, manifest, session)
    }

    fn compute(&self, session: Session<'_>, checkpoints: &JobCheckpoints<'_>) -> anyhow::Result<(Record, String)> {
        let request = self.request();
        let others = lives::others(request.setup, self.scenario.lives);
        let store = checkpoints.with_states(self.baselines.of_one_run(), &self.scenario.kept_days);
        let days = Days::new(session.reporter, request.setup, 1 + others);
        let tell = |progress| days.tell(0, progress);
        let mut record = if session.threads == 1 {
            run(request, Serial, &store, tell)
        } else {
            with_threads(session.threads, || awake(|| run(request, Parallel, &store, tell)))
        }?;
        let store = checkpoints.beside(self.baselines.of_one_run());
        let tell = |row, progress| days.tell(row + 1, progress);
        record.lives = lives::run(request, &record, self.scenario.lives, session.threads, &store, tell)?;
        let digest = record.digest.clone();
        Ok((record, digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        record: Record,
        manifest: Manifest,
        session: Session<'_>,
    ) -> anyhow::Result<(Manifest, Summary)> {
        let summary = summary_of(&record, &self.scenario.visits_days).ok_or(Error::Empty)?;
        let manifest = write(self.scenario, folder, &record, manifest, session.language)?;
        Ok((manifest, summary))
    }
}

/// The scenario as its patient was treated, with what was given again on the days on which it was: for figures and reports.
pub fn treated(scenario: &Scenario, given_again: &[Retreated]) -> Scenario {
    let setup = &scenario.setup;
    let setup = Setup { retreatments: setup.retreatments.clone(), ..setup.as_given(given_again) };
    Scenario { setup, ..scenario.clone() }
}

/// Draws the figures and writes all files of a run.
pub fn write(
    scenario: &Scenario,
    folder: &ResultsFolder,
    record: &Record,
    manifest: Manifest,
    language: Language,
) -> anyhow::Result<Manifest> {
    let scenario = &treated(scenario, &record.given_again);
    let draw = |provenance: &Provenance<'_>| {
        figures::draw(scenario, &record.samples, &record.lives, record.pictures.as_ref(), provenance, language)
    };
    let figures = figures::with_report(scenario, &manifest, language, draw);
    files::write(folder, described(scenario), record, manifest, figures)
}
