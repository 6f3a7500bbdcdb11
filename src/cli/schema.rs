//! `admsc schema`: the keys of scenarios.

use clap::ValueEnum;

use super::output;
use admsc_scenario::reading::{reference, schema};

/// Prints the keys of scenario files, as JSON Schema for TOML editors or as tables
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc schema > scenario.schema.json
  admsc schema --format markdown | less")]
pub struct Arguments {
    /// Format of the list
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// JSON Schema
    Json,
    /// Tables in Markdown: type, default, range, meaning and an example of every key
    Markdown,
}

/// Prints the keys.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let text = match arguments.format {
        Format::Json => serde_json::to_string_pretty(&schema()?)? + "\n",
        Format::Markdown => reference()?,
    };
    output::print(|out| out.write_all(text.as_bytes()))
}
