//! The evidence ledger: the only place of default values.
//!
//! Every parameter of the model is one row of `validation/parameters.csv`, with its value, unit, plausible range, spread
//! between patients, grade and source. The rows are bundled into the program. Those of the section `observer` are what
//! trials see ([`super::observer`]): no rule of the model reads them and no scenario sets them, so that they make a ledger of
//! their own out of the same file.

pub mod limits;
mod meaning;
pub mod names;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::units::{Kind, Unit};
use admsc_model::rules::parameters::Parameters;
use words::{ShapeWords, Words};

/// All rows.
pub(super) const BUNDLED: &str = include_str!("../../../../validation/parameters.csv");

/// Section of what trials see.
const OBSERVER: &str = "observer";

/// How well a value is known, from best to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Measured in humans.
    MeasuredMan,
    /// Measured in animals.
    MeasuredAnimal,
    /// Measured in cell culture.
    InVitro,
    /// Taken from a published model.
    PublishedModel,
    /// Remembered from the literature without a checked source.
    Recalled,
    /// Chosen by the designers.
    Assumed,
    /// Fitted to the clinical figures.
    Calibrated,
}

/// Shape of the spread between patients.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Shape {
    /// Log-normal with this standard deviation relative to the mean.
    LogNormal {
        /// Coefficient of variation.
        cv: f64,
    },
    /// Normal with this standard deviation, canonical unit.
    Normal {
        /// Standard deviation.
        sd: f64,
    },
    /// Uniform between two values, canonical unit, whatever the mean patient has.
    Uniform {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
    },
}

/// Spread of a parameter between patients, round the value as mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Distribution {
    /// Shape.
    pub shape: Shape,
    /// Smallest and largest value a patient can have, canonical unit.
    pub within: Option<(f64, f64)>,
}

impl Distribution {
    /// Whether it is uniform, and so has its values whatever the mean patient has.
    pub fn is_uniform(&self) -> bool {
        matches!(self.shape, Shape::Uniform { .. })
    }
}

/// One row. Values are canonical (day, µm, mL, ng, cells).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `section.name`, as in scenarios and in [`Parameters`].
    pub key: String,
    /// Symbol in formulas; may be empty.
    pub symbol: String,
    /// What it is.
    pub description: String,
    /// Default value, canonical unit.
    pub value: f64,
    /// Unit in which the ledger states it.
    pub unit: String,
    /// Kind of quantity.
    pub kind: Kind,
    /// Lower end of the plausible range, canonical unit.
    pub low: f64,
    /// Upper end of the plausible range, canonical unit.
    pub high: f64,
    /// Spread between patients.
    pub distribution: Option<Distribution>,
    /// The spread as the ledger writes it; may be empty.
    pub distribution_text: String,
    /// How well the value is known.
    pub grade: Grade,
    /// Where it comes from; may be empty.
    pub source: String,
    /// Remark; may be empty.
    pub note: String,
}

impl Entry {
    /// Section of the key.
    pub fn section(&self) -> &str {
        self.key.split_once('.').map_or("", |(section, _)| section)
    }

    /// Name within the section.
    pub fn name(&self) -> &str {
        self.key.split_once('.').map_or(self.key.as_str(), |(_, name)| name)
    }

    /// A spread of this key in the words of scenarios.
    pub fn spread_text(&self, spread: &Distribution) -> String {
        let ends = |(low, high): (f64, f64)| [low, high].map(|value| self.text(value));
        let shape = match spread.shape {
            Shape::LogNormal { cv } => ShapeWords::LogNormal(cv.to_string()),
            Shape::Normal { sd } => ShapeWords::Normal(self.text(sd)),
            Shape::Uniform { low, high } => ShapeWords::Uniform(ends((low, high))),
        };
        Words { shape, mean: None, within: spread.within.map(ends) }.to_string()
    }

    /// A canonical value as text in the unit of the ledger.
    pub fn text(&self, value: f64) -> String {
        crate::units::format(value, self.kind, &self.unit)
    }

    /// A canonical value as the number that the ledger states, in its own unit. The way to canonical units and back may
    /// cost the last bit, which twelve digits do not show.
    pub fn in_unit(&self, canonical: f64) -> f64 {
        let text = self.text(canonical);
        let stated = text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(canonical);
        format!("{stated:.11e}").parse().unwrap_or(stated)
    }

