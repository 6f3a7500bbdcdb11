//! Values far outside their range that are still accepted: a run of them begins, and one that could not is refused.

use std::error::Error;

use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_scenario::ledger::limits::for_key;
use admsc_scenario::ledger::{Ledger, from_values, values};
use admsc_scenario::reading::load_str;
use admsc_scenario::units::Kind;

type Tested = Result<(), Box<dyn Error>>;

/// The mean field of day 0 of a small disc in which some parameters are other than usual, and its pain.
fn day_zero(changed: &[(&str, f64)]) -> Result<(State, f64), Box<dyn Error>> {
    let text = "format = 1\nextends = \"builtin:discogenic\"\ntissue.voxel = \"200 um\"\n";
    let mut setup = load_str("small.toml", text, &[])?.setup;
    let mut parameters = values(&setup.parameters)?;
    parameters.extend(changed.iter().map(|(key, value)| ((*key).to_owned(), *value)));
    setup.parameters = from_values(&parameters)?;
    let plan = Plan::new(setup, 1, 0)?;
    let field = MeanField::new(&plan);
    let state = field.baseline_start();
    Ok((state, field.pain(&state).total()))
}

#[test]
fn every_rate_that_is_accepted_has_a_state_of_day_zero() -> Tested {
    for entry in Ledger::bundled()?.entries() {
        let limit = for_key(&entry.key, entry.kind);
        let is_rate = entry.unit.ends_with("/day");
        let fastest = if is_rate { 999.0 * entry.high } else { entry.low / 999.0 };
        if (is_rate || entry.kind == Kind::Time) && limit.admits(fastest) {
            let (state, pain) = day_zero(&[(&entry.key, fastest)])?;
            assert!(state.parts().iter().all(|part| part.is_finite()) && pain.is_finite(), "{}: {state:?}", entry.key);
        }
    }
    Ok(())
}

#[test]
fn a_signal_that_follows_its_source_at_once_has_the_same_relative_level_however_fast() -> Tested {
    for key in ["tnf_alpha.loss_rate", "il_10.loss_rate", "vegf.loss_rate"] {
        let (_, slow) = day_zero(&[(key, 140.0)])?;
        for fast in [160.0, 1000.0, 41_958.0, 136_863.0] {
            let (_, pain) = day_zero(&[(key, fast)])?;
            assert!((pain - slow).abs() < 0.01, "{key} = {fast}: {pain}, not {slow}");
        }
    }
    Ok(())
}

#[test]
fn macrophages_that_come_and_go_at_once_keep_their_balance() -> Tested {
    let (state, _) = day_zero(&[("macrophage.m0_to_m1_rate", 649.0)])?;
    let (usual, _) = day_zero(&[])?;
    // As many commit as are lost, so that all but the uncommitted stay as many.
    let committed = |state: &State| state.m1 + state.m2;
    assert!((committed(&state) / committed(&usual) - 1.0).abs() < 0.3, "{state:?}\n{usual:?}");
    assert!(state.m0 < 0.01 * usual.m0, "{} {}", state.m0, usual.m0);
    Ok(())
}

#[test]
fn nobody_is_drawn_whom_a_scenario_could_not_describe() -> Tested {
    // Half of all draws are below zero, or above the largest potency.
    for spread in [
        "\"gdnf.diffusivity\" = \"normal sd 20 um^2/s\"",
        "\"patient.potency_low\" = \"normal sd 1\"",
        "\"axon.chronic_arrived\" = \"normal sd 0.5\"",
    ] {
        for number in 0..6 {
            let text = format!(
                "format = 1\nextends = \"builtin:discogenic\"\ntissue.voxel = \"200 um\"\npatient.number = {number}\nspread = {{ {spread} }}\n"
            );
            let drawn = values(&load_str("small.toml", &text, &[])?.setup.parameters)?;
            for entry in Ledger::bundled()?.entries() {
                let value = drawn[&entry.key];
                assert!(for_key(&entry.key, entry.kind).admits(value), "{spread} of {number}: {} {value}", entry.key);
            }
            assert!(drawn["patient.potency_low"] <= drawn["patient.potency_high"], "{number}");
        }
    }
    Ok(())
}
