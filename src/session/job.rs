//! One way to do a job: what is already there is used, else it is computed and written.

use std::path::Path;

use super::Session;
use super::checkpoints::JobCheckpoints;
use super::failure::Failure;
use super::log::{self, Line, now};
use super::unfinished::Noting;
use admsc_output::export::Error;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::disk::free_bytes;
use admsc_output::export::finished::forget;
use admsc_output::export::hold::Hold;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::plot::film::is_film;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::shown::shown;

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

/// What work takes of a machine, nearly; 0 of what is little.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Needs {
    /// Room on the disk, bytes.
    pub disk: f64,
    /// Memory, bytes.
    pub memory: f64,
}

impl Needs {
    /// Holds them to what there is, before hours are spent: what has no room on the disk is refused, what may not fit in memory
    /// told.
    fn check(self, session: Session<'_>) -> anyhow::Result<()> {
        if let Some(free) = free_bytes(session.out).map(|bytes| bytes as f64)
            && self.disk > free
        {
            let message = english(
                "the results take about {needed} and {folder} has {free} free: choose another directory with --out, fewer visits or \
                 fewer exports",
            );
            let message = message.with("needed", size(self.disk)).with("free", size(free));
            return Err(Failure::refused(message.with("folder", shown(session.out))));
        }
        if let Some(free) = free_memory_bytes().filter(|free| self.memory > *free) {
            let message =
                english("the run takes about {needed} of memory and {free} are free: it may be ended by the system");
            session.reporter.warn(message.with("needed", size(self.memory)).with("free", size(free)));
        }
        Ok(())
    }
}

/// Memory that is free, bytes; nothing where the system does not say so.
fn free_memory_bytes() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(1024.0 * line.split_whitespace().next()?.parse::<f64>().ok()?)
}

