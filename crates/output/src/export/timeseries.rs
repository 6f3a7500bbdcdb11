//! The record as CSV: one row a day, the unit at the end of every column's name. Numbers are written so that they read
//! back to the same bits. Replicates stand below each other, with their number and seed in front.

use serde::{Deserialize, Serialize};

use super::{Error, tables};
use admsc_model::observe::Sample;
use admsc_study::replicates::Replicate;

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

/// Which replicate a row belongs to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Owner {
    /// Number of the replicate, from 1.
    replicate: u32,
    /// Its seed.
    seed: u64,
}

/// The records of replicates as CSV, below each other.
///
/// # Errors
/// When a row cannot be encoded.
pub fn encode_replicates(replicates: &[Replicate]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (number, replicate) in (1..).zip(replicates) {
        let owner = Owner { replicate: number, seed: replicate.seed };
        for sample in &replicate.record.samples {
            let row = writer.serialize((owner, sample));
            row.map_err(|error| Error::Format { file: FILE, reason: error.to_string() })?;
        }
    }
    writer.into_inner().map_err(|error| Error::Format { file: FILE, reason: error.to_string() })
}

/// The records again: one, or one a replicate.
///
/// # Errors
/// When a row or a column is not as [`encode`] or [`encode_replicates`] writes it.
pub fn decode(bytes: &[u8]) -> Result<Vec<Vec<Sample>>, csv::Error> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers()?.clone();
    let has_owner = headers.iter().any(|name| name == "replicate");
    let mut records: Vec<(u32, Vec<Sample>)> = Vec::new();
    for row in reader.records() {
        let row = row?;
        let owner = if has_owner { row.deserialize::<Owner>(Some(&headers))?.replicate } else { 1 };
        let sample: Sample = row.deserialize(Some(&headers))?;
        match records.last_mut() {
            Some((last, samples)) if *last == owner => samples.push(sample),
            _ => records.push((owner, vec![sample])),
        }
    }
    Ok(records.into_iter().map(|(_, samples)| samples).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_study::run::Record;

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
        assert_eq!(decode(&text)?, [rows.to_vec()]);
        Ok(())
    }

    #[test]
    fn replicates_read_back_as_they_were() -> Result<(), Box<dyn std::error::Error>> {
        let row = |day: f64, vas| Sample { time_days: day, vas_points: vas, ..Sample::default() };
        let records = [vec![row(0.0, 0.1 + 0.2), row(1.0, 7.0)], vec![row(0.0, 1e-300), row(1.0, 5.0)]];
        let replicates = records.clone().map(|samples| {
            let record = Record {
                samples,
                visits: admsc_study::visits::Visits::default(),
                pictures: None,
                given_again: Vec::new(),
                relief_start: 0,
                potency: None,
                lives: Vec::new(),
                digest: String::new(),
            };
            Replicate { seed: u64::MAX, record }
        });
        let text = encode_replicates(&replicates)?;
        assert!(text.starts_with(b"replicate,seed,time_days,vas_points,"));
        assert_eq!(decode(&text)?, records);
        Ok(())
    }
}
