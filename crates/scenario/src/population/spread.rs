//! How parameters vary between patients: the ledger's spreads, those of a study in their place, and correlations.
//!
//! A log-normal of mean m and coefficient of variation v has `σ² = ln(1 + v²)` and `μ = ln m − σ²/2`, so that the stated
//! mean is kept. One standard normal a key: a changed mean, spread or bound moves a patient smoothly and leaves the
//! others as they were. A draw beyond its bounds is set to the bound (not drawn again): the retention of a dose and the
//! age of trial populations pile up at their ends rather than thin out, and the set of the model was calibrated so.
//!
//! Correlations join the standard normals of keys (a Gaussian copula): with the Cholesky factor `L` of the matrix of
//! correlations, `z' = L·z`. Keys without one keep their own normal, so that a correlation moves nobody else's luck.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use thiserror::Error;

use crate::ledger::{Distribution, Ledger, Shape};
use admsc_model::math;
use admsc_stats::{linear, normal};

/// Rounding must not let a matrix of rank below full through.
const LEAST: f64 = 1e-9;

/// A correlation between the standard normals of two keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// The two keys.
    pub keys: [String; 2],
    /// −1 to 1, both excluded.
    pub coefficient: f64,
}

/// Why correlations cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CorrelationError {
    /// One of the keys does not vary.
    #[error("{0} does not vary between patients, so nothing can correlate with it")]
    Fixed(String),
    /// No joint distribution has them.
    #[error("these correlations are impossible together: their matrix is not positive definite")]
    Impossible,
}

/// The spreads of all keys that vary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spreads {
    spreads: BTreeMap<String, Distribution>,
    /// Keys that correlate, and the rows of the lower Cholesky factor.
    correlated: Vec<String>,
    factor: Vec<Vec<f64>>,
}

impl Spreads {
    /// The spreads of the ledger.
    pub fn from_ledger(ledger: &Ledger) -> Self {
        let rows = ledger.entries().iter().filter_map(|entry| Some((entry.key.clone(), entry.distribution?)));
        Self { spreads: rows.collect(), correlated: Vec::new(), factor: Vec::new() }
    }

    /// The same, but these keys are the same in everybody.
    #[must_use]
    pub fn without(mut self, fixed: &BTreeSet<String>) -> Self {
        self.spreads.retain(|key, _| !fixed.contains(key));
        self
    }

    /// The same, but these keys have other spreads, or none.
    #[must_use]
    pub fn with(mut self, vary: impl IntoIterator<Item = (String, Option<Distribution>)>) -> Self {
        for (key, spread) in vary {
            match spread {
                Some(spread) => self.spreads.insert(key, spread),
                None => self.spreads.remove(&key),
            };
        }
        self
    }

    /// The same with correlations; the last of a pair counts.
    ///
    /// # Errors
    /// When a key does not vary, or no joint distribution has all of them.
    pub fn correlated(mut self, correlations: &[Correlation]) -> Result<Self, CorrelationError> {
        let keys: BTreeSet<&String> = correlations.iter().flat_map(|pair| &pair.keys).collect();
        if let Some(fixed) = keys.iter().find(|key| !self.spreads.contains_key(**key)) {
            return Err(CorrelationError::Fixed((*fixed).clone()));
        }
        let keys: Vec<String> = keys.into_iter().cloned().collect();
        let place = |key: &String| keys.iter().position(|known| known == key).unwrap_or_default();
        let unit = |row: usize| (0..keys.len()).map(|column| f64::from(u8::from(row == column))).collect();
        let mut matrix: Vec<Vec<f64>> = (0..keys.len()).map(unit).collect();
        for pair in correlations {
            let [a, b] = [place(&pair.keys[0]), place(&pair.keys[1])];
            matrix[a][b] = pair.coefficient;
            matrix[b][a] = pair.coefficient;
        }
        self.factor = linear::cholesky(&matrix, LEAST).ok_or(CorrelationError::Impossible)?;
        self.correlated = keys;
        Ok(self)
    }

    /// The spread of a key; nothing where it does not vary.
    pub fn get(&self, key: &str) -> Option<&Distribution> {
        self.spreads.get(key)
    }

    /// A value of every varying key round its value in `means`. `normal` gives the standard normal of a key.
    pub fn draw(&self, means: &BTreeMap<String, f64>, normal: impl Fn(&str) -> f64) -> BTreeMap<String, f64> {
        let mut normals: BTreeMap<&str, f64> = self.spreads.keys().map(|key| (key.as_str(), normal(key))).collect();
        let own: Vec<f64> = self.correlated.iter().map(|key| normals[key.as_str()]).collect();
        for (key, row) in self.correlated.iter().zip(&self.factor) {
            normals.insert(key, linear::dot(row, &own));
        }
        let drawn = |(key, spread): (&String, &Distribution)| {
            let mean = *means.get(key)?;
            Some((key.clone(), at(spread, mean, normals[key.as_str()])))
        };
        self.spreads.iter().filter_map(drawn).collect()
    }
}

/// The value that lies `normal` standard deviations from the middle of a spread of this mean.
pub(super) fn at(spread: &Distribution, mean: f64, normal: f64) -> f64 {
    let drawn = match spread.shape {
        Shape::Normal { sd } => mean + sd * normal,
        Shape::Uniform { low, high } => low + (high - low) * normal::upper_tail(-normal),
        // A parameter switched off stays off.
        Shape::LogNormal { .. } if mean <= 0.0 => mean,
        Shape::LogNormal { cv } => {
            let variance = math::ln(1.0 + cv * cv);
            math::exp(math::ln(mean) - 0.5 * variance + math::sqrt(variance) * normal)
        }
    };
    spread.within.map_or(drawn, |(low, high)| drawn.max(low).min(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str, coefficient: f64) -> Correlation {
        Correlation { keys: [a.into(), b.into()], coefficient }
    }

    #[test]
    fn correlated_keys_share_luck_and_others_keep_theirs() -> Result<(), Box<dyn std::error::Error>> {
        let ledger = Ledger::bundled()?;
        let means = crate::ledger::values(&ledger.defaults()?)?;
        let normal = |key: &str| if key == "patient.age" { 1.0 } else { 0.0 };
        let plain = Spreads::from_ledger(&ledger);
        let joined =
            plain.clone().correlated(&[pair("patient.age", "patient.donor_potency", -0.5)])?.draw(&means, normal);
        let alone = plain.draw(&means, normal);
        assert_eq!(joined["patient.age"], alone["patient.age"]);
        assert!(joined["patient.donor_potency"] < alone["patient.donor_potency"]);
        let moved: Vec<&String> = alone.keys().filter(|key| alone[*key] != joined[*key]).collect();
        assert_eq!(moved, ["patient.donor_potency"]);
        Ok(())
    }

    #[test]
    fn impossible_correlations_are_named() -> Result<(), Box<dyn std::error::Error>> {
        let spreads = Spreads::from_ledger(&Ledger::bundled()?);
        let fixed = spreads.clone().correlated(&[pair("patient.age", "patient.potency", 0.5)]);
        assert_eq!(fixed, Err(CorrelationError::Fixed("patient.potency".into())));
        let [a, b, c] = ["patient.age", "patient.donor_potency", "pain.gain"];
        let odd = spreads.correlated(&[pair(a, b, 0.9), pair(b, c, 0.9), pair(a, c, -0.9)]);
        assert_eq!(odd, Err(CorrelationError::Impossible));
        Ok(())
    }
}
