//! `admsc run` of a study: arms, populations, trials, sweeps.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::log::RunLog;
use super::progress::{Reporter, now};
use super::run::{Arguments, described, print_heading, print_place, visit_name};
use super::{Failure, output, table};
use crate::export::blocks::BlockFolder;
use crate::export::directory::{ResultsFolder, Staged};
use crate::export::manifest::{Identity, Manifest};
use crate::export::study::{self as results, NOTE, Results};
use crate::scenario::Scenario;
use crate::scenario::study::{Allocation, Study};
use crate::study::trial::tables::{ArmTableRow, DifferenceTableRow, arm_rows, difference_rows, patient_rows};
use crate::study::trial::{BlockStore, Part, People, Told, analyse, blocks, curves, digest, members, run as run_part};

/// What is printed of a study.
pub struct Printed {
    /// Every arm at every visit.
    pub arms: Vec<ArmTableRow>,
    /// Every pair of arms at every visit.
    pub differences: Vec<DifferenceTableRow>,
}

/// What came of computing a study, or a part of it.
pub enum Obtained {
    /// All patients are there, and the results are written.
    Whole(Box<Manifest>, Printed),
    /// So many of all blocks of patients are not there yet.
    Part {
        /// Blocks that are missing.
        missing: usize,
        /// All blocks.
        blocks: u32,
        /// Where they lie.
        place: PathBuf,
    },
}

/// Runs a study, or finds it, and prints what came of it. Of a part only the patients are computed and kept.
pub fn run(
    arguments: &Arguments,
    scenario: &Scenario,
    study: &Study,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Result<(), Failure> {
    if let Some((manifest, printed)) = finished(arguments, identity, folder) {
        folder.name_latest().map_err(anyhow::Error::from)?;
        return tell(arguments, scenario, study, folder, &(manifest, printed, true));
    }
    let reporter = Reporter::new(&scenario.name, 0, 1, arguments.quiet);
    match obtain(arguments, scenario, study, identity, folder, reporter)? {
        Obtained::Whole(manifest, printed) => tell(arguments, scenario, study, folder, &(*manifest, printed, false)),
        Obtained::Part { missing, blocks, place } => output::print(|out| {
            let (Part { index, count }, name) = (arguments.part(), &scenario.name);
            writeln!(out, "shard {}/{count} of {name} is done: {}", index + 1, place.display())?;
            writeln!(out, "{missing} of {blocks} blocks are still missing; when all are there: admsc merge")
        }),
    }
}

/// Results that are already there and whole, unless they are not wanted.
pub fn finished(arguments: &Arguments, identity: Identity<'_>, folder: &ResultsFolder) -> Option<(Manifest, Printed)> {
    let manifest = || Manifest::verified(&folder.path(), &identity.run_hash());
    if arguments.fresh { None } else { manifest().and_then(|manifest| Some((manifest, read(folder)?))) }
}

/// Computes a study or its part, and writes the results when all patients are there.
pub fn obtain(
    arguments: &Arguments,
    scenario: &Scenario,
    study: &Study,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    reporter: Reporter,
) -> Result<Obtained, Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let people = People::new(study).map_err(anyhow::Error::from)?;
    let store = BlockFolder::under(&arguments.out, &identity.run_hash());
    if arguments.fresh {
        store.clear();
    }
    let started = now();
    compute(arguments, &people, &store, reporter)?;
    let blocks = blocks(&people);
    let missing = (0..blocks).filter(|block| store.load(*block).is_none()).count();
    if arguments.part() != Part::WHOLE && missing > 0 {
        return Ok(Obtained::Part { missing, blocks, place: store.path().to_owned() });
    }
    let seconds = started.elapsed().as_secs_f64();
    let (manifest, printed) = finish(arguments, scenario, &people, identity, folder, &store, seconds)?;
    Ok(Obtained::Whole(Box::new(manifest), printed))
}

