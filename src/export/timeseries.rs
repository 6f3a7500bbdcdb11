//! The record as CSV: one row a day, the unit at the end of every column's name. Numbers are written so that they read
//! back to the same bits.

use super::{Error, tables};
use crate::observe::Sample;

/// Name of the file.
pub const FILE: &str = "timeseries.csv";

/// Name of the same record as Parquet.
pub const PARQUET_FILE: &str = "timeseries.parquet";

/// The record as CSV.
///
/// # Errors
/// When a row cannot be encoded.
pub fn encode(samples: &[Sample]) -> Result<Vec<u8>, Error> {
    tables::csv(FILE, samples)
}

/// The record as Parquet.
///
/// # Errors
/// When a value has no form in it.
pub fn encode_parquet(samples: &[Sample]) -> Result<Vec<u8>, Error> {
    tables::parquet(PARQUET_FILE, samples)
}

/// The record again.
///
/// # Errors
/// When a row or a column is not as [`encode`] writes it.
pub fn decode(bytes: &[u8]) -> Result<Vec<Sample>, csv::Error> {
    csv::Reader::from_reader(bytes).deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_to_the_same_bits_and_columns_end_in_units() -> Result<(), Box<dyn std::error::Error>> {
        let rows = [
            Sample { time_days: 0.0, vas_points: 0.1 + 0.2, m1_cells: 7, ..Sample::default() },
            Sample { time_days: 1.0, vas_points: 1e-300, il_10_ng_per_ml: 1.0 / 3.0, ..Sample::default() },
        ];
        let text = encode(&rows)?;
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let units = ["days", "points", "fraction", "ng_per_ml", "relative", "cells", "count"];
        for column in reader.headers()? {
            assert!(units.iter().any(|unit| column.ends_with(unit)), "{column} has no unit");
        }
        assert_eq!(decode(&text)?, rows);
        Ok(())
    }
}
