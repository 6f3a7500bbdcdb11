//! The course of one patient in the mean field, with some groups of processes faster than they are.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::quicken::{Group, members};
use crate::summary::has_halved;
use admsc_model::engine::stiff;
use admsc_model::rules::mean_field::{MeanField, PARTS, State};
use admsc_model::rules::parameters::Parameters;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_model::simulation::Error;

/// How much faster an instantaneous process is than it was: the slowest then takes minutes.
pub const INSTANT: f64 = 1e4;

/// How far delays are exact, days: what the solver's tolerance leaves open.
pub const RESOLUTION_DAYS: f64 = 0.01;

/// A patient of the mean field, treated as their setup says.
#[derive(Debug, Clone)]
pub struct Patient {
    plan: Plan,
    /// The state at the first dose, before it: until then nothing is made faster.
    start: State,
    first_dose: f64,
}

/// What the course is as it stands, with nothing made faster.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Pain at the first dose, before it, points.
    pub start: f64,
    /// Lowest pain from then on, points.
    pub lowest: f64,
    /// Pain at the end, points.
    pub end: f64,
}

impl Reference {
    /// The pain at which it has halved, points.
    pub fn level(&self) -> f64 {
        0.5 * self.start
    }

    /// Whether pain halves on some day.
    pub fn halves(&self) -> bool {
        has_halved(self.start, self.lowest)
    }

    /// Whether it is halved at the end.
    pub fn stays(&self) -> bool {
        has_halved(self.start, self.end)
    }
}

/// The day of the first dose that holds cells or what they secrete; none where no dose does.
pub fn first_dose(setup: &Setup) -> Option<f64> {
    let acts = |dose: &&Dose| dose.cells > 0.0 && matches!(dose.preparation, Preparation::Live | Preparation::Medium);
    setup.doses.iter().filter(acts).map(|dose| dose.at_days).reduce(f64::min)
}

impl Patient {
    /// The patient of a setup, in the chronic state on day 0.
    ///
    /// # Errors
    /// When the window is not supported.
    pub fn new(setup: Setup, seed: u64, number: u32) -> Result<Self, Error> {
        let first_dose = first_dose(&setup).unwrap_or(0.0);
        let plan = Plan::new(setup, seed, number)?;
        let day_zero = MeanField::new(&plan).baseline_start();
        let start = advanced(&plan, day_zero, first_dose, |_, _| ControlFlow::Continue(()));
        Ok(Self { plan, start, first_dose })
    }

    /// The course with nothing made faster.
    pub fn reference(&self) -> Reference {
        let (mut before, mut lowest, mut last) = (None, f64::INFINITY, 0.0);
        self.follow(&self.plan, |_, pain| {
            before.get_or_insert(pain);
            (lowest, last) = (pain.min(lowest), pain);
            ControlFlow::Continue(())
        });
        let start = before.unwrap_or(last);
        Reference { start, lowest: lowest.min(start), end: last }
    }

    /// Days from the first dose to a level of pain, with the groups of a coalition `factor` times as fast; the days to the
    /// horizon where it is not reached.
    ///
    /// # Errors
    /// When the window is not supported.
    pub fn delay(&self, coalition: usize, factor: f64, level: f64) -> Result<f64, Error> {
        self.delay_with(coalition, |_| factor, level)
    }

    /// The same with a factor for each group.
    ///
    /// # Errors
    /// When the window is not supported.
    pub fn delay_with(&self, coalition: usize, factor: impl Fn(Group) -> f64, level: f64) -> Result<f64, Error> {
        let quicken = |parameters: &mut Parameters| {
            members(coalition).for_each(|group| group.quicken(parameters, factor(group)));
        };
        let plan = self.plan.with(quicken);
        let mut passage = Passage::new(self.first_dose, level);
        self.follow(&plan, |day, pain| passage.see(day, pain));
        Ok(passage.delay(f64::from(plan.setup.horizon_days)))
    }

