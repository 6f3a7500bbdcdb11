//! A study: arms, populations, trials, sweeps. Its patients are computed in blocks and kept until the study is whole.

use std::path::{Path, PathBuf};

use super::checkpoints::JobCheckpoints;
use super::job::Job;
use super::log::{self, Line};
use super::run::described;
use super::{Session, failure, figures};
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::finished::FinishedStudy;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::run::SUMMARY_FILE;
use admsc_output::export::study::{self as files, Results};
use admsc_output::plot::Provenance;
use admsc_output::report::page::Page;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::Study;
use admsc_study::trial::design_rows::{PowerRow, VarianceRow, power_rows, variance_rows};
use admsc_study::trial::tables::{ArmTableRow, DifferenceTableRow, arm_rows, difference_rows, patient_rows};
use admsc_study::trial::{
    Analysis, Part, PointsRow, PreparedStudy, StudyProgress, analyse, blocks, curves, digest, members, missing, run,
};

/// The study of a scenario.
#[derive(Clone, Copy)]
pub struct StudyJob<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its study.
    pub study: &'a Study,
    /// What decides its results.
    pub identity: Identity<'a>,
    /// Folders whose shards are joined, in place of computing anything.
    pub joined: Option<&'a [PathBuf]>,
}

/// What is said of a study.
#[derive(Clone)]
pub struct StudyTables {
    /// Every arm at every visit.
    pub arms: Vec<ArmTableRow>,
    /// Every pair of arms at every visit.
    pub differences: Vec<DifferenceTableRow>,
    /// What lies between neighbouring points of a sweep, at every visit.
    pub between_points: Vec<PointsRow>,
    /// Power of smaller trials, where it was asked for.
    pub power: Vec<PowerRow>,
    /// Variances under three designs, where the study has other draws.
    pub variances: Vec<VarianceRow>,
}

impl StudyTables {
    fn new(study: &Study, analysis: &Analysis) -> Self {
        Self {
            arms: arm_rows(study, analysis),
            differences: difference_rows(study, analysis),
            between_points: analysis.between_points.clone(),
            power: power_rows(study, analysis),
            variances: variance_rows(study, analysis),
        }
    }

    /// The same with the names that the arms have in a language, for people.
    #[must_use]
    pub fn named(mut self, scenario: &Scenario, language: Language) -> Self {
        let arms = self.arms.iter_mut().map(|row| &mut row.arm);
        let differences = self.differences.iter_mut().flat_map(|row| [&mut row.arm, &mut row.against]);
        let power = self.power.iter_mut().flat_map(|row| [&mut row.arm, &mut row.against]);
        let variances = self.variances.iter_mut().flat_map(|row| [&mut row.arm, &mut row.against]);
        for name in arms.chain(differences).chain(power).chain(variances) {
            *name = scenario.arm_in(name, language).to_owned();
        }
        self
    }
}

/// How much of a study is there after one of its parts was computed.
pub struct Partly {
    /// Blocks of patients that are not there yet.
    pub missing: u32,
    /// All blocks.
    pub all: u32,
    /// Where they lie.
    pub folder: PathBuf,
}

impl Partly {
    /// How much is missing, and what to do when nothing is.
    pub fn message(&self) -> Message {
        match self.missing {
            0 => english("all blocks are complete: run admsc merge").into(),
            missing => english("{missing} of {all} blocks are still missing; when all are complete, run admsc merge")
                .with("missing", missing)
                .with("all", self.all),
        }
    }
}

impl StudyJob<'_> {
    /// Where the finished patients are kept under a folder.
    fn store(&self, people: &PreparedStudy<'_>, out: &Path) -> anyhow::Result<BlockFolder> {
        // By their number as well: the last block may have room, and two studies of one design clear their own only.
        let key = format!("{}-{}", people.kept_key()?, self.study.population.patients);
        Ok(BlockFolder::under(out, &key).with_courses(out))
    }

    /// Computes the patients of a part. They are kept, and the study is not finished, were this the last part: two shards that
    /// end together would both write and clear.
    pub fn compute_part(&self, part: Part, session: Session<'_>) -> anyhow::Result<Partly> {
        self.folder(session.out).check_writable()?;
        let people = PreparedStudy::new(self.study)?;
        let (store, all) = (self.patients(&people, part, session)?, blocks(&people));
        Ok(Partly { missing: missing(all, &store), all, folder: store.path().to_owned() })
    }

    /// Computes the patients of a part who are not kept.
    fn patients(&self, people: &PreparedStudy<'_>, part: Part, session: Session<'_>) -> anyhow::Result<BlockFolder> {
        let store = self.store(people, session.out)?;
        let store = if session.fresh { store.afresh() } else { store };
        run(people, part, session.threads, &store, |told| {
            let (phase, done, all) = to_do(told);
            session.reporter.show(phase, done, all);
        })?;
        Ok(store)
    }
}

