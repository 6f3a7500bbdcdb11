//! Batches as a user meets them: folders and several files in one `admsc run`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::small::NERVE as SMALL;
use tempfile::TempDir;

type Tested = Result<(), Box<dyn Error>>;

const ARMS: &str = r#"
[[arm]]
name = "sham"
dose = []
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 70e6, route = "needle", site = { from_lesion_edge = "0.1 mm" } }]
[population]
n = 6
"#;

/// A folder with a folder `set` of scenarios: two single runs of one baseline, one of another, replicates, a study.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Result<Self, Box<dyn Error>> {
        let place = Self(tempfile::tempdir()?);
        fs::create_dir_all(place.path("set/within"))?;
        let dose = SMALL.lines().find(|line| line.starts_with("dose")).ok_or("no dose")?;
        for (name, text) in [
            ("one", SMALL.to_owned()),
            ("half", SMALL.replace("70e6", "35e6")),
            ("two", SMALL.replace("format = 1", "format = 1\nseed = 2")),
            ("several", SMALL.replace("format = 1", "format = 1\nreplicates = 3")),
            ("trial", SMALL.replace(dose, "") + ARMS),
            ("within/not", SMALL.to_owned()),
        ] {
            fs::write(place.path(&format!("set/{name}.toml")), text)?;
        }
        Ok(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1");
        command
    }

    fn admsc(&self, arguments: &[&str], status: i32) -> Result<Output, Box<dyn Error>> {
        let output = self.command(arguments).output()?;
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(output)
    }

    fn printed(&self, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
        Ok(String::from_utf8(self.admsc(arguments, 0)?.stdout)?)
    }

    /// The rows of the table under an output folder, by column.
    fn table(&self, out: &str) -> Result<Vec<BTreeMap<String, String>>, Box<dyn Error>> {
        let mut reader = csv::Reader::from_path(self.path(out).join("batch.csv"))?;
        Ok(reader.deserialize().collect::<Result<_, _>>()?)
    }

    /// Digests of a batch by name.
    fn digests(&self, out: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
        Ok(self.table(out)?.into_iter().map(|row| (row["name"].clone(), row["digest"].clone())).collect())
    }
}

/// Every file below a folder, by its path in it, without what tells times. Also without single files under temporary
/// names: whoever is killed while writing one leaves it, and nobody ever reads it.
fn results(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
            let temporary = path.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.len() == ".123456.tmp".len() && name.starts_with('.') && name.ends_with(".tmp")
            });
            if path.is_dir() {
                folders.push(path);
            } else if !temporary && !["run.log", "batch.csv"].iter().any(|other| name.ends_with(other)) {
                found.insert(name, fs::read(path)?);
            }
        }
    }
    Ok(found)
}

#[test]
fn a_run_of_several_lives_has_their_mean_and_the_untreated_are_not_ranked() -> Tested {
    let place = Workplace::new()?;
    let dose = SMALL.lines().find(|line| line.starts_with("dose")).ok_or("no dose")?;
    fs::write(place.path("set/none.toml"), SMALL.replace(dose, "dose = []"))?;
    let files = ["set/one.toml", "set/half.toml", "set/none.toml"];
    let printed = place.printed(&[&["run", "--set", "lives=3", "--out", "lives"], &files[..]].concat())?;
    assert!(printed.contains("n = 3") && !printed.contains("n = 1"), "{printed}");
    assert!(printed.contains("the best of 2") && printed.contains("Without cells, so not ranked: none."), "{printed}");
    let rows = place.table("lives")?;
    let latest = fs::read_to_string(place.path("lives/one/latest"))?;
    let summary = fs::read(place.path("lives/one").join(latest.trim_end()).join("summary.json"))?;
    let summary: serde_json::Value = serde_json::from_slice(&summary)?;
    let lives = summary["lives"].as_array().ok_or("no lives")?;
    let treated = lives.iter().filter(|life| life["beside"].is_null());
    let last: Vec<f64> = treated.filter_map(|life| life["vas_points"].as_array()?.last()?.as_f64()).collect();
    let mean: f64 = rows[0]["last_vas_points"].parse()?;
    assert!(last.len() == 3 && (mean - last.iter().sum::<f64>() / 3.0).abs() < 1e-9, "{mean} {last:?}");
    assert_eq!((rows[0]["values_count"].as_str(), rows[0]["treatments_count"].as_str()), ("3", "1"));
    assert_eq!(rows[2]["treatments_count"], "0");
    let ends = [&rows[0]["last_vas_low_points"], &rows[0]["last_vas_high_points"]];
    assert!(ends[0].parse::<f64>()? <= mean && mean <= ends[1].parse::<f64>()?);
    Ok(())
}