    /// The same with its unit, to be read by people.
    pub fn shown(&self, canonical: f64) -> String {
        let text = self.text(canonical);
        let unit = text.split_once(' ').map(|(_, unit)| format!(" {unit}")).unwrap_or_default();
        let number = self.in_unit(canonical);
        if number != 0.0 && !(1e-4..1e6).contains(&number.abs()) {
            format!("{number:e}{unit}")
        } else {
            format!("{number}{unit}")
        }
    }
}

/// Why the ledger cannot be used.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// Not a table of the expected columns.
    #[error("the ledger cannot be read as a table: {0}")]
    Table(#[from] csv::Error),
    /// A row with a fault.
    #[error("ledger row {key}: {fault}")]
    Row {
        /// Its key.
        key: String,
        /// What is wrong.
        fault: String,
    },
    /// Rows and parameters of the model do not agree.
    #[error("the ledger does not match the parameters of the model: {0}")]
    Mismatch(#[from] serde_json::Error),
    /// A key that is not in the ledger.
    #[error("the ledger has no key {0}")]
    UnknownKey(String),
}

/// A row as the file has it.
#[derive(Deserialize)]
struct Row {
    key: String,
    symbol: String,
    description: String,
    value: f64,
    unit: String,
    low: f64,
    high: f64,
    distribution: String,
    grade: Grade,
    source: String,
    note: String,
}

/// All parameters with their evidence. A copy shares the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    rows: Arc<Rows>,
}

#[derive(Debug, PartialEq)]
struct Rows {
    entries: Vec<Entry>,
    /// Where the row of a key stands, and where those of a section do.
    index: BTreeMap<String, usize>,
    sections: BTreeMap<String, Vec<usize>>,
    values: BTreeMap<String, f64>,
}

impl Ledger {
    /// The parameters of the model that are part of the program.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn bundled() -> Result<Self, LedgerError> {
        static READ: OnceLock<Ledger> = OnceLock::new();
        Self::read_once(&READ, |entry| entry.section() != OBSERVER)
    }

    /// The values of the observer of trials that are part of the program.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn of_observer() -> Result<Self, LedgerError> {
        static READ: OnceLock<Ledger> = OnceLock::new();
        Self::read_once(&READ, |entry| entry.section() == OBSERVER)
    }

    /// Those of the bundled rows that are wanted: what the first call has read, since to read them takes longer than to read a scenario.
    fn read_once(read: &'static OnceLock<Self>, wanted: impl Fn(&Entry) -> bool) -> Result<Self, LedgerError> {
        if let Some(known) = read.get() {
            return Ok(known.clone());
        }
        let ledger = Self::of(read_rows(BUNDLED)?.into_iter().filter(wanted).collect());
        Ok(read.get_or_init(|| ledger).clone())
    }

    fn of(entries: Vec<Entry>) -> Self {
        let index = entries.iter().enumerate().map(|(row, entry)| (entry.key.clone(), row)).collect();
        let mut sections: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (row, entry) in entries.iter().enumerate() {
            sections.entry(entry.section().to_owned()).or_default().push(row);
        }
        let values = entries.iter().map(|entry| (entry.key.clone(), entry.value)).collect();
        Self { rows: Arc::new(Rows { entries, index, sections, values }) }
    }

    /// Reads a ledger.
    #[cfg(test)]
    pub(crate) fn from_csv(text: &str) -> Result<Self, LedgerError> {
        Ok(Self::of(read_rows(text)?))
    }

    /// All rows, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.rows.entries
    }

    /// The row of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.rows.index.get(key).map(|row| &self.rows.entries[*row])
    }

    /// Names of the sections, in order.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.rows.sections.keys().map(String::as_str)
    }

    /// The rows of a section, in the order of the file.
    pub fn of_section(&self, section: &str) -> impl Iterator<Item = &Entry> {
        let rows = self.rows.sections.get(section).map_or(&[][..], Vec::as_slice);
        rows.iter().map(|row| &self.rows.entries[*row])
    }

    /// The values of all rows by key, canonical units.
    pub fn values(&self) -> &BTreeMap<String, f64> {
        &self.rows.values
    }

    /// The parameters of the mean patient.
    ///
    /// # Errors
    /// When rows and parameters do not agree.
    pub fn defaults(&self) -> Result<Parameters, LedgerError> {
        from_values(self.values())
    }

    /// One parameter (canonical unit).
    ///
    /// # Errors
    /// When the key is unknown.
    pub fn get(&self, parameters: &Parameters, key: &str) -> Result<f64, LedgerError> {
        values(parameters)?.get(key).copied().ok_or_else(|| LedgerError::UnknownKey(key.to_string()))
    }
}

