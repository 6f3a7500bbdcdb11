//! The kinds of quantities and their dimensions.

use std::fmt;

use crate::language::{Message, Phrase, english};

/// Exponents of a dimension over (time, length, mass, cells, points). A volume is a length to the third.
pub(super) type Exponents = [i8; 5];

/// What kind of thing a quantity is. Each kind has one canonical unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Dimensionless.
    Number,
    /// Canonical unit: day.
    Time,
    /// Canonical unit: µm.
    Length,
    /// Canonical unit: mL.
    Volume,
    /// Canonical unit: kg.
    Mass,
    /// Canonical unit: 1/day.
    Rate,
    /// Canonical unit: µm/day.
    Speed,
    /// Canonical unit: µm²/day.
    Diffusivity,
    /// Canonical unit: ng/mL.
    Concentration,
    /// Canonical unit: ng/mL/day.
    Production,
    /// Canonical unit: ng/cell/day.
    Secretion,
    /// Canonical unit: cells.
    Cells,
    /// Canonical unit: cells/mL.
    CellDensity,
    /// Canonical unit: cells/kg.
    CellsPerMass,
    /// Canonical unit: 1/mm².
    ArealDensity,
    /// Canonical unit: points of the 0 to 10 pain scale.
    Points,
}

/// A row of the table of kinds.
pub(super) struct KindRow {
    pub(super) kind: Kind,
    pub(super) exponents: Exponents,
    pub(super) name: Phrase,
    pub(super) unit: &'static str,
    pub(super) example: &'static str,
}

const fn row(kind: Kind, exponents: Exponents, name: Phrase, unit: &'static str, example: &'static str) -> KindRow {
    KindRow { kind, exponents, name, unit, example }
}

/// In the order of [`Kind`].
pub(super) const KINDS: [KindRow; 16] = [
    row(Kind::Number, [0, 0, 0, 0, 0], english("a plain number"), "1", "0.5"),
    row(Kind::Time, [1, 0, 0, 0, 0], english("a time"), "day", "6 months"),
    row(Kind::Length, [0, 1, 0, 0, 0], english("a length"), "um", "3 mm"),
    row(Kind::Volume, [0, 3, 0, 0, 0], english("a volume"), "mL", "3 mL"),
    row(Kind::Mass, [0, 0, 1, 0, 0], english("a mass"), "kg", "65 kg"),
    row(Kind::Rate, [-1, 0, 0, 0, 0], english("a rate"), "1/day", "0.06 /day"),
    row(Kind::Speed, [-1, 1, 0, 0, 0], english("a speed"), "um/day", "1 um/min"),
    row(Kind::Diffusivity, [-1, 2, 0, 0, 0], english("a diffusivity"), "um^2/day", "25 um^2/s"),
    row(Kind::Concentration, [0, -3, 1, 0, 0], english("a concentration"), "ng/mL", "0.3 ng/mL"),
    row(Kind::Production, [-1, -3, 1, 0, 0], english("a production per volume"), "ng/mL/day", "8 ng/mL/day"),
    row(Kind::Secretion, [-1, 0, 1, -1, 0], english("a secretion per cell"), "ng/cell/day", "8.3 fg/cell/day"),
    row(Kind::Cells, [0, 0, 0, 1, 0], english("a number of cells"), "cells", "18e6 cells"),
    row(Kind::CellDensity, [0, -3, 0, 1, 0], english("a cell density"), "cells/mL", "1.5e6 cells/mL"),
    row(Kind::CellsPerMass, [0, 0, -1, 1, 0], english("a number of cells per body weight"), "cells/kg", "1e6 cells/kg"),
    row(Kind::ArealDensity, [0, -2, 0, 0, 0], english("a number per area"), "1/mm^2", "25 /mm^2"),
    row(Kind::Points, [0, 0, 0, 0, 1], english("a number of points"), "points", "7 points"),
];

impl Kind {
    pub(super) fn row(self) -> &'static KindRow {
        &KINDS[self as usize]
    }

    /// Name with its article: `a length`.
    pub fn name(self) -> &'static str {
        self.phrase().in_english()
    }

    /// Name that is translated.
    pub fn phrase(self) -> Phrase {
        self.row().name
    }

    /// The canonical unit as text that [`Unit::parse`](super::Unit::parse) reads: `um`.
    pub fn canonical_unit(self) -> &'static str {
        self.row().unit
    }

    /// A well-formed value: `3 mm`.
    pub fn example(self) -> &'static str {
        self.row().example
    }

    /// The units that people give such a quantity in most often.
    pub fn usual_units(self) -> &'static [&'static str] {
        match self {
            Kind::Time => &["h", "d", "months"],
            Kind::Length => &["um", "mm"],
            Kind::Rate => &["/day"],
            Kind::Diffusivity => &["um^2/s"],
            Kind::ArealDensity => &["/mm^2"],
            kind => std::slice::from_ref(&kind.row().unit),
        }
    }

    /// Whether a bare number is meant in the canonical unit: plain numbers, cells (also per kg) and points.
    pub fn takes_bare_number(self) -> bool {
        matches!(self, Kind::Number | Kind::Cells | Kind::CellsPerMass | Kind::Points)
    }
}

/// A physical dimension; some have a [`Kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimension(pub(super) Exponents);

impl Dimension {
    /// The kind of quantity with this dimension, where the model has one.
    pub fn kind(self) -> Option<Kind> {
        KINDS.iter().find(|row| row.exponents == self.0).map(|row| row.kind)
    }
}

impl Dimension {
    /// Its name, or its exponents.
    pub fn message(self) -> Message {
        if let Some(kind) = self.kind() {
            return kind.phrase().into();
        }
        let names = ["time", "length", "mass", "cells", "points"];
        let parts: Vec<String> =
            names.iter().zip(self.0).filter(|(_, n)| *n != 0).map(|(name, n)| format!("{name}^{n}")).collect();
        english("a quantity of dimension {dimension}").with("dimension", parts.join("·"))
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().in_english())
    }
}
