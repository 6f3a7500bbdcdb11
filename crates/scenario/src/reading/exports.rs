//! What is written besides the usual files, and in which forms.

use super::diagnostics::Log;
use super::names::{FIELDS, TABLES, TIMESERIES};
use super::tree::{Item, Node, Table};
use super::values;
use crate::language::english;

/// Form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Arrays of NumPy.
    Npz,
    /// Columns of Apache Parquet.
    Parquet,
    /// XML files of VTK, which ParaView opens.
    Vtk,
}

impl Format {
    /// Its word in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Npz => "npz",
            Format::Parquet => "parquet",
            Format::Vtk => "vtk",
        }
    }
}

/// The forms of every export, each in order and once; none where it is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    /// Forms of the time series; CSV is written without being asked for.
    pub timeseries: Vec<Format>,
    /// Forms of the cells at the visits.
    pub cells: Vec<Format>,
    /// Forms of the axons at the visits.
    pub axons: Vec<Format>,
    /// Forms of the maps at the visits.
    pub fields: Vec<Format>,
}

impl Exports {
    /// Key in `[output]`, words it takes, and what was chosen.
    pub fn by_key(&self) -> [(&'static str, &'static [&'static str], &[Format]); 4] {
        [
            ("timeseries", TIMESERIES, &self.timeseries),
            ("cells", TABLES, &self.cells),
            ("axons", TABLES, &self.axons),
            ("fields", FIELDS, &self.fields),
        ]
    }
}

/// Reads the exports of `[output]`. Faulty ones are noted and left out.
pub fn read(log: &mut Log, output: &Table) -> Exports {
    let mut of = |name: &str, words| output.get(name).map_or_else(Vec::new, |item| formats(log, item, name, words));
    Exports {
        timeseries: of("timeseries", TIMESERIES),
        cells: of("cells", TABLES),
        axons: of("axons", TABLES),
        fields: of("fields", FIELDS),
    }
}

fn formats(log: &mut Log, item: &Item, name: &str, words: &[&'static str]) -> Vec<Format> {
    let path = format!("output.{name}");
    match &item.node {
        Node::Boolean(_) if name == "cells" => {
            values::boolean(log, item).filter(|wanted| *wanted).map(|_| Format::Csv).into_iter().collect()
        }
        Node::Array(items) => {
            let chosen = items.iter().filter_map(|item| values::choice(log, item, &path, words));
            let mut formats: Vec<Format> = chosen.filter_map(of_word).collect();
            formats.sort_unstable();
            formats.dedup();
            formats
        }
        other => {
            let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let text = if name == "cells" {
                english("true, false or an array of {words}")
            } else {
                english("an array of {words}")
            };
            values::wrong_type(log, item, other.name(), text.with("words", list.join(", ")));
            Vec::new()
        }
    }
}

fn of_word(word: &str) -> Option<Format> {
    [Format::Csv, Format::Npz, Format::Parquet, Format::Vtk].into_iter().find(|format| format.word() == word)
}
