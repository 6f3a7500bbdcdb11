//! A map: coloured cells with their numbers, those hatched that cannot be told from nothing.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::super::sheet::Page;
use super::index::Estimate;
use super::table::Panel;
use super::{Measure, TEXT, text};
use crate::plot::colours::{INFLAMING, RESOLVING, light};
use crate::plot::frame::Place;
use crate::plot::layout::wrap;
use crate::plot::page::{CENTRED, FROM_LEFT, FROM_RIGHT, GREY, INK, MARGIN};
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::{Language, Phrase, english};

/// Colour of the largest benefit, and of the largest harm: light enough for dark letters.
const BETTER: RGBColor = light(RESOLVING);
const WORSE: RGBColor = light(INFLAMING);
/// Cells without a value.
const EMPTY: RGBColor = RGBColor(240, 240, 240);
/// Share of its colour that a cell keeps which cannot be told from nothing.
const PALE: f64 = 0.3;
/// Distance of the lines of a hatching, pixels.
const HATCH: i32 = 16;
/// Height of the key, pixels.
const KEY: i32 = 46;

/// What colours stand for.
pub struct Scale {
    /// Largest value, positive.
    pub largest: f64,
    /// What is measured.
    pub measure: Measure,
}

impl Scale {
    /// Colour of a value, or a share of it: less pain and more responders are blue.
    fn colour(&self, value: f64, strength: f64) -> RGBColor {
        let is_better = (value < 0.0) == (self.measure == Measure::Change);
        let RGBColor(r, g, b) = if is_better { BETTER } else { WORSE };
        let share = strength * (value.abs() / self.largest).clamp(0.0, 1.0);
        let mixed = |end: u8| (255.0 + share * (f64::from(end) - 255.0)).round() as u8;
        RGBColor(mixed(r), mixed(g), mixed(b))
    }
}

/// Draws what colours stand for, and hatching where it is explained; returns where it ends.
pub fn key(page: &Page, (scale, language): (&Scale, Language), explained: Option<&str>, top: i32) -> Drawn<i32> {
    const STEPS: i32 = 40;
    const WIDTH: i32 = 8;
    let y = top + KEY / 2;
    let style = fonts::regular(TEXT, &INK);
    let [low, high] = text::ends(scale.largest, scale.measure).map(|end| language.say(end));
    let from = MARGIN + page.estimate_text_size(&low, &style)?.0 as i32 + 14;
    page.draw_text(&low, &style.pos(FROM_LEFT), (MARGIN, y))?;
    for step in 0..STEPS {
        let value = scale.largest * (2.0 * f64::from(step) / f64::from(STEPS - 1) - 1.0);
        let left = from + step * WIDTH;
        page.draw(&Rectangle::new([(left, y - 13), (left + WIDTH, y + 13)], scale.colour(value, 1.0).filled()))?;
    }
    let right = from + STEPS * WIDTH;
    page.draw_text(&high, &style.pos(FROM_LEFT), (right + 14, y))?;
    if let Some(explained) = explained {
        let left = right + 14 + page.estimate_text_size(&high, &style)?.0 as i32 + 50;
        let sample = [left, y - 15, left + 60, y + 15];
        page.draw(&Rectangle::new([(sample[0], sample[1]), (sample[2], sample[3])], WHITE.filled()))?;
        hatch(page, &sample)?;
        frame(page, &sample)?;
        page.draw_text(explained, &style.pos(FROM_LEFT), (left + 74, y))?;
    }
    Ok(top + KEY)
}

/// Draws the cells of a panel. Where some values have intervals, those without are hatched as well: nothing tells them from
/// none.
pub fn draw(
    page: &Page,
    panel: &Panel,
    place: &Place,
    (scale, language): (&Scale, Language),
    have_intervals: bool,
    found: impl Fn(usize, usize) -> Option<Estimate>,
) -> Drawn {
    for row in 0..panel.rows.len() {
        for column in 0..panel.columns.len() {
            let cell = cell(panel, place, row, column);
            let value = found(row, column);
            let mark = value.and_then(|found| match found.interval {
                Some(_) => found.includes_zero().then_some(english("{value} (n. d.)")),
                None => have_intervals.then_some(english("{value} (n. i.)")),
            });
            let strength = if mark.is_some() { PALE } else { 1.0 };
            let colour = value.map_or(EMPTY, |found| scale.colour(found.value, strength));
            page.draw(&Rectangle::new([(cell[0], cell[1]), (cell[2], cell[3])], colour.filled()))?;
            if let Some(found) = value {
                if mark.is_some() {
                    hatch(page, &cell)?;
                }
                words(page, &cell, (&found, mark), (scale.measure, language), &colour)?;
            }
            frame(page, &cell)?;
        }
    }
    Ok(())
}

fn cell(panel: &Panel, place: &Place, row: usize, column: usize) -> Place {
    let (rows, columns) = (panel.rows.len().max(1) as i32, panel.columns.len().max(1) as i32);
    let x = |column: i32| place[0] + column * (place[2] - place[0]) / columns;
    let y = |row: i32| place[1] + row * (place[3] - place[1]) / rows;
    let (row, column) = (row as i32, column as i32);
    [x(column), y(row), x(column + 1), y(row + 1)]
}

