//! The work: what was kept is read, the rest is computed, part by part.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::estimate::{WITH_CELLS, day_seconds, group_seconds, time};
use super::super::progress::now;
use super::Arguments;
use super::pace::Pace;
use crate::build_info::{GIT_COMMIT, VERSION};
use crate::cli::Failure;
use admsc_model::SOURCE_HASH;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::loose;
use admsc_output::export::validation::{Kept, Pieces, last};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::study::Study;
use admsc_study::clinical::targets::{self, Target};
use admsc_study::clinical::verdict::{Judgement, judge};
use admsc_study::clinical::{self, Asked, Resolution};
use admsc_study::trial::{Curve, PATIENTS_PER_BLOCK, Part as Share, People, Told, curves, run as run_part};
use admsc_study::validation::acute::Injury;
use admsc_study::validation::{Check, Extent, Lives, Which, bistability, calculated, cells_given, checks_of, survival};

/// Seed of the population of the clinical rows.
const CLINICAL_SEED: u64 = 11;

/// Fewest patients of each population of the clinical rows whose verdicts count.
const CLINICAL_PATIENTS: u32 = 120;

/// The same of `--full`: what the design calls better for shares of responders, which differ by 15 to 20 points between
/// cohorts of 60.
const MANY_CLINICAL_PATIENTS: u32 = 300;

/// Potencies at which clinical rows are run in `--quick`; between them they are interpolated.
const QUICK_POTENCIES: [f64; 3] = [0.0, 0.3, 1.0];

