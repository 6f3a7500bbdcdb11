//! Estimates from a sample of patients, with their intervals.

use serde::Serialize;

use crate::math;

/// Half-width of a central interval in standard deviations, by its coverage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage(f64);

impl Coverage {
    /// 90 %.
    pub const NINETY: Coverage = Coverage(1.644_853_626_951_472_2);
    /// 95 %.
    pub const NINETY_FIVE: Coverage = Coverage(1.959_963_984_540_054);
}

/// A mean with its spread.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean {
    /// Number of values.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation of the values; NaN for fewer than two.
    pub sd: f64,
}

impl Mean {
    /// Mean and standard deviation of `values`.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        Self { n: values.len(), mean, sd: math::sqrt(squares / (n - 1.0)) }
    }

    /// Standard error of the mean.
    pub fn standard_error(&self) -> f64 {
        self.sd / math::sqrt(self.n as f64)
    }

    /// Interval of the mean (normal approximation: meant for samples of 30 and more).
    pub fn interval(&self, coverage: Coverage) -> (f64, f64) {
        let half = coverage.0 * self.standard_error();
        (self.mean - half, self.mean + half)
    }
}

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
    pub fn of(values: impl IntoIterator<Item = bool>) -> Self {
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
        let (n, p, z) = (self.n as f64, self.value(), coverage.0);
        let middle = p + z * z / (2.0 * n);
        let half = z * math::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
        let scale = 1.0 + z * z / n;
        ((middle - half) / scale, (middle + half) / scale)
    }
}

/// Value below which a share `q` of the values lies, by linear interpolation; NaN without values.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Whether pain fell from `before` by at least the share `fall` (r50: 0.5, r30: 0.3).
pub fn responds(before: f64, after: f64, fall: f64) -> bool {
    after <= (1.0 - fall) * before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_interval_of_known_values() {
        let m = Mean::of([1.0, 2.0, 3.0, 4.0]);
        assert_eq!((m.n, m.mean), (4, 2.5));
        assert!((m.sd - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        let (low, high) = m.interval(Coverage::NINETY_FIVE);
        assert!((high - low - 2.0 * 1.959_963_984_540_054 * m.sd / 2.0).abs() < 1e-12);
    }

    #[test]
    fn wilsons_interval_agrees_with_its_published_example() {
        // Newcombe 1998, Stat Med 17:857, method 3: 81 of 263 gives 0.2553 to 0.3662.
        let (low, high) = Share { n: 263, hits: 81 }.interval(Coverage::NINETY_FIVE);
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[0.0, 1.0], 0.25), 0.25);
        assert!(quantile(&[], 0.5).is_nan());
        assert!(responds(8.0, 4.0, 0.5) && !responds(8.0, 4.1, 0.5));
    }
}
