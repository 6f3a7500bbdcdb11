//! Which of the two models a result comes from.

use serde::Serialize;

/// The cells, or their mean field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Model {
    /// Cell by cell.
    Cells,
    /// The mean field.
    MeanField,
}

impl Model {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cells => "cells",
            Self::MeanField => "mean-field",
        }
    }
}
