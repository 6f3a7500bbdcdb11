//! The house rules that can be read off the sources: imports point down, one file names rayon and one libm, no wall
//! clock below the command line, files stay short, rules explain themselves, the step fits on a screen.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// The floors of the house from the top. A room may use the rooms of every floor below its own, and none of its own.
/// `math` lies below the other ground rooms, because random numbers are computed with it.
const FLOORS: [&[&str]; 10] = [
    &["cli"],
    &["report", "plot", "export"],
    &["study"],
    &["evidence", "scenario"],
    &["simulation"],
    &["observe"],
    &["model"],
    &["engine"],
    &["rng", "parallel", "units", "build_info"],
    &["math", "language"],
];

/// Uses within a floor that are allowed: a scenario is read against the evidence ledger.
const NEIGHBOURS: [(&str, &str); 1] = [("scenario", "evidence")];

/// Longest file, lines.
const LONGEST_FILE: usize = 400;

/// Longest `model::step::step`, lines.
const LONGEST_STEP: usize = 40;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// One source file.
struct Source {
    /// Path below `src`, with `/`.
    path: String,
    text: String,
    tokens: TokenStream,
}

/// All sources below `src`, by path.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        let below = file.strip_prefix(&root).unwrap();
        let path = below.components().map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/");
        let tokens = text.parse().unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        Source { path, text, tokens }
    };
    files.iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Module path of a file: `engine/field/mod.rs` is `["engine", "field"]`, `lib.rs` is the root.
fn module(path: &str) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let mut parts: Vec<String> = stem.split('/').map(str::to_string).collect();
    if parts.last().is_some_and(|name| name == "mod") || ["lib", "main"].contains(&stem) {
        parts.pop();
    }
    parts
}

/// Rooms that the tokens of `module` name by a path from `crate`, `super` or this library's own name. `*` stands for
/// everything in the root.
fn rooms_named(tokens: TokenStream, module: &[String]) -> Vec<String> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rooms = Vec::new();
    let mut at = 0;
    while at < trees.len() {
        if let Some((base, after)) = path_start(&trees, at, module) {
            match base.first() {
                Some(room) => rooms.push(room.clone()),
                None => rooms.extend(first_names(&trees[after..])),
            }
            at = after;
        } else if let (true, Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
            (is_word(trees.get(at), "mod"), trees.get(at + 1), trees.get(at + 2))
        {
            let inner: Vec<String> = module.iter().cloned().chain([name.to_string()]).collect();
            rooms.extend(rooms_named(body.stream(), &inner));
            at += 3;
        } else {
            if let TokenTree::Group(group) = &trees[at] {
                rooms.extend(rooms_named(group.stream(), module));
            }
            at += 1;
        }
    }
    rooms
}

fn is_word(tree: Option<&TokenTree>, word: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(ident)) if ident == word)
}

fn is_path_separator(trees: &[TokenTree], at: usize) -> bool {
    (at..at + 2).all(|place| matches!(trees.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == ':'))
}

/// If a path that leaves the module begins at `at`: the module where it goes on, and the place after the separator.
fn path_start(trees: &[TokenTree], at: usize, module: &[String]) -> Option<(Vec<String>, usize)> {
    let root = is_word(trees.get(at), "crate") || is_word(trees.get(at), "admsc_sim");
    if !(root || is_word(trees.get(at), "super")) || !is_path_separator(trees, at + 1) {
        return None;
    }
    if root {
        return Some((Vec::new(), at + 3));
    }
    let (mut base, mut at) = (module.to_vec(), at);
    while is_word(trees.get(at), "super") && is_path_separator(trees, at + 1) {
        base.pop();
        at += 3;
    }
    Some((base, at))
}

/// First names of the path or of the group of paths at the beginning.
fn first_names(trees: &[TokenTree]) -> Vec<String> {
    match trees.first() {
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            inner
                .split(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ','))
                .flat_map(first_names)
                .collect()
        }
        _ => vec!["*".to_string()],
    }
}

/// What is wrong with the imports of one file, one sentence each.
fn wrong_imports(path: &str, tokens: TokenStream) -> Vec<String> {
    let module = module(path);
    let Some(room) = module.first() else {
        // The root only lists the rooms, `main` only calls the command line.
        return Vec::new();
    };
    let Some(own) = floor(room) else {
        return vec![format!("{path}: room {room} has no floor; say in tests/architecture.rs where it stands")];
    };
    let mut wrong = Vec::new();
    for used in rooms_named(tokens, &module) {
        let neighbour = NEIGHBOURS.contains(&(room.as_str(), used.as_str()));
        match floor(&used) {
            _ if used == *room || neighbour => {}
            Some(floor) if floor > own => {}
            Some(_) => wrong.push(format!("{path}: {room} uses {used}, which does not lie below it")),
            None => wrong.push(format!("{path}: {room} uses crate::{used}, which is no room")),
        }
    }
    wrong
}

/// Whether an identifier stands anywhere in the tokens (comments and texts are no tokens).
fn names(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => names(&group.stream(), word),
        _ => false,
    })
}

