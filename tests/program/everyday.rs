//! What the program does besides computing: it lists, begins scenarios, opens reports, finds parameters, cites, and says what
//! is kept when it is interrupted.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use admsc_sim::scenario::BUILTIN;

type Outcome = Result<(), Box<dyn Error>>;

const SHORT: [&str; 4] = ["--set", "horizon=3 d", "--set", "patient.baseline=2 d"];

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("ADMSC_LANG");
    command
}

fn printed(folder: &Path, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = command(folder, arguments).output()?;
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    Ok(String::from_utf8(output.stdout)?)
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs the demonstration's scenario for a few days.
fn run(folder: &Path, more: &[&str]) -> Result<String, Box<dyn Error>> {
    printed(folder, &[&["run", "builtin:demo", "--quiet"], &SHORT[..], more].concat())
}

#[test]
fn what_can_be_run_is_listed_with_its_cost_and_results_with_what_differs() -> Outcome {
    let place = tempfile::tempdir()?;
    let empty = printed(place.path(), &["list"])?;
    for bundled in &BUILTIN {
        let rows = || empty.lines().filter(|line| line.split_whitespace().next() == Some(bundled.name));
        assert_eq!(rows().count(), 1, "{}: {empty}", bundled.name);
        let is_preset = bundled.file.starts_with("indications/");
        let has_time =
            rows().all(|row| row.split("  ").any(|cell| [" s", " min", " h"].iter().any(|unit| cell.ends_with(unit))));
        assert_eq!(has_time, !is_preset, "{empty}");
    }
    assert!(empty.contains("no results in output yet"), "{empty}");

    run(place.path(), &["--seed", "4"])?;
    fs::write(place.path().join("mine.toml"), "format = 1\nextends = \"builtin:demo\"\n")?;
    for potency in ["0.1", "0.3"] {
        let set = format!("patient.potency={potency}");
        printed(place.path(), &[&["run", "mine.toml", "--quiet", "--set", &set], &SHORT[..]].concat())?;
    }
    let listed = printed(place.path(), &["list"])?;
    let (_, results) = listed.split_once("results in output").ok_or("no results")?;
    let rows = |what: &str| results.lines().filter(|line| line.contains(what)).collect::<Vec<_>>();
    let [demo] = rows("output/demo/")[..] else { panic!("{results}") };
    for key in ["seed = 4", "horizon = 3 day", "patient.baseline = 2 day"] {
        assert!(demo.contains(key), "{key}: {results}");
    }
    assert!(demo.contains("T") && demo.contains("Z  "), "the time: {results}");
    // What both have in common does not tell them apart.
    let mine = rows("output/mine/");
    assert_eq!(mine.len(), 2, "{results}");
    for potency in ["patient.potency = 0.1", "patient.potency = 0.3"] {
        assert!(mine.iter().any(|row| row.ends_with(potency)), "{results}");
    }
    Ok(())
}
