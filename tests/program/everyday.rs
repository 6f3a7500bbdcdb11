//! What the program does besides computing: it lists, begins scenarios, opens reports, finds parameters, cites, and says what
//! is kept when it is interrupted.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use admsc_sim::scenario::{self, BUILTIN};

use crate::common::newest;

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

fn refused(folder: &Path, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = command(folder, arguments).output()?;
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", told(&output));
    Ok(told(&output))
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
    for key in ["seed = 4", "length of the run = 3 days", "patient.baseline = 2 days"] {
        assert!(demo.contains(key), "{key}: {results}");
    }
    assert!(demo.contains("T") && demo.contains("Z  "), "the time: {results}");
    // What both have in common does not tell them apart.
    let mine = rows("output/mine/");
    assert_eq!(mine.len(), 2, "{results}");
    for potency in ["potency = 0.1", "potency = 0.3"] {
        assert!(mine.iter().any(|row| row.ends_with(potency)), "{results}");
    }
    Ok(())
}

/// A study in a small window, with five keys besides those that tell its results apart.
const STUDY: &str = r#"
[tissue]
window = ["2.4 mm", "0.8 mm"]
voxel = "100 um"
lesion = { from = ["0.6 mm"], to = ["2.0 mm"] }
[nerve]
axons = 5
[cadence]
tick = "6 h"
field = "12 h"
"#;