impl Job for StudyJob<'_> {
    type Computed = (Results, BlockFolder);
    type Results = StudyTables;

    fn name(&self) -> &str {
        &self.scenario.name
    }

    fn identity(&self) -> Identity<'_> {
        self.identity
    }

    fn log(&self) -> Vec<Line> {
        let (arms, patients) = (self.study.arms.len(), self.study.population.patients);
        log::of_scenario(self.scenario, format!("study of {arms} arms, {patients} patients"))
    }

    /// Joined shards are not computed again.
    fn can_be_repeated(&self) -> bool {
        self.joined.is_none()
    }

    fn load(&self, folder: &ResultsFolder) -> Option<StudyTables> {
        let summary = std::fs::read(folder.path().join(SUMMARY_FILE)).ok()?;
        Some(StudyTables::new(self.study, &serde_json::from_slice(&summary).ok()?))
    }

    /// Draws the figures in a language in which there are none, and writes the report that is lacking.
    fn complete(&self, folder: &ResultsFolder, manifest: Manifest, session: Session<'_>) -> Manifest {
        let language = session.language;
        let has_report = manifest.files.iter().any(|file| file.name == Page::file_name(language));
        if has_report && figures::are_drawn(&manifest, language) {
            return manifest;
        }
        let drawn = || -> anyhow::Result<Option<Manifest>> {
            let Some(mut study) = FinishedStudy::read(&folder.path())? else { return Ok(None) };
            figures::draw_study_again(&mut study, language, &|told| session.reporter.warn(told))?;
            Ok(Some(study.manifest))
        };
        match drawn() {
            Ok(completed) => completed.unwrap_or(manifest),
            Err(error) => {
                session.reporter.warn(failure::message(&error));
                manifest
            }
        }
    }

    fn compute(&self, session: Session<'_>, _: &JobCheckpoints<'_>) -> anyhow::Result<(Self::Computed, String)> {
        let people = &PreparedStudy::new(self.study)?;
        let store = match self.joined {
            None => self.patients(people, Part::WHOLE, session)?,
            Some(folders) => {
                let store = self.store(people, session.out)?;
                for out in folders {
                    store.take_over(&self.store(people, out)?, blocks(people)).map_err(anyhow::Error::msg)?;
                }
                store
            }
        };
        let results = Results {
            analysis: analyse(people, members(people, &store)?)?,
            patients: patient_rows(people, members(people, &store)?)?,
            curves: if self.study.points.len() > 1 { Vec::new() } else { curves(people, &store)? },
        };
        let digest = digest(people, &store, &results.patients, &results.analysis)?;
        Ok(((results, store), digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        (results, store): Self::Computed,
        manifest: Manifest,
        session: Session<'_>,
    ) -> anyhow::Result<(Manifest, StudyTables)> {
        let (scenario, language) = (self.scenario, session.language);
        let draw =
            |provenance: &Provenance<'_>| figures::draw_study(scenario, self.study, &results, provenance, language);
        let figures = figures::with_report(scenario, &manifest, language, draw);
        let manifest = files::write(folder, described(scenario), self.study, &results, manifest, figures)?;
        store.clear();
        Ok((manifest, StudyTables::new(self.study, &results.analysis)))
    }
}

/// How far the patients are that have to be computed: those that an earlier run has kept say nothing of the time left.
fn to_do(told: StudyProgress) -> (Message, f64, f64) {
    let [done, all] = [told.patients_done, told.patients].map(|count| count - told.patients_found);
    let phase = match told.patients_found {
        0 => english("{done} of {all} patients").into(),
        kept => english("{done} of {all} patients, {kept} more computed before").with("kept", kept),
    };
    (phase.with("done", done).with("all", all), f64::from(done), f64::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build_info::PROGRAM;
    use crate::session::checkpoints::EVERY;
    use crate::session::progress::Reporter;
    use crate::session::run::identity;
    use admsc_output::export::manifest::Program;
    use admsc_scenario::reading;

    #[test]
    fn the_count_of_patients_goes_with_its_share_after_a_restart() {
        let told = |patients_done, patients_found| {
            let (phase, done, all) = to_do(StudyProgress { patients_done, patients_found, patients: 60 });
            (phase.in_english(), done / all)
        };
        assert_eq!(told(15, 0), ("15 of 60 patients".to_owned(), 0.25));
        assert_eq!(told(20, 20), ("0 of 40 patients, 20 more computed before".to_owned(), 0.0));
        assert_eq!(told(30, 20), ("10 of 40 patients, 20 more computed before".to_owned(), 0.25));
    }

    /// Hears nothing.
    struct Nobody;

    impl Reporter for Nobody {
        fn show(&self, _: Message, _: f64, _: f64) {}
        fn warn(&self, _: Message) {}
        fn say(&self, _: Message) {}
    }

    #[test]
    fn patients_of_one_build_are_used_by_the_next() -> anyhow::Result<()> {
        let text = r#"
            format = 1
            extends = "builtin:discogenic"
            horizon = "4 d"
            patient.baseline = "2 d"
            tissue = { window = ["0.8 mm", "0.8 mm"], voxel = "100 um", lesion = { from = ["0.4 mm"], to = ["0.8 mm"] } }
            population.n = 5
            trial.visits = ["0 d", "4 d"]
            arm = [{ name = "one", dose = [] }, { name = "other", dose = [] }]"#;
        let scenario = reading::load_str("small", text, &[])?;
        let study = scenario.study.as_ref().ok_or_else(|| anyhow::anyhow!("it is a study"))?;
        let place = tempfile::tempdir()?;
        let language = Language::English;
        let session = Session {
            out: place.path(),
            threads: 1,
            fresh: false,
            quiet: true,
            language,
            checkpoint_every: Some(EVERY),
            command: "",
            reporter: &Nobody,
        };
        // Only the program differs, as after an edit of a caption.
        let of_build = |build_hash| {
            let program = Program { build_hash, ..PROGRAM };
            let identity = Identity { program, ..identity(&scenario, &[]) };
            StudyJob { scenario: &scenario, study, identity, joined: None }
        };
        let (old, new) = (of_build("old"), of_build("new"));
        assert_eq!(old.compute_part(Part { index: 0, count: 2 }, session)?.missing, 1);
        assert_eq!(new.compute_part(Part { index: 1, count: 2 }, session)?.missing, 0);
        assert_ne!(old.folder(place.path()).path(), new.folder(place.path()).path());
        Ok(())
    }
}
