//! The model alone: causes, rates, transforms, determinism, the name of its code. Patients come from `presets/`.

mod causes;
#[path = "../common/mod.rs"]
mod common;
mod determinism;
mod draws;
mod observed;
mod rates;
mod source_hash;
mod transforms;
mod watch;
