//! The figures of studies, drawn from small studies that were really run.

#[path = "../../study/tests/common/small.rs"]
mod small;

use std::collections::BTreeMap;

use admsc_output::plot::Provenance;
use admsc_output::plot::study::{StudyResults, draw};
use admsc_scenario::language::Language;
use admsc_scenario::reading::load_str;
use admsc_study::trial::tables::patient_rows;
use admsc_study::trial::{Part, PreparedStudy, analyse, curves, members, run};
use small::{DISC as SMALL, Memory, THREE_ARMS};

/// Runs a study and draws its figures. `ADMSC_FIGURES` names a folder to look at them.
fn drawn(name: &str, sections: &str) -> BTreeMap<String, Vec<u8>> {
    let scenario =
        load_str("mine.toml", &format!("{SMALL}{sections}"), &[]).unwrap_or_else(|errors| panic!("{errors}"));
    let study = scenario.study.unwrap();
    let people = PreparedStudy::new(&study).unwrap();
    let store = Memory::default();
    run(&people, Part::WHOLE, 2, &store, |_| {}).unwrap();
    let analysis = analyse(&people, members(&people, &store).unwrap()).unwrap();
    let patients = patient_rows(&people, members(&people, &store).unwrap()).unwrap();
    let curves = if study.points.len() == 1 { curves(&people, &store).unwrap() } else { Vec::new() };
    let results = StudyResults {
        title: &scenario.title,
        question: None,
        language: Language::English,
        study: &study,
        arms: &study.arms,
        analysis: &analysis,
        patients: &patients,
        curves: &curves,
        styles: &[],
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
