//! The command `admsc` as a user meets it: files, exit status, streams.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

const SMALL: &str = r#"
format = 1
extends = "builtin:neuropathic"
title = "A small piece of nerve"
question = "Does the command do what it says?"
horizon = "20 d"

[patient]
baseline = "10 d"

[tissue]
window = ["1 mm", "0.5 mm"]
voxel = "25 um"
lesion = { from = ["0.3 mm", "0 mm"], to = ["0.7 mm", "0.5 mm"] }

[nerve]
axons = 20

[[dose]]
at = "0 d"
cells = 70e6
route = "needle"
site = { from_lesion_edge = "0.1 mm" }

[output]
visits = ["0 d", "10 d", "20 d"]
"#;

/// A folder with a small scenario in it.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("small.toml"), SMALL).expect("the scenario is written");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        command.current_dir(self.0.path()).args(arguments);
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "ADMSC_LANG"] {
            command.env_remove(variable);
        }
        command
    }

    fn admsc(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("admsc starts")
    }

    /// Runs the small scenario, which must succeed, and gives what it printed.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.admsc(&[&["run", "small.toml"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The newest results folder of the small scenario.
    fn latest(&self, out: &str) -> PathBuf {
        let folder = self.path(out).join("small");
        let name = fs::read_to_string(folder.join("latest")).expect("latest is a text file");
        folder.join(name.trim_end())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn digest_of(printed: &str) -> String {
    let last = printed.lines().last().expect("something is printed");
    let digest = last.strip_prefix("digest ").expect("the last line is the digest");
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
    digest.to_owned()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn a_run_writes_its_files_and_the_manifest_vouches_for_them() {
    let place = Workplace::new();
    let printed = place.run(&[]);
    let folder = place.latest("output");
    let expected = [
        "homing.png",
        "homing.svg",
        "manifest.json",
        "mechanism.png",
        "mechanism.svg",
        "pain.png",
        "pain.svg",
        "pictures.bin",
        "report.html",
        "run.log",
        "scenario.resolved.toml",
        "summary.json",
        "timeseries.csv",
        "tissue.png",
        "tissue.svg",
    ];
    assert_eq!(names(&folder), expected.map(str::to_owned).into());
    let manifest = json(&folder.join("manifest.json"));
    assert_eq!(manifest["digest"], digest_of(&printed));
    assert_eq!(manifest["seed"], 1);
    let files = manifest["files"].as_array().expect("files");
    // The manifest lists neither itself nor the log, whose times are those of the day.
    assert_eq!(files.len(), expected.len() - 2);
    for file in files {
        let bytes = fs::read(folder.join(file["name"].as_str().expect("a name"))).expect("a listed file");
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], hash, "{file}");
        assert_eq!(file["bytes"], bytes.len());
    }
    let kept = names(&place.path("output"));
    assert_eq!(kept, [".baselines", "small"].map(str::to_owned).into());
    let beside = names(&place.path("output/small"));
    assert_eq!(beside.len(), 2, "{beside:?}");
}

/// Results are written under temporary names, which are closed to others; the results themselves are not.
#[test]
#[cfg(unix)]
fn results_have_the_rights_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    place.run(&[]);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    fs::write(place.path("plain"), "").expect("a file");
    fs::create_dir(place.path("folder")).expect("a folder");
    let folder = place.latest("output");
    assert_eq!(mode(&folder), mode(&place.path("folder")));
    for file in [place.path("output/small/latest"), folder.join("manifest.json"), folder.join("pain.png")] {
        assert_eq!(mode(&file), mode(&place.path("plain")), "{}", file.display());
    }
}

