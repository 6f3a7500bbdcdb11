//! The file of a scenario: any bytes.
#![no_main]

use admsc_fuzz::{file, read_or_told};
use admsc_scenario::reading::load;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_or_told(&load(&file("scenario.toml", bytes), &[])));
