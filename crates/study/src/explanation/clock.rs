//! The clock of the therapy: how fast each process is, measured from the run itself.
//!
//! Half-times are those to half of the largest change from the state at the first dose, unless a row says otherwise. What
//! does not happen in a run, or changes there little more than without cells, has no half-time.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::observe::Sample;
use admsc_model::observe::columns::table;
use admsc_model::rules::axon::AxonState;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::secretion;
use admsc_model::rules::species::Species;
use admsc_model::rules::stem_cell::Life;
use admsc_model::rules::tissue::Tissue;
use admsc_stats::estimators::quantile;

/// Step in which the spread of a field is looked at: five minutes, in days.
const FIELD_STEP: f64 = 5.0 / 1440.0;

/// Most of these steps: a week.
const FIELD_STEPS: u32 = 2016;

/// How many times as much as without cells something must change to have a half-time.
const MORE_THAN_LUCK: f64 = 1.5;

/// Days after the first dose on which every tick is looked at.
pub const EARLY_DAYS: f64 = 14.0;

table! {
    /// How fast a process is.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Pace {
        /// The process.
        pub process: String,
        /// Its half-time; missing where the run does not show it.
        pub half_time_days: Option<f64>,
        /// What is measured.
        pub measured: String,
    }
}

/// A process and what is measured of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// Spread of the mediator.
    FieldSpread,
    /// Licensing.
    Licensing,
    /// Homing.
    Homing,
    /// M1 to M2.
    Polarisation,
    /// Death of injected cells.
    Survival,
    /// Replacement of macrophages.
    Turnover,
    /// The imprint comes.
    Imprint,
    /// Peripheral sensitisation.
    Peripheral,
    /// Stalled axons resume.
    AxonLatency,
    /// The imprint goes.
    ImprintFades,
    /// Matrix.
    Matrix,
    /// Axons reach their target.
    Growth,
    /// Myelin.
    Myelin,
    /// Central sensitisation.
    Central,
}

/// All processes, about from fast to slow.
pub const PROCESSES: [Process; 14] = [
    Process::FieldSpread,
    Process::Licensing,
    Process::Homing,
    Process::Polarisation,
    Process::Survival,
    Process::Turnover,
    Process::Imprint,
    Process::Peripheral,
    Process::AxonLatency,
    Process::ImprintFades,
    Process::Matrix,
    Process::Growth,
    Process::Myelin,
    Process::Central,
];

impl Process {
    /// Name of the process, and what its half-time is.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Process::FieldSpread => ("field spread", "mediator in the lesion, from sources held as at the first dose"),
            Process::Licensing => ("licensing of cells", "mean licensing of living cells"),
            Process::Homing => ("homing", "share of living cells that are in the lesion"),
            Process::Polarisation => ("polarisation M1 to M2", "share of M1"),
            Process::Survival => ("survival of cells", "living injected cells, from their largest number"),
            Process::Turnover => {
                ("turnover of macrophages", "macrophages present at the first dose that are still there")
            }
            Process::Imprint => ("imprint comes", "imprint, to half of its maximum"),
            Process::Peripheral => ("peripheral sensitisation", "H"),
            Process::AxonLatency => ("latency of axons", "stalled axons that resume, from the first dose, median"),
            Process::ImprintFades => ("imprint fades", "imprint, from its maximum to half of it"),
            Process::Matrix => ("matrix", "matrix integrity"),
            Process::Growth => ("growth of axons", "from resuming to the target, median"),
            Process::Myelin => ("myelin", "from the target to half of its last myelin, median"),
            Process::Central => ("central sensitisation", "C"),
        }
    }
}

/// The passage of one axon.
#[derive(Debug, Clone, Default)]
struct Passage {
    resumed: Option<f64>,
    arrived: Option<f64>,
    myelin: Vec<(f64, f64)>,
}

/// Looks at a run from its first dose on.
#[derive(Debug)]
pub struct Watcher {
    first_dose: f64,
    field_spread: Option<f64>,
    licensing: Vec<(f64, f64)>,
    homing: Vec<(f64, f64)>,
    alive: Vec<(f64, f64)>,
    first_macrophages: BTreeSet<u64>,
    left: Vec<(f64, f64)>,
    axons: Vec<Passage>,
    states: Vec<AxonState>,
}

impl Watcher {
    /// For a run whose first dose is given on a day.
    pub fn new(first_dose: f64) -> Self {
        Self {
            first_dose,
            field_spread: None,
            licensing: Vec::new(),
            homing: Vec::new(),
            alive: Vec::new(),
            first_macrophages: BTreeSet::new(),
            left: Vec::new(),
            axons: Vec::new(),
            states: Vec::new(),
        }
    }

