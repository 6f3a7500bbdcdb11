//! A quantity with its unit, as it stands in scenarios. The first byte says what is expected.
#![no_main]

use admsc_scenario::language::Language;
use admsc_scenario::units::{Kind, Unit, UnitError, format, parse};
use libfuzzer_sys::fuzz_target;

const KINDS: [Kind; 16] = [
    Kind::Number,
    Kind::Time,
    Kind::Length,
    Kind::Volume,
    Kind::Mass,
    Kind::Rate,
    Kind::Speed,
    Kind::Diffusivity,
    Kind::Concentration,
    Kind::Production,
    Kind::Secretion,
    Kind::Cells,
    Kind::CellDensity,
    Kind::CellsPerMass,
    Kind::ArealDensity,
    Kind::Points,
];

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = (KINDS[usize::from(input.0) % KINDS.len()], input.1);
    match parse(text, kind) {
        Ok(value) => {
            assert!(value.is_finite());
            for unit in kind.usual_units().iter().chain([&kind.canonical_unit()]) {
                let written = format(value, kind, unit);
                let again = parse(&written, kind).map(f64::to_bits);
                assert_eq!(again, Ok(value.to_bits()), "{text:?} is written as {written:?}");
            }
        }
        Err(error) => {
            for language in [Language::English, Language::Japanese] {
                assert!(language.say(error.message()).contains(kind.example()));
            }
            for near in error.near() {
                let is_unit = matches!(error, UnitError::UnknownUnit { .. }) && Unit::parse(near).is_ok();
                assert!(is_unit || parse(near, kind).is_ok(), "{text:?}: {near:?} is no {kind:?}");
            }
        }
    }
});
