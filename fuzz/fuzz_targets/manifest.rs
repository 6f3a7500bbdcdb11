//! The manifest of a folder of results: a real one that was changed, and any text that looks like one.
#![no_main]

use std::path::Path;

use admsc_fuzz::changed;
use admsc_output::export::manifest::{FILE, Identity, Manifest, Program};
use libfuzzer_sys::fuzz_target;

fn real() -> Manifest {
    let program = Program { version: "1", git_commit: "c", build_hash: "b" };
    let overrides = ["horizon=3 d".to_owned()];
    let identity = Identity { program, resolved_toml: "a = 1", seed: u64::MAX, patient: 7, overrides: &overrides };
    let mut manifest = Manifest::new(identity, "0123456789abcdef");
    for name in ["timeseries.csv", "figures/pain.svg"] {
        manifest.enter(name, name.as_bytes());
    }
    manifest
}

/// A manifest as it is read after it was written.
fn read_back(manifest: &Manifest) -> Manifest {
    let sealed = manifest.encode().expect("what is read can be written");
    let read = Manifest::decode(&sealed, Path::new(FILE)).expect("what is sealed is believed");
    Manifest { seal: String::new(), ..read }
}

/// The same with its files in the order in which they are written, and without its seal.
fn in_order(mut manifest: Manifest) -> Manifest {
    manifest.files.sort_by(|a, b| a.name.cmp(&b.name));
    Manifest { seal: String::new(), ..manifest }
}

fuzz_target!(|input: &[u8]| {
    let path = Path::new(FILE);
    let whole = real().encode().expect("a real manifest is written");
    let other = changed(&whole, input);
    assert_eq!(Manifest::decode(&other, path).is_ok(), other == whole, "{}", String::from_utf8_lossy(&other));
    match Manifest::decode(input, path) {
        // One of an earlier version has other keys, whose text its seal covers too.
        Ok(manifest) => assert_eq!(read_back(&manifest), in_order(manifest)),
        Err(refused) => assert!(refused.to_string().contains(FILE), "{refused}"),
    }
    // Whoever seals a text that means something gets what they meant.
    if let Ok(meant) = serde_json::from_slice::<Manifest>(input) {
        assert_eq!(read_back(&meant), in_order(meant));
    }
});
