//! Quantities with units: `"25 um^2/s"`, `"6 months"`, `"18e6 cells"`.
//!
//! Text becomes a number once, at the border of the program. Inside everything is an `f64` in the canonical unit of
//! its kind: day, µm, mL, ng/mL, cells/mL, kg, points; 1/mm² stays 1/mm². An age is a time and therefore in days (a
//! year has 365.25 d, a month 30.4375 d). Conversions are one multiplication and one division by exact numbers, so
//! that a value already in its canonical unit keeps every bit.

use thiserror::Error;

pub mod interval;
mod kind;
mod meant;
pub mod month;
pub mod needed;
pub mod sign;

use crate::language::{Message, english};
use kind::Exponents;
pub use kind::{Dimension, Kind};
pub use meant::{meant, plain_numbers};

/// Why a text is not the expected quantity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitError {
    /// No number at the beginning.
    #[error("{}", self.message().in_english())]
    NoNumber {
        /// What was written.
        text: String,
        /// What was expected.
        expected: Kind,
    },
    /// Not a number, infinite, or beyond the range of numbers.
    #[error("{}", self.message().in_english())]
    NotFinite {
        /// What was written.
        text: String,
        /// What was expected.
        expected: Kind,
    },
    /// A unit that nobody knows.
    #[error("{}", self.message().in_english())]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// What was most likely meant: the quantity, or the nearest known unit.
        near: Vec<String>,
        /// What was expected.
        expected: Kind,
    },
    /// A number with a decimal comma, or with signs between its digits.
    #[error("{}", self.message().in_english())]
    Separators {
        /// What was written.
        text: String,
        /// The quantities that it may mean.
        near: Vec<String>,
        /// What was expected.
        expected: Kind,
    },
    /// A number without a unit where the unit matters.
    #[error("{}", self.message().in_english())]
    MissingUnit {
        /// What was written.
        text: String,
        /// What was expected.
        expected: Kind,
    },
    /// A quantity of another dimension.
    #[error("{}", self.message().in_english())]
    WrongDimension {
        /// What was written.
        text: String,
        /// Its dimension.
        found: Dimension,
        /// What was most likely meant.
        near: Vec<String>,
        /// What was expected.
        expected: Kind,
    },
}

impl UnitError {
    /// What is wrong, and what was expected.
    pub fn message(&self) -> Message {
        let (message, expected) = match self {
            Self::NoNumber { text, expected } => (
                english("\"{text}\" does not begin with a number; {kind} was expected, for example \"{example}\"")
                    .with("text", text),
                expected,
            ),
            Self::NotFinite { text, expected } => (
                english("\"{text}\" is not a finite number; {kind} was expected, for example \"{example}\"")
                    .with("text", text),
                expected,
            ),
            Self::UnknownUnit { unit, near, expected } => match near.first() {
                None => {
                    (english("unknown unit {unit}; for example \"{example}\"").with("unit", quoted(unit)), expected)
                }
                Some(near) => {
                    let message = english("unknown unit {unit}; did you mean \"{near}\"?; for example \"{example}\"");
                    (message.with("unit", quoted(unit)).with("near", near), expected)
                }
            },
            Self::Separators { text, expected, .. } => {
                let message = english(
                    "\"{text}\" has other signs between its digits than a decimal point; {kind} was expected, for example \
                     \"{example}\"",
                );
                (message.with("text", text), expected)
            }
            Self::MissingUnit { text, expected } => (
                english("\"{text}\" has no unit; {kind} was expected, for example \"{example}\"").with("text", text),
                expected,
            ),
            Self::WrongDimension { text, found, expected, .. } => {
                let message = english("\"{text}\" is {found}, {kind} was expected, for example \"{example}\"");
                (message.with("text", text).with_said("found", found.message()), expected)
            }
        };
        message.with_said("kind", expected.phrase()).with("example", expected.example())
    }

    /// What was most likely meant: whole quantities, or a unit; none where nothing is near.
    pub fn near(&self) -> &[String] {
        match self {
            Self::UnknownUnit { near, .. } | Self::Separators { near, .. } | Self::WrongDimension { near, .. } => near,
            Self::NoNumber { .. } | Self::NotFinite { .. } | Self::MissingUnit { .. } => &[],
        }
    }
}

