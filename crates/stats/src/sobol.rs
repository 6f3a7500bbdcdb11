//! Sobol' indices: which share of the variance of an outcome is due to which parameter.
//!
//! The first-order index is the share that would go if the parameter were known; the total index is the share that would
//! stay if all others were known. Two samples A and B of N points each are drawn from an Owen-scrambled Sobol' sequence,
//! and A with one column of B for every parameter: N·(k + 2) settings.
//!
//! First order after Saltelli et al. 2010 (doi:10.1016/j.cpc.2009.09.018), total after Jansen 1999
//! (doi:10.1016/S0010-4655(98)00154-4). The intervals resample the N rows as if they were independent, which makes them
//! wide rather than narrow.

use super::resampling::{interval, picks};
use admsc_model::rng::Streams;

/// Most parameters of a design: the sequence has two dimensions for each.
pub const MOST_PARAMETERS: usize = sobol_burley::NUM_DIMENSIONS as usize / 2;

/// Most rows of a design.
pub const MOST_ROWS: u32 = 1 << 16;

/// A row of a design; shares of the ranges, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The point of the first sample.
    pub a: Vec<f64>,
    /// The point of the second sample.
    pub b: Vec<f64>,
}

/// Row `number` of a design of `parameters` parameters, which are at most [`MOST_PARAMETERS`].
pub fn row(seed: u64, number: u32, parameters: usize) -> Row {
    let scramble = (seed ^ (seed >> 32)) as u32;
    let at = |dimension: usize| f64::from(sobol_burley::sample(number, dimension as u32, scramble));
    Row { a: (0..parameters).map(at).collect(), b: (parameters..2 * parameters).map(at).collect() }
}

impl Row {
    /// The first point with one parameter of the second.
    pub fn exchanged(&self, parameter: usize) -> Vec<f64> {
        let mut point = self.a.clone();
        point[parameter] = self.b[parameter];
        point
    }
}

/// Outcomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    /// Of the first point.
    pub a: f64,
    /// Of the second point.
    pub b: f64,
    /// Of the first point with each parameter exchanged.
    pub exchanged: Vec<f64>,
}

/// A share of the variance with its 95 % interval. Estimates may lie a little outside 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Estimate.
    pub value: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
}

impl Share {
    /// Half the width of its interval.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.interval[1] - self.interval[0])
    }
}

/// The indices of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// First-order index: what the parameter does by itself.
    pub first: Share,
    /// Total index: with all that it does together with others.
    pub total: Share,
}

/// The indices of every parameter; none where the outcome does not vary.
pub fn indices(rows: &[Outcomes], streams: &Streams) -> Vec<Indices> {
    let every: Vec<usize> = (0..rows.len()).collect();
    let whole = Moments::from_rows(rows, &every);
    if whole.variance <= 0.0 {
        return Vec::new();
    }
    let parameters = rows.first().map_or(0, |row| row.exchanged.len());
    // One resample at a time: all of a large design would fill the memory.
    let mut resampled = vec![[const { Vec::new() }; 2]; parameters];
    for picked in picks(streams, rows.len()) {
        let moments = Moments::from_rows(rows, &picked);
        if moments.variance > 0.0 {
            for (parameter, [first, total]) in resampled.iter_mut().enumerate() {
                first.push(moments.mean_of(rows, &picked, parameter, Moments::first));
                total.push(moments.mean_of(rows, &picked, parameter, Moments::total));
            }
        }
    }
    let found = resampled.into_iter().enumerate().map(|(parameter, [first, total])| {
        let share = |of: fn(&Moments, &Outcomes, usize) -> f64, resampled| Share {
            value: whole.mean_of(rows, &every, parameter, of),
            interval: interval(resampled),
        };
        Indices { first: share(Moments::first, first), total: share(Moments::total, total) }
    });
    found.collect()
}

/// Mean and variance of the outcome over both samples.
struct Moments {
    mean: f64,
    variance: f64,
}

impl Moments {
    fn from_rows(rows: &[Outcomes], picked: &[usize]) -> Self {
        let values = || picked.iter().flat_map(|row| [rows[*row].a, rows[*row].b]);
        let number = (2 * picked.len()).max(1) as f64;
        let mean = values().sum::<f64>() / number;
        Self { mean, variance: values().map(|x| (x - mean) * (x - mean)).sum::<f64>() / number }
    }

    fn mean_of(&self, rows: &[Outcomes], picked: &[usize], j: usize, of: fn(&Self, &Outcomes, usize) -> f64) -> f64 {
        picked.iter().map(|row| of(self, &rows[*row], j)).sum::<f64>() / picked.len() as f64
    }

    /// A row's part in the first-order index. That the mean is taken off first changes no expectation, but the scatter.
    fn first(&self, row: &Outcomes, parameter: usize) -> f64 {
        (row.b - self.mean) * (row.exchanged[parameter] - row.a) / self.variance
    }

    /// A row's part in the total index.
    fn total(&self, row: &Outcomes, parameter: usize) -> f64 {
        let difference = row.a - row.exchanged[parameter];
        0.5 * difference * difference / self.variance
    }
}

#[cfg(test)]
mod tests;
