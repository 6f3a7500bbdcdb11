//! `admsc sensitivity`: the same bytes on any number of threads and after an interruption, what it finds, and what it
//! refuses.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

type Outcome = Result<(), Box<dyn Error>>;

const SMALL: &str = r#"
format = 1
extends = "builtin:discogenic"
title = "A small piece of disc"
horizon = "8 d"
patient.baseline = "4 d"

[tissue]
window = ["1 mm", "0.5 mm"]
lesion = { from = ["0.5 mm"], to = ["1 mm"] }

[[dose]]
at = "1 d"
cells = 18e6
"#;

/// Two parameters that matter at once, one that a dead cell alone reads, and one that only needles read.
const FOUR: [&str; 8] = [
    "--only",
    "pain.gain",
    "--only",
    "sensitisation.tnf_reference",
    "--only",
    "stem_cell.dissolution_half_life",
    "--only",
    "stem_cell.retention",
];

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("small.toml"), SMALL)?;
        Ok(Self(folder))
    }

    fn admsc(&self, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        Ok(command.current_dir(self.0.path()).env_remove("ADMSC_LANG").args(arguments).output()?)
    }

    /// Makes an analysis into a folder; gives that of its results and what was printed.
    fn made(&self, out: &str, more: &[&str]) -> Result<(PathBuf, String), Box<dyn Error>> {
        let small = ["sensitivity", "small.toml", "--trajectories", "2", "--method", "morris", "--out", out];
        let run = self.admsc(&[&small[..], &FOUR, more].concat())?;
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        let scenario = self.0.path().join(out).join("sensitivity/small");
        let hash = fs::read_to_string(scenario.join("latest"))?;
        Ok((scenario.join(hash.trim()), String::from_utf8(run.stdout)?))
    }
}

/// Outcome, parameter and μ* of every row.
type Rows = Vec<(String, String, f64)>;

fn rows(folder: &Path) -> Result<Rows, Box<dyn Error>> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_path(folder.join("morris.csv"))?.records() {
        let row = row?;
        rows.push((row[0].to_owned(), row[2].to_owned(), row[8].parse()?));
    }
    Ok(rows)
}

#[test]
fn the_bytes_do_not_depend_on_threads_and_a_finished_analysis_is_found() -> Outcome {
    let place = Place::new()?;
    let (one, printed) = place.made("one", &["--threads", "1"])?;
    let (two, again) = place.made("two", &["--threads", "2"])?;
    for name in ["morris.csv", "summary.json", "sensitivity.svg", "sensitivity.png", "scenario.resolved.toml"] {
        assert!(fs::read(one.join(name))? == fs::read(two.join(name))?, "{name} differs");
    }
    let digest = |printed: &str| printed.lines().last().map(str::to_owned);
    assert_eq!(digest(&printed), digest(&again));
    let (found, third) = place.made("one", &[])?;
    assert!(found == one && third.contains("computed before") && digest(&third) == digest(&printed));
    // What is kept on the way is gone when the results are there.
    assert_eq!(fs::read_dir(place.0.path().join("one/.blocks"))?.count(), 0);
    Ok(())
}

#[test]
fn what_matters_is_told_from_what_does_not() -> Outcome {
    let place = Place::new()?;
    let (folder, printed) = place.made("out", &["--outcome", "pain"])?;
    let rows = rows(&folder)?;
    // Three outcomes on one day, for the horizon is before the third month.
    assert_eq!(rows.len(), 3 * 4);
    let of = |outcome: &str, key: &str| {
        rows.iter().find(|row| row.0 == outcome && row.1 == key).map(|row| row.2).ok_or("a row is missing")
    };
    // The gain of 7 to 13 points scales pain, and nothing reads a dead cell but its count.
    assert!(of("pain", "pain.gain")? > 1.0, "{rows:?}");
    assert_eq!(of("pain", "stem_cell.dissolution_half_life")?, 0.0);
    assert!(of("pain", "sensitisation.tnf_reference")? > of("pain", "stem_cell.retention")?);
    assert!(printed.contains("without any effect: stem_cell.dissolution_half_life"), "{printed}");
    assert!(printed.contains("not varied: ") && printed.contains("not chosen"), "{printed}");
    Ok(())
}

