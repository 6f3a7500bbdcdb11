//! The figures of a run, drawn when it is finished and drawn again later.

use super::failure::{self, Failure};
use super::run::treated;
use super::{Session, report};
use crate::build_info::VERSION;
use admsc_model::observe::Sample;
use admsc_output::export::directory::{ResultsFolder, Staged};
use admsc_output::export::finished::{FinishedRun, FinishedStudy};
use admsc_output::export::manifest::Manifest;
use admsc_output::export::run::SUMMARY_FILE;
use admsc_output::export::study::Results;
use admsc_output::plot::film::small_file;
use admsc_output::plot::homing::HomingFigure;
use admsc_output::plot::mechanism::MechanismFigure;
use admsc_output::plot::pain::{PainFigure, one_life};
use admsc_output::plot::replicates::ReplicatesFigure;
use admsc_output::plot::study::StudyResults;
use admsc_output::plot::tissue::TissueFigure;
use admsc_output::plot::{self, Error, Figure, File, Provenance};
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::study::Study;
use admsc_scenario::reading::{self, Scenario};
use admsc_scenario::shown::shown;
use admsc_study::lives::{Life, others};
use admsc_study::pictures::Pictures;
use admsc_study::summary::{Course, responders_start};

/// The figure that every run has.
const PAIN: &str = "pain";

/// All figures that can be drawn in a language, as SVG and PNG each.
pub fn draw(
    scenario: &Scenario,
    samples: &[Sample],
    lives: &[Life],
    pictures: Option<&Pictures>,
    provenance: &Provenance<'_>,
    language: Language,
) -> Result<Vec<File>, Error> {
    let (setup, title) = (&scenario.setup, &scenario.heading(language));
    let mut files = Vec::new();
    let question = scenario.question_in(language);
    let pain = PainFigure::of_run(title, question, setup, samples, lives, &scenario.visits_days, language);
    add(&mut files, PAIN, &pain, provenance)?;
    let title = &one_life(title, lives, language);
    add(&mut files, "mechanism", &MechanismFigure::of_run(title, setup, samples, language), provenance)?;
    if let Some(pictures) = pictures {
        add(&mut files, "tissue", &TissueFigure::of_run(title, pictures, &setup.doses, language), provenance)?;
        if let Some(homing) = HomingFigure::of_run(title, pictures, language) {
            add(&mut files, "homing", &homing, provenance)?;
        }
    }
    Ok(files)
}

