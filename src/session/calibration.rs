//! Fits parameters to published figures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::Session;
use super::checkpoints::JobCheckpoints;
use super::cost::{group_seconds, time};
use super::failure::Failure;
use super::job::Job;
use super::log::Line;
use super::progress::Reporter;
use crate::build_info::PROGRAM;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::calibration::{self as files, About, Base, Document};
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{self, Override};
use admsc_scenario::shown::shown;
use admsc_study::calibration::free::{Free, free};
use admsc_study::calibration::search::Search;
use admsc_study::calibration::{Calibration, CalibrationProgress, Error, FidelityLevels, Settings, Stage, calibrate};
use admsc_study::clinical::targets::{self, Role, Target};
use admsc_study::clinical::{self, Group, Resolution};
use admsc_study::threads::lock;

/// Name of the folder of kept patients under that for results.
pub const KEPT: &str = ".calibration";

/// The table that is part of the program.
const BUNDLED: &str = "validation/clinical_targets.csv";

/// Patients of an evaluation below which luck decides too much.
const FEWEST: u32 = 150;

/// Sets that are confirmed: the one before and the one found.
const CONFIRMED: f64 = 2.0;

/// What is asked of a calibration.
#[derive(Debug, Clone, Copy)]
pub struct CalibrationOptions<'a> {
    /// Indication whose rows are fitted.
    pub indication: &'a str,
    /// Table of figures, instead of the one that is part of the program.
    pub targets: Option<&'a Path>,
    /// Keys of the parameters to fit; the usual ones of the indication where there is none.
    pub free: &'a [String],
    /// Virtual patients of an evaluation and seed.
    pub patients: u32,
    /// Most evaluations on cells; 0 stays in the mean field.
    pub evaluations: usize,
    /// Seed of the virtual patients.
    pub seed: u64,
}

/// A calibration.
pub struct CalibrationJob<'a> {
    asked: CalibrationOptions<'a>,
    name: String,
    ledger: Ledger,
    /// The table's name.
    table: String,
    /// Folder in which its paths begin.
    folder: PathBuf,
    /// Scenario that the set is laid over.
    base: PathBuf,
    targets: Vec<Target>,
    free: Vec<Free>,
    settings: Settings,
    /// Everything that decides the result besides seed and code.
    decided: String,
}

impl<'a> CalibrationJob<'a> {
    /// Reads the table, the scenario of its first row, and the ledger.
    pub fn new(asked: CalibrationOptions<'a>) -> anyhow::Result<Self> {
        let (table, all) = read(asked.targets)?;
        let indication = asked.indication;
        let fit = || all.iter().filter(|target| target.role == Role::Fit);
        let targets: Vec<Target> = fit().filter(|target| target.main_indication() == indication).cloned().collect();
        let folder = asked.targets.and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let none = || {
            let known: BTreeSet<&str> = fit().map(Target::main_indication).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            wrong(&Error::NoRows { table: table.clone(), indication: indication.to_owned(), known })
        };
        let first = targets.first().ok_or_else(none)?;
        // Before anything is written: can the arms of all rows be run?
        let usual = clinical::ClinicalOptions::usual(&targets, asked.patients, asked.seed, Resolution::Scenario);
        let plan = clinical::plan(&clinical::ClinicalOptions { folder: &folder, ..usual });
        let groups = plan.map_err(|error| wrong(&error.into()))?.groups;
        // They say what the scenarios say.
        let populations = groups.iter().map(Group::kept_key).collect::<Result<Vec<_>, _>>()?;
        let base = base(&folder, indication, &first.model_arms.arm);
        let mean = reading::load(&base, &[])?.setup.parameters;
        let ledger = Ledger::bundled()?;
        let free = free(&ledger, indication, &mean, asked.free).map_err(|error| wrong(&error))?;
        let settings = Settings { evaluations: asked.evaluations, confirms: asked.evaluations > 0 };
        let place = base.to_string_lossy();
        let decided = serde_json::to_string(&(&targets, &free, settings, place, populations, asked.patients))?;
        let name = format!("calibration-{indication}");
        Ok(Self { asked, name, ledger, table, folder, base, targets, free, settings, decided })
    }

