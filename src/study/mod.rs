//! Runs, what is read off them, and cohorts of virtual patients.

pub mod cohort;
pub mod pictures;
pub mod run;
pub mod summary;
pub mod visits;
