//! The checkpoint of a run that was stopped. An even first byte changes the file; an odd one changes what stands in it and seals it
//! again, as nobody does but whoever wants to.
#![no_main]

use std::path::PathBuf;
use std::sync::OnceLock;

use admsc_fuzz::{changed, file, only_whole_is_believed};
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Error;
use admsc_output::export::checkpoints::{CheckpointFolder, Kept};
use admsc_scenario::reading::load_str;
use admsc_study::checkpoint::{Checkpoints, Found, Keeper, Wish};
use admsc_study::run::{BaselineStore, Record, Request, run};
use admsc_study::visits::Keep;
use libfuzzer_sys::fuzz_target;
use std::sync::Mutex;

const SCENARIO: &str = r#"
format = 1
extends = "builtin:neuropathic"
horizon = "1 d"
patient.baseline = "1 d"
nerve.axons = 4
dose = [{ at = "0 d", cells = 70e6, route = "needle", site = { at = ["0.05 mm", "0.1 mm"] } }, { at = "0 d", cells = 70e6, route = "vein" }]

[cadence]
tick = "6 h"
field = "12 h"

[tissue]
window = ["0.4 mm", "0.2 mm"]
voxel = "50 um"
lesion = { from = ["0.1 mm", "0 mm"], to = ["0.3 mm", "0.2 mm"] }
"#;

/// Ticks after which the run is stopped: one before its end.
const TICKS: u32 = 7;

/// Keeps one checkpoint and the baseline of all runs, and stops a run that begins: after its ticks, or at once when what was kept is refused.
#[derive(Default)]
struct One {
    kept: Mutex<Option<Vec<u8>>>,
    heard: Mutex<Option<Found>>,
}

struct OneKeeper<'a>(&'a One, u32);

/// The baseline that all runs begin with.
static BASELINE: OnceLock<Vec<u8>> = OnceLock::new();

impl BaselineStore for &One {
    fn load(&self, _: &str) -> Option<Vec<u8>> {
        BASELINE.get().cloned()
    }

    fn keep(&self, _: &str, bytes: &[u8]) {
        BASELINE.get_or_init(|| bytes.to_vec());
    }

    fn checkpoints(&self) -> &dyn Checkpoints {
        *self
    }
}

impl Checkpoints for One {
    fn open(&self, _: &str) -> Box<dyn Keeper + '_> {
        Box::new(OneKeeper(self, 0))
    }
}

impl Keeper for OneKeeper<'_> {
    fn load(&mut self) -> Option<Vec<u8>> {
        self.0.kept.lock().ok()?.clone()
    }

    fn tell(&mut self, found: Found) {
        *self.0.heard.lock().expect("nobody else listens") = Some(found);
    }

    fn wish(&mut self) -> Wish {
        self.1 += 1;
        let heard = *self.0.heard.lock().expect("nobody else listens");
        if self.1 == TICKS || matches!(heard, Some(Found::Refused)) { Wish::Stop } else { Wish::GoOn }
    }

    fn keep(&mut self, bytes: &[u8]) {
        *self.0.kept.lock().expect("nobody else keeps") = Some(bytes.to_vec());
    }
}

fn ran(setup: &Setup, one: &One) -> Result<Record, Error> {
    let keep = Keep { cells: true, axons: true, fields: true };
    run(Request { setup, seed: 1, patient: 0, visits_days: &[0, 1], keep, pictures: true }, Serial, &one, |_| {})
}

/// The run, its checkpoint, its digest, and the folder that keeps the checkpoint.
struct Made {
    setup: Setup,
    bytes: Vec<u8>,
    digest: String,
    out: PathBuf,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let setup = load_str("fuzz.toml", SCENARIO, &[]).unwrap_or_else(|errors| panic!("{errors}")).setup;
        let one = One::default();
        assert!(matches!(ran(&setup, &one), Err(Error::Stopped)));
        let bytes = one.kept.lock().expect("it is kept").clone().expect("it is kept");
        let digest = ran(&setup, &one).expect("it goes on to its end").digest;
        let out = file("out", &[]).with_file_name("folder");
        CheckpointFolder::under(&out).keep("key", &bytes).expect("it is written");
        Made { setup, bytes, digest, out }
    })
}

fuzz_target!(|input: &[u8]| {
    let Some((first, input)) = input.split_first() else { return };
    let made = made();
    if first % 2 == 0 {
        let folder = CheckpointFolder::under(&made.out);
        only_whole_is_believed(&folder.file("key"), input, &made.bytes, || match folder.load("key") {
            Kept::Whole(bytes) => Some(bytes),
            Kept::Damaged => None,
            Kept::Nothing => panic!("something is there"),
        });
        return;
    }
    let one = One { kept: Mutex::new(Some(changed(&made.bytes, input))), heard: Mutex::default() };
    let is_the_same = one.kept.lock().is_ok_and(|kept| kept.as_ref() == Some(&made.bytes));
    let ended = ran(&made.setup, &one);
    let heard = one.heard.lock().expect("nobody else listens").expect("what was found is told");
    match (heard, ended) {
        // The run begins anew, until it is stopped.
        (Found::Refused, ended) => assert!(matches!(ended, Err(Error::Stopped)) && !is_the_same),
        (Found::GoesOn { .. }, Ok(record)) => {
            assert!(!is_the_same || record.digest == made.digest);
            assert!(record.samples.iter().all(|sample| (0.0..=10.0).contains(&sample.vas_points)));
        }
        (Found::GoesOn { .. }, Err(error)) => assert!(!is_the_same && !error.to_string().is_empty()),
    }
});
