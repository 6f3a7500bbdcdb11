//! The cells at the visits as CSV, one row a cell.

use super::Error;
use crate::observe::cells::Cell;

/// Name of the file.
pub const FILE: &str = "cells.csv";

/// The cells as CSV.
///
/// # Errors
/// When a row cannot be encoded.
pub fn encode(cells: &[Cell]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for cell in cells {
        writer.serialize(cell).map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
    }
    writer.into_inner().map_err(|error| Error::Format { file: FILE, reason: error.to_string() })
}
