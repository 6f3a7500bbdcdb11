//! Runs, what is read off them, and cohorts of virtual patients.

pub mod cohort;
pub mod run;
pub mod summary;
