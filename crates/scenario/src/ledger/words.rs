//! The grammar of a spread between patients, the same in the ledger, in `[spread]` and in `[population.vary]`.
//!
//! ```text
//! normal [mean A] sd A [within A to A]
//! lognormal [mean A] cv N [within A to A]
//! uniform A to A [within A to A]
//! ```
//!
//! An amount A has a unit, but in the ledger, where the row has it. Without a mean it is the value that the parameter has.

use std::fmt::{self, Display};

/// A spread as it is written, with amounts of some type.
#[derive(Debug, Clone, PartialEq)]
pub struct Words<T> {
    /// Its shape.
    pub shape: ShapeWords<T>,
    /// The mean, where one is stated; a uniform spread has none.
    pub mean: Option<T>,
    /// Smallest and largest value a patient can have.
    pub within: Option<[T; 2]>,
}

/// Shape and width.
#[derive(Debug, Clone, PartialEq)]
pub enum ShapeWords<T> {
    /// Standard deviation.
    Normal(T),
    /// Coefficient of variation, a plain number.
    LogNormal(T),
    /// Smallest and largest value.
    Uniform([T; 2]),
}

/// Words before an amount, or in place of one.
const WORDS: [&str; 8] = ["normal", "lognormal", "uniform", "mean", "sd", "cv", "within", "to"];

impl Words<String> {
    /// Reads a spread; nothing of a text that is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut clauses: Vec<(&str, Vec<&str>)> = Vec::new();
        for word in text.split_whitespace() {
            match clauses.last_mut() {
                _ if WORDS.contains(&word) => clauses.push((word, Vec::new())),
                Some((_, amount)) => amount.push(word),
                None => return None,
            }
        }
        let mut clauses = clauses.into_iter().map(|(word, amount)| (word, amount.join(" "))).peekable();
        let (shape, low) = clauses.next()?;
        let mut take = |word: &str| {
            let clause = clauses.next_if(|(found, amount)| *found == word && !amount.is_empty());
            clause.map(|(_, amount)| amount)
        };
        let (mean, shape) = match (shape, low.is_empty()) {
            ("normal", true) => (take("mean"), ShapeWords::Normal(take("sd")?)),
            ("lognormal", true) => (take("mean"), ShapeWords::LogNormal(take("cv")?)),
            ("uniform", false) => (None, ShapeWords::Uniform([low, take("to")?])),
            _ => return None,
        };
        let within = match take("within") {
            Some(low) => Some([low, take("to")?]),
            None => None,
        };
        clauses.next().is_none().then_some(Self { shape, mean, within })
    }
}

impl<T> Words<T> {
    /// The same with other amounts; a coefficient of variation is made by `number`, everything else by `amount`.
    pub fn map<U>(self, mut amount: impl FnMut(T) -> U, number: impl FnOnce(T) -> U) -> Words<U> {
        let mean = self.mean.map(&mut amount);
        let within = self.within.map(|ends| ends.map(&mut amount));
        let shape = match self.shape {
            ShapeWords::Normal(sd) => ShapeWords::Normal(amount(sd)),
            ShapeWords::LogNormal(cv) => ShapeWords::LogNormal(number(cv)),
            ShapeWords::Uniform(ends) => ShapeWords::Uniform(ends.map(amount)),
        };
        Words { shape, mean, within }
    }
}

impl<T: Display> Display for Words<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mean = |f: &mut fmt::Formatter<'_>| self.mean.iter().try_for_each(|mean| write!(f, " mean {mean}"));
        match &self.shape {
            ShapeWords::Normal(sd) => {
                write!(f, "normal")?;
                mean(f)?;
                write!(f, " sd {sd}")?;
            }
            ShapeWords::LogNormal(cv) => {
                write!(f, "lognormal")?;
                mean(f)?;
                write!(f, " cv {cv}")?;
            }
            ShapeWords::Uniform([low, high]) => write!(f, "uniform {low} to {high}")?,
        }
        self.within.iter().try_for_each(|[low, high]| write!(f, " within {low} to {high}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_to_itself() {
        for text in [
            "lognormal cv 0.5",
            "normal mean 52 y sd 12 y within 22 y to 82 y",
            "normal sd 0.01 1/day",
            "lognormal mean 3 ng/mL/day cv 0.3 within 1 ng/mL/day to 9 ng/mL/day",
            "uniform 0.1 to 0.9",
            "uniform 50 y to 60 y within 51 y to 59 y",
        ] {
            assert_eq!(Words::parse(text).map(|words| words.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_spread_is_not_read() {
        for text in [
            "",
            "broad",
            "0.5 normal",
            "normal",
            "normal 12 y",
            "normal cv 0.5",
            "lognormal sd 1",
            "normal sd",
            "normal sd 12 y mean 52 y",
            "normal sd 12 y within 22 y",
            "normal sd 12 y to 15 y",
            "uniform 0.1",
            "uniform mean 0.5 0.1 to 0.9",
            "lognormal cv 0.5 within 0.1 to 0.9 to 1",
        ] {
            assert_eq!(Words::parse(text), None, "{text}");
        }
    }
}
