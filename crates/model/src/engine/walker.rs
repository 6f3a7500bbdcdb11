//! Persistent walkers: cells that run straight, turn at random and prefer one direction.
//!
//! A cell runs at constant speed for an exponentially distributed time of mean `persistence`, then takes a fresh
//! direction from the von Mises distribution (von Mises–Fisher in three dimensions) around the direction it is drawn
//! to, with mean cosine equal to the forward index. Run ends are drawn exactly instead of tested at sub-steps, so the
//! walk does not depend on the tick: the mean squared displacement without a bias is
//! `2v²P·(t − P(1 − exp(−t/P)))`, the long-time motility `v²P/d`, and fresh directions drift at `v·FI`.

use super::grid::Grid;
use crate::math;
use crate::rng::{Distribution, Rng, StandardNormal, uniform};

/// Where fresh directions tend to: a unit vector and the mean cosine to it (the forward index, 0 to below 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bias {
    /// Unit vector; ignored when the forward index is 0.
    pub direction: [f64; 3],
    /// Mean cosine between a fresh direction and `direction`.
    pub forward_index: f64,
}

impl Bias {
    /// No preferred direction.
    pub const NONE: Bias = Bias { direction: [1.0, 0.0, 0.0], forward_index: 0.0 };
}

/// Speed (µm/day) and persistence time (days) of a kind of walker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gait {
    /// Speed along a run, µm/day.
    pub speed: f64,
    /// Mean duration of a run, days.
    pub persistence: f64,
}

/// Moves by normally distributed steps of motility `v²P/d`: the limit of [`super::flock::walk`] without bias for `days ≫ P`.
pub fn diffuse(position: &mut [f64; 3], gait: Gait, days: f64, grid: &Grid, luck: &mut impl Rng) {
    if gait.speed <= 0.0 {
        return;
    }
    let dimensions = grid.dimensions() as usize;
    let motility = gait.speed * gait.speed * gait.persistence / dimensions as f64;
    let sd = math::sqrt(2.0 * motility * days);
    let size = grid.size_um();
    for axis in 0..dimensions {
        let normal: f64 = StandardNormal.sample(luck);
        position[axis] = fold(position[axis] + sd * normal, size[axis]).0;
    }
}

/// Goes `distance` µm along the heading; a wall reflects both.
pub(super) fn advance(position: &mut [f64; 3], heading: &mut [f32; 3], distance: f64, grid: &Grid) {
    let size = grid.size_um();
    for axis in 0..grid.dimensions() as usize {
        let (inside, turned) = fold(position[axis] + distance * f64::from(heading[axis]), size[axis]);
        position[axis] = inside;
        if turned {
            heading[axis] = -heading[axis];
        }
    }
}

/// Reflects a coordinate into `[0, size]`; the second value says whether the direction is turned round.
pub fn fold(x: f64, size: f64) -> (f64, bool) {
    if (0.0..=size).contains(&x) {
        return (x, false);
    }
    let period = 2.0 * size;
    let phase = x - period * (x / period).floor();
    if phase <= size { (phase, false) } else { (period - phase, true) }
}

/// A direction with mean cosine `forward_index` to the bias, uniform without one.
pub fn fresh_direction(bias: Bias, dimensions: u32, luck: &mut impl Rng) -> [f64; 3] {
    if dimensions == 2 { fresh_in_plane(bias, luck) } else { fresh_in_space(bias, luck) }
}

/// Von Mises by rejection from the uniform angle. At the forward indices of cells (≤ 0.3) two of three tries succeed.
fn fresh_in_plane(bias: Bias, luck: &mut impl Rng) -> [f64; 3] {
    let kappa = concentration_in_plane(bias.forward_index);
    loop {
        let (sine, cosine) = math::turn(uniform(luck));
        // Also true of a κ that is no number: the loop always ends.
        if kappa <= 0.0 || kappa.is_nan() || math::is_below_exp(uniform(luck), kappa * (cosine - 1.0)) {
            let [x, y, _] = bias.direction;
            return [x * cosine - y * sine, y * cosine + x * sine, 0.0];
        }
    }
}

