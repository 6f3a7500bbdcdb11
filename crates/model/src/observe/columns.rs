//! Tables: rows whose columns have a name, a type and a meaning. A row's struct is the one description of its table;
//! the files and the data dictionary are made from it.

use std::borrow::Cow;

use serde::Serialize;

/// Type of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A 64-bit floating point number.
    Float,
    /// A whole number from 0, 64 bits.
    Whole,
    /// A word or other text, UTF-8.
    Text,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name; the unit stands at its end.
    pub name: &'static str,
    /// Type.
    pub form: Form,
    /// Whether some rows have no value.
    pub optional: bool,
    /// What it is, as a sentence.
    pub meaning: &'static str,
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Of a [`Form::Float`] column.
    Float(f64),
    /// Of a [`Form::Whole`] column.
    Whole(u64),
    /// Of a [`Form::Text`] column.
    Text(&'a str),
}

/// A row of a table.
pub trait Row: Serialize {
    /// The columns in order.
    const COLUMNS: &'static [Column];

    /// The values in the order of the columns; none where this row has none.
    fn values(&self) -> Vec<Option<Value<'_>>>;
}

/// What can stand in a column.
pub trait Datum {
    /// Its type.
    const FORM: Form;
    /// Whether it may be missing.
    const OPTIONAL: bool = false;

    /// The value, if there is one.
    fn value(&self) -> Option<Value<'_>>;
}

impl Datum for f64 {
    const FORM: Form = Form::Float;

    fn value(&self) -> Option<Value<'_>> {
        Some(Value::Float(*self))
    }
}

impl Datum for u64 {
    const FORM: Form = Form::Whole;

    fn value(&self) -> Option<Value<'_>> {
        Some(Value::Whole(*self))
    }
}

impl Datum for String {
    const FORM: Form = Form::Text;

    fn value(&self) -> Option<Value<'_>> {
        Some(Value::Text(self))
    }
}

impl Datum for Cow<'static, str> {
    const FORM: Form = Form::Text;

    fn value(&self) -> Option<Value<'_>> {
        Some(Value::Text(self))
    }
}

impl Datum for &'static str {
    const FORM: Form = Form::Text;

    fn value(&self) -> Option<Value<'_>> {
        Some(Value::Text(self))
    }
}

impl<T: Datum> Datum for Option<T> {
    const FORM: Form = T::FORM;
    const OPTIONAL: bool = true;

    fn value(&self) -> Option<Value<'_>> {
        self.as_ref().and_then(T::value)
    }
}

/// Makes a struct the row of a table: its fields are the columns, their documentation is what the columns mean.
#[macro_export]
macro_rules! table {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[doc = $meaning:literal])+ pub $field:ident: $form:ty,)+ }) => {
        $(#[$about])*
        pub struct $name {
            $($(#[doc = $meaning])+ pub $field: $form,)+
        }

        impl $crate::observe::columns::Row for $name {
            const COLUMNS: &'static [$crate::observe::columns::Column] = &[$(
                $crate::observe::columns::Column {
                    name: stringify!($field),
                    form: <$form as $crate::observe::columns::Datum>::FORM,
                    optional: <$form as $crate::observe::columns::Datum>::OPTIONAL,
                    meaning: concat!($($meaning),+),
                },
            )+];

            fn values(&self) -> Vec<Option<$crate::observe::columns::Value<'_>>> {
                vec![$($crate::observe::columns::Datum::value(&self.$field)),+]
            }
        }
    };
}

pub use table;
