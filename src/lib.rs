//! A parallel tissue simulator of adipose-derived stem cells against chronic pain.
pub mod build_info;
pub mod cli;
pub mod engine;
pub mod evidence;
pub mod export;
pub mod math;
pub mod model;
pub mod observe;
pub mod parallel;
pub mod plot;
pub mod rng;
pub mod scenario;
pub mod simulation;
pub mod study;
pub mod units;
