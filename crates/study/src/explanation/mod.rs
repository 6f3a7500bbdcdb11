//! Why a treatment works when it does: counterfactuals on the same patients with the same random numbers.
//!
//! One patient, the scenario's, is run as it stands: [`clock`] reads the pace of each process off that run, and
//! [`persistence`] its path between the states of the mean field. Other patients are drawn as the scenario enrols them:
//! on a coarse grid of cells for [`knock_outs`], on the mean field to share the delay among groups of processes
//! ([`attribution`]).

pub mod attribution;
pub mod clock;
pub mod course;
pub mod knock_outs;
pub mod names;
pub mod people;
pub mod persistence;
pub mod quicken;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use attribution::{Combination, Confirmation, TimeCost};
use clock::{EARLY_DAYS, Pace, Process, Watcher};
use knock_outs::{KNOCK_OUTS, KnockOut, KnockOutRow};
use people::Person;
use persistence::{PathRow, Resting, Staying};

use crate::run::{BaselineStore, Progress, Request as RunRequest, prepared_tissue};
use crate::summary::{rows_from, summarise};
use crate::threads::{jobs, with_threads};
use crate::visits::Keep;
use admsc_model::observe::Sample;
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Setup, Start};
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::reading::Scenario;

/// Why something cannot be explained: as in a study.
pub use crate::trial::Error;

/// Why a scenario is not one that can be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsuited {
    /// It gives no cells, nor what they secrete.
    NoCells,
    /// It does not start with a chronic patient, which the mean field needs.
    NotChronic,
}

/// What is to be explained.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The treatment, its patient, and who else may take part.
    pub scenario: &'a Scenario,
    /// Patients in the cell model.
    pub people: u32,
    /// Patients with relief in the mean field.
    pub mean_field: u32,
    /// Threads to work on.
    pub threads: usize,
}

/// A piece of work that is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    /// This share of the scenario's own runs, 0 to 1.
    Run(f64),
    /// One person's state of day 0.
    Person,
    /// One course of a person.
    Course,
    /// One patient on the mean field, in all combinations.
    MeanField,
    /// One course of a person in fine steps.
    FineCourse,
}

impl Task {
    /// About how long it takes, in seconds of one core.
    fn seconds(self) -> f64 {
        match self {
            Task::Run(share) => 9.0 * share,
            Task::Person => 0.4,
            Task::Course => 0.2,
            Task::MeanField => 0.3,
            Task::FineCourse => 0.6,
        }
    }
}

/// Hears of work, from all threads.
pub trait Watch: Sync {
    /// A piece of work is done.
    fn done(&self, work: Task);
}

impl<F: Fn(f64) + Sync> Watch for F {
    fn done(&self, work: Task) {
        self(work.seconds());
    }
}

/// About how long everything takes, in seconds of one core.
pub fn whole_work(request: &Request<'_>) -> f64 {
    let people = request.people as usize;
    let confirmed = people.min(attribution::CONFIRMED) * (quicken::GROUPS.len() + 1);
    let of = |number: usize, work: Task| number as f64 * work.seconds();
    of(1, Task::Run(1.0))
        + of(people, Task::Person)
        + of(people * (KNOCK_OUTS.len() + 1), Task::Course)
        + of(request.mean_field as usize, Task::MeanField)
        + of(confirmed, Task::FineCourse)
}

