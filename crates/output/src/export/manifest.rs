//! The manifest: what was computed, by which code, and what every file of the results must hash to.

use std::path::{Component, Path};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Error, sha256};

/// Name of the file.
pub const FILE: &str = "manifest.json";

/// Everything needed to reproduce and to check a results folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// Version of the program.
    pub version: String,
    /// Git commit it was built from, or `unknown`.
    pub git_commit: String,
    /// Hash over the code and its bundled data.
    pub build_hash: String,
    /// Hash that names the results: resolved scenario, seed, patient, overrides and build.
    pub run_hash: String,
    /// Hash of the resolved scenario.
    pub scenario_hash: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of the patient.
    pub patient: u32,
    /// `KEY=VALUE` of every override, in order.
    pub overrides: Vec<String>,
    /// Number of threads requested; does not affect the results.
    pub threads: usize,
    /// Wall time of the run with its baseline, seconds.
    pub wall_time_seconds: f64,
    /// Digest over every byte of the state at the visits and every unrounded result.
    pub digest: String,
    /// The files beside this one.
    pub files: Vec<FileEntry>,
}

/// A file of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileEntry {
    /// Its name within the directory; files in a subdirectory have its name and `/` in front.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// The program that computes, as it was built. The crates below the program know none of it: it is handed to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// Its version.
    pub version: &'static str,
    /// Git commit it was built from, or `unknown`.
    pub git_commit: &'static str,
    /// Hash over its code and bundled data.
    pub build_hash: &'static str,
}

/// What decides the results of a run.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// What computes it.
    pub program: Program,
    /// The complete scenario as TOML.
    pub resolved_toml: &'a str,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of the patient.
    pub patient: u32,
    /// `KEY=VALUE` of every override, in order.
    pub overrides: &'a [String],
}

impl Identity<'_> {
    /// Hash over the resolved scenario, seed, patient, overrides and build. Lengths keep neighbouring texts apart.
    pub fn run_hash(&self) -> String {
        let mut bytes = Vec::new();
        for text in
            [self.program.build_hash, self.resolved_toml].into_iter().chain(self.overrides.iter().map(String::as_str))
        {
            bytes.extend((text.len() as u64).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.extend(self.seed.to_le_bytes());
        bytes.extend(self.patient.to_le_bytes());
        sha256(&bytes)
    }
}

impl Manifest {
    /// The manifest of a run whose files are still to be entered.
    pub fn new(identity: Identity<'_>, threads: usize, wall_time_seconds: f64, digest: &str) -> Self {
        Self {
            version: identity.program.version.to_owned(),
            git_commit: identity.program.git_commit.to_owned(),
            build_hash: identity.program.build_hash.to_owned(),
            run_hash: identity.run_hash(),
            scenario_hash: sha256(identity.resolved_toml.as_bytes()),
            seed: identity.seed,
            patient: identity.patient,
            overrides: identity.overrides.to_vec(),
            threads,
            wall_time_seconds,
            digest: digest.to_owned(),
            files: Vec::new(),
        }
    }

    /// The manifest as JSON.
    ///
    /// # Errors
    /// When a number has no form in JSON.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
        text.push(b'\n');
        Ok(text)
    }

    /// The manifest of a folder whose results are whole and belong to `run_hash`: every file is there with the bytes it
    /// was written with. None otherwise.
    pub fn verified(folder: &Path, run_hash: &str) -> Option<Self> {
        let text = std::fs::read(folder.join(FILE)).ok()?;
        let manifest: Self = serde_json::from_slice(&text).ok()?;
        let intact = |file: &FileEntry| {
            let inside = Path::new(&file.name).components().all(|part| matches!(part, Component::Normal(_)));
            inside && std::fs::read(folder.join(&file.name)).is_ok_and(|bytes| sha256(&bytes) == file.sha256)
        };
        (manifest.run_hash == run_hash && !manifest.files.is_empty() && manifest.files.iter().all(intact))
            .then_some(manifest)
    }
}
