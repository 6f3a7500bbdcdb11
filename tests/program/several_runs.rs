//! Several runs as a user meets them: replicates of one patient, and `admsc compare`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::small::NERVE as SMALL;
use tempfile::TempDir;

type Tested = Result<(), Box<dyn Error>>;

/// A folder with a small scenario in it.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("small.toml"), SMALL)?;
        Ok(Self(folder))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn admsc(&self, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        Ok(command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1").output()?)
    }

    /// What a command prints that must succeed.
    fn printed(&self, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
        let output = self.admsc(arguments)?;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// What a command tells that must fail with a status.
    fn refused(&self, arguments: &[&str], status: i32) -> Result<String, Box<dyn Error>> {
        let output = self.admsc(arguments)?;
        let told = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        Ok(told)
    }

    /// Runs the small scenario with replacements and gives the folder and the digest.
    fn run(&self, sets: &[&str]) -> Result<(String, String), Box<dyn Error>> {
        let sets = sets.iter().flat_map(|set| ["--set", set]);
        let arguments: Vec<&str> = ["run", "small.toml", "--quiet"].into_iter().chain(sets).collect();
        let printed = self.printed(&arguments)?;
        let digest = printed.trim_end().strip_prefix("digest ").ok_or("no digest")?.to_owned();
        let latest = fs::read_to_string(self.path("output/small/latest"))?;
        Ok((format!("output/small/{}", latest.trim_end()), digest))
    }

    fn json(&self, folder: &str, name: &str) -> Result<serde_json::Value, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(self.path(folder).join(name))?)?)
    }
}

fn names(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn table(path: &Path) -> Result<(csv::StringRecord, Vec<csv::StringRecord>), Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.clone();
    Ok((head, reader.records().collect::<Result<_, _>>()?))
}

