//! Rows of Sobol' indices: as many as it takes, and what is kept of fewer stays.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::small::{DISC, Memory};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::load_str;
use admsc_study::sensitivity::{Computed, Design, Model, Pattern, Phase, Question, choose, compute};

/// The small disc with a needle, in the mean field; how many settings of rows were computed.
fn computed(rows: u32, most_rows: u32, store: &Memory) -> (Computed, String, u32) {
    let text = format!("{DISC}dose = [{{ at = \"0 d\", cells = 18e6 }}]\n").replace("title", "# title");
    let setup = load_str("mine.toml", &text, &[]).unwrap_or_else(|errors| panic!("{errors}")).setup;
    let only = ["pain.gain", "sensitisation.tnf_reference"].map(Pattern::new);
    let factors = choose(&Ledger::bundled().unwrap(), &setup, &only, 1.0).unwrap().moved;
    let model = Model::MeanField;
    let design = Design { model, trajectories: 2, seeds: 1, rows, most_rows, top: 2, seed: 1, patient: 0 };
    let question = Question { setup: &setup, factors: &factors, days: &[30], design };
    let settings = AtomicU32::new(0);
    let tell = |told: admsc_study::sensitivity::AnalysisProgress| {
        if told.phase == Phase::Rows {
            settings.fetch_max(told.done - told.found, Ordering::Relaxed);
        }
    };
    (compute(&question, 2, store, tell).unwrap(), question.kept_key().unwrap(), settings.into_inner())
}

#[test]
fn rows_are_doubled_and_none_is_computed_twice() {
    let (at_once, name, all) = computed(64, 64, &Memory::default());
    assert_eq!((at_once.rows.len(), all), (64, 64 * 4));
    // 16 are not enough: 32 and 64 follow, the last of them 32 more.
    let (grown, same, last) = computed(16, 64, &Memory::default());
    assert_eq!((&grown, &same, last), (&at_once, &name, 32 * 4));
    // What a shorter design has kept is used, also where its last block was not whole.
    let store = Memory::default();
    computed(18, 18, &store);
    let (again, same, more) = computed(64, 64, &store);
    assert_eq!((&again, &same, more), (&at_once, &name, (64 - 16) * 4));
}
