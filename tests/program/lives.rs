//! A run that shows several lives of its patient.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::small::NERVE as SMALL;
use tempfile::TempDir;

type Tested<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Runs the small scenario with replacements; gives what is printed and the folder of results.
fn run(place: &TempDir, arguments: &[&str]) -> Tested<(String, PathBuf)> {
    fs::write(place.path().join("small.toml"), SMALL)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command.current_dir(place.path()).args(["run", "small.toml"]).args(arguments).env("NO_COLOR", "1");
    let output = command.output()?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let results = place.path().join("output/small");
    let latest = fs::read_to_string(results.join("latest"))?;
    Ok((String::from_utf8(output.stdout)?, results.join(latest.trim_end())))
}

/// Pain by day of each life of a table, by seed and course.
fn lives(folder: &Path) -> Tested<BTreeMap<(String, String), Vec<String>>> {
    let mut lives: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for row in csv::Reader::from_path(folder.join("lives.csv"))?.records() {
        let row = row?;
        lives.entry((row[0].to_owned(), row[1].to_owned())).or_default().push(row[3].to_owned());
    }
    Ok(lives)
}

/// Pain by day of a single run.
fn pain(folder: &Path) -> Tested<Vec<String>> {
    let mut table = csv::Reader::from_path(folder.join("timeseries.csv"))?;
    let column = table.headers()?.iter().position(|name| name == "vas_points").ok_or("no pain")?;
    table.records().map(|row| Ok(row?[column].to_owned())).collect()
}

#[test]
fn lives_are_the_runs_of_their_seeds_and_leave_the_digest_alone() -> Tested {
    let place = tempfile::tempdir()?;
    let (printed, folder) = run(&place, &["--set", "lives=3", "--threads", "2"])?;
    assert!(printed.contains("VAS of all lives") && printed.contains("untreated"), "{printed}");
    assert!(printed.contains("3 lives of this patient, seeds 1 to 3"), "{printed}");
    let shown = lives(&folder)?;
    assert_eq!(shown.len(), 4);
    for (seed, treated) in shown.keys() {
        let seed = format!("seed={seed}");
        let mut sets = vec!["--set", &seed];
        if treated == "untreated" {
            sets.extend(["--set", "dose=[]"]);
        }
        let (alone, single) = run(&place, &sets)?;
        assert_eq!(shown[&(seed["seed=".len()..].to_owned(), treated.clone())], pain(&single)?, "{sets:?}");
        let digest = |printed: &str| printed.lines().last().map(str::to_owned);
        assert_eq!(digest(&alone) == digest(&printed), seed == "seed=1" && treated == "treated");
        assert!(!alone.contains("lives of this patient") && !single.join("lives.csv").exists());
    }
    // One thread gives the same bytes, and `plot` draws the same figure from the table.
    let before = ["lives.csv", "summary.json", "pain.svg"].map(|name| fs::read(folder.join(name)).ok());
    let (_, again) = run(&place, &["--set", "lives=3", "--threads", "1", "--fresh"])?;
    let mut plot = Command::new(env!("CARGO_BIN_EXE_admsc"));
    assert!(plot.arg("plot").arg(&again).output()?.status.success());
    assert!(before.iter().all(Option::is_some));
    assert_eq!(before, ["lives.csv", "summary.json", "pain.svg"].map(|name| fs::read(again.join(name)).ok()));
    let page = fs::read_to_string(folder.join("report.html"))?;
    assert!(page.contains("lives of the same patient") && page.contains("blinded trials mostly found no difference"));
    Ok(())
}

/// What the program prints and says in a folder.
fn told(place: &TempDir, arguments: &[&str]) -> Tested<[String; 2]> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let output = command.current_dir(place.path()).args(arguments).env("NO_COLOR", "1").output()?;
    Ok([String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?])
}

#[test]
fn plot_compare_and_cite_know_all_lives_and_a_lost_table_is_told() -> Tested {
    let place = tempfile::tempdir()?;
    let (_, folder) = run(&place, &["--set", "lives=3"])?;
    let (_, alone) = run(&place, &["--set", "seed=9"])?;
    let [folder_said, alone] = [&folder, &alone].map(|folder| folder.to_string_lossy().into_owned());
    let [text, warned] = told(&place, &["plot", &folder_said, "--text"])?;
    let said = "Of 3 lives of the same patient half of the pain is gone at the end in ";
    assert!(text.contains(said) && text.contains("In detail: seed 1") && text.contains(" untreated "), "{text}");
    assert!(text.contains(" others ") && warned.is_empty(), "{text}{warned}");
    let [text, _] = told(&place, &["plot", &alone, "--text"])?;
    assert!(!text.contains("lives") && !text.contains("untreated"), "{text}");

    let [text, _] = told(&place, &["compare", &alone, &folder_said, "--out", "beside"])?;
    assert!(text.contains(&format!("the life of seed 1 is compared. {said}")), "{text}");
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(place.path().join("beside/summary.json"))?)?;
    let counts = ["/runs/0/lives_treated_count", "/runs/1/lives_treated_count"].map(|at| summary.pointer(at).cloned());
    assert_eq!(counts, [None, Some(3.into())]);
    assert!(fs::read_to_string(place.path().join("beside/report.html"))?.contains("lives of the same patient"));

    // What is no run is told with the command that makes it.
    for command in ["plot", "cite"] {
        let [_, refused] = told(&place, &[command, "beside"])?;
        assert!(refused.contains("comparison of runs") && refused.contains("admsc compare"), "{refused}");
    }
    let [text, _] = told(&place, &["cite", &folder_said])?;
    let lives = "in 3 lives with the same parameters, random seeds 1 to 3, the first of them in detail, and once without treatment";
    assert!(text.contains(lives), "{text}");
    assert!(told(&place, &["cite", &alone])?[0].contains("random seed 9."));

    fs::remove_file(folder.join("lives.csv"))?;
    for arguments in [&["plot", &folder_said, "--text"][..], &["plot", &folder_said]] {
        let [_, warned] = told(&place, arguments)?;
        assert!(warned.contains("no readable lives.csv: other lives are not drawn"), "{warned}");
    }
    fs::write(folder.join("lives.csv"), "seed\n")?;
    for arguments in [&["plot", &folder_said, "--text"][..], &["plot", &folder_said]] {
        assert!(told(&place, arguments)?[1].contains("lives.csv was changed after the run"));
    }
    Ok(())
}

#[test]
fn lives_of_what_is_no_single_run_are_warned_of() -> Tested {
    let place = tempfile::tempdir()?;
    let check = |text: &str| -> Tested<String> {
        fs::write(place.path().join("own.toml"), text)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        let output = command.current_dir(place.path()).args(["check", "own.toml"]).env("NO_COLOR", "1").output()?;
        Ok(String::from_utf8(output.stderr)?)
    };
    let told = check("format = 1\nextends = \"builtin:neuropathic\"\nlives = 3\nreplicates = 2\n")?;
    assert!(told.contains("lives has no effect without a single run"), "{told}");
    assert!(check("format = 1\nextends = \"builtin:neuropathic\"\nlives = 0\n")?.contains("lives"), "refused");
    // What is inherited says nothing about the user.
    let told = check("format = 1\nextends = \"builtin:neuropathic-single\"\nreplicates = 2\n")?;
    assert!(!told.contains("lives"), "{told}");
    Ok(())
}