    /// Advances the mean field of `plan` from the first dose to the horizon, with its doses. `see` is shown days and pain.
    fn follow(&self, plan: &Plan, mut see: impl FnMut(f64, f64) -> ControlFlow<()>) {
        let field = MeanField::new(plan);
        let horizon = f64::from(plan.setup.horizon_days);
        let is_live = |dose: &&Dose| dose.preparation == Preparation::Live && dose.at_days >= self.first_dose;
        let mut doses: Vec<&Dose> = plan.setup.doses.iter().filter(is_live).collect();
        doses.sort_by(|a, b| a.at_days.total_cmp(&b.at_days));
        let (mut day, mut state) = (self.first_dose, self.start);
        if see(day, field.pain(&state).total()).is_break() {
            return;
        }
        let ends = doses.iter().map(|dose| (dose.at_days, Some(*dose))).chain([(horizon, None)]);
        for (end, dose) in ends {
            let end = end.min(horizon);
            let mut ended = false;
            let next = advanced(plan, state, end - day, |elapsed, state| {
                let seen = see(day + elapsed, field.pain(state).total());
                ended |= seen.is_break();
                seen
            });
            if ended {
                return;
            }
            (day, state) = (end, next);
            if let Some(dose) = dose {
                state = given(plan, &field, state, dose);
            }
        }
    }
}

/// When pain first falls to a level after a dose.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    first_dose: f64,
    level: f64,
    last: Option<(f64, f64)>,
    reached: Option<f64>,
}

impl Passage {
    /// Before anything has been seen.
    pub fn new(first_dose: f64, level: f64) -> Self {
        Self { first_dose, level, last: None, reached: None }
    }

    /// Takes note of the pain on a day; breaks when the level is reached. Between two days pain is a straight line.
    pub fn see(&mut self, day: f64, pain: f64) -> ControlFlow<()> {
        if day < self.first_dose {
            return ControlFlow::Continue(());
        }
        if pain > self.level {
            self.last = Some((day, pain));
            return ControlFlow::Continue(());
        }
        let (from, above) = self.last.unwrap_or((day, pain));
        let share = if above > pain { (above - self.level) / (above - pain) } else { 1.0 };
        self.reached = Some(from + share * (day - from));
        ControlFlow::Break(())
    }

    /// Days from the dose to the level, at most those to the horizon.
    pub fn delay(&self, horizon: f64) -> f64 {
        (self.reached.unwrap_or(horizon) - self.first_dose).clamp(0.0, (horizon - self.first_dose).max(0.0))
    }
}

/// The state after some days without a dose. `see` is shown the days since the beginning and the state there.
fn advanced(plan: &Plan, state: State, days: f64, mut see: impl FnMut(f64, &State) -> ControlFlow<()>) -> State {
    let field = MeanField::new(plan);
    let slope = |parts: &[f64; PARTS]| field.slope(&State::of_parts(parts)).parts();
    let seen = |elapsed: f64, parts: &[f64; PARTS]| see(elapsed, &State::of_parts(parts));
    State::of_parts(&stiff::advance(state.parts(), days, &field.sizes(), slope, seen))
}

/// The state after a dose.
fn given(plan: &Plan, field: &MeanField<'_>, mut state: State, dose: &Dose) -> State {
    match &dose.route {
        Route::Needle { .. } => field.injected(state, dose.cells),
        Route::Vein => field.infused(state, dose.cells),
        Route::Placed { .. } => {
            state.stem_cells += dose.cells / plan.setup.grid.volume_ml();
            state
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_passed_between_two_days_and_only_after_the_dose() {
        let mut passage = Passage::new(10.0, 5.0);
        for (day, pain) in [(0.0, 4.0), (10.0, 8.0), (12.0, 6.0)] {
            assert!(passage.see(day, pain).is_continue());
        }
        assert_eq!(passage.delay(100.0), 90.0);
        assert!(passage.see(14.0, 4.0).is_break());
        assert_eq!(passage.delay(100.0), 3.0);
        assert_eq!(passage.delay(12.5), 2.5);
    }
}
