//! What the design of the model expects, against what the model gives. What was kept is read, the rest is computed, part by
//! part.

mod files;
mod pace;
pub mod words;

pub use files::write;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Session;
use super::cost::{group_seconds, study_seconds, time};
use super::log::{now, today};
use crate::build_info::{GIT_COMMIT, PROGRAM, VERSION};
use admsc_output::export::Error;
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::loose;
use admsc_output::export::validation::{Kept, Pieces, json, last};
use admsc_scenario::language::{Message, english};
use admsc_scenario::reading::study::Study;
use admsc_study::clinical::targets::{self, Target};
use admsc_study::clinical::verdict::{Judgement, judge};
use admsc_study::clinical::{self, Resolution};
use admsc_study::threads::lock;
use admsc_study::trial::{
    Curve, PATIENTS_PER_BLOCK, Part as Share, PreparedStudy, StudyProgress, curves, run as run_part,
};
use admsc_study::validation::acute::Injury;
use admsc_study::validation::biology::Bench;
use admsc_study::validation::{
    Check, CheckedStudy, Extent, Lives, bistability, calculated, cells_given, checks_of, survival,
};
use pace::Pace;

/// Seed of the population of the clinical rows.
const CLINICAL_SEED: u64 = 11;

/// Fewest patients of each population of the clinical rows whose verdicts count.
const CLINICAL_PATIENTS: u32 = 120;

/// The same of `--full`: what the design calls better for shares of responders, which differ by 15 to 20 points between
/// cohorts of 60.
const MANY_CLINICAL_PATIENTS: u32 = 300;

/// Potencies at which clinical rows are run in `--quick`; between them they are interpolated.
const QUICK_POTENCIES: [f64; 3] = [0.0, 0.3, 1.0];

/// What is asked of a validation.
pub struct ValidationOptions {
    /// How much is run.
    pub extent: Extent,
    /// Virtual patients of every study, in place of the usual number.
    pub patients: Option<u32>,
    /// Virtual patients of each population of the clinical rows, in place of the usual number or that of `patients`.
    pub clinical_patients: Option<u32>,
    /// Folder and name of the Markdown document, where one is written.
    pub document: Option<(PathBuf, String)>,
}

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
    which: CheckedStudy,
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
    pub fn extent_said(&self) -> Message {
        let usual = match self.extent {
            Extent::Quick => english("quick: few patients, voxels of 50 µm and steps of 12 h"),
            Extent::Usual => english("usual: voxels of 50 µm and steps of 12 h"),
            Extent::Full => english("full: as usual, with the studies of equivalence and of space"),
        };
        let asked = english("{patients} patients in every study instead of the usual number");
        let asked = self.patients.map(|patients| asked.with("patients", patients));
        Message::joined([usual.into()].into_iter().chain(asked), english("; "))
    }
}

/// Computes what is not there yet and judges everything.
pub fn compute(asked: &ValidationOptions, session: Session<'_>) -> anyhow::Result<Results> {
    // Before hours are spent: can results be written?
    if let Some((folder, name)) = &asked.document {
        loose::check_writable(folder, &[name]).map_err(Error::in_place)?;
    }
    loose::check_writable(session.out, &[])?;
    let (extent, started) = (asked.extent, now());
    let studies: Vec<Planned> =
        CheckedStudy::in_extent(extent).iter().map(|which| planned(*which, asked)).collect::<Result<_, _>>()?;
    let targets = targets::bundled()?;
    let rows = clinical_rows(asked, &targets);
    let groups = clinical::plan(&rows)?.groups;
    let (clinical_seconds, [small, bench]) = (group_seconds(&groups)?, small_seconds(extent));
    let whole = studies.iter().map(|study| study.seconds).sum::<f64>() + clinical_seconds + small + bench;
    if !session.quiet {
        session.reporter.say(estimate(&studies, whole, session.threads));
    }
    let pace = Pace::new(whole, session.reporter);
    let mut checks = calculated()?;
    let mut courses = Vec::new();
    for planned in &studies {
        let (found, curves) = of_study(extent, planned, session, &pace)?;
        if planned.judged(extent) == Extent::Full && planned.which.is_long() {
            keep(session, planned.which, &found)?;
        }
        checks.extend(found);
        courses.extend(curves.map(|curves| (planned.study.clone(), curves)));
    }
    checks.extend(acute(extent, small, session, &pace)?);
    checks.extend(biology(extent, bench, session, &pace)?);
    let (judgement, populations) = of_clinic(&rows, clinical_seconds, session, &pace)?;
    let earlier = if extent == Extent::Full { Vec::new() } else { kept_earlier(session, &mut checks) };
    checks.sort_by_key(|check| check.part);
    let seconds = started.elapsed().as_secs_f64();
    let (patients, few, date) = (asked.patients, rows.patients < CLINICAL_PATIENTS, day());
    Ok(Results { extent, patients, few, checks, targets, judgement, populations, courses, earlier, date, seconds })
}

