//! The model alone: causes, rates, transforms, determinism, the name of its code. Patients come from `presets/`.

mod blocks;
mod causes;
#[path = "../common/mod.rs"]
mod common;
mod draws;
mod immune;
mod observed;
mod rates;
mod source_hash;
mod transforms;
mod watch;
