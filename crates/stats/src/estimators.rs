//! Estimates from a sample of patients, with their intervals.

use serde::Serialize;

use super::student;
use admsc_model::math;

/// How much of a distribution a central interval covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    probability: f64,
    /// Half-width of the interval of a standard normal.
    deviations: f64,
}

impl Coverage {
    /// 90 %.
    pub const NINETY: Coverage = Coverage { probability: 0.90, deviations: 1.644_853_626_951_472_2 };
    /// 95 %.
    pub const NINETY_FIVE: Coverage = Coverage { probability: 0.95, deviations: 1.959_963_984_540_054 };

    /// The probability covered, 0 to 1.
    pub fn probability(self) -> f64 {
        self.probability
    }

    /// Half-width of the interval in standard errors that were themselves estimated with so many degrees of freedom
    /// (Student's t).
    pub fn student(self, degrees_of_freedom: f64) -> f64 {
        student::quantile(0.5 + 0.5 * self.probability, degrees_of_freedom)
    }
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
    pub fn from_values(values: impl IntoIterator<Item = f64>) -> Self {
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
        let half = coverage.deviations * self.standard_error();
        (self.mean - half, self.mean + half)
    }

    /// Interval of the mean by Student's t with n − 1 degrees of freedom: exact for normal values in samples of any
    /// size. None for fewer than two values or where one is not finite.
    pub fn t_interval(&self, coverage: Coverage) -> Option<(f64, f64)> {
        let half = coverage.student(self.n as f64 - 1.0) * self.standard_error();
        half.is_finite().then_some((self.mean - half, self.mean + half))
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
    use crate::normal;

    #[test]
    fn mean_and_interval_of_known_values() {
        let m = Mean::from_values([1.0, 2.0, 3.0, 4.0]);
        assert_eq!((m.n, m.mean), (4, 2.5));
        assert!((m.sd - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        let (low, high) = m.interval(Coverage::NINETY_FIVE);
        assert!((high - low - 2.0 * 1.959_963_984_540_054 * m.sd / 2.0).abs() < 1e-12);
    }

    #[test]
    fn the_exact_interval_of_a_mean_agrees_with_scipy() -> Result<(), &'static str> {
        // Second drug of Student's sleep data; scipy 1.17.1: stats.t.interval(0.95, 9, np.mean(x), stats.sem(x)).
        let hours = Mean::from_values([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
        let (low, high) = hours.t_interval(Coverage::NINETY_FIVE).ok_or("no interval")?;
        assert!((low - 0.897_677_539_376_705).abs() < 1e-13 && (high - 3.762_322_460_623_294).abs() < 1e-13);
        assert_eq!(Mean::from_values([1.0]).t_interval(Coverage::NINETY_FIVE), None);
        assert_eq!(Mean::from_values([]).t_interval(Coverage::NINETY_FIVE), None);
        assert_eq!(Mean::from_values([1.0, f64::NAN]).t_interval(Coverage::NINETY_FIVE), None);
        Ok(())
    }

    #[test]
    fn the_constants_are_the_quantiles_of_the_normal_distribution() {
        for coverage in [Coverage::NINETY, Coverage::NINETY_FIVE] {
            let deviations = normal::quantile(0.5 + 0.5 * coverage.probability());
            assert!((coverage.deviations / deviations - 1.0).abs() < 1e-15);
            assert!((coverage.student(f64::INFINITY) / deviations - 1.0).abs() < 1e-15);
        }
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
