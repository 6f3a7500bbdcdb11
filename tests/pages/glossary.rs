//! The Japanese of the program is one for one: every text whose English holds a term of the glossary uses its Japanese.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use admsc_sim::language::Language;
use admsc_sim::ledger::Ledger;

use crate::japanese::{Term, terms};

type Outcome = Result<(), Box<dyn Error>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// English texts with their Japanese: the catalogue, and the meanings of the parameters.
fn texts() -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let catalogue = fs::read_to_string(root().join("assets/language/ja.toml"))?;
    let mut texts: BTreeMap<String, String> = toml::from_str(&catalogue)?;
    for ledger in [Ledger::bundled()?, Ledger::of_observer()?] {
        let of_entry = ledger.entries().iter();
        texts.extend(of_entry.map(|entry| (entry.description.clone(), entry.meaning(Language::Japanese).to_owned())));
    }
    Ok(texts)
}

/// A text without its `{names}`, which are no words.
fn without_places(text: &str) -> String {
    let mut pieces = text.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |said, piece| match piece.split_once('}') {
        Some((name, rest)) if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => said + "\0" + rest,
        _ => said + "\0" + piece,
    })
}

/// Where a word stands in a text as a whole word, in either number; in any case unless it has capitals of its own.
fn places(text: &str, word: &str) -> Vec<std::ops::Range<usize>> {
    let has_capitals = word.chars().any(char::is_uppercase);
    let text = if has_capitals { text.to_owned() } else { text.to_ascii_lowercase() };
    let starts = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "_-.\"".contains(c));
    let ends = |at: usize| !text[at..].starts_with(|c: char| c.is_ascii_alphanumeric() || "_-".contains(c));
    let whole = |at: usize| {
        let plural = ["", "s", "es"].into_iter().map(|ending| (at + word.len(), ending));
        let mut fitting = plural.filter(|(end, ending)| text[*end..].starts_with(ending));
        let (end, ending) = fitting.find(|(end, ending)| ends(end + ending.len()))?;
        starts(at).then_some(at..end + ending.len())
    };
    text.match_indices(word).filter_map(|(at, _)| whole(at)).collect()
}

/// What is wrong with the Japanese of some texts: a term with another word, or an exception that is none.
fn faults(terms: &[Term], texts: &BTreeMap<String, String>) -> Vec<String> {
    let mut longest_first: Vec<&Term> = terms.iter().collect();
    longest_first.sort_by_key(|term| std::cmp::Reverse(term.english.len()));
    let mut faults = Vec::new();
    for (english, japanese) in texts {
        let mut left = without_places(english);
        for term in &longest_first {
            let found = places(&left, &term.english);
            for place in found.iter().rev() {
                // What belongs to a longer term is not looked at again.
                left.replace_range(place.clone(), "\0");
            }
            // A key or the name of a command stays as it is.
            let mut own = [&term.japanese].into_iter().chain(&term.also);
            let is_used = own.any(|word| japanese.contains(word)) || !places(japanese, &term.english).is_empty();
            match (is_used, term.except.contains(english)) {
                (false, false) if !found.is_empty() => {
                    faults.push(format!("{:?} is {}: {english:?} = {japanese:?}", term.english, term.japanese));
                }
                (true, true) => faults.push(format!("{:?} needs no exception: {english:?}", term.english)),
                _ => {}
            }
        }
        let avoided = terms.iter().flat_map(|term| term.avoid.iter().map(|word| (word, &term.japanese)));
        let avoided = avoided.filter(|(word, _)| japanese.contains(word.as_str()));
        faults.extend(avoided.map(|(word, instead)| format!("{instead}, not {word}: {japanese:?}")));
    }
    faults
}

#[test]
fn the_texts_use_the_terms_of_the_glossary() -> Outcome {
    let (terms, texts) = (terms(root())?, texts()?);
    let faults = faults(&terms, &texts);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for term in &terms {
        let is_used = texts.keys().any(|english| !places(english, &term.english).is_empty());
        assert!(is_used, "no text holds {:?}", term.english);
        let stale: Vec<&String> = term.except.iter().filter(|english| !texts.contains_key(*english)).collect();
        assert!(stale.is_empty(), "exceptions of {:?} that are no texts: {stale:?}", term.english);
    }
    assert!(terms.len() > 60 && texts.len() > 1000);
    Ok(())
}

/// The pages and the scenarios in Japanese. What a block of code holds is what is typed or printed.
fn pages() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for (folder, ending) in [("docs", ".ja.md"), ("scenarios", ".toml"), ("scenarios/studies", ".toml")] {
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

#[test]
fn pages_and_scenarios_have_no_second_names() -> Outcome {
    // Words beside the terms: one name for the machine and the command, requests in one polite form, and a mark that few
    // Japanese texts have.
    const BESIDE: [(&str, &str); 5] = [
        ("コンピューター", "パソコン"),
        ("命令", "コマンド"),
        ("なさい", "〜してください"),
        ("せよ。", "〜してください"),
        ("；", "／"),
    ];
    let terms = terms(root())?;
    let avoided = terms.iter().flat_map(|term| term.avoid.iter().map(|word| (word.as_str(), term.japanese.as_str())));
    let avoided: Vec<(&str, &str)> = avoided.chain(BESIDE).collect();
    let pages = pages()?;
    assert!(pages.len() > 20, "{pages:?}");
    let catalogue = root().join("assets/language/ja.toml");
    for path in pages.iter().chain([&catalogue]) {
        let text = fs::read_to_string(path)?;
        for (word, instead) in &avoided {
            assert!(!text.contains(word), "{}: {instead}, not {word}", path.display());
        }
    }
    Ok(())
}

#[test]
fn another_word_for_a_term_is_found() {
    let term = |english: &str, japanese: &str| Term {
        english: english.into(),
        japanese: japanese.into(),
        also: Vec::new(),
        except: vec!["no dose at all".into()],
        avoid: vec!["緩和".into()],
        note: String::new(),
    };
    let terms = [term("dose", "投与"), term("first dose", "初回投与")];
    let found = |english: &str, japanese: &str| faults(&terms, &[(english.into(), japanese.into())].into()).len();
    assert_eq!(found("Two doses of {dose}", "2回の注射"), 1);
    assert_eq!(found("Two doses", "2回の投与"), 0);
    assert_eq!(found("the first dose", "最初の投与"), 1, "the longer term counts");
    assert_eq!(found("dose is missing", "dose がありません"), 0, "a key stays as it is");
    assert_eq!(found("{dose} overdosed", "何か"), 0, "neither names of values nor parts of words are terms");
    assert_eq!(found("no dose at all", "無治療"), 0);
    assert_eq!(found("no dose at all", "投与なし"), 1, "an exception that is none");
    assert_eq!(found("relief", "緩和"), 2);
}
