//! The search in the mean field: a quadratic of every row round a centre, its minimum in a box, a smaller box there.
//!
//! Each round computes the centre, two points on each axis and a Halton sequence (1960, doi:10.1007/BF01386213) in the
//! box, as many as a quadratic has terms, and fits to all points that have been computed. All points are the same
//! virtual people with the same random numbers, so that their figures move smoothly; nothing is drawn here.

use super::Error;
use super::emulator::{Computed, Emulator, terms};
use super::minimise::{Minimum, minimise};
use super::objective::{Objective, predicted};
use crate::clinical::outcome::Estimate;

/// Radii of the rounds, standard deviations of the priors.
const RADII: [f64; 3] = [1.0, 0.7, 0.5];

/// Bases of the Halton sequence: a prime a parameter.
const PRIMES: [u32; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/// Most parameters that can be free.
pub const MAX_FREE: usize = PRIMES.len();

/// A correction of each row with its variance, at a point.
pub type Shift<'a> = dyn Fn(&[f64]) -> Vec<(f64, f64)> + 'a;

/// What estimates all rows at a point.
pub type FidelityLevel<'a> = dyn FnMut(&[f64]) -> Result<Vec<Estimate>, Error> + 'a;

/// Everything that was computed in the mean field.
pub struct Search<'a> {
    /// What is minimised.
    pub objective: &'a Objective,
    /// Lowest and highest place of each parameter.
    pub limits: Vec<[f64; 2]>,
    computed: Vec<Computed>,
    /// Standard errors and numbers of patients of the rows where the search began.
    like: Vec<Estimate>,
    rung: &'a mut FidelityLevel<'a>,
}

impl<'a> Search<'a> {
    /// Begins at the modes of the priors.
    ///
    /// # Errors
    /// When they cannot be computed.
    pub fn new(
        objective: &'a Objective,
        limits: Vec<[f64; 2]>,
        rung: &'a mut FidelityLevel<'a>,
    ) -> Result<Self, Error> {
        let mut search = Self { objective, limits, computed: Vec::new(), like: Vec::new(), rung };
        search.like = search.compute(&vec![0.0; search.limits.len()])?;
        Ok(search)
    }

    /// Number of points that were computed.
    pub fn computed(&self) -> usize {
        self.computed.len()
    }

    /// How many points [`Search::run`] computes for so many parameters.
    pub const fn planned(free: usize) -> usize {
        1 + (RADII.len() + 1) * round_size(free)
    }

    /// The estimates at a point.
    ///
    /// # Errors
    /// When it cannot be computed.
    pub fn compute(&mut self, point: &[f64]) -> Result<Vec<Estimate>, Error> {
        let estimates = (self.rung)(point)?;
        let values = estimates.iter().map(|estimate| estimate.value).collect();
        if self.computed.iter().all(|known| known.point != point) {
            self.computed.push(Computed { point: point.to_vec(), values });
        }
        Ok(estimates)
    }

    /// Finds the minimum of the objective in the mean field.
    ///
    /// # Errors
    /// When a point cannot be computed.
    pub fn run(&mut self) -> Result<Vec<f64>, Error> {
        let mut centre = vec![0.0; self.limits.len()];
        for radius in RADII {
            let emulator = self.explore(&centre, radius)?;
            centre = self.lowest(&emulator, &centre, radius, &|_| vec![(0.0, 0.0); self.like.len()]).point;
        }
        Ok(centre)
    }

    /// Computes the points of a round and fits the quadratics.
    ///
    /// # Errors
    /// When a point cannot be computed, or the points do not determine the quadratics.
    pub fn explore(&mut self, centre: &[f64], radius: f64) -> Result<Emulator, Error> {
        for point in design(centre, radius, &self.limits) {
            self.compute(&point)?;
        }
        Emulator::fit(&self.computed, centre, radius).ok_or(Error::Surrogate)
    }

    /// The lowest objective of the quadratics, corrected by a shift of each row with a variance, in the box of a radius
    /// round a centre.
    pub fn lowest(&self, emulator: &Emulator, centre: &[f64], radius: f64, shift: &Shift<'_>) -> Minimum {
        let limits: Vec<[f64; 2]> = boxed(centre, radius, &self.limits);
        minimise(&|point| self.predicted(emulator, point, shift), centre, &limits)
    }

    /// The objective by the quadratics at a point.
    pub fn predicted(&self, emulator: &Emulator, point: &[f64], shift: &Shift<'_>) -> f64 {
        self.objective.at(point, &self.estimates(emulator, point, shift))
    }

    /// The estimates by the quadratics at a point.
    pub fn estimates(&self, emulator: &Emulator, point: &[f64], shift: &Shift<'_>) -> Vec<Estimate> {
        let values = emulator.at(point).into_iter().zip(shift(point)).zip(&self.like).zip(&self.objective.targets);
        values
            .map(|(((value, (more, variance)), like), target)| {
                // The error of the mean field's own people is part of the variance of a shift, which they share.
                let error = if variance > 0.0 { admsc_model::math::sqrt(variance) } else { like.standard_error };
                predicted(like, target, value + more, error)
            })
            .collect()
    }
}

/// Points of a round.
const fn round_size(free: usize) -> usize {
    1 + 2 * free + terms(free)
}

fn boxed(centre: &[f64], radius: f64, limits: &[[f64; 2]]) -> Vec<[f64; 2]> {
    centre.iter().zip(limits).map(|(x, [low, high])| [(x - radius).max(*low), (x + radius).min(*high)]).collect()
}

/// The centre, two points on each axis, and a sequence that fills the box.
fn design(centre: &[f64], radius: f64, limits: &[[f64; 2]]) -> Vec<Vec<f64>> {
    let limits = boxed(centre, radius, limits);
    let mut points = vec![centre.to_vec()];
    for (axis, ends) in limits.iter().enumerate() {
        points.extend(ends.iter().map(|end| {
            let mut point = centre.to_vec();
            point[axis] = *end;
            point
        }));
    }
    let inside = |number: u32| {
        let along = limits.iter().zip(PRIMES);
        along.map(|([low, high], prime)| low + (high - low) * radical_inverse(number, prime)).collect()
    };
    points.extend((1..=terms(centre.len()) as u32).map(inside));
    points
}

/// The digits of a number in a base, mirrored at the point.
fn radical_inverse(mut number: u32, base: u32) -> f64 {
    let (mut value, mut digit) = (0.0, 1.0 / f64::from(base));
    while number > 0 {
        value += digit * f64::from(number % base);
        digit /= f64::from(base);
        number /= base;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_fills_the_box_and_the_design_stays_in_it() {
        assert_eq!([1, 2, 3, 4].map(|k| radical_inverse(k, 2)), [0.5, 0.25, 0.75, 0.125]);
        assert!((radical_inverse(5, 3) - 7.0 / 9.0).abs() < 1e-15);
        let points = design(&[1.5, 0.0], 1.0, &[[-2.0, 2.0]; 2]);
        assert_eq!(points.len(), round_size(2));
        assert!(points.iter().all(|point| (0.5..=2.0).contains(&point[0]) && point[1].abs() <= 1.0));
    }
}
