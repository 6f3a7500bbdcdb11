//! Figures of an explanation: the clock, the knock-outs, what costs the time, and why it lasts.

use super::{Error, Provenance};
use crate::study::explanation::Explanation;
use crate::study::explanation::attribution::Combination;
use crate::study::explanation::persistence::PathRow;

/// What the figures of an explanation are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// Heading of every figure.
    pub title: &'a str,
    /// The numbers.
    pub explanation: &'a Explanation,
    /// All combinations of instantaneous groups.
    pub combinations: &'a [Combination],
    /// The path of the scenario's run.
    pub path: &'a [PathRow],
}

/// A drawn file: its name and its bytes.
pub type File = (String, Vec<u8>);

pub fn draw(_explained: &Explained<'_>, _provenance: &Provenance<'_>) -> Result<Vec<File>, Error> {
    Ok(Vec::new())
}
