//! The page of the Lab that is part of the program, and what it begins with.

use admsc_model::SOURCE_HASH;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::Scenario;
use serde::Serialize;
use serde_json::Value;

/// The page, as `lab/build` has written it at the last version.
pub const PAGE: &str = include_str!("../../lab/dist/admsc-lab.html");

/// What stands round that with which a page begins.
const BEGINNING: [&str; 2] = ["<script type=\"application/json\" id=\"lab-start\">", "</script>"];
/// The same of what it was built of.
const BUILD: [&str; 2] = ["<script type=\"application/json\" id=\"lab-build\">", "</script>"];

/// A lesson of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lesson {
    /// Why weeks?
    A,
    /// One thing at a time
    B,
    /// Compared with what?
    C,
    /// Why does it stay?
    D,
}

/// What a page begins with.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// The scenario that it is about; its own patients where there is none.
    pub scenario: Option<&'a Scenario>,
    /// The lesson that it opens.
    pub lesson: Option<Lesson>,
    /// Its language.
    pub language: Language,
}

/// A page that begins so.
///
/// # Errors
/// When it is no page of the Lab, when its model is another than the program's, and of a study, which has several arms.
pub fn written(page: &str, begins: &Beginning<'_>) -> Result<String, Message> {
    let no_page = || Message::from(english("this is no page of the Lab, as `lab/build` of the sources writes it"));
    let model = model(page).ok_or_else(no_page)?;
    if model != SOURCE_HASH {
        let message = english(
            "the Lab in this build has the model {theirs}, the program {ours}: its numbers would be others. `lab/build` of the sources writes a page of this \
             model; then `admsc lab --page target/lab/admsc-lab.html`",
        );
        let short = |hash: &str| hash.chars().take(8).collect::<String>();
        return Err(message.with("theirs", short(&model)).with("ours", short(SOURCE_HASH)));
    }
    if begins.scenario.is_some_and(|scenario| scenario.study.is_some()) {
        return Err(english(
            "this is a study, with several arms and patients; the Lab shows one patient: give a scenario of one run",
        )
        .into());
    }
    let mut start = serde_json::json!({ "lang": begins.language.code() });
    if let Some(scenario) = begins.scenario {
        start["scenario"] = scenario.resolved_toml.clone().into();
        start["code"] = format!("1&s={}", scenario.seed).into();
    }
    if let Some(lesson) = begins.lesson {
        start["lesson"] = serde_json::to_value(lesson).unwrap_or_default();
    }
    // Within a script no word may end it.
    let start = start.to_string().replace('<', "\\u003c");
    let (before, rest) = page.split_once(BEGINNING[0]).ok_or_else(no_page)?;
    let (_, after) = rest.split_once(BEGINNING[1]).ok_or_else(no_page)?;
    Ok([before, BEGINNING[0], &start, BEGINNING[1], after].concat())
}

/// Hash of the sources of the model of a page.
fn model(page: &str) -> Option<String> {
    let (_, rest) = page.split_once(BUILD[0])?;
    let (build, _) = rest.split_once(BUILD[1])?;
    let build: Value = serde_json::from_str(build).ok()?;
    Some(build["model"].as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::reading::load_str;

    fn page(model: &str) -> String {
        format!("<p>{}{{}}{}{}{{\"model\":\"{model}\"}}{}</p>", BEGINNING[0], BEGINNING[1], BUILD[0], BUILD[1])
    }

    #[test]
    fn a_page_begins_with_what_is_asked_for() -> Result<(), Box<dyn std::error::Error>> {
        let text = "format = 1\nextends = \"builtin:crush\"\ntitle = \"A </script> title\"\nseed = 7\n";
        let scenario = load_str("mine.toml", text, &[])?;
        let begins = Beginning { scenario: Some(&scenario), lesson: Some(Lesson::D), language: Language::Japanese };
        let written = written(&page(SOURCE_HASH), &begins).map_err(|message| message.in_english())?;
        assert_eq!(written.matches("</script>").count(), 2, "{written}");
        let (_, rest) = written.split_once(BEGINNING[0]).ok_or("no beginning")?;
        let start: Value = serde_json::from_str(rest.split_once(BEGINNING[1]).ok_or("no end")?.0)?;
        assert_eq!((&start["lang"], &start["lesson"], &start["code"]), (&"ja".into(), &"d".into(), &"1&s=7".into()));
        let read = load_str("lab.toml", start["scenario"].as_str().ok_or("no scenario")?, &[])?;
        assert_eq!(read.setup, scenario.setup);
        Ok(())
    }

    #[test]
    fn another_model_another_page_and_a_study_are_refused() -> Result<(), Box<dyn std::error::Error>> {
        let plain = Beginning { scenario: None, lesson: None, language: Language::English };
        let said = |page: &str, begins: &Beginning<'_>| {
            written(page, begins).err().map(|message| message.in_english()).unwrap_or_default()
        };
        assert!(said(&page("0123456789"), &plain).contains("01234567"));
        assert!(said("<p></p>", &plain).contains("no page of the Lab"));
        let study = load_str("study.toml", "format = 1\nextends = \"builtin:single-vs-repeat\"\n", &[])?;
        assert!(said(&page(SOURCE_HASH), &Beginning { scenario: Some(&study), ..plain }).contains("several arms"));
        Ok(())
    }
}
