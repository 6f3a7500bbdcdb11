//! One run with and without what it can keep besides its record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_study::run::{BaselineStore, NoStore, Record, Request, run};
use admsc_study::visits::Keep;

use crate::common;

/// The digest of [`setup`] and of its parts, to which the model's own tests hold every way to run it.
const GOLDEN: &str = include_str!("../../../../tests/golden/digest.txt");

/// A nerve with both routes: every rule acts within forty days.
fn setup() -> Setup {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.doses.push(common::vein(10.0, 400e6));
    setup.parameters.circulation.tissue_fraction = 0.02;
    setup.baseline_days = 20;
    setup
}

#[test]
fn keeping_pictures_and_tables_changes_no_byte() {
    let setup = setup();
    let record = |pictures| {
        let visits_days = &[0, 7, 20, 40];
        let mut setup = setup.clone();
        setup.horizon_days = 40;
        let keep = Keep { cells: pictures, axons: pictures, fields: pictures };
        let request = Request { setup: &setup, seed: common::SEED, patient: 0, visits_days, keep, pictures };
        run(request, Serial, &NoStore, |_| {}).unwrap()
    };
    let (plain, seen) = (record(false), record(true));
    assert_eq!(Some(plain.digest.as_str()), GOLDEN.lines().next());
    assert_eq!(seen.digest, plain.digest);
    assert_eq!(seen.samples, plain.samples);
    assert!(plain.pictures.is_none());
    assert!(plain.visits.cells.is_empty() && plain.visits.axons.is_empty() && plain.visits.fields.is_empty());
    assert_eq!((seen.visits.fields.len(), seen.visits.days.len()), (4, 4));
    assert!(!seen.visits.cells.is_empty() && !seen.visits.axons.is_empty());
    let pictures = seen.pictures.unwrap();
    let days: Vec<f64> = pictures.snapshots.iter().map(|snapshot| snapshot.day).collect();
    // The usual days, that of the second dose, and the last.
    assert_eq!(days, [0.0, 1.0, 7.0, 10.0, 28.0, 40.0]);
    let tracks = pictures.tracks.unwrap();
    assert_eq!((tracks.cells.len(), tracks.looks), (50, 7 * 24));
    // A living cell walks less than its speed allows, and a tenth of them or more die within a week.
    let reach = (setup.parameters.stem_cell.speed / 24.0) as f32;
    let mut died = 0;
    for track in &tracks.cells {
        died += usize::from(track.places_um.len() < tracks.looks as usize);
        assert_eq!(track.places_um.len(), track.distances_um.len());
        for pair in track.places_um.windows(2) {
            let step = (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
            assert!(step <= reach + 0.01, "{step} µm in an hour, {reach} at most");
        }
    }
    assert!((5..40).contains(&died), "{died} of 50 died");
}

/// Keeps baselines in memory.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl BaselineStore for Memory {
    fn load(&self, key: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn keep(&self, key: &str, bytes: &[u8]) {
        self.0.lock().unwrap().insert(key.to_owned(), bytes.to_vec());
    }
}

#[test]
fn a_baseline_serves_every_treatment_and_potency_and_no_other_patient() {
    let short = |change: &dyn Fn(&mut Setup)| {
        let mut setup = setup();
        (setup.baseline_days, setup.horizon_days) = (5, 12);
        change(&mut setup);
        setup
    };
    let record = |setup: &Setup, store: &dyn Fn(Request<'_>) -> Record| {
        let visits_days = &[0, 12];
        store(Request { setup, seed: 1, patient: 0, visits_days, keep: Keep::default(), pictures: false })
    };
    let kept = Memory::default();
    let treatments = [
        short(&|_| {}),
        short(&|setup| setup.doses.clear()),
        short(&|setup| setup.parameters.patient.potency = 0.2),
        short(&|setup| setup.parameters.stem_cell.half_life *= 2.0),
    ];
    let digests = treatments.map(|setup| {
        let with = record(&setup, &|request| run(request, Serial, &kept, |_| {}).unwrap());
        let without = record(&setup, &|request| run(request, Serial, &NoStore, |_| {}).unwrap());
        assert_eq!(with.digest, without.digest);
        with.digest
    });
    assert_eq!(kept.0.lock().unwrap().len(), 1);
    assert_eq!(digests.into_iter().collect::<BTreeSet<_>>().len(), 4);
    let other = short(&|setup| setup.parameters.macrophage.loss_rate *= 1.1);
    record(&other, &|request| run(request, Serial, &kept, |_| {}).unwrap());
    assert_eq!(kept.0.lock().unwrap().len(), 2);
}
