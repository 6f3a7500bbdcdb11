//! What holds of every run, on valid scenarios that are drawn: small sections and blocks of all sizes, every indication, route,
//! preparation and schedule.
//!
//! Each has a number, which decides it, so that one that fails can be repeated, and work can be done in pieces:
//! `PROPERTY_CASES=3000..4000 cargo test --release -p admsc-study --test long properties`. A scenario that fails is made smaller
//! by proptest before it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Mutex;

use admsc_model::math;
use admsc_model::observe::Sample;
use admsc_model::parallel::{Parallel, Serial};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Route, Setup};
use admsc_model::rules::species::ALL;
use admsc_model::rules::stem_cell::Life;
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::{baseline, setup::Dose};
use admsc_model::simulation::{Error, Simulation};
use admsc_scenario::reading::load_str;
use admsc_study::checkpoint::{Checkpoints, Found, Keeper, Wish};
use admsc_study::run::{BaselineStore, NoStore, Record, Request, run};
use admsc_study::threads::with_threads;
use admsc_study::visits::Keep;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Cases of `cargo test`.
const CASES: std::ops::Range<u64> = 0..200;

const INDICATIONS: [&str; 9] =
    ["cancer", "discogenic", "neuropathic", "phn", "pmps", "radiation", "rheumatoid", "sciatica", "trigeminal"];

/// Numbers of voxels that the transform takes, up to those of the largest window.
const SIZES: [u32; 17] = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 24, 25, 27, 32];

/// Lengths of tick, field interval and slow interval.
const CADENCES: [[&str; 3]; 5] = [
    ["1 h", "6 h", "24 h"],
    ["30 min", "6 h", "12 h"],
    ["2 h", "2 h", "24 h"],
    ["6 h", "12 h", "24 h"],
    ["12 h", "12 h", "24 h"],
];

/// One of several shares of a length, for a place in it.
type Share = f64;

#[derive(Debug, Clone)]
struct Treatment {
    day: u32,
    cells: f64,
    what: &'static str,
    how: How,
    schedule: Schedule,
}

#[derive(Debug, Clone)]
enum How {
    At([Share; 3]),
    BesideLesion(Share),
    Vein,
    Positions(Vec<[Share; 3]>),
}

#[derive(Debug, Clone)]
enum Schedule {
    Once,
    Repeated { times: u32, hours: u32 },
    WhenPainReturns { above: f64, at_most: u32, not_before: u32 },
}

#[derive(Debug, Clone)]
struct Case {
    indication: &'static str,
    voxels: [u32; 3],
    voxel_um: u32,
    lesion: [[Share; 2]; 3],
    cadence: [&'static str; 3],
    horizon: u32,
    baseline: u32,
    seed: u64,
    person: Option<u32>,
    acute: bool,
    axons: Option<u32>,
    treatments: Vec<Treatment>,
    /// After how many ticks the run is stopped, again and again.
    stopped_after: u32,
}

fn treatment() -> impl Strategy<Value = Treatment> {
    let share = || 0.0..1.0f64;
    let how = prop_oneof![
        [share(), share(), share()].prop_map(How::At),
        share().prop_map(How::BesideLesion),
        Just(How::Vein),
        proptest::collection::vec([share(), share(), share()], 1..20).prop_map(How::Positions),
    ];
    let schedule = prop_oneof![
        Just(Schedule::Once),
        (1u32..4, select(vec![12u32, 24, 36, 72])).prop_map(|(times, hours)| Schedule::Repeated { times, hours }),
        (0.0..9.0f64, 1u32..4, 0u32..4).prop_map(|(above, at_most, not_before)| Schedule::WhenPainReturns {
            above,
            at_most,
            not_before
        }),
    ];
    let what = select(vec!["cells", "cells", "cells_per_kg", "sham", "dead", "medium"]);
    (0u32..10, -4.6..4.6f64, what, how, schedule).prop_map(|(day, size, what, how, schedule)| {
        let cells = 20e6 * math::exp(size);
        Treatment { day, cells, what, how, schedule }
    })
}

fn case() -> impl Strategy<Value = Case> {
    let (wide, high, deep) = (SIZES[1..].to_vec(), SIZES[..12].to_vec(), SIZES[..6].to_vec());
    let window = (select(wide), select(high), select(deep), select(vec![20u32, 25, 50, 100]));
    let time = (select(CADENCES.to_vec()), 1u32..=10, 0u32..=6);
    let patient = (any::<u64>(), proptest::option::of(0u32..1000), any::<bool>(), proptest::option::of(1u32..30));
    let lesion = [[0.0..1.0f64, 0.0..1.0], [0.0..1.0, 0.0..1.0], [0.0..1.0, 0.0..1.0]];
    let treatments = proptest::collection::vec(treatment(), 0..4);
    (select(INDICATIONS.to_vec()), window, lesion, time, patient, treatments, 1u32..200).prop_map(
        |(
            indication,
            (x, y, z, voxel_um),
            lesion,
            (cadence, horizon, baseline),
            patient,
            treatments,
            stopped_after,
        )| {
            let (seed, person, acute, axons) = patient;
            let voxels = [x, y, z];
            Case {
                indication,
                voxels,
                voxel_um,
                lesion,
                cadence,
                horizon,
                baseline,
                seed,
                person,
                acute,
                axons,
                treatments,
                stopped_after,
            }
        },
    )
}

impl Case {
    fn dimensions(&self) -> usize {
        if self.voxels[2] == 1 { 2 } else { 3 }
    }

