//! Names of arms in Japanese: for figures and reports, while data keep the names of the file.

use std::error::Error;

use admsc_scenario::language::Language;
use admsc_scenario::reading::{BUILTIN, Scenario, load_str};

type Outcome = Result<(), Box<dyn Error>>;

fn names(scenario: &Scenario, language: Language) -> Vec<String> {
    scenario.study.as_ref().map_or_else(Vec::new, |study| scenario.study_in(study, language).arms.clone())
}

#[test]
fn every_arm_of_the_bundled_studies_has_a_name_in_japanese() -> Outcome {
    let mut studies = 0;
    for bundled in BUILTIN {
        let text = format!("format = 1\nextends = \"builtin:{}\"\n", bundled.name);
        let Ok(scenario) = load_str("x.toml", &text, &[]) else { continue };
        if !scenario.resolved_toml.contains("[[arm]]") {
            continue;
        }
        studies += 1;
        for name in names(&scenario, Language::Japanese) {
            assert!(name.chars().any(|letter| letter >= '\u{3040}'), "{}: {name}", bundled.name);
        }
    }
    assert!(studies > 5, "{studies} studies");
    Ok(())
}

#[test]
fn translated_names_are_kept_and_reach_no_further_than_their_arms() -> Outcome {
    let extends = "format = 1\nextends = \"builtin:local-vs-intravenous\"\n";
    let inherited = load_str("x.toml", extends, &[])?;
    assert_eq!(names(&inherited, Language::English), ["sham", "needle", "vein"]);
    assert_eq!(names(&inherited, Language::Japanese), ["偽処置", "局所注射", "静脈内投与"]);
    let again = load_str("x.toml", &inherited.resolved_toml, &[])?;
    assert_eq!(again.japanese, inherited.japanese);
    // Other arms under a known name are not what was translated.
    let arms = "[[arm]]\nname = \"needle\"\ndose = []\n";
    let own = load_str("x.toml", &format!("{extends}{arms}"), &[])?;
    assert_eq!(names(&own, Language::Japanese), ["needle"]);
    let translated = format!("{extends}translation.ja.arms = {{ needle = \"針だけ\" }}\n{arms}");
    assert_eq!(names(&load_str("x.toml", &translated, &[])?, Language::Japanese), ["針だけ"]);
    for wrong in ["3", "{ needle = 3 }", "{ needle = \"a\\tb\" }"] {
        let text = format!("{extends}translation.ja.arms = {wrong}\n{arms}");
        assert!(load_str("x.toml", &text, &[]).is_err(), "{wrong}");
    }
    Ok(())
}
