//! Damaged scenarios are read or refused; they never panic.

use admsc_scenario::language::Language;
use admsc_scenario::reading::{BUILTIN, Bundled, Override, load, load_str};
use proptest::prelude::*;

/// One damage: where (as a share of the length), what, and with which byte or length.
fn damage() -> impl Strategy<Value = (f64, u8, u8)> {
    (0.0..1.0, 0u8..5, prop_oneof![any::<u8>(), proptest::sample::select(b"0-.\"'[]{}=#\n,e".to_vec())])
}

fn damaged(text: &str, damages: &[(f64, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (share, kind, byte) in damages {
        let at = (share * bytes.len() as f64) as usize;
        let end = (at + usize::from(*byte % 40)).min(bytes.len());
        match kind {
            _ if bytes.is_empty() => bytes.push(*byte),
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn damaged_scenarios_never_panic(
        which in 0..BUILTIN.len(),
        resolved in any::<bool>(),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        let Bundled { name, text, .. } = BUILTIN[which];
        let text = match load_str(name, text, &[]) {
            Ok(scenario) if resolved => scenario.resolved_toml,
            _ => text.to_string(),
        };
        let bytes = damaged(&text, &damages);
        let (Ok(folder), Ok(text)) = (tempfile::tempdir(), String::from_utf8(bytes.clone())) else {
            return Ok(());
        };
        let path = folder.path().join("damaged.toml");
        prop_assert!(std::fs::write(&path, bytes).is_ok());
        for read in [load(&path, &[]), load_str(name, &text, &[])] {
            match read {
                Ok(scenario) => prop_assert!(load_str(name, &scenario.resolved_toml, &[]).is_ok()),
                Err(errors) => {
                    prop_assert!(!errors.reports().is_empty());
                    prop_assert!(errors.render(false, Language::English).contains("error"));
                    prop_assert!(!errors.render(true, Language::English).is_empty());
                }
            }
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let folder = tempfile::tempdir();
        prop_assert!(folder.is_ok());
        if let Ok(folder) = folder {
            let path = folder.path().join("bytes.toml");
            prop_assert!(std::fs::write(&path, &bytes).is_ok());
            if let Err(errors) = load(&path, &[]) {
                prop_assert!(!errors.render(true, Language::English).is_empty());
            }
        }
    }

    #[test]
    fn any_override_never_panics(key in "[a-z_.]{0,30}|tissue\\.(voxel|window|lesion)|horizon|dose", value in "\\PC{0,40}") {
        let text = "format = 1\nextends = \"builtin:discogenic\"\n";
        if let Err(errors) = load_str("x", text, &[Override { key, value }]) {
            prop_assert!(!errors.render(false, Language::English).is_empty());
        }
    }
}
