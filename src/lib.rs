//! A parallel tissue simulator of adipose-derived stem cells against chronic pain, cell by cell.
//!
//! Injected or infused cells, macrophages, soluble signals, matrix and axons of one patient are simulated in a section of
//! tissue; pain follows from what they do. Pain is a proxy of the model: not a measurement and not medical advice.
//!
//! [`scenario`] reads what is to be run, [`simulation::Simulation`] runs it, [`observe::Sample`] is what it records each
//! day. The rules stand in [`rules`], one a file, and [`rules::step`] lists them in the order in which they act.
//! `docs/model.md` describes them; [`ledger`] holds every default with its source.
//!
//! # Example
//!
//! Twenty days after an injection beside an injured nerve, on voxels of 100 µm and after a short baseline, so that it
//! takes a moment only; the scenarios of this project use 25 µm and 250 days.
//!
//! ```
//! use admsc_sim::parallel::Parallel;
//! use admsc_sim::scenario;
//! use admsc_sim::simulation::Simulation;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//!     format = 1
//!     extends = "builtin:neuropathic"
//!     horizon = "20 d"
//!     tissue.voxel = "100 um"
//!     patient.baseline = "10 d"
//!     dose = [{ at = "0 d", cells = 70e6, route = "needle" }]
//! "#;
//! let scenario = scenario::load_str("example", text, &[])?;
//! let mut run = Simulation::prepare(scenario.setup, scenario.seed, scenario.patient, Parallel, |_| {})?;
//! run.run_to(20.0, Parallel, |day, _tissue| println!("day {:2}: VAS {:.1}", day.time_days, day.vas_points));
//!
//! let days = run.samples();
//! assert_eq!(days.len(), 21);
//! assert!(days[20].vas_points < days[0].vas_points);
//! # Ok(())
//! # }
//! ```
pub use admsc_model::{engine, math, observe, parallel, rng, rules, simulation};
pub use admsc_output::{export, plot, report};
pub use admsc_scenario::{language, ledger, observer, population, reading as scenario, units};
pub use {admsc_stats as stats, admsc_study as study};

pub mod build_info;
pub mod cli;
mod session;
