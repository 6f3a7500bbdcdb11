//! Walkers: mean squared displacement and drift at ticks of an hour and of half an hour.

use super::super::check::{Check, Expected};
use super::super::estimate;
use super::check;
use admsc_model::engine::flock::{Walker, walk};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::walker::{Bias, Gait, fresh_direction};
use admsc_model::math;
use admsc_model::rng::{Purpose, Streams};

/// ADMSC: 1 µm/min, 30 min.
const GAIT: Gait = Gait { speed: 1440.0, persistence: 30.0 / 1440.0 };
/// Number of walkers: the standard error of their MSD is about 0.7 %.
const WALKERS: u64 = 20_000;
/// Time they walk, days.
const DAYS: f64 = 0.25;

pub fn checks() -> Vec<Check> {
    let [hourly, half_hourly] = [60, 30].map(squared_displacements);
    let (v, p) = (GAIT.speed, GAIT.persistence);
    let exact = 2.0 * v * v * p * (DAYS - p * (1.0 - math::exp(-DAYS / p)));
    let relative = |squares: &[f64]| estimate::mean(&squares.iter().map(|square| square / exact).collect::<Vec<f64>>());
    let (one, other) = (relative(&hourly), relative(&half_hourly));
    let drift: Vec<f64> = along(0.25).iter().map(|way| way / (DAYS * v * 0.25)).collect();
    // Four standard errors of these numbers of walkers.
    let near = Expected::between(0.97, 1.03);
    vec![
        check("mean squared displacement over its formula, tick 1 h", "", near, one),
        check("mean squared displacement over its formula, tick 30 min", "", near, other),
        check("drift over v·FI, FI 0.25", "", Expected::between(0.96, 1.04), estimate::mean(&drift)),
    ]
}

fn displacements(tick_minutes: u32, bias: Bias) -> Vec<[f64; 2]> {
    let grid = Grid { nx: 4000, ny: 4000, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
    let (centre, streams) = (grid.size_um().map(|length| length / 2.0), Streams::new(3, 0));
    let tick_days = f64::from(tick_minutes) / 1440.0;
    let ticks = (DAYS / tick_days).round() as u32;
    let mut positions = vec![centre; WALKERS as usize];
    let first = |agent| fresh_direction(bias, 2, &mut streams.open(Purpose::Bolus, 0, agent)).map(|x| x as f32);
    let mut headings: Vec<[f32; 3]> = (0..WALKERS).map(first).collect();
    for tick in 0..ticks {
        let cells = positions.iter_mut().zip(&mut headings).zip(0..);
        let walkers = cells.map(|((position, heading), agent)| {
            let luck = streams.supply(Purpose::StemCellMotion, tick, agent);
            Walker { position, heading, days: tick_days, luck }
        });
        walk(&mut walkers.collect::<Vec<_>>(), GAIT, &grid, |places, biases| {
            (0..places.len()).for_each(|place| biases.set(place, bias));
        });
    }
    positions.iter().map(|position| [position[0] - centre[0], position[1] - centre[1]]).collect()
}

fn squared_displacements(tick_minutes: u32) -> Vec<f64> {
    displacements(tick_minutes, Bias::NONE).iter().map(|[x, y]| x * x + y * y).collect()
}

/// Way along the direction of the bias.
fn along(forward_index: f64) -> Vec<f64> {
    let bias = Bias { direction: [0.6, 0.8, 0.0], forward_index };
    displacements(60, bias).iter().map(|[x, y]| 0.6 * x + 0.8 * y).collect()
}
