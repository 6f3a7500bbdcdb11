//! What happens to patients of a trial besides their treatment, and what an analysis makes of it.
//!
//! *Dropout*: a patient leaves at random, at a constant hazard; later visits are missing. *Rescue*: reported pain at or above a
//! threshold at a visit after day 0 makes a patient take rescue medication from then on. *Reoperation*: a hazard on
//! every day on which the model's pain is at or above a threshold (for a disc `observer.reoperation_hazard`). The random
//! numbers of a patient are the same in all arms: who would leave on day 40 leaves on day 40 everywhere.
//!
//! *Flare*: within a week of a needle the model's pain is at least a point above that of the day of the needle. It is
//! counted, and no analysis makes anything of it.
//!
//! Rescue and reoperation do not act on the model's pain: what they would do to it is not modelled. The estimand (ICH
//! E9(R1)) says what the analysis makes of them:
//!
//! - *treatment policy*: they are ignored, values count as they are;
//! - *hypothetical*: values from the event on are missing, as if it had not been allowed;
//! - *composite*: from the event on the patient is a non-responder without relief.

use serde::{Deserialize, Serialize};

use crate::observer::{Parameters, WORST_PAIN};
use crate::units::month::MONTH;
use admsc_model::math;
use admsc_model::rng::{Purpose, Streams};

/// Days after a needle in which a flare is counted.
const FLARE_DAYS: u32 = 7;

/// Rise of pain that counts as a flare, points.
const FLARE_POINTS: f64 = 1.0;

/// What an analysis makes of rescue and reoperation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Estimand {
    /// They are ignored.
    TreatmentPolicy,
    /// Values from the event on are missing.
    Hypothetical,
    /// From the event on the patient is a non-responder without relief.
    Composite,
}

/// What can happen, and what the analysis makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// Hazard of leaving, 1/month.
    pub dropout_per_month: f64,
    /// Reported pain that leads to rescue medication, points.
    pub rescue_from: Option<f64>,
    /// Hazard of a reoperation while the pain is high, 1/month.
    pub reoperation_per_month: f64,
    /// Pain from which a reoperation is possible, points.
    pub reoperation_from: f64,
    /// What the analysis makes of rescue and reoperation.
    pub estimand: Estimand,
}

/// Nothing happens, and nothing is made of it.
impl Default for Rules {
    fn default() -> Self {
        Self {
            dropout_per_month: 0.0,
            rescue_from: None,
            reoperation_per_month: 0.0,
            reoperation_from: WORST_PAIN,
            estimand: Estimand::TreatmentPolicy,
        }
    }
}

/// When something happened to one patient in one arm, days after day 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Events {
    /// First day on which the patient is not seen any more.
    pub dropout_day: Option<u32>,
    /// Visit from which on rescue medication is taken.
    pub rescue_day: Option<u32>,
    /// Day of the reoperation.
    pub reoperation_day: Option<u32>,
    /// First day of a flare after a needle.
    pub flare_day: Option<u32>,
    /// First day on which treatment was given again because pain had returned.
    pub retreated_day: Option<u32>,
}

impl Rules {
    /// First of `days` days on which a patient is not seen any more.
    pub fn dropout_day(&self, streams: &Streams, days: u32) -> Option<u32> {
        let dropout = threshold(streams, 0) * MONTH / self.dropout_per_month;
        (dropout < f64::from(days)).then(|| dropout.ceil() as u32)
    }

    /// Nothing but the reoperations of a disc.
    pub fn reoperation(parameters: &Parameters) -> Self {
        let Parameters { reoperation_hazard, reoperation_from, .. } = *parameters;
        Self { reoperation_per_month: reoperation_hazard * MONTH, reoperation_from, ..Self::default() }
    }
}

impl Events {
    /// What happens to a patient. `daily_pain` is the model's pain from day 0 on, points; `reports` are (day, reported pain)
    /// of the visits in order.
    pub fn from_course(rules: &Rules, streams: &Streams, daily_pain: &[f64], reports: &[(u32, f64)]) -> Self {
        let dropout_day = rules.dropout_day(streams, daily_pain.len() as u32);
        let rescued = |(day, report): &&(u32, f64)| *day > 0 && rules.rescue_from.is_some_and(|from| *report >= from);
        let rescue_day = reports.iter().find(rescued).map(|(day, _)| *day);
        let enough = threshold(streams, 1) * MONTH / rules.reoperation_per_month;
        let days_in_pain = daily_pain.iter().scan(0.0, |days, pain| {
            *days += f64::from(u8::from(*pain >= rules.reoperation_from));
            Some(*days)
        });
        let reoperation_day = days_in_pain.zip(0..).find(|(days, _)| *days >= enough).map(|(_, day)| day);
        // Nobody sees what happens to those who have left.
        let seen = |day: &u32| dropout_day.is_none_or(|left| *day < left);
        let (rescue_day, reoperation_day) = (rescue_day.filter(seen), reoperation_day.filter(seen));
        Self { dropout_day, rescue_day, reoperation_day, ..Self::default() }
    }