fn planned(which: CheckedStudy, asked: &ValidationOptions) -> anyhow::Result<Planned> {
    // Whole blocks, so that a later validation with more patients goes on from them.
    let patients = asked.patients.unwrap_or_else(|| which.patients(asked.extent));
    let study = which.study(patients.next_multiple_of(PATIENTS_PER_BLOCK))?;
    let seconds = study_seconds(&study)?;
    Ok(Planned { which, study, seconds })
}

/// Expected seconds of injuries and quiet starts, in patient-years of about a second each on the default grid, and of the bench.
fn small_seconds(extent: Extent) -> [f64; 2] {
    if extent == Extent::Quick { [15.0, 50.0] } else { [60.0, 300.0] }
}

/// What all of it is expected to take.
fn estimate(studies: &[Planned], whole: f64, threads: usize) -> Message {
    let on = |seconds: f64| time(seconds / threads as f64);
    let part = |planned: &Planned| {
        english("{part} {time}").with("part", planned.which.name()).with_said("time", on(planned.seconds))
    };
    let parts = Message::joined(studies.iter().map(part), english(", "));
    english("about {time} on {threads} threads, less what is already computed ({parts})")
        .with_said("time", on(whole))
        .with("threads", threads)
        .with_said("parts", parts)
}

/// The patients of a study, and the checks that read them. Curves only of the studies that are drawn.
fn of_study(
    extent: Extent,
    planned: &Planned,
    session: Session<'_>,
    pace: &Pace<'_>,
) -> anyhow::Result<(Vec<Check>, Option<Vec<Curve>>)> {
    let Planned { which, study, seconds } = planned;
    let people = PreparedStudy::new(study)?;
    let key = people.kept_key()?;
    let store = BlockFolder::under(session.out, &key);
    if session.fresh {
        store.clear();
    }
    let found = AtomicU32::new(0);
    let tell = |told: StudyProgress| {
        let phase = english("{part}: {done} of {all} patients")
            .with("part", which.name())
            .with("done", told.patients_done)
            .with("all", told.patients);
        found.store(told.patients_found, Ordering::Relaxed);
        let share = |patients: u32| f64::from(patients) / f64::from(told.patients.max(1));
        pace.tell(phase, *seconds, share(told.patients_done), share(told.patients_found));
    };
    run_part(&people, Share::WHOLE, session.threads, &store, tell)?;
    pace.next(*seconds, f64::from(found.into_inner()) / f64::from(study.population.patients.max(1)));
    let lives = Lives::read(&people, &store)?;
    let judged = planned.judged(extent);
    let mut checks = checks_of(*which, &lives, judged)?;
    if *which == CheckedStudy::Disc {
        let work = || Ok(bistability::run(study, &lives, extent, session.threads, || {})?);
        let quiet =
            piece(session, &format!("quiet-{}-{}-{key}", u8::from(extent == Extent::Quick), lives.len()), work)?;
        checks.extend(bistability::checks(&lives, &quiet, judged)?);
        let work = || Ok(cells_given(study, &lives, session.threads)?);
        let given = piece(session, &format!("given-{}-{key}", lives.len()), work)?;
        checks.extend(survival(&lives, &given, judged)?);
    }
    let drawn = matches!(which, CheckedStudy::Disc | CheckedStudy::Nerve);
    let curves = drawn.then(|| curves(&people, &store)).transpose()?;
    Ok((checks, curves))
}

/// A piece of work that was kept, or is computed now and kept. It holds figures that the checks read off courses, not
/// courses alone, so that its name holds the whole program: another build computes it anew, which takes minutes.
fn piece<T: Serialize + DeserializeOwned>(
    session: Session<'_>,
    name: &str,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let pieces = Pieces::under(session.out);
    let name = &format!("{name}-{}", &PROGRAM.build_hash[..16]);
    if let Some(kept) = pieces.load(name).filter(|_| !session.fresh) {
        return Ok(kept);
    }
    let done = work()?;
    pieces.keep(name, &done);
    Ok(done)
}

fn acute(extent: Extent, seconds: f64, session: Session<'_>, pace: &Pace<'_>) -> anyhow::Result<Vec<Check>> {
    let seeds: usize = Injury::ALL.iter().map(|injury| injury.seeds(extent)).sum();
    let done = AtomicU32::new(0);
    let tell = || {
        let number = done.fetch_add(1, Ordering::Relaxed) + 1;
        let phase = english("acute injury: {done} of {all} seeds").with("done", number).with("all", seeds);
        pace.tell(phase, seconds, f64::from(number) / seeds as f64, 0.0);
    };
    let mut checks = Vec::new();
    for injury in Injury::ALL {
        let name = injury.kept_key(extent)?;
        let work = || Ok(injury.run(extent, session.threads, tell)?);
        checks.extend(piece(session, &name, work)?.checks(injury, extent));
    }
    pace.next(seconds, 0.0);
    Ok(checks)
}

