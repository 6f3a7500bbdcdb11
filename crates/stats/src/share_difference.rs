//! Differences between the shares of two arms (responders).
//!
//! Interval: the score intervals of Wilson of the two shares, l and u, joined by Newcombe. *Unpaired* (method 10 of
//! Newcombe 1998, Stat Med 17:873), for the difference D = p₁ − p₂:
//!
//! `D − √((p₁ − l₁)² + (u₂ − p₂)²)` to `D + √((u₁ − p₁)² + (p₂ − l₂)²)`.
//!
//! *Paired* (method 10 of Newcombe 1998, Stat Med 17:2635): under the roots stand also `−2φ(p₁ − l₁)(u₂ − p₂)` and
//! `−2φ(u₁ − p₁)(p₂ − l₂)`, where φ is the correlation of the two answers, drawn towards 0 where it is positive:
//! with e patients who respond in both arms, f in the first only, g in the second only, h in neither, its numerator is
//! `max(eh − fg − n/2, 0)` where eh > fg, else `eh − fg`, its denominator `√((e + f)(g + h)(e + g)(f + h))`; φ is 0 where
//! a margin is empty.
//!
//! Test: *unpaired* by Fisher's exact test, two-sided as the sum over all tables no more likely than the one found;
//! *paired* by McNemar's exact test, the two-sided binomial of f among f + g. Both are conservative: they reject no
//! more often than they say, so that an interval may leave 0 out where p is just above 0.05.
//!
//! Both assume independent patients.

use serde::{Deserialize, Serialize};

use super::estimators::Coverage;
use super::share::Share;
use admsc_model::math;

/// How a p value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShareTest {
    /// Fisher's exact test, two-sided, for arms of different patients.
    FisherExact,
    /// McNemar's exact test, two-sided, for arms of the same patients.
    McNemarExact,
}

/// Share of the first arm minus share of the second, with interval and test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareDifference {
    /// Number of patients in each arm.
    pub n: [usize; 2],
    /// The two shares, 0 to 1.
    pub shares: [f64; 2],
    /// The estimate, −1 to 1.
    pub difference: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Two-sided p value of no difference.
    pub p: f64,
    /// The test that gave it.
    pub test: ShareTest,
}

/// Fewest patients of an arm that a difference is told of: one patient says nothing of how patients differ.
const FEWEST: usize = 2;

/// The difference between two arms of different patients. None where an arm has fewer than two patients, or more hits than
/// patients.
pub fn unpaired(a: &Share, b: &Share, coverage: Coverage) -> Option<ShareDifference> {
    if [a, b].iter().any(|arm| arm.n < FEWEST || arm.hits > arm.n) {
        return None;
    }
    Some(joined([*a, *b], 0.0, coverage, fisher(a, b), ShareTest::FisherExact))
}

/// The difference between two arms in which the same patients live, in the same order. None for arms of unlike lengths
/// and with fewer than two patients.
pub fn paired(a: &[bool], b: &[bool], coverage: Coverage) -> Option<ShareDifference> {
    if a.len() != b.len() || a.len() < FEWEST {
        return None;
    }
    let count = |first: bool, second: bool| a.iter().zip(b).filter(|(a, b)| **a == first && **b == second).count();
    let pairs = Pairs {
        both: count(true, true),
        first_only: count(true, false),
        second_only: count(false, true),
        neither: count(false, false),
    };
    let shares = [a, b].map(|arm| Share::from_values(arm.iter().copied()));
    Some(joined(shares, pairs.correlation(), coverage, pairs.mcnemar(), ShareTest::McNemarExact))
}

/// Patients by their two answers.
struct Pairs {
    both: usize,
    first_only: usize,
    second_only: usize,
    neither: usize,
}

impl Pairs {
    /// Newcombe's φ.
    fn correlation(&self) -> f64 {
        let [e, f, g, h] = [self.both, self.first_only, self.second_only, self.neither].map(|count| count as f64);
        let excess = e * h - f * g;
        let numerator = if excess > 0.0 { (excess - 0.5 * (e + f + g + h)).max(0.0) } else { excess };
        let margins = (e + f) * (g + h) * (e + g) * (f + h);
        if margins == 0.0 { 0.0 } else { numerator / math::sqrt(margins) }
    }

    /// Exact two-sided p value of McNemar's test.
    fn mcnemar(&self) -> f64 {
        let (few, all) = (self.first_only.min(self.second_only), self.first_only + self.second_only);
        // Binomial weights with a chance of one half.
        let weights = relative_weights(0, all, all / 2, |k| (all - k) as f64 / (k + 1) as f64);
        let tail: f64 = weights[..=few].iter().sum();
        (2.0 * tail / weights.iter().sum::<f64>()).min(1.0)
    }
}

/// Exact two-sided p value of Fisher's test.
fn fisher(a: &Share, b: &Share) -> f64 {
    /// Two tables that are equally likely may differ by rounding; R and scipy allow for it in the same way.
    const SAME: f64 = 1.0 + 1e-7;
    let (hits, all) = (a.hits + b.hits, a.n + b.n);
    let (low, high) = (hits.saturating_sub(b.n), hits.min(a.n));
    let mode = ((hits + 1) as f64 * (a.n + 1) as f64 / (all + 2) as f64) as usize;
    // Hypergeometric weights of k hits in the first arm.
    let next = |k: usize| {
        let (k, rest) = (k as f64, (b.n + k) as f64 - hits as f64);
        (hits as f64 - k) * (a.n as f64 - k) / ((k + 1.0) * (rest + 1.0))
    };
    let weights = relative_weights(low, high, mode, next);
    let found = weights[a.hits - low];
    let extreme: f64 = weights.iter().filter(|weight| **weight <= SAME * found).sum();
    (extreme / weights.iter().sum::<f64>()).min(1.0)
}

/// Weights of the whole numbers `low..=high` relative to that of `mode`, from the ratio `next(k)` of the weight of k +
/// 1 to that of k. Going out from the most likely number, none overflows.
pub(super) fn relative_weights(low: usize, high: usize, mode: usize, next: impl Fn(usize) -> f64) -> Vec<f64> {
    let mode = mode.clamp(low, high);
    let mut weights = vec![1.0; high - low + 1];
    for k in mode..high {
        weights[k + 1 - low] = weights[k - low] * next(k);
    }
    for k in (low..mode).rev() {
        weights[k - low] = weights[k + 1 - low] / next(k);
    }
    weights
}

/// Joins the intervals of two shares whose answers have this correlation.
fn joined(arms: [Share; 2], correlation: f64, coverage: Coverage, p: f64, test: ShareTest) -> ShareDifference {
    let [first, second] = arms.map(|arm| arm.value());
    let [(l1, u1), (l2, u2)] = arms.map(|arm| arm.interval(coverage));
    let length = |x: f64, y: f64| math::sqrt((x * x - 2.0 * correlation * x * y + y * y).max(0.0));
    let difference = first - second;
    ShareDifference {
        n: arms.map(|arm| arm.n),
        shares: [first, second],
        difference,
        low: (difference - length(first - l1, u2 - second)).max(-1.0),
        high: (difference + length(u1 - first, second - l2)).min(1.0),
        p,
        test,
    }
}

#[cfg(test)]
mod tests;
