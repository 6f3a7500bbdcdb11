//! Cells placed one by one: a table with a row a cell, as CSV. The key holds the path of a file until the file that it
//! stands in is read; then it holds the text, so that a scenario is complete in itself.

use std::fmt::Write;

use super::diagnostics::Log;
use super::keys::MAX_POSITIONS;
use super::tissue::Window;
use super::tree::Item;
use super::values;
use crate::csv_line::line;
use crate::language::{Message, Phrase, english, verbatim};
use admsc_model::engine::grid::Grid;

const COLUMNS: [&str; 3] = ["x_um", "y_um", "z_um"];

/// What was expected where the table is wrong.
const EXPECTED: Phrase = english("expected CSV with the columns x_um, y_um and, in a block, z_um");

/// Most wrong lines that are told.
const MOST_TOLD: usize = 5;

/// Whether a text is the table itself and not the path of one.
pub fn is_table(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

/// The table of positions as CSV, z only where it has a meaning.
pub fn text(positions_um: &[[f64; 3]], dimensions: usize) -> String {
    let mut text = COLUMNS[..dimensions].join(",") + "\n";
    for position in positions_um {
        let numbers: Vec<String> = position[..dimensions].iter().map(f64::to_string).collect();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", numbers.join(","));
    }
    text
}

/// Reads the positions, µm. Every wrong line is noted, up to a few.
pub fn read(log: &mut Log, item: &Item, window: &Window) -> Option<Vec<[f64; 3]>> {
    let text = values::text(log, item, english("the path of a CSV file"))?;
    if !is_table(text) {
        let message = english("\"{text}\" is a path, and paths are only allowed in files").with("text", text);
        log.error(&item.place, message, english("write it in the scenario file"));
        return None;
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let columns = columns(log, item, &headers, window.grid.dimensions() as usize)?;
    let mut positions = Vec::new();
    let mut wrong = 0;
    for record in reader.records() {
        let found = match record {
            Ok(record) => {
                position(&record, &columns, &window.grid).map_err(|reason| (line(text, record.position()), reason))
            }
            Err(error) => Err((line(text, error.position()), verbatim(error))),
        };
        match found {
            Ok(position) => positions.push(position),
            Err((line, reason)) => {
                log.error(&item.place, at_line(line, reason), EXPECTED);
                wrong += 1;
            }
        }
        if wrong == MOST_TOLD {
            return None;
        }
    }
    if positions.len() > MAX_POSITIONS {
        let message = english("{number} cells have positions, the limit is {limit}")
            .with("number", positions.len())
            .with("limit", MAX_POSITIONS);
        log.error(&item.place, message, english("expected fewer positions, or cells = NUMBER instead"));
        return None;
    }
    if positions.is_empty() && wrong == 0 {
        let expectation = english("expected one row per cell below the column names");
        log.error(&item.place, english("there is no position"), expectation);
    }
    (wrong == 0 && !positions.is_empty()).then_some(positions)
}

/// Places of the columns in a row. Columns with other names are left alone.
fn columns(log: &mut Log, item: &Item, headers: &csv::StringRecord, dimensions: usize) -> Option<Vec<usize>> {
    let mut columns = Vec::new();
    for name in &COLUMNS[..dimensions] {
        let found: Vec<usize> = (0..headers.len()).filter(|column| &headers[*column] == *name).collect();
        let reason = match found[..] {
            [column] => {
                columns.push(column);
                continue;
            }
            [] => english("there is no column {name}").with("name", name),
            _ => english("{number} columns are named {name}").with("number", found.len()).with("name", name),
        };
        log.error(&item.place, at_line(1, reason), EXPECTED);
    }
    (columns.len() == dimensions).then_some(columns)
}

/// What is wrong in a line.
fn at_line(line: u64, reason: Message) -> Message {
    english("positions, line {line}: {reason}").with("line", line).with_said("reason", reason)
}

/// The position in a row, or what is wrong with it. In a section z is the middle of the depth.
fn position(record: &csv::StringRecord, columns: &[usize], grid: &Grid) -> Result<[f64; 3], Message> {
    let size = grid.size_um();
    let mut position = size.map(|length| 0.5 * length);
    for (axis, column) in columns.iter().enumerate() {
        let (name, length) = (COLUMNS[axis], size[axis]);
        let text = record.get(*column).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| english("{name} is missing").with("name", name))?;
        let value: f64 = text.parse().map_err(|_| {
            english("{name} is \"{text}\", which is not a number").with("name", name).with("text", text)
        })?;
        if !(0.0..=length).contains(&value) {
            return Err(english("{name} is {value}, outside the window of 0 um to {length} um")
                .with("name", name)
                .with("value", value)
                .with("length", length));
        }
        position[axis] = value;
    }
    Ok(position)
}