    /// The same with the first flare after needles on these days, in days after day 0.
    #[must_use]
    pub fn with_flares(self, needle_days: impl IntoIterator<Item = f64>, daily_pain: &[f64]) -> Self {
        let after = |needle: f64| {
            let day = needle.max(0.0) as u32;
            let at = |day: u32| daily_pain.get(day as usize).copied();
            (day..=day.saturating_add(FLARE_DAYS)).find(
                |later| matches!((at(day), at(*later)), (Some(before), Some(now)) if now >= before + FLARE_POINTS),
            )
        };
        let seen = |day: &u32| self.dropout_day.is_none_or(|left| *day < left);
        Self { flare_day: needle_days.into_iter().filter_map(after).min().filter(seen), ..self }
    }

    /// Whether the patient has left by a day.
    pub fn has_left(&self, day: u32) -> bool {
        self.dropout_day.is_some_and(|left| left <= day)
    }

    /// Whether rescue or reoperation has happened by a day.
    pub fn has_happened(&self, day: u32) -> bool {
        [self.rescue_day, self.reoperation_day].into_iter().flatten().any(|event| event <= day)
    }
}

/// A standard exponential of one patient.
fn threshold(streams: &Streams, which: u64) -> f64 {
    -math::ln(1.0 - streams.open(Purpose::Intercurrent, 0, which).uniform())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_happens_without_rules() {
        for patient in 0..50 {
            let events =
                Events::from_course(&Rules::default(), &Streams::new(1, patient), &[9.0; 366], &[(0, 9.0), (365, 9.0)]);
            assert_eq!(events, Events::default());
        }
    }

    #[test]
    fn shares_follow_the_hazards() {
        let rules =
            Rules { dropout_per_month: 0.02, reoperation_per_month: 0.006, reoperation_from: 6.0, ..Rules::default() };
        let n = 20_000;
        let (mut left, mut operated, mut quiet) = (0.0, 0.0, 0);
        for patient in 0..n {
            let only = |dropout_per_month, reoperation_per_month, pain: f64| {
                let rules = Rules { dropout_per_month, reoperation_per_month, ..rules };
                Events::from_course(&rules, &Streams::new(4, patient), &[pain; 365], &[])
            };
            left += f64::from(u8::from(only(0.02, 0.0, 7.0).dropout_day.is_some()));
            operated += f64::from(u8::from(only(0.0, 0.006, 7.0).reoperation_day.is_some()));
            quiet += usize::from(only(0.0, 0.006, 5.9).reoperation_day.is_some());
        }
        let expected = |hazard: f64| 1.0 - math::exp(-hazard * 365.0 / MONTH);
        let error = |p: f64| 4.0 * (p * (1.0 - p) / f64::from(n)).sqrt();
        for (share, hazard) in [(left / f64::from(n), 0.02), (operated / f64::from(n), 0.006)] {
            assert!((share - expected(hazard)).abs() < error(expected(hazard)), "{share} {}", expected(hazard));
        }
        assert_eq!(quiet, 0, "nobody is operated on without pain");
    }

    #[test]
    fn a_flare_is_a_rise_of_a_point_within_a_week_of_a_needle() {
        let mut pain = vec![6.0; 60];
        pain[34] = 7.0;
        let flare = |needles: &[f64]| Events::default().with_flares(needles.iter().copied(), &pain).flare_day;
        assert_eq!(flare(&[30.0]), Some(34));
        assert_eq!(flare(&[0.0, 27.5]), Some(34));
        assert_eq!((flare(&[]), flare(&[0.0]), flare(&[35.0]), flare(&[1e9])), (None, None, None, None));
        let left = Events { dropout_day: Some(33), ..Events::default() };
        assert_eq!(left.with_flares([30.0], &pain).flare_day, None);
        assert!(!Events::default().with_flares([30.0], &pain).has_happened(60), "no analysis counts it");
    }

    #[test]
    fn rescue_needs_a_visit_after_the_first_and_a_patient_who_is_still_there() {
        let rules = Rules { rescue_from: Some(6.0), ..Rules::default() };
        let reports = [(0, 8.0), (30, 5.0), (90, 6.5), (180, 9.0)];
        let events = Events::from_course(&rules, &Streams::new(1, 0), &[7.0; 200], &reports);
        assert_eq!(events.rescue_day, Some(90));
        assert!(!events.has_happened(89) && events.has_happened(90));
        let gone = Rules { dropout_per_month: 1e6, ..rules };
        let events = Events::from_course(&gone, &Streams::new(1, 0), &[7.0; 200], &reports);
        assert_eq!((events.dropout_day, events.rescue_day), (Some(1), None));
        assert!(events.has_left(1) && !events.has_left(0));
    }
}
