//! `admsc explain`.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use crate::common;

type Tested = Result<(), Box<dyn Error>>;

/// A small piece of nerve with one injection, followed long enough for a relief.
fn small() -> String {
    let own = "title = \"A small piece of nerve\"\nhorizon = \"120 d\"\npatient.baseline = \"20 d\"\n";
    [common::SMALL_NERVE, own, common::ONE_DOSE].concat()
}

fn admsc(folder: &Path, file: &str, more: &[&str]) -> Result<Output, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command
        .current_dir(folder)
        .arg("explain")
        .arg(file)
        .args(["--people", "2", "--time-costs", "2", "--mean-field", "2"])
        .args(more);
    Ok(command.output()?)
}

#[test]
fn the_command_gives_the_same_bytes_on_any_threads_and_finds_them_again() -> Tested {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("small.toml"), small())?;
    let one = admsc(folder.path(), "small.toml", &["--out", "one", "--threads", "1"])?;
    let told = String::from_utf8_lossy(&one.stdout).into_owned();
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    for said in ["half-times of the processes", "spread of signals", "no homing", "same tissue as no cells", "digest "]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    let three = admsc(folder.path(), "small.toml", &["--out", "three", "--threads", "3", "--quiet"])?;
    let digest = String::from_utf8(three.stdout)?;
    assert!(told.ends_with(&digest) && digest.starts_with("digest ") && three.stderr.is_empty());
    let first = common::files_of_newest(&folder.path().join("one/explain/small"));
    assert_eq!(first, common::files_of_newest(&folder.path().join("three/explain/small")));
    for name in ["summary.json", "clock.svg", "clock.ja.png", "knock-outs.ja.svg", "persistence.png", "path.csv"] {
        assert!(first.contains_key(name), "{name}");
    }
    let again = admsc(folder.path(), "small.toml", &["--out", "one", "--lang", "ja"])?;
    let again = String::from_utf8(again.stdout)?;
    assert!(again.ends_with(&digest) && again.contains("ホーミング") && again.contains("--fresh"), "{again}");
    assert!(again.contains("痛みが半分以下の患者（") && !again.contains("r50"), "{again}");
    // It is cited with its method, and what is no run is not drawn again.
    let other = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        command.current_dir(folder.path()).args(arguments).env("NO_COLOR", "1").output()
    };
    let cited = String::from_utf8(other(&["cite", "one/explain/small"])?.stdout)?;
    assert!(
        cited.contains("knock-outs in 2 virtual patients on cells") && cited.contains("2 in the mean field"),
        "{cited}"
    );
    assert!(!cited.contains("explain.") && !cited.contains("Set on the command line"), "{cited}");
    let plotted = other(&["plot", "one/explain/small"])?;
    let refused = String::from_utf8(plotted.stderr)?;
    assert!(plotted.status.code() == Some(2) && refused.contains("admsc explain SCENARIO --fresh"), "{refused}");
    Ok(())
}

#[test]
fn what_cannot_be_explained_is_refused_with_advice() -> Tested {
    let folder = tempfile::tempdir()?;
    let study = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/studies/dose-response.toml");
    let refused = [
        ("builtin:neuropathic-untreated", "gives no cells"),
        ("builtin:acute-injury", "acute injury"),
        (study, "is a study"),
    ];
    for (file, why) in refused {
        let output = admsc(folder.path(), file, &[])?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(why) && told.contains("give "), "{told}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

#[test]
fn a_share_of_nobody_and_means_of_the_mean_field_have_their_intervals() -> Tested {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("small.toml"), small())?;
    let told = |more: &[&str]| -> Result<String, Box<dyn Error>> {
        let output = admsc(folder.path(), "small.toml", more)?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };
    // Wilson's interval of none of eight: the mean field screens four for each that is wanted.
    let nobody = told(&["--out", "none", "--set", "patient.potency=0"])?;
    assert!(
        nobody.contains("mean field: pain halves in none of 8 patients (95 % interval of their share 0 % to 32 %)"),
        "{nobody}"
    );
    let nobody = told(&["--out", "none", "--set", "patient.potency=0", "--lang", "ja"])?;
    assert!(nobody.contains("割合の95 %区間0 %〜32 %"), "{nobody}");
    // Patients whose pain halves in both models.
    let some = told(&["--out", "some", "--set", "seed=3"])?;
    let check = some.lines().find(|line| line.starts_with("check: the mean field of ")).ok_or("no check")?;
    assert!(check.ends_with(" days until pain has halved") && check.contains(" to "), "{check}");
    assert!(!some.contains("day pain has halved"), "one such day: {some}");
    let whole = some.lines().find(|line| line.starts_with("all: days until pain has halved")).ok_or("no delay")?;
    // A delay has an interval, which is not below none.
    assert!(whole.contains(" to +") && !whole.contains('−') && !whole.contains("no detectable cost"), "{whole}");
    Ok(())
}
