//! From a scenario's text to what the model runs: the [`ledger`] of parameters with what is known of them, the
//! [`population`] drawn from it, the [`observer`] of trials, and the [`reading`] of TOML with the place of every error.
pub mod csv_line;
pub mod language;
pub mod ledger;
pub mod observer;
pub mod population;
pub mod reading;
pub mod shown;
pub mod units;
