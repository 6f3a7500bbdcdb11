//! The rows of the bench that need different patients: who responds, for how long, and to which potency.

use serde::{Deserialize, Serialize};

use super::experiments::{Constants, set};
use super::{Error, estimate};
use crate::trial::{EnrolledPatient, PreparedStudy};
use crate::validation::Estimate;
use admsc_scenario::language::Language;
use admsc_scenario::reading::{self, study::Study};

/// Arms in the order of the study.
const ARMS: [&str; 3] = ["untreated", "one", "two"];

/// Pain of a patient in the arms and potencies that rows read, points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// How many draws it took to find somebody in pain.
    pub draws: u32,
    /// Untreated, on days 0 and 365.
    pub untreated: [f64; 2],
    /// After one dose, on days 0, 90 and 365.
    pub one: [f64; 3],
    /// After two doses, on day 365.
    pub two: f64,
    /// After one dose of a potency of 0.3, on days 0 and 365.
    pub weak: [f64; 2],
}

/// The study of so many patients beside a nerve, with other constants, on voxels of `voxel_um`.
///
/// # Errors
/// When the bundled preset or a constant is wrong.
pub fn study(patients: u32, constants: &Constants, voxel_um: f64) -> Result<Study, Error> {
    let text = format!(
        "format = 1\nextends = \"builtin:neuropathic\"\nhorizon = \"365 d\"\ntissue.voxel = \"{voxel_um} um\"\n\
         [population]\nn = {patients}\nseed = 5\n\
         [trial]\npotency = [1.0, 0.3]\nvisits = [\"0 d\", \"90 d\", \"365 d\"]\ncontrol = \"untreated\"\n\
         [[arm]]\nname = \"untreated\"\ndose = []\n\
         [[arm]]\nname = \"one\"\ndose = [{{ at = \"0 d\", cells = 70e6 }}]\n\
         [[arm]]\nname = \"two\"\ndose = [{{ at = \"0 d\", cells = 70e6, repeat = 1, every = \"180 d\" }}]\n"
    );
    let read = reading::load_str("bench", &text, &[]);
    let scenario = read.map_err(|errors| Error::Scenario(errors.render(false, Language::English)))?;
    let mut study = scenario.study.ok_or_else(|| Error::Scenario("the people of the bench are no study".into()))?;
    for case in &mut study.cases {
        set(&mut case.setup, constants)?;
    }
    Ok(study)
}

/// The patient of a place, on cells or in the mean field.
///
/// # Errors
/// When nobody can be drawn or run.
pub fn live(people: &PreparedStudy<'_>, place: u32, on_cells: bool) -> Result<Person, Error> {
    let patient = match on_cells {
        true => EnrolledPatient::live(people, place)?,
        false => EnrolledPatient::live_in_mean_field(people, place)?,
    };
    // Visits by case: potency by potency, arm by arm.
    let pain = |potency: usize, arm: usize, visit: usize| {
        let outcome = patient.outcomes.get(potency * ARMS.len() + arm).and_then(Option::as_ref);
        outcome.and_then(|outcome| outcome.visits.get(visit)).map_or(f64::NAN, |sample| sample.vas_points)
    };
    Ok(Person {
        draws: people.candidate(patient.number)?.draws,
        untreated: [pain(0, 0, 0), pain(0, 0, 2)],
        one: [pain(0, 1, 0), pain(0, 1, 1), pain(0, 1, 2)],
        two: pain(0, 2, 2),
        weak: [pain(1, 1, 0), pain(1, 1, 2)],
    })
}

/// Whether pain has at least halved.
fn halved(before: f64, after: f64) -> bool {
    after <= 0.5 * before
}

/// What the row of an identifier measures in the patients; nothing for those of the mean patient.
pub fn measure(id: &str, people: &[Person]) -> Option<Estimate> {
    let share = |of: fn(&Person) -> bool| estimate::share(&people.iter().map(of).collect::<Vec<bool>>());
    let mean = |of: fn(&Person) -> f64| estimate::mean(&people.iter().map(of).collect::<Vec<f64>>());
    Some(match id {
        "V1" => share(|one| halved(one.one[0], one.one[2])),
        "V2" => mean(|one| one.one[2] - one.two),
        "V3" => mean(|one| (one.untreated[1] - one.untreated[0]).abs()),
        "V4" => share(|one| halved(one.untreated[0], one.untreated[1])),
        "V5" => {
            let drawn: u32 = people.iter().map(|one| one.draws).sum();
            let admitted = (0..drawn as usize).map(|number| number < people.len());
            estimate::share(&admitted.collect::<Vec<bool>>())
        }
        "V6" => share(|one| halved(one.one[0], one.one[1]) && !halved(one.one[0], one.one[2])),
        "V7" => share(|one| halved(one.weak[0], one.weak[1])),
        _ => return None,
    })
}
