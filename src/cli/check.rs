//! `admsc check`: reads scenarios without running them.

use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::failure::warn;
use crate::scenario::Override;

/// Reads scenarios without running them and reports every error with its place
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  admsc check scenarios/*.toml")]
pub struct Arguments {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Replace a value, as in `run`; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
}

/// Checks all files.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = super::load_all(&arguments.files, &arguments.overrides)?;
    let mut out = std::io::stdout().lock();
    for (file, scenario) in arguments.files.iter().zip(&scenarios) {
        scenario.warnings.iter().for_each(|warning| warn(warning));
        let setup = &scenario.setup;
        let doses = match setup.doses.len() {
            1 => "1 dose".to_owned(),
            number => format!("{number} doses"),
        };
        writeln!(out, "{}: fine ({doses}, {} days)", file.display(), setup.horizon_days)?;
    }
    Ok(())
}
