//! Files that are reached through links, and how the names of files are shown.
#![cfg(unix)]

use std::error::Error;
use std::fs;
use std::os::unix::fs::symlink;

use admsc_scenario::language::Language;
use admsc_scenario::reading::{load, named_in};

type Outcome = Result<(), Box<dyn Error>>;

const BASE: &str = "format = 1\nextends = \"builtin:neuropathic\"\ntitle = \"base\"\n";
const MINE: &str = "format = 1\nextends = \"base.toml\"\n";

#[test]
fn a_linked_scenario_extends_the_file_beside_the_one_it_leads_to() -> Outcome {
    let place = tempfile::tempdir()?;
    let (there, here) = (place.path().join("there"), place.path().join("here"));
    fs::create_dir_all(&there)?;
    fs::create_dir_all(&here)?;
    fs::write(there.join("base.toml"), BASE)?;
    fs::write(there.join("mine.toml"), MINE)?;
    fs::write(there.join("dosed.toml"), format!("{MINE}dose = [{{ at = \"0 d\", positions = \"cells.csv\" }}]\n"))?;
    fs::write(there.join("cells.csv"), "x_um,y_um\n700,1000\n")?;
    for name in ["mine.toml", "dosed.toml"] {
        symlink(there.join(name), here.join(name))?;
        assert_eq!(load(&here.join(name), &[])?.title, "base");
    }
    // A chain of links, one of them relative, and a link to the folder.
    symlink("mine.toml", here.join("again.toml"))?;
    symlink(&there, here.join("folder"))?;
    for name in ["again.toml", "folder/mine.toml"] {
        assert_eq!(load(&here.join(name), &[])?.title, "base");
    }
    // Also where the linked file is the one that is extended.
    fs::write(here.join("last.toml"), "format = 1\nextends = \"scenarios/mine.toml\"\n")?;
    fs::create_dir_all(here.join("scenarios"))?;
    fs::create_dir_all(here.join("own"))?;
    fs::write(here.join("own/base.toml"), BASE)?;
    fs::write(here.join("own/mine.toml"), MINE)?;
    symlink("../own/mine.toml", here.join("scenarios/mine.toml"))?;
    assert_eq!(load(&here.join("last.toml"), &[])?.title, "base");
    Ok(())
}

#[test]
fn a_link_that_leads_nowhere_is_called_one() -> Outcome {
    let place = tempfile::tempdir()?;
    symlink("gone.toml", place.path().join("mine.toml"))?;
    symlink("gone.toml", place.path().join("base.toml"))?;
    fs::write(place.path().join("own.toml"), MINE)?;
    for name in ["mine.toml", "own.toml"] {
        let said = load(&place.path().join(name), &[]).map_or_else(|errors| errors.to_string(), |_| "read".into());
        assert!(said.contains("it is a link, and there is no file where it leads"), "{said}");
    }
    Ok(())
}

#[test]
fn names_of_files_are_shown_with_what_is_hidden_in_them() -> Outcome {
    let place = tempfile::tempdir()?;
    let name = "a\u{1b}[31m\u{202e}\nb.toml";
    let path = place.path().join(name);
    fs::write(&path, format!("{BASE}horizon = \"3 dd\"\n"))?;
    let errors = load(&path, &[]).err().ok_or("it must be refused")?;
    for styled in [errors.render(false, Language::English), errors.reports()[0].file.to_owned()] {
        assert!(styled.contains("a\\u{1b}[31m\\u{202e}\\u{a}b.toml"), "{styled}");
    }
    fs::write(&path, BASE)?;
    assert_eq!(load(&path, &[])?.name, "a\\u{1b}[31m\\u{202e}\\u{a}b");
    // What quotes a text of the file says it in the same way.
    fs::write(&path, format!("{BASE}horizon = \"3 d\\u001b[31m\"\nstart = \"\\u202e\"\n"))?;
    let said = load(&path, &[]).map_or_else(|errors| errors.to_string(), |_| "read".into());
    assert!(!said.contains(['\u{1b}', '\u{202e}']) && said.contains("U+001B"), "{said}");
    Ok(())
}

#[test]
fn what_a_table_names_keeps_to_the_rule_of_extends() -> Outcome {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("tables");
    fs::create_dir_all(folder.join("more"))?;
    for file in [place.path().join("base.toml"), folder.join("base.toml"), folder.join("more/base.toml")] {
        fs::write(file, BASE)?;
    }
    for good in ["base.toml", "more/base.toml", "more/../base.toml"] {
        assert_eq!(named_in(&folder, good)?, folder.join(good));
    }
    let absolute = folder.join("base.toml").display().to_string();
    for wrong in ["../base.toml", absolute.as_str(), "/etc/hostname", "../gone.toml"] {
        let said = named_in(&folder, wrong).map_or_else(|errors| errors.to_string(), |_| "found".into());
        assert!(said.contains("is outside the directory of the scenarios"), "{wrong}: {said}");
    }
    let said = named_in(&folder, "bass.toml").map_or_else(|errors| errors.to_string(), |_| "found".into());
    assert!(said.contains("did you mean \"base.toml\"?"), "{said}");
    Ok(())
}
