//! What several tests of commands need: small scenarios, and where results lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The beginning of a scenario: a small piece of nerve. What follows it may add keys and then tables.
pub const SMALL_NERVE: &str = r#"
format = 1
extends = "builtin:neuropathic"
nerve.axons = 20
tissue.window = ["1 mm", "0.5 mm"]
tissue.lesion = { from = ["0.3 mm", "0 mm"], to = ["0.7 mm", "0.5 mm"] }
"#;

/// One injection beside its lesion.
pub const ONE_DOSE: &str = "dose = [{ at = \"0 d\", cells = 70e6, site = { from_lesion_edge = \"0.1 mm\" } }]\n";

/// The newest results of a scenario.
pub fn newest(scenario: &Path) -> PathBuf {
    let latest = scenario.join("latest");
    let hash = std::fs::read_to_string(&latest).unwrap_or_else(|error| panic!("{}: {error}", latest.display()));
    scenario.join(hash.trim())
}

/// The files of the newest results, but for the log, which tells times.
pub fn files_of_newest(scenario: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(newest(scenario)).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    let timeless = named.filter(|(name, _)| name != "run.log");
    timeless.map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
}
