//! Columns as Apache Parquet: not compressed, because hardly anything in numbers of full length can be.

use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;

use super::Error;
use admsc_model::observe::columns::{Column, Form, Value};

/// Values of a column, those that are there.
#[derive(Debug, Clone)]
enum Values {
    Float(Vec<f64>),
    Whole(Vec<i64>),
    Text(Vec<ByteArray>),
}

/// A column with its values.
#[derive(Debug, Clone)]
pub struct Filled {
    column: Column,
    values: Values,
    /// 1 for each row that has a value, 0 for each that has none; empty where every row must have one.
    present: Vec<i16>,
}

impl Filled {
    /// A column without rows.
    pub fn empty(column: Column) -> Self {
        let values = match column.form {
            Form::Float => Values::Float(Vec::new()),
            Form::Whole => Values::Whole(Vec::new()),
            Form::Text => Values::Text(Vec::new()),
        };
        Self { column, values, present: Vec::new() }
    }

    /// A column of numbers, one in each row.
    pub fn from_values(column: Column, values: Vec<f64>) -> Self {
        Self { values: Values::Float(values), ..Self::empty(column) }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the value is not of the column's form or is too large for it.
    pub fn push(&mut self, file: &'static str, value: Option<Value<'_>>) -> Result<(), Error> {
        let name = self.column.name;
        let refused = |reason: &str| Error::Format { file, reason: format!("{name} {reason}") };
        match (&mut self.values, value) {
            (Values::Float(values), Some(Value::Float(value))) => values.push(value),
            (Values::Whole(values), Some(Value::Whole(value))) => {
                values.push(i64::try_from(value).map_err(|_| refused("is too large a number"))?);
            }
            (Values::Text(values), Some(Value::Text(value))) => values.push(ByteArray::from(value)),
            (_, None) if self.column.optional => {}
            _ => return Err(refused("has a value of another type than its column")),
        }
        if self.column.optional {
            self.present.push(i16::from(value.is_some()));
        }
        Ok(())
    }

    fn write(&self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = self.column.optional.then_some(self.present.as_slice());
        match &self.values {
            Values::Float(values) => writer.typed::<DoubleType>().write_batch(values, present, None)?,
            Values::Whole(values) => writer.typed::<Int64Type>().write_batch(values, present, None)?,
            Values::Text(values) => writer.typed::<ByteArrayType>().write_batch(values, present, None)?,
        };
        Ok(())
    }
}

/// A file of these columns. Each group holds the next rows of all of them.
///
/// # Errors
/// When a value has no form in it.
pub fn encode(
    file: &'static str,
    columns: &[Column],
    groups: impl Iterator<Item = Vec<Filled>>,
) -> Result<Vec<u8>, Error> {
    write(columns, groups).map_err(|error| Error::Format { file, reason: error.to_string() })
}

fn write(columns: &[Column], groups: impl Iterator<Item = Vec<Filled>>) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().map(|column| described(column).map(Arc::new)).collect::<Result<_, _>>()?;
    let schema = Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build()))?;
    for group in groups {
        let mut rows = writer.next_row_group()?;
        for column in &group {
            if let Some(mut place) = rows.next_column()? {
                column.write(&mut place)?;
                place.close()?;
            }
        }
        rows.close()?;
    }
    writer.into_inner()
}

fn described(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.form {
        Form::Float => (Physical::DOUBLE, None),
        Form::Whole => (Physical::INT64, None),
        Form::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let builder = Type::primitive_type_builder(column.name, physical);
    builder.with_logical_type(logical).with_repetition(repetition).build()
}
