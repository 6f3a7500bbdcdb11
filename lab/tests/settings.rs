//! A link becomes the page, the page a scenario, and the scenario the same link; what is hostile harms nothing.

use admsc_lab::Lab;
use admsc_lab::fragment;
use admsc_lab::settings::{CALM, CELLS, DAYS, EVERY, MONTHS, POTENCY_PARTS, PRESETS, Route, Settings, TIMES, VOXELS};
use admsc_scenario::reading::load_str;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

/// Any settings that the controls can say, with further lines or without.
fn any_settings() -> impl Strategy<Value = Settings> {
    let place = (0..PRESETS.len(), select(VOXELS.to_vec()), any::<u32>(), select(MONTHS.to_vec()));
    let dose = (
        select(CELLS.to_vec()),
        select(Route::ALL.to_vec()),
        select(TIMES.to_vec()),
        select(EVERY.to_vec()),
        select(DAYS.to_vec()),
        0..=POTENCY_PARTS,
    );
    let what_if = (any::<bool>(), any::<bool>(), any::<bool>(), select(CALM.to_vec()));
    let lines = [
        "matrix.repair_rate = \"0.01 /day\"",
        "beside = \"sham\"",
        "patient.age = \"720 months\"",
        "patient.number = 3",
    ];
    let more = proptest::sample::subsequence(lines.map(str::to_owned).to_vec(), 0..=lines.len());
    (place, dose, what_if, more).prop_map(|(place, dose, what_if, more)| {
        let preset = &PRESETS[place.0];
        let mut settings = Settings { voxel_um: place.1, seed: place.2, months: place.3, more, ..Settings::of(preset) };
        (settings.cells, settings.route, settings.times, settings.every) = (dose.0, dose.1, dose.2, dose.3);
        (settings.first_day, settings.potency) = (dose.4, dose.5);
        (settings.homing, settings.imprint, settings.regrowth, settings.calm) = what_if;
        settings
    })
}

/// What a scenario says of settings: without a dose nothing of how it is given, with one dose nothing of the time between.
fn as_said(settings: &Settings) -> Settings {
    let usual = Settings::of(settings.preset);
    let mut said = settings.clone();
    if said.cells == 0 {
        (said.route, said.times, said.first_day) = (usual.route, usual.times, usual.first_day);
    }
    if said.cells == 0 || said.times == 1 {
        said.every = usual.every;
    }
    said
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_link_becomes_a_scenario_and_the_same_link(settings in any_settings()) {
        let link = fragment::write(&settings);
        let read = fragment::read(&link);
        prop_assert_eq!(&read.told, &[]);
        prop_assert_eq!(&read.settings, &settings);
        let text = settings.scenario();
        let back = Settings::of_scenario(&text);
        // A sham has no cells, so that a scenario does not say how many they would have been.
        let known = Settings { cells: back.as_ref().map_or(0, |back| back.cells), ..as_said(&settings) };
        prop_assert!(settings.route == Route::Sham || known.cells == settings.cells);
        prop_assert_eq!(back, Some(known));
        if let Err(errors) = load_str("lab.toml", &text, &[]) {
            let reports = errors.reports();
            let told: Vec<&str> = reports.iter().map(|report| report.message.as_str()).collect();
            // The one thing that the controls can say and a scenario cannot: it is told on the page.
            prop_assert!(told.iter().all(|message| message.contains("lies after the horizon")), "{text}\n{told:?}");
        }
    }

    #[test]
    fn what_is_hostile_is_answered(code in "\\PC{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut lab = Lab::default();
        for code in [code.clone(), format!("1&k={code}"), format!("1&b=neuropathic-single&{code}")] {
            let asked = serde_json::json!({ "op": "settings", "code": code }).to_string();
            let answer: serde_json::Value = serde_json::from_str(&lab.answer(asked.as_bytes()).json)?;
            prop_assert!(answer["code"].as_str().is_some_and(|code| fragment::read(code).told.is_empty()), "{answer}");
        }
        let answer: serde_json::Value = serde_json::from_str(&lab.answer(&bytes).json)?;
        prop_assert!(answer.is_object());
    }
}

#[test]
fn a_long_code_is_refused_and_html_is_a_text() {
    let long = format!("1&k={}", "a".repeat(1_000_000));
    assert_eq!(fragment::read(&long).told.len(), 1);
    let html = "1&b=<img src=x onerror=alert(1)>";
    assert_eq!(fragment::read(html).settings, Settings::default());
}
