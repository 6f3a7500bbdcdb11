//! What a search asks: all rows at a set of parameters, in the mean field, on the coarse grid, on the scenarios' own.
//! Patients on cells are kept by what decides them, so that an interrupted calibration goes on; rows are estimated from them
//! anew, and the mean field costs minutes at most.

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use super::free::{Free, values_at};
use crate::clinical::outcome::Estimate;
use crate::clinical::targets::Target;
use crate::clinical::{
    ClinicalOptions, Evaluation, Progress, Resolution, USUAL_ADMISSION, evaluate, evaluate_in_mean_field,
};
use crate::trial::BlockStore;
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::Override;

/// Where a set of parameters is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In the mean field.
    MeanField,
    /// On cells on the coarse grid.
    Coarse,
    /// On cells on the scenarios' own grid, in other patients.
    Confirmation,
}

impl Stage {
    /// Places of its seeds after the calibration's own; the confirmation's is that of nobody who was fitted.
    pub const fn seeds(self) -> &'static [u64] {
        match self {
            Self::MeanField => &[0],
            Self::Coarse => &[0, 1],
            Self::Confirmation => &[2],
        }
    }
}

/// How far a calibration is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationProgress {
    /// What is tried.
    pub stage: Stage,
    /// Number of the evaluation of this stage, from 1.
    pub number: usize,
    /// Share of it that is done, 0 to 1.
    pub share: f64,
}

/// Rows, free parameters, and how they are tried.
pub struct FidelityLevels<'a, S> {
    /// The rows.
    pub targets: &'a [Target],
    /// The free parameters.
    pub free: &'a [Free],
    /// The ledger, for units.
    pub ledger: &'a Ledger,
    /// Virtual patients of an evaluation and seed.
    pub patients: u32,
    /// Seed of the patients of the search; confirmation takes others.
    pub seed: u64,
    /// Folder in which paths of scenario files begin.
    pub folder: &'a Path,
    /// Threads to use.
    pub threads: usize,
    /// The store of the patients of a population, by its key.
    pub open: &'a dyn Fn(&str) -> S,
    /// Hears how far it is, from all threads.
    pub tell: &'a (dyn Fn(CalibrationProgress) + Sync),
}

impl<S: BlockStore> FidelityLevels<'_, S> {
    /// All rows at a point; nothing for a row that cannot be estimated. `number` counts the evaluations of a stage.
    ///
    /// # Errors
    /// When a scenario cannot be used, or a patient not be run or kept.
    pub fn estimate(&self, stage: Stage, number: usize, point: &[f64]) -> Result<Vec<Option<Estimate>>, Error> {
        let (overrides, places) = (self.overrides(point), stage.seeds());
        let tell = |share: f64| (self.tell)(CalibrationProgress { stage, number, share });
        tell(0.0);
        let mut all: Vec<Vec<Option<Estimate>>> = Vec::new();
        for (done, place) in places.iter().enumerate() {
            let told = |progress: Progress<'_>| tell((done as f64 + progress.share) / places.len() as f64);
            all.push(self.run(stage, self.seed.wrapping_add(*place), &overrides, &told)?);
        }
        tell(1.0);
        let pooled = |row: usize| pool(&all.iter().map(|estimates| estimates[row]).collect::<Option<Vec<_>>>()?);
        Ok((0..self.targets.len()).map(pooled).collect())
    }

    fn run(
        &self,
        stage: Stage,
        seed: u64,
        overrides: &[Override],
        tell: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Option<Estimate>>, Error> {
        let asked = ClinicalOptions {
            targets: self.targets,
            potencies: &[1.0],
            patients: self.patients,
            seed,
            resolution: if stage == Stage::Confirmation { Resolution::Scenario } else { Resolution::Coarse },
            overrides,
            observed_pain_at_least: Some(USUAL_ADMISSION),
            folder: self.folder,
        };
        let Evaluation { curves, .. } = match stage {
            Stage::MeanField => evaluate_in_mean_field(&asked, self.threads)?,
            _ => evaluate(&asked, self.threads, self.open, tell)?,
        };
        Ok(curves.into_iter().map(|curve| curve.map(|curve| curve.at(1.0))).collect())
    }

    /// The parameters at a point as a scenario writes them, with four digits.
    pub fn written(&self, point: &[f64]) -> BTreeMap<String, String> {
        let text = |(key, value): (String, f64)| {
            let value = rounded(value);
            let text = self.ledger.entry(&key).map_or_else(|| value.to_string(), |entry| entry.text(value));
            (key, text)
        };
        values_at(self.free, point).into_iter().map(text).collect()
    }

    fn overrides(&self, point: &[f64]) -> Vec<Override> {
        self.written(point).into_iter().map(|(key, value)| Override { key, value }).collect()
    }
}

/// Four significant digits: more would be noise, and texts would not read back to the same number.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The estimate of several groups of patients of one size.
fn pool(groups: &[Estimate]) -> Option<Estimate> {
    let count = groups.len() as f64;
    let first = groups.first()?;
    let mean = |of: fn(&Estimate) -> f64| groups.iter().fold(0.0, |sum, group| sum + of(group)) / count;
    let value = mean(|group| group.value);
    let shrunk = 1.0 / admsc_model::math::sqrt(count);
    let standard_error = admsc_model::math::sqrt(mean(|group| group.standard_error * group.standard_error)) * shrunk;
    let [low, high] = [mean(|group| group.low - group.value), mean(|group| group.high - group.value)];
    let n = groups.iter().map(|group| group.n).sum::<usize>().max(first.n);
    Some(Estimate { n, value, standard_error, low: value + low * shrunk, high: value + high * shrunk })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_are_one_of_twice_the_size() -> Result<(), &'static str> {
        let one = Estimate { n: 100, value: 3.0, standard_error: 0.2, low: 2.6, high: 3.4 };
        let pooled = pool(&[one, Estimate { value: 4.0, low: 3.6, high: 4.4, ..one }]).ok_or("no estimate")?;
        assert_eq!((pooled.n, pooled.value), (200, 3.5));
        assert!((pooled.standard_error - 0.2 / 2.0_f64.sqrt()).abs() < 1e-15);
        assert!((pooled.high - 3.5 - 0.4 / 2.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(pool(&[]), None);
        assert_eq!(rounded(0.197_349), 0.1973);
        Ok(())
    }
}