#[test]
fn a_wrong_file_of_a_batch_is_told_in_the_language_of_the_reader() -> Tested {
    let place = Workplace::new()?;
    fs::write(place.path("wrong.toml"), "format = 1\nsed = 1\n")?;
    for (language, said, other) in [("ja", "シナリオに", "the scenario"), ("en", "the scenario", "シナリオに")]
    {
        let files = ["run", "wrong.toml", "set/one.toml", "--lang", language, "--out", language];
        let told = String::from_utf8(place.admsc(&files, 3)?.stderr)?;
        let line = told.lines().rfind(|line| line.contains("wrong.toml  wrong.toml:")).ok_or(told.clone())?;
        assert!(line.contains(said) && !line.contains(other), "{line}");
        // The table is for programs.
        assert!(place.table(language)?[0]["message"].contains("the scenario"));
    }
    Ok(())
}

#[test]
fn a_folder_gives_the_bytes_of_its_files_alone() -> Tested {
    let place = Workplace::new()?;
    let output = place.admsc(&["run", "set", "--threads", "2", "--out", "together"], 0)?;
    let (printed, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert!(told.contains("5 scenarios"), "{told}");
    assert!(printed.contains("5 scenarios: 5 done") && printed.contains("not medical advice"), "{printed}");
    for name in ["half", "one", "several", "trial", "two"] {
        let alone =
            place.printed(&["run", &format!("set/{name}.toml"), "--threads", "1", "--out", "alone", "--quiet"])?;
        let digest = alone.trim_end().strip_prefix("digest ").ok_or("no digest")?;
        let line = printed.lines().find(|line| line.split_whitespace().nth(1) == Some(name)).ok_or("no line")?;
        assert!(line.starts_with("done ") && line.ends_with(&format!("digest {digest}")), "{line}");
    }
    let (together, alone) = (results(&place.path("together"))?, results(&place.path("alone"))?);
    assert_eq!(together.keys().collect::<Vec<_>>(), alone.keys().collect::<Vec<_>>());
    for (name, bytes) in &together {
        assert!(alone[name] == *bytes, "{name}");
    }
    let log = fs::read_dir(place.path("together/one"))?.flatten().map(|entry| entry.path().join("run.log"));
    let log = fs::read_to_string(log.into_iter().find(|path| path.exists()).ok_or("no log")?)?;
    for said in ["scenario  one: A small piece of nerve", "seed      1", "threads   1", "began     2", "admsc 0."] {
        assert!(log.contains(said), "{said}: {log}");
    }
    Ok(())
}

#[test]
fn the_table_says_what_the_summaries_say() -> Tested {
    let place = Workplace::new()?;
    place.admsc(&["run", "set/one.toml", "set/several.toml", "set/trial.toml"], 0)?;
    let rows = place.table("output")?;
    assert_eq!(
        rows.iter().map(|row| row["file"].as_str()).collect::<Vec<_>>(),
        ["set/one.toml", "set/several.toml", "set/trial.toml"]
    );
    assert_eq!(rows.iter().map(|row| row["kind"].as_str()).collect::<Vec<_>>(), ["run", "replicates", "study"]);
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>();
    let json = |row: &BTreeMap<String, String>, name: &str| -> Result<serde_json::Value, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(place.path(&row["folder"]).join(name))?)?)
    };
    let single = json(&rows[0], "summary.json")?;
    assert_eq!(single["visits"][0]["vas_points"].as_f64(), Some(number(&rows[0], "baseline_vas_points")?));
    assert_eq!(single["visits"][2]["vas_points"].as_f64(), Some(number(&rows[0], "last_vas_points")?));
    assert_eq!(single["halved_day"].as_f64(), rows[0]["halved_day"].parse().ok());
    let several = json(&rows[1], "summary.json")?;
    assert_eq!(several["visits"][2]["vas_points"]["mean"].as_f64(), Some(number(&rows[1], "last_vas_points")?));
    assert_eq!(several["visits"][2]["r50_fraction"].as_f64(), Some(number(&rows[1], "r50_fraction")?));
    assert_eq!(rows[2]["arm"], "one");
    let differences = csv::Reader::from_path(place.path(&rows[2]["folder"]).join("differences.csv"))?;
    let differences: Vec<BTreeMap<String, String>> = differences.into_deserialize().collect::<Result<_, _>>()?;
    let last = differences
        .iter()
        .rfind(|row| row["arm"] == "one" && row["against"] == "sham" && row["potency_fraction"] == "1.0")
        .ok_or("no row")?;
    assert_eq!(number(&rows[2], "difference_points")?, number(last, "paired_difference_points")?);
    for row in &rows {
        let manifest = json(row, "manifest.json")?;
        assert_eq!(manifest["digest"], row["digest"]);
        assert_eq!((row["status"].as_str(), row["message"].as_str()), ("done", ""));
    }
    Ok(())
}

