//! Screening of parameters by elementary effects: which matter at all, and how much.
//!
//! A trajectory begins at a random point of a grid of four levels and moves one parameter after another, each once, by
//! two thirds of its range. What a move changes in the outcome, divided by its length, is an elementary effect: the
//! change over the whole range if it went on like this. The mean of their sizes over trajectories, μ\*, tells how much a
//! parameter matters; their standard deviation σ tells how much that depends on all the others.
//!
//! Morris 1991, doi:10.1080/00401706.1991.10484804; Campolongo, Cariboni & Saltelli 2007,
//! doi:10.1016/j.envsoft.2006.10.004.

use super::resampling::{interval, picks};
use admsc_model::math;
use admsc_model::rng::{Purpose, Streams};

/// Levels of every parameter: 0, ⅓, ⅔ and 1 of its range.
pub const LEVELS: u32 = 4;

/// Levels that a move goes up or down.
const MOVE: u32 = LEVELS / 2;

/// Tick of the streams that draw trajectories.
const DESIGN: u32 = 0;

/// Settings that differ from their neighbours by one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The settings, one more than there are parameters; shares of the ranges, 0 to 1.
    pub settings: Vec<Vec<f64>>,
    /// The parameter that is moved from each setting to the next.
    pub moved: Vec<usize>,
}

/// Trajectory `number` through the ranges of `parameters` parameters.
pub fn trajectory(streams: &Streams, number: u32, parameters: usize) -> Trajectory {
    let mut stream = streams.open(Purpose::Sensitivity, DESIGN, u64::from(number));
    let mut below = |bound: usize| (stream.uniform() * bound as f64) as usize;
    let mut levels: Vec<u32> = (0..parameters).map(|_| below(LEVELS as usize) as u32).collect();
    let mut moved: Vec<usize> = (0..parameters).collect();
    for last in (1..parameters).rev() {
        moved.swap(last, below(last + 1));
    }
    let share = |level: &u32| f64::from(*level) / f64::from(LEVELS - 1);
    let mut settings = vec![levels.iter().map(share).collect::<Vec<f64>>()];
    for parameter in &moved {
        let level = &mut levels[*parameter];
        *level = if *level < MOVE { *level + MOVE } else { *level - MOVE };
        settings.push(levels.iter().map(share).collect());
    }
    Trajectory { settings, moved }
}

impl Trajectory {
    /// The elementary effect of every parameter, from the outcome of every setting.
    pub fn effects(&self, outcomes: &[f64]) -> Vec<f64> {
        let mut effects = vec![0.0; self.moved.len()];
        let pairs = outcomes.windows(2).zip(self.settings.windows(2));
        for (parameter, (outcome, setting)) in self.moved.iter().zip(pairs) {
            effects[*parameter] = (outcome[1] - outcome[0]) / (setting[1][*parameter] - setting[0][*parameter]);
        }
        effects
    }
}

/// How much a parameter matters; in the unit of the outcome, over the parameter's whole range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// μ\*: mean size of the elementary effects.
    pub mean_absolute: f64,
    /// 95 % interval of μ\*, by resampling trajectories.
    pub interval: [f64; 2],
    /// μ: their mean with its sign.
    pub mean: f64,
    /// σ: their standard deviation.
    pub sd: f64,
}

/// The influence of every parameter, from the effects of several trajectories.
pub fn influences(effects: &[Vec<f64>], streams: &Streams) -> Vec<Influence> {
    let parameters = effects.first().map_or(0, Vec::len);
    let resamples: Vec<Vec<usize>> = picks(streams, effects.len()).collect();
    (0..parameters)
        .map(|parameter| {
            let of_it: Vec<f64> = effects.iter().map(|trajectory| trajectory[parameter]).collect();
            influence(&of_it, &resamples)
        })
        .collect()
}

fn influence(effects: &[f64], resamples: &[Vec<usize>]) -> Influence {
    let number = effects.len() as f64;
    let mean = effects.iter().sum::<f64>() / number;
    let squares: f64 = effects.iter().map(|effect| (effect - mean) * (effect - mean)).sum();
    let size = |rows: &mut dyn Iterator<Item = usize>| rows.map(|row| effects[row].abs()).sum::<f64>() / number;
    Influence {
        mean_absolute: size(&mut (0..effects.len())),
        interval: interval(resamples.iter().map(|rows| size(&mut rows.iter().copied())).collect()),
        mean,
        sd: math::sqrt(squares / (number - 1.0).max(1.0)),
    }
}

#[cfg(test)]
mod tests;
