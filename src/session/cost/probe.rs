//! What a run will cost: a short timed piece of this very scenario on this machine, carried on to its whole length.

use std::time::Duration;

use super::super::failure::Failure;
use super::super::log::now;
use super::super::run::write;
use admsc_model::math;
use admsc_model::observe::tracks::Tracks;
use admsc_model::observe::{Sample, sample};
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_model::rules::step::Steps;
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::watch::inspect;
use admsc_model::simulation::{Error, encode_baseline, sound};
use admsc_output::export::directory::ResultsFolder;
use admsc_output::export::manifest::{Identity, Manifest};
use admsc_output::export::run::keep;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{Scenario, memory_bytes};
use admsc_study::pictures::{Pictures, snapshot_days};
use admsc_study::run::Record;
use admsc_study::threads::with_threads;
use admsc_study::visits::Visits;

/// Time spent on each of the two timed pieces, unless a single day takes longer.
const BUDGET: Duration = Duration::from_millis(400);
/// Memory of the program and of a figure while it is drawn, bytes: what runs of small windows take.
const PROGRAM_BYTES: f64 = 45e6;
/// Most days of a piece.
const MOST_DAYS: usize = 40;

/// What a run will cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Time of the baseline, seconds.
    pub baseline_seconds: f64,
    /// Time of the days after it, seconds.
    pub run_seconds: f64,
    /// Time of figures and files, seconds.
    pub files_seconds: f64,
    /// Size of the time series, of which every replicate has one, bytes.
    pub record_bytes: u64,
    /// Size of all other results, bytes.
    pub other_bytes: u64,
    /// Size of the kept baseline, bytes.
    pub baseline_bytes: u64,
    /// Working memory of the program, bytes.
    pub program_bytes: f64,
    /// Working memory of one run, bytes.
    pub memory_bytes: f64,
}

/// Times a piece of a scenario.
///
/// # Errors
/// When it cannot be run, or its files not be written into a temporary folder.
pub fn cost(scenario: &Scenario, identity: Identity<'_>, threads: usize, language: Language) -> anyhow::Result<Cost> {
    let pieces = if threads == 1 {
        pieces(scenario, Serial)
    } else {
        with_threads(threads, || awake(|| pieces(scenario, Parallel)))
    };
    let Pieces { start_seconds, quiet, treated, mut record, baseline_bytes } = pieces?;
    if scenario.replicates > 1 {
        // They have no pictures of the window.
        record.pictures = None;
    }
    let place = tempfile::tempdir().map_err(|error| {
        Failure::running(english("cannot create a temporary directory: {reason}").with("reason", error))
    })?;
    let folder = ResultsFolder::new(place.path(), &scenario.name, "probe");
    let started = now();
    let manifest = write(scenario, &folder, &record, Manifest::new(identity, &record.digest), language)?;
    let files_seconds = started.elapsed().as_secs_f64();

    let bytes = |is_counted: &dyn Fn(&str) -> bool| {
        manifest.files.iter().filter(|file| is_counted(&file.name)).map(|file| file.bytes).sum()
    };
    let setup = &scenario.setup;
    let day = typical(&quiet, |piece| piece.seconds);
    let cell_day = typical(&treated, |piece| (piece.seconds - day) / piece.cells.max(1.0)).max(0.0);
    let run_seconds = f64::from(setup.horizon_days) * day + cell_days(setup) * cell_day;
    Ok(Cost {
        baseline_seconds: f64::from(setup.baseline_days) * day,
        run_seconds: start_seconds + run_seconds,
        files_seconds,
        record_bytes: bytes(&|name| name.starts_with("timeseries.")),
        other_bytes: bytes(&|name| !name.starts_with("timeseries.")),
        baseline_bytes,
        program_bytes: PROGRAM_BYTES,
        memory_bytes: memory_bytes(setup),
    })
}

/// One timed day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) seconds: f64,
    cells: f64,
}

/// The timed pieces, and a record of the whole run's size that stands for it.
struct Pieces {
    start_seconds: f64,
    quiet: Vec<Day>,
    treated: Vec<Day>,
    record: Record,
    baseline_bytes: u64,
}

