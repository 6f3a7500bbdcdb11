//! Many persistent walkers at once: each takes the steps of [`super::walker`], with luck of its own, and a step is done for
//! all of them before the next one. Then the processor computes several at once, and waits for none: what one walker does next
//! depends on chance, and alone it would be guessed wrongly at every turn.
//!
//! The bits are those of a walker alone: nobody reads what another one does.

use super::grid::Grid;
use super::walker::{Bias, Gait, WEAK, advance, concentration_in_plane, fresh_direction, weak_concentration_in_plane};
use crate::math;
use crate::rng::{Distribution, Exp1, Supply, uniform};

/// Walkers that fit the fastest memory with their random words.
pub const TOGETHER: usize = 64;

/// One walker.
#[derive(Debug)]
pub struct Walker<'a> {
    /// Position, µm.
    pub position: &'a mut [f64; 3],
    /// Direction of the present run, a unit vector.
    pub heading: &'a mut [f32; 3],
    /// Days that it still walks.
    pub days: f64,
    /// Its luck.
    pub luck: Supply,
}

/// Where fresh directions of up to [`TOGETHER`] walkers tend to, as [`super::walker::Bias`] of one: a column a property.
#[derive(Debug)]
pub struct Biases {
    /// Unit vectors, along x, y and z.
    pub direction: [[f64; TOGETHER]; 3],
    /// Forward indices.
    pub forward_index: [f64; TOGETHER],
}

impl Biases {
    /// That of one walker.
    pub fn of(&self, place: usize) -> Bias {
        Bias { direction: self.direction.map(|along| along[place]), forward_index: self.forward_index[place] }
    }

    /// Sets that of one walker.
    pub fn set(&mut self, place: usize, bias: Bias) {
        self.direction.iter_mut().zip(bias.direction).for_each(|(along, one)| along[place] = one);
        self.forward_index[place] = bias.forward_index;
    }
}

/// Which of [`TOGETHER`], in order.
struct Chosen {
    numbers: [u8; TOGETHER],
    count: usize,
}

impl Chosen {
    fn all(count: usize) -> Self {
        Self { numbers: std::array::from_fn(|number| number as u8), count: count.min(TOGETHER) }
    }

    fn number(&self, place: usize) -> usize {
        usize::from(self.numbers[place])
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.numbers[..self.count].iter().map(|number| usize::from(*number))
    }

    /// Keeps those for which `keep(place, number)` holds. There is no branch to be guessed wrongly.
    fn retain(&mut self, mut keep: impl FnMut(usize, usize) -> bool) {
        let mut left = 0;
        for place in 0..self.count {
            let number = self.numbers[place];
            self.numbers[left] = number;
            left += usize::from(keep(place, usize::from(number)));
        }
        self.count = left;
    }
}

