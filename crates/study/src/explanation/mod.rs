//! Why a treatment works when it does: counterfactuals on the same patients with the same random numbers.
//!
//! One patient, the scenario's, is run as it stands: [`clock`] reads the pace of each process off that run, and
//! [`persistence`] its path between the states of the mean field. Other patients are drawn as the scenario enrols them:
//! on coarse grids of cells for [`knock_outs`] and to share the delay among groups of processes ([`on_cells`]), and on the mean
//! field, which checks the shares ([`attribution`]). The runs of the scenario and each patient are kept as [`pieces`].

pub mod attribution;
pub mod clock;
pub mod course;
pub mod knock_outs;
pub mod largest;
pub mod names;
pub mod on_cells;
pub mod people;
pub mod persistence;
pub mod pieces;
pub mod quicken;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use attribution::{Combination, Confirmation, Model, TimeCost};
use clock::{EARLY_DAYS, Pace, Process, Watcher};
use knock_outs::{KnockOut, KnockOutRow};
use persistence::{PathRow, Resting, Staying};
use pieces::Pieces;

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
    /// Patients in the cell model, for the knock-outs.
    pub people: u32,
    /// Patients in the cell model, for the costs in time.
    pub delayed: u32,
    /// Patients whose pain halves in the mean field.
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
    /// One person's state of day 0 in steps of an hour.
    FinePerson,
    /// One course of a person in such steps, to the horizon.
    FineYear,
    /// One that ends when pain has halved.
    FineCourse,
}

impl Task {
    /// About how long it takes, in seconds of one core.
    pub(super) fn seconds(self) -> f64 {
        match self {
            Task::Run(share) => 9.0 * share,
            Task::Person => 0.4,
            Task::Course => 0.2,
            Task::MeanField => 0.3,
            Task::FinePerson => 2.0,
            Task::FineYear => 2.8,
            Task::FineCourse => 0.13,
        }
    }
}

/// Hears of work, from all threads, in seconds of one core.
pub trait Watch: Sync {
    /// Work is done.
    fn done(&self, seconds: f64);

    /// Work that need not be done: it was kept, or there is no relief that could be followed.
    fn spared(&self, _: f64) {}
}

impl<F: Fn(f64) + Sync> Watch for F {
    fn done(&self, seconds: f64) {
        self(seconds);
    }
}

/// About how long everything takes, in seconds of one core.
pub fn whole_work(request: &Request<'_>) -> f64 {
    Task::Run(1.0).seconds()
        + f64::from(request.people) * knock_outs::work()
        + f64::from(request.delayed) * on_cells::work()
        + f64::from(request.mean_field) * Task::MeanField.seconds()
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
    /// First day on which its pain has halved; none where it never does.
    pub halved_days: Option<f64>,
    /// The pace of each process in that run.
    pub clock: Vec<Pace>,
    /// The relief lost to each knock-out at each visit, in the cell model.
    pub knock_outs: Vec<KnockOutRow>,
    /// Whether cells without any effect gave the same tissue as no cells, in every patient and on every day.
    pub effects_are_all: bool,
    /// What each group of processes costs, in the cell model and then in the mean field; of each nothing where pain halves
    /// in too few patients.
    pub time_costs: Vec<TimeCost>,
    /// Each group made faster, the most costly first, in the cell model and in the mean field.
    pub confirmations: Vec<Confirmation>,
    /// First day of the scenario's run without a living injected cell; none where some live to the end.
    pub last_cell_days: Option<f64>,
    /// The states in which the mean field of the scenario's patient stays.
    pub resting_states: Vec<Resting>,
    /// In whom pain stays halved to the end.
    pub staying: Vec<Staying>,
}

impl Explanation {
    /// The costs in a model; empty where too few patients have relief.
    pub fn costs(&self, model: Model) -> impl Iterator<Item = &TimeCost> {
        self.time_costs.iter().filter(move |cost| cost.model == model.name())
    }

    /// The days until pain has halved that are divided: the mean of the patients on cells.
    pub fn delay(&self) -> Option<&TimeCost> {
        self.costs(Model::Cells).find(|cost| cost.group == "delay")
    }

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
    /// All combinations of faster groups, in the cell model and then in the mean field.
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

/// Runs all counterfactuals. What is found depends on the request alone, never on its threads or on what was kept.
///
/// # Errors
/// When a patient cannot be drawn, run or kept.
pub fn explain(
    request: Request<'_>,
    store: &(impl BaselineStore + Sync),
    pieces: Pieces<'_>,
) -> Result<Findings, Error> {
    let Request { scenario, threads, .. } = request;
    let (setup, enrolment) = (&scenario.setup, &scenario.enrolment);
    let first_dose = course::first_dose(setup).unwrap_or(0.0);
    let own = pieces.piece(pieces::OWN, |_| Task::Run(1.0).seconds(), || own_runs(request, store, pieces))?;
    let futures = knock_outs::live_all(&enrolment.population(request.people), &scenario.mean, threads, pieces)?;
    let field = attribution::attribute(&enrolment.population(request.mean_field), &scenario.mean, threads, pieces)?;
    let followed = on_cells::follow(&enrolment.population(request.delayed), &scenario.mean, threads, pieces)?;
    let (delays, horizon) = (on_cells::delays(&followed), f64::from(setup.horizon_days) - first_dose);
    let costs = attribution::costs(Model::Cells, &delays, enrolment.seed);
    let confirmations = on_cells::confirm(&followed, &attribution::dearest(&costs));
    let start = first_dose.floor() as u32;
    let summary = summarise(&own.treated, &[], start);
    let explanation = Explanation {
        horizon_days: setup.horizon_days,
        first_dose_days: first_dose,
        vas_points: rows_from(&own.treated, start).first().map_or(0.0, |row| row.vas_points),
        largest_relief_points: summary.as_ref().map_or(0.0, |summary| summary.largest_relief_points),
        halved_days: summary.and_then(|summary| summary.halved_day),
        clock: own.clock,
        knock_outs: knock_outs::rows(&futures, start, setup.horizon_days),
        effects_are_all: knock_outs::effects_are_all(&futures),
        time_costs: costs.into_iter().chain(field.costs).collect(),
        confirmations,
        last_cell_days: persistence::last_cell_day(&own.treated),
        resting_states: own.resting,
        staying: vec![
            persistence::staying_on_cells(&futures, first_dose),
            persistence::staying("mean-field", &field.references),
        ],
    };
    let path = persistence::path(&own.treated, &own.untreated);
    let combinations = attribution::combinations(Model::Cells, &delays, horizon, enrolment.seed);
    Ok(Findings { explanation, combinations: combinations.into_iter().chain(field.combinations).collect(), path })
}

/// The scenario's patient on the scenario's grid.
#[derive(Serialize, Deserialize)]
struct Own {
    treated: Vec<Sample>,
    untreated: Vec<Sample>,
    clock: Vec<Pace>,
    resting: Vec<Resting>,
}

fn own_runs(request: Request<'_>, store: &(impl BaselineStore + Sync), pieces: Pieces<'_>) -> Result<Own, Error> {
    let Request { scenario: Scenario { setup, seed, patient, .. }, threads, .. } = request;
    let (seed, patient) = (*seed, *patient);
    let plan = Plan::new(setup.clone(), seed, patient).map_err(simulation::Error::from)?;
    let all_days = f64::from(setup.baseline_days + 2 * setup.horizon_days);
    let part = |days: f64| pieces.done(Task::Run(days / all_days));
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
    run.check()?;
    Ok((run, watcher))
}
