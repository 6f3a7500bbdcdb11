//! What keyboards and editors write in place of ASCII, and units that are almost right.

use admsc_scenario::language::Language;
use admsc_scenario::reading::{Override, load, load_str};

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

#[test]
fn quantities_of_other_hands_are_understood() {
    for (key, text, help) in [
        ("horizon", "60 日", "did you mean \"60 d\"?"),
        ("horizon", "3か月", "did you mean \"3 months\"?"),
        ("horizon", "３か月", "did you mean \"3 months\"?"),
        ("horizon", "６０ dayz", "did you mean \"day\"?"),
        ("tissue.voxel", "０,１ mm", "did you mean \"0.1 mm\"?"),
        ("tissue.voxel", "1,600 um", "write \"1.600 um\" or \"1600 um\""),
        ("tissue.voxel", "0,025", "write it with its unit: \"0.025 um\" or \"0.025 mm\""),
        ("patient.body_weight", "150 lb", "did you mean \"68.04 kg\"?"),
        ("macrophage.m1_to_m2_rate", "0,1 /日", "did you mean \"0.1 /d\"?"),
        ("horizon", "６０", "write it with its unit: \"60 h\" or \"60 d\" or \"60 months\""),
        ("horizon", "６０ parsec", "(U+FF16) is a full-width character; write 6 here"),
    ] {
        let told = told(&format!("{key} = \"{text}\""));
        assert!(told.contains(help), "{text}: {told}");
    }
    for (amount, help) in [
        ("cells = \"7000 万\"", "did you mean \"7000e4\"?"),
        ("cells = \"70M\"", "did you mean \"70e6\"?"),
        ("cells = \"70,000,000\"", "did you mean \"70000000\"?"),
        ("cells = \"70 000 000\"", "did you mean \"70000000\"?"),
        ("cells = \"７０００万\"", "did you mean \"7000e4\"?"),
        ("cells = \"1e6 /kg\"", "cells per kg of body weight are cells_per_kg = \"1e6 cells/kg\""),
        ("cells = \"1e6 cells/kg\"", "cells per kg of body weight are cells_per_kg = \"1e6 cells/kg\""),
        ("cells_per_kg = \"1e6 /kg\"", "did you mean \"1e6 cells/kg\"?"),
        ("cells_per_kg = \"70e6 cells\"", "a number of cells for everybody is cells = \"70e6 cells\""),
    ] {
        let told = told(&format!("dose = [{{ at = \"0 d\", {amount} }}]"));
        assert!(told.contains(help), "{amount}: {told}");
    }
}

#[test]
fn what_a_shell_passes_on_is_named_for_what_it_is() {
    for (set, named, help) in [
        ("horizon=６０", "\"６０\" has full-width characters", "\"60 d\""),
        ("horizon=“60 d”", "\"“60 d”\" has typographic quotation marks", "write \"60 d\""),
        ("horizon=‘60日’", "has typographic quotation marks", "did you mean \"60 d\"?"),
        ("horizon=60 日", "unknown unit \"日\"", "did you mean \"60 d\"?"),
        ("seed=６０", "this is a string", "write 60"),
        ("seed=“60”", "this is a string", "write 60"),
        ("replicates=1,000", "this is a string", "write 1000"),
        ("seed=60.0", "this is a number", "write 60"),
        ("patient.draw=ｔｒｕｅ", "this is a string", "(U+FF54) is a full-width character; write t here"),
        ("output.visits=［\"0 d\"］", "this is a string", "(U+FF3B) is a full-width character; write [ here"),
    ] {
        let set = Override::parse(set).unwrap();
        let told = load_str("mine.toml", "format = 1\nextends = \"builtin:discogenic\"\n", &[set]);
        let told = told.map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
        assert!(told.contains(named) && told.contains(help), "{named}: {told}");
    }
}

#[test]
fn a_hidden_character_is_one_error() {
    for line in ["title = \"\\u001b[31mRED\"", "question = \"a\\u202eb\"", "[[arm]]\nname = \"a\\u0007\"\ndose = []"] {
        let told = told(line);
        assert_eq!(told.matches("error: ").count(), 1, "{line}: {told}");
    }
}
