//! A finished run or study read back from its folder, to draw it again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::manifest::{self, Manifest};
use super::study::{self, Results};
use super::{Error, lives, loose, pictures, run, sha256, timeseries};
use admsc_model::observe::Sample;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::english;
use admsc_study::lives::Life;
use admsc_study::pictures::Pictures;
use admsc_study::spread::ReplicatesSummary;
use admsc_study::summary::{Course, Summary, relief_start};

/// What a run's folder holds.
#[derive(Debug)]
pub struct FinishedRun {
    /// The folder.
    pub folder: PathBuf,
    /// What was computed, and by which code.
    pub manifest: Manifest,
    /// The complete scenario as TOML.
    pub resolved_toml: String,
    /// One row a day; of replicates, those of the first.
    pub samples: Vec<Sample>,
    /// The rows of the further replicates.
    pub others: Vec<Vec<Sample>>,
    /// What pictures of the window need, if the run kept it.
    pub pictures: Option<Pictures>,
}

impl FinishedRun {
    /// Reads a run from its folder, or the newest one from its scenario's folder.
    ///
    /// # Errors
    /// When it is not such a folder, or a file is missing or not as the run wrote it.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let (folder, manifest, resolved_toml) = opened(folder)?;
        if manifest.files.iter().any(|file| file.name == study::PATIENTS) {
            return Err(Error::IsAStudy { path: folder });
        }
        let rows = listed(&folder, &manifest, timeseries::FILE)?.ok_or_else(|| missing(&folder))?;
        let mut records =
            timeseries::decode(&rows).map_err(|error| Error::unreadable(&folder.join(timeseries::FILE), &error))?;
        check(&records).map_err(|reason| Error::unreadable(&folder.join(timeseries::FILE), &reason))?;
        let others = records.split_off(1.min(records.len()));
        let samples = records.pop().unwrap_or_default();
        let kept = listed(&folder, &manifest, pictures::FILE)?;
        let pictures = kept.as_deref().and_then(pictures::decode);
        Ok(Self { folder, manifest, resolved_toml, samples, others, pictures })
    }

    /// The rows of all replicates in order; of a single run, its own.
    pub fn records(&self) -> Vec<&[Sample]> {
        std::iter::once(&self.samples).chain(&self.others).map(Vec::as_slice).collect()
    }

    /// What was given again because pain had returned, to each replicate in order, or to the one patient of a run.
    ///
    /// # Errors
    /// When `summary.json` cannot be read or is not as the run wrote it.
    pub fn given_again(&self) -> Result<Vec<Vec<Retreated>>, Error> {
        let each = if self.others.is_empty() {
            vec![self.summary::<Summary>()?.given_again]
        } else {
            self.summary::<ReplicatesSummary>()?.each.into_iter().map(|one| one.given_again).collect()
        };
        Ok(each.into_iter().map(|given| given.into_iter().map(Retreated::from).collect()).collect())
    }

    fn summary<Kind: DeserializeOwned>(&self) -> Result<Kind, Error> {
        let text = self.file(run::SUMMARY_FILE)?.ok_or_else(|| missing(&self.folder))?;
        serde_json::from_slice(&text).map_err(|error| Error::unreadable(&self.folder.join(run::SUMMARY_FILE), &error))
    }

    /// The rows of all replicates in order, or of a single run, each with the day from which its relief counts where they
    /// were treated by `setup`.
    ///
    /// # Errors
    /// When `summary.json` cannot be read or is not as the run wrote it.
    pub fn courses(&self, setup: &Setup) -> Result<Vec<Course<'_>>, Error> {
        let given = self.given_again()?;
        let course =
            |(samples, given): (_, &Vec<_>)| Course { samples, relief_start: relief_start(&setup.as_given(given)) };
        Ok(self.records().into_iter().zip(&given).map(course).collect())
    }

    /// The lives that a single run shows, whose relief counts from the day `relief_start`; none of a run that shows one.
    ///
    /// # Errors
    /// When `lives.csv` cannot be read or is not as the run wrote it.
    pub fn lives(&self, relief_start: u32) -> Result<Vec<Life>, Error> {
        let Some(rows) = self.file(lives::FILE)? else { return Ok(Vec::new()) };
        lives::decode(&rows, relief_start).map_err(|error| Error::unreadable(&self.folder.join(lives::FILE), &error))
    }

    /// A file of the run as it was written; none if the run has no such file.
    ///
    /// # Errors
    /// When it cannot be read or is not as the run wrote it.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        listed(&self.folder, &self.manifest, name)
    }

    /// Replaces figures, or adds them, and enters them into the manifest.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn replace(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
        replace(&self.folder, &mut self.manifest, files)
    }
}

/// What a study's folder holds.
#[derive(Debug)]
pub struct FinishedStudy {
    /// The folder.
    pub folder: PathBuf,
    /// What was computed, and by which code.
    pub manifest: Manifest,
    /// The complete scenario as TOML.
    pub resolved_toml: String,
    /// What was found.
    pub results: Results,
    /// `summary.json` as it was written.
    pub summary: Vec<u8>,
}