    /// Looks at the cells, at any tick.
    pub fn look_at_cells(&mut self, plan: &Plan, tissue: &Tissue) {
        let since = tissue.clock.day() - self.first_dose;
        let cells = &tissue.stem_cells;
        let living = || (0..cells.len()).filter(|row| cells.life[*row] == Life::Alive);
        let alive = living().count() as f64;
        if since < 0.0 || (alive == 0.0 && self.alive.is_empty()) {
            return;
        }
        if self.alive.is_empty() {
            self.field_spread = field_spread(plan, tissue);
        }
        self.alive.push((since, alive));
        if since > EARLY_DAYS || alive == 0.0 {
            return;
        }
        let inside = living().filter(|row| plan.geometry.lesion[plan.setup.grid.voxel_at(cells.position[*row])]);
        self.homing.push((since, inside.count() as f64 / alive));
        let licensing = living().fold(0.0, |sum, row| sum + f64::from(cells.licensing[row]));
        self.licensing.push((since, licensing / alive));
    }

    /// Looks at the tissue, once a day.
    pub fn look(&mut self, plan: &Plan, tissue: &Tissue) {
        self.look_at_cells(plan, tissue);
        let since = tissue.clock.day() - self.first_dose;
        if since < 0.0 {
            self.states.clone_from(&tissue.axons.state);
            return;
        }
        if self.left.is_empty() {
            self.first_macrophages = tissue.macrophages.id.iter().copied().collect();
        }
        let ids = &tissue.macrophages.id;
        self.left.push((since, ids.iter().filter(|id| self.first_macrophages.contains(id)).count() as f64));
        self.look_at_axons(tissue, since);
    }

    fn look_at_axons(&mut self, tissue: &Tissue, since: f64) {
        let axons = &tissue.axons;
        self.axons.resize(axons.len(), Passage::default());
        for (axon, passage) in self.axons.iter_mut().enumerate() {
            let (before, now) = (self.states.get(axon), axons.state[axon]);
            let on_the_way = |state: &AxonState| matches!(state, AxonState::Growing | AxonState::Arrived);
            if before.is_some_and(|state| !on_the_way(state)) && on_the_way(&now) && passage.resumed.is_none() {
                passage.resumed = Some(since);
            }
            if passage.resumed.is_some() && now == AxonState::Arrived {
                passage.arrived.get_or_insert(since);
                passage.myelin.push((since, axons.myelin[axon]));
            }
        }
        self.states.clone_from(&axons.state);
    }

    /// The paces of all processes of the run, whose daily rows are `samples`; `untreated` are those of the same patient
    /// without cells, whose changes are luck.
    pub fn paces(&self, samples: &[Sample], untreated: &[Sample]) -> Vec<Pace> {
        let pace = |process: &Process| {
            let (name, measured) = process.words();
            let half_time_days =
                self.half_time(*process, [samples, untreated]).filter(|days| days.is_finite() && *days > 0.0);
            Pace { process: name.to_owned(), half_time_days, measured: measured.to_owned() }
        };
        PROCESSES.iter().map(pace).collect()
    }

    fn half_time(&self, process: Process, runs: [&[Sample]; 2]) -> Option<f64> {
        let of_run = |run: &[Sample], value: fn(&Sample) -> f64| -> Vec<(f64, f64)> {
            let rows = run.iter().map(|row| (row.time_days - self.first_dose, value(row)));
            rows.filter(|(since, _)| *since >= 0.0).collect()
        };
        let daily = |value: fn(&Sample) -> f64| of_run(runs[0], value);
        let changed = |value: fn(&Sample) -> f64| {
            let [treated, untreated] = runs.map(|run| of_run(run, value));
            let is_more = largest_change(&treated) > MORE_THAN_LUCK * largest_change(&untreated);
            is_more.then(|| half_of_change(&treated)).flatten()
        };
        match process {
            Process::FieldSpread => self.field_spread,
            Process::Licensing => half_of_change(&self.licensing),
            Process::Homing => half_of_change(&self.homing),
            Process::Polarisation => changed(Sample::m1_share),
            Process::Survival => fades(&self.alive),
            Process::Turnover => fades(&self.left),
            Process::Imprint => half_of_change(&daily(|row| row.imprint_fraction)),
            Process::Peripheral => changed(|row| row.peripheral_sensitisation_relative),
            Process::AxonLatency => median(self.axons.iter().filter_map(|axon| axon.resumed)),
            Process::ImprintFades => fades(&daily(|row| row.imprint_fraction)),
            Process::Matrix => changed(|row| row.matrix_integrity_fraction),
            Process::Growth => median(self.axons.iter().filter_map(|axon| Some(axon.arrived? - axon.resumed?))),
            Process::Myelin => median(self.axons.iter().filter_map(myelin_half_time)),
            Process::Central => changed(|row| row.central_sensitisation_fraction),
        }
    }
}

