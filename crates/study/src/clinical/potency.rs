//! How much of the published effects the cells would have to cause: the likelihood of the unknown `potency`.
//!
//! The model's estimate of a row is known at some potencies. Between them it is the monotone cubic of Fritsch and Carlson
//! (1980, doi:10.1137/0717021), which makes no extremum that is not in the data.
//!
//! *Likelihood of a row.* A share with a known number of patients is binomial; where its published interval is wider than
//! that of so many patients (a pooled share of unlike studies) the number is that which has this interval. Every other
//! figure is normal; where its interval is lopsided the side on which the model lies gives the standard deviation. The
//! model's Monte Carlo variance is added to the published one. All are relative to a model that meets the figure exactly.
//!
//! *Correlated rows.* Rows of one study and one arm are about the same patients. They share the weight of one row: each of
//! k such rows has weight 1/k.
//!
//! *Range.* All potencies within a likelihood ratio of 95 % (twice the difference of log-likelihoods at most 3.84) of the
//! most likely one.

use serde::Serialize;

use super::outcome::Estimate;
use super::targets::Target;
use admsc_model::math;
use admsc_stats::normal;

/// 97.5 % point of the standard normal: half an interval of 95 % in standard deviations.
const HALF_95: f64 = 0.975;

/// Number of steps between potency 0 and 1 at which the likelihood is looked at.
const STEPS: usize = 1000;

/// The model's estimates of one row by potency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// Potency and estimate, ascending. A row without cells has one.
    pub(super) points: Vec<(f64, Estimate)>,
    /// Slopes of the values at the points.
    slopes: Vec<f64>,
}

impl Curve {
    /// Through estimates at different potencies; nothing without any.
    pub fn new(mut points: Vec<(f64, Estimate)>) -> Option<Self> {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|a, b| a.0 == b.0);
        let slopes = slopes(&points);
        (!points.is_empty()).then_some(Self { points, slopes })
    }

    /// Whether a potency lies within those that were computed.
    pub fn reaches(&self, potency: f64) -> bool {
        let ends = self.points.first().zip(self.points.last());
        ends.is_some_and(|(first, last)| (first.0..=last.0).contains(&potency))
    }

    /// The estimate at a potency; beyond the computed ones the nearest.
    pub fn at(&self, potency: f64) -> Estimate {
        let above = self.points.partition_point(|(at, _)| *at < potency);
        let last = self.points.len() - 1;
        if above == 0 || above > last {
            return self.points[above.min(last)].1;
        }
        let ((from, a), (to, b)) = (self.points[above - 1], self.points[above]);
        let width = to - from;
        let t = (potency - from) / width;
        let (t2, t3) = (t * t, t * t * t);
        let value = (2.0 * t3 - 3.0 * t2 + 1.0) * a.value
            + (t3 - 2.0 * t2 + t) * width * self.slopes[above - 1]
            + (3.0 * t2 - 2.0 * t3) * b.value
            + (t3 - t2) * width * self.slopes[above];
        let between = |a: f64, b: f64| a + t * (b - a);
        Estimate {
            n: a.n.min(b.n),
            value,
            standard_error: between(a.standard_error, b.standard_error),
            low: value + between(a.low - a.value, b.low - b.value),
            high: value + between(a.high - a.value, b.high - b.value),
        }
    }
}

/// Slopes of the monotone cubic: the harmonic mean of the neighbouring secants where they agree in sign, else 0; at the
/// ends the secant.
fn slopes(points: &[(f64, Estimate)]) -> Vec<f64> {
    let secants: Vec<f64> =
        points.windows(2).map(|pair| (pair[1].1.value - pair[0].1.value) / (pair[1].0 - pair[0].0)).collect();
    let inner = |pair: &[f64]| {
        let product = pair[0] * pair[1];
        if product > 0.0 { 2.0 * product / (pair[0] + pair[1]) } else { 0.0 }
    };
    let (Some(first), Some(last)) = (secants.first(), secants.last()) else { return vec![0.0; points.len()] };
    [*first].into_iter().chain(secants.windows(2).map(inner)).chain([*last]).collect()
}

/// Log-likelihood of a row's published figure if the model's estimate were true, relative to a model that meets it
/// exactly: 0 or less.
pub fn log_likelihood(target: &Target, estimate: &Estimate) -> f64 {
    match target.n.filter(|_| target.estimator.is_share()) {
        Some(n) => binomial(target, f64::from(n), estimate),
        None => {
            let reach = normal::quantile(HALF_95);
            let distance = estimate.value - target.value;
            let side = if distance > 0.0 { target.high - target.value } else { target.value - target.low };
            // A figure at the end of its interval has no spread of its own on that side.
            let side = if side > 0.0 { side } else { target.high - target.low };
            let variance = (side / reach) * (side / reach) + estimate.standard_error * estimate.standard_error;
            -0.5 * distance * distance / variance
        }
    }
}