/// Computes the patients of a part.
fn compute(arguments: &Arguments, people: &People<'_>, store: &BlockFolder, reporter: Reporter) -> Result<(), Failure> {
    let reporter = Mutex::new(reporter);
    let result = run_part(people, arguments.part(), arguments.threads(), store, |told: Told| {
        let phase = format!("{} of {} patients", told.patients_done, told.patients);
        let [done, all] = [told.patients_done, told.patients].map(|count| f64::from(count - told.patients_found));
        reporter.lock().unwrap_or_else(PoisonError::into_inner).show(&phase, done, all);
    });
    reporter.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    Ok(result.map_err(anyhow::Error::from)?)
}

/// Works out and writes everything from the blocks of all patients, which are then deleted.
fn finish(
    arguments: &Arguments,
    scenario: &Scenario,
    people: &People<'_>,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    store: &BlockFolder,
    seconds: f64,
) -> Result<(Manifest, Printed), Failure> {
    let digest = digest(people, store).map_err(anyhow::Error::from)?;
    let all = || members(people, store).map_err(anyhow::Error::from);
    let analysis = analyse(people, all()?).map_err(anyhow::Error::from)?;
    let swept = people.study.points.len() > 1;
    let results = Results {
        patients: patient_rows(people, all()?).map_err(anyhow::Error::from)?,
        curves: if swept { Vec::new() } else { curves(people, store).map_err(anyhow::Error::from)? },
        analysis,
    };
    let manifest = Manifest::new(identity, arguments.threads(), seconds, &digest);
    let log = RunLog::new(scenario, &manifest);
    let draw = |staged: &mut Staged| -> anyhow::Result<()> { Ok(log.write(staged)?) };
    let manifest = results::write(folder, described(scenario), people.study, &results, manifest, draw)?;
    store.clear();
    let arms = arm_rows(people.study, &results.analysis);
    let differences = difference_rows(people.study, &results.analysis);
    Ok((manifest, Printed { arms, differences }))
}

/// Joins the parts of a study that lie in other folders with what lies here, and finishes it.
pub fn merge(
    arguments: &Arguments,
    scenario: &Scenario,
    study: &Study,
    identity: Identity<'_>,
    from: &[PathBuf],
) -> Result<(), Failure> {
    let folder = ResultsFolder::new(&arguments.out, &scenario.name, &identity.run_hash());
    if finished(arguments, identity, &folder).is_none() {
        let people = People::new(study).map_err(anyhow::Error::from)?;
        let store = BlockFolder::under(&arguments.out, &identity.run_hash());
        for out in from {
            let other = BlockFolder::under(out, &identity.run_hash());
            store.take_over(&other, blocks(&people)).map_err(anyhow::Error::msg)?;
        }
        let (manifest, printed) = finish(arguments, scenario, &people, identity, &folder, &store, 0.0)?;
        return tell(arguments, scenario, study, &folder, &(manifest, printed, false));
    }
    run(arguments, scenario, study, identity, &folder)
}

/// What a finished study printed.
fn read(folder: &ResultsFolder) -> Option<Printed> {
    let path = folder.path();
    let arms = csv::Reader::from_path(path.join(results::ARMS)).ok()?.deserialize().collect::<Result<_, _>>().ok()?;
    let differences = csv::Reader::from_path(path.join(results::DIFFERENCES)).ok()?;
    let differences = differences.into_deserialize().collect::<Result<_, _>>().ok()?;
    Some(Printed { arms, differences })
}

fn tell(
    arguments: &Arguments,
    scenario: &Scenario,
    study: &Study,
    folder: &ResultsFolder,
    (manifest, printed, found): &(Manifest, Printed, bool),
) -> Result<(), Failure> {
    output::print(|out| {
        if !arguments.quiet {
            print_heading(out, scenario)?;
            print_design(out, study)?;
            print_arms(out, study, &printed.arms)?;
            print_differences(out, study, &printed.differences)?;
            writeln!(out, "{NOTE}\n")?;
            print_place(out, &folder.path(), manifest, *found)?;
        }
        writeln!(out, "digest {}", manifest.digest)
    })
}

