//! Studies: several arms of treatment, virtual patients, a trial, a sweep over keys.
//!
//! `[[arm]]`, `[population]`, `[trial]` and `[sweep]` turn a scenario into a study. Everything they multiply out to is
//! a [`Case`]: a complete setup of the mean patient. Every patient lives through all cases with the same random numbers.

use std::collections::BTreeMap;

use crate::evidence::ledger::Distribution;
use crate::evidence::spread::Correlation;
use crate::model::setup::Setup;

/// Most cases of a study: points of a sweep × potencies × arms.
pub const MAX_CASES: usize = 10_000;

/// Most patients of a study.
pub const MAX_PATIENTS: u64 = 1_000_000;

/// What a study compares, and in whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Who takes part.
    pub population: Population,
    /// Points of the sweep; a single one without keys where nothing is swept.
    pub points: Vec<Point>,
    /// Values of the unknown `potency`.
    pub potencies: Vec<Potency>,
    /// Names of the arms, in the order of the file.
    pub arms: Vec<String>,
    /// Number of the arm that the others are compared with.
    pub control: usize,
    /// How the patients are followed.
    pub trial: Trial,
    /// Every setup that is run, by point, then potency, then arm.
    pub cases: Vec<Case>,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Number of patients.
    pub patients: u32,
    /// Seed of the population and its luck.
    pub seed: u64,
    /// The one patient of a comparison without `[population]`: nobody is drawn.
    pub number: Option<u32>,
    /// Spreads between patients that differ from the ledger's; nothing where a parameter does not vary.
    pub vary: BTreeMap<String, Option<Distribution>>,
    /// Correlations between parameters.
    pub correlations: Vec<Correlation>,
    /// Smallest pain that a patient reports at screening, points.
    pub observed_pain_at_least: Option<f64>,
}

/// A point of a sweep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point {
    /// Key and value as the file writes it, in the order of the sweep.
    pub values: Vec<(String, String)>,
}

/// A value of the unknown factor on every effect of the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Potency {
    /// `optimistic`, `intermediate`, `sceptical`, or the number itself.
    pub name: String,
    /// The factor, 0 to 1.
    pub value: f64,
}

/// One setup of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Number of the point.
    pub point: usize,
    /// Number of the potency.
    pub potency: usize,
    /// Number of the arm.
    pub arm: usize,
    /// What the mean patient undergoes.
    pub setup: Setup,
}

/// How the patients are followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Who gets which arm.
    pub allocation: Allocation,
    /// Days on which patients are seen, ascending.
    pub visits_days: Vec<u32>,
}

/// Who gets which arm.
#[derive(Debug, Clone, PartialEq)]
pub enum Allocation {
    /// Every patient lives through every arm: paired counterfactuals, which no real trial can have.
    EveryArm,
    /// Every patient gets one arm, by permuted blocks with so many patients an arm.
    Parallel(Vec<u32>),
}