/// The bench of the mechanism: each seed and the patients are kept.
fn biology(extent: Extent, seconds: f64, session: Session<'_>, pace: &Pace<'_>) -> anyhow::Result<Vec<Check>> {
    let bench = Bench::new(extent, session.threads)?;
    let key = bench.kept_key()?;
    let parts = bench.seeds().count() as f64 + 1.0;
    let tell = |done: usize| {
        let phase = english("biology: {done} of {all} parts").with("done", done).with("all", parts);
        pace.tell(phase, seconds, done as f64 / parts, 0.0);
    };
    let mut courses = Vec::new();
    for seed in bench.seeds() {
        courses.push(piece(session, &format!("{key}-{seed}"), || Ok(bench.seed(seed, session.threads)?))?);
        tell(courses.len());
    }
    let people = piece(session, &format!("{key}-people"), || Ok(bench.people(session.threads)?))?;
    pace.next(seconds, 0.0);
    Ok(bench.checks(&courses, &people))
}

/// The clinical rows as they are asked for.
fn clinical_rows<'a>(asked: &ValidationOptions, targets: &'a [Target]) -> clinical::ClinicalOptions<'a> {
    let usual = match asked.extent {
        Extent::Quick => 8,
        Extent::Usual => CLINICAL_PATIENTS,
        Extent::Full => MANY_CLINICAL_PATIENTS,
    };
    let patients = asked.clinical_patients.or(asked.patients).unwrap_or(usual);
    let rows = clinical::ClinicalOptions::usual(targets, patients, CLINICAL_SEED, Resolution::Coarse);
    let potencies: &[f64] = if asked.extent == Extent::Quick { &QUICK_POTENCIES } else { rows.potencies };
    clinical::ClinicalOptions { potencies, ..rows }
}

fn of_clinic(
    rows: &clinical::ClinicalOptions<'_>,
    seconds: f64,
    session: Session<'_>,
    pace: &Pace<'_>,
) -> anyhow::Result<(Judgement, clinical::Populations)> {
    let open = |key: &str| {
        let store = BlockFolder::under(session.out, key);
        if session.fresh {
            store.clear();
        }
        store
    };
    // The largest share that was told: threads tell in any order.
    let found = Mutex::new(0.0_f64);
    let tell = |progress: clinical::Progress<'_>| {
        let told = progress.told;
        {
            let mut most = lock(&found);
            *most = most.max(progress.found);
        }
        let phase = english("clinical rows, {group}: {done} of {all} patients")
            .with("group", progress.group)
            .with("done", told.patients_done)
            .with("all", told.patients);
        pace.tell(phase, seconds, progress.share, progress.found);
    };
    let evaluation = clinical::evaluate(rows, session.threads, open, tell)?;
    pace.next(seconds, *lock(&found));
    let judgement = judge(rows.targets, &evaluation.curves).with_r50(&evaluation.r50).with_inert(&evaluation.inert);
    Ok((judgement, evaluation.populations))
}

/// Keeps what a long part of `--full` found as soon as it is there.
fn keep(session: Session<'_>, which: CheckedStudy, checks: &[Check]) -> anyhow::Result<()> {
    let kept = Kept {
        date: day(),
        version: VERSION.to_owned(),
        git_commit: GIT_COMMIT.to_owned(),
        build: PROGRAM.build_hash.to_owned(),
        checks: checks.to_vec(),
    };
    let name = format!("{}.json", which.name());
    Ok(loose::write(session.out, &[(name, json("validation.json", &kept)?)])?)
}

/// Adds what the long parts of `--full` found the last time. What other code found is shown and not counted.
fn kept_earlier(session: Session<'_>, checks: &mut Vec<Check>) -> Vec<(&'static str, Kept)> {
    let names = CheckedStudy::in_extent(Extent::Full).iter().filter(|which| which.is_long()).map(|which| which.name());
    let earlier: Vec<_> = names.filter_map(|name| Some((name, last(session.out, name)?))).collect();
    for (_, kept) in &earlier {
        let is_same = kept.build == PROGRAM.build_hash;
        let counted = if is_same { "" } else { ", another build: not counted" };
        let note =
            format!("computed on {} by version {}, commit {}{counted}", kept.date, kept.version, kept.git_commit);
        let shown =
            |check: &Check| Check { must_hold: check.must_hold && is_same, ..check.clone().noted(note.as_str()) };
        checks.extend(kept.checks.iter().map(shown));
    }
    earlier
}

/// The day.
fn day() -> String {
    today().split('T').next().unwrap_or_default().to_owned()
}