#[test]
fn results_of_one_name_are_told_apart_by_what_differs_between_them_first() -> Outcome {
    let place = tempfile::tempdir()?;
    // The name of a bundled study, and one that only its own results can be compared with.
    let head = "format = 1\nextends = \"builtin:dose-response\"\nhorizon = \"3 d\"\npatient.baseline = \"2 d\"\ntrial.visits = [\"0 d\", \"3 d\"]\n";
    for name in ["dose-response", "mine"] {
        let file = format!("{name}.toml");
        fs::write(place.path().join(&file), format!("{head}{STUDY}"))?;
        let sets: [&[&str]; 4] = [
            &["population.n=2"],
            &["population.n=3"],
            &["population.n=2", "trial.potency=[0.1]"],
            &["population.n=2", "arm[1].dose[0].cells=5e6"],
        ];
        for set in sets {
            let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
            printed(place.path(), &[&["run", &file, "--quiet"], &set[..]].concat())?;
        }
        let listed = printed(place.path(), &["list"])?;
        let start = format!("output/{name}/");
        let rows: Vec<&str> = listed.lines().filter(|line| line.starts_with(&start)).collect();
        let rows: Vec<&str> = rows.iter().filter_map(|row| row.split_once("Z  ")).map(|(_, told)| told).collect();
        assert_eq!(rows.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{listed}");
        let is_bundled = name == "dose-response";
        assert!(rows.iter().all(|row| row.starts_with("differs from the bundled one by ") == is_bundled), "{listed}");
        // The newest are listed first; of those of one second the order is that of their folders.
        for told in ["cells per dose = 5 million", "potency = 0.1", "patients = 3", "patients = 2"] {
            assert!(rows.iter().any(|row| row.contains(told)), "{told}: {listed}");
        }
    }
    Ok(())
}

/// A scenario as `admsc new` writes it, with everything that is commented out.
fn uncommented(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(key) if !key.starts_with([' ', ':']) => format!("{key}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn a_new_scenario_is_the_bundled_one_also_with_every_key_that_it_offers() -> Outcome {
    let place = tempfile::tempdir()?;
    for bundled in &BUILTIN {
        let from = format!("builtin:{}", bundled.name);
        printed(place.path(), &["new", "--from", &from])?;
        let file = place.path().join(format!("my-{}.toml", bundled.name));
        let text = fs::read_to_string(&file)?;
        assert!(text.starts_with("#:schema ./scenario.schema.json\n"), "{text}");
        let original = scenario::load(Path::new(&from), &[])?;
        let title = format!("title = \"my-{}, from “{}”\"", bundled.name, original.title);
        assert!(text.contains(&title), "{text}");
        for text in [text.clone(), uncommented(&text)] {
            let mine =
                scenario::load_str("mine.toml", &text, &[]).map_err(|errors| format!("{from}: {errors}\n{text}"))?;
            let keys = scenario::differing_keys(&[&original.resolved_toml, &mine.resolved_toml])?;
            // A patient without treatment is offered one, and an age that is stated is that of everybody who is drawn.
            let is_offered = |path: &str| path.starts_with("dose[") || path == "spread.patient.age";
            let others = keys.iter().filter(|key| !is_offered(&key.path)).collect::<Vec<_>>();
            assert!(others.is_empty(), "{from}: {others:?}\n{text}");
        }
    }
    let schema: serde_json::Value = serde_json::from_slice(&fs::read(place.path().join("scenario.schema.json"))?)?;
    assert!(schema["properties"]["horizon"].is_object());
    Ok(())
}

#[test]
fn a_new_scenario_replaces_nothing_unless_it_is_told_to_and_its_advice_works() -> Outcome {
    let place = tempfile::tempdir()?;
    let told = printed(place.path(), &["new", "trials/mine", "--from", "discogenic-single"])?;
    assert!(told.contains("mine.toml extends builtin:discogenic-single"), "{told}");
    let commands: Vec<&str> = told.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect();
    assert_eq!(commands.len(), 3, "{told}");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let shorter: &[&str] = if words[0] == "run" { &SHORT } else { &[] };
        printed(place.path(), &[&words[..], shorter].concat())?;
    }
    let file = place.path().join("trials/mine.toml");
    fs::write(&file, "mine")?;
    for name in ["trials/mine", "trials/mine.toml"] {
        let told = refused(place.path(), &["new", name])?;
        assert!(told.contains("mine.toml is already there") && told.contains("--force"), "{told}");
    }
    assert_eq!(fs::read_to_string(&file)?, "mine");
    let schema = place.path().join("trials/scenario.schema.json");
    fs::write(&schema, "{}")?;
    let other = command(place.path(), &["new", "trials/other"]).output()?;
    assert!(other.status.success() && self::told(&other).contains("scenario.schema.json is of another version"));
    assert_eq!(fs::read_to_string(&schema)?, "{}");
    printed(place.path(), &["new", "trials/mine", "--force"])?;
    assert!(fs::read_to_string(&file)?.contains("builtin:neuropathic-single") && fs::metadata(&schema)?.len() > 1000);
    let misspelt = refused(place.path(), &["new", "x", "--from", "builtin:neuropathic-singel"])?;
    assert!(misspelt.contains("did you mean \"builtin:neuropathic-single\"?"), "{misspelt}");
    Ok(())
}

#[test]
fn a_new_scenario_extends_a_file_where_scenarios_can_and_a_name_may_be_that_of_a_folder() -> Outcome {
    let place = tempfile::tempdir()?;
    fs::create_dir_all(place.path().join("below"))?;
    fs::write(
        place.path().join("base.toml"),
        "# Mine\n\nformat=1\nextends=\"builtin:demo\"\ntitle=\"Base\"\nhorizon = \"9 d\"\n",
    )?;
    for (arguments, file, extends) in [
        (&["new", "--from", "base.toml"][..], "my-base.toml", "base.toml"),
        (&["new", "other.toml", "--from", "./base.toml"], "other.toml", "base.toml"),
        (&["new", "again", "--from", "my-base.toml"], "again.toml", "my-base.toml"),
        (&["new", "below"], "below.toml", "builtin:neuropathic-single"),
        (&["new", "below/"], "below/my-neuropathic-single.toml", "builtin:neuropathic-single"),
        (&["new", "."], "my-neuropathic-single.toml", "builtin:neuropathic-single"),
        (
            &["new", "--from", "below/my-neuropathic-single.toml"],
            "below/my-my-neuropathic-single.toml",
            "my-neuropathic-single.toml",
        ),
    ] {
        printed(place.path(), arguments)?;
        let text = fs::read_to_string(place.path().join(file))?;
        assert!(text.contains(&format!("extends = \"{extends}\"")), "{arguments:?}: {text}");
        for text in [text.clone(), uncommented(&text)] {
            fs::write(place.path().join(file), text)?;
            printed(place.path(), &["check", file])?;
        }
    }
    assert!(fs::read_to_string(place.path().join("my-base.toml"))?.contains("horizon = \"9 d\""));
    fs::create_dir_all(place.path().join("taken.toml"))?;
    for (arguments, said) in [
        (&["new", "below/x", "--from", "base.toml"][..], "admsc new ./NAME --from base.toml"),
        (&["new", "taken"], "taken.toml is a directory; choose another name"),
        (&["new", "--from", "bse.toml"], "cannot read the scenario bse.toml"),
        (&["new", "--from", "discogenic-singel"], "did you mean \"builtin:discogenic-single\"?"),
        (&["new", "--from", "builtin:discogenic-singel"], "did you mean \"builtin:discogenic-single\"?"),
        (&["new", "--from", "discogenic-singel.toml"], "did you mean \"builtin:discogenic-single\"?"),
    ] {
        let told = refused(place.path(), arguments)?;
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    Ok(())
}

/// A folder with programs of its own for PATH: an opener that writes down what it was asked for, and fails if it is told to.
#[cfg(target_os = "linux")]
fn opener(place: &Path, status: i32) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let file = place.join("bin/xdg-open");
    fs::create_dir_all(place.join("bin"))?;
    fs::write(&file, format!("#!/bin/sh\necho \"$1\" > {}/asked\nexit {status}\n", place.display()))?;
    Ok(fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?)
}

#[test]
#[cfg(target_os = "linux")]
fn the_report_is_opened_and_its_path_is_told_also_where_nothing_opens_it() -> Outcome {
    let place = tempfile::tempdir()?;
    let nothing = refused(place.path(), &["open"])?;
    assert!(nothing.contains("no report in output") && nothing.contains("admsc demo"), "{nothing}");
    run(place.path(), &["--seed", "1"])?;
    let first = newest(&place.path().join("output/demo"));
    run(place.path(), &["--seed", "2"])?;
    let second = newest(&place.path().join("output/demo"));
    let open = |arguments: &[&str]| -> Result<(String, String), Box<dyn Error>> {
        let output =
            command(place.path(), &[&["open"], arguments].concat()).env("PATH", place.path().join("bin")).output()?;
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
        Ok((String::from_utf8_lossy(&output.stdout).trim_end().to_owned(), told(&output)))
    };
    let (path, said) = open(&[])?;
    assert!(
        place.path().join(&path) == second.join("report.html") && said.contains("xdg-open could not open it"),
        "{said}"
    );
    opener(place.path(), 0)?;
    for run in ["output/demo", "demo"] {
        assert_eq!(open(&[run])?, (path.clone(), String::new()));
        let asked = fs::read_to_string(place.path().join("asked"))?;
        assert_eq!(Path::new(asked.trim_end()), fs::canonicalize(place.path())?.join(&path));
    }
    assert!(place.path().join(open(&[&first.to_string_lossy()])?.0) == first.join("report.html"));
    // A run that is found again is the newest, as after `admsc run`.
    run(place.path(), &["--seed", "1"])?;
    assert!(place.path().join(open(&[])?.0) == first.join("report.html"));
    opener(place.path(), 3)?;
    assert!(open(&[])?.1.contains("could not open it"));
    // Any file of a result, by its path or below the folder for results.
    opener(place.path(), 0)?;
    for file in ["report.html", "pain.png", "pain.svg", "summary.json"] {
        let inside = first.join(file).strip_prefix(place.path())?.to_string_lossy().into_owned();
        let below = inside.strip_prefix("output/").ok_or("not below output")?;
        for asked in [inside.as_str(), below] {
            assert_eq!(open(&[asked])?, (inside.clone(), String::new()));
            let asked = fs::read_to_string(place.path().join("asked"))?;
            assert!(Path::new(asked.trim_end()).ends_with(&inside), "{asked}");
        }
    }
    // A file below a scenario's folder is that of its newest result.
    let newest_has =
        |file: &str| first.join(file).strip_prefix(place.path()).map(|path| path.to_string_lossy().into_owned());
    for (asked, file) in [("output/demo/pain.svg", "pain.svg"), ("demo/summary.json", "summary.json")] {
        assert_eq!(open(&[asked])?.0, newest_has(file)?);
    }
    assert!(refused(place.path(), &["open", "demo/pan.svg"])?.contains("there is no demo/pan.svg"));
    fs::create_dir(place.path().join("empty"))?;
    for (run, said) in [
        ("empty", "empty has no report; `admsc list`"),
        ("demmo", "there is no demmo; did you mean output/demo?"),
        ("output/demmo", "did you mean output/demo?"),
        ("output/demmo/latest", "did you mean output/demo/latest?"),
        ("nothing/like/it", "there is no nothing/like/it, nor below output; `admsc list`"),
    ] {
        let told = refused(place.path(), &["open", run])?;
        assert!(told.contains(said), "{run}: {told}");
    }
    Ok(())
}

#[test]
fn in_japanese_grades_and_new_scenarios_hold_no_english() -> Outcome {
    let place = tempfile::tempdir()?;
    let listed = printed(place.path(), &["--lang", "ja", "params", "macrophage"])?;
    assert!(listed.contains("仮定") && !listed.contains("assumed") && !listed.contains("calibrated"), "{listed}");
    assert!(printed(place.path(), &["params", "macrophage"])?.contains("assumed"));
    printed(place.path(), &["--lang", "ja", "new", "mine", "--from", "builtin:cancer"])?;
    let text = fs::read_to_string(place.path().join("mine.toml"))?;
    let english = |remark: &str| remark.matches(|letter: char| letter.is_ascii_alphabetic()).count() > remark.len() / 2;
    let remarks = text.lines().filter_map(|line| Some(line.split_once("# ")?.1)).filter(|remark| english(remark));
    let only_schema: Vec<&str> = remarks.collect();
    assert!(only_schema.iter().all(|remark| remark.contains("admsc ")), "{only_schema:?}");
    printed(place.path(), &["check", "mine.toml"])?;
    Ok(())
}

#[test]
fn parameters_are_found_by_name_meaning_and_unit() -> Outcome {
    let here = Path::new(".");
    let keys = |words: &[&str]| -> Result<Vec<String>, Box<dyn Error>> {
        let csv = printed(here, &[&["params", "--format", "csv"], words].concat())?;
        Ok(csv.lines().skip(1).filter_map(|row| Some(row.split(',').next()?.to_owned())).collect())
    };
    let all = keys(&[])?;
    let by_name = keys(&["stem_cell"])?;
    assert!(!by_name.is_empty() && by_name.len() < all.len() && by_name.contains(&"stem_cell.half_life".to_owned()));
    assert_eq!(keys(&["STEM cell"])?, by_name, "letters and what joins words do not matter");
    // Its name says nothing of age; its meaning does. A unit is found as people write it.
    assert!(keys(&["unknown factor"])?.contains(&"patient.potency".to_owned()));
    assert!(keys(&["µm^2/s"])?.iter().any(|key| key.ends_with(".diffusivity")));
    assert_eq!(keys(&["retention", "stem_cell"])?, ["stem_cell.retention"]);
    let table = printed(here, &["params", "potency"])?;
    assert!(table.contains("meaning") && table.contains("unknown factor on every effect of the cells"), "{table}");
    assert!(!printed(here, &["params"])?.contains("unknown factor on every effect"));
    // In Japanese the table and the search know the Japanese meanings; files for programs are the same in both.
    let japanese = |words: &[&str]| printed(here, &[&["params", "--lang", "ja"], words].concat());
    let table = japanese(&["potency"])?;
    assert!(!table.contains("unknown factor on every effect") && table.contains("細胞"), "{table}");
    assert!(japanese(&["細胞"])?.contains("patient.potency"));
    assert_eq!(japanese(&["--format", "csv"])?, printed(here, &["params", "--format", "csv"])?);
    let none = refused(here, &["params", "half_lif3"])?;
    assert!(none.contains("no parameter has \"half_lif3\"") && none.contains("did you mean \"half_life\"?"), "{none}");
    Ok(())
}

#[test]
fn names_of_compared_runs_stand_in_figures_tables_and_numbers() -> Outcome {
    let place = tempfile::tempdir()?;
    run(place.path(), &["--out", "plain"])?;
    run(place.path(), &["--out", "weak", "--set", "patient.potency=0.1"])?;
    let both = ["plain=plain/demo", "weak cells=weak/demo"];
    fn compare<'a>(runs: &[&'a str]) -> Vec<&'a str> {
        [&["compare"], runs, &["--out", "c"]].concat()
    }
    let text = printed(place.path(), &compare(&both))?;
    assert!(text.contains("A: plain") && text.contains("B: weak cells") && text.contains("key that differs"), "{text}");
    let read = |name: &str| fs::read_to_string(place.path().join("c").join(name));
    for figure in ["pain.svg", "mechanism.svg", "report.html"] {
        assert!(read(figure)?.contains("B: weak cells"), "{figure}");
    }
    // Sentences have names in quotation marks: a name may be several words.
    assert!(read("report.html")?.replace("&#34;", "\"").contains("points in \"weak cells\" and "));
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")?)?;
    assert_eq!((&summary["runs"][0]["run"], &summary["runs"][1]["name"]), (&"A".into(), &"weak cells".into()));
    assert!(
        read("differences.csv")?.lines().nth(1).is_some_and(|row| row.starts_with("A,") && row.ends_with(",plain"))
    );
    // A folder whose name has the sign is no name, and a run without a name has its letter.
    fs::rename(place.path().join("weak"), place.path().join("a=b"))?;
    let mixed = printed(place.path(), &compare(&["first=plain/demo", "a=b/demo"]))?;
    assert!(mixed.contains("key that differs  A: first  B\n"), "{mixed}");
    for (runs, said) in
        [(["x=plain/demo", "x=a=b/demo"], "two runs are called \"x\""), (["=plain/demo", "a=b/demo"], "empty name")]
    {
        let told = refused(place.path(), &compare(&runs))?;
        assert!(told.contains(said), "{told}");
    }
    Ok(())
}

