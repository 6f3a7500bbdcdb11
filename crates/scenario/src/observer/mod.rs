//! The observer: what a patient reports in a trial, as opposed to the pain of the model.
//!
//! ```text
//! reported = clip(pain·(1 − placebo(t)) + drift + noise, 0, 10)
//! placebo(t) = placebo_i·(1 − exp(−t/onset))·exp(−t/decay),  t days after the first treatment, 0 before it
//! placebo_i = mean + sd·z_i, mean and sd by the mode of the arm, z_i one standard normal a patient
//! drift(d + 1) = φ·drift(d) + sd·√(1 − φ²)·ε(d + 1), φ = exp(−1 day/time); drift(first day) = sd·ε(first day)
//! noise(d) = sd·η(d)
//! ```
//!
//! All arms of a patient share z, ε and η. They are drawn by day, whether or not there is a visit, so that neither
//! another visit nor a longer trial changes a report. The drift begins in its stationary law a year before day 0.
//!
//! Assumed: the placebo response multiplies the current pain and is normal between patients (it may be negative: a
//! nocebo response); later treatments do not renew it; drift and noise are in points, independent of the pain and of
//! each other. The reports do not act back on the patient.
//!
//! Values are the rows `observer.*` of the ledger ([`Ledger::of_observer`]). They are no parameters of the model: no rule reads
//! them, and a scenario of one patient has no use for them. What else a trial sees stands there too: the [noise of joint
//! counts](acr) and the hazard of a [reoperation](intercurrent).

pub mod acr;
pub mod das28;
pub mod intercurrent;

use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, LedgerError, Shape};
use admsc_model::math;
use admsc_model::rng::{Distribution as _, Purpose, StandardNormal, Streams};

/// The earliest day that can be observed: a year before the first day of a trial.
pub const FIRST_DAY: i32 = -365;

/// Highest report, points.
pub const WORST_PAIN: f64 = 10.0;

/// What the patients of an arm know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nobody observes: the report is the pain of the model.
    None,
    /// They know that they are treated.
    Open,
    /// They may have had a sham (also those who were treated).
    ShamBlinded,
    /// They know that they are not treated.
    Untreated,
}

/// Placebo response of the patients of an arm, as a share of the current pain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// Mean.
    pub mean: f64,
    /// Standard deviation between patients.
    pub sd: f64,
}

/// Parameters of the observer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Response in open arms.
    pub placebo_open: Response,
    /// Response in sham-blinded arms.
    pub placebo_sham: Response,
    /// Response in untreated arms.
    pub placebo_untreated: Response,
    /// Onset time of the response, days.
    pub placebo_onset: f64,
    /// Decay time of the response, days.
    pub placebo_decay: f64,
    /// Standard deviation of the drift, points.
    pub drift_sd: f64,
    /// Correlation time of the drift, days.
    pub drift_time: f64,
    /// Standard deviation of the noise, points.
    pub noise_sd: f64,
    /// Coefficient of variation of a joint count.
    pub joint_count_noise: f64,
    /// Hazard of another operation on a disc while the pain is high, 1/day.
    pub reoperation_hazard: f64,
    /// Pain from which another operation is possible, points.
    pub reoperation_from: f64,
}

impl Parameters {
    /// The values of a table; the spread of a response stands in its column of distributions.
    ///
    /// # Errors
    /// When a row is missing, or a response has no normal distribution.
    pub fn from_ledger(ledger: &Ledger) -> Result<Self, LedgerError> {
        let entry = |name: &str| {
            let key = format!("observer.{name}");
            ledger.entry(&key).ok_or(LedgerError::UnknownKey(key))
        };
        let value = |name: &str| entry(name).map(|entry| entry.value);
        let response = |name: &str| {
            let entry = entry(name)?;
            match entry.distribution.map(|spread| spread.shape) {
                Some(Shape::Normal { sd }) => Ok(Response { mean: entry.value, sd }),
                _ => Err(LedgerError::Row { key: entry.key.clone(), fault: "expected \"normal sd …\"".into() }),
            }
        };
        Ok(Self {
            placebo_open: response("placebo_open")?,
            placebo_sham: response("placebo_sham")?,
            placebo_untreated: response("placebo_untreated")?,
            placebo_onset: value("placebo_onset")?,
            placebo_decay: value("placebo_decay")?,
            drift_sd: value("drift_sd")?,
            drift_time: value("drift_time")?,
            noise_sd: value("noise_sd")?,
            joint_count_noise: value("joint_count_noise")?,
            reoperation_hazard: value("reoperation_hazard")?,
            reoperation_from: value("reoperation_from")?,
        })
    }

