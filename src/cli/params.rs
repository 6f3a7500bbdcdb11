//! `admsc params`: every parameter with its evidence.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::output;
use crate::session::failure::Failure;
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::ledger::{Entry, Grade, Ledger};
use admsc_scenario::reading::nearest;
use admsc_study::sensitivity::tables::{grade_name, grade_said};

/// Lists every parameter of the model: value, unit, range, grade of the evidence and source
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc params
  admsc params macrophage
  admsc params half-life
  admsc params cells/kg
  admsc params --format csv > parameters.csv
  admsc params --observer

Any key of the list can be set in a scenario, or by --set KEY=VALUE. The values of the trial observer, which adds \
placebo response, drift, noise and reoperations to the model, cannot be set: --observer lists them. With several words a \
parameter is listed if it has each of them in its name, meaning or unit.")]
pub struct Arguments {
    /// List only parameters whose name, meaning or unit contains the word
    #[arg(value_name = "WORD")]
    words: Vec<String>,
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
    /// The description in the language of the list; files for programs are the same in all.
    #[serde(skip)]
    meaning: &'a str,
}

impl<'a> Listed<'a> {
    fn new(entry: &'a Entry, language: Language) -> Self {
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
            meaning: entry.meaning(language),
        }
    }
}

impl Listed<'_> {
    /// Whether name, symbol, meaning or unit contains a word, in small letters or not. Of a name, `.` and `_` may be
    /// left out; a unit may have the micro sign.
    fn contains(&self, word: &str) -> bool {
        let plain = |text: &str| text.to_lowercase().replace(['µ', 'μ'], "u");
        let open = |text: &str| plain(text).replace(['.', '_', '-'], " ");
        let within = [self.key, self.description, self.meaning].map(open).iter().any(|text| text.contains(&open(word)));
        within
            || [self.symbol, self.unit, self.key, self.description]
                .map(plain)
                .iter()
                .any(|text| text.contains(&plain(word)))
    }
}

/// That no parameter has the words, with the most similar name.
fn none_found(words: &str, ledger: &Ledger) -> anyhow::Error {
    let near = nearest(words, ledger.entries().iter().flat_map(|entry| [entry.key.as_str(), entry.name()]));
    let message = match near {
        Some(near) => english("no parameter has \"{words}\" in its name, meaning or unit; did you mean \"{near}\"?")
            .with("near", near),
        None => Message::from(english("no parameter has \"{words}\" in its name, meaning or unit")),
    };
    Failure::refused(message.with("words", words))
}

/// Prints the list.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let ledger = if arguments.observer { Ledger::of_observer() } else { Ledger::bundled() }?;
    let all = ledger.entries().iter().map(|entry| Listed::new(entry, language));
    let listed: Vec<Listed<'_>> = all.filter(|one| arguments.words.iter().all(|word| one.contains(word))).collect();
    if listed.is_empty() {
        return Err(none_found(&arguments.words.join(" "), &ledger));
    }
    output::print(|out| match arguments.format {
        Format::Table => table(out, &listed, !arguments.words.is_empty(), language),
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

/// Aligned columns; the source, which may be long, comes last. Where few were asked for, each has its meaning.
fn table(out: &mut dyn Write, listed: &[Listed<'_>], has_meaning: bool, language: Language) -> io::Result<()> {
    let head = [
        english("parameter"),
        english("value"),
        english("unit"),
        english("low"),
        english("high"),
        english("grade"),
        english("meaning"),
        english("source"),
    ];
    let meaning = head.len() - 2;
    let head = head.map(|name| language.say(name));
    let rows = listed.iter().map(|row| {
        let grade = language.say(grade_said(grade_name(row.grade)));
        let [value, low, high] = [row.value, row.low, row.high].map(number);
        [row.key, &value, row.unit, &low, &high, &grade, row.meaning, row.source].map(str::to_owned)
    });
    let mut rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).map(Vec::from).collect();
    let mut to_the_right = vec![false, true, false, true, true, false, false, false];
    if !has_meaning {
        to_the_right.remove(meaning);
        rows.iter_mut().for_each(|row| drop(row.remove(meaning)));
    }
    super::table::print(out, &rows, &to_the_right)
}