#[test]
fn the_time_series_has_a_row_a_day_and_a_unit_in_every_column() {
    let place = Workplace::new();
    place.run(&[]);
    let mut table = csv::Reader::from_path(place.latest("output").join("timeseries.csv")).expect("a table");
    let units = ["days", "points", "fraction", "ng_per_ml", "relative", "cells", "count"];
    for column in table.headers().expect("headers") {
        assert!(units.iter().any(|unit| column.ends_with(&format!("_{unit}"))), "{column}");
    }
    let days: Vec<f64> = table.records().map(|row| row.expect("a row")[0].parse().expect("a number")).collect();
    assert_eq!(days, (0..=20).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn cells_are_listed_at_the_visits_where_the_scenario_asks_for_them() {
    let place = Workplace::new();
    place.run(&["--set", "output.cells=true"]);
    let folder = place.latest("output");
    let summary = json(&folder.join("summary.json"));
    let mut table = csv::Reader::from_path(folder.join("cells.csv")).expect("a table");
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    for visit in summary["visits"].as_array().expect("visits") {
        let day = visit["day"].as_f64();
        for (state, count) in [("m1", "m1_cells"), ("m2", "m2_cells"), ("alive", "admsc_alive_cells")] {
            let listed = rows.iter().filter(|row| row[0].parse().ok() == day && &row[2] == state).count();
            assert_eq!(visit[count], listed, "{visit}");
        }
    }
    let alive = |visit: usize| summary["visits"][visit]["admsc_alive_cells"].as_u64();
    assert!(alive(1) > Some(0), "a dose of cells is seen at the visit after it");
    assert!(names(&folder).contains("cells.csv"));
}

#[test]
fn the_table_and_the_summary_say_the_same() {
    let place = Workplace::new();
    let printed = place.run(&[]);
    let summary = json(&place.latest("output").join("summary.json"));
    let visits = summary["visits"].as_array().expect("visits");
    assert_eq!(visits.len(), 3);
    for (visit, name) in visits.iter().zip(["baseline", "day 10", "day 20"]) {
        let line = printed.lines().find(|line| line.starts_with(name)).expect("a line for every visit");
        let vas = visit["vas_points"].as_f64().expect("a number");
        assert!(line[name.len()..].trim_start().starts_with(&format!("{vas:.1} ")), "{line} has not {vas}");
        let shares = ["inflammation_share", "damage_share", "central_share"].map(|key| visit[key].as_f64());
        let whole: f64 = shares.iter().flatten().sum();
        assert!((whole - 1.0).abs() < 1e-12, "{whole}");
    }
    assert!(printed.contains("pain halved by day: "));
    assert_eq!(printed.matches("not medical advice").count(), 1);
}

#[test]
fn an_injury_is_answered_with_the_sentences_of_its_report() {
    let place = Workplace::new();
    let printed = place.run(&["--set", "start=\"acute-injury\"", "--set", "dose=[]"]);
    let page = fs::read_to_string(place.latest("output").join("report.html")).expect("a report");
    let words: String = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    for start in ["Pain ", "Of 20 axons "] {
        let said = printed.lines().find(|line| line.starts_with(start) && line.contains("day 20"));
        assert!(said.is_some_and(|said| words.contains(said)), "{start}: {printed}");
    }
}

#[test]
fn the_resolved_scenario_is_a_scenario_with_the_same_results() {
    let place = Workplace::new();
    let digest = digest_of(&place.run(&[]));
    fs::copy(place.latest("output").join("scenario.resolved.toml"), place.path("again.toml")).expect("a copy");
    let again = place.admsc(&["run", "again.toml", "--quiet"]);
    assert_eq!(digest_of(&text(&again.stdout)), digest);
}

#[test]
fn a_finished_run_is_used_again_until_it_is_damaged_or_asked_for_anew() {
    let place = Workplace::new();
    let first = place.run(&[]);
    let manifest = place.latest("output").join("manifest.json");
    let written = fs::read(&manifest).expect("a manifest");
    let second = place.run(&[]);
    assert!(second.contains("computed before") && !first.contains("computed before"));
    assert_eq!(fs::read(&manifest).expect("a manifest"), written);
    assert!(first.lines().all(|line| second.contains(line)), "{second}");

    let series = place.latest("output").join("timeseries.csv");
    let whole = fs::read(&series).expect("a table");
    fs::write(&series, &whole[..whole.len() / 2]).expect("damage");
    assert!(!place.run(&[]).contains("computed before"));
    assert_eq!(fs::read(&series).expect("a table"), whole);

    let fresh = place.run(&["--fresh"]);
    assert!(!fresh.contains("computed before"));
    assert_eq!(digest_of(&fresh), digest_of(&first));
    assert_eq!(names(&place.path("output/small")).len(), 2);
}

#[test]
fn figures_are_drawn_again_from_the_files_alone() {
    let place = Workplace::new();
    place.run(&[]);
    let folder = place.latest("output");
    let figures: Vec<String> =
        names(&folder).into_iter().filter(|name| name.ends_with(".svg") || name.ends_with(".png")).collect();
    assert_eq!(figures.len(), 8);
    let drawn: Vec<Vec<u8>> = figures.iter().map(|name| fs::read(folder.join(name)).expect("a figure")).collect();
    let manifest = fs::read(folder.join("manifest.json")).expect("a manifest");
    for name in &figures {
        fs::remove_file(folder.join(name)).expect("a figure");
    }
    // The folder of the scenario stands for its newest run.
    for run in [folder.to_str().expect("a path"), "output/small"] {
        let again = place.admsc(&["plot", run]);
        assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
        assert!(again.stderr.is_empty());
        for (name, bytes) in figures.iter().zip(&drawn) {
            assert!(fs::read(folder.join(name)).expect("a figure") == *bytes, "{name} differs");
        }
        assert_eq!(fs::read(folder.join("manifest.json")).expect("a manifest"), manifest);
    }
    assert!(place.run(&[]).contains("computed before"));
}

#[test]
fn a_run_that_cannot_be_drawn_is_named_with_what_is_wrong() {
    let place = Workplace::new();
    place.run(&[]);
    let nothing = place.admsc(&["plot", "nowhere"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(text(&nothing.stderr).contains("nowhere is not the directory of a finished run"), "{nothing:?}");
    let series = place.latest("output").join("timeseries.csv");
    let whole = fs::read(&series).expect("a table");
    fs::write(&series, &whole[..whole.len() / 2]).expect("damage");
    let damaged = place.admsc(&["plot", "output/small"]);
    assert_eq!(damaged.status.code(), Some(1));
    assert!(text(&damaged.stderr).contains("timeseries.csv was changed after the run"), "{damaged:?}");
    fs::write(&series, &whole).expect("mended");
    fs::remove_file(place.latest("output").join("pictures.bin")).expect("pictures");
    let without = place.admsc(&["plot", "output/small"]);
    assert_eq!(without.status.code(), Some(0));
    assert!(text(&without.stderr).contains("tissue and homing are not drawn"), "{without:?}");
    assert!(text(&without.stdout).contains("pain.png") && !text(&without.stdout).contains("tissue"));
}

#[test]
fn seeds_and_overrides_have_results_of_their_own() {
    let place = Workplace::new();
    let one = digest_of(&place.run(&[]));
    let folder = place.latest("output");
    let two = digest_of(&place.run(&["--seed", "2"]));
    let other = place.latest("output");
    let set = digest_of(&place.run(&["--set", "macrophage.m1_to_m2_rate=0.1 /day"]));
    assert!(one != two && one != set && two != set);
    assert_ne!(folder, other);
    assert_eq!(json(&other.join("manifest.json"))["overrides"][0], "seed=2");
    let back = place.run(&[]);
    assert!(back.contains("computed before") && digest_of(&back) == one);
    assert_eq!(place.latest("output"), folder);
}

#[test]
fn threads_and_kept_baselines_do_not_change_the_digest() {
    let place = Workplace::new();
    let digest = digest_of(&place.run(&["--threads", "1"]));
    for threads in ["2", "3", "8"] {
        let anew = place.run(&["--threads", threads, "--out", &format!("out{threads}")]);
        assert_eq!(digest_of(&anew), digest, "{threads} threads");
        let kept = place.run(&["--threads", threads, "--fresh"]);
        assert_eq!(digest_of(&kept), digest, "{threads} threads, kept baseline");
    }
}

#[test]
fn a_damaged_baseline_is_ignored_and_written_anew() {
    let place = Workplace::new();
    let digest = digest_of(&place.run(&[]));
    let store = place.path("output/.baselines");
    let kept: Vec<String> = names(&store).into_iter().collect();
    assert_eq!(kept.len(), 1);
    let whole = fs::read(store.join(&kept[0])).expect("a baseline");
    for damaged in [&whole[..whole.len() - 1], &whole[..20], b"something else"] {
        fs::write(store.join(&kept[0]), damaged).expect("damage");
        assert_eq!(digest_of(&place.run(&["--fresh"])), digest);
        assert_eq!(fs::read(store.join(&kept[0])).expect("a baseline"), whole);
    }
    // What comes after day 0 shares the baseline, another seed does not.
    place.run(&["--set", "horizon=30 d"]);
    assert_eq!(names(&store).len(), 1);
    place.run(&["--seed", "9"]);
    assert_eq!(names(&store).len(), 2);
}

#[test]
fn wrong_commands_and_scenarios_end_with_2_and_write_nothing() {
    let place = Workplace::new();
    fs::write(place.path("wrong.toml"), SMALL.replace("horizon", "horizont")).expect("a scenario");
    let wrong: [&[&str]; 7] = [
        &[],
        &["run"],
        &["run", "small.toml", "--threads", "0"],
        &["run", "small.toml", "--set", "nonsense"],
        &["run", "nowhere.toml"],
        &["run", "nowhere.toml", "wrong.toml"],
        &["check", "wrong.toml"],
    ];
    for arguments in wrong {
        let output = place.admsc(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
        assert_eq!(names(place.0.path()), ["small.toml", "wrong.toml"].map(str::to_owned).into(), "{arguments:?}");
    }
    assert!(text(&place.admsc(&["check", "wrong.toml"]).stderr).contains("horizont"));
    for arguments in [&["--help"], &["--version"]] {
        assert_eq!(place.admsc(arguments).status.code(), Some(0));
    }
}

#[test]
fn an_output_that_is_a_file_ends_with_1_and_stays_as_it_was() {
    let place = Workplace::new();
    fs::write(place.path("output"), "mine").expect("a file");
    let output = place.admsc(&["run", "small.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("error: cannot") && told.contains("--out"), "{told}");
    assert!(output.stdout.is_empty());
    assert_eq!(fs::read_to_string(place.path("output")).expect("a file"), "mine");
}

#[test]
fn a_folder_in_the_place_of_latest_is_told_before_the_run() {
    let place = Workplace::new();
    fs::create_dir_all(place.path("output/small/latest")).expect("a folder");
    let output = place.admsc(&["run", "small.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("latest: a directory has that name") && told.contains("--out"), "{told}");
    assert!(output.stdout.is_empty());
    assert_eq!(names(&place.path("output")), ["small".to_owned()].into(), "nothing is computed, so no baseline either");
    assert_eq!(names(&place.path("output/small")), ["latest".to_owned()].into());
}

/// A limit on the size of files stands for a full disk: the first bytes are taken, later ones refused.
#[test]
#[cfg(unix)]
fn a_full_output_ends_with_1_and_leaves_nothing_half_written() {
    let place = Workplace::new();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" run small.toml --threads 1";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_admsc")]).current_dir(place.0.path());
    let output = shell.output().expect("a shell");
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("error: cannot write"), "{told}");
    assert!(output.stdout.is_empty());
    assert!(names(&place.path("output/small")).is_empty());
    assert!(names(&place.path("output/.baselines")).is_empty());
    assert_eq!(digest_of(&place.run(&["--threads", "2"])).len(), 64);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_ends_with_1() {
    let place = Workplace::new();
    let commands: [&[&str]; 6] = [
        &["run", "small.toml", "--quiet"],
        &["check", "small.toml"],
        &["params"],
        &["params", "--format", "csv"],
        &["schema"],
        &["--help"],
    ];
    for arguments in commands {
        let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
        let output = place.command(arguments).stdout(full).output().expect("admsc starts");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let told = text(&output.stderr);
        assert!(told.starts_with("error: cannot write to standard output: "), "{arguments:?}: {told}");
    }
    assert!(place.latest("output").join("manifest.json").exists(), "the run itself was written");
}

#[test]
fn runs_go_on_when_their_reader_leaves() {
    let place = Workplace::new();
    fs::copy(place.path("small.toml"), place.path("other.toml")).expect("a copy");
    let mut command = place.command(&["run", "small.toml", "other.toml"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("admsc starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("admsc ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for name in ["small", "other"] {
        let latest = fs::read_to_string(place.path("output").join(name).join("latest")).expect("latest is a text file");
        let manifest = place.path("output").join(name).join(latest.trim_end()).join("manifest.json");
        assert!(manifest.exists(), "{name}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Workplace::new();
    for arguments in [
        &["params"][..],
        &["schema"],
        &["params", "--format", "csv"],
        &["params", "--format", "json"],
        &["check", "small.toml"],
        &["--help"],
    ] {
        let mut command = place.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("admsc starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("admsc ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn colours_follow_no_color() {
    let place = Workplace::new();
    let told = |variables: &[(&str, &str)]| {
        let mut command = place.command(&["run", "nowhere.toml"]);
        command.envs(variables.iter().copied());
        text(&command.output().expect("admsc starts").stderr)
    };
    assert!(told(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    assert!(!told(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!told(&[]).contains('\u{1b}'), "a pipe is no terminal");
}

#[test]
fn quiet_prints_the_digest_alone() {
    let place = Workplace::new();
    let output = place.admsc(&["run", "small.toml", "--quiet"]);
    assert!(output.stderr.is_empty());
    assert_eq!(text(&output.stdout), format!("digest {}\n", digest_of(&text(&output.stdout))));
}

#[test]
fn parameters_are_listed_alike_in_every_form() {
    let place = Workplace::new();
    let printed = |format| text(&place.admsc(&["params", "--format", format]).stdout);
    // The observer's values stand in the same file; they are listed by --observer.
    let of_observer = |row: &csv::StringRecord| row[0].starts_with("observer.");
    let list: serde_json::Value = serde_json::from_str(&printed("json")).expect("JSON");
    let list = list.as_array().expect("an array");
    let mut table =
        csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/validation/parameters.csv")).expect("the ledger");
    let columns = table.headers().expect("headers").clone();
    let ledger: Vec<csv::StringRecord> =
        table.records().map(|row| row.expect("a row")).filter(|row| !of_observer(row)).collect();
    assert_eq!(list.len(), ledger.len());
    let csv = printed("csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let aligned = printed("table");
    for ((entry, row), stated) in list.iter().zip(&rows).zip(&ledger) {
        for (column, text) in columns.iter().zip(stated) {
            match text.parse::<f64>() {
                Ok(number) if ["value", "low", "high"].contains(&column) => {
                    assert_eq!(entry[column].as_f64(), Some(number), "{entry}");
                }
                _ => assert_eq!(entry[column], text, "{entry}"),
            }
        }
        assert_eq!(entry["key"], row[0]);
        assert_eq!(aligned.lines().filter(|line| line.split_whitespace().next() == Some(&row[0])).count(), 1);
    }
}

#[test]
fn the_schema_is_json_and_right_scenarios_are_fine() {
    let place = Workplace::new();
    let schema: serde_json::Value = serde_json::from_slice(&place.admsc(&["schema"]).stdout).expect("JSON");
    assert!(schema["properties"]["horizon"].is_object());
    let checked = place.admsc(&["check", "small.toml"]);
    assert_eq!(checked.status.code(), Some(0));
    assert_eq!(text(&checked.stdout), "small.toml: valid (1 dose, 20 days)\n");
    let one = place.admsc(&["check", "small.toml", "--set", "horizon=1 d"]);
    assert_eq!(text(&one.stdout), "small.toml: valid (1 dose, 1 day)\n");
    assert!(text(&one.stderr).starts_with("warning: small.toml:26: visits after the horizon of 1 day are ignored"));
    assert_eq!(names(place.0.path()).len(), 1, "nothing is written");
}

#[test]
fn figures_tables_and_messages_are_said_in_japanese() {
    let place = Workplace::new();
    let title = "[translation.ja]\ntitle = \"神経の小片\"\n\n[output]";
    fs::write(place.path("small.toml"), SMALL.replace("[output]", title)).expect("the scenario is written");
    let printed = place.run(&["--lang", "ja"]);
    let rows: Vec<&str> = printed.lines().collect();
    let expected = [
        "神経の小片",
        "Does the command do what it says?",
        "",
        "来院          VAS  炎症  損傷  中枢性感作  到達した軸索",
        "ベースライン  6.3  56 %  13 %        30 %     20本中8本",
        "10日目        4.8  46 %  17 %        37 %     20本中8本",
        "20日目        4.1  42 %  20 %        38 %     20本中8本",
        "",
        "痛みはベースラインの6.3点から、20日目には4.1点に下がりました。",
        "痛みは半分になりませんでした。最も低かったのは20日目の4.1点で、軽減は2.3点でした。",
        "軽減は20日目にも保たれていました。",
        "新たに標的に到達した軸索はありません。20本のうち、ベースラインには8本、20日目には8本が到達していました。",
        "痛みが半分になった日：なし（最大の軽減量は20日目の2.3点）",
        "細胞の効力：1（最大の効力は楽観的な上限）。盲検試験の多くでは偽処置との差が認められていません。",
        "時間が何に要るのか、軽減にどの段階が必要かは `admsc explain` が示します。",
        "痛みの値はモデルによる代理指標であり、測定値でも医学的助言でもありません。",
    ];
    assert_eq!(rows[..expected.len()], expected);
    let folder = place.latest("output");
    let figures = ["pain", "mechanism", "tissue", "homing"];
    for figure in figures {
        let drawn = fs::read_to_string(folder.join(format!("{figure}.ja.svg"))).expect("a Japanese figure");
        assert!(drawn.contains("lang=\"ja\"") && drawn.contains("神経の小片"), "{figure}");
        assert!(folder.join(format!("{figure}.ja.png")).exists() && !folder.join(format!("{figure}.svg")).exists());
    }
    assert_eq!(json(&folder.join("summary.json"))["title"], "A small piece of nerve", "data stay English");

    // The same run in English: found, and its figures are drawn from it.
    let english = place.run(&[]);
    assert!(english.contains("computed before") && digest_of(&english) == digest_of(&printed));
    assert_eq!(place.latest("output"), folder);
    for figure in figures {
        let drawn = fs::read_to_string(folder.join(format!("{figure}.svg"))).expect("an English figure");
        assert!(drawn.contains("A small piece of nerve") && !drawn.contains("神経"), "{figure}");
    }
    let again = place.admsc(&["plot", "output/small", "--lang", "ja"]);
    assert!(text(&again.stdout).contains("pain.ja.svg  pain.ja.png"), "{again:?}");
    assert!(place.run(&["--lang", "ja"]).contains("計算済み"));
}

#[test]
fn the_language_is_an_option_or_a_variable_and_a_wrong_one_is_answered_with_the_choice() {
    let place = Workplace::new();
    let said = |arguments: &[&str], variable: Option<&str>| {
        let mut command = place.command(arguments);
        command.envs(variable.map(|code| ("ADMSC_LANG", code)));
        command.output().expect("admsc starts")
    };
    let check = ["check", "small.toml"];
    let japanese = "small.toml：問題ありません（投与1回、20日）\n";
    assert_eq!(text(&said(&[&check[..], &["--lang", "ja"]].concat(), None).stdout), japanese);
    assert_eq!(text(&said(&[&["--lang", "ja"], &check[..]].concat(), None).stdout), japanese);
    assert_eq!(text(&said(&check, Some("ja")).stdout), japanese);
    assert_eq!(text(&said(&check, Some("ja_JP.UTF-8")).stdout), japanese);
    assert!(text(&said(&check, Some("")).stdout).contains("valid (1 dose"));
    assert!(text(&said(&[&check[..], &["--lang", "en"]].concat(), Some("ja")).stdout).contains("valid (1 dose"));
    for wrong in [said(&[&check[..], &["--lang", "xx"]].concat(), None), said(&check, Some("xx"))] {
        assert_eq!(wrong.status.code(), Some(2));
        let told = text(&wrong.stderr);
        assert!(told.contains("xx") && told.contains("en, ja") && wrong.stdout.is_empty(), "{told}");
    }
}

#[test]
fn errors_and_warnings_are_said_in_japanese() {
    let place = Workplace::new();
    let told = |arguments: &[&str]| text(&place.admsc(&[arguments, &["--lang", "ja"]].concat()).stderr);
    let unknown = told(&["check", "small.toml", "--set", "horizont=3 d"]);
    for said in ["エラー: 最上位に不明なキー \"horizont\" があります", "ヒント: \"horizon\" の間違いではありませんか"]
    {
        assert!(unknown.contains(said), "{unknown}");
    }
    let unit = told(&["check", "small.toml", "--set", "horizon=3 mm"]);
    assert!(unit.contains("\"3 mm\" は長さです。時間が必要です（例：\"6 months\"）"), "{unit}");
    assert!(told(&["check", "nowhere.toml"]).contains("そのようなファイルはありません"));
    assert!(told(&["plot", "nowhere"]).starts_with("エラー: nowhere は完了した計算のフォルダーではありません"));
    let shortened = told(&["check", "small.toml", "--set", "horizon=15 d"]);
    assert!(
        shortened.starts_with("警告: small.toml:26：計算期間（15日）より後の来院日は省かれます：20日目"),
        "{shortened}"
    );
}

#[test]
fn letters_that_no_font_has_are_told() {
    let place = Workplace::new();
    for command in ["check", "run"] {
        let told = place.admsc(&[command, "small.toml", "--set", "title=pain \u{1F980}"]);
        assert_eq!(told.status.code(), Some(0));
        assert!(text(&told.stderr).starts_with("warning: no bundled font has \u{1F980} (U+1F980)"), "{told:?}");
    }
}

/// Results are good where nothing can be written beside them: what cannot be done is a warning.
#[test]
fn a_found_run_whose_figures_cannot_be_written_is_told_all_the_same() {
    let place = Workplace::new();
    let made = place.run(&[]);
    let folder = place.latest("output");
    fs::create_dir(folder.join("pain.ja.svg")).expect("something stands in the way");
    fs::remove_file(place.path("output/small/latest")).expect("the newest was named");
    fs::create_dir(place.path("output/small/latest")).expect("something stands in the way");
    let again = place.admsc(&["run", "small.toml", "--lang", "ja"]);
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    let (printed, told) = (text(&again.stdout), text(&again.stderr));
    assert!(printed.contains("計算済み") && digest_of(&printed) == digest_of(&made), "{printed}");
    for said in ["警告: ", "pain.ja.svg", "latest"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(!told.contains("エラー"), "{told}");
}