    /// What will be computed, and how long it will take. The mean field takes minutes at most and is not counted.
    pub fn plan(&self, threads: usize) -> anyhow::Result<Message> {
        let Self { free, targets, settings, asked, .. } = self;
        let text = if settings.evaluations == 0 {
            english("parameters: {parameters}; fitted rows: {rows}; in the mean field alone, minutes at most")
        } else {
            english(
                "parameters: {parameters}; fitted rows: {rows}; at most {evaluations} evaluations of {patients} \
                 patients × 2 seeds on a coarse grid and 2 on the scenarios' own; about {time} on {threads} threads, \
                 less what is already computed",
            )
        };
        let text = text.with("parameters", free.len()).with("rows", targets.len());
        if settings.evaluations == 0 {
            return Ok(text);
        }
        let coarse = self.seconds(Resolution::Coarse)? * (Stage::Coarse.seeds().len() * settings.evaluations) as f64;
        let whole = coarse + self.seconds(Resolution::Scenario)? * CONFIRMED;
        let text = text.with("evaluations", settings.evaluations).with("patients", asked.patients);
        Ok(text.with_said("time", time(whole / threads as f64)).with("threads", threads))
    }

    /// Seconds on one core of all patients of all rows, once.
    fn seconds(&self, resolution: Resolution) -> anyhow::Result<f64> {
        let usual = clinical::ClinicalOptions::usual(&self.targets, self.asked.patients, self.asked.seed, resolution);
        let once = clinical::ClinicalOptions { potencies: &[1.0], folder: &self.folder, ..usual };
        group_seconds(&clinical::plan(&once)?.groups)
    }

    /// A user's own scenario with the set in place; nothing for a bundled one.
    fn whole(&self, set: &[(String, String)]) -> anyhow::Result<Option<String>> {
        if is_bundled(&self.base) {
            return Ok(None);
        }
        let text = |(key, value): &(String, String)| Override { key: key.clone(), value: value.clone() };
        let overrides: Vec<Override> = set.iter().map(text).collect();
        Ok(Some(reading::load(&self.base, &overrides)?.resolved_toml))
    }

    /// Where it stands, in units of sets of the stage.
    fn tell(&self, told: CalibrationProgress, reporter: &dyn Reporter) {
        let (free, evaluations) = (&self.free, self.settings.evaluations);
        let (planned, phase): (usize, Message) = match told.stage {
            Stage::MeanField => {
                let planned = Search::planned(free.len()).max(told.number);
                (planned, english("mean field, set {number} of about {all}").with("all", planned))
            }
            Stage::Coarse => {
                let text = english("cell model on a coarse grid, set {number} of at most {all}");
                (evaluations, text.with("all", evaluations))
            }
            Stage::Confirmation => (2, english("confirmation, set {number} of 2").into()),
        };
        reporter.show(phase.with("number", told.number), (told.number - 1) as f64 + told.share, planned as f64);
    }
}