/// Von Mises–Fisher by inversion of the cosine.
fn fresh_in_space(bias: Bias, luck: &mut impl Rng) -> [f64; 3] {
    let kappa = concentration_in_space(bias.forward_index);
    let u = uniform(luck);
    let cosine = if kappa < 1e-6 {
        2.0 * u - 1.0
    } else {
        (1.0 + math::ln(u + (1.0 - u) * math::exp(-2.0 * kappa)) / kappa).clamp(-1.0, 1.0)
    };
    let sine = math::sqrt(1.0 - cosine * cosine);
    let (a, b) = normals_of(bias.direction);
    let (sin_angle, cos_angle) = math::turn(uniform(luck));
    let (p, q) = (sine * cos_angle, sine * sin_angle);
    std::array::from_fn(|i| cosine * bias.direction[i] + p * a[i] + q * b[i])
}

/// Two unit vectors perpendicular to `d` and to each other (Duff et al. 2017, JCGT 6(1)).
fn normals_of(d: [f64; 3]) -> ([f64; 3], [f64; 3]) {
    let sign = if d[2] >= 0.0 { 1.0 } else { -1.0 };
    let a = -1.0 / (sign + d[2]);
    let b = d[0] * d[1] * a;
    ([1.0 + sign * d[0] * d[0] * a, sign * b, -sign * d[0]], [b, sign + d[1] * d[1] * a, -d[1]])
}

/// κ of the von Mises distribution with mean cosine `r`: inverse of I₁/I₀ (Best & Fisher 1981,
/// doi:10.1080/03610918108812225), better than 10⁻³ below 0.53.
pub(super) fn concentration_in_plane(r: f64) -> f64 {
    let r = r.clamp(0.0, 0.99);
    if r < WEAK {
        weak_concentration_in_plane(r)
    } else if r < 0.85 {
        -0.4 + 1.39 * r + 0.43 / (1.0 - r)
    } else {
        1.0 / (r * r * r - 4.0 * r * r + 3.0 * r)
    }
}

/// Forward indices below this are weak.
pub(super) const WEAK: f64 = 0.53;

/// [`concentration_in_plane`] of a weak forward index.
#[inline]
pub(super) fn weak_concentration_in_plane(r: f64) -> f64 {
    2.0 * r + r * r * r + 5.0 / 6.0 * r * r * r * r * r
}

/// κ of the von Mises–Fisher distribution with mean cosine `r`: inverse Langevin function, by its series below 0.4
/// and by r(3 − r²)/(1 − r²) above (Cohen 1991, doi:10.1007/BF00366640).
fn concentration_in_space(r: f64) -> f64 {
    let r = r.clamp(0.0, 0.99);
    let square = r * r;
    if r < 0.4 {
        r * (3.0 + square * (9.0 / 5.0 + square * (297.0 / 175.0 + square * (1539.0 / 875.0))))
    } else {
        r * (3.0 - square) / (1.0 - square)
    }
}

