//! `admsc calibrate`: fits parameters to published figures.

mod cost;
mod print;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::error::ErrorKind;

use super::common::Work;
use super::failure::{say, warn};
use super::log::today;
use super::progress::{Reporter, now};
use super::{Failure, output};
use crate::build_info::PROGRAM;
use admsc_output::export::calibration::{self as results, About, Base, CalibrationFolder, Document};
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{self, Override, Scenario};
use admsc_study::calibration::free::{Free, free};
use admsc_study::calibration::search::Search;
use admsc_study::calibration::{Calibration, Error, Rungs, Settings, Stage, Told, calibrate};
use admsc_study::clinical::targets::{self, Role, Target};
use admsc_study::clinical::{self, Group, Resolution};

/// The table that is part of the program.
const BUNDLED: &str = "validation/clinical_targets.csv";

/// Patients of an evaluation below which luck decides too much.
const FEWEST: u32 = 150;

/// Fits parameters to published clinical figures
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc calibrate --mean-field-only
  admsc calibrate --indication rheumatoid --dry-run
  admsc calibrate --indication neuropathic --evaluations 10 --out fits
  admsc calibrate --targets my-figures.csv --free pain.gain --free drive.tnf

Only rows with role fit are used; rows with role check are kept aside to check the model. The priors are the ranges \
of the ledger. The mean field is searched first; evaluations on cells, on a coarse grid and with two seeds, then \
correct what it says otherwise than cells in space, and the set is confirmed on the scenarios' own grid in other \
patients. An interrupted calibration goes on where it was. calibration.toml of the results is a scenario: copy it \
beside your own and take the set with extends.

Cells count with full potency, the optimistic end. A table of your own has the columns of \
validation/clinical_targets.csv; its model arms are names of bundled scenarios or paths of scenario files, from the \
folder of the table.")]
pub struct Arguments {
    /// Indication whose rows are fitted: discogenic, neuropathic, rheumatoid, or one of your table
    #[arg(long, value_name = "NAME", default_value = "discogenic")]
    indication: String,
    /// Table of figures, instead of the one that is part of the program
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Key of a parameter to fit, instead of the usual ones of the indication; may be given several times
    #[arg(long = "free", value_name = "KEY")]
    free: Vec<String>,
    /// Stay in the mean field: minutes instead of hours, and only a first guess
    #[arg(long)]
    mean_field_only: bool,
    /// Virtual patients of an evaluation and seed
    #[arg(long, value_name = "N", default_value_t = 150, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    patients: u32,
    /// Most evaluations on cells
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=60))]
    evaluations: u32,
    /// Seed of the virtual patients
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    work: Work,
    /// Folder for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Print what would be computed and how long it would take; write nothing
    #[arg(long, conflicts_with = "quiet")]
    dry_run: bool,
    /// Print the digest only
    #[arg(long, short)]
    quiet: bool,
}

/// What is to be fitted.
struct Asked<'a> {
    arguments: &'a Arguments,
    language: Language,
    ledger: Ledger,
    /// The table's name.
    table: String,
    /// Folder in which its paths begin.
    folder: PathBuf,
    /// Scenario that the set is laid over.
    base: PathBuf,
    /// The populations of all arms: they say what the scenarios say.
    scenarios: String,
    targets: Vec<Target>,
    free: Vec<Free>,
    settings: Settings,
}