/// The rows of a table, each key once.
fn read_rows(text: &str) -> Result<Vec<Entry>, LedgerError> {
    let (mut entries, mut keys) = (Vec::new(), BTreeSet::new());
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        let row: Row = row?;
        let key = row.key.clone();
        let fault = |fault: String| LedgerError::Row { key: key.clone(), fault };
        entries.push(read_row(row).map_err(fault)?);
        if !keys.insert(key.clone()) {
            return Err(fault("the key is given twice".into()));
        }
    }
    Ok(entries)
}

/// All parameters by key, canonical units.
///
/// # Errors
/// When a parameter is not a finite number.
pub fn values(parameters: &Parameters) -> Result<BTreeMap<String, f64>, LedgerError> {
    let tree: BTreeMap<String, BTreeMap<String, f64>> = serde_json::from_value(serde_json::to_value(parameters)?)?;
    Ok(tree
        .into_iter()
        .flat_map(|(section, group)| group.into_iter().map(move |(name, value)| (format!("{section}.{name}"), value)))
        .collect())
}

/// Parameters from all values by key, canonical units.
///
/// # Errors
/// When a parameter lacks a value or a value has no parameter.
pub fn from_values(all: &BTreeMap<String, f64>) -> Result<Parameters, LedgerError> {
    let mut tree: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (key, value) in all {
        let (section, name) = key.split_once('.').ok_or_else(|| LedgerError::UnknownKey(key.clone()))?;
        tree.entry(section).or_default().insert(name.to_string(), Value::from(*value));
    }
    Ok(serde_json::from_value(serde_json::to_value(tree)?)?)
}

fn read_row(row: Row) -> Result<Entry, String> {
    let unit = Unit::parse(&row.unit).map_err(|part| format!("unknown unit \"{part}\""))?;
    let kind = unit.dimension().kind().ok_or_else(|| format!("the model has no {}", unit.dimension()))?;
    if !row.key.split_once('.').is_some_and(|(section, name)| !section.is_empty() && !name.is_empty()) {
        return Err("a key has the form section.name".into());
    }
    let in_range = row.low <= row.value && row.value <= row.high;
    if !in_range {
        return Err(format!("low {} ≤ value {} ≤ high {} does not hold", row.low, row.value, row.high));
    }
    Ok(Entry {
        distribution: read_distribution(&row.distribution, unit)?,
        key: row.key,
        symbol: row.symbol,
        description: row.description,
        value: unit.to_canonical(row.value),
        unit: row.unit,
        kind,
        low: unit.to_canonical(row.low),
        high: unit.to_canonical(row.high),
        distribution_text: row.distribution,
        grade: row.grade,
        source: row.source,
        note: row.note,
    })
}

/// A spread in the words of scenarios, without a mean; numbers in the unit of the row.
fn read_distribution(text: &str, unit: Unit) -> Result<Option<Distribution>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let fault = || format!("\"{text}\" is not like \"lognormal cv 0.4 within 0.05 to 1\" or \"normal sd 12\"");
    let plain = |word: String| word.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(fault);
    let amount = |word: String| Ok::<f64, String>(unit.to_canonical(plain(word)?));
    let words = Words::parse(text).filter(|words| words.mean.is_none()).ok_or_else(fault)?;
    let ends = |[low, high]: [String; 2]| Ok::<_, String>((amount(low)?, amount(high)?));
    let shape = match words.shape {
        ShapeWords::LogNormal(cv) => Shape::LogNormal { cv: plain(cv)? },
        ShapeWords::Normal(sd) => Shape::Normal { sd: amount(sd)? },
        ShapeWords::Uniform(values) => {
            let (low, high) = ends(values)?;
            Shape::Uniform { low, high }
        }
    };
    Ok(Some(Distribution { shape, within: words.within.map(ends).transpose()? }))
}

#[cfg(test)]
mod tests;