impl Job for CalibrationJob<'_> {
    type Computed = (Calibration, Vec<(String, String)>);
    type Results = Document;

    fn name(&self) -> &str {
        &self.name
    }

    fn identity(&self) -> Identity<'_> {
        let (resolved_toml, seed) = (&self.decided, self.asked.seed);
        Identity { program: PROGRAM, resolved_toml, seed, patient: 0, overrides: &[] }
    }

    fn log(&self) -> Vec<Line> {
        let kind = format!("calibration, {} patients of an evaluation and seed", self.asked.patients);
        vec![("name", self.name.clone()), ("kind", kind), ("table", self.table.clone())]
    }

    fn load(&self, folder: &ResultsFolder) -> Option<Document> {
        files::read(folder).ok()
    }

    fn compute(&self, session: Session<'_>, _: &JobCheckpoints<'_>) -> anyhow::Result<(Self::Computed, String)> {
        if !session.quiet {
            session.reporter.say(self.plan(session.threads)?);
            if self.settings.evaluations > 0 && self.asked.patients < FEWEST {
                let few =
                    english("fewer than {fewest} patients per evaluation: chance may decide which values are found");
                session.reporter.warn(few.with("fewest", FEWEST));
            }
        }
        let place = session.out.join(KEPT);
        if session.fresh {
            // What cannot be deleted stays, and is used again.
            let _ = std::fs::remove_dir_all(&place);
        }
        let stage = Mutex::new(Stage::MeanField);
        let tell = |told: CalibrationProgress| {
            let mut shown = lock(&stage);
            if std::mem::replace(&mut *shown, told.stage) != told.stage {
                session.reporter.end();
            }
            self.tell(told, session.reporter);
        };
        let rungs = FidelityLevels {
            targets: &self.targets,
            free: &self.free,
            ledger: &self.ledger,
            patients: self.asked.patients,
            seed: self.asked.seed,
            folder: &self.folder,
            threads: session.threads,
            open: &|key| BlockFolder::under(&place, key),
            tell: &tell,
        };
        let calibration = calibrate(&rungs, self.settings)?;
        let point: Vec<f64> = calibration.parameters.iter().map(|fitted| fitted.place).collect();
        let set = rungs.written(&point).into_iter().collect();
        let digest = digest(&calibration)?;
        Ok(((calibration, set), digest))
    }

    fn write(
        &self,
        folder: &ResultsFolder,
        (calibration, set): Self::Computed,
        manifest: Manifest,
        _: Session<'_>,
    ) -> anyhow::Result<(Manifest, Document)> {
        let (whole, name) = (self.whole(&set)?, shown(&self.base));
        let about = About {
            program: PROGRAM,
            indication: self.asked.indication,
            base: whole.as_deref().map_or(Base::Bundled(&name), Base::Whole),
            table: &self.table,
            seed: self.asked.seed,
            patients: self.asked.patients,
            set: &set,
        };
        let rows = files::row_rows(&self.targets, &calibration);
        let parameters = files::parameter_rows(&self.ledger, &calibration);
        let manifest = files::write(folder, about, &calibration, rows, parameters, manifest)?;
        Ok((manifest, files::read(folder)?))
    }
}

/// The scenario that the set of an indication is laid over: its preset, or the user's own file.
fn base(folder: &Path, indication: &str, arm: &str) -> PathBuf {
    let place = clinical::place_of(folder, arm);
    let is_preset = reading::BUILTIN.iter().any(|bundled| bundled.name == indication);
    if is_bundled(&place) && is_preset { clinical::place_of(folder, indication) } else { place }
}

fn is_bundled(place: &Path) -> bool {
    place.to_string_lossy().starts_with("builtin:")
}

/// The rows of a table, and its name.
fn read(file: Option<&Path>) -> anyhow::Result<(String, Vec<Target>)> {
    let Some(file) = file else {
        return Ok((BUNDLED.to_owned(), targets::bundled()?));
    };
    let name = shown(file);
    let text = std::fs::read_to_string(file).map_err(|reason| {
        Failure::refused(english("cannot read {path}: {reason}").with("path", &name).with("reason", reason))
    })?;
    let rows = targets::from_csv(&name, &text).map_err(|error| Failure::refused(verbatim(error)))?;
    Ok((name, rows))
}

/// What cannot be fitted.
fn wrong(error: &Error) -> anyhow::Error {
    Failure::refused(verbatim(error))
}

/// Hash of every unrounded result.
fn digest(calibration: &Calibration) -> anyhow::Result<String> {
    let text = serde_json::to_string(calibration)?;
    Ok(Identity { program: PROGRAM, resolved_toml: &text, seed: 0, patient: 0, overrides: &[] }.run_hash())
}
