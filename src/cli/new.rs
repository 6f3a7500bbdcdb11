//! `admsc new`: the beginning of a scenario of one's own.

use std::path::PathBuf;

use super::advice::{quoted, with_program};
use super::failure::warn;
use super::output;
use crate::session::starter::{Started, start};
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;

/// Writes a scenario of your own that extends another one, with the keys to change commented out
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc new
  admsc new mine --from builtin:discogenic-single
  admsc new trials/two-doses --from builtin:single-vs-repeat
  admsc new weaker --from mine.toml

Without NAME the file is called my-<scenario>.toml and lies here, or beside the FILE that it extends; NAME/ is a directory for \
it. A scenario can extend only files in its directory and below it. The JSON Schema of the keys is written beside it, and the \
first line of the scenario names it, so that TOML editors complete and check keys. `admsc list` lists what is bundled.")]
pub struct Arguments {
    /// Name or path of the file, with or without .toml
    #[arg(value_name = "NAME")]
    name: Option<PathBuf>,
    /// Scenario, study or preset that it extends: builtin:NAME, or a file (TOML)
    #[arg(long, value_name = "FILE", default_value = "builtin:neuropathic-single")]
    from: String,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

/// Writes the scenario and says what to do next.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { name, from, force } = arguments;
    let Started { file, from, schema, has_other_schema } = start(name.as_deref(), from, *force, language)?;
    if has_other_schema {
        let told = english("{path} is of another version and was left as it is; --force replaces it");
        warn(told.with("path", shown(&schema)), language);
    }
    let path = quoted(&file);
    let next = [
        (with_program(&format!("check {path}"), language), english("after an edit: is every key right?")),
        (with_program(&format!("run {path} --dry-run"), language), english("how long it would take")),
        (with_program(&format!("run {path}"), language), english("run it; `admsc open` then shows its report")),
    ];
    output::print(|out| {
        let what = english("{file} extends {from}; {schema} lets editors complete its keys")
            .with("file", shown(&file))
            .with("from", from)
            .with("schema", shown(&schema));
        writeln!(out, "{}\n\n{}\n", language.say(what), language.say(english("What to do next:")))?;
        next.into_iter().try_for_each(|(command, why)| writeln!(out, "  {command}\n      {}", language.say(why)))
    })
}