fn pieces(scenario: &Scenario, workers: impl Steps) -> Result<Pieces, Error> {
    let started = now();
    let plan = Plan::new(scenario.setup.clone(), scenario.seed, scenario.patient)?;
    let mut tissue = baseline::seed(&plan);
    let start_seconds = started.elapsed().as_secs_f64();
    let quiet = timed_days(&plan, &mut tissue, workers, |_, _| {});
    sound(&plan, &tissue)?;
    let baseline_bytes = encode_baseline(&tissue)?.len() as u64;

    // The largest dose on the first day, without a baseline before it.
    let largest = live_doses(&scenario.setup)
        .max_by(|a, b| injected(&scenario.setup, a).total_cmp(&injected(&scenario.setup, b)));
    let doses: Vec<Dose> = largest.map(|dose| Dose { at_days: 0.0, ..dose.clone() }).into_iter().collect();
    let setup = Setup { doses, baseline_days: 0, ..scenario.setup.clone() };
    let plan = Plan::new(setup, scenario.seed, scenario.patient)?;
    let mut tissue = baseline::seed(&plan);
    let mut tracks: Option<Tracks> = None;
    let follow = plan.setup.doses.iter().any(|dose| matches!(dose.route, Route::Needle { .. }));
    let treated = timed_days(&plan, &mut tissue, workers, |plan, tissue| match &mut tracks {
        Some(tracks) => tracks.look(plan, tissue),
        None if follow => tracks = Some(Tracks::begin(plan, tissue, 0.0)),
        None => {}
    });
    let record = stand_in(scenario, &plan, &tissue, tracks.filter(|tracks| !tracks.cells.is_empty()));
    Ok(Pieces { start_seconds, quiet, treated, record, baseline_bytes })
}

/// Days, each timed, until the budget is spent.
pub(super) fn timed_days(
    plan: &Plan,
    tissue: &mut Tissue,
    workers: impl Steps,
    mut each_tick: impl FnMut(&Plan, &Tissue),
) -> Vec<Day> {
    let started = now();
    let mut days = Vec::new();
    while inspect(plan, tissue).is_ok() && (days.len() < 2 || (days.len() < MOST_DAYS && started.elapsed() < BUDGET)) {
        let day = now();
        for _ in 0..plan.setup.cadence.slow_ticks {
            workers.step(plan, tissue);
            each_tick(plan, tissue);
        }
        std::hint::black_box(sample(plan, tissue));
        days.push(Day { seconds: day.elapsed().as_secs_f64(), cells: tissue.stem_cells.len() as f64 });
    }
    days
}

/// The median over the days but the first, which warms the caches up.
pub(super) fn typical(days: &[Day], of: impl Fn(&Day) -> f64) -> f64 {
    let mut values: Vec<f64> = days.iter().skip(1).map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// A record as long as the run's, of the same day again and again: its files have the run's size, nearly.
fn stand_in(scenario: &Scenario, plan: &Plan, tissue: &Tissue, tracks: Option<Tracks>) -> Record {
    let setup = &scenario.setup;
    let horizon = setup.horizon_days;
    let seen = sample(plan, tissue);
    let slow_days = plan.slow_days();
    let rows = (f64::from(horizon) / slow_days) as u32 + 1;
    // Values that differ from row to row, as in a run, take the same room and the same time to draw.
    let row = |row: u32| {
        let part = 1.0 - 0.5 * f64::from(row) / f64::from(rows);
        Sample {
            time_days: f64::from(row) * slow_days,
            vas_points: part * seen.vas_points,
            pain_inflammation_points: part * seen.pain_inflammation_points,
            pain_damage_points: part * seen.pain_damage_points,
            pain_central_points: part * seen.pain_central_points,
            ..seen
        }
    };
    let mut pictures = Pictures { tracks, ..Pictures::new(plan) };
    let days = snapshot_days(&plan.setup);
    for day in days.iter().copied().filter(|day| *day <= horizon) {
        pictures.look(plan, &Sample { time_days: f64::from(day), ..seen }, tissue);
    }
    for (snapshot, day) in pictures.snapshots.iter_mut().zip(days) {
        snapshot.day = f64::from(day);
    }
    let mut visits = Visits::default();
    for _ in &scenario.visits_days {
        visits.look(plan, tissue, keep(&scenario.exports));
    }
    Record {
        samples: (0..rows).map(row).collect(),
        visits,
        pictures: Some(pictures),
        given_again: Vec::new(),
        relief_start: 0,
        potency: None,
        lives: Vec::new(),
        digest: String::new(),
    }
}

fn live_doses(setup: &Setup) -> impl Iterator<Item = &Dose> {
    let within = |dose: &&Dose| dose.preparation == Preparation::Live && dose.at_days < f64::from(setup.horizon_days);
    setup.possible_doses().filter(within)
}

/// Cells of a dose that come into the window.
fn injected(setup: &Setup, dose: &Dose) -> f64 {
    let p = &setup.parameters;
    let arrive = match &dose.route {
        Route::Needle { .. } => p.stem_cell.retention,
        Route::Vein => p.circulation.tissue_fraction,
        Route::Placed { positions_um } => return positions_um.len() as f64,
    };
    dose.cells * arrive * setup.grid.volume_ml() / p.tissue.treated_volume
}

/// Days of life of all injected cells together, by their half-life.
fn cell_days(setup: &Setup) -> f64 {
    let rate = math::half_life_rate(setup.parameters.stem_cell.half_life);
    let lived = |dose: &Dose| {
        let left = f64::from(setup.horizon_days) - dose.at_days;
        injected(setup, dose) * (1.0 - math::exp(-rate * left)) / rate
    };
    live_doses(setup).map(lived).sum()
}
