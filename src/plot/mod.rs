//! Figures, one a file or folder. Each is drawn by one function for SVG and PNG alike and can be understood without text
//! beside it. The same record gives the same bytes.

mod axis;
pub mod compare;
mod doses;
mod envelope;
mod fine;
mod fonts;
mod frame;
pub mod homing;
mod image;
mod layout;
pub mod mechanism;
mod numbers;
mod page;
pub mod pain;
mod ramp;
pub mod replicates;
pub mod study;
pub mod terminal;
pub mod tissue;
mod window;

#[cfg(test)]
mod checking;

use thiserror::Error;

pub use image::{Figure, Provenance, png, svg};

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum Error {
    /// The record has no rows.
    #[error("there is nothing to draw: the record has no rows")]
    Empty,
    /// The bundled fonts are damaged, or the picture cannot be encoded.
    #[error("the figure cannot be drawn: {0}")]
    Drawing(String),
}

/// What goes wrong inside a drawing, whatever the backend.
type Drawn<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::Drawing(error.to_string())
    }
}
