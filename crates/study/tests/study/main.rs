//! Studies on cells: trials, explanations, and the numerics that the validation reports.

mod checkpoint;
#[path = "../../../model/tests/common/mod.rs"]
mod common;
mod contrasts;
mod enrolment;
mod explanation;
mod growth;
mod numerics;
mod retreatment;
mod run;
mod sensitivity;
#[path = "../common/small.rs"]
mod small;
mod trial;
