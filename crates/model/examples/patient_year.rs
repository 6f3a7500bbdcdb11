//! One patient-year of the default window: the mean patient with a painful nerve, 250 days of baseline, one injection, 365 days.
//! Prints the digest. With the word `parallel` it works on all cores. For profilers, and for the comparison of two versions by alternating runs of the compiled program:
//!
//! ```text
//! cargo run --release -p admsc-model --example patient_year [-- parallel]
//! ```

use std::error::Error;

use admsc_model::digest::RunDigest;
use admsc_model::parallel::{Parallel, Serial};
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_model::rules::step::Steps;
use admsc_model::simulation::Simulation;

fn main() -> Result<(), Box<dyn Error>> {
    let mut setup: Setup = serde_json::from_str(include_str!("../presets/neuropathic.json"))?;
    let route = Route::Needle { tip_um: [900.0, 1000.0, 50.0] };
    setup.doses = vec![Dose { at_days: 0.0, cells: 70e6, cells_per_kg: None, preparation: Preparation::Live, route }];
    setup.horizon_days = 365;
    if std::env::args().any(|word| word == "parallel") { on_all_cores(setup) } else { run(setup, Serial) }
}

/// Inside a pool, as the program does it: from outside, every loop would wait to be let in.
#[cfg(feature = "parallel")]
fn on_all_cores(setup: Setup) -> Result<(), Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    pool.install(|| admsc_model::parallel::awake(|| run(setup, Parallel).map_err(|error| error.to_string())))?;
    Ok(())
}

#[cfg(not(feature = "parallel"))]
fn on_all_cores(setup: Setup) -> Result<(), Box<dyn Error>> {
    run(setup, Parallel)
}

fn run(setup: Setup, workers: impl Steps) -> Result<(), Box<dyn Error>> {
    let mut run = Simulation::prepare(setup, 1, 0, workers, |_| {})?;
    run.run_to(365.0, workers, |_, _| {});
    let mut digest = RunDigest::default();
    digest.add_state(run.tissue());
    println!("{}", digest.finish(run.samples()));
    Ok(())
}
