//! The engine: grid, clock, fields, agents. It knows no biology.
pub mod bins;
pub mod clock;
pub mod columns;
pub mod field;
pub mod flock;
pub mod grid;
pub mod stiff;
pub mod transform;
pub mod walker;
