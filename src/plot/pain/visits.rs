//! Visits: a tick on the axis, a circle on the line and the pain there.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{Frame, INK, PainFigure, on_line};
use crate::observe::Sample;
use crate::plot::frame::{Place, meet};
use crate::plot::page::FROM_LEFT;
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
        let (style, text) = (fonts::bold(30, &INK), format!("{:.1}", sample.vas_points));
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        // Beside a falling line there is room on its right, beside a rising one on its left.
        let falls = sample.vas_points <= before.vas_points;
        let sides = if falls { [x + 10, x - 10 - width] } else { [x - 10 - width, x + 10] };
        let boxes =
            [y - 26, y + 32].into_iter().flat_map(|row| sides.map(|left| [left, row - 18, left + width, row + 18]));
        let is_free = |place: &Place| {
            let inside = place[0] > frame.left + 4 && place[1] > frame.top && place[3] < frame.bottom - 16;
            inside && !on_line(figure, frame, place) && places.iter().all(|other| !meet(place, other))
        };
        if let Some(place) = boxes.into_iter().find(is_free) {
            root.draw_text(&text, &style.pos(FROM_LEFT), (place[0], (place[1] + place[3]) / 2))?;
            places.push(place);
            written = x;
        }
    }
    Ok(places)
}

/// The row of a visit, and one some time before it.
fn at(samples: &[Sample], day: u32) -> Option<(&Sample, &Sample)> {
    let row = samples.iter().position(|sample| sample.time_days >= f64::from(day))?;
    let earlier = row.saturating_sub(samples.len() / 20);
    Some((samples.get(earlier)?, samples.get(row)?))
}
