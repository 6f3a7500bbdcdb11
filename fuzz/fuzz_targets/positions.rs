//! A table of cells placed one by one, beside the scenario of a section and that of a block.
#![no_main]

use admsc_fuzz::{file, read_or_told};
use admsc_model::rules::setup::Route;
use admsc_scenario::reading::load;
use libfuzzer_sys::fuzz_target;

const SECTION: &str = r#"
format = 1
extends = "builtin:neuropathic"
tissue.window = ["2 mm", "0.5 mm"]
dose = [{ at = "0 d", positions = "cells.csv" }]
"#;

const BLOCK: &str = r#"
format = 1
extends = "builtin:discogenic"
tissue.window = ["0.8 mm", "0.8 mm", "0.4 mm"]
tissue.lesion = { from = ["0.4 mm"], to = ["0.8 mm"] }
dose = [{ at = "0 d", positions = "cells.csv" }]
"#;

fuzz_target!(|bytes: &[u8]| {
    file("cells.csv", bytes);
    // In turns, since reading the scenario is what takes longest.
    let (name, text) = if bytes.len().is_multiple_of(2) { ("section.toml", SECTION) } else { ("block.toml", BLOCK) };
    let read = load(&file(name, text.as_bytes()), &[]);
    read_or_told(&read);
    if let Ok(scenario) = read {
        let dose = &scenario.setup.doses[0];
        let Route::Placed { positions_um } = &dose.route else { panic!("the cells have positions") };
        let size = scenario.setup.grid.size_um();
        let is_inside = |position: &[f64; 3]| (0..3).all(|axis| (0.0..=size[axis]).contains(&position[axis]));
        assert!(!positions_um.is_empty() && positions_um.iter().all(is_inside));
        assert_eq!(dose.cells, positions_um.len() as f64);
    }
});
