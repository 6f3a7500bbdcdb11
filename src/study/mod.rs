//! Many runs: cohorts of virtual patients.

pub mod cohort;