#[test]
fn a_given_number_of_rows_is_kept_to_and_said_to_be_too_few() -> Outcome {
    let place = Place::new()?;
    let two = ["sensitivity", "small.toml", "--trajectories", "2", "--method", "sobol", "--only", "pain.gain"];
    let made = |more: &[&str]| -> Result<(u64, f64, String), Box<dyn Error>> {
        let run = place.admsc(&[&two[..], &["--only", "sensitisation.tnf_reference"], more].concat())?;
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        let scenario = place.0.path().join("output/sensitivity/small");
        let folder = scenario.join(fs::read_to_string(scenario.join("latest"))?.trim());
        let (mut rows, mut widest) = (0, 0.0_f64);
        for row in csv::Reader::from_path(folder.join("sobol.csv"))?.deserialize() {
            let row: BTreeMap<String, String> = row?;
            let number = |name: &str| row[name].parse::<f64>();
            rows = number("rows")? as u64;
            for index in ["first_order", "total"] {
                let [low, high] = ["low", "high"].map(|end| number(&format!("{index}_{end}_fraction")));
                widest = widest.max(0.5 * (high? - low?));
            }
        }
        Ok((rows, widest, String::from_utf8(run.stdout)?))
    };
    let (rows, widest, printed) = made(&["--rows", "64"])?;
    assert!(
        rows == 64 && widest > 0.05 && printed.contains("no more than 64 rows were computed"),
        "{rows} {widest} {printed}"
    );
    Ok(())
}

#[test]
fn what_cannot_be_analysed_is_refused() -> Outcome {
    let place = Place::new()?;
    let study = "format = 1\nextends = \"small.toml\"\n[population]\nn = 2\n[[arm]]\nname = \"a\"\ndose = []\n\
                 [[arm]]\nname = \"b\"\ndose = [{ at = \"0 d\", cells = 18e6 }]\n";
    fs::write(place.0.path().join("study.toml"), study)?;
    let cases: [(&[&str], i32, &str); 6] = [
        (&["small.toml", "--only", "drive.catheter"], 2, "no parameter matches \"drive.catheter\""),
        (&["small.toml", "--only", "axon.*"], 2, "uses none of these parameters"),
        (&["study.toml"], 2, "is a study; give a scenario of a single run"),
        (
            &["small.toml", "--set", "start=\"acute-injury\"", "--method", "sobol"],
            1,
            "the mean field has no acute injury",
        ),
        (&["small.toml", "--reach", "1.5"], 2, "is not a share above 0 and at most 1"),
        (&["small.toml", "--trajectories", "1"], 2, "1 is not in 2..=1000"),
    ];
    for (arguments, status, message) in cases {
        let output = place.admsc(&[&["sensitivity"], arguments].concat())?;
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(status) && told.contains(message), "{arguments:?}: {told}");
    }
    assert!(!place.0.path().join("output/sensitivity/small").join("latest").exists());
    Ok(())
}

#[test]
fn a_dry_run_tells_and_writes_nothing() -> Outcome {
    let place = Place::new()?;
    let output =
        place.admsc(&["sensitivity", "small.toml", "--only", "pain.gain", "--method", "sobol", "--dry-run"])?;
    let told = String::from_utf8(output.stdout)?;
    assert!(
        output.status.success()
            && told.contains("settings in the mean field: 60 for elementary effects and at most 24576 for Sobol"),
        "{told}"
    );
    assert_eq!(fs::read_dir(place.0.path())?.count(), 1);
    Ok(())
}

#[test]
fn the_figure_is_drawn_in_the_language_also_of_an_analysis_that_is_found() -> Outcome {
    let place = Place::new()?;
    let (folder, _) = place.made("out", &[])?;
    let names = || -> Result<Vec<String>, Box<dyn Error>> {
        let names = fs::read_dir(&folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names.collect()
    };
    assert!(!names()?.iter().any(|name| name.contains(".ja.")));
    let english = fs::read_to_string(folder.join("sensitivity.svg"))?;
    let (same, _) = place.made("out", &["--lang", "ja"])?;
    assert_eq!(same, folder);
    let japanese = fs::read_to_string(folder.join("sensitivity.ja.svg"))?;
    assert!(english.contains("Influence by grade") && !english.contains("pain.gain"));
    for word in ["Influence", "grade", "stem_cell", "Cell model", "95 % interval"] {
        assert!(!japanese.contains(word), "{word}");
    }
    assert!(japanese.contains("根拠の等級") && japanese.contains("細胞モデル"));
    assert_eq!(fs::read_to_string(folder.join("sensitivity.svg"))?, english);
    // The same where it is computed in Japanese, and the manifest vouches for both.
    let (fresh, _) = place.made("fresh", &["--lang", "ja"])?;
    assert_eq!(fs::read_to_string(fresh.join("sensitivity.ja.svg"))?, japanese);
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
    let listed = manifest["files"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str());
    assert!(listed.filter(|name| name.starts_with("sensitivity.")).count() == 4, "{manifest}");
    Ok(())
}
