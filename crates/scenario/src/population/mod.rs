//! Virtual patients: how they differ, how one is drawn and admitted, and which futures share one past.
pub mod day_zero;
pub mod enrolment;
pub mod idle;
pub mod patient;
pub mod spread;
