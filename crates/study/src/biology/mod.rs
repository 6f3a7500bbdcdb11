//! Biology as a bench: experiments on nerves whose outcome is known, and in which band the model must come.
//!
//! The rows stand in `validation/mechanism_targets.csv` with their bands, weights and sources. Each is measured on cells, in several
//! seeds or patients, and in the mean field. Acute injuries have axons that wait and grow as in rodents, whose figures most rows are;
//! what concerns pain is judged on the human proxy.

pub mod course;
pub mod experiments;
mod measures;
pub mod people;
pub mod targets;

use std::collections::BTreeMap;

use crate::threads::jobs;
use crate::trial::PreparedStudy;
use crate::validation::{Error, Estimate, estimate};
use admsc_model::rules::setup::Setup;
use course::Course;
use experiments::{Constants, Experiment, begins_with};
use measures::{Naive, Seen};
use people::Person;
use targets::Target;

/// The courses of all experiments with one seed.
pub type Courses = BTreeMap<Experiment, Course>;

/// Experiments that begin with one tissue, and their setups.
pub type Group = Vec<(Experiment, Setup)>;

/// The experiments, grouped by the tissue that they begin with.
///
/// # Errors
/// When the bundled preset or a constant is wrong.
pub fn groups(constants: &Constants, voxel_um: f64) -> Result<Vec<Group>, Error> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for experiment in Experiment::ALL {
        let setup = experiment.setup(constants, voxel_um)?;
        groups.entry(begins_with(&setup)?).or_default().push((experiment, setup));
    }
    Ok(groups.into_values().collect())
}

/// The courses of all experiments on cells, seed by seed.
///
/// # Errors
/// When a run fails.
pub fn on_cells(
    groups: &[Group],
    seeds: &[u64],
    threads: usize,
    tell: impl Fn() + Sync,
) -> Result<Vec<Courses>, Error> {
    let one = |job: usize| -> Result<Vec<(Experiment, Course)>, Error> {
        let (seed, group) = (seeds[job / groups.len()], &groups[job % groups.len()]);
        let setups: Vec<Setup> = group.iter().map(|(_, setup)| setup.clone()).collect();
        let courses = course::on_cells(&setups, seed)?;
        tell();
        Ok(group.iter().map(|(experiment, _)| *experiment).zip(courses).collect())
    };
    let done: Vec<_> = jobs(threads, seeds.len() * groups.len(), one).into_iter().collect::<Result<_, _>>()?;
    let of_seed = |jobs: &[Vec<(Experiment, Course)>]| jobs.iter().flatten().cloned().collect();
    Ok(done.chunks(groups.len().max(1)).map(of_seed).collect())
}

/// The courses of all experiments in the mean field.
///
/// # Errors
/// When the window is not supported.
pub fn in_mean_field(groups: &[Group], threads: usize) -> Result<Courses, Error> {
    let all: Vec<&(Experiment, Setup)> = groups.iter().flatten().collect();
    let one = |row: usize| Ok((all[row].0, course::in_mean_field(&all[row].1)?));
    jobs(threads, all.len(), one).into_iter().collect()
}

/// The patients of the bench.
///
/// # Errors
/// When nobody can be drawn or run.
pub fn patients(
    number: u32,
    constants: &Constants,
    (voxel_um, on_cells): (f64, bool),
    threads: usize,
    tell: impl Fn() + Sync,
) -> Result<Vec<Person>, Error> {
    if number == 0 {
        return Ok(Vec::new());
    }
    let study = people::study(number, constants, voxel_um)?;
    let prepared = PreparedStudy::new(&study)?;
    let one = |place: usize| {
        let person = people::live(&prepared, place as u32, on_cells);
        tell();
        person
    };
    jobs(threads, number as usize, one).into_iter().collect()
}

/// What courses and patients give in every row: the mean over the seeds, or the figure of the patients.
pub fn found(target: &Target, courses: &[Courses], people: &[Person]) -> Option<Estimate> {
    if let Some(found) = people::measure(&target.id, people) {
        return (!people.is_empty()).then_some(found);
    }
    let naive = Naive::of(courses.iter().filter_map(|courses| courses.get(&Experiment::Naive)));
    let of_seed = |courses: &Courses| Seen { courses, naive }.measure(&target.id);
    let values: Vec<f64> = courses.iter().map(of_seed).collect::<Option<_>>()?;
    Some(match values.as_slice() {
        [value] => estimate::exact(*value),
        several => estimate::mean(several),
    })
}
