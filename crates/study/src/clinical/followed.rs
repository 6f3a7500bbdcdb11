//! What the observer of a row sees of a patient.

use super::super::trial::{EnrolledPatient, Outcome};
use crate::clinical::outcome::{Followed, Seen};
use crate::clinical::targets::{Estimator, RESPONDERS_DAY, Target};
use admsc_model::rng::Streams;
use admsc_model::rules::setup::Setup;
use admsc_scenario::ledger::{Ledger, LedgerError};
use admsc_scenario::observer::acr::{Visit, joint_count};
use admsc_scenario::observer::intercurrent::{Events, Rules};
use admsc_scenario::observer::{self, Observer};

/// What the observer of an arm sees in it.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// The row.
    pub target: &'a Target,
    /// How the arm is treated.
    pub setup: &'a Setup,
    /// By how many points pain is reported lower after the first dose.
    pub excess_points: f64,
}

/// A patient with the random numbers of their observer, which are the same in all arms.
pub struct Patient<'a> {
    member: &'a EnrolledPatient,
    streams: Streams,
    parameters: observer::Parameters,
    observer: Observer,
}

impl<'a> Patient<'a> {
    /// The patient of a population with this seed, followed up to `last_day`.
    ///
    /// # Errors
    /// When the table of the observer does not fit.
    pub fn new(member: &'a EnrolledPatient, seed: u64, last_day: u32) -> Result<Self, LedgerError> {
        let parameters = observer::Parameters::from_ledger(&Ledger::of_observer()?)?;
        let streams = Streams::new(seed, member.number);
        Ok(Self { member, streams, parameters, observer: Observer::new(parameters, &streams, last_day) })
    }

    /// What the row's observer sees of the patient in a case; nothing where the patient was not followed so far.
    pub fn followed(&self, watched: Watched<'_>, case: usize) -> Option<Followed> {
        let Watched { target, setup, excess_points } = watched;
        let outcome = self.member.outcomes.get(case)?.as_ref()?;
        let first_dose = setup.doses.iter().map(|dose| dose.at_days).reduce(f64::min).unwrap_or(0.0);
        let seen = |day: u32| {
            let mut seen = self.seen(target, outcome, day, first_dose)?;
            if f64::from(day) > first_dose {
                seen.vas_points = (seen.vas_points - excess_points).max(0.0);
            }
            Some(seen)
        };
        let at_responders_day = match target.estimator {
            Estimator::StillResponding => Some(seen(RESPONDERS_DAY)?),
            _ => None,
        };
        Some(Followed {
            baseline: seen(0)?,
            at_responders_day,
            visit: seen(target.visit_day)?,
            reoperated: self.is_reoperated(outcome, target.visit_day),
        })
    }

    fn seen(&self, target: &Target, outcome: &Outcome, day: u32, first_dose: f64) -> Option<Seen> {
        let pain = *outcome.daily_vas_points.get(day as usize)?;
        let since = f64::from(day) - first_dose;
        let sample = outcome.visits.iter().find(|sample| sample.time_days >= f64::from(day))?;
        let reported_points = self.observer.report(target.observer, pain, day as i32, since)?;
        let visit = Visit { day, tnf_alpha_relative: sample.tnf_alpha_relative, reported_points };
        let joint_activity = joint_count(&self.streams, &visit, self.parameters.joint_count_noise);
        Some(Seen { vas_points: reported_points, joint_activity })
    }

    fn is_reoperated(&self, outcome: &Outcome, day: u32) -> bool {
        let rules = Rules::reoperation(&self.parameters);
        let events = Events::from_course(&rules, &self.streams, &outcome.daily_vas_points, &[]);
        events.reoperation_day.is_some_and(|reoperation| reoperation <= day)
    }
}
