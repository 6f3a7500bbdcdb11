//! What takes long: that every parameter of the ledger matters.

#[path = "../../../model/tests/common/mod.rs"]
mod common;
mod parameters;