/// Moves walkers of one gait for the days of each. `sense` is asked at every turn for the biases at the places of the turns; it
/// fills the first columns. Walls reflect.
pub fn walk(walkers: &mut [Walker<'_>], gait: Gait, grid: &Grid, sense: impl Fn(&[[f64; 3]], &mut Biases)) {
    if gait.speed <= 0.0 {
        return;
    }
    let mut places = [[0.0; 3]; TOGETHER];
    let mut biases = Biases { direction: [[0.0; TOGETHER]; 3], forward_index: [0.0; TOGETHER] };
    for some in walkers.chunks_mut(TOGETHER) {
        let mut going = Chosen::all(some.len());
        while going.count > 0 {
            going.retain(|_, number| {
                let Walker { position, heading, days, luck } = &mut some[number];
                let exponential: f64 = Exp1.sample(luck);
                let run = exponential * gait.persistence;
                advance(position, heading, gait.speed * run.min(*days), grid);
                let goes_on = run < *days;
                *days -= run;
                goes_on
            });
            let places = &mut places[..going.count];
            places.iter_mut().zip(going.iter()).for_each(|(place, number)| *place = *some[number].position);
            sense(places, &mut biases);
            turn(some, &going, grid.dimensions(), &biases);
        }
    }
}

/// Gives some walkers fresh directions; the biases stand in their order.
fn turn(walkers: &mut [Walker<'_>], turning: &Chosen, dimensions: u32, biases: &Biases) {
    if dimensions == 2 {
        return turn_in_plane(walkers, turning, biases);
    }
    for (place, number) in turning.iter().enumerate() {
        let Walker { heading, luck, .. } = &mut walkers[number];
        **heading = fresh_direction(biases.of(place), dimensions, luck).map(|x| x as f32);
    }
}

/// Von Mises by rejection from the uniform angle, as [`fresh_direction`] of one: whoever is rejected tries again with the others.
fn turn_in_plane(walkers: &mut [Walker<'_>], turning: &Chosen, biases: &Biases) {
    let mut kappas = biases.forward_index;
    concentrations_in_plane(&mut kappas[..turning.count]);
    let [across, down, _] = &biases.direction;
    let (mut shares, mut chances, mut exponents) = ([0.0; TOGETHER], [0.0; TOGETHER], [0.0; TOGETHER]);
    let (mut sines, mut cosines) = ([0.0; TOGETHER], [0.0; TOGETHER]);
    let mut trying = Chosen::all(turning.count);
    while trying.count > 0 {
        let count = trying.count;
        for (place, one) in trying.iter().enumerate() {
            let (luck, kappa) = (&mut walkers[turning.number(one)].luck, kappas[one]);
            shares[place] = uniform(luck);
            // Without a bias the first try succeeds.
            chances[place] = if kappa > 0.0 { uniform(luck) } else { 0.0 };
            exponents[place] = kappa;
        }
        math::turns(&shares[..count], &mut sines[..count], &mut cosines[..count]);
        for (exponent, cosine) in exponents[..count].iter_mut().zip(&cosines[..count]) {
            *exponent *= cosine - 1.0;
        }
        trying.retain(|place, one| {
            let (x, y, sine, cosine) = (across[one], down[one], sines[place], cosines[place]);
            *walkers[turning.number(one)].heading =
                [x * cosine - y * sine, y * cosine + x * sine, 0.0].map(|x| x as f32);
            !math::is_below_exp(chances[place], exponents[place])
        });
    }
}

/// [`concentration_in_plane`] of each forward index. One that is no number counts as none: the tries always end.
fn concentrations_in_plane(forward_indices: &mut [f64]) {
    // Cells have small ones: all of them by one sum.
    if forward_indices.iter().fold(true, |weak, r| weak & (0.0..WEAK).contains(r)) {
        forward_indices.iter_mut().for_each(|r| *r = weak_concentration_in_plane(*r));
    } else {
        forward_indices.iter_mut().for_each(|r| *r = concentration_in_plane(*r).max(0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::walker::walk_alone;
    use crate::rng::{Purpose, Streams};

    const GAIT: Gait = Gait { speed: 1440.0, persistence: 30.0 / 1440.0 };

    /// Where cells are after five ticks, which walk in groups of some size, or each alone for `None`.
    fn walked(nz: u32, group: Option<usize>, forward_index: f64) -> Vec<([f64; 3], [f32; 3])> {
        let grid = Grid { nx: 40, ny: 30, nz, spacing_um: 25.0, section_depth_um: 100.0 };
        let [_, middle, deep] = grid.size_um().map(|x| x / 2.0);
        let streams = Streams::new(2, 5);
        // A third of them begins on the left, where there is no bias.
        let mut cells: Vec<_> =
            (0..300).map(|cell| ([3.0 * f64::from(cell), middle, deep], [1.0_f32, 0.0, 0.0])).collect();
        let bias = |[x, y, _]: [f64; 3]| {
            let up = if y < 300.0 { 0.8 } else { -0.8 };
            if x < 300.0 { Bias::NONE } else { Bias { direction: [0.6, up, 0.0], forward_index } }
        };
        for tick in 0..5 {
            let days = |cell: usize| 0.003 * cell as f64;
            let size = group.unwrap_or(1);
            for (first, cells) in cells.chunks_mut(size).enumerate() {
                let mut walkers: Vec<Walker<'_>> = Vec::new();
                for (place, (position, heading)) in cells.iter_mut().enumerate() {
                    let cell = first * size + place;
                    if group.is_none() {
                        let mut luck = streams.open(Purpose::StemCellMotion, tick, cell as u64);
                        walk_alone(position, heading, GAIT, days(cell), &grid, &mut luck, bias);
                    } else {
                        let luck = streams.supply(Purpose::StemCellMotion, tick, cell as u64);
                        walkers.push(Walker { position, heading, days: days(cell), luck });
                    }
                }
                walk(&mut walkers, GAIT, &grid, |places, biases| {
                    places.iter().enumerate().for_each(|(number, place)| biases.set(number, bias(*place)));
                });
            }
        }
        cells
    }

    #[test]
    fn a_bias_that_is_no_number_is_none() {
        assert!(walked(1, Some(TOGETHER), f64::NAN).iter().all(|(position, _)| position[0].is_finite()));
    }

    #[test]
    fn walkers_together_take_the_steps_of_each_alone() {
        for nz in [1, 20] {
            for forward_index in [0.0, 0.05, 0.3, 0.9] {
                let alone = walked(nz, None, forward_index);
                for group in [1, 7, TOGETHER, 300] {
                    let same = walked(nz, Some(group), forward_index) == alone;
                    assert!(same, "{nz} layers, index {forward_index}, groups of {group}");
                }
            }
        }
    }
}
