//! The house rules that can be read off the files: which crates know which, one file names rayon in a crate, one libm and one `unsafe`, files
//! stay short, rules explain themselves, the step fits on a screen, and nothing is bundled that the build hash does not cover.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates of the house, each with those below it that it may know.
const FLOORS: [(&str, &[&str]); 6] = [
    ("model", &[]),
    ("stats", &["model"]),
    ("scenario", &["model", "stats"]),
    ("study", &["model", "stats", "scenario"]),
    ("output", &["model", "stats", "scenario", "study"]),
    ("", &["model", "stats", "scenario", "study", "output"]),
];

/// What the model may be built of besides this house: no file format of users, no text, no figure.
const OF_THE_MODEL: [&str; 8] = ["libm", "ndarray", "postcard", "rand", "rand_distr", "rayon", "serde", "sha2"];

/// Longest file, lines.
const LONGEST_FILE: usize = 400;

/// Longest `step`, lines.
const LONGEST_STEP: usize = 40;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folder of a crate; the program's own has no name.
fn folder(name: &str) -> PathBuf {
    if name.is_empty() { root().to_owned() } else { root().join("crates").join(name) }
}

/// Dependencies of a crate, without those of its tests.
fn dependencies(name: &str) -> Vec<String> {
    let text = fs::read_to_string(folder(name).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    manifest["dependencies"].as_table().unwrap().keys().cloned().collect()
}

/// Texts of all sources, by their path from the top.
fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(&root().join("lab/src"), &mut found);
    for (name, _) in FLOORS {
        collect(&folder(name).join("src"), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(below, fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_crate_knows_those_below_it_only() {
    let crates = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates + 1, FLOORS.len(), "a crate without a floor: say here where it stands");
    for (name, below) in FLOORS {
        let known = dependencies(name);
        let house: Vec<&str> = known.iter().filter_map(|key| key.strip_prefix("admsc-")).collect();
        assert!(house.iter().all(|used| below.contains(used)), "{name} knows {house:?}, and may know {below:?}");
    }
    let outside: Vec<String> =
        dependencies("model").into_iter().filter(|key| !OF_THE_MODEL.contains(&key.as_str())).collect();
    assert!(outside.is_empty(), "the model depends on {outside:?}");
}

#[test]
fn rayon_libm_and_unsafe_have_one_door_in_each_crate() {
    for (word, expected) in [
        ("rayon::", &["crates/model/src/parallel.rs", "crates/study/src/threads.rs"][..]),
        ("libm::", &["crates/model/src/math.rs"][..]),
        ("unsafe {", &["crates/model/src/engine/transform/raw.rs"][..]),
        ("unsafe impl", &["crates/model/src/engine/transform/raw.rs"][..]),
    ] {
        let found: Vec<String> =
            sources().into_iter().filter(|(_, text)| text.contains(word)).map(|(path, _)| path).collect();
        assert_eq!(found, expected, "files that name {word}");
    }
}

#[test]
fn paths_are_said_with_what_is_hidden_in_them_written_out() {
    let raw: Vec<String> =
        sources().into_iter().filter(|(_, text)| text.contains(".display()")).map(|(path, _)| path).collect();
    assert_eq!(raw, [""; 0], "files that say a path as it is: use shown");
}

#[test]
fn what_is_bundled_is_covered_by_the_build_hash() {
    let build = fs::read_to_string(root().join("build.rs")).unwrap();
    let list = build.lines().find(|line| line.starts_with("const COVERED")).unwrap();
    let covered: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let mut seen = 0;
    for (path, text) in sources() {
        // A README that is tested as documentation is no part of the program.
        let text: String = text.lines().filter(|line| !line.starts_with("#[doc = ")).collect();
        for include in
            text.split("include_").skip(1).filter(|rest| rest.starts_with("str!") || rest.starts_with("bytes!"))
        {
            let place = include.split('"').nth(1).unwrap();
            // From the folder of the file upwards. Of a crate's own folder all is covered but its tests.
            let folders: Vec<&str> = path.split('/').collect();
            let kept = folders.len() - 1 - place.matches("../").count();
            let file = [&folders[..kept], &[place.trim_start_matches("../")]].concat().join("/");
            let of_a_crate = file.starts_with("crates/") && !file.contains("/tests/");
            // The page of the Lab, and what that is built of: no result of the program depends on it.
            let is_of_the_lab = file == "lab/dist/admsc-lab.html" || path.starts_with("lab/");
            let is_covered = is_of_the_lab
                || of_a_crate
                || covered.iter().any(|top| file == *top || file.starts_with(&format!("{top}/")));
            assert!(is_covered, "{path} bundles {file}, which build.rs does not cover");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} includes were found");
}

#[test]
fn files_stay_short_and_rules_explain_themselves() {
    let sources = sources();
    let is_rule = |path: &str| path.starts_with("crates/model/src/rules/");
    assert!(sources.keys().filter(|path| is_rule(path)).count() > 20, "the rules were not found");
    for (path, text) in sources {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines, more than {LONGEST_FILE}");
        assert!(text.starts_with("//! ") || !is_rule(&path), "{path} does not begin with //!");
    }
}

#[test]
fn the_step_fits_on_a_screen() {
    let sources = sources();
    let lines: Vec<&str> = sources["crates/model/src/rules/step.rs"].lines().collect();
    let first = lines.iter().position(|line| line.starts_with("pub fn step(")).expect("the step is there");
    let length = lines[first..].iter().position(|line| *line == "}").expect("it ends") + 1;
    assert!(length <= LONGEST_STEP, "step has {length} lines, more than {LONGEST_STEP}");
}