/// Basic units: name, numerator and denominator of the factor to (day, µm, ng, cell, point), exponents.
const ATOMS: [(&[&str], f64, f64, Exponents); 28] = [
    (&["%"], 1.0, 100.0, [0; 5]),
    (&["s", "sec", "second", "seconds"], 1.0, 86_400.0, [1, 0, 0, 0, 0]),
    (&["min", "minute", "minutes"], 1.0, 1440.0, [1, 0, 0, 0, 0]),
    (&["h", "hour", "hours"], 1.0, 24.0, [1, 0, 0, 0, 0]),
    (&["d", "day", "days"], 1.0, 1.0, [1, 0, 0, 0, 0]),
    (&["wk", "week", "weeks"], 7.0, 1.0, [1, 0, 0, 0, 0]),
    (&["month", "months"], 30.4375, 1.0, [1, 0, 0, 0, 0]),
    (&["y", "yr", "year", "years"], 365.25, 1.0, [1, 0, 0, 0, 0]),
    (&["decade", "decades"], 3652.5, 1.0, [1, 0, 0, 0, 0]),
    (&["nm"], 1.0, 1e3, [0, 1, 0, 0, 0]),
    (&["um", "micron", "microns"], 1.0, 1.0, [0, 1, 0, 0, 0]),
    (&["mm"], 1e3, 1.0, [0, 1, 0, 0, 0]),
    (&["cm"], 1e4, 1.0, [0, 1, 0, 0, 0]),
    (&["m"], 1e6, 1.0, [0, 1, 0, 0, 0]),
    (&["nL", "nl"], 1e6, 1.0, [0, 3, 0, 0, 0]),
    (&["uL", "ul"], 1e9, 1.0, [0, 3, 0, 0, 0]),
    (&["mL", "ml"], 1e12, 1.0, [0, 3, 0, 0, 0]),
    (&["L", "l"], 1e15, 1.0, [0, 3, 0, 0, 0]),
    (&["fg"], 1.0, 1e6, [0, 0, 1, 0, 0]),
    (&["pg"], 1.0, 1e3, [0, 0, 1, 0, 0]),
    (&["ng"], 1.0, 1.0, [0, 0, 1, 0, 0]),
    (&["ug"], 1e3, 1.0, [0, 0, 1, 0, 0]),
    (&["mg"], 1e6, 1.0, [0, 0, 1, 0, 0]),
    (&["g"], 1e9, 1.0, [0, 0, 1, 0, 0]),
    (&["kg"], 1e12, 1.0, [0, 0, 1, 0, 0]),
    (&["cells", "cell"], 1.0, 1.0, [0, 0, 0, 1, 0]),
    (&["points", "point"], 1.0, 1.0, [0, 0, 0, 0, 1]),
    (&["1"], 1.0, 1.0, [0; 5]),
];

/// Largest exponent of a basic unit: nothing in the model needs more, and factors stay finite.
const MAX_EXPONENT: i8 = 4;

/// A unit: its factor as a ratio of exact numbers, and its dimension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    numerator: f64,
    denominator: f64,
    dimension: Dimension,
}

impl Unit {
    const ONE: Unit = Unit { numerator: 1.0, denominator: 1.0, dimension: Dimension([0; 5]) };

    /// Reads a unit such as `um^2/s`, `/day`, `1/mm²`, `ng/mL/day`; the empty text is the plain number.
    ///
    /// # Errors
    /// The part that is not a unit.
    pub fn parse(text: &str) -> Result<Unit, String> {
        let text = text.replace(['µ', 'μ'], "u").replace('²', "^2").replace('³', "^3");
        let mut parts = text.split('/').map(str::trim);
        let mut unit = Unit::ONE;
        for atom in parts.next().unwrap_or_default().split(['*', '·', ' ']).filter(|atom| !atom.is_empty()) {
            unit = unit.times(atom, 1)?;
        }
        for divisor in parts {
            unit = unit.times(divisor, -1)?;
        }
        Ok(unit)
    }

    /// `self · atom^sign`, where the atom may carry an exponent of its own.
    fn times(self, atom: &str, sign: i8) -> Result<Unit, String> {
        let (name, power) = match atom.split_once('^') {
            None => (atom, 1),
            Some((name, power)) => {
                let power: i8 = power.trim().parse().map_err(|_| atom.to_string())?;
                if power == 0 || power.abs() > MAX_EXPONENT {
                    return Err(atom.to_string());
                }
                (name.trim(), power)
            }
        };
        let Some((_, up, down, exponents)) = ATOMS.iter().find(|(names, ..)| names.contains(&name)) else {
            return Err(name.to_string());
        };
        let power = power * sign;
        let mut unit = self;
        for _ in 0..power.abs() {
            let (top, bottom) = if power > 0 { (up, down) } else { (down, up) };
            unit.numerator *= top;
            unit.denominator *= bottom;
        }
        for (own, other) in unit.dimension.0.iter_mut().zip(exponents) {
            *own = own.checked_add(other.saturating_mul(power)).ok_or_else(|| atom.to_string())?;
        }
        Ok(unit)
    }

    /// Its dimension.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// A value in this unit, in the canonical unit of its kind.
    pub fn to_canonical(&self, value: f64) -> f64 {
        let (up, down) = self.factor();
        value * up / down
    }

    /// A canonical value in this unit. Rounding may lose the last bit.
    pub fn from_canonical(&self, value: f64) -> f64 {
        let (up, down) = self.factor();
        value * down / up
    }

