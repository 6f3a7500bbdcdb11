//! `admsc run` of a study: arms, populations, trials, sweeps.

mod print;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::failure::warn;
use super::log::RunLog;
use super::progress::{Reporter, now};
use super::run::{Arguments, described};
use super::{Failure, figures, output};
use admsc_output::export::blocks::BlockFolder;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::finished::FinishedStudy;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::run::SUMMARY_FILE;
use admsc_output::export::study::{self as results, Results};
use admsc_output::report::page::Page;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::Study;
use admsc_study::trial::design_rows::{PowerRow, VarianceRow, power_rows, variance_rows};
use admsc_study::trial::tables::{ArmTableRow, DifferenceTableRow, arm_rows, difference_rows, patient_rows};
use admsc_study::trial::{
    Analysis, Part, People, Told, analyse, blocks, curves, digest, members, missing, run as run_part,
};

/// A study that is asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// How.
    pub arguments: &'a Arguments,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its study.
    pub study: &'a Study,
    /// What decides its results.
    pub identity: Identity<'a>,
    /// The language of what is printed.
    pub language: Language,
}

/// A finished study, computed now or found.
pub struct Finished {
    /// Its manifest.
    pub manifest: Manifest,
    /// Every arm at every visit.
    pub arms: Vec<ArmTableRow>,
    /// Every pair of arms at every visit.
    pub differences: Vec<DifferenceTableRow>,
    /// Power of smaller trials, where it was asked for.
    pub power: Vec<PowerRow>,
    /// Variances under three designs, where the study has other draws.
    pub variances: Vec<VarianceRow>,
    found: bool,
}

impl Finished {
    fn of(study: &Study, manifest: Manifest, analysis: &Analysis, found: bool) -> Self {
        Self {
            manifest,
            arms: arm_rows(study, analysis),
            differences: difference_rows(study, analysis),
            power: power_rows(study, analysis),
            variances: variance_rows(study, analysis),
            found,
        }
    }
}

/// What came of computing a study, or a part of it.
pub enum Obtained {
    /// All patients are there, and the results are written.
    Whole(Box<Finished>),
    /// The patients of a part are there.
    Part {
        /// Blocks of patients that are not there yet.
        missing: u32,
        /// All blocks.
        all: u32,
    },
}

impl Asked<'_> {
    /// Where the results lie.
    fn folder(&self) -> ResultsFolder {
        ResultsFolder::new(self.arguments.out(), &self.scenario.name, &self.identity.run_hash())
    }

    /// Where the finished patients are kept until the study is whole.
    fn store(&self) -> BlockFolder {
        BlockFolder::under(self.arguments.out(), &self.identity.run_hash())
    }

    /// The people of the study.
    fn people(&self) -> Result<People<'_>, Failure> {
        Ok(People::new(self.study).map_err(anyhow::Error::from)?)
    }
}

/// Runs a study, or finds it, and prints what came of it. Of a part only the patients are computed and kept. Gives the
/// folder of the results.
pub fn run(asked: Asked<'_>) -> Result<PathBuf, Failure> {
    let folder = asked.folder();
    if let Some(finished) = found(asked, &folder)? {
        tell(asked, &folder, &finished)?;
        return Ok(folder.path());
    }
    let reporter = Reporter::new(&asked.scenario.name, 0, 1, asked.arguments.chosen.common.quiet, asked.language);
    match obtain(asked, reporter)? {
        Obtained::Whole(finished) => tell(asked, &folder, &finished)?,
        Obtained::Part { missing, all } => tell_part(asked, missing, all)?,
    }
    Ok(folder.path())
}

/// Computes a study and writes its results; of a part only the patients are computed and kept.
pub fn obtain(asked: Asked<'_>, reporter: Reporter) -> Result<Obtained, Failure> {
    asked.folder().check_writable().map_err(anyhow::Error::from)?;
    let (people, store) = (asked.people()?, asked.store());
    if asked.arguments.work.fresh {
        store.clear();
    }
    let started = now();
    compute(asked, &people, &store, reporter)?;
    let all = blocks(&people);
    let missing = missing(all, &store);
    // A shard never finishes the study, were it the last: two that end together would both write and clear.
    if asked.arguments.part() != Part::WHOLE {
        return Ok(Obtained::Part { missing, all });
    }
    let finished = finish(asked, &people, &store, started.elapsed().as_secs_f64())?;
    Ok(Obtained::Whole(Box::new(finished)))
}

/// Joins the parts of a study that lie in other folders with what lies here, and finishes it.
pub fn merge(asked: Asked<'_>, from: &[PathBuf]) -> Result<(), Failure> {
    let folder = asked.folder();
    let finished = match found(asked, &folder)? {
        Some(finished) => finished,
        None => {
            let (people, store) = (asked.people()?, asked.store());
            for out in from {
                let other = BlockFolder::under(out, &asked.identity.run_hash());
                store.take_over(&other, blocks(&people)).map_err(anyhow::Error::msg)?;
            }
            finish(asked, &people, &store, 0.0)?
        }
    };
    tell(asked, &folder, &finished)
}

/// Results that are already there and whole, unless they are not wanted.
pub fn finished(
    arguments: &Arguments,
    study: &Study,
    identity: Identity<'_>,
    folder: &ResultsFolder,
) -> Option<Finished> {
    let manifest = || Manifest::verified(&folder.path(), &identity.run_hash());
    if arguments.work.fresh { None } else { manifest().and_then(|manifest| read(study, folder, manifest)) }
}

/// Finished results, named as the newest.
fn found(asked: Asked<'_>, folder: &ResultsFolder) -> Result<Option<Finished>, Failure> {
    let mut finished = finished(asked.arguments, asked.study, asked.identity, folder);
    if let Some(found) = &mut finished {
        folder.name_latest().map_err(anyhow::Error::from)?;
        complete(asked, &folder.path(), &mut found.manifest);
    }
    Ok(finished)
}

