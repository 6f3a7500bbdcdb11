//! What takes long: cells against their mean field.

#[path = "../common/mod.rs"]
mod common;
mod mean_field;
