//! Files in folders and their names, as `check` and `run` find and show them.
#![cfg(unix)]

use std::error::Error;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use super::common::{ONE_DOSE, SMALL_NERVE};

type Outcome = Result<(), Box<dyn Error>>;

fn admsc(folder: &Path, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    Ok(command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("ADMSC_LANG").output()?)
}

fn told(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

fn tiny() -> String {
    format!("{SMALL_NERVE}horizon = \"2 d\"\npatient.baseline = \"1 d\"\n{ONE_DOSE}")
}

#[test]
fn a_folder_is_taken_whole_and_names_are_shown_escaped() -> Outcome {
    let place = tempfile::tempdir()?;
    let folder = place.path().join("in");
    fs::create_dir(&folder)?;
    for name in ["X.TOML", "a\u{1b}[31m\u{202e}\nb.toml"] {
        fs::write(folder.join(name), tiny())?;
    }
    symlink("gone.toml", folder.join("link.toml"))?;
    for (arguments, status) in [
        (&["check", "in"][..], 2),
        (&["run", "in"], 3),
        (&["run", "in", "--dry-run"], 2),
        (&["run", "in", "--quiet"], 3),
    ] {
        let output = admsc(place.path(), arguments)?;
        let said = told(&output);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(said.contains("it is a link, and there is no file where it leads"), "{arguments:?}: {said}");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {said:?}");
        let shown = "a\\u{1b}[31m\\u{202e}\\u{a}b";
        assert!(
            arguments.contains(&"--dry-run") || said.contains(shown) && said.contains('X'),
            "{arguments:?}: {said}"
        );
    }
    let wrong = admsc(place.path(), &["run", "in", "--set", "horizon=3 dd"])?;
    assert!(!told(&wrong).contains(['\u{1b}', '\u{202e}']), "{:?}", told(&wrong));
    Ok(())
}

#[test]
fn check_and_run_warn_alike() -> Outcome {
    let place = tempfile::tempdir()?;
    let arms = "seed = 2\n[population]\nn = 2\nseed = 3\n[trial]\nvisits = [\"0 d\"]\n[[arm]]\nname = \"one\"\ndose = []\n\
                [output]\nvisits = [\"1 d\"]\n[spread]\npatient.age = \"fixed\"\n[population.vary]\n\
                patient.age = \"normal sd 9 y\"\n";
    fs::write(place.path().join("study.toml"), format!("{}{arms}", tiny()))?;
    let warnings = |arguments: &[&str]| -> Result<Vec<String>, Box<dyn Error>> {
        let output = admsc(place.path(), arguments)?;
        assert!(output.status.success(), "{}", told(&output));
        let said = String::from_utf8(output.stderr)?;
        Ok(said.lines().filter(|line| line.starts_with("warning")).map(str::to_owned).collect())
    };
    let checked = warnings(&["check", "study.toml"])?;
    for (key, decider) in [
        ("dose", "arm.dose"),
        ("output.visits", "trial.visits"),
        ("seed", "population.seed"),
        ("spread.\"patient.age\"", "population.vary.\"patient.age\""),
    ] {
        let sentence = format!(": {key} has no effect: {decider} decides");
        assert!(checked.iter().any(|line| line.ends_with(&sentence)), "{sentence}: {checked:?}");
    }
    assert_eq!(warnings(&["run", "study.toml"])?, checked);
    Ok(())
}
