//! What the observer of a row sees of a patient.

use super::super::trial::{Member, Outcome};
use crate::evidence::intercurrent::{Events, Rules};
use crate::evidence::ledger::LedgerError;
use crate::evidence::observer::{self, Observer};
use crate::evidence::outcome::{Followed, Seen};
use crate::evidence::targets::{Estimator, RESPONDERS_DAY, Target};
use crate::math;
use crate::model::setup::Setup;
use crate::rng::{Purpose, Streams};

/// Hazard of another operation on a disc while the pain is high, 1/month (assumed; see `docs/model.md`).
const REOPERATION_PER_MONTH: f64 = 0.006;

/// Relative standard deviation of a joint count between two counts of the same joints.
const JOINT_COUNT_NOISE: f64 = 0.2;

/// Agent of the stream of joint counts beside the observer's own.
const JOINT_COUNT: u64 = 3;

/// A patient with the random numbers of their observer, which are the same in all arms.
pub struct Patient<'a> {
    member: &'a Member,
    streams: Streams,
    observer: Observer,
}

impl<'a> Patient<'a> {
    /// The patient of a population with this seed, followed up to `last_day`.
    ///
    /// # Errors
    /// When the table of the observer does not fit.
    pub fn new(member: &'a Member, seed: u64, last_day: u32) -> Result<Self, LedgerError> {
        let parameters = observer::Parameters::from_ledger(&observer::ledger()?)?;
        let streams = Streams::new(seed, member.number);
        Ok(Self { member, streams, observer: Observer::new(parameters, &streams, last_day) })
    }

    /// What the row's observer sees of the patient in a case; nothing where the patient was not followed so far.
    pub fn followed(&self, target: &Target, case: usize, setup: &Setup) -> Option<Followed> {
        let outcome = self.member.outcomes.get(case)?.as_ref()?;
        let first_dose = setup.doses.iter().map(|dose| dose.at_days).reduce(f64::min).unwrap_or(0.0);
        let seen = |day: u32| self.seen(target, outcome, day, first_dose);
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
        Some(Seen {
            vas_points: self.observer.report(target.observer, pain, day as i32, since)?,
            joint_activity: sample.tnf_alpha_relative * self.count_noise(day),
        })
    }

    /// Factor on the inflammation that a joint count of a day finds, log-normal round 1 (median).
    fn count_noise(&self, day: u32) -> f64 {
        use rand_distr::{Distribution as _, StandardNormal};
        let z: f64 = StandardNormal.sample(&mut self.streams.open(Purpose::Observer, day, JOINT_COUNT));
        math::exp(JOINT_COUNT_NOISE * z)
    }

    fn is_reoperated(&self, outcome: &Outcome, day: u32) -> bool {
        let rules = Rules { reoperation_per_month: REOPERATION_PER_MONTH, ..Rules::default() };
        let events = Events::of(&rules, &self.streams, &outcome.daily_vas_points, &[]);
        events.reoperation_day.is_some_and(|reoperation| reoperation <= day)
    }
}
