//! Wrong input, one file a class: every answer has file, line, column, caret, expectation and, where there is one, a
//! suggestion; all errors of a file come at once; nothing panics.

mod support;

mod bad_route;
mod cadence_that_does_not_divide;
mod cells_twice;
mod dose_after_horizon;
mod duplicate_key;
mod enormous_repeat;
mod exports;
mod extends_circular;
mod extends_escaping;
mod extends_missing;
mod fuzz;
mod grid_too_large;
mod keys_that_exclude_each_other;
mod lesion_outside;
mod look_alikes;
mod many_errors_at_once;
mod needle_outside;
mod negative_or_zero;
mod not_a_number;
mod not_toml;
mod not_utf8;
mod overrides;
mod positions;
mod repeat_without_every;
mod replicates;
mod sham_with_cells;
mod studies;
mod unknown_key;
mod unreadable_file;
mod window_size;
mod wrong_dimension;
mod wrong_format_number;
mod wrong_type;
mod wrong_unit;
