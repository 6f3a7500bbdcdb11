//! One patient-year of the default window: the mean patient with a painful nerve, 250 days of baseline, one injection, 365 days.
//! Prints the digest. For profilers, and for the comparison of two versions by alternating runs of the compiled program:
//!
//! ```text
//! cargo run --release -p admsc-model --example patient_year
//! ```

use std::error::Error;

use admsc_model::digest::RunDigest;
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_model::simulation::Simulation;

fn main() -> Result<(), Box<dyn Error>> {
    let mut setup: Setup = serde_json::from_str(include_str!("../presets/neuropathic.json"))?;
    let route = Route::Needle { tip_um: [900.0, 1000.0, 50.0] };
    setup.doses = vec![Dose { at_days: 0.0, cells: 70e6, cells_per_kg: None, preparation: Preparation::Live, route }];
    setup.horizon_days = 365;
    let mut run = Simulation::prepare(setup, 1, 0, Serial, |_| {})?;
    run.run_to(365.0, Serial, |_, _| {});
    let mut digest = RunDigest::default();
    digest.add_state(run.tissue());
    println!("{}", digest.finish(run.samples()));
    Ok(())
}
