//! Tissue model of injected adipose-derived stem cells (ADMSC) against chronic pain: one patient, cell by cell.
//!
//! [`engine`] holds grid, clock, fields, transforms and walkers and knows no biology. [`rules`] holds the biology, one rule a
//! file; [`rules::step`] lists them in the order in which they act. [`observe`] reads the state,
//! [`digest`] says in one number what a run was, and [`simulation::Simulation`] runs one patient. The crate reads no files and no clock, prints nothing and owns no threads.
pub mod digest;
pub mod engine;
pub mod math;
pub mod observe;
pub mod parallel;
mod processor;
pub mod rng;
pub mod rules;
pub mod simulation;

/// Hash over the sources of this crate and the locked versions of what it depends on, as hexadecimal text. Code with the same
/// hash computes the same course from the same setup, seed and number of the patient.
pub const SOURCE_HASH: &str = env!("ADMSC_SOURCE_HASH");

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
