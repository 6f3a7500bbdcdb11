//! The manifest of a folder of results: a real one that was changed, and any text that looks like one.
#![no_main]

use std::path::Path;

use admsc_fuzz::changed;
use admsc_output::export::manifest::{FILE, FileEntry, Identity, Manifest, Program};
use libfuzzer_sys::fuzz_target;

fn real() -> Manifest {
    let program = Program { version: "1", git_commit: "c", build_hash: "b" };
    let overrides = ["horizon=3 d".to_owned()];
    let identity = Identity { program, resolved_toml: "a = 1", seed: u64::MAX, patient: 7, overrides: &overrides };
    let mut manifest = Manifest::new(identity, 2, 1.5, "0123456789abcdef");
    for name in ["timeseries.csv", "figures/pain.svg"] {
        manifest.files.push(FileEntry { name: name.to_owned(), sha256: "ab".repeat(32), bytes: 1 });
    }
    manifest
}

fuzz_target!(|input: &[u8]| {
    let path = Path::new(FILE);
    let whole = real().encode().expect("a real manifest is written");
    let other = changed(&whole, input);
    assert_eq!(Manifest::decode(&other, path).is_ok(), other == whole, "{}", String::from_utf8_lossy(&other));
    match Manifest::decode(input, path) {
        Ok(manifest) => assert_eq!(manifest.encode().ok().as_deref(), Some(input)),
        Err(refused) => assert!(refused.to_string().contains(FILE), "{refused}"),
    }
    // Whoever seals a text that means something gets what they meant.
    if let Ok(meant) = serde_json::from_slice::<Manifest>(input) {
        let sealed = meant.encode().expect("what is read can be written");
        let read = Manifest::decode(&sealed, path).expect("what is sealed is believed");
        assert_eq!(Manifest { seal: String::new(), ..read }, Manifest { seal: String::new(), ..meant });
    }
});