impl FinishedStudy {
    /// Reads a study from its folder, or the newest one from its scenario's folder; none where that holds a run.
    ///
    /// # Errors
    /// When it is no folder of results, or a file is missing or not as the study wrote it.
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let (folder, manifest, resolved_toml) = opened(folder)?;
        let Some(rows) = listed(&folder, &manifest, study::PATIENTS)? else { return Ok(None) };
        let patients = csv::Reader::from_reader(rows.as_slice())
            .deserialize()
            .collect::<Result<_, _>>()
            .map_err(|error| Error::unreadable(&folder.join(study::PATIENTS), &error))?;
        let summary = listed(&folder, &manifest, run::SUMMARY_FILE)?.ok_or_else(|| missing(&folder))?;
        let analysis = serde_json::from_slice(&summary)
            .map_err(|error| Error::unreadable(&folder.join(run::SUMMARY_FILE), &error))?;
        let curves = match listed(&folder, &manifest, study::CURVES)? {
            Some(curves) => serde_json::from_slice(&curves)
                .map_err(|error| Error::unreadable(&folder.join(study::CURVES), &error))?,
            None => Vec::new(),
        };
        Ok(Some(Self { manifest, resolved_toml, results: Results { patients, analysis, curves }, summary, folder }))
    }

    /// Replaces figures, or adds them, and enters them into the manifest.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn replace(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
        replace(&self.folder, &mut self.manifest, files)
    }
}

/// Replaces files of a folder of results, or adds them, and enters them into its manifest.
///
/// # Errors
/// When a file cannot be written.
pub fn replace(folder: &Path, manifest: &mut Manifest, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    for (name, bytes) in files {
        in_place(folder, name, bytes)?;
        manifest.enter(name, bytes);
    }
    in_place(folder, manifest::FILE, &manifest.encode()?)
}

/// Takes files of a folder of results away, so that they can be drawn again, and out of its manifest.
///
/// # Errors
/// When a file cannot be removed or the manifest not be written.
pub fn forget(folder: &Path, manifest: &mut Manifest, names: &[String]) -> Result<(), Error> {
    manifest.files.retain(|file| !names.contains(&file.name));
    in_place(folder, manifest::FILE, &manifest.encode()?)?;
    for path in names.iter().map(|name| folder.join(name)).filter(|path| path.exists()) {
        fs::remove_file(&path).map_err(Error::file(english("cannot remove {path}: {reason}"), &path))?;
    }
    Ok(())
}

fn in_place(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    loose::write(folder, &[(name, bytes)]).map_err(Error::in_place)
}

/// The folder of results, its manifest and its scenario; of a scenario's folder, those of the newest.
///
/// # Errors
/// When it is no folder of results, or manifest or scenario are not as they were written.
pub fn opened(folder: &Path) -> Result<(PathBuf, Manifest, String), Error> {
    let folder = run_folder(folder)?;
    let path = folder.join(manifest::FILE);
    let text = fs::read(&path).map_err(Error::file(english("cannot read {path}: {reason}"), &path))?;
    let manifest = Manifest::decode(&text, &path)?;
    let resolved = listed(&folder, &manifest, run::SCENARIO_FILE)?.ok_or_else(|| missing(&folder))?;
    let resolved_toml =
        String::from_utf8(resolved).map_err(|error| Error::unreadable(&folder.join(run::SCENARIO_FILE), &error))?;
    Ok((folder, manifest, resolved_toml))
}

/// The folder itself if it is a run's, else the one that its `latest` names.
fn run_folder(folder: &Path) -> Result<PathBuf, Error> {
    if folder.join(manifest::FILE).is_file() {
        return Ok(folder.to_owned());
    }
    let latest = fs::read_to_string(folder.join("latest")).unwrap_or_default();
    let plain = Path::new(latest.trim()).file_name().filter(|name| *name == latest.trim());
    let newest = plain.map(|name| folder.join(name)).filter(|newest| newest.join(manifest::FILE).is_file());
    newest.ok_or_else(|| missing(folder))
}

/// Days ascend, and replicates have the same ones.
fn check(records: &[Vec<Sample>]) -> Result<(), &'static str> {
    let ascends = |samples: &Vec<Sample>| samples.windows(2).all(|pair| pair[0].time_days < pair[1].time_days);
    if !records.iter().all(ascends) || !records.iter().flatten().all(|sample| sample.time_days.is_finite()) {
        return Err("its days do not ascend");
    }
    let same_days = |pair: &[Vec<Sample>]| {
        pair[0].len() == pair[1].len() && pair[0].iter().zip(&pair[1]).all(|(a, b)| a.time_days == b.time_days)
    };
    if records.windows(2).all(same_days) { Ok(()) } else { Err("its replicates have different days") }
}

fn missing(folder: &Path) -> Error {
    Error::NotARun { path: folder.to_owned() }
}

/// A file that the manifest vouches for; none if it is not listed or not there.
fn listed(folder: &Path, manifest: &Manifest, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(entry) = manifest.files.iter().find(|file| file.name == name) else { return Ok(None) };
    let path = folder.join(name);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file(english("cannot read {path}: {reason}"), &path)(error)),
    };
    if sha256(&bytes) == entry.sha256 { Ok(Some(bytes)) } else { Err(Error::Altered { path }) }
}
