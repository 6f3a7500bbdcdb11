//! The presets of the model crate are what this reader makes of the bundled scenarios.

use std::error::Error;
use std::path::Path;

use admsc_model::rules::setup::Setup;
use admsc_scenario::reading::load_str;

#[test]
fn the_presets_of_the_model_are_those_of_the_reader() -> Result<(), Box<dyn Error>> {
    let mut seen = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/presets"))? {
        let path = entry?.path();
        let name = path.file_stem().ok_or("no name")?.to_string_lossy();
        let expected = load_str(&name, &format!("format = 1\nextends = \"builtin:{name}\"\n"), &[])?.setup;
        let written = std::fs::read_to_string(&path)?;
        assert_eq!(serde_json::from_str::<Setup>(&written)?, expected, "{name}: cargo write-docs writes it anew");
        seen += 1;
    }
    assert!(seen > 3, "{seen} presets");
    Ok(())
}
