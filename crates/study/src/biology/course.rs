//! The course of an experiment, as the measures of the bench read it: on cells with one seed, or in the mean field.

use serde::{Deserialize, Serialize};

use super::Error;
use admsc_model::observe::sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::species::Species;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};

/// What is read besides whole days: TNFα of an injury peaks within the first.
const HALF_A_DAY: f64 = 0.5;

/// One day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Time after the start, days.
    pub day: f64,
    /// The pain proxy, points.
    pub vas: f64,
    /// M0, M1 and M2, cells in the window or density relative to the reference.
    pub macrophages: [f64; 3],
    /// TNFα above the constitutive, relative to its reference; what is there, blocked or not.
    pub tnf: f64,
    /// TNFα of all sources, relative to the same.
    pub tnf_total: f64,
    /// IL-10, relative to its reference; what is there, blocked or not.
    pub il10: f64,
    /// Debris of the fascicle.
    pub debris: f64,
    /// Matrix integrity.
    pub integrity: f64,
}

impl Point {
    /// All macrophages.
    pub fn all(&self) -> f64 {
        self.macrophages.iter().sum()
    }

    /// Share of M1 among committed macrophages.
    pub fn m1_share(&self) -> f64 {
        self.macrophages[1] / (self.macrophages[1] + self.macrophages[2])
    }

    /// M2 per M1.
    pub fn m2_per_m1(&self) -> f64 {
        self.macrophages[2] / self.macrophages[1]
    }

    fn of_cells(plan: &Plan, tissue: &Tissue) -> Self {
        let seen = sample(plan, tissue);
        let tnf = seen.tnf_alpha_ng_per_ml / plan.references.tnf_alpha;
        Self {
            day: seen.time_days,
            vas: seen.vas_points,
            macrophages: [seen.m0_cells, seen.m1_cells, seen.m2_cells].map(|count| count as f64),
            tnf,
            tnf_total: seen.tnf_alpha_total_ng_per_ml / plan.references.tnf_alpha,
            il10: tissue.lesion_mean(plan, Species::Il10) / plan.references.il_10,
            debris: tissue.debris.mean,
            integrity: seen.matrix_integrity_fraction,
        }
    }

    fn of_mean_field(plan: &Plan, state: &State, day: f64) -> Self {
        let density = plan.setup.parameters.macrophage.reference_density;
        let tnf = state.tnf_alpha / plan.references.tnf_alpha;
        Self {
            day,
            vas: MeanField::new(plan).pain(state).total(),
            macrophages: [state.m0, state.m1, state.m2].map(|cells| cells / density),
            tnf,
            tnf_total: tnf + plan.setup.parameters.tissue.constitutive_tnf,
            il10: state.il_10 / plan.references.il_10,
            debris: state.debris,
            integrity: state.integrity,
        }
    }
}

/// A course: every day from 0 on, and half a day behind the start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Every whole day, from 0.
    pub days: Vec<Point>,
    /// After half a day.
    pub half_a_day: Option<Point>,
}

/// The courses of experiments that begin with one tissue, with one seed.
///
/// # Errors
/// When a run fails.
pub fn on_cells(setups: &[Setup], seed: u64) -> Result<Vec<Course>, Error> {
    let Some(first) = setups.first() else { return Ok(Vec::new()) };
    let plan = Plan::new(first.clone(), seed, 0).map_err(simulation::Error::from)?;
    let day_zero = baseline::prepare(&plan, Serial, |_| {});
    let one = |setup: &Setup| -> Result<Course, Error> {
        let plan = Plan::new(setup.clone(), seed, 0).map_err(simulation::Error::from)?;
        let mut run = Simulation::from_baseline(plan, day_zero.clone())?;
        let mut course = Course::default();
        for day in 0..=setup.horizon_days {
            run.run_to(f64::from(day), Serial, |_, _| {});
            course.days.push(Point::of_cells(run.plan(), run.tissue()));
            if day == 0 {
                run.run_to(HALF_A_DAY, Serial, |_, _| {});
                course.half_a_day = Some(Point::of_cells(run.plan(), run.tissue()));
            }
        }
        run.check()?;
        Ok(course)
    };
    setups.iter().map(one).collect()
}

/// The course of an experiment in the mean field.
///
/// # Errors
/// When the window is not supported.
pub fn in_mean_field(setup: &Setup) -> Result<Course, Error> {
    let mut plan = Plan::new(setup.clone(), 0, 0)?;
    let field = MeanField::new(&plan);
    let mut state = field.cut(field.baseline_start());
    let mut course = Course::default();
    for day in 0..=setup.horizon_days {
        let now = f64::from(day);
        course.days.push(Point::of_mean_field(&plan, &state, now));
        plan.on_day(now);
        let field = MeanField::new(&plan);
        for dose in setup.doses.iter().filter(|dose| dose.at_days == now) {
            state = field.injected(state, dose.cells);
        }
        state = field.after(state, HALF_A_DAY);
        if day == 0 {
            course.half_a_day = Some(Point::of_mean_field(&plan, &state, HALF_A_DAY));
        }
        state = field.after(state, 1.0 - HALF_A_DAY);
    }
    Ok(course)
}
