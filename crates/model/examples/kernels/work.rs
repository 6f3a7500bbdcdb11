//! The kernels: pieces of a run that cost most, each as a call that can be repeated.
//!
//! A kernel does the same work at every call, and the same on every machine: the state it starts from is copied anew where a
//! call changes it.

use std::cell::RefCell;
use std::error::Error;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::CosineTransform;
use admsc_model::parallel::Serial;
use admsc_model::rng::Purpose;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_model::rules::species::{ALL, Species};
use admsc_model::rules::stem_cell::Life;
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::{clearance, macrophage, matrix, polarisation, recruitment, secretion, stem_cell, step};
use admsc_model::simulation::Simulation;

/// Whatever stands in the way of a kernel.
pub type Failure = Box<dyn Error>;

/// Day on which the kernels of a patient begin: three days after the needle, with many cells of all kinds.
pub const DAY: f64 = 3.0;

/// Walkers of the kernel `walkers`.
const WALKERS: usize = 10_000;

/// One kernel.
pub struct Kernel {
    /// What it is called.
    pub name: &'static str,
    /// What one call does.
    pub what: &'static str,
    /// What is counted, in the singular: `voxel`, `cell`.
    pub unit: &'static str,
    /// Makes it ready.
    pub make: Make,
}

/// How a kernel is made ready.
#[derive(Clone, Copy)]
pub enum Make {
    /// From nothing.
    Alone(fn() -> Result<Work, Failure>),
    /// From a patient on [`DAY`].
    Patient(fn(Plan, Tissue) -> Work),
}

/// A kernel made ready.
pub struct Work {
    /// Units (voxels, cells) that one call works through.
    pub units: usize,
    /// Comes before every call and is no part of it: copies the state that the call changes.
    pub before: Box<dyn FnMut()>,
    /// Does it once.
    pub call: Box<dyn FnMut()>,
}

impl Work {
    fn new(units: usize, call: impl FnMut() + 'static) -> Self {
        Self { units, before: Box::new(|| ()), call: Box::new(call) }
    }

    /// Work on a fresh copy of `state` at every call.
    fn on_a_copy<S: Clone + 'static>(units: usize, state: S, call: impl Fn(&mut S) + 'static) -> Self {
        let copy = Rc::new(RefCell::new(state.clone()));
        let changed = Rc::clone(&copy);
        Self {
            units,
            before: Box::new(move || copy.borrow_mut().clone_from(&state)),
            call: Box::new(move || call(black_box(&mut *changed.borrow_mut()))),
        }
    }
}

/// All kernels.
pub const KERNELS: [Kernel; 15] = [
    alone("transform-160x80", "cosine transform and its inverse", "voxel", || pair(160, 80, CosineTransform::new)),
    alone("transform-512x512", "cosine transform and its inverse", "voxel", || pair(512, 512, CosineTransform::new)),
    alone("transform-1000x1000", "cosine transform and its inverse", "voxel", || {
        pair(1000, 1000, CosineTransform::new)
    }),
    alone("transform-160x80-portable", "the same without AVX2", "voxel", || pair(160, 80, CosineTransform::portable)),
    alone("transform-512x512-portable", "the same without AVX2", "voxel", || pair(512, 512, CosineTransform::portable)),
    alone("diffusion-1h", "1 h of diffusion of 4 species on 200x200 in one step", "voxel", || diffusion(1.0)),
    alone("diffusion-6h", "6 h of diffusion of 4 species on 200x200 in one step", "voxel", || diffusion(6.0)),
    alone("walkers", "10 000 living ADMSC move for 1 h up a gradient, no fields", "cell", walkers),
    patient("fields", "6 h of all seven fields", "voxel", fields),
    patient("sources", "what feeds the fields", "voxel", sources),
    patient("admsc-migration", "ADMSC move for 1 h", "cell", admsc_migration),
    patient("macrophage-rules", "macrophages enter, move, switch, clear and die over 6 h", "cell", macrophage_rules),
    patient("matrix", "matrix over 24 h", "voxel", |plan, tissue| {
        ruled(plan.setup.grid.len(), plan, tissue, matrix::remodel)
    }),
    patient("day", "everything for 24 h", "voxel", |plan, tissue| days(plan, tissue, 1)),
    patient("month", "everything for 30 days", "voxel", |plan, tissue| days(plan, tissue, 30)),
];

const fn alone(
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    make: fn() -> Result<Work, Failure>,
) -> Kernel {
    Kernel { name, what, unit, make: Make::Alone(make) }
}

const fn patient(name: &'static str, what: &'static str, unit: &'static str, make: fn(Plan, Tissue) -> Work) -> Kernel {
    Kernel { name, what, unit, make: Make::Patient(make) }
}

/// A section of `nx` × `ny` voxels of 25 µm.
pub fn section(nx: u32, ny: u32) -> Grid {
    Grid { nx, ny, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 }
}

/// One painful nerve with one injection on day 0: the mean patient of `neuropathic-single`.
///
/// # Errors
/// When the preset cannot be read.
pub fn setup() -> Result<Setup, Failure> {
    let mut setup: Setup = serde_json::from_str(include_str!("../../presets/neuropathic.json"))?;
    let route = Route::Needle { tip_um: [900.0, 1000.0, 50.0] };
    setup.doses = vec![Dose { at_days: 0.0, cells: 70e6, cells_per_kg: None, preparation: Preparation::Live, route }];
    setup.horizon_days = 365;
    Ok(setup)
}