#[test]
fn a_wrong_and_a_failing_scenario_do_not_stop_the_others() -> Tested {
    let place = Workplace::new()?;
    fs::write(place.path("set/bad.toml"), SMALL.replace("horizon", "horizont"))?;
    // A folder in the place of `latest` makes a run fail.
    fs::create_dir_all(place.path("output/half/latest"))?;
    let output = place.admsc(&["run", "set"], 3)?;
    let (printed, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert!(printed.contains("6 scenarios: 4 done, 1 failed, 1 wrong; table in"), "{printed}");
    assert!(told.contains("horizont") && told.contains("^^^^^^^^"), "{told}");
    let end: Vec<&str> = told.lines().rev().take(2).collect();
    assert!(end[0].starts_with("failed  set/half.toml") && end[1].starts_with("wrong   set/bad.toml"), "{told}");
    let status: Vec<_> = place.table("output")?.into_iter().map(|row| row["status"].clone()).collect();
    assert_eq!(status, ["wrong", "failed", "done", "done", "done", "done"]);
    let messages = place.table("output")?;
    assert!(
        messages[0]["message"].starts_with("set/bad.toml:5:1: unknown key \"horizont\""),
        "{}",
        messages[0]["message"]
    );
    assert!(messages[1]["message"].contains("a directory has that name"), "{}", messages[1]["message"]);
    // People read the failure in their language; the table is the same in every one.
    let japanese = String::from_utf8(place.admsc(&["run", "set", "--lang", "ja"], 3)?.stderr)?;
    assert!(!japanese.contains("a directory has that name") && !japanese.contains("error: "), "{japanese}");
    assert!(
        japanese.lines().filter(|line| line.contains("set/half.toml") && line.contains("latest")).count() >= 2,
        "{japanese}"
    );
    assert_eq!(place.table("output")?[1]["message"], messages[1]["message"]);

    // Mended, only they are run.
    fs::write(place.path("set/bad.toml"), SMALL.replace("70e6", "10e6"))?;
    fs::remove_dir(place.path("output/half/latest"))?;
    assert!(place.printed(&["run", "set"])?.contains("6 scenarios: 2 done, 4 found"));

    // Of one file nothing is new, and nothing is run where all are wrong.
    fs::write(place.path("wrong.toml"), "format = 2")?;
    for arguments in [&["run", "wrong.toml", "--out", "o"][..], &["run", "wrong.toml", "nowhere.toml", "--out", "o"]] {
        assert!(place.admsc(arguments, 2)?.stdout.is_empty());
        assert!(!place.path("o").exists());
    }
    fs::create_dir_all(place.path("o/one/latest"))?;
    place.admsc(&["run", "set/one.toml", "--out", "o"], 1)?;
    assert!(!place.path("o/batch.csv").exists());
    let empty = place.admsc(&["run", "o/one"], 2)?;
    assert!(String::from_utf8(empty.stderr)?.contains("o/one contains no scenarios"));
    fs::create_dir_all(place.path("p/batch.csv"))?;
    let blocked = place.admsc(&["run", "set", "--out", "p"], 1)?;
    assert!(String::from_utf8(blocked.stderr)?.contains("batch.csv: a directory has that name"));
    assert!(!place.path("p/one").exists());
    Ok(())
}

#[test]
fn one_scenario_in_two_files_is_computed_once() -> Tested {
    let place = Workplace::new()?;
    let printed = place.printed(&["run", "set/one.toml", "set/two.toml", "set/one.toml", "--fresh"])?;
    assert!(printed.contains("3 scenarios: 2 done, 1 found"), "{printed}");
    let quiet = place.printed(&["run", "set/one.toml", "set/two.toml", "--quiet"])?;
    let lines: BTreeSet<String> = quiet.lines().map(str::to_owned).collect();
    let digests = place.digests("output")?;
    assert_eq!(lines, ["one", "two"].map(|name| format!("digest {}  {name}", digests[name])).into());
    Ok(())
}

#[test]
fn json_lines_tell_everything_and_nothing_else_is_told() -> Tested {
    let place = Workplace::new()?;
    fs::write(place.path("set/bad.toml"), SMALL.replace("horizon", "horizont"))?;
    let lines = |arguments: &[&str], status: i32| -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
        let told = String::from_utf8(place.admsc(arguments, status)?.stderr)?;
        Ok(told.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    };
    // A visit after the horizon is odd, not wrong.
    let told = lines(&["run", "set", "--json", "--set", "horizon=15 d"], 3)?;
    let of = |event: &str| -> Vec<&serde_json::Value> { told.iter().filter(|line| line["event"] == event).collect() };
    assert_eq!((of("started").len(), of("finished").len(), of("warning").len()), (5, 5, 5));
    assert!(of("failed").len() == 1 && of("failed")[0]["status"] == "wrong", "{told:?}");
    let digests = place.digests("output")?;
    for line in of("finished") {
        let folder = place.path(line["folder"].as_str().ok_or("no folder")?);
        let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
        assert_eq!(line["digest"], manifest["digest"]);
        assert!(digests.values().any(|digest| line["digest"] == digest.as_str()));
    }
    let shares: Vec<f64> = of("progress").iter().filter_map(|line| line["share"].as_f64()).collect();
    assert_eq!(shares.last(), Some(&1.0));
    assert!(shares.is_sorted(), "{shares:?}");
    assert!(
        of("progress")
            .iter()
            .all(|line| line["scenarios"] == 6 && line["left_seconds"].as_f64().is_none_or(|left| left >= 0.0))
    );

    // One file has its usual exit status.
    let one = lines(&["run", "set/one.toml", "--json", "--out", "o"], 0)?;
    assert!(one.iter().any(|line| line["event"] == "finished") && !place.path("o/batch.csv").exists());
    assert_eq!(lines(&["run", "set/bad.toml", "--json"], 2)?.len(), 1);
    fs::write(place.path("file"), "mine")?;
    assert!(lines(&["run", "set", "--json", "--out", "file"], 1)?.iter().any(|line| line["event"] == "failed"));
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_stops_neither_the_runs_nor_the_table() -> Tested {
    let place = Workplace::new()?;
    let full = fs::File::options().write(true).open("/dev/full")?;
    let output = place.command(&["run", "set/one.toml", "set/two.toml"]).stdout(full).output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("cannot write to standard output"));
    assert!(place.table("output")?.iter().all(|row| row["status"] == "done"));
    Ok(())
}

/// Whether this process ignores SIGINT, as what a shell runs in the background does, and with it every child.
fn ignores_interrupts() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 0b10 != 0)
}

