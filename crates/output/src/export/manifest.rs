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
    /// Digest over every byte of the state at the visits and every unrounded result.
    pub digest: String,
    /// The files beside this one.
    pub files: Vec<FileEntry>,
    /// SHA-256 of this file with an empty seal, hexadecimal: it vouches for everything above.
    pub seal: String,
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
    pub fn new(identity: Identity<'_>, digest: &str) -> Self {
        Self {
            version: identity.program.version.to_owned(),
            git_commit: identity.program.git_commit.to_owned(),
            build_hash: identity.program.build_hash.to_owned(),
            run_hash: identity.run_hash(),
            scenario_hash: sha256(identity.resolved_toml.as_bytes()),
            seed: identity.seed,
            patient: identity.patient,
            overrides: identity.overrides.to_vec(),
            digest: digest.to_owned(),
            files: Vec::new(),
            seal: String::new(),
        }
    }

    /// The manifest as JSON, with its files in the order of their names and its seal.
    ///
    /// # Errors
    /// When a number has no form in JSON.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut open = Self { seal: String::new(), ..self.clone() };
        open.files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { seal: sha256(&open.text()?), ..open }.text()
    }

    /// Enters a file, in place of what it was before.
    pub fn enter(&mut self, name: &str, bytes: &[u8]) {
        self.files.retain(|file| file.name != name);
        self.files.push(FileEntry { name: name.to_owned(), sha256: sha256(bytes), bytes: bytes.len() as u64 });
    }

    fn text(&self) -> Result<Vec<u8>, Error> {
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads the bytes of a manifest.
    ///
    /// # Errors
    /// When they are no manifest, or not as they were written; `path` is told then.
    pub fn decode(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| Error::unreadable(path, &error))?;
        // Over the text, whatever its keys: those of an earlier version stand in it too.
        let is_sealed = opened(bytes, &manifest.seal).is_some_and(|text| sha256(&text) == manifest.seal);
        if is_sealed { Ok(manifest) } else { Err(Error::AlteredManifest { path: path.to_owned() }) }
    }

    /// The manifest in a folder, where it belongs to `run_hash`, and the files that are not there with the bytes they were
    /// written with; none where there is no manifest, or one of other results.
    ///
    /// # Errors
    /// When the manifest is not as it was written.
    pub fn found(folder: &Path, run_hash: &str) -> Result<Option<(Self, Vec<String>)>, Error> {
        let path = folder.join(FILE);
        let Ok(bytes) = std::fs::read(&path) else { return Ok(None) };
        let manifest = Self::decode(&bytes, &path)?;
        if manifest.run_hash != run_hash || manifest.files.is_empty() {
            return Ok(None);
        }
        let damaged = manifest.damaged(folder);
        Ok(Some((manifest, damaged)))
    }

    /// The files that are not in a folder with the bytes they were written with.
    pub fn damaged(&self, folder: &Path) -> Vec<String> {
        let intact = |file: &FileEntry| {
            let inside = Path::new(&file.name).components().all(|part| matches!(part, Component::Normal(_)));
            inside && std::fs::read(folder.join(&file.name)).is_ok_and(|bytes| sha256(&bytes) == file.sha256)
        };
        self.files.iter().filter(|file| !intact(file)).map(|file| file.name.clone()).collect()
    }
}

/// The text of a manifest with an empty seal; nothing where it does not end with this one.
fn opened(bytes: &[u8], seal: &str) -> Option<Vec<u8>> {
    const END: &[u8] = b"\"\n}\n";
    let text = bytes.strip_suffix(END)?.strip_suffix(seal.as_bytes())?;
    Some([text, END].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_a_manifest_can_change_unseen() -> Result<(), Error> {
        let program = Program { version: "1", git_commit: "c", build_hash: "b" };
        let overrides = ["horizon=3 d".to_owned()];
        let identity = Identity { program, resolved_toml: "a = 1", seed: 7, patient: 0, overrides: &overrides };
        let mut manifest = Manifest::new(identity, "0123456789abcdef");
        manifest.enter("a.csv", b"a");
        let (bytes, path) = (manifest.encode()?, Path::new(FILE));
        let read = Manifest::decode(&bytes, path)?;
        assert!(read.seal.len() == 64 && Manifest { seal: String::new(), ..read.clone() } == manifest);
        assert_eq!(read.encode()?, bytes, "it is sealed anew by whoever adds a file");
        for place in 0..bytes.len() {
            for bit in [0x01, 0x10] {
                let mut changed = bytes.clone();
                changed[place] ^= bit;
                assert!(Manifest::decode(&changed, path).is_err(), "byte {place}");
            }
        }
        for end in 0..bytes.len() {
            assert!(Manifest::decode(&bytes[..end], path).is_err(), "{end} bytes");
        }
        assert!(Manifest::decode(&manifest.text()?, path).is_err(), "without a seal");
        Ok(())
    }
}