/// What was found. Pain is the proxy of a model, not a measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// How long the scenario runs.
    pub horizon_days: u32,
    /// Day of the first dose.
    pub first_dose_days: f64,
    /// Pain of the scenario's run on the day of the first dose, before it.
    pub vas_points: f64,
    /// Its largest relief from then on.
    pub largest_relief_points: f64,
    /// Its first day with half of that; none where the relief is too small to distinguish from noise.
    pub half_relief_days: Option<f64>,
    /// The pace of each process in that run.
    pub clock: Vec<Pace>,
    /// The relief lost to each knock-out at each visit, in the cell model.
    pub knock_outs: Vec<KnockOutRow>,
    /// Whether cells without any effect gave the same tissue as no cells, in every patient and on every day.
    pub effects_are_all: bool,
    /// What each group of processes costs, in the mean field; empty where too few patients have relief.
    pub time_costs: Vec<TimeCost>,
    /// Each group made ten times as fast, the most costly first, in the mean field and in the cell model.
    pub confirmations: Vec<Confirmation>,
    /// First day of the scenario's run without a living injected cell; none where some live to the end.
    pub last_cell_days: Option<f64>,
    /// The states in which the mean field of the scenario's patient stays.
    pub resting_states: Vec<Resting>,
    /// Who keeps the relief to the end.
    pub staying: Vec<Staying>,
}

impl Explanation {
    /// Day from which relief counts.
    pub fn relief_start(&self) -> u32 {
        self.first_dose_days.floor() as u32
    }

    /// Whether living injected cells were seen in the scenario's run; conditioned medium has none.
    pub fn had_cells(&self) -> bool {
        let licensing = Process::Licensing.words().0;
        let is_seen = |pace: &Pace| pace.process == licensing && pace.half_time_days.is_some();
        self.last_cell_days.is_some() || self.clock.iter().any(is_seen)
    }
}

/// What was found, and the tables that stand beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// The numbers.
    pub explanation: Explanation,
    /// All combinations of instantaneous groups.
    pub combinations: Vec<Combination>,
    /// The path of the scenario's run, treated and untreated.
    pub path: Vec<PathRow>,
}

/// Why a setup cannot be explained; none where it can.
pub fn unsuited(setup: &Setup) -> Option<Unsuited> {
    if matches!(setup.start, Start::AcuteInjury { .. }) {
        return Some(Unsuited::NotChronic);
    }
    let dose = course::first_dose(setup).filter(|day| *day < f64::from(setup.horizon_days));
    dose.is_none().then_some(Unsuited::NoCells)
}

/// Runs all counterfactuals. What is found depends on the request alone, never on its threads.
///
/// # Errors
/// When a patient cannot be drawn or run.
pub fn explain(
    request: Request<'_>,
    store: &(impl BaselineStore + Sync),
    watch: &dyn Watch,
) -> Result<Findings, Error> {
    let Request { scenario, threads, .. } = request;
    let (setup, enrolment) = (&scenario.setup, &scenario.enrolment);
    let first_dose = course::first_dose(setup).unwrap_or(0.0);
    let own = own_runs(request, store, watch)?;
    let people = people::gather(&enrolment.population(request.people), &scenario.mean, threads, watch)?;
    let futures = knock_outs::live(&people, threads, watch)?;
    let wanted = enrolment.population(request.mean_field);
    let attribution = attribution::attribute(&wanted, &scenario.mean, threads, watch)?;
    let relieved: Vec<&Person> = people
        .iter()
        .zip(&futures)
        .filter(|(_, futures)| persistence::reference(&futures.treated, first_dose).is_relieved())
        .map(|(person, _)| person)
        .collect();
    let dearest = attribution::dearest(&attribution.costs);
    let confirmations = attribution::confirm(&relieved, &dearest, threads, watch)?;
    let start = first_dose.floor() as u32;
    let summary = summarise(&own.treated, &[], start);
    let explanation = Explanation {
        horizon_days: setup.horizon_days,
        first_dose_days: first_dose,
        vas_points: rows_from(&own.treated, start).first().map_or(0.0, |row| row.vas_points),
        largest_relief_points: summary.as_ref().map_or(0.0, |summary| summary.largest_relief_points),
        half_relief_days: summary.and_then(|summary| summary.half_relief_day),
        clock: own.clock,
        knock_outs: knock_outs::rows(&futures, start, setup.horizon_days),
        effects_are_all: knock_outs::effects_are_all(&futures),
        time_costs: attribution.costs,
        confirmations,
        last_cell_days: persistence::last_cell_day(&own.treated),
        resting_states: own.resting,
        staying: vec![
            persistence::staying_on_cells(&futures, first_dose),
            persistence::staying("mean-field", &attribution.references),
        ],
    };
    let path = persistence::path(&own.treated, &own.untreated);
    Ok(Findings { explanation, combinations: attribution.combinations, path })
}

