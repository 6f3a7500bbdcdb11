//! Visits: a tick on the axis, a circle on the line and the pain there.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{Frame, INK, PainFigure};
use crate::observe::Sample;
use crate::plot::frame::Place;
use crate::plot::page::{FROM_LEFT, FROM_RIGHT};
use crate::plot::{Drawn, fonts};

/// Least distance of written visits, pixels.
const VISIT_GAP: i32 = 76;

/// A tick on the axis and a circle on the line at every visit, with the pain there where there is room. Returns the
/// places of circles and numbers.
pub fn draw<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    figure: &PainFigure<'_>,
    frame: &Frame,
) -> Drawn<Vec<Place>>
where
    DB::ErrorType: 'static,
{
    let mut written = i32::MIN / 2;
    let mut places = Vec::new();
    for day in figure.visits_days {
        let Some((before, sample)) = at(figure.samples, *day) else { continue };
        let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
        root.draw(&PathElement::new(vec![(x, frame.bottom - 16), (x, frame.bottom)], INK.stroke_width(3)))?;
        root.draw(&Circle::new((x, y), 11, INK.filled()))?;
        root.draw(&Circle::new((x, y), 8, WHITE.filled()))?;
        places.push([x - 11, y - 11, x + 11, y + 11]);
        // The value at the right end stands beside the plot.
        if x - written < VISIT_GAP || x > frame.right - 40 {
            continue;
        }
        written = x;
        // Beside a falling line there is room on its right, beside a rising one on its left.
        let to_the_right = sample.vas_points <= before.vas_points || x < frame.left + 64;
        let row = if y < frame.top + 40 { y + 32 } else { y - 26 };
        let (style, text) = (fonts::bold(30, &INK), format!("{:.1}", sample.vas_points));
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        let (from, place) = if to_the_right { (x + 10, FROM_LEFT) } else { (x - 10, FROM_RIGHT) };
        root.draw_text(&text, &style.pos(place), (from, row))?;
        let left = if to_the_right { from } else { from - width };
        places.push([left, row - 18, left + width, row + 18]);
    }
    Ok(places)
}

/// The row of a visit, and one some time before it.
fn at(samples: &[Sample], day: u32) -> Option<(&Sample, &Sample)> {
    let row = samples.iter().position(|sample| sample.time_days >= f64::from(day))?;
    let earlier = row.saturating_sub(samples.len() / 20);
    Some((samples.get(earlier)?, samples.get(row)?))
}