    /// Response of the arms of a mode; none where nobody observes.
    fn response(&self, mode: Mode) -> Option<Response> {
        match mode {
            Mode::None => None,
            Mode::Open => Some(self.placebo_open),
            Mode::ShamBlinded => Some(self.placebo_sham),
            Mode::Untreated => Some(self.placebo_untreated),
        }
    }
}

/// What one patient adds to every report, the same in all arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Observer {
    parameters: Parameters,
    /// z of the placebo response.
    responsiveness: f64,
    /// Drift and noise together, points, a value a day from [`FIRST_DAY`] on.
    disturbance: Vec<f64>,
}

/// Which of a patient's random numbers: the agent of a stream.
#[derive(Clone, Copy)]
enum Draw {
    Responsiveness = 0,
    Drift = 1,
    Noise = 2,
}

impl Observer {
    /// The observer of one patient for reports up to `last_day`.
    pub fn new(parameters: Parameters, streams: &Streams, last_day: u32) -> Self {
        let days = FIRST_DAY.unsigned_abs().saturating_add(last_day).saturating_add(1);
        let keep = math::exp(-1.0 / parameters.drift_time);
        let renew = math::sqrt(-math::expm1(-2.0 / parameters.drift_time));
        let mut drift = 0.0;
        let disturbance = (0..days)
            .map(|tick| {
                let innovation = normal(streams, tick, Draw::Drift);
                drift = if tick == 0 { innovation } else { keep * drift + renew * innovation };
                parameters.drift_sd * drift + parameters.noise_sd * normal(streams, tick, Draw::Noise)
            })
            .collect();
        Self { parameters, responsiveness: normal(streams, 0, Draw::Responsiveness), disturbance }
    }

    /// The report on a day in an arm of this mode, points, of a patient whose pain by the model is `pain` points.
    ///
    /// `since_treatment` is the time since the first treatment in days, real or sham, in an untreated arm the time
    /// since the trial began; before it, it is negative. None on a day before [`FIRST_DAY`] or after the last day.
    pub fn report(&self, mode: Mode, pain: f64, day: i32, since_treatment: f64) -> Option<f64> {
        let row = usize::try_from(i64::from(day) - i64::from(FIRST_DAY)).ok()?;
        let disturbance = *self.disturbance.get(row)?;
        let Some(placebo) = self.placebo(mode, since_treatment) else {
            return Some(pain);
        };
        Some((pain * (1.0 - placebo) + disturbance).clamp(0.0, WORST_PAIN))
    }

    /// Share of the pain that the placebo response takes away; none where nobody observes.
    fn placebo(&self, mode: Mode, since_treatment: f64) -> Option<f64> {
        let response = self.parameters.response(mode)?;
        let (onset, decay) = (self.parameters.placebo_onset, self.parameters.placebo_decay);
        let t = since_treatment.max(0.0);
        let course = math::event_probability(1.0 / onset, t) * math::exp(-t / decay);
        Some((response.mean + response.sd * self.responsiveness) * course)
    }
}

/// A standard normal of one patient and day.
fn normal(streams: &Streams, tick: u32, draw: Draw) -> f64 {
    StandardNormal.sample(&mut streams.open(Purpose::Observer, tick, draw as u64))
}

#[cfg(test)]
mod tests;