/// The figures of replicates, as SVG and PNG each.
pub fn draw_replicates(
    scenario: &Scenario,
    courses: &[Course<'_>],
    provenance: &Provenance<'_>,
    language: Language,
) -> Result<Vec<File>, Error> {
    let (setup, title, question) = (&scenario.setup, &scenario.heading(language), scenario.question_in(language));
    let mut files = Vec::new();
    let records: Vec<&[Sample]> = courses.iter().map(|course| course.samples).collect();
    let pain = ReplicatesFigure::of_runs(title, question, setup, courses, &scenario.visits_days, language);
    add(&mut files, PAIN, &pain, provenance)?;
    add(&mut files, "mechanism", &MechanismFigure::of_replicates(title, setup, &records, language), provenance)?;
    Ok(files)
}

/// Draws a figure as SVG and PNG.
pub fn add(files: &mut Vec<File>, name: &str, figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<(), Error> {
    files.extend(plot::files(name, figure, provenance)?);
    Ok(())
}

/// What writes the figures of a result that was just computed, and its report with them.
pub fn with_report<'a, D>(
    scenario: &'a Scenario,
    manifest: &Manifest,
    language: Language,
    draw: D,
) -> impl FnOnce(&mut Staged) -> anyhow::Result<()> + use<'a, D>
where
    D: FnOnce(&Provenance<'_>) -> Result<Vec<File>, Error>,
{
    let signed = manifest.clone();
    move |staged| {
        let scenario_hash = &signed.scenario_hash;
        let mut files = draw(&Provenance { version: VERSION, scenario_hash, seed: scenario.seed })?;
        let summary = staged.read(SUMMARY_FILE)?;
        files.push(report::of_result(scenario, &summary, &files, &signed, language)?);
        for (name, bytes) in files {
            staged.write(&name, &bytes)?;
        }
        Ok(())
    }
}

/// `pain.svg` in English, `pain.ja.svg` in Japanese, so that both can lie beside each other.
fn file_name(figure: &str, language: Language, extension: &str) -> String {
    format!("{figure}{}.{extension}", language.file_suffix())
}

/// Whether a result has its figures in a language.
pub fn are_drawn(manifest: &Manifest, language: Language) -> bool {
    let ending = file_name("", language, "svg");
    let figure = |name: &str| name.strip_suffix(&ending).is_some_and(|figure| !figure.contains('.'));
    manifest.files.iter().any(|file| figure(&file.name))
}

/// The scenario that a finished run or study was computed from, with what was set then.
pub fn scenario_of(resolved_toml: &str, manifest: &Manifest) -> anyhow::Result<Scenario> {
    let set = manifest.overrides.iter().filter_map(|set| reading::Override::parse(set).ok()).collect();
    Ok(Scenario { set, ..reading::load_str("scenario.resolved.toml", resolved_toml, &[])? })
}

/// The scenario of a finished run with what its patient was given again; that of replicates, who differ in it, as written.
pub fn scenario_as_treated(finished: &FinishedRun) -> anyhow::Result<Scenario> {
    let (scenario, given) = (scenario_of(&finished.resolved_toml, &finished.manifest)?, finished.given_again()?);
    Ok(if let [given] = given.as_slice() { treated(&scenario, given) } else { scenario })
}

/// The lives that a finished run shows, none of one that shows one; where their table is missing that is told.
pub fn lives_of(finished: &FinishedRun, tell: &dyn Fn(Message)) -> anyhow::Result<Vec<Life>> {
    // As written: from the doses that were given again nobody could tell from when the lives count.
    let written = scenario_of(&finished.resolved_toml, &finished.manifest)?;
    let lives = finished.lives(responders_start(&written.setup))?;
    let has_others = finished.others.is_empty() && others(&written.setup, written.lives) > 0;
    if has_others && lives.is_empty() {
        let what = english("{folder} has no readable lives.csv: other lives are not drawn; run the scenario again");
        tell(what.with("folder", shown(&finished.folder)));
    }
    Ok(lives)
}

/// Draws the figures of a finished run from its folder, tells what is odd, and gives their names.
pub fn draw_again(
    finished: &mut FinishedRun,
    language: Language,
    tell: &dyn Fn(Message),
) -> anyhow::Result<Vec<String>> {
    draw_with_film(finished, language, &[], tell)
}

/// The same with films that were just made of the run. Those that were made before stay, and in the report too.
pub fn draw_with_film(
    finished: &mut FinishedRun,
    language: Language,
    films: &[File],
    tell: &dyn Fn(Message),
) -> anyhow::Result<Vec<String>> {
    let scenario = scenario_as_treated(finished)?;
    let has_replicates = !finished.others.is_empty();
    if finished.pictures.is_none() && !has_replicates {
        let what =
            english("{folder} has no readable pictures.bin: tissue and homing are not drawn; run the scenario again");
        tell(what.with("folder", shown(&finished.folder)));
    }
    let manifest = &finished.manifest;
    let provenance =
        Provenance { version: &manifest.version, scenario_hash: &manifest.scenario_hash, seed: manifest.seed };
    missing_letters(&scenario, language).into_iter().for_each(tell);
    let files = if has_replicates {
        draw_replicates(&scenario, &finished.courses(&scenario.setup)?, &provenance, language)
    } else {
        let lives = lives_of(finished, tell)?;
        draw(&scenario, &finished.samples, &lives, finished.pictures.as_ref(), &provenance, language)
    };
    let mut files = files?;
    files.extend_from_slice(films);
    let small = small_file(language);
    let kept = finished.file(&small).unwrap_or_else(|error| {
        tell(error.message());
        None
    });
    let kept = kept.filter(|_| films.is_empty()).map(|bytes| (small, bytes));
    let shown: Vec<File> = files.iter().cloned().chain(kept).collect();
    files.extend(report::of_finished(finished, &scenario, &shown, language)?);
    finished.replace(&files)?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// What the figures of a study are drawn from.
pub fn study_results<'a>(
    scenario: &'a Scenario,
    found: &'a Study,
    results: &'a Results,
    language: Language,
) -> StudyResults<'a> {
    StudyResults {
        title: scenario.title_in(language),
        question: scenario.question_in(language),
        language,
        study: found,
        arms: scenario.study.as_ref().map_or(&found.arms, |study| &study.arms),
        analysis: &results.analysis,
        patients: &results.patients,
        curves: &results.curves,
        styles: &[],
    }
}

/// The scenario of a finished study, and its study.
pub fn study_of(finished: &FinishedStudy) -> anyhow::Result<(Scenario, Study)> {
    let scenario = scenario_of(&finished.resolved_toml, &finished.manifest)?;
    let message = english("{folder} does not contain the scenario of a study").with("folder", shown(&finished.folder));
    let found = scenario.study.clone().ok_or_else(|| Failure::running(message))?;
    Ok((scenario, found))
}

/// The figures of a study in a language, as SVG and PNG each.
pub fn draw_study(
    scenario: &Scenario,
    found: &Study,
    results: &Results,
    provenance: &Provenance<'_>,
    language: Language,
) -> Result<Vec<File>, Error> {
    let found = &*scenario.study_in(found, language);
    let drawn = study_results(scenario, found, results, language);
    plot::study::draw(&drawn, &Provenance { seed: found.population.seed, ..*provenance })
}

/// Draws the figures and the report of a finished study from its folder, tells what is odd, and gives their names.
pub fn draw_study_again(
    finished: &mut FinishedStudy,
    language: Language,
    tell: &dyn Fn(Message),
) -> anyhow::Result<Vec<String>> {
    let (scenario, found) = study_of(finished)?;
    missing_letters(&scenario, language).into_iter().for_each(tell);
    let manifest = &finished.manifest;
    let provenance =
        Provenance { version: &manifest.version, scenario_hash: &manifest.scenario_hash, seed: manifest.seed };
    let mut files = draw_study(&scenario, &found, &finished.results, &provenance, language)?;
    files.push(report::of_result(&scenario, &finished.summary, &files, manifest, language)?);
    finished.replace(&files)?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// A warning of letters of the scenario's own texts that no bundled font has.
pub fn missing_letters(scenario: &Scenario, language: Language) -> Option<Message> {
    let texts = [Some(scenario.title_in(language)), scenario.question_in(language)];
    let mut letters: Vec<char> =
        texts.into_iter().flatten().flat_map(|text| plot::missing_letters(language, text)).collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.is_empty() {
        return None;
    }
    let letters = letters.iter().map(|letter| format!("{letter} (U+{:04X})", u32::from(*letter)));
    let what = english("no bundled font has {letters}: figures show empty boxes instead");
    Some(what.with("letters", letters.collect::<Vec<_>>().join(", ")))
}

/// Draws the figures that a found run, or replicates, have not in this language; what could not be done is told.
pub fn completed_run(
    folder: &ResultsFolder,
    manifest: Manifest,
    Session { language, reporter, .. }: Session<'_>,
) -> Manifest {
    if are_drawn(&manifest, language) {
        return manifest;
    }
    let drawn = || -> anyhow::Result<Manifest> {
        let mut run = FinishedRun::read(&folder.path())?;
        draw_again(&mut run, language, &|told| reporter.warn(told))?;
        Ok(run.manifest)
    };
    drawn().unwrap_or_else(|error| {
        reporter.warn(failure::message(&error));
        manifest
    })
}
