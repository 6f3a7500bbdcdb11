//! Estimates from a sample of patients, with their intervals.

use serde::Serialize;

use super::student;
use admsc_model::math;

/// How much of a distribution a central interval covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    probability: f64,
    /// Half-width of the interval of a standard normal.
    pub(super) deviations: f64,
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

    /// The same for values on a scale that ends at `low` and `high`: what of the interval lies on it. The mean cannot lie
    /// beyond, so the part covers it as often as the whole.
    pub fn t_interval_within(&self, [low, high]: [f64; 2], coverage: Coverage) -> Option<(f64, f64)> {
        let ends = self.t_interval(coverage)?;
        Some((ends.0.max(low), ends.1.min(high)))
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
    fn an_interval_ends_where_the_scale_does() {
        let within = |values: &[f64]| {
            Mean::from_values(values.iter().copied()).t_interval_within([0.0, 10.0], Coverage::NINETY_FIVE)
        };
        // 1.5 ± 12.7 leaves the scale at both ends, 9 ± 2.5 at the upper one.
        assert_eq!(within(&[0.5, 2.5]), Some((0.0, 10.0)));
        assert!(within(&[8.0, 9.0, 10.0]).is_some_and(|(low, high)| (low - 6.515_862).abs() < 1e-6 && high == 10.0));
        assert_eq!(within(&[4.0, 5.0, 6.0]), Mean::from_values([4.0, 5.0, 6.0]).t_interval(Coverage::NINETY_FIVE));
        assert_eq!(within(&[4.0]), None);
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
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[0.0, 1.0], 0.25), 0.25);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