/// Whoever is interrupted, in any way and at any time, goes on with the same command and comes to the same digests.
#[test]
#[cfg(unix)]
fn an_interrupted_batch_goes_on() -> Tested {
    let place = Workplace::new()?;
    let command = ["run", "set", "--set", "horizon=180 d", "--threads", "2"];
    place.admsc(&[&command[..], &["--out", "whole"]].concat(), 0)?;
    let whole = results(&place.path("whole"))?;
    let signals = ["INT", "TERM", "KILL"].into_iter().enumerate();
    for (number, signal) in signals.filter(|(_, signal)| *signal != "INT" || !ignores_interrupts()) {
        let out = format!("interrupted-{signal}");
        let again = [&command[..], &["--out", &out]].concat();
        // The first results say that the batch is on its way.
        let mut command = place.command(&again);
        let pipe = std::process::Stdio::piped;
        let mut child = command.stdout(pipe()).stderr(std::process::Stdio::null()).spawn()?;
        let mut first = String::new();
        let mut lines = std::io::BufReader::new(child.stdout.take().ok_or("no output")?);
        for _ in 0..=number {
            std::io::BufRead::read_line(&mut lines, &mut first)?;
        }
        assert!(Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status()?.success());
        let status = child.wait()?;
        assert!(!status.success(), "{signal} came after the end");
        assert!(!place.path(&out).join("batch.csv").exists());
        for name in first.lines().filter_map(|line| line.split_whitespace().nth(1)) {
            assert!(place.path(&out).join(name).join("latest").exists(), "{name} was printed before it was written");
        }
        place.admsc(&again, 0)?;
        assert_eq!(place.digests(&out)?, place.digests("whole")?, "{signal}");
        let found = place.table(&out)?.iter().filter(|row| row["status"] == "found").count();
        assert!(found > number, "{signal}: {found} were used again");
        let gone_on = results(&place.path(&out))?;
        assert_eq!(gone_on.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{signal}");
        for (name, bytes) in &gone_on {
            assert!(whole[name] == *bytes, "{signal}: {name}");
        }
    }
    Ok(())
}