/// What came of everything.
pub struct Results {
    /// How much was run.
    pub extent: Extent,
    /// Virtual patients of every study, where they were asked for.
    pub patients: Option<u32>,
    /// Whether the clinical rows have fewer than the design's.
    pub few: bool,
    /// All checks, by part.
    pub checks: Vec<Check>,
    /// The published figures.
    pub targets: Vec<Target>,
    /// What the model says of them.
    pub judgement: Judgement,
    /// Populations of the clinical rows: name, patients, people screened.
    pub populations: Vec<(String, u32, u32)>,
    /// The studies with their patients' pain on every day.
    pub courses: Vec<(Study, Vec<Curve>)>,
    /// Parts that were computed earlier: name, date, version.
    pub earlier: Vec<(&'static str, Kept)>,
    /// When it was finished.
    pub date: String,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// One study with what it is expected to cost on one core.
struct Planned {
    which: Which,
    study: Study,
    seconds: f64,
}

impl Planned {
    fn judged(&self, extent: Extent) -> Extent {
        self.which.judged(extent, self.study.population.patients)
    }
}

impl Results {
    /// The extent in words.
    pub fn extent_words(&self) -> String {
        let usual = match self.extent {
            Extent::Quick => "quick: few patients, voxels of 50 µm and steps of 12 h",
            Extent::Usual => "usual: voxels of 50 µm and steps of 12 h",
            Extent::Full => "full: as usual, with the studies of equivalence and of space",
        };
        let asked = |patients: u32| format!("{usual}; {patients} patients of every study in place of the usual number");
        self.patients.map_or_else(|| usual.to_owned(), asked)
    }
}

/// Computes what is not there yet and judges everything.
pub fn all(arguments: &Arguments, language: Language) -> Result<Results, Failure> {
    // Before hours are spent: can results be written?
    if let Some((folder, name)) = arguments.document() {
        loose::check_writable(&folder, &[&name]).map_err(anyhow::Error::from)?;
    }
    loose::check_writable(&arguments.out, &[]).map_err(anyhow::Error::from)?;
    let (extent, started) = (arguments.extent(), now());
    let studies: Vec<Planned> =
        Which::of(extent).iter().map(|which| planned(*which, arguments)).collect::<Result<_, _>>()?;
    let targets = targets::bundled().map_err(anyhow::Error::from)?;
    let asked = asked(arguments, &targets);
    let groups = clinical::plan(&asked).map_err(anyhow::Error::from)?.groups;
    let (clinical_seconds, small) = (group_seconds(&groups)?, small_seconds(arguments));
    let whole = studies.iter().map(|study| study.seconds).sum::<f64>() + clinical_seconds + small;
    let pace = Pace::new(whole, arguments.quiet, language);
    if !arguments.quiet {
        pace.say(estimate(&studies, whole, arguments.work.threads()));
    }
    let mut checks = calculated().map_err(anyhow::Error::from)?;
    let mut courses = Vec::new();
    for planned in &studies {
        let (found, curves) = of_study(arguments, planned, &pace)?;
        if planned.judged(extent) == Extent::Full && planned.which.is_long() {
            keep(arguments, planned.which, &found)?;
        }
        checks.extend(found);
        courses.extend(curves.map(|curves| (planned.study.clone(), curves)));
    }
    checks.extend(acute(arguments, small, &pace)?);
    let (judgement, populations) = of_clinic(arguments, &asked, clinical_seconds, &pace)?;
    pace.finish();
    let earlier = if extent == Extent::Full { Vec::new() } else { kept_earlier(arguments, &mut checks) };
    checks.sort_by_key(|check| check.part);
    let seconds = started.elapsed().as_secs_f64();
    let (targets, date) = (targets.clone(), today());
    let (patients, few) = (arguments.patients, asked.patients < CLINICAL_PATIENTS);
    Ok(Results { extent, patients, few, checks, targets, judgement, populations, courses, earlier, date, seconds })
}

fn planned(which: Which, arguments: &Arguments) -> Result<Planned, Failure> {
    let extent = arguments.extent();
    // Whole blocks, so that a later validation with more patients goes on from them.
    let asked = arguments.patients.unwrap_or_else(|| which.patients(extent));
    let patients = asked.next_multiple_of(PATIENTS_PER_BLOCK);
    let study = which.study(patients).map_err(anyhow::Error::from)?;
    let mut seconds = 0.0;
    let (mut timed, mut bases) = (Vec::<(f64, f64)>::new(), Vec::new());
    for case in &study.cases {
        let setup = &case.setup;
        let size = setup.grid.len() as f64 / f64::from(setup.cadence.field_ticks * setup.cadence.tick_minutes);
        let rate = match timed.iter().find(|(known, _)| *known == size) {
            Some((_, rate)) => *rate,
            None => {
                let rate = day_seconds(setup).map_err(anyhow::Error::from)?;
                timed.push((size, rate));
                rate
            }
        };
        seconds += WITH_CELLS * rate * f64::from(setup.horizon_days);
        if !bases.contains(&(size.to_bits(), case.point)) {
            bases.push((size.to_bits(), case.point));
            seconds += rate * f64::from(setup.baseline_days);
        }
    }
    Ok(Planned { which, study, seconds: seconds * f64::from(patients) })
}

/// Expected seconds of injuries and quiet starts, in patient-years of about a second each on the default grid.
fn small_seconds(arguments: &Arguments) -> f64 {
    if arguments.quick { 25.0 } else { 100.0 }
}

/// What all of it is expected to take.
fn estimate(studies: &[Planned], whole: f64, threads: usize) -> admsc_scenario::language::Message {
    let on = |seconds: f64| time(seconds / threads as f64);
    let part = |planned: &Planned| {
        english("{part} {time}").with("part", planned.which.name()).with_said("time", on(planned.seconds))
    };
    let parts = admsc_scenario::language::Message::joined(studies.iter().map(part), english(", "));
    english("about {time} on {threads} threads, less what is already there (of it {parts})")
        .with_said("time", on(whole))
        .with("threads", threads)
        .with_said("parts", parts)
}

/// The patients of a study, and the checks that read them. Curves only of the studies that are drawn.
fn of_study(
    arguments: &Arguments,
    planned: &Planned,
    pace: &Pace,
) -> Result<(Vec<Check>, Option<Vec<Curve>>), Failure> {
    let Planned { which, study, seconds } = planned;
    let extent = arguments.extent();
    let people = People::new(study).map_err(anyhow::Error::from)?;
    let key = people.kept_key().map_err(anyhow::Error::from)?;
    let store = BlockFolder::under(&arguments.out, &key);
    if arguments.work.fresh {
        store.clear();
    }
    let found = AtomicU32::new(0);
    let tell = |told: Told| {
        let phase = english("{part}: {done} of {all} patients")
            .with("part", which.name())
            .with("done", told.patients_done)
            .with("all", told.patients);
        found.store(told.patients_found, Ordering::Relaxed);
        let share = |patients: u32| f64::from(patients) / f64::from(told.patients.max(1));
        pace.tell(phase, *seconds, share(told.patients_done), share(told.patients_found));
    };
    run_part(&people, Share::WHOLE, arguments.work.threads(), &store, tell).map_err(anyhow::Error::from)?;
    pace.next(*seconds, f64::from(found.into_inner()) / f64::from(study.population.patients.max(1)));
    let lives = Lives::read(&people, &store).map_err(anyhow::Error::from)?;
    let judged = planned.judged(extent);
    let mut checks = checks_of(*which, &lives, judged).map_err(anyhow::Error::from)?;
    if *which == Which::Disc {
        let work =
            || bistability::run(study, &lives, extent, arguments.work.threads(), || {}).map_err(anyhow::Error::from);
        let name = format!("quiet-{}-{key}", lives.len());
        let quiet = piece(arguments, &name, work)?;
        checks.extend(bistability::checks(&lives, &quiet, judged).map_err(anyhow::Error::from)?);
        let work = || cells_given(study, &lives, arguments.work.threads()).map_err(anyhow::Error::from);
        let given = piece(arguments, &format!("given-{}-{key}", lives.len()), work)?;
        checks.extend(survival(&lives, &given, judged).map_err(anyhow::Error::from)?);
    }
    let drawn = matches!(which, Which::Disc | Which::Nerve);
    let curves = drawn.then(|| curves(&people, &store)).transpose().map_err(anyhow::Error::from)?;
    Ok((checks, curves))
}

/// A piece of work that was kept, or is computed now and kept.
fn piece<T: Serialize + DeserializeOwned>(
    arguments: &Arguments,
    name: &str,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> Result<T, Failure> {
    let pieces = Pieces::under(&arguments.out);
    if let Some(kept) = pieces.load(name).filter(|_| !arguments.work.fresh) {
        return Ok(kept);
    }
    let done = work()?;
    pieces.keep(name, &done);
    Ok(done)
}

fn acute(arguments: &Arguments, seconds: f64, pace: &Pace) -> Result<Vec<Check>, Failure> {
    let extent = arguments.extent();
    let seeds: usize = Injury::ALL.iter().map(|injury| injury.seeds(extent)).sum();
    let done = AtomicU32::new(0);
    let tell = || {
        let number = done.fetch_add(1, Ordering::Relaxed) + 1;
        let phase = english("acute injury: {done} of {all} seeds").with("done", number).with("all", seeds);
        pace.tell(phase, seconds, f64::from(number) / seeds as f64, 0.0);
    };
    let mut checks = Vec::new();
    for injury in Injury::ALL {
        let name = injury.kept_key(extent).map_err(anyhow::Error::from)?;
        let work = || injury.run(extent, arguments.work.threads(), tell).map_err(anyhow::Error::from);
        checks.extend(piece(arguments, &name, work)?.checks(injury, extent));
    }
    pace.next(seconds, 0.0);
    Ok(checks)
}

fn asked<'a>(arguments: &Arguments, targets: &'a [Target]) -> Asked<'a> {
    let extent = arguments.extent();
    let usual = match extent {
        Extent::Quick => 8,
        Extent::Usual => CLINICAL_PATIENTS,
        Extent::Full => MANY_CLINICAL_PATIENTS,
    };
    let patients = arguments.clinical_patients.or(arguments.patients).unwrap_or(usual);
    let asked = Asked::usual(targets, patients, CLINICAL_SEED, Resolution::Coarse);
    let potencies: &[f64] = if extent == Extent::Quick { &QUICK_POTENCIES } else { asked.potencies };
    Asked { potencies, ..asked }
}

fn of_clinic(
    arguments: &Arguments,
    asked: &Asked<'_>,
    seconds: f64,
    pace: &Pace,
) -> Result<(Judgement, clinical::Populations), Failure> {
    let open = |key: &str| {
        let store = BlockFolder::under(&arguments.out, key);
        if arguments.work.fresh {
            store.clear();
        }
        store
    };
    // The largest share that was told: threads tell in any order.
    let found = Mutex::new(0.0_f64);
    let tell = |progress: clinical::Progress<'_>| {
        let told = progress.told;
        {
            let mut most = found.lock().unwrap_or_else(PoisonError::into_inner);
            *most = most.max(progress.found);
        }
        let phase = english("clinical rows, {group}: {done} of {all} patients")
            .with("group", progress.group)
            .with("done", told.patients_done)
            .with("all", told.patients);
        pace.tell(phase, seconds, progress.share, progress.found);
    };
    let evaluation = clinical::evaluate(asked, arguments.work.threads(), open, tell).map_err(anyhow::Error::from)?;
    pace.next(seconds, found.into_inner().unwrap_or_else(PoisonError::into_inner));
    let judgement = judge(asked.targets, &evaluation.curves).with_r50(&evaluation.r50);
    Ok((judgement, evaluation.populations))
}