/// The scenario's patient on the scenario's grid.
struct Own {
    treated: Vec<Sample>,
    untreated: Vec<Sample>,
    clock: Vec<Pace>,
    resting: Vec<Resting>,
}

fn own_runs(request: Request<'_>, store: &(impl BaselineStore + Sync), watch: &dyn Watch) -> Result<Own, Error> {
    let Request { scenario: Scenario { setup, seed, patient, .. }, threads, .. } = request;
    let (seed, patient) = (*seed, *patient);
    let plan = Plan::new(setup.clone(), seed, patient).map_err(simulation::Error::from)?;
    let all_days = f64::from(setup.baseline_days + 2 * setup.horizon_days);
    let part = |days: f64| watch.done(Task::Run(days / all_days));
    let baseline_days = f64::from(setup.baseline_days);
    let run = RunRequest { setup, seed, patient, visits_days: &[], keep: Keep::default(), pictures: false };
    let mut told = 0.0;
    let tell = |progress: Progress| {
        if let Progress::Baseline(share) = progress {
            part((share - told) * baseline_days);
            told = share;
        }
    };
    let day_zero = prepared(&plan, run, threads, store, tell)?;
    part((1.0 - told) * baseline_days);
    let both = jobs(threads, 2, |which| -> Result<(Simulation, Watcher), Error> {
        let mut setup = setup.clone();
        if which == 1 {
            KnockOut::Cells.apply(&mut setup);
        }
        let plan = Plan::new(setup, seed, patient).map_err(simulation::Error::from)?;
        let run = Simulation::from_baseline(plan, day_zero.clone())?;
        watched(run, course::first_dose(&request.scenario.setup).unwrap_or(0.0), &part)
    });
    let mut both = both.into_iter();
    let (Some(treated), Some(untreated)) = (both.next(), both.next()) else { return Err(Error::Stopped) };
    let ((treated, watcher), (untreated, _)) = (treated?, untreated?);
    let resting = persistence::resting(treated.plan());
    Ok(Own {
        clock: watcher.paces(treated.samples(), untreated.samples()),
        treated: treated.samples().to_vec(),
        untreated: untreated.samples().to_vec(),
        resting,
    })
}

/// The state of day 0, on all cores.
fn prepared(
    plan: &Plan,
    run: RunRequest<'_>,
    threads: usize,
    store: &(impl BaselineStore + Sync),
    mut tell: impl FnMut(Progress) + Send,
) -> Result<Tissue, Error> {
    if threads == 1 {
        return Ok(prepared_tissue(plan, run, Serial, store, &mut tell)?);
    }
    Ok(with_threads(threads, || awake(|| prepared_tissue(plan, run, Parallel, store, &mut tell)))?)
}

/// Runs to the horizon and looks: at every tick soon after the first dose, else once a day.
fn watched(mut run: Simulation, first_dose: f64, part: &(dyn Fn(f64) + Sync)) -> Result<(Simulation, Watcher), Error> {
    let plan = run.plan().clone();
    let mut watcher = Watcher::new(first_dose);
    for day in 0..=plan.setup.horizon_days {
        run.run_to(f64::from(day), Serial, |_, tissue| watcher.look(&plan, tissue));
        let is_early = (first_dose.floor()..first_dose + EARLY_DAYS).contains(&f64::from(day));
        let next = run.tissue().clock.tick_at(f64::from(day) + 1.0);
        while is_early && day < plan.setup.horizon_days && run.tissue().clock.tick + 1 < next {
            run.step(Serial);
            watcher.look_at_cells(&plan, run.tissue());
        }
        part(1.0);
    }
    run.samples().iter().try_for_each(Sample::check)?;
    Ok((run, watcher))
}
