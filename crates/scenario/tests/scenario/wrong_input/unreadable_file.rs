use std::error::Error;
use std::path::Path;

use admsc_scenario::reading::{Errors, Scenario, load};

fn message(result: Result<Scenario, Errors>) -> String {
    result.map_or_else(|errors| errors.to_string(), |_| "read".into())
}

#[test]
fn a_file_that_is_not_there_a_folder_and_a_giant_are_named() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    assert!(message(load(&folder.path().join("no.toml"), &[])).contains("no.toml: there is no such file"));
    let lines = message(load(&folder.path().join("no.toml"), &[]));
    assert_eq!(lines.lines().skip(1).collect::<Vec<_>>(), ["note: expected a readable TOML file"], "{lines}");
    assert!(message(load(folder.path(), &[])).contains("it is a directory"));
    assert!(message(load(Path::new(""), &[])).contains("cannot read the scenario"));
    let giant = folder.path().join("giant.toml");
    std::fs::write(&giant, vec![b'#'; 2 << 20])?;
    assert!(message(load(&giant, &[])).contains("it is larger than 1024 KiB"));
    Ok(())
}
