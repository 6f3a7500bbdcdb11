//! Runs and what is read off them.

pub mod run;
pub mod summary;