/// Binomial deviance; the Monte Carlo variance of the model's share makes the published patients fewer.
fn binomial(target: &Target, n: f64, estimate: &Estimate) -> f64 {
    let middle = 0.5 * (target.low + target.high);
    let deviation = (target.high - target.low) / (2.0 * normal::quantile(HALF_95));
    let patients = n.min(middle * (1.0 - middle) / (deviation * deviation));
    // Nobody of n virtual patients does not mean that it cannot happen.
    let least = 0.5 / (estimate.n as f64 + 1.0);
    let share = estimate.value.clamp(least, 1.0 - least);
    let spread = share * (1.0 - share);
    let error = estimate.standard_error * estimate.standard_error;
    let counted = patients / (1.0 + patients * error / spread);
    let part = |published: f64, model: f64| {
        if published > 0.0 { published * (math::ln(model) - math::ln(published)) } else { 0.0 }
    };
    counted * (part(target.value, share) + part(1.0 - target.value, 1.0 - share))
}

/// What some rows together say of the potency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Support {
    /// Number of rows.
    pub rows: usize,
    /// Sum of their weights: the number of independent groups of patients.
    pub weight: f64,
    /// The most likely potency; of several the smallest.
    pub most_likely: f64,
    /// Smallest potency within the likelihood ratio.
    pub low: f64,
    /// Largest potency within it.
    pub high: f64,
    /// Log-likelihood at the most likely potency, relative to a model that meets every figure exactly.
    pub log_likelihood: f64,
    /// Potency from 0 to 1 and its log-likelihood relative to the most likely one.
    pub profile: Vec<(f64, f64)>,
}

impl Support {
    /// Of these rows; nothing without any.
    pub fn from_rows(rows: &[(&Target, &Curve)]) -> Option<Self> {
        let weights: Vec<f64> = rows.iter().map(|(row, _)| weight(row, rows.iter().map(|(other, _)| *other))).collect();
        let total = |potency: f64| -> f64 {
            let one = |((target, curve), weight): (&(&Target, &Curve), &f64)| {
                weight * log_likelihood(target, &curve.at(potency))
            };
            rows.iter().zip(&weights).map(one).sum()
        };
        let all: Vec<(f64, f64)> =
            (0..=STEPS).map(|step| step as f64 / STEPS as f64).map(|potency| (potency, total(potency))).collect();
        let (most_likely, best) = all.iter().copied().reduce(|best, one| if one.1 > best.1 { one } else { best })?;
        let profile: Vec<(f64, f64)> = all.into_iter().map(|(potency, one)| (potency, one - best)).collect();
        let reach = normal::quantile(HALF_95);
        let mut within = profile.iter().filter(|(_, below)| -2.0 * below <= reach * reach).map(|(potency, _)| *potency);
        let low = within.next()?;
        let high = within.next_back().unwrap_or(low);
        let support = Self {
            rows: rows.len(),
            weight: weights.iter().sum(),
            most_likely,
            low,
            high,
            log_likelihood: best,
            profile,
        };
        (!rows.is_empty()).then_some(support)
    }
}

impl Support {
    /// How far the rows are from a model that meets each exactly, at the most likely potency: twice the log-likelihood lost.
    /// Chance alone is expected to give about [`Self::freedom`].
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// Independent groups of patients less the one potency that is fitted to them.
    pub fn freedom(&self) -> f64 {
        (self.weight - 1.0).max(0.0)
    }

    /// Whether two sets of rows agree on one potency: how much their deviance falls where each may have its own, and how often
    /// chance alone gives as much (likelihood ratio, one degree of freedom). `together` is of both sets.
    pub fn disagreement(together: &Self, apart: [&Self; 2]) -> (f64, f64) {
        let fall = (together.deviance() - apart[0].deviance() - apart[1].deviance()).max(0.0);
        (fall, 2.0 * normal::upper_tail(math::sqrt(fall)))
    }
}

/// Weight of a row among others, itself one of them: one over the number of rows about the same patients.
pub fn weight<'a>(target: &Target, others: impl Iterator<Item = &'a Target>) -> f64 {
    1.0 / others.filter(|other| target.shares_patients(other)).count().max(1) as f64
}

#[cfg(test)]
mod tests;
