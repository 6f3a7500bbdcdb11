//! Runs that are stopped and go on: from any tick, on other workers, with everything that a run can keep.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::common;
use admsc_model::parallel::{Parallel, Serial};
use admsc_model::rules::change::Change;
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Error;
use admsc_study::checkpoint::{Checkpoints, Found, Keeper, Wish};
use admsc_study::run::{BaselineStore, NoStore, Record, Request, run};
use admsc_study::visits::Keep;

/// Keeps checkpoints in memory, and stops each run after so many ticks.
#[derive(Default)]
struct Stops {
    after: u32,
    wants_the_end: bool,
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    heard: Mutex<Vec<Found>>,
}

struct Stopping<'a> {
    stops: &'a Stops,
    key: String,
    ticks: u32,
}

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
    fn open(&self, key: &str) -> Box<dyn Keeper + '_> {
        Box::new(Stopping { stops: self, key: key.to_owned(), ticks: 0 })
    }
}

impl Keeper for Stopping<'_> {
    fn load(&mut self) -> Option<Vec<u8>> {
        self.stops.kept.lock().unwrap().get(&self.key).cloned()
    }

    fn tell(&mut self, found: Found) {
        self.stops.heard.lock().unwrap().push(found);
    }

    fn wish(&mut self) -> Wish {
        self.ticks += 1;
        if self.ticks == self.stops.after { Wish::Stop } else { Wish::GoOn }
    }

    fn wants_the_end(&mut self) -> bool {
        self.stops.wants_the_end
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.stops.kept.lock().unwrap().insert(self.key.clone(), bytes.to_vec());
    }
}

/// A nerve with a needle, an infusion, and a rule that gives cells again.
fn setup(baseline_days: u32, horizon_days: u32) -> Setup {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.doses.push(common::vein(2.0, 400e6));
    let dose = setup.doses[0].clone();
    let visits_days = (0..=horizon_days).collect();
    let rule = Retreatment { pain_above: 1.0, at_most: 1, not_before_days: 1.0, visits_days, dose };
    setup.retreatments.push(rule);
    // The last tick of a day, and ticks of others, lie between the changes and where the run goes on.
    let mut parameters = setup.parameters.clone();
    for at_days in [1.0, 2.0] {
        parameters.macrophage.loss_rate *= 1.5;
        parameters.tnf_alpha.diffusivity *= 0.8;
        setup.changes.push(Change { at_days, parameters: parameters.clone() });
    }
    (setup.baseline_days, setup.horizon_days) = (baseline_days, horizon_days);
    setup
}

fn request(setup: &Setup) -> Request<'_> {
    let keep = Keep { cells: true, axons: true, fields: true };
    Request { setup, seed: common::SEED, patient: 0, visits_days: &[0, 1, 3, 7], keep, pictures: true }
}

/// Runs until the end, stopped after every so many ticks and every other time on all cores; and how often it was stopped.
fn in_pieces(setup: &Setup, stops: &Stops) -> (Record, u32) {
    for stopped in 0.. {
        let one = request(setup);
        let ran = if stopped % 2 == 0 { run(one, Serial, &stops, |_| {}) } else { run(one, Parallel, &stops, |_| {}) };
        match ran {
            Ok(record) => return (record, stopped),
            Err(error) => assert!(matches!(error, Error::Stopped), "{error}"),
        }
    }
    unreachable!("it either ends or stops")
}

fn assert_same(pieces: &Record, whole: &Record) {
    assert_eq!(pieces.digest, whole.digest);
    assert_eq!(pieces.samples, whole.samples);
    assert_eq!(pieces.given_again, whole.given_again);
    assert!(pieces.visits == whole.visits && pieces.pictures == whole.pictures);
}

#[test]
fn a_run_that_is_stopped_at_every_tick_is_the_one_that_never_was() {
    let setup = setup(1, 4);
    let whole = run(request(&setup), Serial, &NoStore, |_| {}).unwrap();
    assert_eq!(whole.given_again.len(), 1);
    assert!(whole.pictures.as_ref().is_some_and(|seen| seen.tracks.is_some()));
    let (pieces, stopped) = in_pieces(&setup, &Stops { after: 1, ..Stops::default() });
    assert_eq!(stopped, 5 * 24);
    assert_same(&pieces, &whole);
}

#[test]
fn a_run_that_is_stopped_between_days_goes_on_to_the_same_bytes() {
    let setup = setup(3, 9);
    let whole = run(request(&setup), Serial, &NoStore, |_| {}).unwrap();
    for after in [7, 24, 61, 200] {
        let stops = Stops { after, ..Stops::default() };
        let (pieces, stopped) = in_pieces(&setup, &stops);
        assert_eq!(stopped, 12 * 24 / after, "it goes on from where it was, not from the beginning");
        assert_same(&pieces, &whole);
        let Some(Found::GoesOn { day }) = stops.heard.lock().unwrap().first().copied() else { panic!("it goes on") };
        assert!((day - (f64::from(after) / 24.0 - 3.0)).abs() < 1e-9, "{day}");
    }
}

#[test]
fn a_run_that_has_ended_is_found_where_that_is_wished() {
    let setup = setup(1, 3);
    let stops = Stops { wants_the_end: true, ..Stops::default() };
    let (whole, _) = in_pieces(&setup, &stops);
    // One more tick would stop it.
    let again = Stops { after: 1, kept: stops.kept, ..Stops::default() };
    let (found, stopped) = in_pieces(&setup, &again);
    assert_eq!(stopped, 0);
    assert_same(&found, &whole);
}

#[test]
fn what_is_damaged_or_of_another_run_or_version_is_refused_and_the_run_begins_anew() {
    let setup = setup(1, 2);
    let whole = run(request(&setup), Serial, &NoStore, |_| {}).unwrap();
    let stops = Stops { after: 30, ..Stops::default() };
    assert!(matches!(run(request(&setup), Serial, &&stops, |_| {}), Err(Error::Stopped)));
    let kept = stops.kept.into_inner().unwrap();
    let (key, bytes) = kept.first_key_value().unwrap();
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        bytes
    };
    let cases = [
        ("another form", changed(&|bytes| bytes[0] = 99)),
        ("another model", changed(&|bytes| bytes[3] ^= 1)),
        ("cut off", changed(&|bytes| bytes.truncate(bytes.len() / 2))),
        ("nothing", Vec::new()),
    ];
    for (what, bytes) in cases {
        let stops = Stops { kept: Mutex::new([(key.clone(), bytes)].into()), ..Stops::default() };
        assert_same(&run(request(&setup), Serial, &&stops, |_| {}).unwrap(), &whole);
        assert_eq!(stops.heard.into_inner().unwrap(), [Found::Refused], "{what}");
    }
}
