//! Runs, replicates of a run, what is read off them and off their comparison, and virtual patients in trials.

pub mod biology;
pub mod calibration;
pub mod checkpoint;
pub mod clinical;
pub mod coarse;
pub mod comparison;
pub mod explanation;
pub mod kept;
pub mod lives;
pub mod model;
pub mod pain_scale;
pub mod palette;
pub mod pictures;
mod recording;
pub mod replicates;
pub mod run;
pub mod sensitivity;
pub mod single_flight;
pub mod spread;
pub mod state;
pub mod stepwise;
pub mod summary;
pub mod threads;
pub mod trial;
pub mod validation;
pub mod visits;