    fn size_um(&self) -> [f64; 3] {
        self.voxels.map(|voxels| f64::from(voxels * self.voxel_um))
    }

    fn is_acute(&self) -> bool {
        self.acute && ["neuropathic", "sciatica"].contains(&self.indication)
    }

    /// From the first voxel to the last of the lesion along an axis, each within the window.
    fn lesion_um(&self, axis: usize) -> [f64; 2] {
        let count = f64::from(self.voxels[axis]);
        let [a, b] = self.lesion[axis].map(|share| (share * count).floor());
        [a.min(b), a.max(b) + 1.0].map(|voxel| voxel * f64::from(self.voxel_um))
    }

    fn point(&self, shares: &[Share; 3]) -> Vec<f64> {
        let size = self.size_um();
        (0..self.dimensions()).map(|axis| (shares[axis] * size[axis]).floor()).collect()
    }

    fn toml(&self) -> String {
        let um = |lengths: &[f64]| {
            format!("[{}]", lengths.iter().map(|length| format!("\"{length} um\"")).collect::<Vec<_>>().join(", "))
        };
        let mut text = format!("format = 1\nextends = \"builtin:{}\"\n", self.indication);
        let _ = writeln!(text, "seed = {}\nhorizon = \"{} d\"", self.seed, self.horizon);
        if self.is_acute() {
            text += "start = \"acute-injury\"\n";
        }
        let doses: Vec<String> = self.treatments.iter().map(|treatment| self.dose(treatment)).collect();
        let _ = writeln!(text, "dose = [{}]", doses.join(", "));
        let _ = writeln!(text, "[tissue]\nvoxel = \"{} um\"", self.voxel_um);
        let dimensions = self.dimensions();
        let corner = |end: usize| um(&(0..dimensions).map(|axis| self.lesion_um(axis)[end]).collect::<Vec<_>>());
        let _ = writeln!(text, "window = {}", um(&self.size_um()[..dimensions]));
        let _ = writeln!(text, "lesion = {{ from = {}, to = {} }}", corner(0), corner(1));
        let [tick, field, slow] = self.cadence;
        let _ = writeln!(text, "[cadence]\ntick = \"{tick}\"\nfield = \"{field}\"\nslow = \"{slow}\"");
        let _ = writeln!(text, "[patient]\nbaseline = \"{} d\"", self.baseline);
        if let Some(number) = self.person {
            let _ = writeln!(text, "number = {number}");
        }
        if let Some(axons) = self.axons {
            let _ = writeln!(text, "[nerve]\naxons = {axons}");
        }
        let visits: Vec<String> =
            [0, 1, 3, 7].iter().filter(|day| **day <= self.horizon).map(|day| format!("\"{day} d\"")).collect();
        text + &format!("[output]\nvisits = [{}]\n", visits.join(", "))
    }