#[test]
fn replicates_are_the_runs_of_their_seeds_on_any_number_of_threads() -> Tested {
    let place = Workplace::new()?;
    let printed = place.printed(&["run", "small.toml", "--set", "replicates=3", "--threads", "2"])?;
    for said in [
        "3 replicates, seeds 1 to 3",
        "half the pain gone",
        "in brackets: 95 % intervals",
        "not a difference between patients",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let (folder, digest) = place.run(&["replicates=3"])?;
    assert!(printed.ends_with(&format!("digest {digest}\n")));
    let alone =
        place.printed(&["run", "small.toml", "--set", "replicates=3", "--threads", "1", "--fresh", "--quiet"])?;
    assert_eq!(alone, format!("digest {digest}\n"));

    let summary = place.json(&folder, "summary.json")?;
    let each = summary["each"].as_array().ok_or("no replicates")?;
    assert_eq!(each.len(), 3);
    let mut sum = 0.0;
    for (number, replicate) in (1..).zip(each) {
        let (single, of_seed) = place.run(&[&format!("seed={number}")])?;
        assert_eq!(replicate["digest"], of_seed);
        assert_eq!(replicate["seed"], number);
        sum += place.json(&single, "summary.json")?["visits"][2]["vas_points"].as_f64().ok_or("no pain")?;
    }
    let mean = summary["visits"][2]["vas_points"]["mean"].as_f64().ok_or("no mean")?;
    assert!((mean - sum / 3.0).abs() < 1e-12, "{mean} is not the mean of the single runs");
    // A mean of three and a share of three have an interval, a median of three has none.
    let visit = &summary["visits"][2];
    let ends: Vec<f64> =
        visit["vas_points"]["mean_interval"].as_array().into_iter().flatten().flat_map(|end| end.as_f64()).collect();
    assert!(ends.len() == 2 && ends[0] < mean && mean < ends[1], "{ends:?}");
    assert!(visit["vas_points"]["median_interval"].is_null());
    let share = visit["r50"]["share"].as_f64().ok_or("no share")?;
    let width =
        visit["r50"]["interval"][1].as_f64().unwrap_or(0.0) - visit["r50"]["interval"][0].as_f64().unwrap_or(1.0);
    assert!((0.0..=1.0).contains(&share) && width > 0.5, "{visit}");
    assert!(printed.contains("of 3 replicates: ") || printed.contains("too few for a 95 % interval"), "{printed}");
    Ok(())
}

#[test]
fn one_replicate_is_the_plain_run() -> Tested {
    let place = Workplace::new()?;
    let (plain, digest) = place.run(&[])?;
    let (one, same) = place.run(&["replicates=1"])?;
    assert_eq!(digest, same);
    assert_eq!(names(&place.path(&plain))?, names(&place.path(&one))?);
    for name in ["timeseries.csv", "summary.json", "pain.svg", "scenario.resolved.toml"] {
        let [a, b] = [&plain, &one].map(|folder| fs::read(place.path(folder).join(name)));
        assert!(a? == b?, "{name}");
    }
    let resolved = fs::read_to_string(place.path(&one).join("scenario.resolved.toml"))?;
    assert!(resolved.contains("\nreplicates = 1\n"));
    Ok(())
}

#[test]
fn a_drawn_patient_keeps_their_parameters_in_every_replicate() -> Tested {
    let place = Workplace::new()?;
    let (folder, _) = place.run(&["replicates=2", "patient.number=7"])?;
    let (single, digest) = place.run(&["patient.number=7"])?;
    let each = place.json(&folder, "summary.json")?["each"].clone();
    assert_eq!(each[0]["digest"], digest);
    // The second one is the first one's person with the luck of the next seed.
    let resolved = fs::read_to_string(place.path(&single).join("scenario.resolved.toml"))?;
    fs::write(place.path("person.toml"), resolved)?;
    let printed = place.printed(&["run", "person.toml", "--seed", "2", "--quiet"])?;
    assert_eq!(printed, format!("digest {}\n", each[1]["digest"].as_str().ok_or("no digest")?));
    Ok(())
}

#[test]
fn files_of_replicates_have_their_rows_and_are_drawn_again() -> Tested {
    let place = Workplace::new()?;
    let (folder, _) = place.run(&["replicates=2"])?;
    let here = place.path(&folder);
    let expected = [
        "manifest.json",
        "mechanism.png",
        "mechanism.svg",
        "pain.png",
        "pain.svg",
        "replicates.csv",
        "report.html",
        "run.log",
        "scenario.resolved.toml",
        "summary.json",
        "timeseries.csv",
    ];
    assert_eq!(names(&here)?, expected);
    assert_eq!(table(&here.join("timeseries.csv"))?.1.len(), 2 * 21);
    let (head, rows) = table(&here.join("replicates.csv"))?;
    assert_eq!(rows.len(), 2 * 3);
    for column in head.iter().skip(2) {
        let units = ["days", "points", "fraction", "cells", "count"];
        assert!(units.iter().any(|unit| column.ends_with(unit)), "{column} has no unit");
    }
    let drawn = fs::read(here.join("pain.svg"))?;
    fs::write(here.join("pain.svg"), b"")?;
    place.printed(&["plot", &folder])?;
    assert!(fs::read(here.join("pain.svg"))? == drawn);
    assert!(String::from_utf8(drawn)?.contains("chance within that patient"));
    // A finished run is used again, and one whose files are damaged is not.
    assert!(place.printed(&["run", "small.toml", "--set", "replicates=2"])?.contains("computed before"));
    fs::write(here.join("replicates.csv"), b"")?;
    assert!(!place.printed(&["run", "small.toml", "--set", "replicates=2"])?.contains("computed before"));
    Ok(())
}

#[test]
fn replicates_whose_first_dose_pain_decides_count_from_it_wherever_they_are_shown() -> Tested {
    let place = Workplace::new()?;
    let by_pain = "dose=[{ when = { pain_above = 0, at_most = 1, not_before = \"5 d\" }, cells = 70e6, site = { from_lesion_edge = \"0.1 mm\" } }]";
    let (folder, _) = place.run(&["replicates=2", by_pain])?;
    let summary = place.json(&folder, "summary.json")?;
    let day = summary["each"][0]["given_again"][0]["at_days"].as_f64().ok_or("not given")?;
    assert!(day >= 5.0);
    let series = table(&place.path(&folder).join("timeseries.csv"))?;
    let column = |name: &str| series.0.iter().position(|column| column == name).ok_or("no such column");
    let (days, pain) = (column("time_days")?, column("vas_points")?);
    let rows = series.1.iter().take(21).map(|row| Ok((row[days].parse::<f64>()?, row[pain].parse::<f64>()?)));
    let rows: Vec<(f64, f64)> = rows.collect::<Result<_, Box<dyn Error>>>()?;
    let since: Vec<f64> = rows.iter().filter(|row| row.0 >= day).map(|row| row.1).collect();
    let relief = since[0] - since.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(summary["each"][0]["largest_relief_points"].as_f64(), Some(relief));
    let page = fs::read_to_string(place.path(&folder).join("report.html"))?;
    assert!(page.contains("counts from its own first dose") && page.contains("given again on days"));
    let drawn = fs::read(place.path(&folder).join("pain.svg"))?;
    fs::write(place.path(&folder).join("pain.svg"), b"")?;
    place.printed(&["plot", &folder])?;
    assert!(fs::read(place.path(&folder).join("pain.svg"))? == drawn);
    // A comparison counts from the same day.
    let (without, _) = place.run(&["replicates=2", "dose=[]"])?;
    place.printed(&["compare", &folder, &without, "--out", "beside"])?;
    let mean = summary["largest_relief_points"]["mean"].as_f64();
    assert_eq!(place.json("beside", "summary.json")?["runs"][0]["largest_relief_points"].as_f64(), mean);
    Ok(())
}

#[test]
fn a_comparison_tells_keys_differences_and_the_first_day() -> Tested {
    let place = Workplace::new()?;
    let (treated, _) = place.run(&[])?;
    let (untreated, _) = place.run(&["dose=[]"])?;
    let (weak, _) = place.run(&["patient.potency=0.1"])?;
    let printed = place.printed(&["compare", &treated, &untreated, &weak, "--out", "here"])?;
    for said in [
        "A, B, C: counterfactuals of one patient (number 0, seed 1)",
        "patient.potency",
        "first day that differs from A",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(!printed.contains("last day that all runs have"));
    let figures = ["mechanism.png", "mechanism.svg", "pain.png", "pain.svg"];
    let expected: Vec<&str> =
        [&["differences.csv", "keys.csv"][..], &figures, &["report.html", "summary.json"]].concat();
    assert_eq!(names(&place.path("here"))?, expected);

    let (head, rows) = table(&place.path("here/differences.csv"))?;
    let column = |name: &str| head.iter().position(|head| head == name).ok_or(format!("no {name}"));
    let (vas, difference, first) =
        (column("vas_points")?, column("vas_difference_points")?, column("first_difference_days")?);
    assert_eq!(rows.len(), 9);
    for (number, row) in rows.iter().enumerate() {
        let run = [&treated, &untreated, &weak][number / 3];
        let stated = place.json(run, "summary.json")?["visits"][number % 3]["vas_points"].as_f64();
        assert_eq!(row[vas].parse().ok(), stated);
        let reference: f64 = rows[number % 3][vas].parse()?;
        assert_eq!(row[difference].parse::<f64>()?, row[vas].parse::<f64>()? - reference);
    }
    assert_eq!([&rows[0][first], &rows[3][first]], ["", "1.0"]);
    assert!(rows[6][first].parse::<f64>()? >= 1.0);
    let (_, keys) = table(&place.path("here/keys.csv"))?;
    let potency = keys.iter().find(|row| &row[0] == "patient.potency").ok_or("potency is not told")?;
    assert_eq!([&potency[1], &potency[2], &potency[3]], ["1", "1", "0.1"]);

    // The same runs give the same bytes, and nothing but the files.
    place.printed(&["compare", &treated, &untreated, &weak, "--out", "there"])?;
    for name in expected {
        assert!(fs::read(place.path("here").join(name))? == fs::read(place.path("there").join(name))?, "{name}");
    }

    // It takes the place of an earlier comparison, beside files of the user's own, and of nothing else.
    fs::write(place.path("there/notes.txt"), "mine")?;
    place.printed(&["compare", &treated, &weak, "--out", "there"])?;
    assert_eq!(fs::read(place.path("there/notes.txt"))?, b"mine");
    fs::create_dir(place.path("mine"))?;
    fs::write(place.path("mine/pain.svg"), "mine")?;
    for folder in ["mine", &weak] {
        let before = names(&place.path(folder))?;
        let told = place.refused(&["compare", &treated, &weak, "--out", folder], 2)?;
        assert!(told.contains("no comparison wrote it") && told.contains(folder), "{told}");
        assert_eq!(names(&place.path(folder))?, before);
    }
    assert_eq!(fs::read(place.path("mine/pain.svg"))?, b"mine");
    Ok(())
}

#[test]
fn other_seeds_horizons_and_replicates_are_said() -> Tested {
    let place = Workplace::new()?;
    let (one, _) = place.run(&[])?;
    let (longer, _) = place.run(&["seed=2", "horizon=30 d"])?;
    let (several, _) = place.run(&["replicates=2"])?;
    let printed = place.printed(&["compare", &one, &longer, &several])?;
    for said in [
        "B, C: patient or seeds differ from A",
        "Compared up to day 20, the last day that all runs have",
        "(2 replicates)",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let made = names(&place.path("output/compare"))?;
    assert!(made.len() == 1 && made[0].starts_with("small-"), "{made:?}");
    let drawn = fs::read_to_string(place.path("output/compare").join(&made[0]).join("pain.svg"))?;
    assert!(drawn.contains("Bands: lowest to highest") && drawn.contains("Compared up to day 20"));
    assert!(printed.contains("VAS, 95 % interval") && !printed.contains("minus A, 95 % interval"), "{printed}");
    // Replicates beside replicates: the difference of their means has an interval.
    let (three, _) = place.run(&["replicates=3"])?;
    let (without, _) = place.run(&["replicates=3", "dose=[]"])?;
    let printed = place.printed(&["compare", &three, &without, "--out", "three"])?;
    assert!(printed.contains("minus A, 95 % interval"), "{printed}");
    let page = fs::read_to_string(place.path("three").join("report.html"))?;
    assert!(page.contains("minus") && page.contains("over the replicates is"));
    // What acts before day 0 is not called a counterfactual.
    let (ill, _) = place.run(&["macrophage.m1_to_m2_rate=0.05 /day"])?;
    let (untreated, _) = place.run(&["dose=[]"])?;
    let printed = place.printed(&["compare", &one, &ill, &untreated, &longer, "--out", "ill"])?;
    for said in
        ["A, C: counterfactuals", "B: same patient number and seed as A, but different on day 0", "D: patient or seeds"]
    {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_compared_is_named_and_nothing_is_written() -> Tested {
    let place = Workplace::new()?;
    let (one, _) = place.run(&[])?;
    let (two, _) = place.run(&["dose=[]"])?;
    assert!(place.refused(&["compare", &one], 2)?.contains("2 values required"));
    assert!(
        place.refused(&["compare", &one, "nowhere"], 2)?.contains("nowhere is not the directory of a finished run")
    );
    assert!(place.refused(&["compare", &one, "small.toml"], 2)?.contains("small.toml is a file, not the directory"));
    assert!(place.refused(&["plot", "small.toml"], 2)?.contains("small.toml is a file, not the directory"));
    let trial = "population={ n = 2 }";
    place.printed(&["run", "small.toml", "--quiet", "--out", "studies", "--set", trial])?;
    for folders in [[one.as_str(), "studies/small"], ["studies/small", one.as_str()]] {
        let told = place.refused(&["compare", folders[0], folders[1]], 2)?;
        assert!(told.contains("is a study, which has no single run"), "{told}");
    }
    assert!(place.refused(&["compare", &one, &two, &one], 2)?.contains("are the same run"));
    assert!(place.refused(&["compare", &one, "output/small", "output/small"], 2)?.contains("are the same run"));
    let seven: Vec<&str> = std::iter::once("compare").chain([one.as_str(); 7]).collect();
    place.refused(&seven, 2)?;
    fs::write(place.path("file"), b"mine")?;
    place.refused(&["compare", &one, &two, "--out", "file"], 1)?;
    assert_eq!(fs::read(place.path("file"))?, b"mine");
    fs::write(place.path(&two).join("timeseries.csv"), b"time_days\n")?;
    let told = place.refused(&["compare", &one, &two], 1)?;
    assert!(told.contains("timeseries.csv was changed after the run"), "{told}");
    assert!(!place.path("output/compare").exists());
    Ok(())
}

#[test]
fn replicates_and_comparisons_are_said_in_japanese() -> Tested {
    let place = Workplace::new()?;
    let (one, _) = place.run(&[])?;
    let (other, _) = place.run(&["dose=[]"])?;
    let printed = place.printed(&["compare", &one, &other, "--out", "ja", "--lang", "ja"])?;
    for said in ["反事実", "異なるキー", "Aとの差", "炎症による痛み", "結果の保存先", "pain.ja.svg"]
    {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let figures = ["mechanism.ja.png", "mechanism.ja.svg", "pain.ja.png", "pain.ja.svg"];
    let expected: Vec<&str> =
        [&["differences.csv", "keys.csv"][..], &figures, &["report.ja.html", "summary.json"]].concat();
    assert_eq!(names(&place.path("ja"))?, expected);
    let drawn = fs::read_to_string(place.path("ja/pain.ja.svg"))?;
    assert!(drawn.contains("lang=\"ja\"") && drawn.contains("計算ごとの痛み") && drawn.contains("投与なし"), "{drawn}");
    let told = String::from_utf8(place.admsc(&["compare", &one, &one, "--lang", "ja"])?.stderr)?;
    assert!(told.contains("同じ計算です"), "{told}");

    let printed = place.printed(&["run", "small.toml", "--set", "replicates=2", "--lang", "ja"])?;
    for said in ["反復計算2回、シード1〜2", "VAS平均", "痛みが半分以下", "その患者における偶然", "pain.ja.svg"]
    {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    // The same replicates in English: found, and their English figures drawn beside the Japanese ones.
    let printed = place.printed(&["run", "small.toml", "--set", "replicates=2"])?;
    for said in ["computed before", "pain.ja.svg", "pain.svg", "mechanism.svg"] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    Ok(())
}
