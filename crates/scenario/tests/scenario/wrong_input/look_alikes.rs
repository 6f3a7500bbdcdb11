//! What keyboards and editors write in place of ASCII, and units that are almost right.

use admsc_scenario::language::Language;
use admsc_scenario::reading::{load, load_str};

use super::support::{answer, refuse};

/// What is told of a text that extends the discogenic preset.
fn told(line: &str) -> String {
    let text = format!("format = 1\nextends = \"builtin:discogenic\"\n{line}\n");
    load_str("mine.toml", &text, &[]).map_or_else(|errors| errors.to_string(), |_| "read".to_owned())
}

#[test]
fn full_width_digits_are_named() {
    for (text, narrow) in [("１２ months", "12 months"), ("１２\u{3000}ｄ", "12 d"), ("2０ d", "20 d")] {
        let told = told(&format!("horizon = \"{text}\""));
        assert!(told.contains("has full-width characters") && told.contains(&format!("write \"{narrow}\"")), "{told}");
    }
    assert_eq!(told("horizon = \"12\u{3000}months\""), "read");
}

#[test]
fn look_alikes_in_the_grammar_are_named() {
    for (line, name) in [
        ("title = “A disc”", "“ (U+201C) is a typographic quotation mark; write \" here"),
        ("title\u{3000}= \"A disc\"", "(U+3000) is an ideographic space; write a plain space here"),
        ("horizon ＝ \"1 y\"", "＝ (U+FF1D) is a full-width character; write = here"),
    ] {
        let told = told(line);
        assert!(told.contains(name), "{line}: {told}");
    }
}

#[test]
fn the_grammar_speaks_the_readers_language() {
    for text in
        ["format = 1\ntitle = \"a\ntitle = 2\n", "format = 1\nformat = 1\n", "format 1\n", "a = [1, 2\n", "a = \n"]
    {
        let Err(errors) = load_str("mine.toml", text, &[]) else { panic!("{text}") };
        let told = errors.render(false, Language::Japanese);
        let first = told.lines().next().unwrap_or_default();
        assert!(first.contains("TOML") && first.chars().filter(|c| !c.is_ascii()).count() > 8, "{text}: {first}");
        assert!(!first.contains("missing") && !first.contains("invalid") && !first.contains("duplicate"), "{first}");
    }
}

#[test]
fn a_file_in_utf_16_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wide.toml");
    for mark in [&[0xff_u8, 0xfe][..], &[]] {
        let wide = "format = 1\n".encode_utf16().flat_map(u16::to_le_bytes);
        std::fs::write(&file, [mark.to_vec(), wide.collect()].concat()).unwrap();
        let told = load(&file, &[]).map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
        assert!(told.contains("it is UTF-16, not UTF-8; save it as UTF-8"), "{told}");
    }
}

#[test]
fn what_is_proposed_has_the_expected_dimension() {
    refuse("horizon = «\"1 mo\"»\n", &[answer("unknown unit \"mo\"", "a time", "did you mean \"month\"?")]);
    refuse(
        "dose = [{ at = \"0 d\", cells = «\"70 million\"» }]\n",
        &[answer("unknown unit \"million\"", "cells", "did you mean \"70e6\"?")],
    );
    refuse("tissue.voxel = «25»\n", &[answer("\"25\" has no unit", "a length", "\"25 um\" or \"25 mm\"")]);
    refuse("horizon = «180»\n", &[answer("\"180\" has no unit", "a time", "\"180 h\" or \"180 d\" or \"180 months\"")]);
    refuse("patient.body_weight = «\"65 kgs\"»\n", &[answer("unknown unit \"kgs\"", "a mass", "did you mean \"kg\"?")]);
    assert_eq!(told("tissue.voxel = \"25 microns\""), "read");
    refuse("macrophage.m1_to_m2_rate = «\"0.1 per day\"»\n", &[answer("unknown unit \"per\"", "a rate", "")]);
}