/// Keeps what a long part of `--full` found as soon as it is there.
fn keep(arguments: &Arguments, which: Which, checks: &[Check]) -> Result<(), Failure> {
    let kept = Kept {
        date: today(),
        version: VERSION.to_owned(),
        git_commit: GIT_COMMIT.to_owned(),
        build: SOURCE_HASH.to_owned(),
        checks: checks.to_vec(),
    };
    let name = format!("{}.json", which.name());
    let bytes = admsc_output::export::validation::json("validation.json", &kept).map_err(anyhow::Error::from)?;
    loose::write(&arguments.out, &[(name, bytes)]).map_err(anyhow::Error::from)?;
    Ok(())
}

/// Adds what the long parts of `--full` found the last time. What other code found is shown and not counted.
fn kept_earlier(arguments: &Arguments, checks: &mut Vec<Check>) -> Vec<(&'static str, Kept)> {
    let names = Which::of(Extent::Full).iter().filter(|which| which.is_long()).map(|which| which.name());
    let earlier: Vec<_> = names.filter_map(|name| Some((name, last(&arguments.out, name)?))).collect();
    for (_, kept) in &earlier {
        let is_same = kept.build == SOURCE_HASH;
        let counted = if is_same { "" } else { ", another build: not counted" };
        let note = format!("found on {} by version {}, commit {}{counted}", kept.date, kept.version, kept.git_commit);
        let shown =
            |check: &Check| Check { must_hold: check.must_hold && is_same, ..check.clone().noted(note.as_str()) };
        checks.extend(kept.checks.iter().map(shown));
    }
    earlier
}

/// The day, coordinated universal time.
#[expect(clippy::disallowed_methods, reason = "the day is for people; no result depends on it")]
fn today() -> String {
    let now = SystemTime::now();
    // Before 1970 or after 9999 a clock is wrong, and has no form in this format.
    let known = now.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.as_secs() < 250_000_000_000);
    let text = if known { humantime::format_rfc3339_seconds(now).to_string() } else { "unknown".to_owned() };
    text.split('T').next().unwrap_or_default().to_owned()
}