/// A command that hears Ctrl-C also where these tests run in the background of a shell, which lets all that it starts ignore it.
#[cfg(unix)]
fn hearing(command: &Command) -> Command {
    let mut heard = Command::new("env");
    // Only the env of Linux can do it.
    heard.args(cfg!(target_os = "linux").then_some("--default-signal=INT"));
    heard.arg(command.get_program()).args(command.get_args());
    heard.current_dir(command.get_current_dir().unwrap_or(Path::new(".")));
    heard.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    heard
}

/// Interrupts a command when it has begun to write below `out`, and gives what it said.
#[cfg(unix)]
fn interrupted(folder: &Path, arguments: &[&str], sign: &str) -> Result<String, Box<dyn Error>> {
    use std::process::Stdio;
    let running = hearing(&command(folder, arguments)).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    while !folder.join(sign).exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status()?.success());
    let output = running.wait_with_output()?;
    assert_eq!(output.status.code(), Some(75), "{arguments:?}: {}", told(&output));
    Ok(told(&output))
}

/// What is begun is too large to end before it is interrupted.
#[test]
#[cfg(unix)]
fn an_interrupted_command_says_what_the_same_command_goes_on_with() -> Outcome {
    let place = tempfile::tempdir()?;
    let long = ["--set", "horizon=\"3000 d\"", "--set", "patient.baseline=\"3000 d\""];
    let single = [&["run", "builtin:demo", "--out", "one"], &long[..]].concat();
    let told = interrupted(place.path(), &single, "one/demo")?;
    assert!(told.contains("what is finished is kept, and the same command goes on from there"), "{told}");
    let without = [&["run", "builtin:demo", "--out", "none", "--no-checkpoint"], &long[..]].concat();
    let told = interrupted(place.path(), &without, "none/demo")?;
    assert!(told.contains("interrupted: of this work only finished baselines are kept"), "{told}");

    let study = ["run", "builtin:dose-response", "--set", "population.n=9999"];
    let told = interrupted(place.path(), &[&study[..], &["--out", "two"]].concat(), "two/.patients")?;
    assert!(told.contains("what is finished is kept, and the same command goes on from there"), "{told}");
    // It is listed with its command, and how far it is, until it is done with or cleaned away.
    let list = || printed(place.path(), &["list", "--out", "two"]);
    let listed = list()?;
    let row =
        listed.lines().find(|line| line.starts_with("two/dose-response/")).ok_or("nothing unfinished is listed")?;
    assert!(row.contains(" of 9999 patients)"), "{row}");
    assert!(row.ends_with("run builtin:dose-response --set population.n=9999 --out two"), "{row}");
    printed(place.path(), &["clean", "two"])?;
    assert_eq!(list()?.matches("two/dose-response/").count(), 1);
    printed(place.path(), &["clean", "two", "--unfinished"])?;
    assert!(!list()?.contains("unfinished in"));
    let fresh =
        interrupted(place.path(), &[&study[..], &["--out", "three", "--fresh"]].concat(), "three/dose-response")?;
    assert!(fresh.contains("the same command without --fresh goes on"), "{fresh}");

    let batch = ["run", "builtin:demo", "builtin:cancer-single", "--json", "--out", "four"];
    let batch = [&batch[..], &long].concat();
    let told = interrupted(place.path(), &batch, "four/demo")?;
    let last: serde_json::Value = serde_json::from_str(told.lines().last().unwrap_or_default())?;
    assert!(last["message"].as_str().is_some_and(|said| said.contains("the same command goes on")), "{told}");
    Ok(())
}

