//! The report of a result as a file, put together from what else is written of it.

use serde_json::Value;

use super::citation;

use admsc_output::export::finished::FinishedRun;
use admsc_output::export::manifest::Manifest;
use admsc_output::plot::film::small_file;
use admsc_output::plot::{File, page_fonts};
use admsc_output::report::comparison::{self, Compared};
use admsc_output::report::evidence::Influential;
use admsc_output::report::given::{Given, Signs};
use admsc_output::report::page::{Block, Page, Section};
use admsc_output::report::picture::Drawing;
use admsc_output::report::sentence::own;
use admsc_output::report::{Error, replicates, run, study};
use admsc_scenario::language::{Language, english};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::Scenario;
use admsc_study::sensitivity::{Analysed, weakest_that_matter};

/// The report of a run, of replicates or of a study: `summary` is its `summary.json`, `figures` the files drawn of it.
///
/// # Errors
/// When `summary.json` cannot be read or the page cannot be written.
pub fn of_result(
    scenario: &Scenario,
    summary: &[u8],
    figures: &[File],
    manifest: &Manifest,
    language: Language,
) -> Result<File, Error> {
    written(scenario, summary, figures, (manifest, &manifest.digest), language, |given| match &scenario.study {
        Some(found) => study::page(given, &scenario.study_in(found, language)),
        None if scenario.replicates > 1 => replicates::page(given),
        None => run::page(given),
    })
}

/// The report of a comparison: `scenario` and `manifest` are those of the first run.
pub fn of_comparison(
    (scenario, manifest): (&Scenario, &Manifest),
    compared: &Compared<'_>,
    summary: &[u8],
    figures: &[File],
    language: Language,
) -> Result<File, Error> {
    written(scenario, summary, figures, (manifest, ""), language, |given| comparison::page(given, compared))
}

/// The report of an explanation or a sensitivity analysis: `numbers` is its `summary.json`, `page` what is made of it.
pub fn of_numbers(
    scenario: &Scenario,
    numbers: &[u8],
    figures: &[File],
    manifest: &Manifest,
    language: Language,
    page: impl FnOnce(&Given<'_>) -> Page,
) -> Result<File, Error> {
    written(scenario, numbers, figures, (manifest, &manifest.digest), language, page)
}

/// A page as a file: `numbers` is JSON, the digest that of what the page shows.
fn written(
    scenario: &Scenario,
    numbers: &[u8],
    figures: &[File],
    (manifest, digest): (&Manifest, &str),
    language: Language,
    page: impl FnOnce(&Given<'_>) -> Page,
) -> Result<File, Error> {
    let summary: Value = serde_json::from_slice(numbers)?;
    let drawings = drawings(figures);
    let Manifest { version, scenario_hash, seed, .. } = manifest;
    let signs = Signs { version, scenario_hash, digest, seed: *seed };
    let influential = influential(scenario);
    let film = figures.iter().find(|(name, _)| *name == small_file(language)).map(|(_, bytes)| bytes.as_slice());
    let influential = influential.as_ref();
    let given = Given { summary: &summary, scenario, drawings: &drawings, film, signs, influential, language };
    let mut page = page(&given);
    // A comparison, which has no digest of its own, cites its runs one by one.
    if let (false, Ok(methods)) = (digest.is_empty(), citation::methods(scenario, manifest, language)) {
        let entry = Block::Listing(english("Entry for BibTeX").into(), citation::bibtex(manifest, None));
        let blocks = vec![Block::Sentences(vec![own(methods)]), entry];
        page.sections.push(Section { id: "cite", heading: english("For the methods of a paper"), blocks });
    }
    Ok((Page::file_name(page.language), page.html(page_fonts)?.into_bytes()))
}

/// The parameters that matter most for the effect of a treatment like a scenario's, in the preset that was analysed; nothing
/// where no analysis has looked at such a treatment.
pub fn influential(scenario: &Scenario) -> Option<Influential> {
    const MOST: usize = 8;
    let analysed = Analysed::for_setup(&scenario.setup)?;
    let weakest = Ledger::bundled().and_then(|ledger| weakest_that_matter(&ledger, analysed)).ok()?;
    let keys = weakest.into_iter().take(MOST).map(|weak| weak.parameter).collect();
    Some(Influential { scenario: analysed.scenario(), keys })
}

/// The report of a finished run with the figures that were drawn of it anew; none where the run has no `summary.json`.
pub fn of_finished(
    finished: &FinishedRun,
    scenario: &Scenario,
    figures: &[File],
    language: Language,
) -> anyhow::Result<Option<File>> {
    let summary = finished.file(admsc_output::export::run::SUMMARY_FILE)?;
    let report = |summary: Vec<u8>| of_result(scenario, &summary, figures, &finished.manifest, language);
    Ok(summary.map(report).transpose()?)
}

/// The drawings among some files.
fn drawings(figures: &[File]) -> Vec<Drawing> {
    let svg = figures.iter().filter(|(name, _)| name.ends_with(".svg"));
    svg.map(|(name, bytes)| Drawing::of_file(name, String::from_utf8_lossy(bytes).into_owned())).collect()
}