    fn dose(&self, treatment: &Treatment) -> String {
        let Treatment { day, cells, what, how, schedule } = treatment;
        let day = day % self.horizon;
        let mut parts = vec![match schedule {
            Schedule::Once => format!("at = \"{day} d\""),
            Schedule::Repeated { times, hours } => {
                let most = ((self.horizon - day) * 24 - 1) / hours;
                format!("at = \"{day} d\", repeat = {}, every = \"{hours} h\"", most.min(*times))
            }
            Schedule::WhenPainReturns { above, at_most, not_before } => {
                format!("when = {{ pain_above = {above}, at_most = {at_most}, not_before = \"{not_before} d\" }}")
            }
        }];
        let is_placed = matches!(how, How::Positions(_)) && !["sham", "medium"].contains(what);
        match *what {
            "sham" => parts.push("sham = true".to_owned()),
            "medium" => parts.push(format!("preparation = \"medium\", cells = {cells}")),
            "dead" if !is_placed => parts.push(format!("preparation = \"dead\", cells = {cells}")),
            "dead" => parts.push("preparation = \"dead\"".to_owned()),
            "cells_per_kg" if !is_placed => parts.push(format!("cells_per_kg = {}", cells / 65.0)),
            _ if !is_placed => parts.push(format!("cells = {cells}")),
            _ => {}
        }
        let site = |shares: &[Share; 3]| {
            let point: Vec<String> = self.point(shares).iter().map(|um| format!("\"{um} um\"")).collect();
            format!("site = {{ at = [{}] }}", point.join(", "))
        };
        match how {
            How::Vein => parts.push("route = \"vein\"".to_owned()),
            How::At(shares) => parts.push(site(shares)),
            How::BesideLesion(share) => {
                parts
                    .push(format!("site = {{ from_lesion_edge = \"{} um\" }}", (share * self.lesion_um(0)[0]).floor()));
            }
            How::Positions(all) if is_placed => {
                let row =
                    |shares: &[Share; 3]| self.point(shares).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
                let rows: Vec<String> = all.iter().map(row).collect();
                let columns = ["x_um", "y_um", "z_um"][..self.dimensions()].join(",");
                parts.push(format!("positions = \"{columns}\\n{}\\n\"", rows.join("\\n")));
            }
            How::Positions(all) => parts.push(site(&all[0])),
        }
        format!("{{ {} }}", parts.join(", "))
    }
}

/// Keeps one checkpoint in memory, and stops the run after so many ticks.
struct Stops {
    after: u32,
    kept: Mutex<Option<Vec<u8>>>,
    refused: Mutex<u32>,
}

struct Stopping<'a>(&'a Stops, u32);

impl BaselineStore for &Stops {
    fn load(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: &str, _: &[u8]) {}

    fn checkpoints(&self) -> &dyn Checkpoints {
        *self
    }
}

impl Checkpoints for Stops {
    fn open(&self, _: &str) -> Box<dyn Keeper + '_> {
        Box::new(Stopping(self, 0))
    }
}

impl Keeper for Stopping<'_> {
    fn load(&mut self) -> Option<Vec<u8>> {
        self.0.kept.lock().unwrap().clone()
    }

    fn tell(&mut self, found: Found) {
        *self.0.refused.lock().unwrap() += u32::from(found == Found::Refused);
    }

    fn wish(&mut self) -> Wish {
        self.1 += 1;
        if self.1 == self.0.after { Wish::Stop } else { Wish::GoOn }
    }

    fn keep(&mut self, bytes: &[u8]) {
        *self.0.kept.lock().unwrap() = Some(bytes.to_vec());
    }
}

type Held = Result<(), TestCaseError>;