/// The patient on [`DAY`].
///
/// # Errors
/// When the patient cannot be prepared.
pub fn day_three(setup: Setup) -> Result<Simulation, Failure> {
    let mut run = Simulation::prepare(setup, 1, 0, Serial, |_| {})?;
    run.run_to(DAY, Serial, |_, _| {});
    Ok(run)
}

/// Numbers without a pattern that a transform could use.
pub fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|i| (i * 7919 % 1000) as f64).collect()
}

fn pair<E: Error + 'static>(nx: u32, ny: u32, plan: fn(&Grid) -> Result<CosineTransform, E>) -> Result<Work, Failure> {
    let grid = section(nx, ny);
    let transform = plan(&grid)?;
    let mut values = numbers(grid.len());
    Ok(Work::new(grid.len(), move || {
        transform.forward(black_box(&mut values));
        transform.inverse(black_box(&mut values));
    }))
}

/// Four species with new sources at every call.
fn diffusion(hours: f64) -> Result<Work, Failure> {
    let grid = section(200, 200);
    let transform = CosineTransform::new(&grid)?;
    let propagator = Propagator::new(&grid, 864_000.0, 12.8, hours / 24.0);
    let mut fields = vec![Field::new(&grid); 4];
    let sources = [numbers(grid.len()), numbers(grid.len() + 1).split_off(1)];
    let mut calls = 0;
    Ok(Work::new(4 * grid.len(), move || {
        calls += 1;
        for field in &mut fields {
            field.step(&transform, &propagator, black_box(&sources[calls % 2]));
        }
    }))
}

/// Cells spread over a window of 200 × 200 voxels in which CXCL12 rises along x.
fn walkers() -> Result<Work, Failure> {
    let plan = Plan::new(Setup { grid: section(200, 200), ..setup()? }, 1, 0)?;
    let grid = plan.setup.grid;
    let mut tissue = Tissue::empty(&plan);
    let ramp: Vec<f64> = (0..grid.len()).map(|voxel| 1e-4 * grid.centre_um(voxel)[0]).collect();
    tissue.fields.of_mut(Species::Cxcl12).add_impulse(&plan.transform, &ramp);
    let size = grid.size_um();
    for id in 0..WALKERS as u64 {
        let mut stream = plan.streams.open(Purpose::Bolus, 0, id);
        let position = [size[0] * stream.uniform(), size[1] * stream.uniform(), 0.5 * size[2]];
        tissue.stem_cells.push(id, position, [1.0, 0.0, 0.0], Life::Alive, 0, 0);
    }
    Ok(admsc_migration(plan, tissue))
}

fn fields(plan: Plan, mut tissue: Tissue) -> Work {
    secretion::feed(&plan, &mut tissue);
    ruled(ALL.len() * plan.setup.grid.len(), plan, tissue, |plan, tissue| {
        tissue.fields.solve(&plan.transform, &plan.propagators, Serial);
    })
}

fn sources(plan: Plan, tissue: Tissue) -> Work {
    ruled(ALL.len() * plan.setup.grid.len(), plan, tissue, secretion::feed)
}

/// The only kernel whose state goes on: cells move, and where they are changes what they cost by little.
fn admsc_migration(plan: Plan, mut tissue: Tissue) -> Work {
    Work::new(tissue.stem_cells.alive(), move || {
        stem_cell::migrate(&plan, &mut tissue, Serial);
        tissue.clock.tick += 1;
    })
}

fn macrophage_rules(plan: Plan, tissue: Tissue) -> Work {
    ruled(tissue.macrophages.len(), plan, tissue, |plan, tissue| {
        recruitment::enter(plan, tissue, Serial);
        macrophage::migrate(plan, tissue, Serial);
        polarisation::switch_phenotype(plan, tissue, Serial);
        clearance::clear(plan, tissue, Serial);
        macrophage::die(plan, tissue, Serial);
    })
}

fn days(plan: Plan, tissue: Tissue, days: u32) -> Work {
    let steps = days * plan.setup.cadence.slow_ticks;
    ruled(plan.setup.grid.len(), plan, tissue, move |plan, tissue| {
        (0..steps).for_each(|_| step::step(plan, tissue, Serial));
    })
}

fn ruled(units: usize, plan: Plan, tissue: Tissue, rule: impl Fn(&Plan, &mut Tissue) + 'static) -> Work {
    Work::on_a_copy(units, tissue, move |tissue| rule(&plan, tissue))
}

/// Time of the fastest call in seconds, of at least three after a first that is not counted: what else the machine does makes calls
/// slower, and none faster. `before` comes before each and is not counted.
#[allow(clippy::disallowed_methods, reason = "what a call costs is asked here")]
pub fn fastest_call(mut before: impl FnMut(), mut call: impl FnMut(), long: Duration) -> f64 {
    before();
    call();
    let (begin, mut calls, mut fastest) = (Instant::now(), 0, f64::INFINITY);
    while calls < 3 || begin.elapsed() < long {
        before();
        fastest = once(&mut call).min(fastest);
        calls += 1;
    }
    fastest
}

/// Time of one call in seconds.
#[allow(clippy::disallowed_methods, reason = "what a call costs is asked here")]
pub fn once(call: impl FnOnce()) -> f64 {
    let start = Instant::now();
    call();
    start.elapsed().as_secs_f64()
}
