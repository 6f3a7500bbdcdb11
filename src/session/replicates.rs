//! The same patient several times with other random numbers.

use super::checkpoints::JobCheckpoints;
use super::job::{Job, Needs, Unfinished};
use super::log::{self, Line};
use super::progress::Days;
use super::run::{described, request};
use super::{Session, figures};
use admsc_output::export::Error;
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::replicates as files;
use admsc_output::plot::Provenance;
use admsc_scenario::reading::{Scenario, memory_bytes};
use admsc_study::replicates::{Replicate, digest, run};
use admsc_study::spread::{ReplicatesSummary, summarise_replicates};
use admsc_study::summary::{Course, responders_start};

/// The replicates of a scenario.
pub struct ReplicatesJob<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What decides its results.
    pub identity: Identity<'a>,
}

impl Job for ReplicatesJob<'_> {
    type Computed = Vec<Replicate>;
    type Results = ReplicatesSummary;

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
        let at_once = self.scenario.replicates.min(threads as u32);
        Needs { disk: 0.0, memory: f64::from(at_once) * memory_bytes(&self.scenario.setup) }
    }

    fn log(&self) -> Vec<Line> {
        log::of_scenario(self.scenario, format!("{} replicates", self.scenario.replicates))
    }

    fn load(&self, folder: &ResultsFolder) -> Option<ReplicatesSummary> {
        files::read_summary(folder)
    }

    fn complete(&self, folder: &ResultsFolder, manifest: Manifest, session: Session<'_>) -> Manifest {
        figures::completed_run(folder, manifest, session)
    }

    fn compute(
        &self,
        session: Session<'_>,
        checkpoints: &JobCheckpoints<'_>,
    ) -> anyhow::Result<(Vec<Replicate>, String)> {
        let number = self.scenario.replicates;
        let store = checkpoints.beside(BaselineFolder::under(session.out));
        let days = Days::new(session.reporter, &self.scenario.setup, number);
        let tell = |row, progress| days.tell(row, progress);
        let replicates = run(request(self.scenario), number, session.threads, &store, tell)?;
        let digest = digest(&replicates);
        Ok((replicates, digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        replicates: Vec<Replicate>,
        manifest: Manifest,
        session: Session<'_>,
    ) -> anyhow::Result<(Manifest, ReplicatesSummary)> {
        let (scenario, language) = (self.scenario, session.language);
        let courses: Vec<Course<'_>> = replicates.iter().map(|one| one.record.course()).collect();
        let draw = |provenance: &Provenance<'_>| figures::draw_replicates(scenario, &courses, provenance, language);
        let figures = figures::with_report(scenario, &manifest, language, draw);
        let (days, start) = (&scenario.visits_days, responders_start(&scenario.setup));
        let summary = summarise_replicates(&replicates, days, start).ok_or(Error::Empty)?;
        let manifest = files::write(folder, described(scenario), &replicates, manifest, figures)?;
        Ok((manifest, summary))
    }
}
