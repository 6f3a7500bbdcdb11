//! The scenario files that a command line names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::session::failure::Failure;
use admsc_scenario::language::verbatim;
use admsc_scenario::reading::is_ending;
use admsc_scenario::shown::shown;

/// Scenario files by the paths of the command line. A directory means every `*.toml` directly in it, by name, also a link that
/// leads nowhere: reading it tells that.
pub fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(of_folder(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn of_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let refused =
        |error| Failure::refused(verbatim(format_args!("cannot read the directory {}: {error}", shown(folder))));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        // Names that begin with a dot are those of editors.
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(is_ending) && path.metadata().map_or(true, |found| found.is_file()) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        let advice = "expected *.toml files directly in it; subdirectories are not searched";
        let what = verbatim(format_args!("the directory {} contains no scenarios: {advice}", shown(folder)));
        return Err(Failure::refused(what));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_for_its_scenarios_by_name() -> std::io::Result<()> {
        let place = tempfile::tempdir()?;
        for name in ["b.toml", "a.toml", "C.TOML", ".c.toml", "d.txt"] {
            fs::write(place.path().join(name), "")?;
        }
        fs::create_dir_all(place.path().join("e.toml"))?;
        fs::write(place.path().join("e.toml/f.toml"), "")?;
        fs::create_dir(place.path().join("empty"))?;
        let other = PathBuf::from("builtin:demo");
        let given = [other.clone(), place.path().to_owned()];
        let expected: Vec<_> = ["C.TOML", "a.toml", "b.toml"].map(|name| place.path().join(name)).into();
        let expected = [vec![other], expected].concat();
        assert!(files(&given).is_ok_and(|found| found == expected));
        assert!(files(&[place.path().join("empty")]).is_err());
        Ok(())
    }
}
