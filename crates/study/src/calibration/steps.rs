//! The steps of a calibration, one after the other.

use serde::{Deserialize, Serialize};

use super::Error;
use super::discrepancy::Discrepancy;
use super::emulator::Emulator;
use super::fidelity::{FidelityLevels, Stage};
use super::free::Free;
use super::objective::Objective;
use super::profile::{Interval, interval};
use super::search::{FidelityLevel, MAX_FREE, Search, Shift};
use crate::clinical::outcome::Estimate;
use crate::clinical::targets::Target;
use crate::trial::BlockStore;
use admsc_model::math;

/// Radius of the box in which a corrected minimum is sought, standard deviations of the priors.
const RADIUS: f64 = 0.7;

/// Radius of the quadratics from which intervals are read.
const WIDE: f64 = 1.5;

/// Least gain of the objective for which another evaluation on cells is worth its cost.
const LEAST_GAIN: f64 = 0.1;

/// Least distance to all earlier evaluations.
const LEAST_DISTANCE: f64 = 0.05;

/// How much is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Most evaluations on cells; 0 stays in the mean field.
    pub evaluations: usize,
    /// Whether the set is confirmed on the scenarios' own grid.
    pub confirms: bool,
}

/// A set of parameters that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// `mean-field`, `cells-coarse` or `cells`.
    pub rung: String,
    /// Place of each free parameter.
    pub point: Vec<f64>,
    /// Estimate of each row.
    pub estimates: Vec<Estimate>,
    /// −2 log-likelihood of all rows.
    pub misfit: f64,
    /// Its Monte Carlo error.
    pub misfit_error: f64,
    /// Misfit and prior.
    pub objective: f64,
}

/// One free parameter after the calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The parameter and its prior.
    pub free: Free,
    /// Its place.
    pub place: f64,
    /// Its interval, in places.
    pub interval: Interval,
}

impl Fitted {
    /// Width of the interval over that of the prior's range: near 1, the rows tell nothing of the parameter.
    pub fn share_of_prior(&self) -> f64 {
        let [low, high] = self.free.limits();
        (self.interval.high - self.interval.low) / (high - low)
    }
}

/// What a set gains over the one before, on one rung.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Fall of the misfit.
    pub misfit: f64,
    /// At most its Monte Carlo standard error: both sets are tried in the same virtual patients, and their errors are
    /// added as if they were not. Equal sets have none.
    pub error: f64,
}

impl Gain {
    fn between(before: &Evaluated, after: &Evaluated) -> Self {
        if before.point == after.point {
            return Self { misfit: 0.0, error: 0.0 };
        }
        let squares = before.misfit_error * before.misfit_error + after.misfit_error * after.misfit_error;
        Self { misfit: before.misfit - after.misfit, error: math::sqrt(squares) }
    }

    /// Whether it is surely more than the luck of the draw: over two standard errors, even if they are as large as they may
    /// be.
    pub fn is_more_than_luck(&self) -> bool {
        self.misfit > 2.0 * self.error
    }
}

/// What a calibration found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The free parameters.
    pub parameters: Vec<Fitted>,
    /// Names of the rows that were fitted.
    pub rows: Vec<String>,
    /// Names of rows with role fit that no scenario stands for, or that too few patients count for.
    pub left_out: Vec<String>,
    /// On each rung, the set before and the set found.
    pub compared: Vec<[Evaluated; 2]>,
    /// Every set that was tried on cells on the coarse grid.
    pub evaluations: Vec<Evaluated>,
    /// Sets tried in the mean field.
    pub in_mean_field: usize,
    /// What the quadratics leave over, a row each.
    pub residuals: Vec<f64>,
}

impl Calibration {
    /// What the set gains on the best rung on which both sets were tried.
    pub fn gain(&self) -> Option<Gain> {
        self.compared.last().map(|[before, after]| Gain::between(before, after))
    }
}

/// Estimates all rows: the stage, the number of the evaluation in it, the point.
pub type Tried<'a> = dyn Fn(Stage, usize, &[f64]) -> Result<Vec<Estimate>, Error> + 'a;