/// Draws the figures of a finished study in a language in which it has none, and writes the report that it lacks.
fn complete(asked: Asked<'_>, folder: &Path, manifest: &mut Manifest) {
    let language = asked.language;
    let has_report = manifest.files.iter().any(|file| file.name == Page::file_name(language));
    if has_report && figures::are_drawn(manifest, language) {
        return;
    }
    let drawn = || -> Result<Option<Manifest>, Failure> {
        let Some(mut study) = FinishedStudy::read(folder).map_err(anyhow::Error::from)? else { return Ok(None) };
        figures::draw_study_again(&mut study, language, &|told| warn(told, language))?;
        Ok(Some(study.manifest))
    };
    // Results can be read where nothing can be written, and are good without it.
    match drawn() {
        Ok(completed) => *manifest = completed.unwrap_or_else(|| manifest.clone()),
        Err(failure) => warn(failure.said(), language),
    }
}

/// A finished study from its summary.
fn read(study: &Study, folder: &ResultsFolder, manifest: Manifest) -> Option<Finished> {
    let summary = std::fs::read(folder.path().join(SUMMARY_FILE)).ok()?;
    Some(Finished::of(study, manifest, &serde_json::from_slice(&summary).ok()?, true))
}

/// Computes the patients of a part.
fn compute(asked: Asked<'_>, people: &People<'_>, store: &BlockFolder, reporter: Reporter) -> Result<(), Failure> {
    let arguments = asked.arguments;
    let reporter = Mutex::new(reporter);
    let result = run_part(people, arguments.part(), arguments.threads(), store, |told: Told| {
        let (phase, done, all) = to_do(told);
        reporter.lock().unwrap_or_else(PoisonError::into_inner).show(phase, done, all);
    });
    reporter.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    Ok(result.map_err(anyhow::Error::from)?)
}

/// How far the patients are that have to be computed: those that an earlier run has kept say nothing of the time left.
fn to_do(told: Told) -> (Message, f64, f64) {
    let [done, all] = [told.patients_done, told.patients].map(|count| count - told.patients_found);
    let phase = match told.patients_found {
        0 => english("{done} of {all} patients").into(),
        kept => english("{done} of {all} patients, {kept} were kept").with("kept", kept),
    };
    (phase.with("done", done).with("all", all), f64::from(done), f64::from(all))
}

/// Works out and writes everything from the blocks of all patients, which are then deleted.
fn finish(asked: Asked<'_>, people: &People<'_>, store: &BlockFolder, seconds: f64) -> Result<Finished, Failure> {
    let digest = digest(people, store).map_err(anyhow::Error::from)?;
    let all = || members(people, store).map_err(anyhow::Error::from);
    let swept = people.study.points.len() > 1;
    let results = Results {
        analysis: analyse(people, all()?).map_err(anyhow::Error::from)?,
        patients: patient_rows(people, all()?).map_err(anyhow::Error::from)?,
        curves: if swept { Vec::new() } else { curves(people, store).map_err(anyhow::Error::from)? },
    };
    let manifest = Manifest::new(asked.identity, asked.arguments.threads(), seconds, &digest);
    let signed = manifest.clone();
    let log = RunLog::new(asked.scenario, &manifest);
    let draw = |staged: &mut Staged| -> anyhow::Result<()> {
        let files = figures::draw_study(asked.scenario, asked.study, &results, &signed, asked.language)?;
        figures::write(staged, asked.scenario, files, &signed, asked.language)?;
        Ok(log.write(staged)?)
    };
    let manifest = results::write(&asked.folder(), described(asked.scenario), asked.study, &results, manifest, draw)?;
    store.clear();
    Ok(Finished::of(asked.study, manifest, &results.analysis, false))
}

/// Tells what a part has done.
fn tell_part(asked: Asked<'_>, missing: u32, all: u32) -> Result<(), Failure> {
    let part = asked.arguments.part();
    let done = english("shard {shard} of {study} is done: {folder}")
        .with("shard", format_args!("{}/{}", part.index + 1, part.count))
        .with("study", &asked.scenario.name)
        .with("folder", asked.store().path().display());
    let left = missing_blocks(missing, all);
    output::print(|out| writeln!(out, "{}\n{}", asked.language.say(done), asked.language.say(left)))
}

/// How much of a study is missing, and what to do when it is not.
pub fn missing_blocks(missing: u32, all: u32) -> Message {
    match missing {
        0 => english("all blocks are there: admsc merge").into(),
        _ => english("{missing} of {all} blocks are still missing; when all are there: admsc merge")
            .with("missing", missing)
            .with("all", all),
    }
}

fn tell(asked: Asked<'_>, folder: &ResultsFolder, finished: &Finished) -> Result<(), Failure> {
    output::print(|out| {
        if !asked.arguments.chosen.common.quiet {
            print::all(out, asked, folder, finished)?;
        }
        writeln!(out, "{}", asked.language.say(verbatim(format_args!("digest {}", finished.manifest.digest))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_patients_goes_with_its_share_after_a_restart() {
        let told = |patients_done, patients_found| {
            let (phase, done, all) = to_do(Told { patients_done, patients_found, patients: 60 });
            (phase.in_english(), done / all)
        };
        assert_eq!(told(15, 0), ("15 of 60 patients".to_owned(), 0.25));
        assert_eq!(told(20, 20), ("0 of 40 patients, 20 were kept".to_owned(), 0.0));
        assert_eq!(told(30, 20), ("10 of 40 patients, 20 were kept".to_owned(), 0.25));
    }
}