#[test]
fn a_result_is_cited_with_what_made_it_and_nothing_is_made_up() -> Outcome {
    let place = tempfile::tempdir()?;
    run(place.path(), &["--seed", "4", "--set", "replicates=2"])?;
    let folder = newest(&place.path().join("output/demo"));
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
    let text = printed(place.path(), &["cite"])?;
    let digest = manifest["digest"].as_str().ok_or("no digest")?;
    for part in [
        "admsc-sim 0.1.0",
        "in 2 replicates, random seeds 4 to 5",
        "followed for 3 days after a baseline of 2 days",
        "70 million cells, needle (day 0)",
        "Potency of the cells: 1.",
        "  year    = {2",
        "fitted to published figures or to bands of our own",
        "horizon=3 d",
        digest,
        "@software{admsc-sim,",
        "The admsc-sim developers",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("doi"), "{text}");
    let [only_text, only_entry] =
        ["text", "bibtex"].map(|format| printed(place.path(), &["cite", "demo", "--format", format]));
    assert_eq!(text, format!("{}\n{}", only_text?, only_entry?));
    let page = fs::read_to_string(folder.join("report.html"))?;
    assert!(page.contains("id=\"cite\"") && page.contains("in 2 replicates, random seeds 4 to 5"));

    let study =
        crate::common::SMALL_NERVE.replace("nerve.axons", "horizon = \"3 d\"\npatient.baseline = \"2 d\"\nnerve.axons");
    let arms = "population.n = 4\ntrial.potency = [1.0, 0.1]\narm = [{ name = \"none\", dose = [] }, { name = \"one\", dose = [{ at = \"0 d\", cells = 7e6, site = { from_lesion_edge = \"0.1 mm\" } }] }]\n";
    fs::write(place.path().join("study.toml"), study + arms)?;
    printed(place.path(), &["run", "study.toml", "--quiet"])?;
    let text = printed(place.path(), &["cite", "output/study", "--format", "text"])?;
    for part in [
        "4 virtual patients",
        "every patient in every arm",
        "none (no treatment); one (7 million cells, needle)",
        "control: none",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let plotted = printed(place.path(), &["plot", "output/study", "--text"])?;
    assert!(plotted.contains("B: one; minus none at "), "{plotted}");
    refused(place.path(), &["cite", "nothing"])?;
    Ok(())
}
