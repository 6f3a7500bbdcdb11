//! Published clinical figures: what a study found in which patients, and which arm of the model stands for it.
//!
//! The bundled table is `validation/clinical_targets.csv`. A user's own table has the same columns; all its errors are
//! found at once, each with line and column.

mod dosing;
mod products;
mod reading;

use serde::Serialize;
use thiserror::Error;

pub use dosing::{Amount, Dosing, Way};
pub use products::{Contrast, Products, blinded_contrasts};

use admsc_scenario::observer::Mode;

const BUNDLED: &str = include_str!("../../../../validation/clinical_targets.csv");

/// Name of the bundled table in errors.
const BUNDLED_NAME: &str = "validation/clinical_targets.csv";

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Parameters were, or may be, fitted to it.
    Fit,
    /// Kept aside to check the model.
    Check,
}

impl Role {
    /// Name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Check => "check",
        }
    }
}

/// What is estimated from the patients of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Estimator {
    /// Mean of the reported pain, points.
    MeanVas,
    /// Mean of its change from day 0, points.
    MeanVasChange,
    /// Difference of its means between two arms, points.
    MeanVasDifference,
    /// Standard deviation of the reported pain between patients, points.
    SdOfVas,
    /// Share of patients who lost at least half of their pain.
    R50,
    /// Share of patients who lost at least 30 % of their pain.
    R30,
    /// Share of patients who lost at least 20 % of their pain.
    Improved20,
    /// Difference between two arms in the share of patients who lost at least 20 % of their pain and 2 points.
    Improved20And2Difference,
    /// Share of the r50 responders of day 180 who are r50 responders at the visit.
    StillResponding,
    /// Share of patients who were operated on again by the visit.
    Reoperation,
    /// Share of patients with an ACR20 response.
    Acr20,
    /// Difference of that share between two arms.
    Acr20Difference,
}

/// Day of the visit at which the responders are found who may still respond later.
pub const RESPONDERS_DAY: u32 = 180;

impl Estimator {
    /// All of them with their names in the table.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::MeanVas, "mean VAS"),
        (Self::MeanVasChange, "mean VAS change"),
        (Self::MeanVasDifference, "mean VAS difference"),
        (Self::SdOfVas, "SD of VAS"),
        (Self::R50, "r50"),
        (Self::R30, "r30"),
        (Self::Improved20, "share improved >= 20 %"),
        (Self::Improved20And2Difference, "difference in share with fall >= 20 % and >= 2 points"),
        (Self::StillResponding, "share of day-180 responders still responding"),
        (Self::Reoperation, "reoperation share"),
        (Self::Acr20, "ACR20"),
        (Self::Acr20Difference, "difference in ACR20"),
    ];

    /// Name in the table.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(estimator, _)| *estimator == self).map_or("", |(_, name)| name)
    }

    /// Whether it compares two arms.
    pub const fn is_difference(self) -> bool {
        matches!(self, Self::MeanVasDifference | Self::Improved20And2Difference | Self::Acr20Difference)
    }

    /// Whether it is a share of the patients of one arm, 0 to 1.
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::R50 | Self::R30 | Self::Improved20 | Self::StillResponding | Self::Reoperation | Self::Acr20
        )
    }

    /// Whether it is in points: a mean or a spread, which does not say how many patients respond.
    pub const fn is_in_points(self) -> bool {
        matches!(self, Self::MeanVas | Self::MeanVasChange | Self::MeanVasDifference | Self::SdOfVas)
    }

    /// Smallest and largest value that it can have.
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::MeanVas | Self::SdOfVas => (0.0, 10.0),
            Self::MeanVasChange | Self::MeanVasDifference => (-10.0, 10.0),
            Self::Improved20And2Difference | Self::Acr20Difference => (-1.0, 1.0),
            _ => (0.0, 1.0),
        }
    }
}

/// Arms of the model that stand for a row. Each is the name of a bundled scenario, or the path of a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelArms {
    /// The arm itself.
    pub arm: String,
    /// What is subtracted from it; it keeps the doses of its scenario.
    pub minus: Option<String>,
}

/// One published figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// Short name, unlike all others.
    pub id: String,
    /// Indication, and after a `/` its variant.
    pub indication: String,
    /// Study; rows of one study and arm are correlated.
    pub study: String,
    /// DOI; may be empty.
    pub doi: String,
    /// What was given.
    pub product: String,
    /// Arms of the model.
    pub model_arms: ModelArms,
    /// Doses that replace those of the arm's scenario; nothing where the scenario's own stand.
    pub dosing: Option<Dosing>,
    /// What the patients knew.
    pub observer: Mode,
    /// Day of the visit.
    pub visit_day: u32,
    /// What was estimated.
    pub estimator: Estimator,
    /// Published figure; points or a share.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Number of patients of the figure, where known.
    pub n: Option<u32>,
    /// What the row is for.
    pub role: Role,
    /// Where the figure comes from: `found` in the publication, or as the `article` behind the project has it; `accepted range`
    /// where the figure was found and the interval is what the design of the model accepts.
    pub status: String,
    /// Remark; may be empty.
    pub note: String,
}

impl Target {
    /// Whether the patients of its arm get cells.
    pub fn has_cells(&self) -> bool {
        self.dosing.is_some()
    }

    /// Whether a value lies in the published interval.
    pub fn includes(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The indication without its variant.
    pub fn main_indication(&self) -> &str {
        self.indication.split('/').next().unwrap_or_default()
    }

    /// Days on which its patients must be seen, besides day 0.
    pub fn days(&self) -> Vec<u32> {
        match self.estimator {
            Estimator::StillResponding => vec![RESPONDERS_DAY, self.visit_day],
            _ => vec![self.visit_day],
        }
    }

    /// Whether both rows are about the same patients: one study, one arm.
    pub fn shares_patients(&self, other: &Self) -> bool {
        self.study == other.study && self.model_arms.arm == other.model_arms.arm
    }
}

/// A fault of a table of figures.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{table}, line {line}, column {column}: {fault}; expected {expected}")]
pub struct Fault {
    /// Name of the table.
    pub table: String,
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the column.
    pub column: String,
    /// What is wrong.
    pub fault: String,
    /// What was expected.
    pub expected: String,
}

/// Why a table of figures cannot be used.
#[derive(Debug, Error)]
pub enum TargetsError {
    /// Not a table.
    #[error("{table} is not a readable table: {fault}; expected comma-separated columns with the names {columns}")]
    Table {
        /// Name of the table.
        table: String,
        /// What is wrong.
        fault: String,
        /// Names of the columns.
        columns: String,
    },
    /// Faulty cells, all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Cells(Vec<Fault>),
    /// There is no row.
    #[error("{0} has no rows: expected at least one published figure")]
    Empty(String),
}

/// The published figures that are part of the program.
///
/// # Errors
/// When a row cannot be read.
pub fn bundled() -> Result<Vec<Target>, TargetsError> {
    from_csv(BUNDLED_NAME, BUNDLED)
}

/// Reads a table of figures; `name` stands for it in errors.
///
/// # Errors
/// All faults at once, each with line and column.
pub fn from_csv(name: &str, text: &str) -> Result<Vec<Target>, TargetsError> {
    reading::read(name, text)
}

#[cfg(test)]
mod tests;
