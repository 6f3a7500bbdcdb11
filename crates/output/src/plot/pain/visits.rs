//! Visits: a tick on the axis, a circle on the line and the pain there.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{Frame, INK, PainFigure, on_line};
use crate::plot::frame::{Place, meet};
use crate::plot::page::FROM_LEFT;
use crate::plot::{Drawn, fonts};
use admsc_model::observe::Sample;

/// Half the height of a number, pixels.
const HALF: i32 = 12;
/// Height of a tick on the axis, pixels.
const TICK: i32 = 16;

/// A tick on the axis and a circle on the line at every visit, with the pain there where it covers nothing. Returns the
/// places of circles and numbers.
pub fn draw(root: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn<Vec<Place>> {
    let visits: Vec<_> = figure.visits_days.iter().filter_map(|day| at(figure.samples, *day)).collect();
    let mut places = Vec::new();
    for (_, sample) in &visits {
        let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
        root.draw(&PathElement::new(vec![(x, frame.bottom - TICK), (x, frame.bottom)], INK.stroke_width(3)))?;
        root.draw(&Circle::new((x, y), 11, INK.filled()))?;
        root.draw(&Circle::new((x, y), 8, WHITE.filled()))?;
        places.push([x - 11, y - 11, x + 11, y + 11]);
    }
    let style = fonts::bold(30, &INK);
    for (before, sample) in visits {
        let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
        // The value at the right end stands beside the plot.
        if x > frame.right - 40 {
            continue;
        }
        let text = format!("{:.1}", sample.vas_points);
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        // Beside a falling line there is room on its right, beside a rising one on its left.
        let falls = sample.vas_points <= before.vas_points;
        let sides = if falls { [x + 10, x - 10 - width] } else { [x - 10 - width, x + 10] };
        let row = if y < frame.top + 40 { y + 32 } else { y - 27 };
        let is_free = |place: &Place| {
            let apart = |other: &Place| !meet(&[place[0] - 6, place[1], place[2] + 6, place[3]], other);
            place[0] > frame.left + 4 && !on_line(figure, frame, place) && places.iter().all(apart)
        };
        // Where other lives run above the line there may be room below it, on the areas, but not down to the axis.
        let has_room = figure.lives.len() > 1 && y + 32 + HALF < frame.bottom - TICK;
        let beside = |row: i32| sides.map(move |left| [left, row - HALF, left + width, row + HALF]);
        let rows = [row].into_iter().chain(has_room.then_some(y + 32));
        let place = rows.flat_map(beside).find(is_free);
        if let Some(place) = place {
            root.draw_text(&text, &style.pos(FROM_LEFT), (place[0], place[1] + HALF))?;
            places.push(place);
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
