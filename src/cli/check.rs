//! `admsc check`: reads scenarios without running them.

use std::path::PathBuf;

use super::failure::warn;
use super::output;
use super::paths::files;
use crate::session::failure::Failure;
use crate::session::figures;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{Override, days, doses, load};

/// Checks scenarios without running them; reports every error with file and line
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  admsc check scenarios my-scenario.toml")]
pub struct Arguments {
    /// Scenario files (TOML), directories of them, or builtin:NAME for bundled scenarios
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Override a value, as in `run`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
}

/// Checks all files, and names those that are valid also where others are not.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let files = files(&arguments.files)?;
    let mut wrong = Vec::new();
    for file in &files {
        let scenario = match load(file, &arguments.overrides) {
            Ok(scenario) => scenario,
            Err(errors) => {
                wrong.push(errors);
                continue;
            }
        };
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
        figures::missing_letters(&scenario, language).into_iter().for_each(|warning| warn(warning, language));
        let setup = &scenario.setup;
        let fine = match &scenario.study {
            Some(study) => english("{file}: valid (study of {number} patients in {cases} cases, {days})")
                .with("number", study.population.patients)
                .with("cases", study.cases.len()),
            None => english("{file}: valid ({doses}, {days})").with_said("doses", doses(setup.doses.len())),
        };
        let fine = fine.with("file", file.display()).with_said("days", days(setup.horizon_days));
        output::print(|out| writeln!(out, "{}", language.say(fine)))?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Wrong(wrong).into()) }
}
