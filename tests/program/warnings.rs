//! What is odd about a scenario: whoever computes something is told of it, however little else is told.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::SMALL_NERVE;

type Tested = Result<(), Box<dyn Error>>;

fn admsc(place: &Path, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let output = command.current_dir(place).args(arguments).env("NO_COLOR", "1").output()?;
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// A scenario of a day or two, with further keys.
fn short(keys: &str) -> String {
    format!("{SMALL_NERVE}horizon = \"2 d\"\npatient.baseline = \"2 d\"\ntissue.voxel = \"50 um\"\n{keys}")
}

#[test]
fn warnings_are_told_also_where_little_else_is() -> Tested {
    let place = tempfile::tempdir()?;
    let few = "dose = [{ at = \"0 d\", cells = 70, site = { from_lesion_edge = \"0.1 mm\" } }]\n";
    std::fs::write(place.path().join("few.toml"), short(few))?;
    std::fs::write(place.path().join("seeded.toml"), short(&format!("seed = 2\n{few}")))?;
    let visits = "start = \"acute-injury\"\n[population]\nn = 2\n[trial]\npotency = 1.0\nvisits = [\"0 d\"]\n[output]\nvisits = [\"1 d\"]\n";
    std::fs::write(place.path().join("study.toml"), short(visits))?;
    for (arguments, warning, number) in [
        (&["run", "few.toml", "--quiet"][..], "too few to show an effect", 1),
        (&["run", "few.toml", "seeded.toml", "--quiet"], "too few to show an effect", 2),
        (&["run", "few.toml", "--set", "replicates=2", "--quiet"], "too few to show an effect", 1),
        (&["run", "study.toml", "--quiet"], "output.visits has no effect: trial.visits decides", 1),
        (&["run", "few.toml", "--dry-run"], "too few to show an effect", 1),
    ] {
        let output = admsc(place.path(), arguments)?;
        let told = String::from_utf8(output.stderr)?;
        assert_eq!(told.matches(warning).count(), number, "{arguments:?}: {told}");
        let printed = String::from_utf8(output.stdout)?;
        let is_quiet = printed.lines().all(|line| line.starts_with("digest "));
        assert_eq!(is_quiet, arguments.contains(&"--quiet"), "{arguments:?}: {printed}");
    }
    Ok(())
}

#[test]
fn doses_that_are_given_when_pain_returns_are_counted_apart() -> Tested {
    let place = tempfile::tempdir()?;
    let again = |number: u32, more: &str| {
        let site = "site = { from_lesion_edge = \"0.1 mm\" }";
        short(&format!("dose = [{{ when = {{ pain_above = 1, at_most = {number} }}, cells = 7e7, {site} }}{more}]\n"))
    };
    let fixed = ", { at = \"0 d\", sham = true, site = { from_lesion_edge = \"0.1 mm\" } }";
    for (text, language, told) in [
        (again(3, ""), "en", "valid (up to 3 doses when pain returns, 2 days)"),
        (
            again(1, ""),
            "en",
            "is above 1 point at a visit (days 0, 2), before anything is given that day: at most once, at",
        ),
        (again(1, fixed), "en", "valid (1 dose, and up to 1 when pain returns, 2 days)"),
        (again(3, ""), "ja", "痛みが戻ったときに投与3回まで"),
        (short("[population]\nn = 1\n[trial]\npotency = 1.0\n"), "en", "valid (study of 1 patient in 1 case, 2 days)"),
    ] {
        std::fs::write(place.path().join("some.toml"), text)?;
        let printed = String::from_utf8(admsc(place.path(), &["check", "some.toml", "--lang", language])?.stdout)?;
        assert!(printed.contains(told), "{told}: {printed}");
    }
    Ok(())
}
