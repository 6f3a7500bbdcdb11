//! The same estimates in the mean field: without space and chance, at a hundredth of the cost. For searches only.

use super::{ClinicalOptions, Error, Evaluation, plan, tally};
use crate::threads::jobs;
use crate::trial::{self, EnrolledPatient, PreparedStudy};

/// Estimates every row in the mean field of the same virtual patients.
///
/// # Errors
/// When a scenario cannot be used or nobody can be drawn.
pub fn evaluate_in_mean_field(asked: &ClinicalOptions<'_>, threads: usize) -> Result<Evaluation, Error> {
    let mut evaluation = Evaluation::of_rows(asked.targets.len());
    for group in &plan(asked)?.groups {
        let failed = |fault: trial::Error| Error::Patients { group: group.name.clone(), fault };
        let people = PreparedStudy::new(&group.study).map_err(failed)?;
        let patients = group.study.population.patients as usize;
        let members = jobs(threads, patients, |place| EnrolledPatient::live_in_mean_field(&people, place as u32));
        evaluation.add(group, tally::tally(group, asked, members.into_iter())?);
    }
    Ok(evaluation)
}
