//! The engine: grid, clock, fields, agents. It knows no biology.
pub mod grid;