/// Calibrates, or finds the calibration, and prints what came of it.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let asked = Asked::new(arguments, language)?;
    if arguments.dry_run {
        let cost = cost::told(&asked)?;
        return output::print(|out| writeln!(out, "{}", language.say(cost)));
    }
    let decided = asked.decided();
    let identity =
        Identity { program: PROGRAM, resolved_toml: &decided, seed: arguments.seed, patient: 0, overrides: &[] };
    let name = format!("calibration-{}", arguments.indication);
    let folder = ResultsFolder::new(&arguments.out, &name, &identity.run_hash());
    let kept = || Some((results::read(&folder).ok()?, Manifest::verified(&folder.path(), &identity.run_hash())?));
    let (document, manifest, is_found) = match if arguments.work.fresh { None } else { kept() } {
        Some((document, manifest)) => (document, manifest, true),
        None => {
            let (document, manifest) = asked.compute(&folder, identity)?;
            (document, manifest, false)
        }
    };
    output::print(|out| {
        if !arguments.quiet {
            print::all(out, &document, language)?;
            super::heading::print_place(out, &folder.path(), &manifest, is_found, language)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

impl<'a> Asked<'a> {
    /// Reads the table, the scenario of its first row, and the ledger.
    fn new(arguments: &'a Arguments, language: Language) -> Result<Self, Failure> {
        let (table, all) = read(arguments.targets.as_deref(), language)?;
        let indication = &arguments.indication;
        let fit = || all.iter().filter(|target| target.role == Role::Fit);
        let targets: Vec<Target> = fit().filter(|target| target.main_indication() == indication).cloned().collect();
        let folder = arguments.targets.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let none = || {
            let known: BTreeSet<&str> = fit().map(Target::main_indication).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            wrong(&Error::NoRows { table: table.clone(), indication: indication.clone(), known })
        };
        let first = targets.first().ok_or_else(none)?;
        // Before anything is written: can the arms of all rows be run?
        let asked = clinical::Asked {
            folder: &folder,
            ..clinical::Asked::usual(&targets, arguments.patients, arguments.seed, Resolution::Scenario)
        };
        let groups = clinical::plan(&asked).map_err(|error| wrong(&error.into()))?.groups;
        let keys = groups.iter().map(Group::kept_key).collect::<Result<Vec<_>, _>>();
        let scenarios = keys.map_err(anyhow::Error::from)?.join(" ");
        let base = base(&folder, indication, &first.model_arms.arm);
        let mean = load(&base, &[], language)?.setup.parameters;
        let ledger = Ledger::bundled().map_err(anyhow::Error::from)?;
        let free = free(&ledger, indication, &mean, &arguments.free).map_err(|error| wrong(&error))?;
        let evaluations = if arguments.mean_field_only { 0 } else { arguments.evaluations as usize };
        let settings = Settings { evaluations, confirms: evaluations > 0 };
        Ok(Self { arguments, language, ledger, table, folder, base, scenarios, targets, free, settings })
    }

    /// Everything that decides the result besides seed and code.
    fn decided(&self) -> String {
        let Self { targets, free, settings, base, scenarios, arguments, .. } = self;
        format!("{:?}", (targets, free, settings, base, scenarios, arguments.patients))
    }

    /// A user's own scenario with the set in place; nothing for a bundled one.
    fn whole(&self, set: &[(String, String)]) -> Result<Option<String>, Failure> {
        if is_bundled(&self.base) {
            return Ok(None);
        }
        let text = |(key, value): &(String, String)| Override { key: key.clone(), value: value.clone() };
        let overrides: Vec<Override> = set.iter().map(text).collect();
        Ok(Some(load(&self.base, &overrides, self.language)?.resolved_toml))
    }

    fn compute(&self, folder: &ResultsFolder, identity: Identity<'_>) -> Result<(Document, Manifest), Failure> {
        folder.check_writable().map_err(anyhow::Error::from)?;
        if !self.arguments.quiet {
            say(&self.language.say(cost::told(self)?));
            if self.settings.evaluations > 0 && self.arguments.patients < FEWEST {
                let few =
                    english("fewer than {fewest} patients an evaluation: the luck of the draw may decide the set");
                warn(few.with("fewest", FEWEST), self.language);
            }
        }
        let keeper = CalibrationFolder::under(&self.arguments.out);
        if self.arguments.work.fresh {
            keeper.clear();
        }
        let progress = Mutex::new(Progress { asked: self, shown: None });
        let tell = |told: Told| progress.lock().unwrap_or_else(PoisonError::into_inner).tell(told);
        let threads = self.arguments.work.threads();
        let rungs = Rungs {
            code: PROGRAM.build_hash,
            targets: &self.targets,
            free: &self.free,
            ledger: &self.ledger,
            patients: self.arguments.patients,
            seed: self.arguments.seed,
            folder: &self.folder,
            scenarios: &self.scenarios,
            threads,
            keeper: &keeper,
            tell: &tell,
        };
        let started = now();
        let calibration = calibrate(&rungs, self.settings);
        progress.lock().unwrap_or_else(PoisonError::into_inner).finish();
        let calibration = calibration.map_err(anyhow::Error::from)?;
        let point: Vec<f64> = calibration.parameters.iter().map(|fitted| fitted.place).collect();
        let set: Vec<(String, String)> = rungs.written(&point).into_iter().collect();
        let whole = self.whole(&set)?;
        let name = self.base.display().to_string();
        let manifest = Manifest::new(identity, threads, started.elapsed().as_secs_f64(), &digest(&calibration)?);
        let about = About {
            program: PROGRAM,
            indication: &self.arguments.indication,
            base: whole.as_deref().map_or(Base::Bundled(&name), Base::Whole),
            table: &self.table,
            date: &today(),
            seed: self.arguments.seed,
            patients: self.arguments.patients,
            set: &set,
        };
        let rows = results::row_rows(&self.targets, &calibration);
        let parameters = results::parameter_rows(&self.ledger, &calibration);
        let manifest =
            results::write(folder, about, &calibration, rows, parameters, manifest).map_err(anyhow::Error::from)?;
        Ok((results::read(folder).map_err(anyhow::Error::from)?, manifest))
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

fn load(place: &Path, overrides: &[Override], language: Language) -> Result<Scenario, Failure> {
    reading::load(place, overrides).map_err(|errors| Failure::Scenario(errors.render(true, language)))
}

/// The rows of a table, and its name.
fn read(file: Option<&Path>, language: Language) -> Result<(String, Vec<Target>), Failure> {
    let Some(file) = file else {
        return Ok((BUNDLED.to_owned(), targets::bundled().map_err(anyhow::Error::from)?));
    };
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|reason| {
        Failure::command(english("cannot read {path}: {reason}").with("path", &name).with("reason", reason), language)
    })?;
    let rows = targets::from_csv(&name, &text).map_err(|error| Failure::command(verbatim(error), language))?;
    Ok((name, rows))
}

/// A command that asks for what cannot be fitted.
fn wrong(error: &Error) -> Failure {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{error}\n")).into()
}

/// Hash of every unrounded result.
fn digest(calibration: &Calibration) -> Result<String, Failure> {
    let text = serde_json::to_string(calibration).map_err(anyhow::Error::from)?;
    let identity = Identity { program: PROGRAM, resolved_toml: &text, seed: 0, patient: 0, overrides: &[] };
    Ok(identity.run_hash())
}

/// Tells how far a calibration is, a bar a stage.
struct Progress<'a> {
    asked: &'a Asked<'a>,
    shown: Option<(Stage, Reporter)>,
}

impl Progress<'_> {
    fn tell(&mut self, told: Told) {
        let Asked { arguments, language, free, settings, .. } = self.asked;
        if self.shown.as_ref().is_none_or(|(stage, _)| *stage != told.stage) {
            self.finish();
            let reporter = Reporter::new(&arguments.indication, 0, 1, arguments.quiet, *language);
            self.shown = Some((told.stage, reporter));
        }
        let (planned, phase): (usize, Message) = match told.stage {
            Stage::MeanField => {
                let planned = Search::planned(free.len()).max(told.number);
                let text = english("mean field, set {number} of about {all}");
                (planned, text.with("number", told.number).with("all", planned))
            }
            Stage::Coarse => {
                let text = english("cells on a coarse grid, set {number} of at most {all}");
                (settings.evaluations, text.with("number", told.number).with("all", settings.evaluations))
            }
            Stage::Confirmation => (2, english("confirmation, set {number} of 2").with("number", told.number)),
        };
        if let Some((_, reporter)) = &mut self.shown {
            reporter.show(phase, (told.number - 1) as f64 + told.share, planned as f64);
        }
    }

    fn finish(&mut self) {
        if let Some((_, reporter)) = self.shown.take() {
            reporter.finish();
        }
    }
}
