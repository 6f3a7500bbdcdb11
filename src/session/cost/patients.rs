//! What a patient of a study costs: patients are lived through here and now, and their pieces are timed.

use std::time::Duration;

use crate::session::log::now;
use admsc_scenario::reading::memory_bytes;
use admsc_study::trial::{EnrolledPatient, Error, PATIENTS_PER_BLOCK, Piece, PreparedStudy};

/// Time after which no further piece is begun, once a patient has lived through one course.
const BUDGET: Duration = Duration::from_secs(20);
/// Most patients who are timed.
const MOST_PATIENTS: u32 = 8;
/// Memory of the program without a patient, bytes.
const PROGRAM_BYTES: f64 = 150e6;
/// Memory of the program while it joins shards, without their tables, bytes.
const MERGE_BYTES: f64 = 400e6;
/// Memory of a setup with its parameters, bytes.
const SETUP_BYTES: f64 = 4e3;
/// Memory of what is kept of a visit and of a row that is written of it, bytes.
const VISIT_BYTES: f64 = 1.5e3;
/// Room that is asked for beyond what is expected.
const MARGIN: f64 = 1.5;

/// What a study costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Time of a patient on one core, the baselines of those who were not admitted included, seconds.
    pub patient_seconds: f64,
    /// Patients who were timed, the last one perhaps in part.
    pub timed_patients: u32,
    /// Courses that were timed, one each from day 0 to the horizon.
    pub timed_courses: u32,
    /// Courses of a patient.
    pub courses: usize,
}

/// Pieces that were timed.
#[derive(Debug, Default)]
struct Timed {
    baseline_seconds: f64,
    course_seconds: f64,
    /// Baselines since the last course; candidates who are not admitted count towards the next who is.
    waiting_seconds: f64,
    patients: u32,
    courses: u32,
}

impl Timed {
    fn note(&mut self, piece: Piece, seconds: f64, first_of_patient: bool) {
        match piece {
            Piece::Baseline => self.waiting_seconds += seconds,
            Piece::Course => {
                self.course_seconds += seconds;
                self.courses += 1;
                self.baseline_seconds += std::mem::take(&mut self.waiting_seconds);
                self.patients += u32::from(first_of_patient);
            }
        }
    }

    /// Time of a patient with so many courses, seconds.
    fn patient_seconds(&self, courses: usize) -> f64 {
        let mean = |seconds: f64, count: u32| seconds / f64::from(count.max(1));
        mean(self.baseline_seconds, self.patients) + courses as f64 * mean(self.course_seconds, self.courses)
    }
}

/// Times patients of a study, from its first place on.
///
/// # Errors
/// When a patient cannot be drawn, admitted or run.
pub fn measure(people: &PreparedStudy<'_>) -> Result<Cost, Error> {
    let begun = now();
    let mut timed = Timed::default();
    for place in 0..people.study.population.patients.min(MOST_PATIENTS) {
        let (mut last, mut first) = (now(), true);
        let lived = EnrolledPatient::live_watched(people, place, &mut |piece| {
            timed.note(piece, last.elapsed().as_secs_f64(), first);
            first &= piece == Piece::Baseline;
            last = now();
            timed.courses == 0 || begun.elapsed() < BUDGET
        });
        match lived {
            Ok(_) if begun.elapsed() < BUDGET => {}
            Ok(_) | Err(Error::Stopped) => break,
            Err(error) => return Err(error),
        }
    }
    let courses = people.courses(0);
    Ok(Cost {
        patient_seconds: timed.patient_seconds(courses),
        timed_patients: timed.patients,
        timed_courses: timed.courses,
        courses,
    })
}

/// Memory to ask for a shard on so many threads, bytes.
pub fn shard_bytes(people: &PreparedStudy<'_>, threads: u32) -> f64 {
    let study = people.study;
    let largest = study.cases.iter().map(|case| memory_bytes(&case.setup)).fold(0.0, f64::max);
    let days = study.cases.iter().map(|case| case.setup.horizon_days).max().unwrap_or(0);
    let tissues = largest * (people.baselines() + 1) as f64;
    let outcome = 8.0 * f64::from(days) + VISIT_BYTES * study.trial.visits_days.len() as f64;
    let cases = study.cases.len() as f64 * (SETUP_BYTES + 2.0 * f64::from(PATIENTS_PER_BLOCK) * outcome);
    MARGIN * (PROGRAM_BYTES + f64::from(threads) * (tissues + cases))
}

/// Memory to ask for the job that joins the shards, bytes.
pub fn merge_bytes(people: &PreparedStudy<'_>) -> f64 {
    let study = people.study;
    let rows = f64::from(study.population.patients) * study.cases.len() as f64 * study.trial.visits_days.len() as f64;
    MARGIN * (MERGE_BYTES + rows * VISIT_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_who_are_not_admitted_are_a_cost_of_those_who_are() {
        let mut timed = Timed::default();
        // A candidate in vain, a patient, the patient's two courses; then a baseline whose patient was not reached.
        timed.note(Piece::Baseline, 2.0, true);
        timed.note(Piece::Baseline, 4.0, true);
        timed.note(Piece::Course, 1.0, true);
        timed.note(Piece::Course, 3.0, false);
        timed.note(Piece::Baseline, 100.0, true);
        assert_eq!((timed.patients, timed.courses), (1, 2));
        // 6 s before day 0 and 2 s a course.
        assert_eq!(timed.patient_seconds(10), 26.0);
    }
}
