//! Which finished patients may be used again: those that this code would compute again, byte for byte.

use serde::Serialize;

use super::{Error, PATIENTS_PER_BLOCK, PreparedStudy};
use crate::kept::kept_key;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::patient::BASELINE_PAIN;
use admsc_scenario::population::patient::MOST_SCREENED;
use admsc_scenario::population::spread::Spreads;
use admsc_scenario::reading::study::Allocation;

/// Form in which a [`super::EnrolledPatient`] is kept, and what its courses mean. Goes up by one with either.
const FORM: u32 = 4;

/// Pain whose report at screening stands for how candidates are admitted, points.
pub(super) const REPORTED: f64 = 6.0;

/// Everything but the model that decides the patients of a study. The number of places is not among it, so that a larger
/// population goes on from a smaller one.
#[derive(Serialize)]
struct Decided<'a> {
    form: u32,
    seed: u64,
    most_screened: u32,
    admitted_pain: [f64; 2],
    reported_at_least: Option<f64>,
    visits_days: &'a [u32],
    other_draws: bool,
    allocation: &'a Allocation,
    spreads: &'a Spreads,
    first: Vec<Candidate>,
}

/// A candidate as this code draws them: a changed draw or default shows here.
#[derive(Serialize)]
struct Candidate {
    number: u32,
    setups: Vec<Setup>,
    takes_part: Vec<bool>,
    reports: f64,
}

impl PreparedStudy<'_> {
    /// Name of the finished patients of this study, hexadecimal: a hash over the code of the model, the design, and the first
    /// candidates as they are drawn.
    ///
    /// # Errors
    /// When a candidate cannot be drawn.
    pub fn kept_key(&self) -> Result<String, Error> {
        let study = self.study;
        let decided = Decided {
            form: FORM,
            seed: study.population.seed,
            most_screened: MOST_SCREENED,
            admitted_pain: [*BASELINE_PAIN.start(), *BASELINE_PAIN.end()],
            reported_at_least: study.population.observed_pain_at_least,
            visits_days: &study.trial.visits_days,
            other_draws: study.trial.other_draws,
            allocation: &study.trial.allocation,
            spreads: &study.population.spreads,
            first: self.first_candidates()?,
        };
        Ok(kept_key(&decided)?)
    }

    /// Those who are screened first for the places of a whole block, and once more for the first place.
    fn first_candidates(&self) -> Result<Vec<Candidate>, Error> {
        let screened = (0..PATIENTS_PER_BLOCK).map(|place| (place, 0)).chain([(0, 1)]);
        let candidate = |(place, round)| {
            let number = self.study.population.screened(place, round)?;
            let drawn = self.candidate(number).map(|drawn| Candidate {
                number,
                setups: drawn.setups,
                takes_part: (0..self.study.cases.len()).map(|case| self.takes_part(place, case)).collect(),
                reports: self.report_at_screening(number, REPORTED),
            });
            Some(drawn)
        };
        screened.filter_map(candidate).collect()
    }
}
