//! Scenarios as users write them: what is read, what is refused and how, and the units of the ledger.

mod far_off;
mod ledger_units;
mod links;
mod overrides;
mod presets;
mod reading;
mod reference;
mod schema;
mod spread;
mod stated;
mod wrong_input;
