//! Rows with a name at the left and marks along a horizontal axis.

use super::super::sheet::Page;
use plotters::prelude::*;

use crate::plot::comparison::style::Style;
use crate::plot::frame::Place;
use crate::plot::layout::wrap;
use crate::plot::page::{CENTRED, FROM_RIGHT, GRID, INK};
use crate::plot::study::panels::Span;
use crate::plot::{Drawn, fonts};

/// Size of the names and numbers, pixels.
pub const TEXT: u32 = 27;

/// Middle of a row of several in a place.
pub fn row_y(place: &Place, row: usize, rows: usize) -> i32 {
    let share = (row as f64 + 0.5) / rows.max(1) as f64;
    place[1] + (share * f64::from(place[3] - place[1])).round() as i32
}

/// Writes the name of a row left of a place, cut where it is too long.
pub fn name(page: &Page, text: &str, at: (i32, i32), room: i32) -> Drawn {
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for line in wrap(text, room.max(1) as u32, 1, measure) {
        page.draw_text(&line, &style.pos(FROM_RIGHT), at)?;
    }
    Ok(())
}

/// Draws the lower edge, upright lines at values, and the numbers below them.
pub fn axis(page: &Page, place: &Place, span: &Span, marks: &[(f64, String)]) -> Drawn {
    let style = fonts::regular(TEXT - 1, &INK).pos(CENTRED);
    for (value, text) in marks {
        let x = span.at(*value);
        page.draw(&PathElement::new(vec![(x, place[1]), (x, place[3])], GRID.stroke_width(2)))?;
        page.draw(&PathElement::new(vec![(x, place[3]), (x, place[3] + 8)], INK.stroke_width(2)))?;
        page.draw_text(text, &style, (x, place[3] + 28))?;
    }
    page.draw(&PathElement::new(vec![(place[0], place[3]), (place[2], place[3])], INK.stroke_width(2)))?;
    Ok(())
}

/// Draws a value with its interval; hollow where the interval includes 0.
pub fn interval(page: &Page, style: Style, span: &Span, y: i32, (value, ends): (f64, Option<(f64, f64)>)) -> Drawn {
    if let Some((low, high)) = ends {
        let (left, right) = (span.at(low), span.at(high));
        for x in [left, right] {
            page.draw(&PathElement::new(vec![(x, y - 9), (x, y + 9)], style.colour.stroke_width(3)))?;
        }
        page.draw(&PathElement::new(vec![(left, y), (right, y)], style.colour.stroke_width(5)))?;
    }
    let place = (span.at(value), y);
    if ends.is_none_or(|(low, high)| low <= 0.0 && 0.0 <= high) {
        style.hollow(page, place, 11)
    } else {
        style.sign(page, place, 10)
    }
}