/// A thin white rim, so that cells of one colour stay apart.
fn frame(page: &Page, cell: &Place) -> Drawn {
    let [left, top, right, bottom] = *cell;
    let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    page.draw(&PathElement::new(corners, GREY.mix(0.6).stroke_width(1)))?;
    Ok(())
}

/// Lines from lower left to upper right, within the cell.
fn hatch(page: &Page, cell: &Place) -> Drawn {
    let [left, top, right, bottom] = *cell;
    for sum in (left + top + HATCH / 2..right + bottom).step_by(HATCH as usize) {
        let from = (left.max(sum - bottom), (sum - left).min(bottom));
        let to = (right.min(sum - top), (sum - right).max(top));
        page.draw(&PathElement::new(vec![from, to], GREY.mix(0.55).stroke_width(2)))?;
    }
    Ok(())
}

/// The number of a cell in as many words as it has room for, on its own colour.
fn words(
    page: &Page,
    cell: &Place,
    (found, mark): (&Estimate, Option<Phrase>),
    (measure, language): (Measure, Language),
    colour: &RGBColor,
) -> Drawn {
    let (width, height) = (cell[2] - cell[0] - 10, cell[3] - cell[1] - 6);
    let value = text::value(found.value, measure);
    let marked = mark.map_or_else(|| value.clone(), |mark| language.say(mark.with("value", &value)));
    let interval = found.interval.map_or(String::new(), |interval| language.say(text::interval(interval, measure)));
    let ways: [Vec<(&str, u32)>; 9] = [
        vec![(&marked, 72), (&interval, 46)],
        vec![(&marked, 56), (&interval, 38)],
        vec![(&marked, 44), (&interval, 32)],
        vec![(&marked, 34), (&interval, 26)],
        vec![(&marked, 28), (&interval, 22)],
        vec![(&marked, 32)],
        vec![(&marked, 26)],
        vec![(&marked, 22)],
        vec![(&value, 20)],
    ];
    let size = |text: &str, pixels: u32| {
        page.estimate_text_size(text, &fonts::bold(pixels, &INK)).map_or(i32::MAX, |size| size.0 as i32)
    };
    let high = |way: &[(&str, u32)]| way.iter().map(|(_, pixels)| *pixels as i32 + 10).sum::<i32>();
    let fits = |way: &Vec<(&str, u32)>| {
        high(way) <= height && way.iter().all(|(text, pixels)| !text.is_empty() && size(text, *pixels) <= width)
    };
    let Some(way) = ways.iter().find(|way| fits(way)) else { return Ok(()) };
    let (x, middle) = ((cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2);
    let half = way.iter().map(|(text, pixels)| size(text, *pixels)).max().unwrap_or(0) / 2 + 5;
    let mut y = middle - high(way) / 2;
    page.draw(&Rectangle::new([(x - half, y), (x + half, y + high(way))], colour.filled()))?;
    for (row, (text, pixels)) in way.iter().enumerate() {
        let style = if row == 0 { fonts::bold(*pixels, &INK) } else { fonts::regular(*pixels, &INK) };
        let room = *pixels as i32 + 10;
        page.draw_text(text, &style.pos(CENTRED), (x, y + room / 2))?;
        y += room;
    }
    Ok(())
}

/// Names of the rows, right-aligned left of the panel.
pub fn row_names(page: &Page, panel: &Panel, place: &Place, room: i32) -> Drawn {
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for (row, name) in panel.rows.iter().enumerate() {
        let [_, top, _, bottom] = cell(panel, place, row, 0);
        let lines = wrap(name, (room - 12).max(1) as u32, if bottom - top >= 70 { 2 } else { 1 }, measure);
        let first = (top + bottom) / 2 - (lines.len() as i32 - 1) * 16;
        for (line, y) in lines.iter().zip((first..).step_by(32)) {
            page.draw_text(line, &style.pos(FROM_RIGHT), (place[0] - 12, y))?;
        }
    }
    Ok(())
}

/// Names of the columns below the panel, as many as have room.
pub fn column_names(page: &Page, panel: &Panel, place: &Place) -> Drawn {
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    let width = (place[2] - place[0]) / panel.columns.len().max(1) as i32;
    let widest = panel.columns.iter().map(|name| measure(name).min(160)).max().unwrap_or(0) as i32 + 14;
    let every = ((widest + width - 1) / width.max(1)).max(1) as usize;
    for (column, name) in panel.columns.iter().enumerate().step_by(every) {
        let [left, _, right, bottom] = cell(panel, place, 0, column);
        for line in wrap(name, (width * every as i32 - 10).max(1) as u32, 1, measure) {
            page.draw_text(&line, &style.pos(CENTRED), ((left + right) / 2, bottom.max(place[3]) + 26))?;
        }
    }
    Ok(())
}
