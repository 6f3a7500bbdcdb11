//! The day on which pain has halved: a diamond on the line, and the day in words.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{Frame, GREY, INK, PainFigure};
use crate::plot::frame::{Place, meet};
use crate::plot::page::FROM_LEFT;
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::english;
use admsc_study::summary::Summary;

/// Height of the label, pixels.
const HEIGHT: i32 = 44;
/// Distance of the label from the line that leads to it, pixels.
const GAP: i32 = 14;

/// Marks the day, if there was relief, where its label covers none of the places `taken`.
pub fn draw(root: &Page, figure: &PainFigure<'_>, frame: &Frame, summary: &Summary, taken: &[Place]) -> Drawn {
    let Some(day) = summary.halved_day else { return Ok(()) };
    let Some(sample) = figure.samples.iter().find(|sample| sample.time_days >= day) else { return Ok(()) };
    let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
    let text = english("pain halved: day {day}").with("day", format_args!("{day:.0}"));
    let text = figure.language.say(text);
    let style = fonts::bold(30, &INK);
    let width = root.estimate_text_size(&text, &style)?.0 as i32;
    if let Some([left, top, right, bottom]) = free_place(figure, frame, (x, y), width, taken) {
        let nearest = if left > x { left - GAP / 2 } else { right + GAP / 2 };
        let row = (top + bottom) / 2;
        root.draw(&PathElement::new(vec![(x, y), (nearest, row)], GREY.stroke_width(2)))?;
        root.draw(&Rectangle::new([(left - 4, top), (right + 4, bottom)], WHITE.mix(0.85).filled()))?;
        root.draw_text(&text, &style.pos(FROM_LEFT), (left, row))?;
    }
    let diamond = |half: i32| vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
    root.draw(&Polygon::new(diamond(17), WHITE))?;
    root.draw(&Polygon::new(diamond(13), INK))?;
    Ok(())
}

/// Where the label covers neither the pain line nor what is written: above the line if possible, near the diamond.
fn free_place(
    figure: &PainFigure<'_>,
    frame: &Frame,
    (x, y): (i32, i32),
    width: i32,
    taken: &[Place],
) -> Option<Place> {
    let rows_above = (frame.top + HEIGHT / 2..y - HEIGHT).rev().step_by(12);
    let rows_below = (y + HEIGHT..frame.bottom - HEIGHT).step_by(12);
    let columns = [x + GAP, x + 3 * GAP, x + 6 * GAP, x + 9 * GAP, x - GAP - width, x - 6 * GAP - width];
    let places = rows_above
        .chain(rows_below)
        .flat_map(|row| columns.map(|left| [left, row - HEIGHT / 2, left + width, row + HEIGHT / 2]));
    let fits = |place: &Place| {
        place[0] > frame.left + 8
            && place[2] < frame.right - 8
            && taken.iter().all(|other| !meet(&[place[0] - 10, place[1] - 6, place[2] + 10, place[3] + 6], other))
            && taken.iter().all(|other| !crosses((x, y), place, other))
    };
    let off_doses = |place: &&Place| {
        figure.doses.iter().map(|dose| frame.x(dose.day)).all(|at| at < place[0] - 8 || place[2] + 8 < at)
    };
    let free: Vec<Place> = places.filter(|place| fits(place) && !super::on_line(figure, frame, place)).collect();
    // A label that hides a piece of a dose's line is better than none.
    free.iter().find(off_doses).or(free.first()).copied()
}

/// Whether the line from the diamond to a label runs through another place.
fn crosses((x, y): (i32, i32), label: &Place, other: &Place) -> bool {
    let end = if label[0] > x { label[0] } else { label[2] };
    let row = (label[1] + label[3]) / 2;
    // The first steps lie under the diamond.
    (4..=20).any(|step| {
        let (across, down) = (x + (end - x) * step / 20, y + (row - y) * step / 20);
        meet(&[across - 3, down - 3, across + 3, down + 3], other)
    })
}
