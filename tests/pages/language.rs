//! The catalogue of translations and the sources agree: every text that is said has its Japanese, with the same places
//! for values, and nothing is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("assets/language/ja.toml")).expect("the catalogue");
    toml::from_str(&text).expect("English = Japanese")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The text of a string literal.
fn unquoted(literal: &str) -> Option<String> {
    let value: toml::Table = format!("text = {literal}").parse().ok()?;
    value["text"].as_str().map(str::to_owned)
}

/// A text that is said, and the names that values are put into it by, as far as they stand beside it.
struct Said {
    text: String,
    names: BTreeSet<String>,
}

/// Every `english("…")` with the `.with("name", …)` that follow it; an argument that is no literal is a fault.
fn said(tokens: TokenStream, found: &mut Vec<Said>, faults: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut defined = false;
    for (at, tree) in trees.iter().enumerate() {
        if let TokenTree::Group(group) = tree {
            said(group.stream(), found, faults);
        }
        let is_call = matches!(tree, TokenTree::Ident(ident) if ident == "english");
        let argument = match trees.get(at + 1) {
            Some(TokenTree::Group(group)) if is_call && group.delimiter() == Delimiter::Parenthesis => group.stream(),
            _ => {
                defined = matches!(tree, TokenTree::Ident(ident) if ident == "fn");
                continue;
            }
        };
        if defined {
            continue;
        }
        match argument.clone().into_iter().next() {
            Some(TokenTree::Literal(literal)) => match joined_lines(&literal.to_string()) {
                Some(text) => found.push(Said { text, names: names_put_in(&trees[at + 2..]) }),
                None => faults.push(format!("english({argument}) is not a text")),
            },
            _ => faults.push(format!("english({argument}) is not a literal")),
        }
    }
}

/// A literal's text; a backslash at the end of a line joins it with the next, as in Rust.
fn joined_lines(literal: &str) -> Option<String> {
    let mut lines = literal.split("\\\n");
    let first = lines.next()?.to_owned();
    unquoted(&lines.fold(first, |joined, line| joined + line.trim_start()))
}

/// Names of the `.with("name", …)` and `.with_said("name", …)` right after a text.
fn names_put_in(mut trees: &[TokenTree]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    while let [TokenTree::Punct(point), TokenTree::Ident(method), TokenTree::Group(arguments), rest @ ..] = trees {
        if point.as_char() != '.' || !["with", "with_said"].contains(&method.to_string().as_str()) {
            break;
        }
        if let Some(TokenTree::Literal(name)) = arguments.stream().into_iter().next() {
            names.extend(unquoted(&name.to_string()));
        }
        trees = rest;
    }
    names
}

/// Names in braces of a text.
fn places(text: &str) -> BTreeSet<String> {
    let named = |piece: &str| piece.split_once('}').map(|(name, _)| name.to_owned());
    let plain = |name: &String| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.split('{').skip(1).filter_map(named).filter(plain).collect()
}

fn all_said() -> Vec<Said> {
    let (mut files, mut found, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for folder in ["src", "crates", "lab"] {
        sources(&root().join(folder), &mut files);
    }
    for file in files {
        let text = fs::read_to_string(&file).expect("a source");
        said(text.parse().expect("Rust"), &mut found, &mut faults);
    }
    assert!(faults.is_empty(), "{faults:?}");
    found
}

#[test]
fn every_text_is_translated_with_its_values() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for Said { text, names } in all_said() {
        match catalogue.get(&text) {
            None => wrong.push(format!("{text:?} has no Japanese in assets/language/ja.toml")),
            Some(japanese) if places(japanese) != places(&text) => {
                wrong.push(format!("{text:?} and {japanese:?} have other values"));
            }
            Some(_) if !names.is_subset(&places(&text)) => {
                wrong.push(format!("{text:?} is given {names:?}"));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_translation_is_left_over_or_empty() {
    let said: BTreeSet<String> = all_said().into_iter().map(|said| said.text).collect();
    for (english, japanese) in catalogue() {
        assert!(said.contains(&english), "{english:?} is said nowhere in src");
        // Nothing stands between two Japanese sentences.
        assert!(!japanese.is_empty() || english == " ", "{english:?} has an empty translation");
    }
}

#[test]
fn the_search_finds_texts_and_faults() {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let text = r#"
        const fn english(text: &'static str) -> Phrase { Phrase(text) }
        fn f() { say(english("day {day} of \
                              {days}").with("day", 1).with_said("days", english("nine"))); english(name); }
    "#;
    said(text.parse().expect("Rust"), &mut found, &mut faults);
    let texts: BTreeSet<&str> = found.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(texts, ["day {day} of {days}", "nine"].into());
    let long = found.iter().find(|said| said.text.starts_with("day")).expect("found");
    assert_eq!(long.names, places(&long.text));
    assert_eq!(faults, ["english(name) is not a literal"]);
}
