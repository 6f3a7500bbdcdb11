//! Figures of an explanation: the clock, the knock-outs, what costs the time, and why it lasts.

pub mod clock;
pub mod knock_outs;
pub mod persistence;
mod rows;
pub mod time_costs;

use clock::ClockFigure;
use knock_outs::KnockOutsFigure;
use persistence::PersistenceFigure;
use time_costs::TimeCostsFigure;

use super::{Error, Figure, Provenance};
use crate::study::explanation::Explanation;
use crate::study::explanation::persistence::PathRow;

/// What the figures of an explanation are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// Heading of every figure.
    pub title: &'a str,
    /// The numbers.
    pub explanation: &'a Explanation,
    /// The path of the scenario's run.
    pub path: &'a [PathRow],
}

/// A drawn file: its name and its bytes.
pub type File = (String, Vec<u8>);

/// All figures that can be drawn, as SVG and PNG each. What costs the time is left out where nobody has relief.
///
/// # Errors
/// When a picture cannot be drawn or encoded.
pub fn draw(explained: &Explained<'_>, provenance: &Provenance<'_>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    add(&mut files, "clock", &ClockFigure(*explained), provenance)?;
    add(&mut files, "knock-outs", &KnockOutsFigure(*explained), provenance)?;
    if !explained.explanation.time_costs.is_empty() {
        add(&mut files, "time-costs", &TimeCostsFigure(*explained), provenance)?;
    }
    add(&mut files, "persistence", &PersistenceFigure(*explained), provenance)?;
    Ok(files)
}

fn add(files: &mut Vec<File>, name: &str, figure: &impl Figure, provenance: &Provenance<'_>) -> Result<(), Error> {
    files.push((format!("{name}.svg"), super::svg(figure, provenance)?.into_bytes()));
    files.push((format!("{name}.png"), super::png(figure, provenance)?));
    Ok(())
}

/// A number with its sign and a true minus.
fn signed(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    match text.as_str() {
        "0.0" => text,
        _ if value < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

#[cfg(test)]
mod tests;
