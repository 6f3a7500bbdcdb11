//! `admsc schema`: the JSON Schema of scenarios.

use super::{Failure, output};

/// Prints the JSON Schema of scenario files, for editors that complete and check TOML
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  admsc schema > scenario.schema.json")]
pub struct Arguments {}

/// Prints the schema.
pub fn run(_arguments: &Arguments) -> Result<(), Failure> {
    let schema = crate::scenario::schema().map_err(anyhow::Error::from)?;
    let text = serde_json::to_string_pretty(&schema).map_err(anyhow::Error::from)?;
    output::print(|out| writeln!(out, "{text}"))
}
