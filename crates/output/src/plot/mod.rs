//! Figures, one a file or folder. Each is drawn by one function for SVG and PNG alike and can be understood without text
//! beside it. The same record gives the same bytes.

mod axis;
mod colours;
mod compact;
pub mod comparison;
pub mod doses;
mod embedded;
mod envelope;
pub mod explanation;
pub mod film;
mod fine;
mod fonts;
mod frame;
mod glyphs;
pub mod homing;
mod image;
mod layout;
pub mod mechanism;
mod numbers;
mod page;
pub mod pain;
use admsc_study::palette::ramp;
pub mod replicates;
pub mod sensitivity;
mod sheet;
pub mod study;
pub mod terminal;
pub mod tissue;
mod trace;
pub mod validation;
mod window;

#[cfg(test)]
mod checking;

use thiserror::Error;

use admsc_scenario::language::{Message, english};

pub use embedded::page_fonts;
pub use fonts::missing as missing_letters;
pub use image::{Figure, File, Provenance, files};
#[cfg(test)]
pub use image::{png, svg};

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum Error {
    /// The record has no rows.
    #[error("{}", self.message().in_english())]
    Empty,
    /// The bundled fonts are damaged, or the picture cannot be encoded.
    #[error("{}", self.message().in_english())]
    Drawing(String),
}

impl Error {
    /// What is wrong.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => english("there is nothing to draw: the record has no rows").into(),
            Self::Drawing(reason) => english("the figure cannot be drawn: {reason}").with("reason", reason),
        }
    }
}

/// What goes wrong inside a drawing, whatever the backend.
type Drawn<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::Drawing(error.to_string())
    }
}
