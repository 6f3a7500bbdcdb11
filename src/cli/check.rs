//! `admsc check`: reads scenarios without running them.

use std::path::PathBuf;

use super::batch::files;
use super::failure::warn;
use super::{Failure, output};
use crate::scenario::{Override, counted};

/// Reads scenarios without running them and reports every error with its place
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  admsc check scenarios my-scenario.toml")]
pub struct Arguments {
    /// Scenario files (TOML), or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Replace a value, as in `run`; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
}

/// Checks all files.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let files = files(&arguments.files)?;
    let scenarios = super::load_all(&files, &arguments.overrides)?;
    for (file, scenario) in files.iter().zip(&scenarios) {
        scenario.warnings.iter().for_each(|warning| warn(warning));
        let setup = &scenario.setup;
        let [doses, days] = [counted(setup.doses.len() as u64, "dose"), counted(setup.horizon_days.into(), "day")];
        output::print(|out| writeln!(out, "{}: fine ({doses}, {days})", file.display()))?;
    }
    Ok(())
}