/// Days until the mediator in the lesion is half of what the present sources lead to, from none.
fn field_spread(plan: &Plan, tissue: &Tissue) -> Option<f64> {
    let grid = &plan.setup.grid;
    let signal = plan.setup.parameters.mediator;
    let mut fed = tissue.clone();
    secretion::feed(plan, &mut fed);
    let source = fed.fields.of_mut(Species::Mediator).feed();
    let step = |field: &mut Field, propagator: &Propagator| field.step(&plan.transform, propagator, source);
    let in_lesion = |field: &Field| plan.geometry.lesion_mean(|voxel| field.values()[voxel]);
    let mut steady = Field::new(grid);
    step(&mut steady, &Propagator::new(grid, signal.diffusivity, signal.loss_rate, 1e6));
    let half = 0.5 * in_lesion(&steady);
    let propagator = Propagator::new(grid, signal.diffusivity, signal.loss_rate, FIELD_STEP);
    let (mut field, mut before) = (Field::new(grid), 0.0);
    for number in 1..=FIELD_STEPS {
        step(&mut field, &propagator);
        let now = in_lesion(&field);
        if now >= half && now > before {
            return Some(FIELD_STEP * (f64::from(number) - (now - half) / (now - before)));
        }
        before = now;
    }
    None
}

/// When a course first reaches half of its largest change from its first value; none where it does not change.
pub fn half_of_change(course: &[(f64, f64)]) -> Option<f64> {
    let first = course.first()?.1;
    let largest = largest_change(course);
    (largest > 1e-9).then(|| first_time(course, |value| (value - first).abs() - 0.5 * largest)).flatten()
}

/// Largest distance from the first value; 0 of nothing.
fn largest_change(course: &[(f64, f64)]) -> f64 {
    let first = course.first().map_or(0.0, |(_, value)| *value);
    course.iter().map(|(_, value)| (value - first).abs()).fold(0.0, f64::max)
}

/// How long a course takes from its largest value to half of that; none where it does not get there.
pub fn fades(course: &[(f64, f64)]) -> Option<f64> {
    let top = course.iter().copied().fold(None, |top: Option<(f64, f64)>, (time, value)| match top {
        Some((_, highest)) if highest >= value => top,
        _ => Some((time, value)),
    });
    let (from, highest) = top.filter(|(_, highest)| *highest > 1e-9)?;
    let after: Vec<(f64, f64)> = course.iter().copied().filter(|(time, _)| *time >= from).collect();
    Some(first_time(&after, |value| 0.5 * highest - value)? - from)
}

/// When `beyond` first reaches 0, on straight lines between the times of a course.
fn first_time(course: &[(f64, f64)], beyond: impl Fn(f64) -> f64) -> Option<f64> {
    let reached = course.iter().position(|(_, value)| beyond(*value) >= 0.0)?;
    let (time, over) = (course[reached].0, beyond(course[reached].1));
    let Some((before, short)) = reached.checked_sub(1).map(|row| (course[row].0, -beyond(course[row].1))) else {
        return Some(time);
    };
    Some(before + (time - before) * short / (short + over))
}

fn myelin_half_time(axon: &Passage) -> Option<f64> {
    let last = axon.myelin.last()?.1;
    let half = (last > 1e-3).then(|| first_time(&axon.myelin, |myelin| myelin - 0.5 * last)).flatten()?;
    Some(half - axon.arrived?)
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| quantile(&values, 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::math;

    fn course(value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..=200).map(|day| (f64::from(day), value(f64::from(day)))).collect()
    }

    #[test]
    fn what_relaxes_has_its_half_time_and_what_fades_too() {
        let rate = math::half_life_rate(7.0);
        let relaxing = half_of_change(&course(|day| 3.0 - math::exp(-rate * day)));
        assert!(relaxing.is_some_and(|days| (days - 7.0).abs() < 0.01), "{relaxing:?}");
        let fading = fades(&course(|day| if day < 10.0 { day } else { 10.0 * math::exp(-rate * (day - 10.0)) }));
        assert!(fading.is_some_and(|days| (days - 7.0).abs() < 0.01), "{fading:?}");
    }

    #[test]
    fn what_does_not_change_or_fade_has_no_half_time() {
        assert_eq!(half_of_change(&course(|_| 2.0)), None);
        assert_eq!(half_of_change(&[]), None);
        assert_eq!(fades(&course(|day| 1.0 + day)), None);
        assert_eq!(fades(&course(|_| 0.0)), None);
    }
}
