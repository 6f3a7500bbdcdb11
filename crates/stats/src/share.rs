//! Shares of a sample and their intervals, as of responders (r50).

use serde::Serialize;

use super::estimators::Coverage;
use admsc_model::math;

/// A share of a sample, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Number of patients.
    pub n: usize,
    /// Those who count.
    pub hits: usize,
}

impl Share {
    /// Share of `values` that are true.
    pub fn from_values(values: impl IntoIterator<Item = bool>) -> Self {
        values
            .into_iter()
            .fold(Self { n: 0, hits: 0 }, |share, hit| Self { n: share.n + 1, hits: share.hits + usize::from(hit) })
    }

    /// The estimate, 0 to 1; NaN without patients.
    pub fn value(&self) -> f64 {
        self.hits as f64 / self.n as f64
    }

    /// Wilson's score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953).
    pub fn interval(&self, coverage: Coverage) -> (f64, f64) {
        Self::wilson(self.n as f64, self.value(), coverage)
    }

    /// The same for a share `p` of `n` patients that need not be whole numbers of them, as where groups are pooled.
    pub fn wilson(n: f64, p: f64, coverage: Coverage) -> (f64, f64) {
        let z = coverage.deviations;
        let middle = p + z * z / (2.0 * n);
        let half = z * math::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
        let scale = 1.0 + z * z / n;
        // Rounding must not push an end of nobody or everybody beyond 0 or 1.
        let low = if p <= 0.0 { 0.0 } else { (middle - half) / scale };
        let high = if p >= 1.0 { 1.0 } else { (middle + half) / scale };
        (low, high)
    }
}

/// Whether pain fell from `before` by at least the share `fall` (r50: 0.5, r30: 0.3).
pub fn responds(before: f64, after: f64, fall: f64) -> bool {
    after <= (1.0 - fall) * before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_agrees_with_its_published_example() {
        // Newcombe 1998, Stat Med 17:857, method 3: 81 of 263 gives 0.2553 to 0.3662.
        let (low, high) = Share { n: 263, hits: 81 }.interval(Coverage::NINETY_FIVE);
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn half_of_the_pain_gone_is_a_response() {
        assert!(responds(8.0, 4.0, 0.5) && !responds(8.0, 4.1, 0.5));
    }
}
