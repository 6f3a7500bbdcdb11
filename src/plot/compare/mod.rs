//! Runs beside each other.
