//! Overrides, `KEY=VALUE` a line, as `--set` has them.
#![no_main]

use admsc_fuzz::read_or_told;
use admsc_scenario::reading::{Override, load_str};
use libfuzzer_sys::fuzz_target;

const SCENARIO: &str = r#"
format = 1
extends = "builtin:neuropathic"
tissue.window = ["2 mm", "0.5 mm"]
dose = [
    { at = "0 d", cells = 70e6, route = "needle", site = { from_lesion_edge = "0.1 mm" } },
    { at = "1 month", cells_per_kg = 1e6, route = "vein", repeat = 1, every = "2 d" },
]
spread = { "pain.gain" = "normal sd 0.5 points" }
population = { n = 2, seed = 5 }
sweep.grid."stem_cell.half_life" = ["3 d", "5 d"]
arm = [{ name = "sham", dose = [{ at = "0 d", sham = true }] }, { name = "cells" }]
"#;

fuzz_target!(|text: &str| {
    let mut sets = Vec::new();
    for line in text.split('\n').take(4) {
        match Override::parse(line) {
            Ok(set) => sets.push(set),
            Err(refused) => assert!(refused.contains("KEY=VALUE")),
        }
    }
    let read = load_str("fuzz.toml", SCENARIO, &sets);
    read_or_told(&read);
    if let Ok(once) = read {
        let twice = load_str("fuzz.toml", SCENARIO, &[&sets[..], &sets[..]].concat());
        assert_eq!(
            twice.map(|twice| twice.resolved_toml).ok(),
            Some(once.resolved_toml),
            "to say it twice changes nothing"
        );
    }
});