#[test]
fn imports_point_down() {
    let sources = sources();
    let wrong: Vec<String> =
        sources.iter().flat_map(|source| wrong_imports(&source.path, source.tokens.clone())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The reader sees the imports that are there.
    let model = sources.iter().find(|source| source.path == "model/stem_cell.rs").unwrap();
    let rooms = rooms_named(model.tokens.clone(), &module(&model.path));
    assert!(
        ["engine", "math", "parallel", "rng"].iter().all(|room| rooms.iter().any(|used| used == room)),
        "{rooms:?}"
    );
}

#[test]
fn upward_imports_are_found_in_every_form() {
    for (path, text) in [
        ("model/pain.rs", "use crate::observe::Sample;"),
        ("model/pain.rs", "use crate::{math, observe::Sample};"),
        ("model/pain.rs", "use crate::{engine::{grid, bins}, simulation::Simulation};"),
        ("model/pain.rs", "use super::super::observe;"),
        ("model/mod.rs", "use super::scenario;"),
        ("model/pain.rs", "fn f() -> f64 { g(crate::evidence::ledger::VALUE) }"),
        ("model/pain.rs", "mod tests { use super::super::super::study; }"),
        ("engine/field/mod.rs", "fn f() { assert!(crate::model::step::step == 1); }"),
        ("evidence/ledger.rs", "use crate::scenario::load;"),
        ("rng.rs", "use crate::units::Unit;"),
        ("plot/pain.rs", "use crate::report::html;"),
        ("observe/mod.rs", "use crate::*;"),
        ("kitchen/mod.rs", "fn f() {}"),
    ] {
        let tokens = text.parse().unwrap();
        assert_eq!(wrong_imports(path, tokens).len(), 1, "{path}: {text}");
    }
    for (path, text) in [
        ("model/pain.rs", "use super::{axon, matrix}; use crate::engine::grid::Grid;"),
        (
            "model/pain.rs",
            "// use crate::study::cohort;\nconst A: &str = \"crate::study\"; mod tests { use super::*; }",
        ),
        ("engine/field/tests.rs", "use super::super::grid; use crate::rng::Streams;"),
        ("rng.rs", "mod tests { use super::*; } fn f() { crate::math::exp(1.0); }"),
        ("scenario/mod.rs", "use crate::evidence::ledger::Ledger;"),
        ("lib.rs", "pub use crate::study::cohort;"),
    ] {
        let tokens = text.parse().unwrap();
        assert_eq!(wrong_imports(path, tokens), Vec::<String>::new(), "{path}: {text}");
    }
}

/// Folders and files that decide what happens to a simulated patient, whose work is kept by the hash of the model.
const SIMULATING: [&str; 8] = [
    "engine/",
    "model/",
    "observe/",
    "scenario/",
    "study/trial/",
    "simulation.rs",
    "evidence/patient.rs",
    "evidence/observer.rs",
];

#[test]
fn nothing_that_simulates_reads_what_only_judges() {
    // `build.rs` leaves these two out of the hash of the model; the rooms above are left out because imports point down.
    let judges = |text: &str| {
        ["potency", "verdict"]
            .iter()
            .any(|module| ["evidence::", "super::"].iter().any(|path| text.contains(&format!("{path}{module}"))))
    };
    let sources = sources();
    let wrong: Vec<&str> = sources
        .iter()
        .filter(|source| SIMULATING.iter().any(|part| source.path.starts_with(part)) && judges(&source.text))
        .map(|source| source.path.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(
        sources.iter().any(|source| source.path == "study/clinical/tally.rs" && judges(&source.text)),
        "it is seen"
    );
}

#[test]
fn one_file_names_rayon_and_one_names_libm() {
    for (word, expected) in [("rayon", "parallel.rs"), ("libm", "math.rs")] {
        let found: Vec<String> =
            sources().into_iter().filter(|source| names(&source.tokens, word)).map(|source| source.path).collect();
        assert_eq!(found, [expected], "files that name {word}");
    }
}

#[test]
fn the_wall_clock_is_read_by_the_command_line_only() {
    let below: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.path != "main.rs" && !source.path.starts_with("cli/"))
        .filter(|source| names(&source.tokens, "Instant") || names(&source.tokens, "SystemTime"))
        .map(|source| source.path)
        .collect();
    assert_eq!(below, Vec::<String>::new());
}

#[test]
fn files_stay_short_and_rules_explain_themselves() {
    let sources = sources();
    assert!(sources.iter().filter(|source| source.path.starts_with("model/")).count() > 20, "the rules were not found");
    for source in sources {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines, more than {LONGEST_FILE}", source.path);
        let explained = source.text.starts_with("//! ");
        assert!(explained || !source.path.starts_with("model/"), "{} does not begin with //!", source.path);
    }
}

#[test]
fn the_step_fits_on_a_screen() {
    let sources = sources();
    let step = sources.iter().find(|source| source.path == "model/step.rs").unwrap();
    let lines: Vec<&str> = step.text.lines().collect();
    let first = lines.iter().position(|line| line.starts_with("pub fn step(")).expect("model::step::step is there");
    let length = lines[first..].iter().position(|line| *line == "}").expect("it ends") + 1;
    assert!(length <= LONGEST_STEP, "model::step::step has {length} lines, more than {LONGEST_STEP}");
}