/// A number of bytes in words.
pub fn size(bytes: f64) -> String {
    let megabytes = 1e-6 * bytes;
    match megabytes {
        _ if megabytes < 10.0 => format!("{megabytes:.1} MB"),
        _ if megabytes < 10_000.0 => format!("{megabytes:.0} MB"),
        _ => format!("{:.0} GB", 1e-3 * megabytes),
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

    /// What it takes of the machine while it is computed on so many threads.
    fn needs(&self, _threads: usize) -> Needs {
        Needs::default()
    }

    /// What the log says of it.
    fn log(&self) -> Vec<Line>;

    /// Reads results whose files are whole; nothing where another version wrote them in another form.
    fn load(&self, folder: &ResultsFolder) -> Option<Self::Results>;

    /// Draws what results that were found lack in the language of the session.
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

/// Results that are already there, unless they are not wanted: all but pictures must be whole. Nothing is told or mended.
pub fn kept<J: Job>(job: &J, session: Session<'_>) -> Option<Finished<J::Results>> {
    let folder = job.folder(session.out);
    let found = if session.fresh { None } else { found(job, &folder).ok().flatten() }?;
    found.1.iter().all(|name| picture_in(name).is_some()).then_some(())?;
    Some(Finished { results: job.load(&folder)?, manifest: found.0, was_there: true })
}

fn found<J: Job>(job: &J, folder: &ResultsFolder) -> Result<Option<(Manifest, Vec<String>)>, Error> {
    Manifest::found(&folder.path(), &job.identity().run_hash())
}

/// The language of a picture or page, which can be made again from the tables beside it; none of another file.
pub fn picture_in(name: &str) -> Option<Language> {
    let stem = [".svg", ".png", ".gif", ".html"].into_iter().find_map(|end| name.strip_suffix(end))?;
    let is_in = |language: &Language| !language.file_suffix().is_empty() && stem.ends_with(language.file_suffix());
    (!name.contains('/')).then(|| Language::ALL.into_iter().find(is_in).unwrap_or_default())
}

/// Finds results, names them as the newest and completes them. Damage is told: pictures are drawn again, anything else is a reason
/// to compute again. Results can be read where nothing can be written: then what could not be done is told, and they are
/// good without it.
pub fn find<J: Job>(job: &J, session: Session<'_>) -> Option<Finished<J::Results>> {
    if session.fresh {
        return None;
    }
    let folder = job.folder(session.out);
    let (mut manifest, damaged) = match found(job, &folder) {
        Ok(found) => found?,
        Err(error) => {
            session.reporter.warn(error.message());
            return None;
        }
    };
    let place = |name: &String| shown(&folder.path().join(name));
    if let Some(name) = damaged.iter().find(|name| picture_in(name).is_none()) {
        let message = english("{file} is not as it was written: the results are computed again");
        session.reporter.warn(message.with("file", place(name)));
        return None;
    }
    let results = job.load(&folder)?;
    for language in Language::ALL {
        let Some(name) = damaged.iter().find(|name| picture_in(name) == Some(language)) else { continue };
        let message = match is_film(name) {
            true => english("{file} is not as it was written: it is removed, and `admsc film` makes it again"),
            false => english("{file} is not as it was written: it is drawn again from the tables beside it"),
        };
        session.reporter.warn(message.with("file", place(name)));
        let is_kept = |file: &String| is_film(file) && !damaged.contains(file);
        let drawn = |file: &&String| picture_in(file) == Some(language) && !is_kept(file);
        let names: Vec<String> = manifest.files.iter().map(|file| &file.name).filter(drawn).cloned().collect();
        match forget(&folder.path(), &mut manifest, &names) {
            Ok(()) => manifest = job.complete(&folder, manifest, Session { language, ..session }),
            Err(error) => session.reporter.warn(error.message()),
        }
    }
    folder.remove_abandoned();
    if let Err(error) = folder.name_latest() {
        session.reporter.warn(error.message());
    }
    let manifest = job.complete(&folder, manifest, session);
    Some(Finished { results, manifest, was_there: true })
}

/// Computes and writes, unless another process does that at this moment: then its results are waited for and found.
///
/// # Errors
/// As [`Job::compute`] and [`Job::write`], and before hours are spent when nothing could be written.
pub fn make<J: Job>(job: &J, session: Session<'_>) -> anyhow::Result<Finished<J::Results>> {
    let folder = job.folder(session.out);
    let hold = hold(job, &folder, session)?;
    let others = if hold.waited() { find(job, Session { fresh: false, ..session }) } else { None };
    others.map_or_else(|| make_held(job, &folder, &hold, session), Ok)
}

/// Holds the results of a folder, and tells when another process has them.
fn hold<J: Job>(job: &J, folder: &ResultsFolder, session: Session<'_>) -> anyhow::Result<Hold> {
    folder.check_writable()?;
    job.needs(session.threads).check(session)?;
    Ok(folder.hold(|| {
        let message = english("another process computes {folder}: waiting for it");
        session.reporter.warn(message.with("folder", shown(&folder.path())));
    })?)
}

fn make_held<J: Job>(
    job: &J,
    folder: &ResultsFolder,
    hold: &Hold,
    session: Session<'_>,
) -> anyhow::Result<Finished<J::Results>> {
    let noting = Noting::new(hold, &Manifest::new(job.identity(), ""), session);
    let session = Session { reporter: &noting, ..session };
    let started = now();
    let checkpoints = JobCheckpoints::new(session);
    let (computed, digest) = job.compute(session, &checkpoints)?;
    let (computing, ended) = (started.elapsed(), now());
    let (manifest, results) = job.write(folder, computed, Manifest::new(job.identity(), &digest), session)?;
    log::write(folder, job.log(), &manifest, [computing, ended.elapsed()], session)?;
    checkpoints.clear();
    Ok(Finished { results, manifest, was_there: false })
}

/// Finds results, or makes them.
pub fn obtain<J: Job>(job: &J, session: Session<'_>) -> anyhow::Result<Finished<J::Results>> {
    find(job, session).map_or_else(|| make(job, session), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_from_tables_by_their_names() {
        let found =
            ["pain.svg", "pain.ja.png", "report.html", "report.ja.html", "pain.csv", "vtk/a.svg", "summary.json"];
        let (english, japanese) = (Some(Language::English), Some(Language::Japanese));
        assert_eq!(found.map(picture_in), [english, japanese, english, japanese, None, None, None]);
    }
}
