//! The figures of studies, drawn from small studies that were really run.

use std::collections::BTreeMap;
use std::sync::Mutex;

use admsc_sim::plot::Provenance;
use admsc_sim::plot::study::{StudyResults, draw};
use admsc_sim::scenario::load_str;
use admsc_sim::study::trial::tables::patient_rows;
use admsc_sim::study::trial::{BlockStore, Part, People, analyse, curves, members, run};

/// A small disc, so that patients are quick.
const SMALL: &str = r#"
format = 1
extends = "builtin:discogenic"
title = "A small disc"
horizon = "30 d"
patient.baseline = "20 d"
tissue.window = ["1.6 mm", "0.8 mm"]
tissue.voxel = "100 um"
tissue.lesion = { from = ["0.8 mm"], to = ["1.6 mm"] }
output.visits = ["0 d", "10 d", "20 d"]
"#;

const THREE_ARMS: &str = r#"
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
[[arm]]
name = "two"
dose = [{ at = "0 d", cells = 18e6, repeat = 1, every = "15 d" }]
"#;

/// Keeps blocks in memory.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<u32, Vec<u8>>>);

impl BlockStore for Memory {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(&block).cloned()
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap().insert(block, bytes.to_vec());
        Ok(())
    }
}

/// Runs a study and draws its figures. `ADMSC_FIGURES` names a folder to look at them.
fn drawn(name: &str, sections: &str) -> BTreeMap<String, Vec<u8>> {
    let scenario =
        load_str("mine.toml", &format!("{SMALL}{sections}"), &[]).unwrap_or_else(|errors| panic!("{errors}"));
    let study = scenario.study.unwrap();
    let people = People::new(&study).unwrap();
    let store = Memory::default();
    run(&people, Part::WHOLE, 2, &store, |_| {}).unwrap();
    let analysis = analyse(&people, members(&people, &store).unwrap()).unwrap();
    let patients = patient_rows(&people, members(&people, &store).unwrap()).unwrap();
    let curves = if study.points.len() == 1 { curves(&people, &store).unwrap() } else { Vec::new() };
    let results = StudyResults {
        title: &scenario.title,
        question: None,
        study: &study,
        analysis: &analysis,
        patients: &patients,
        curves: &curves,
    };
    let provenance = Provenance { version: "0.0.0", scenario_hash: "0123abcd", seed: study.population.seed };
    let files: BTreeMap<String, Vec<u8>> = draw(&results, &provenance).unwrap().into_iter().collect();
    if let Ok(folder) = std::env::var("ADMSC_FIGURES") {
        for (file, bytes) in &files {
            std::fs::create_dir_all(format!("{folder}/{name}")).unwrap();
            std::fs::write(format!("{folder}/{name}/{file}"), bytes).unwrap();
        }
    }
    files
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().filter_map(|name| name.strip_suffix(".svg")).collect()
}

#[test]
fn a_trial_has_all_figures_but_a_sweep() {
    let files = drawn("trial", &format!("{THREE_ARMS}[population]\nn = 6\n"));
    assert_eq!(names(&files), ["arms", "consort", "paired-difference", "responders", "waterfall"]);
}

#[test]
fn a_sweep_has_a_map_a_potency() {
    let sections = format!(
        "{THREE_ARMS}[population]\nn = 4\n[trial]\npotency = [\"optimistic\", \"sceptical\"]\n[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\", \"9 d\"]\n\"dose.cells\" = [6e6, 18e6, 40e6]\n"
    );
    let files = drawn("sweep", &sections);
    let expected = ["consort", "sweep-optimistic", "sweep-r50-optimistic", "sweep-r50-sceptical", "sweep-sceptical"];
    assert_eq!(names(&files), expected);
}