/// The steps of [`super::flock`] by one walker: what those of many are held to. Moves it for `days`. `bias` is asked at every turn for the position of the turn. Walls reflect.
#[cfg(test)]
pub(super) fn walk_alone(
    position: &mut [f64; 3],
    heading: &mut [f32; 3],
    gait: Gait,
    days: f64,
    grid: &Grid,
    luck: &mut impl Rng,
    bias: impl Fn([f64; 3]) -> Bias,
) {
    if gait.speed <= 0.0 {
        return;
    }
    let mut remaining = days;
    loop {
        let exponential: f64 = crate::rng::Exp1.sample(luck);
        let run = exponential * gait.persistence;
        advance(position, heading, gait.speed * run.min(remaining), grid);
        if run >= remaining {
            return;
        }
        remaining -= run;
        *heading = fresh_direction(bias(*position), grid.dimensions(), luck).map(|x| x as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Streams};

    const GAIT: Gait = Gait { speed: 1440.0, persistence: 30.0 / 1440.0 };

    fn open(dimensions: u32) -> Grid {
        let n = 4000;
        Grid { nx: n, ny: n, nz: if dimensions == 2 { 1 } else { n }, spacing_um: 25.0, section_depth_um: 100.0 }
    }

    fn displacements(dimensions: u32, ticks: u32, tick_days: f64, bias: Bias) -> Vec<[f64; 3]> {
        let grid = open(dimensions);
        let centre = grid.size_um().map(|x| x / 2.0);
        let streams = Streams::new(3, 0);
        (0..20_000u64)
            .map(|agent| {
                let mut position = centre;
                let mut first = streams.open(Purpose::Bolus, 0, agent);
                let mut heading = fresh_direction(bias, dimensions, &mut first).map(|x| x as f32);
                for tick in 0..ticks {
                    let mut stream = streams.open(Purpose::StemCellMotion, tick, agent);
                    walk_alone(&mut position, &mut heading, GAIT, tick_days, &grid, &mut stream, |_| bias);
                }
                std::array::from_fn(|i| position[i] - centre[i])
            })
            .collect()
    }

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        let all: Vec<f64> = values.collect();
        all.iter().sum::<f64>() / all.len() as f64
    }

    #[test]
    fn mean_squared_displacement_follows_its_formula_at_any_tick() {
        let (v, p) = (GAIT.speed, GAIT.persistence);
        for dimensions in [2, 3] {
            for minutes in [60, 30] {
                let ticks = 6 * 60 / minutes;
                let t = 0.25;
                let exact = 2.0 * v * v * p * (t - p * (1.0 - crate::math::exp(-t / p)));
                let moved = displacements(dimensions, ticks, f64::from(minutes) / 1440.0, Bias::NONE);
                let msd =
                    mean(moved.iter().map(|d| d[0] * d[0] + d[1] * d[1] + d[2] * d[2] * f64::from(dimensions - 2)));
                assert!((msd / exact - 1.0).abs() < 0.03, "{dimensions}-D at {minutes} min: {msd} against {exact}");
            }
        }
    }

    #[test]
    fn drift_is_speed_times_forward_index() {
        for dimensions in [2, 3] {
            for forward_index in [0.05, 0.25] {
                let bias = Bias { direction: [0.6, 0.8, 0.0], forward_index };
                let days = 0.5;
                let along =
                    mean(displacements(dimensions, 12, days / 12.0, bias).iter().map(|d| 0.6 * d[0] + 0.8 * d[1]));
                let drift = along / days;
                let expected = GAIT.speed * forward_index;
                // Standard error of the drift over 20 000 walkers is about 3 µm/day.
                assert!(
                    (drift - expected).abs() < 14.0,
                    "{dimensions}-D, FI {forward_index}: {drift} against {expected}"
                );
            }
        }
    }

    #[test]
    fn walls_reflect_position_and_heading() {
        assert_eq!(fold(-3.0, 10.0), (3.0, true));
        assert_eq!(fold(12.0, 10.0), (8.0, true));
        assert_eq!(fold(23.0, 10.0), (3.0, false));
        let grid = Grid { nx: 4, ny: 4, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
        let (mut position, mut heading) = ([95.0, 50.0, 50.0], [1.0, 0.0, 0.0]);
        advance(&mut position, &mut heading, 10.0, &grid);
        assert_eq!((position[0], heading[0]), (95.0, -1.0));
    }

    #[test]
    fn diffusion_has_the_motility_of_the_walk() {
        let grid = open(2);
        let streams = Streams::new(9, 0);
        let days = 0.25;
        let msd = mean((0..20_000u64).map(|agent| {
            let mut position = grid.size_um().map(|x| x / 2.0);
            let start = position;
            diffuse(&mut position, GAIT, days, &grid, &mut streams.open(Purpose::MacrophageMotion, 0, agent));
            (position[0] - start[0]) * (position[0] - start[0]) + (position[1] - start[1]) * (position[1] - start[1])
        }));
        let exact = 2.0 * GAIT.speed * GAIT.speed * GAIT.persistence * days;
        assert!((msd / exact - 1.0).abs() < 0.03, "{msd} against {exact}");
    }
}