/// Calibrates on virtual patients.
///
/// # Errors
/// When no row can be fitted, or something cannot be run or kept.
pub fn calibrate<S: BlockStore>(rungs: &FidelityLevels<'_, S>, settings: Settings) -> Result<Calibration, Error> {
    let start = vec![0.0; rungs.free.len()];
    let first = rungs.estimate(Stage::MeanField, 1, &start)?;
    let usable = |row: &usize| first[*row].is_some();
    let (rows, left_out): (Vec<usize>, Vec<usize>) = (0..rungs.targets.len()).partition(usable);
    if rows.is_empty() {
        return Err(Error::NoEstimate);
    }
    let targets: Vec<Target> = rows.iter().map(|row| rungs.targets[*row].clone()).collect();
    let tried = |stage: Stage, number: usize, point: &[f64]| -> Result<Vec<Estimate>, Error> {
        let estimates = rungs.estimate(stage, number, point)?;
        let lost = |row: &usize| Error::Row { row: rungs.targets[*row].id.clone() };
        rows.iter().map(|row| estimates[*row].ok_or_else(|| lost(row))).collect()
    };
    let mut calibration = calibrate_with(rungs.free, targets, settings, &tried)?;
    calibration.left_out = left_out.into_iter().map(|row| rungs.targets[row].id.clone()).collect();
    Ok(calibration)
}

/// Calibrates on anything that estimates all rows.
///
/// # Errors
/// When there are no rows or too many parameters, or a point cannot be estimated.
pub fn calibrate_with(
    free: &[Free],
    targets: Vec<Target>,
    settings: Settings,
    tried: &Tried<'_>,
) -> Result<Calibration, Error> {
    if free.len() > MAX_FREE || free.is_empty() {
        return Err(Error::TooMany { found: free.len() });
    }
    let objective = Objective::new(targets);
    let limits: Vec<[f64; 2]> = free.iter().map(Free::limits).collect();
    let mut count = 0;
    let mut rung = |point: &[f64]| {
        count += 1;
        tried(Stage::MeanField, count, point)
    };
    let rung: &mut FidelityLevel<'_> = &mut rung;
    let mut search = Search::new(&objective, limits.clone(), rung)?;
    let start = vec![0.0; free.len()];
    let found = search.run()?;
    let mut cells = Cells { objective: &objective, tried, evaluations: Vec::new(), paired: Vec::new() };
    let best = cells.correct(&mut search, found, settings.evaluations)?;
    let shift = cells.shift()?;
    let emulator = search.explore(&best, WIDE)?;
    // The minimum of the wide quadratics is near the set, and intervals are measured from it.
    let surrogate = |point: &[f64]| search.predicted(&emulator, point, &shift);
    let lowest = search.lowest(&emulator, &best, WIDE, &shift).point;
    let intervals: Vec<Interval> = (0..free.len()).map(|which| interval(&surrogate, &lowest, which, &limits)).collect();
    let mut compared = vec![[start.as_slice(), &best].map(|point| -> Result<Evaluated, Error> {
        Ok(evaluated(&objective, "mean-field", point, search.compute(point)?))
    })];
    let in_mean_field = search.computed();
    for (wanted, stage, name) in
        [(settings.evaluations > 0, Stage::Coarse, "cells-coarse"), (settings.confirms, Stage::Confirmation, "cells")]
    {
        if wanted {
            let mut number = if stage == Stage::Coarse { cells.evaluations.len() } else { 0 };
            compared.push([start.as_slice(), &best].map(|point| {
                number += 1;
                Ok(evaluated(&objective, name, point, tried(stage, number, point)?))
            }));
        }
    }
    let parameters = free.iter().zip(&best).zip(intervals);
    Ok(Calibration {
        parameters: parameters
            .map(|((free, place), interval)| Fitted { free: free.clone(), place: *place, interval })
            .collect(),
        rows: objective.targets.iter().map(|target| target.id.clone()).collect(),
        left_out: Vec::new(),
        compared: compared.into_iter().map(|[before, after]| Ok([before?, after?])).collect::<Result<_, Error>>()?,
        evaluations: cells.evaluations,
        in_mean_field,
        residuals: emulator.residuals.clone(),
    })
}

fn evaluated(objective: &Objective, rung: &str, point: &[f64], estimates: Vec<Estimate>) -> Evaluated {
    Evaluated {
        rung: rung.to_owned(),
        point: point.to_vec(),
        misfit: objective.misfit(&estimates),
        misfit_error: objective.misfit_error(&estimates),
        objective: objective.at(point, &estimates),
        estimates,
    }
}

