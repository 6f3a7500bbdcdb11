//! The bench of the mechanism ([`crate::biology`]) as checks: every row on cells with its interval, and beside it the mean field.

use super::check::{Check, Expected, Part};
use super::estimate::exact;
use super::{Error, Extent};
use crate::biology::people::Person;
use crate::biology::targets::{self, Role, Target};
use crate::biology::{self, Courses, Group};

/// Share of the weight of all rows that must be met.
const LEAST_SHARE: f64 = 0.85;

/// What is run: the experiments on cells with some seeds, patients, and both in the mean field.
pub struct Bench {
    extent: Extent,
    groups: Vec<Group>,
    targets: Vec<Target>,
    mean_field: (Vec<Courses>, Vec<Person>),
}

impl Bench {
    /// Seeds, patients and the length of a voxel, µm.
    fn size(extent: Extent) -> (u64, u32, f64) {
        if extent == Extent::Quick { (4, 8, 50.0) } else { (8, 32, 25.0) }
    }

    /// Prepares the experiments, and runs them in the mean field.
    ///
    /// # Errors
    /// When a bundled preset or the table of rows is wrong.
    pub fn new(extent: Extent, threads: usize) -> Result<Self, Error> {
        let (_, patients, voxel_um) = Self::size(extent);
        let groups = biology::groups(&[], voxel_um)?;
        let courses = biology::in_mean_field(&groups, threads)?;
        let people = biology::patients(patients, &[], (voxel_um, false), threads, || {})?;
        Ok(Self { extent, groups, targets: targets::bundled()?, mean_field: (vec![courses], people) })
    }

    /// The seeds, from 1.
    pub fn seeds(&self) -> std::ops::RangeInclusive<u64> {
        1..=Self::size(self.extent).0
    }

    /// Name of what is run, for keeping it: by the code of the model and every setup.
    ///
    /// # Errors
    /// When a parameter is no finite number.
    pub fn kept_key(&self) -> Result<String, Error> {
        let setups: Vec<_> = self.groups.iter().flatten().map(|(_, setup)| setup).collect();
        Ok(format!("biology-{}", crate::kept::kept_key(&(setups, Self::size(self.extent)))?))
    }

    /// All experiments on cells with one seed.
    ///
    /// # Errors
    /// When a run fails.
    pub fn seed(&self, seed: u64, threads: usize) -> Result<Courses, Error> {
        Ok(biology::on_cells(&self.groups, &[seed], threads, || {})?.pop().unwrap_or_default())
    }

    /// The patients on cells.
    ///
    /// # Errors
    /// When nobody can be drawn or a run fails.
    pub fn people(&self, threads: usize) -> Result<Vec<Person>, Error> {
        let (_, patients, voxel_um) = Self::size(self.extent);
        biology::patients(patients, &[], (voxel_um, true), threads, || {})
    }

    /// A check of every row, and how much of their weight is met.
    pub fn checks(&self, courses: &[Courses], people: &[Person]) -> Vec<Check> {
        let mut checks: Vec<Check> =
            self.targets.iter().filter_map(|target| self.check(target, courses, people)).collect();
        let value = |target: &Target| biology::found(target, courses, people).map(|found| found.value);
        let met = |target: &&Target| value(target).is_some_and(|value| target.holds(value));
        let weight = |rows: &[&Target]| rows.iter().map(|target| target.weight).sum::<f64>();
        let all: Vec<&Target> = self.targets.iter().collect();
        let met: Vec<&Target> = all.iter().copied().filter(met).collect();
        let share = exact(weight(&met) / weight(&all));
        let what = "share of the weight of all rows whose value lies in its band";
        let expected = Expected::at_least(LEAST_SHARE);
        checks.push(Check::new(Part::BiologyCheck, what, "", expected, share, self.extent));
        checks
    }

    fn check(&self, target: &Target, courses: &[Courses], people: &[Person]) -> Option<Check> {
        let found = biology::found(target, courses, people)?;
        let what = format!("{} {}: {}", target.id, target.experiment, target.measure);
        let part = match target.role {
            Role::Fit => Part::BiologyFit,
            Role::Check | Role::Shown => Part::BiologyCheck,
            Role::Predicted => Part::BiologyPredicted,
        };
        let (low, high) = (target.low, target.high);
        let (expected, band) = match target.role {
            Role::Shown => (Expected::NOTHING, format!("band {low} to {high}, whose source nobody opened")),
            _ => (Expected::between(low, high), format!("band: {}", target.band_from)),
        };
        let (mean_field, patients) = &self.mean_field;
        let mean_field = biology::found(target, mean_field, patients);
        let mean_field = mean_field.map(|found| format!("mean field {}", super::number(found.value)));
        let told = [band, target.species.clone()].into_iter().chain(mean_field).filter(|told| !told.is_empty());
        let check = Check::new(part, what, "", expected, found, self.extent);
        let must_hold = check.must_hold && target.hard;
        Some(Check { must_hold, ..check.noted(told.collect::<Vec<_>>().join("; ")) })
    }
}
