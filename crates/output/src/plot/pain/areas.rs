//! The stack of causes and the line on top. The areas differ by colour, by lightness and by hatching.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::{Frame, INK, PainFigure};
use crate::plot::Drawn;
use crate::plot::colours::{INFLAMING, SENSITISATION, STRUCTURE, light};
use crate::plot::trace::{Exact, Trace};
use admsc_model::observe::Sample;

/// Distance between the lines of a hatching, pixels.
const HATCH_GAP: usize = 22;

/// A cause of pain in the figure.
pub struct Cause {
    /// Its points in a row.
    pub points: fn(&Sample) -> f64,
    /// Its colour, that of its meaning in all figures.
    pub colour: RGBColor,
    /// Direction of its hatching: lines that rise (1) or fall (-1) to the right, or none.
    pub hatch: Option<i32>,
}

/// From the bottom: what changes slowly first, so that the quick part can be read off the top.
pub const CAUSES: [Cause; 3] = [
    Cause { points: |s| s.pain_damage_points, colour: light(STRUCTURE), hatch: Some(1) },
    Cause { points: |s| s.pain_central_points, colour: SENSITISATION, hatch: Some(-1) },
    Cause { points: |s| s.pain_inflammation_points, colour: light(INFLAMING), hatch: None },
];

/// Points of the causes below number `count`.
pub fn below(sample: &Sample, count: usize) -> f64 {
    CAUSES[..count].iter().map(|cause| (cause.points)(sample)).sum()
}

/// The filled areas.
pub fn stack(root: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn {
    for (number, cause) in CAUSES.iter().enumerate() {
        let edge = |count: usize| -> Vec<Exact> {
            figure.samples.iter().map(|s| frame.at(s.time_days, below(s, count))).collect()
        };
        let (lower, upper) = (edge(number), edge(number + 1));
        root.draw(&Trace::between(&lower, &upper, &cause.colour))?;
        if let Some(direction) = cause.hatch {
            let shade = RGBColor(cause.colour.0 / 2, cause.colour.1 / 2, cause.colour.2 / 2).mix(0.4);
            for line in hatching(&lower, &upper, direction, frame) {
                root.draw(&PathElement::new(line, shade.stroke_width(2)))?;
            }
        }
        root.draw(&Trace::line(&upper, WHITE.stroke_width(3)))?;
    }
    Ok(())
}

/// Pieces of oblique lines between two edges.
fn hatching(lower: &[Exact], upper: &[Exact], direction: i32, frame: &Frame) -> Vec<Vec<(i32, i32)>> {
    let (floor, ceiling) = (columns(lower, frame), columns(upper, frame));
    // As far as the record goes.
    let end = lower.last().map_or(frame.left, |end| end.0.round() as i32);
    let width = end.min(frame.right) - frame.left;
    let height = frame.bottom - frame.top;
    let mut lines = Vec::new();
    for start in (-height..width + height).step_by(HATCH_GAP) {
        let mut piece: Vec<(i32, i32)> = Vec::new();
        for x in start.max(0)..=(start + height).min(width) {
            let climbed = x - start;
            let y = if direction > 0 { frame.bottom - climbed } else { frame.top + climbed };
            let inside = ceiling[x as usize] < y && y < floor[x as usize];
            if inside {
                piece.push((frame.left + x, y));
            } else {
                lines.extend(ends(&piece));
                piece.clear();
            }
        }
        lines.extend(ends(&piece));
    }
    lines
}

/// First and last point of a straight piece that is long enough to be seen.
fn ends(piece: &[(i32, i32)]) -> Option<Vec<(i32, i32)>> {
    match (piece.first(), piece.last()) {
        (Some(first), Some(last)) if piece.len() > 2 => Some(vec![*first, *last]),
        _ => None,
    }
}

/// Height of an edge at every column of pixels; columns outside the edge take its ends.
fn columns(edge: &[Exact], frame: &Frame) -> Vec<i32> {
    let mut heights = Vec::new();
    let mut next = 0;
    for x in frame.left..=frame.right {
        let x = f64::from(x);
        while next + 1 < edge.len() && edge[next].0 < x {
            next += 1;
        }
        let (x1, y1) = edge[next];
        let (x0, y0) = edge[next.saturating_sub(1)];
        let between = x0 < x && x < x1;
        let height = if between { y0 + (y1 - y0) * (x - x0) / (x1 - x0) } else { y1 };
        heights.push(height.round() as i32);
    }
    heights
}

/// Pain itself, on top of its causes.
pub fn vas_line(root: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn {
    let line: Vec<_> = figure.samples.iter().map(|s| frame.at(s.time_days, s.vas_points)).collect();
    root.draw(&Trace::line(&line, INK.stroke_width(5)))?;
    Ok(())
}