fn failed(error: Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

/// Cells of one kind by identity: who was ever there, who is, and who of them is dead.
#[derive(Default)]
struct Balance {
    born: u64,
    gone: BTreeSet<u64>,
    present: BTreeMap<u64, bool>,
}

impl Balance {
    /// Looks at everybody at a tick: born − gone = present, nobody comes back, no dead cell lives again, and whoever is new was
    /// born since the tick before.
    fn look(&mut self, rows: impl Iterator<Item = (u64, u32, bool)>, [before, now]: [u32; 2]) -> Held {
        let mut present = BTreeMap::new();
        for (id, born, dead) in rows {
            prop_assert!(present.insert(id, dead).is_none(), "{id} is there twice");
            match self.present.get(&id) {
                Some(was_dead) => prop_assert!(dead >= *was_dead, "{id} lives again"),
                None => {
                    prop_assert!(!self.gone.contains(&id), "{id} is back");
                    prop_assert!((before..=now).contains(&born), "{id} of tick {born} is new at {now}");
                    self.born += 1;
                }
            }
        }
        self.gone.extend(self.present.keys().filter(|id| !present.contains_key(id)));
        self.present = present;
        prop_assert_eq!(self.born, self.gone.len() as u64 + self.present.len() as u64);
        Ok(())
    }
}

/// What was seen of a run so far.
#[derive(Default)]
struct Watch {
    macrophages: Balance,
    stem_cells: Balance,
    tick: u32,
}

impl Watch {
    fn look(&mut self, plan: &Plan, tissue: &Tissue) -> Held {
        for species in ALL {
            let values = tissue.fields.field(species).values();
            prop_assert!(values.iter().all(|value| value.is_finite() && *value >= 0.0), "{}", species.name());
        }
        prop_assert!(tissue.imprint.iter().chain(&tissue.integrity).all(|share| (0.0..=1.0).contains(share)));
        let size = plan.setup.grid.size_um();
        let (cells, admsc) = (&tissue.macrophages, &tissue.stem_cells);
        for position in cells.position.iter().chain(&admsc.position) {
            let inside = position.iter().zip(size).all(|(at, size)| (0.0..=size).contains(at));
            prop_assert!(inside, "{position:?} lies outside of {size:?}");
        }
        for heading in cells.heading.iter().chain(&admsc.heading) {
            let length: f32 = heading.iter().map(|x| x * x).sum();
            prop_assert!((length - 1.0).abs() < 1e-5, "{heading:?}");
        }
        prop_assert!(admsc.licensing.iter().all(|share| (0.0..=1.0).contains(share)));
        let ticks = [self.tick, tissue.clock.tick];
        let rows = cells.id.iter().zip(&cells.born).map(|(id, born)| (*id, *born, false));
        self.macrophages.look(rows, ticks)?;
        let rows = admsc.id.iter().zip(&admsc.born).zip(&admsc.life);
        self.stem_cells.look(rows.map(|((id, born), life)| (*id, *born, *life == Life::Apoptotic)), ticks)?;
        self.tick = tissue.clock.tick;
        Ok(())
    }
}

/// Runs a patient and looks at every tick; gives the rows of the record.
fn watched(setup: &Setup, seed: u64, patient: u32) -> Result<Vec<Sample>, TestCaseError> {
    let plan = Plan::new(setup.clone(), seed, patient).map_err(|error| failed(error.into()))?;
    let (mut watch, mut tissue) = (Watch::default(), baseline::seed(&plan));
    watch.look(&plan, &tissue)?;
    while baseline::advance(&plan, &mut tissue, Serial, |_| {}) {
        watch.look(&plan, &tissue)?;
    }
    let mut run = Simulation::from_baseline(plan, tissue).map_err(failed)?;
    let end = run.tissue().clock.tick_at(f64::from(setup.horizon_days));
    while run.tissue().clock.tick < end {
        run.step(Serial);
        watch.look(run.plan(), run.tissue())?;
    }
    run.record();
    prop_assert!(run.check().is_ok(), "{:?}", run.check());
    let samples = run.samples().to_vec();
    prop_assert_eq!(samples.last().map(|last| last.admsc_alive_cells), Some(run.tissue().stem_cells.alive() as u64));
    Ok(samples)
}

/// What holds of the rows of a record, and from one to the next.
fn holds_of_rows(samples: &[Sample], setup: &Setup, dose_days: &[f64]) -> Held {
    let axons = u64::from(setup.nerve.map_or(0, |nerve| nerve.axons));
    for sample in samples {
        let pain = [sample.pain_inflammation_points, sample.pain_damage_points, sample.pain_central_points];
        // The parts of clipped pain are scaled to 10 together: each of three products, and each of two sums, rounds.
        let most = 10.0 * (1.0 + 3.0 * f64::EPSILON);
        prop_assert!(pain.iter().all(|part| *part >= 0.0) && (0.0..=most).contains(&sample.vas_points), "{sample:?}");
        let shares = [
            sample.function_fraction,
            sample.admsc_licensing_fraction,
            sample.education_fraction,
            sample.imprint_fraction,
            sample.matrix_integrity_fraction,
            sample.tumour_burden_fraction,
            sample.central_sensitisation_fraction,
            sample.myelin_fraction,
            sample.conduction_fraction,
            sample.irritability_fraction,
        ];
        prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{sample:?}");
        prop_assert!(sample.admsc_in_lesion_cells <= sample.admsc_alive_cells);
        let places = [sample.axons_intact_count, sample.axons_waiting_count, sample.axons_growing_count];
        let ends = [sample.axons_stalled_count, sample.axons_arrived_count, sample.axons_lost_count];
        prop_assert_eq!(places.iter().chain(&ends).sum::<u64>(), axons);
    }
    let is_infused = setup.possible_doses().any(|dose| matches!(dose.route, Route::Vein));
    for pair in samples.windows(2) {
        let [one, next] = pair else { continue };
        prop_assert!(one.time_days < next.time_days);
        // Injured is injured, arrived is arrived; and cells only die between doses.
        prop_assert!(next.axons_intact_count <= one.axons_intact_count || one.time_days <= 0.0);
        prop_assert!(next.axons_arrived_count >= one.axons_arrived_count);
        let is_treated = dose_days.iter().any(|day| (one.time_days..next.time_days).contains(day));
        if !is_treated && !is_infused {
            prop_assert!(next.admsc_alive_cells <= one.admsc_alive_cells, "{} to {}", one.time_days, next.time_days);
        }
    }
    Ok(())
}

/// Everything that holds of one case.
fn holds(case: &Case) -> Held {
    let scenario = load_str("case.toml", &case.toml(), &[])
        .map_err(|errors| TestCaseError::fail(format!("{errors}\n{}", case.toml())))?;
    let setup = &scenario.setup;
    let keep = Keep { cells: true, axons: true, fields: true };
    let request = Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        keep,
        pictures: true,
    };
    let whole = run(request, Serial, &NoStore, |_| {}).map_err(failed)?;

    let samples = watched(setup, scenario.seed, scenario.patient)?;
    prop_assert_eq!(&samples, &whole.samples);
    let treated = setup.as_given(&whole.given_again);
    let days: Vec<f64> = treated.doses.iter().map(|dose: &Dose| dose.at_days).collect();
    holds_of_rows(&samples, setup, &days)?;

    let on_two = with_threads(2, || run(request, Parallel, &NoStore, |_| {})).map_err(failed)?;
    is_same(&on_two, &whole)?;

    let stops = Stops { after: case.stopped_after, kept: Mutex::default(), refused: Mutex::default() };
    let resumed = loop {
        match run(request, Serial, &&stops, |_| {}) {
            Ok(record) => break record,
            Err(Error::Stopped) => {}
            Err(error) => return Err(failed(error)),
        }
    };
    prop_assert_eq!(*stops.refused.lock().unwrap(), 0);
    is_same(&resumed, &whole)
}

fn is_same(record: &Record, whole: &Record) -> Held {
    prop_assert_eq!(&record.digest, &whole.digest);
    prop_assert_eq!(&record.samples, &whole.samples);
    prop_assert!(record.visits == whole.visits && record.pictures == whole.pictures);
    prop_assert_eq!(&record.given_again, &whole.given_again);
    Ok(())
}

/// Numbers of the cases to try.
fn cases() -> std::ops::Range<u64> {
    let Ok(asked) = std::env::var("PROPERTY_CASES") else { return CASES };
    let (from, to) = asked.split_once("..").expect("PROPERTY_CASES=FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

#[test]
fn properties_hold_of_every_valid_scenario() {
    for number in cases() {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let config = Config { failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let tree = case().new_tree(&mut runner).expect("a case can be drawn");
        let drawn = tree.current();
        if let Err(failure) = runner.run_one(tree, |case| holds(&case)) {
            panic!("case {number}: {failure}\nas drawn:\n{}", drawn.toml());
        }
    }
}
