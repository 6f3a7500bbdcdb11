//! Rows as CSV and as Parquet. Numbers are written so that they read back to the same bits.

use super::Error;
use super::parquet::{self, Filled};
use admsc_model::observe::columns::Row;

/// Rows as CSV; the names of the columns stand in the first line, also without any row.
///
/// # Errors
/// When a row cannot be encoded.
pub fn csv<R: Row>(file: &'static str, rows: &[R]) -> Result<Vec<u8>, Error> {
    let refused = |error: csv::Error| Error::Format { file, reason: error.to_string() };
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(refused)?;
    for row in rows {
        writer.serialize(row).map_err(refused)?;
    }
    writer.into_inner().map_err(|error| Error::Format { file, reason: error.to_string() })
}

/// Rows as Parquet, in one group.
///
/// # Errors
/// When a value has no form in it.
pub fn parquet<R: Row>(file: &'static str, rows: &[R]) -> Result<Vec<u8>, Error> {
    let mut filled: Vec<Filled> = R::COLUMNS.iter().map(|column| Filled::empty(*column)).collect();
    for row in rows {
        for (column, value) in filled.iter_mut().zip(row.values()) {
            column.push(file, value)?;
        }
    }
    parquet::encode(file, R::COLUMNS, std::iter::once(filled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::observe::Sample;
    use admsc_model::observe::axons::AxonRow;
    use admsc_model::observe::cells::Cell;

    fn cell() -> Cell {
        Cell {
            time_days: 0.0,
            kind: "admsc".into(),
            state: "alive".into(),
            lineage: "00ff".into(),
            x_um: 0.1 + 0.2,
            y_um: 2.0,
            z_um: 3.0,
            heading_x_cosine: 1.0,
            heading_y_cosine: 0.0,
            heading_z_cosine: 0.0,
            age_days: 4.0,
            licensing_fraction: None,
            dose_number: Some(0),
        }
    }

    /// The writer of rows goes by fields, the heading by the table: they must not part.
    fn heading_is_that_of_the_fields<R: Row>(row: R) -> Result<(), Box<dyn std::error::Error>> {
        let mut by_fields = csv::Writer::from_writer(Vec::new());
        by_fields.serialize(&row)?;
        assert_eq!(by_fields.into_inner()?, csv("a table", &[row])?);
        Ok(())
    }

    #[test]
    fn the_columns_of_files_are_those_of_the_table() -> Result<(), Box<dyn std::error::Error>> {
        heading_is_that_of_the_fields(Sample { vas_points: 1.0 / 3.0, ..Sample::default() })?;
        heading_is_that_of_the_fields(cell())?;
        heading_is_that_of_the_fields(AxonRow {
            time_days: 1.0,
            axon_number: 2,
            state: "lost".into(),
            y_um: 1.0,
            z_um: 1.0,
            front_x_um: 1.0,
            grown_um: None,
            in_state_days: 0.0,
            hostile_days: 0.0,
            denervated_days: 0.0,
            myelin_fraction: 0.0,
        })?;
        let empty = csv::<Cell>("a table", &[])?;
        assert!(empty.starts_with(b"time_days,kind,state,lineage,x_um,"));
        Ok(())
    }

    #[test]
    fn parquet_holds_every_value_and_what_is_missing() -> Result<(), Box<dyn std::error::Error>> {
        use ::parquet::file::reader::{FileReader, SerializedFileReader};
        use ::parquet::record::RowAccessor;
        let rows = [cell(), Cell { licensing_fraction: Some(0.25), dose_number: None, ..cell() }];
        let bytes = parquet("cells.parquet", &rows)?;
        assert_eq!(bytes, parquet("cells.parquet", &rows)?);
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes))?;
        let read = reader.get_row_iter(None)?.collect::<Result<Vec<_>, _>>()?;
        assert_eq!(read.len(), 2);
        let names: Vec<&str> = read[0].get_column_iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, Cell::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
        assert_eq!((read[0].get_string(1)?.as_str(), read[0].get_double(4)?), ("admsc", 0.1 + 0.2));
        assert!(read[0].get_double(11).is_err() && read[1].get_long(12).is_err());
        assert_eq!((read[1].get_double(11)?, read[0].get_long(12)?), (0.25, 0));
        Ok(())
    }
}
