//! Words and numbers of the format that several readers share.

use std::ffi::OsStr;

/// Whether a file that ends so is a scenario: `.toml`, in small letters or not.
pub fn is_ending(ending: &OsStr) -> bool {
    ending.eq_ignore_ascii_case("toml")
}

/// Version of the format.
pub const FORMAT: u64 = 1;

/// Name under which keys set from outside appear in errors.
pub const OVERRIDES: &str = "--set";

/// Most patients of a study.
pub const MAX_PATIENTS: u64 = 1_000_000;

/// Forms that the time series can take.
pub const TIMESERIES: &[&str] = &["csv", "parquet"];
/// Forms that tables of cells and of axons can take.
pub const TABLES: &[&str] = &["csv", "parquet", "vtk"];
/// Forms that maps can take.
pub const FIELDS: &[&str] = &["npz", "parquet", "vtk"];
