//! What several tests need: patients of the two indications, small helpers.
#![allow(dead_code, reason = "every test binary uses a part of this module")]

pub mod small;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use admsc_sim::observe::Sample;
use admsc_sim::parallel::Serial;
use admsc_sim::population::enrolment::Enrolment;
use admsc_sim::rules::plan::Plan;
use admsc_sim::rules::setup::{Dose, Preparation, Route, Setup, Start};
use admsc_sim::scenario::study::Study;
use admsc_sim::simulation::Simulation;
use admsc_sim::study::threads;
use admsc_sim::study::trial::{Member, People};
use serde::Serialize;

/// Seed of all tests that do not vary it.
pub const SEED: u64 = 1;

/// The mean discogenic patient without treatment.
pub fn discogenic() -> Setup {
    preset("discogenic")
}

/// The mean patient with cancer pain without treatment.
pub fn cancer() -> Setup {
    preset("cancer")
}

/// The mean patient with rheumatoid arthritis without treatment.
pub fn rheumatoid() -> Setup {
    preset("rheumatoid")
}

/// The mean neuropathic patient without treatment.
pub fn neuropathic() -> Setup {
    preset("neuropathic")
}

fn preset(name: &str) -> Setup {
    let text = format!("format = 1\nextends = \"builtin:{name}\"\n");
    admsc_sim::scenario::load_str(name, &text, &[]).unwrap().setup
}

/// A healthy nerve of which `cut_share` is cut on day 0.
pub fn acute_injury(cut_share: f64) -> Setup {
    Setup { start: Start::AcuteInjury { cut_share }, ..neuropathic() }
}

/// How people with an indication are enrolled, under a seed.
pub fn enrolment(preset: &str, seed: u64, patients: u32) -> Enrolment {
    let text = format!("format = 1\nseed = {seed}\nextends = \"builtin:{preset}\"\n");
    admsc_sim::scenario::load_str(preset, &text, &[]).unwrap().enrolment.population(patients)
}

/// One future of every patient of a cohort: its name, and how its setup differs.
pub type Future = (&'static str, fn(&mut Setup));

/// Patients who are drawn round `base` and go through every future, seen on all days.
pub fn cohort(enrolment: Enrolment, base: &Setup, futures: &[Future]) -> Vec<Member> {
    let arm = |(name, change): &Future| {
        let mut setup = base.clone();
        change(&mut setup);
        ((*name).to_owned(), setup)
    };
    let study = Study::of_arms(enrolment, futures.iter().map(arm).collect(), (0..=base.horizon_days).collect());
    let people = People::new(&study).unwrap();
    jobs(study.population.patients as usize, |place| Member::live(&people, place as u32).unwrap())
}

/// One figure a patient, from the days of one future.
pub fn figures<T>(cohort: &[Member], future: usize, figure: impl Fn(&[Sample]) -> T) -> Vec<T> {
    cohort.iter().map(|member| figure(&member.outcomes[future].as_ref().unwrap().visits)).collect()
}

/// How many people were screened for a cohort.
pub fn screened(cohort: &[Member]) -> u32 {
    cohort.iter().map(|member| member.screened).sum()
}

/// The same on voxels of 50 µm and steps of 12 h: the coarse grid of the space study.
pub fn coarse(setup: Setup) -> Setup {
    admsc_sim::study::coarse::coarse(&setup)
}

/// An injection.
pub fn needle(at_days: f64, cells: f64, tip_um: [f64; 3]) -> Dose {
    Dose { at_days, cells, preparation: Preparation::Live, route: Route::Needle { tip_um } }
}

/// An infusion.
pub fn vein(at_days: f64, cells: f64) -> Dose {
    Dose { at_days, cells, preparation: Preparation::Live, route: Route::Vein }
}

/// One injection on day 0, half a millimetre outside the lesion's left edge.
pub fn with_needle(mut setup: Setup, cells: f64) -> Setup {
    let size = setup.grid.size_um();
    setup.doses = vec![needle(0.0, cells, [setup.lesion.from_um[0] - 500.0, 0.5 * size[1], 0.5 * size[2]])];
    setup
}

/// One injection of cells that cannot leave the needle.
pub fn with_frozen_cells(setup: Setup, cells: f64) -> Setup {
    let mut setup = with_needle(setup, cells);
    setup.parameters.stem_cell.forward_index_max = 0.0;
    setup.parameters.stem_cell.speed = 0.0;
    setup
}

/// A setup made ready.
pub fn plan(setup: Setup) -> Plan {
    Plan::new(setup, SEED, 0).unwrap()
}

/// Day 0 of the mean patient.
pub fn simulation(setup: Setup) -> Simulation {
    patient_simulation(setup, 0)
}

/// Day 0 of the mean patient with the luck of patient `patient`.
pub fn patient_simulation(setup: Setup, patient: u32) -> Simulation {
    Simulation::prepare(setup, SEED, patient, Serial, |_| {}).unwrap()
}

/// Results of independent jobs on all cores, in order.
pub fn jobs<T: Send>(rows: usize, job: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    threads::jobs(threads::available_threads(), rows, job)
}

/// The bytes of a value.
pub fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap()
}

/// Mean and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// The most memory this process has held so far, bytes; `None` where the system does not say.
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The beginning of a scenario: a small piece of nerve. What follows it may add keys and then tables.
pub const SMALL_NERVE: &str = r#"
format = 1
extends = "builtin:neuropathic"
nerve.axons = 20
tissue.window = ["1 mm", "0.5 mm"]
tissue.lesion = { from = ["0.3 mm", "0 mm"], to = ["0.7 mm", "0.5 mm"] }
"#;

/// One injection beside its lesion.
pub const ONE_DOSE: &str = "dose = [{ at = \"0 d\", cells = 70e6, site = { from_lesion_edge = \"0.1 mm\" } }]\n";

/// The newest results of a scenario.
pub fn newest(scenario: &Path) -> PathBuf {
    let latest = scenario.join("latest");
    let hash = std::fs::read_to_string(&latest).unwrap_or_else(|error| panic!("{}: {error}", latest.display()));
    scenario.join(hash.trim())
}

/// The files of the newest results, but for those that tell times.
pub fn files_of_newest(scenario: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(newest(scenario)).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    let timeless = named.filter(|(name, _)| name != "manifest.json" && name != "run.log");
    timeless.map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
}