fn print_design(out: &mut dyn Write, study: &Study) -> io::Result<()> {
    let patients = match study.population.number {
        Some(number) => format!("patient {number}"),
        None => format!("{} virtual patients", study.population.patients),
    };
    let allocation = match study.trial.allocation {
        Allocation::EveryArm => "every patient in every arm",
        Allocation::Parallel(_) => "each patient in one arm",
    };
    writeln!(out, "{patients}, {} arms, {allocation}, control \"{}\"\n", study.arms.len(), study.arms[study.control])
}

/// What tells the rows of a table apart: point, potency, arm, as far as there are several.
fn labels(study: &Study, point: &str, potency: f64, arm: &str) -> Vec<String> {
    let name = study.potencies.iter().find(|known| known.value == potency);
    let potency = name.map_or_else(|| potency.to_string(), |known| known.name.clone());
    let swept = (study.points.len() > 1).then(|| point.to_owned());
    let several = (study.potencies.len() > 1).then_some(potency);
    swept.into_iter().chain(several).chain([arm.to_owned()]).collect()
}

fn head(study: &Study, more: Vec<String>) -> Vec<String> {
    let swept = (study.points.len() > 1).then(|| "point".to_owned());
    let several = (study.potencies.len() > 1).then(|| "potency".to_owned());
    swept.into_iter().chain(several).chain(["arm".to_owned()]).chain(more).collect()
}

/// Mean reported pain at every visit, and the responders at the last.
fn print_arms(out: &mut dyn Write, study: &Study, rows: &[ArmTableRow]) -> io::Result<()> {
    let days = &study.trial.visits_days;
    let visits = days.iter().map(|day| visit_name(*day)).chain(["half the pain gone".to_owned()]);
    let mut lines = vec![head(study, visits.collect())];
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    // The rows go by visit first.
    let cases = study.cases.len();
    for case in 0..cases {
        let of_case = || rows.iter().skip(case).step_by(cases);
        let Some(last) = of_case().next_back() else { continue };
        let mut line = labels(study, &last.point_values, last.potency_fraction, &last.arm);
        line.extend(of_case().map(|row| number(row.vas_mean_points)));
        line.push(last.r50_fraction.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share)));
        lines.push(line);
    }
    writeln!(out, "mean reported pain, points")?;
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column + days.len() + 1 >= lines[0].len()).collect();
    table::print(out, &lines, &to_the_right)?;
    writeln!(out)
}

/// Every arm against the control at the last visit, with intervals.
fn print_differences(out: &mut dyn Write, study: &Study, rows: &[DifferenceTableRow]) -> io::Result<()> {
    let Some(last) = study.trial.visits_days.last() else { return Ok(()) };
    let control = &study.arms[study.control];
    let shown = rows.iter().filter(|row| row.visit_days == u64::from(*last) && row.against == *control);
    let mut lines =
        vec![head(study, ["points", "95 % interval", "", "number needed to treat"].map(str::to_owned).into())];
    for row in shown {
        let paired = row.paired_difference_points.zip(row.paired_low_points).zip(row.paired_high_points);
        let unpaired = row.unpaired_difference_points.zip(row.unpaired_low_points).zip(row.unpaired_high_points);
        let Some(((difference, low), high)) = paired.or(unpaired) else { continue };
        let mut line = labels(study, &row.point_values, row.potency_fraction, &row.arm);
        let verdict = if low <= 0.0 && 0.0 <= high { "no detectable difference" } else { "" };
        let needed = row.number_needed.as_deref().unwrap_or("-");
        let needed = needed.strip_prefix("number needed to treat ").unwrap_or(needed);
        line.extend([format!("{difference:+.2}"), format!("{low:+.2} to {high:+.2}"), verdict.into(), needed.into()]);
        lines.push(line);
    }
    if lines.len() == 1 {
        return Ok(());
    }
    writeln!(out, "change of pain against \"{control}\" at {}", visit_name(*last))?;
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column + 4 == lines[0].len()).collect();
    table::print(out, &lines, &to_the_right)?;
    writeln!(out)
}
