//! What is known and how well: the ledger of parameters, the patients drawn from it, and the statistics of trials.

mod abscissa;
pub mod acr;
pub mod day_zero;
pub mod difference;
pub mod estimators;
pub mod intercurrent;
pub mod ledger;
pub mod limits;
pub mod normal;
pub mod number_needed;
pub mod observer;
pub mod outcome;
pub mod patient;
pub mod potency;
pub mod power;
pub mod share_difference;
pub mod spread;
pub mod student;
pub mod targets;
pub mod variance;
pub mod verdict;
