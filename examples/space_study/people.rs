//! Enrolled people in several futures, seen on all days.

use admsc_sim::observe::Sample;
use admsc_sim::population::enrolment::Enrolment;
use admsc_sim::rules::setup::Setup;
use admsc_sim::scenario::study::Study;
use admsc_sim::study::trial::{EnrolledPatient, PreparedStudy};

use super::common::jobs;

/// How people with an indication are enrolled, under a seed.
pub fn enrolment(preset: &str, seed: u64, patients: u32) -> Enrolment {
    let text = format!("format = 1\nseed = {seed}\nextends = \"builtin:{preset}\"\n");
    admsc_sim::scenario::load_str(preset, &text, &[]).unwrap().enrolment.population(patients)
}

/// One future of every patient of a cohort: its name, and how its setup differs.
pub type Future = (&'static str, fn(&mut Setup));

/// Patients who are drawn round `base` and go through every future, seen on all days.
pub fn cohort(enrolment: Enrolment, base: &Setup, futures: &[Future]) -> Vec<EnrolledPatient> {
    let arm = |(name, change): &Future| {
        let mut setup = base.clone();
        change(&mut setup);
        ((*name).to_owned(), setup)
    };
    let study = Study::of_arms(enrolment, futures.iter().map(arm).collect(), (0..=base.horizon_days).collect());
    let people = PreparedStudy::new(&study).unwrap();
    jobs(study.population.patients as usize, |place| EnrolledPatient::live(&people, place as u32).unwrap())
}

/// One figure a patient, from the days of one future.
pub fn figures<T>(cohort: &[EnrolledPatient], future: usize, figure: impl Fn(&[Sample]) -> T) -> Vec<T> {
    cohort.iter().map(|member| figure(&member.outcomes[future].as_ref().unwrap().visits)).collect()
}

/// How many people were screened for a cohort.
pub fn screened(cohort: &[EnrolledPatient]) -> u32 {
    cohort.iter().map(|member| member.screened).sum()
}
