//! The model: one rule a file. It knows no files, clocks, threads or plots.
//!
//! Read [`step`] first: it lists the rules in the order in which they act. [`tissue::Tissue`] is the state they act on,
//! [`plan::Plan`] what does not change during a run.

pub mod axon;
pub mod baseline;
pub mod block;
pub mod change;
pub mod circulation;
pub mod clearance;
pub mod debris;
pub mod dose;
pub mod drive;
pub mod flare;
pub mod geometry;
pub mod growth_factor;
pub mod homing;
pub mod injury;
pub mod macrophage;
pub mod matrix;
pub mod mean_field;
pub mod microglia;
pub mod niche;
pub mod pain;
pub mod parameters;
pub mod patient;
pub mod persistence;
pub mod plan;
pub mod polarisation;
pub mod recruitment;
pub mod retreatment;
pub mod secretion;
pub mod sensitisation;
pub mod setup;
pub mod species;
pub mod stem_cell;
pub mod step;
pub mod t_cell;
pub mod tissue;
pub mod tumour;
pub mod watch;
