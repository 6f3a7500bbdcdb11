//! What is known and how well: the ledger of parameters and the patients drawn from it.

pub mod day_zero;
pub mod estimators;
pub mod ledger;
pub mod limits;
pub mod patient;
pub mod spread;
