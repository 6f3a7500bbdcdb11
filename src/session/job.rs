//! One way to do a job: what is already there is used, else it is computed and written.

use std::path::Path;

use super::Session;
use super::checkpoints::JobCheckpoints;
use super::log::now;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_scenario::language::{Message, english};

/// What is left of work that is stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// Patients, scenarios or other pieces that are done.
    Pieces,
    /// Runs: their checkpoints where they keep any, else the states of day 0 that are done.
    Runs,
}

impl Unfinished {
    /// What the same command does next. One that recomputes everything (`fresh`) would also do away with pieces.
    pub fn message(self, session: Session<'_>) -> Message {
        let said = match (self == Self::Pieces || session.checkpoint_every.is_some(), session.fresh) {
            (true, false) => english("interrupted: what is finished is kept, and the same command goes on from there"),
            (true, true) => english(
                "interrupted: what is finished is kept; the same command without --fresh goes on from there, with it from \
                 the beginning",
            ),
            (false, _) => english(
                "interrupted: of this work only finished baselines are kept; the same command begins again after them",
            ),
        };
        said.into()
    }
}

/// Something whose results are kept under the name of what decides them.
pub trait Job {
    /// What is computed, as it is in memory.
    type Computed;
    /// What is said of it, whether it was computed now or read.
    type Results;

    /// Folder under that for results, where a kind of results has one of its own.
    const BELOW: &'static str = "";

    /// What the results are of; a folder has this name.
    fn name(&self) -> &str;

    /// What decides the results: the folder within that one is named by its hash.
    fn identity(&self) -> Identity<'_>;

    /// Where the results lie under a folder.
    fn folder(&self, out: &Path) -> ResultsFolder {
        ResultsFolder::new(&out.join(Self::BELOW), self.name(), &self.identity().run_hash())
    }

    /// What is left of it when it is stopped.
    fn unfinished(&self) -> Unfinished {
        Unfinished::Pieces
    }

    /// Whether the command that has this job can be told to do it again.
    fn can_be_repeated(&self) -> bool {
        true
    }

    /// Reads results whose files are whole; nothing where another version wrote them in another form.
    fn load(&self, folder: &ResultsFolder) -> Option<Self::Results>;

    /// Adds what results lack that were found, for example figures in another language.
    fn complete(&self, _: &ResultsFolder, manifest: Manifest, _: Session<'_>) -> Manifest {
        manifest
    }

    /// Computes, and gives the digest of what it computed.
    ///
    /// # Errors
    /// When a patient cannot be run, or kept work not be written.
    fn compute(
        &self,
        session: Session<'_>,
        checkpoints: &JobCheckpoints<'_>,
    ) -> anyhow::Result<(Self::Computed, String)>;

    /// Writes everything, and gives the manifest as it was written.
    ///
    /// # Errors
    /// When something cannot be drawn or written; the folder is then as it was.
    fn write(
        &self,
        folder: &ResultsFolder,
        computed: Self::Computed,
        manifest: Manifest,
        session: Session<'_>,
    ) -> anyhow::Result<(Manifest, Self::Results)>;
}

/// Results, computed now or found.
pub struct Finished<R> {
    /// What is said of them.
    pub results: R,
    /// Their manifest.
    pub manifest: Manifest,
    /// Whether they were already there.
    pub was_there: bool,
}

/// Results that are already there and whole, unless they are not wanted.
pub fn kept<J: Job>(job: &J, session: Session<'_>) -> Option<Finished<J::Results>> {
    let folder = job.folder(session.out);
    let manifest = || Manifest::verified(&folder.path(), &job.identity().run_hash());
    let manifest = if session.fresh { None } else { manifest() }?;
    Some(Finished { results: job.load(&folder)?, manifest, was_there: true })
}

/// The same, named as the newest and completed. Results can be read where nothing can be written: then what could not be done
/// is told, and they are good without it.
pub fn find<J: Job>(job: &J, session: Session<'_>) -> Option<Finished<J::Results>> {
    let mut found = kept(job, session)?;
    let folder = job.folder(session.out);
    if let Err(error) = folder.name_latest() {
        session.reporter.warn(error.message());
    }
    found.manifest = job.complete(&folder, found.manifest, session);
    Some(found)
}

/// Computes and writes.
///
/// # Errors
/// As [`Job::compute`] and [`Job::write`], and before hours are spent when nothing could be written.
pub fn make<J: Job>(job: &J, session: Session<'_>) -> anyhow::Result<Finished<J::Results>> {
    let folder = job.folder(session.out);
    folder.check_writable()?;
    let started = now();
    let checkpoints = JobCheckpoints::new(session);
    let (computed, digest) = job.compute(session, &checkpoints)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = Manifest::new(job.identity(), session.threads, seconds, &digest);
    let (manifest, results) = job.write(&folder, computed, manifest, session)?;
    checkpoints.clear();
    Ok(Finished { results, manifest, was_there: false })
}

/// Finds results, or makes them.
pub fn obtain<J: Job>(job: &J, session: Session<'_>) -> anyhow::Result<Finished<J::Results>> {
    find(job, session).map_or_else(|| make(job, session), Ok)
}