    /// Factor to the canonical unit of the kind. Common parts of the ratio cancel before a value is touched.
    fn factor(&self) -> (f64, f64) {
        let canonical = match self.dimension.kind() {
            None | Some(Kind::Number) => Unit::ONE,
            Some(kind) => Unit::parse(kind.canonical_unit()).unwrap_or(Unit::ONE),
        };
        let (up, down) = (self.numerator * canonical.denominator, self.denominator * canonical.numerator);
        if up >= down && (up / down).fract() == 0.0 {
            (up / down, 1.0)
        } else if (down / up).fract() == 0.0 {
            (1.0, down / up)
        } else {
            (up, down)
        }
    }
}

/// Reads a quantity of the expected kind and gives it in the canonical unit of that kind.
///
/// # Errors
/// [`UnitError`] says what was found, what was expected, and gives an example.
pub fn parse(text: &str, expected: Kind) -> Result<f64, UnitError> {
    read(text, expected).map_err(|error| {
        let (quantities, numbers) = (meant(text, expected), plain_numbers(text.trim()));
        let lacks_unit = |number: &String| matches!(read(number, expected), Err(UnitError::MissingUnit { .. }));
        match error {
            UnitError::NoNumber { .. } | UnitError::NotFinite { .. } | UnitError::MissingUnit { .. } => error,
            _ if !numbers.is_empty() && (!quantities.is_empty() || numbers.iter().any(lacks_unit)) => {
                UnitError::Separators { text: text.to_string(), near: quantities, expected }
            }
            UnitError::UnknownUnit { unit, near, .. } => {
                let near = if quantities.is_empty() { near } else { quantities };
                UnitError::UnknownUnit { unit, near, expected }
            }
            UnitError::WrongDimension { text, found, .. } => {
                UnitError::WrongDimension { text, found, near: quantities, expected }
            }
            error => error,
        }
    })
}

/// The same, without what else the text may mean.
fn read(text: &str, expected: Kind) -> Result<f64, UnitError> {
    let trimmed = text.trim();
    let owned = || text.to_string();
    let (number, unit_text) = trimmed.split_at(number_length(trimmed));
    if number.is_empty() {
        let word = trimmed.trim_start_matches(['+', '-']).to_ascii_lowercase();
        return Err(if word.starts_with("nan") || word.starts_with("inf") {
            UnitError::NotFinite { text: owned(), expected }
        } else {
            UnitError::NoNumber { text: owned(), expected }
        });
    }
    let Ok(value) = number.parse::<f64>() else {
        return Err(UnitError::NoNumber { text: owned(), expected });
    };
    let unit_text = match (unit_text.trim().is_empty(), expected.takes_bare_number()) {
        (false, _) => unit_text,
        (true, true) => expected.canonical_unit(),
        (true, false) => return Err(UnitError::MissingUnit { text: owned(), expected }),
    };
    let unit = Unit::parse(unit_text).map_err(|unit| {
        let near = meant::nearest_unit(unit_text, &unit, expected).into_iter().collect();
        UnitError::UnknownUnit { unit, near, expected }
    })?;
    if unit.dimension != Dimension(expected.row().exponents) {
        return Err(UnitError::WrongDimension { text: owned(), found: unit.dimension, near: Vec::new(), expected });
    }
    let canonical = unit.to_canonical(value);
    if !canonical.is_finite() {
        return Err(UnitError::NotFinite { text: owned(), expected });
    }
    Ok(canonical)
}

/// Writes a canonical value in `unit` where that reads back to the same bits, otherwise in the canonical unit.
pub fn format(value: f64, kind: Kind, unit: &str) -> String {
    let in_unit = Unit::parse(unit).ok().filter(|u| u.dimension.kind() == Some(kind)).and_then(|u| {
        let near = u.from_canonical(value);
        [near, near.next_up(), near.next_down()].into_iter().find(|x| u.to_canonical(*x).to_bits() == value.to_bits())
    });
    let (number, unit) = in_unit.map_or((value, kind.canonical_unit()), |number| (number, unit));
    let number =
        if number != 0.0 && !(1e-4..1e6).contains(&number.abs()) { format!("{number:e}") } else { format!("{number}") };
    if kind == Kind::Number { number } else { format!("{number} {}", unit.strip_prefix('1').unwrap_or(unit)) }
}

/// A text in quotation marks that do not run into its own.
pub fn quoted(text: &str) -> String {
    let mark = if text.contains('"') { '\'' } else { '"' };
    format!("{mark}{text}{mark}")
}

/// Length of the number at the beginning of a text, bytes.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return 0;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = digits((end + 1 + sign).min(bytes.len()));
        if power > 0 {
            end += 1 + sign + power;
        }
    }
    end
}

#[cfg(test)]
mod tests;
