//! Patients of a study that are kept. An even first byte changes the file; an odd one changes what stands in it and seals it again,
//! as nobody does but whoever wants to.
#![no_main]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use admsc_fuzz::{changed, file, only_whole_is_believed};
use admsc_output::export::blocks::BlockFolder;
use admsc_scenario::reading::load_str;
use admsc_scenario::reading::study::Study;
use admsc_study::trial::tables::patient_rows;
use admsc_study::trial::{BlockStore, Part, PreparedStudy, analyse, members, run};
use libfuzzer_sys::fuzz_target;

const STUDY: &str = r#"
format = 1
extends = "builtin:neuropathic"
horizon = "4 d"
patient.baseline = "1 d"
nerve.axons = 4
population = { n = 4, seed = 5 }
trial = { visits = ["0 d", "2 d", "4 d"], observer = "sham-blinded", other_draws = true }
arm = [
    { name = "sham", dose = [{ at = "0 d", sham = true, site = { at = ["0.05 mm", "0.1 mm"] } }] },
    { name = "cells", dose = [{ at = "0 d", cells = 70e6, site = { at = ["0.05 mm", "0.1 mm"] } }] },
]

[cadence]
tick = "6 h"
field = "12 h"

[tissue]
window = ["0.4 mm", "0.2 mm"]
voxel = "100 um"
lesion = { from = ["0.1 mm", "0 mm"], to = ["0.3 mm", "0.2 mm"] }
"#;

#[derive(Default)]
struct Memory(Mutex<BTreeMap<u32, Vec<u8>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.0.lock().ok()?.get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().expect("nobody else keeps").insert(block, bytes.to_vec());
        Ok(())
    }
}

/// The people of the study, their one block, and the folder that keeps it.
struct Made {
    people: PreparedStudy<'static>,
    bytes: Vec<u8>,
    out: PathBuf,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let scenario = load_str("fuzz.toml", STUDY, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        let study: &'static Study = Box::leak(Box::new(scenario.study.expect("it is a study")));
        let store = Memory::default();
        let people = PreparedStudy::new(study).expect("the study is prepared");
        run(&people, Part::WHOLE, 1, &store, |_| {}).expect("the study runs");
        let bytes = store.load(0).expect("the block is kept");
        let out = file("out", &[]).with_file_name("folder");
        BlockFolder::under(&out, "key").keep(0, &bytes).expect("it is written");
        Made { people, bytes, out }
    })
}

fuzz_target!(|input: &[u8]| {
    let Some((first, input)) = input.split_first() else { return };
    let made = made();
    if first % 2 == 0 {
        let folder = BlockFolder::under(&made.out, "key");
        only_whole_is_believed(&folder.path().join("000000.bin"), input, &made.bytes, || folder.load(0));
        return;
    }
    let other = changed(&made.bytes, input);
    let is_the_same = other == made.bytes;
    let store = Memory(Mutex::new([(0, other)].into()));
    let all = || members(&made.people, &store).expect("the block is there");
    let read = all().all(|member| member.is_ok());
    assert!(!is_the_same || read);
    // To sample the people again takes a hundred times as long as to read them, and the analysis a thousand times: both are for few inputs, of which
    // no large part of what is tried can descend.
    let sum = input.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(0x0100_0193) ^ u32::from(*byte)) >> 10;
    if !is_the_same && !sum.is_multiple_of(256) {
        return;
    }
    let rows = patient_rows(&made.people, all());
    assert!(!is_the_same || rows.is_ok());
    if *first == u8::MAX && sum.is_multiple_of(4096) {
        assert_eq!(analyse(&made.people, all()).is_ok(), rows.is_ok());
    }
    if let Err(refused) = rows {
        assert!(!refused.to_string().is_empty());
    }
});
