//! `admsc params`: every parameter with its evidence.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::output;
use admsc_scenario::language::{Language, english};
use admsc_scenario::ledger::{Entry, Grade, Ledger};

/// Lists every parameter of the model: value, unit, range, grade of the evidence and source
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc params | grep macrophage
  admsc params --format csv > parameters.csv
  admsc params --observer

Any key of the list can be set in a scenario, or by --set KEY=VALUE. The values of the trial observer, which adds \
placebo response, drift, noise and reoperations to the model, cannot be set: --observer lists them.")]
pub struct Arguments {
    /// Format of the list
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// List the values of the trial observer instead
    #[arg(long)]
    observer: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Aligned columns
    Table,
    /// Comma-separated values; also symbol, description, distribution between patients and note
    Csv,
    /// A JSON array with the same fields
    Json,
}

/// A parameter as it is listed; numbers in its own unit.
#[derive(Serialize)]
struct Listed<'a> {
    key: &'a str,
    symbol: &'a str,
    description: &'a str,
    value: f64,
    unit: &'a str,
    low: f64,
    high: f64,
    distribution: &'a str,
    grade: Grade,
    source: &'a str,
    note: &'a str,
}

impl<'a> Listed<'a> {
    fn from_entry(entry: &'a Entry) -> Self {
        Self {
            key: &entry.key,
            symbol: &entry.symbol,
            description: &entry.description,
            value: entry.in_unit(entry.value),
            unit: &entry.unit,
            low: entry.in_unit(entry.low),
            high: entry.in_unit(entry.high),
            distribution: &entry.distribution_text,
            grade: entry.grade,
            source: &entry.source,
            note: &entry.note,
        }
    }
}

/// Prints the list.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let ledger = if arguments.observer { Ledger::of_observer() } else { Ledger::bundled() }?;
    let listed: Vec<Listed<'_>> = ledger.entries().iter().map(Listed::from_entry).collect();
    output::print(|out| match arguments.format {
        Format::Table => table(out, &listed, language),
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            for row in &listed {
                writer.serialize(row).map_err(refusal)?;
            }
            writer.flush()
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &listed)?;
            writeln!(out)
        }
    })
}

/// Few digits where they suffice: powers of ten for the very small and the very large.
fn number(x: f64) -> String {
    let size = x.abs();
    if x != 0.0 && !(1e-4..1e7).contains(&size) { format!("{x:e}") } else { x.to_string() }
}

/// The system's reason where there is one, so that a reader who has left is told from other failures.
fn refusal(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(reason) => reason,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Aligned columns; the source, which may be long, comes last.
fn table(out: &mut dyn Write, listed: &[Listed<'_>], language: Language) -> io::Result<()> {
    let head = [
        english("parameter"),
        english("value"),
        english("unit"),
        english("low"),
        english("high"),
        english("grade"),
        english("source"),
    ];
    let head = head.map(|name| language.say(name));
    let rows = listed.iter().map(|row| {
        let grade = serde_json::to_value(row.grade).ok();
        let grade = grade.as_ref().and_then(|grade| grade.as_str()).unwrap_or("");
        let [value, low, high] = [row.value, row.low, row.high].map(number);
        [row.key, &value, row.unit, &low, &high, grade, row.source].map(str::to_owned)
    });
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(rows).collect();
    super::table::print(out, &rows, &[false, true, false, true, true, false, false])
}
