use super::kind::KINDS;
use super::*;

#[test]
fn the_table_of_kinds_is_in_the_order_of_the_kinds() {
    for (index, row) in KINDS.iter().enumerate() {
        assert_eq!(row.kind as usize, index);
        assert_eq!(Unit::parse(row.unit).map(|unit| unit.dimension.kind()), Ok(Some(row.kind)));
        assert!(parse(row.example, row.kind).is_ok(), "{}", row.example);
    }
}

#[test]
fn quantities_are_read_into_canonical_units() {
    for (text, kind, value) in [
        ("25 um^2/s", Kind::Diffusivity, 25.0 * 86_400.0),
        ("25 µm²/s", Kind::Diffusivity, 25.0 * 86_400.0),
        ("25μm^2/s", Kind::Diffusivity, 25.0 * 86_400.0),
        ("6 months", Kind::Time, 182.625),
        ("52 y", Kind::Time, 52.0 * 365.25),
        ("18 h", Kind::Time, 0.75),
        ("150 week", Kind::Time, 1050.0),
        ("18e6 cells", Kind::Cells, 18e6),
        ("70e6", Kind::Cells, 70e6),
        ("0.06 /day", Kind::Rate, 0.06),
        ("0.06 1/d", Kind::Rate, 0.06),
        ("0.08/decade", Kind::Rate, 0.08 / 3652.5),
        ("25 1/mm^2", Kind::ArealDensity, 25.0),
        ("65 kg", Kind::Mass, 65.0),
        ("35 mL", Kind::Volume, 35.0),
        ("35 ml", Kind::Volume, 35.0),
        ("8 ng/mL/day", Kind::Production, 8.0),
        ("0.3 ng/mL", Kind::Concentration, 0.3),
        ("300 pg/mL", Kind::Concentration, 0.3),
        ("8.3 fg/cell/day", Kind::Secretion, 8.3e-6),
        ("1.0 um/min", Kind::Speed, 1440.0),
        ("1 mm/day", Kind::Speed, 1000.0),
        ("0.6 mm", Kind::Length, 600.0),
        ("1.5e6 cells/mL", Kind::CellDensity, 1.5e6),
        ("1e6 cells/kg", Kind::CellsPerMass, 1e6),
        ("30 %", Kind::Number, 0.3),
        ("-.5", Kind::Number, -0.5),
        ("10.1 points", Kind::Points, 10.1),
    ] {
        assert_eq!(parse(text, kind), Ok(value), "{text}");
    }
}

#[test]
fn a_bare_number_is_in_the_canonical_unit_or_refused() {
    for row in &KINDS {
        let with_unit = parse(&format!("2.5 {}", row.unit), row.kind);
        assert_eq!(with_unit, Ok(2.5), "{}", row.name.in_english());
        let bare = parse("2.5", row.kind);
        if row.kind.takes_bare_number() {
            assert_eq!(bare, with_unit, "{}", row.name.in_english());
        } else {
            assert!(matches!(bare, Err(UnitError::MissingUnit { .. })), "{}", row.name.in_english());
        }
    }
}

#[test]
fn a_wrong_dimension_is_named_with_an_example() {
    assert_eq!(
        parse("3 mL", Kind::Length).map_err(|error| error.to_string()),
        Err("\"3 mL\" is a volume, a length was expected, for example \"3 mm\"".to_string())
    );
    for (text, kind, part) in [
        ("3", Kind::Length, "has no unit"),
        ("mm", Kind::Length, "does not begin with a number"),
        ("", Kind::Length, "does not begin with a number"),
        ("nan mm", Kind::Length, "not a finite number"),
        ("-inf", Kind::Number, "not a finite number"),
        ("1e400 mm", Kind::Length, "not a finite number"),
        ("1e308 m", Kind::Length, "not a finite number"),
        ("3 mmm", Kind::Length, "unknown unit \"mmm\"; did you mean \"mm\"?"),
        ("3 montsh", Kind::Time, "did you mean \"months\"?"),
        ("3 y\"", Kind::Time, "unknown unit 'y\"'; did you mean \"y\"?"),
        ("3 um^9", Kind::Length, "unknown unit \"um^9\""),
        ("3 /", Kind::Rate, "unknown unit \"\""),
        ("3 mm^4", Kind::Length, "a quantity of dimension length^4"),
        ("1.2.3 mm", Kind::Length, "unknown unit \".3\""),
        ("5 cells", Kind::Number, "is a number of cells, a plain number was expected"),
    ] {
        let message = parse(text, kind).map_or_else(|error| error.to_string(), |value| format!("read as {value}"));
        assert!(message.contains(part), "{text}: {message}");
    }
}

#[test]
fn what_is_written_reads_back_to_the_same_bits() {
    for (value, kind, unit) in [
        (25.0 * 86_400.0, Kind::Diffusivity, "um^2/s"),
        (0.1 + 0.2, Kind::Diffusivity, "um^2/s"),
        (0.08 / 3652.5, Kind::Rate, "1/decade"),
        (1.0 / 3.0, Kind::Rate, "1/decade"),
        (52.3 * 365.25, Kind::Time, "year"),
        (8.3e-6, Kind::Secretion, "fg/cell/day"),
        (18e6, Kind::Cells, "cells"),
        (25.0, Kind::ArealDensity, "1/mm^2"),
        (0.0, Kind::Rate, "1/day"),
        (1e-300, Kind::Number, "1"),
    ] {
        let text = format(value, kind, unit);
        assert_eq!(parse(&text, kind).map(f64::to_bits), Ok(value.to_bits()), "{text}");
    }
    assert_eq!(format(25.0 * 86_400.0, Kind::Diffusivity, "um^2/s"), "25 um^2/s");
    assert_eq!(format(0.06, Kind::Rate, "1/day"), "0.06 /day");
}