/// The evaluations on cells.
struct Cells<'a> {
    objective: &'a Objective,
    tried: &'a Tried<'a>,
    evaluations: Vec<Evaluated>,
    /// The mean field at the same points.
    paired: Vec<Vec<Estimate>>,
}

impl Cells<'_> {
    /// Goes from the minimum of the mean field to that of the cells; gives it. Without evaluations it is the former.
    fn correct(&mut self, search: &mut Search<'_>, found: Vec<f64>, evaluations: usize) -> Result<Vec<f64>, Error> {
        if evaluations == 0 {
            return Ok(found);
        }
        let mut best = vec![0.0; found.len()];
        self.evaluate(search, &best)?;
        let mut centre = found;
        let mut emulator = search.explore(&centre, RADIUS)?;
        while self.evaluations.len() < evaluations {
            let (next, now) = self.next(search, &mut emulator, &mut centre)?;
            let near = |one: &Evaluated| distance(&one.point, &next) < LEAST_DISTANCE;
            let known = search.predicted(&emulator, &best, &*self.shift()?);
            if self.evaluations.iter().any(near) || self.evaluations.len() > 2 && known - now < LEAST_GAIN {
                break;
            }
            self.evaluate(search, &next)?;
            best = self.best();
        }
        Ok(best)
    }

    /// The minimum of the corrected mean field, near which the quadratics are made anew where it has moved far.
    fn next(
        &self,
        search: &mut Search<'_>,
        emulator: &mut Emulator,
        centre: &mut Vec<f64>,
    ) -> Result<(Vec<f64>, f64), Error> {
        let shift = self.shift()?;
        let mut found = search.lowest(emulator, centre, RADIUS, &shift);
        if distance(&found.point, centre) > 0.5 * RADIUS {
            *centre = found.point;
            *emulator = search.explore(centre, RADIUS)?;
            found = search.lowest(emulator, centre, RADIUS, &shift);
        }
        Ok((found.point, found.value))
    }

    fn evaluate(&mut self, search: &mut Search<'_>, point: &[f64]) -> Result<(), Error> {
        self.paired.push(search.compute(point)?);
        let estimates = (self.tried)(Stage::Coarse, self.evaluations.len() + 1, point)?;
        self.evaluations.push(evaluated(self.objective, "cells-coarse", point, estimates));
        Ok(())
    }

    /// The evaluated point with the lowest objective.
    fn best(&self) -> Vec<f64> {
        let lowest = self.evaluations.iter().reduce(|a, b| if b.objective < a.objective { b } else { a });
        lowest.map_or_else(Vec::new, |one| one.point.clone())
    }

    /// The correction by all evaluations; none without any.
    fn shift(&self) -> Result<Box<Shift<'static>>, Error> {
        let rows = self.objective.targets.len();
        if self.evaluations.is_empty() {
            return Ok(Box::new(move |_| vec![(0.0, 0.0); rows]));
        }
        let points: Vec<Vec<f64>> = self.evaluations.iter().map(|one| one.point.clone()).collect();
        let of_row = |row: usize| {
            let target = &self.objective.targets[row];
            let both =
                || self.evaluations.iter().zip(&self.paired).map(|(cells, field)| (&cells.estimates[row], &field[row]));
            let differences: Vec<f64> = both().map(|(cells, field)| cells.value - field.value).collect();
            let errors: Vec<f64> = both().map(|(cells, _)| cells.standard_error).collect();
            Discrepancy::fit(&points, &differences, &errors, target.high - target.low).ok_or(Error::Surrogate)
        };
        let all: Vec<Discrepancy> = (0..rows).map(of_row).collect::<Result<_, _>>()?;
        Ok(Box::new(move |point| all.iter().map(|row| row.at(point)).collect()))
    }
}

/// Largest difference of a place.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| (a - b).abs().max(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_gain_nothing_without_error() {
        let set = |place: f64, misfit: f64| Evaluated {
            rung: "cells".to_owned(),
            point: vec![place],
            estimates: Vec::new(),
            misfit,
            misfit_error: 2.0,
            objective: misfit,
        };
        let same = Gain::between(&set(0.5, 7.0), &set(0.5, 7.0));
        assert_eq!((same.misfit, same.error, same.is_more_than_luck()), (0.0, 0.0, false));
        let other = Gain::between(&set(0.0, 7.0), &set(0.5, 1.0));
        assert!(other.misfit == 6.0 && (other.error - 8.0_f64.sqrt()).abs() < 1e-15 && other.is_more_than_luck());
    }
}
