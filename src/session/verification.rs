//! Whether results are as they were written, and whether the same inputs give the same bytes again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Session;
use super::batch::entry::entry;
use super::failure::Failure;
use super::film::into_folder;
use super::job::picture_in;
use super::results::Kept;
use super::run::{baselines, identity};
use admsc_output::export::batch::BatchRow;
use admsc_output::export::finished::{FinishedRun, opened};
use admsc_output::export::manifest::{FILE, Identity, Manifest};
use admsc_output::export::run::{SUMMARY_FILE, TIMESERIES};
use admsc_output::export::study::PATIENTS;
use admsc_output::plot::film::small_file;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::reading::load_str;
use admsc_scenario::shown::shown;

/// Computes results anew in a temporary folder, and gives the files whose bytes are others, the manifest among them.
///
/// # Errors
/// When another build wrote them, when they are of a kind that cannot be computed from its folder alone, or when computing
/// fails.
pub fn again(kept: &Kept, session: Session<'_>) -> anyhow::Result<Vec<String>> {
    let Kept { folder, manifest, resolved_toml, .. } = kept;
    let refused = |message: Phrase| Failure::refused(message.with("folder", shown(folder)));
    if !kept.is_of_this_program() {
        return Err(refused(english(
            "{folder} was written by another build of the program, which need not give the same bytes: compare it with the build \
             that its run.log names",
        )));
    }
    if !manifest.files.iter().any(|file| [TIMESERIES, PATIENTS].contains(&file.name.as_str())) {
        return Err(refused(english(
            "{folder} is neither a run nor a study: repeat its command with --fresh and another --out, and compare the digests",
        )));
    }
    let place = tempfile::tempdir()?;
    let session = Session { out: place.path(), fresh: false, checkpoint_every: None, ..session };
    let scenario = load_str(&format!("{}.toml", name(folder)?), resolved_toml, &[])?;
    let identity = Identity { overrides: &manifest.overrides, ..identity(&scenario, &[]) };
    let baselines = baselines(session);
    let entry = entry(&scenario, identity, &baselines, None);
    // In each language in which there are pictures.
    let languages = Language::ALL
        .into_iter()
        .filter(|language| manifest.files.iter().any(|file| picture_in(&file.name) == Some(*language)));
    for (number, language) in languages.enumerate() {
        let session = Session { language, ..session };
        match number {
            0 => drop(entry.made(BatchRow::default(), session)?),
            _ => drop(entry.found(BatchRow::default(), session)),
        }
    }
    for language in Language::ALL {
        if manifest.files.iter().any(|file| file.name == small_file(language)) {
            into_folder(&mut FinishedRun::read(&entry.folder(session))?, Session { language, ..session })?;
        }
    }
    let (_, anew, _) = opened(&entry.folder(session))?;
    Ok(differing(manifest, &anew))
}

/// The name of the scenario, as the summary tells it.
fn name(folder: &Path) -> anyhow::Result<String> {
    let summary: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join(SUMMARY_FILE))?)?;
    Ok(summary["scenario"].as_str().unwrap_or_default().to_owned())
}

/// Names of files that two manifests state otherwise or only one states; where they differ in anything, their own too.
fn differing(one: &Manifest, other: &Manifest) -> Vec<String> {
    let files = |manifest: &Manifest| -> BTreeMap<String, String> {
        manifest.files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect()
    };
    let (a, b) = (files(one), files(other));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let mut differ: Vec<String> = names.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect();
    if one.encode().ok() != other.encode().ok() {
        differ.push(FILE.to_owned());
    }
    differ
}
