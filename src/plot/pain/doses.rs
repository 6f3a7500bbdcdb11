//! Doses: a triangle above the plot, a broken line through it, and what was given.
//!
//! Where there is room each dose, or row of equal doses, has its label beside its triangle. Where there is not, the
//! kinds of dose carry letters and a line above says what they stand for.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{AXIS_ROOM, Frame, GREY, INK, LEFT, PainFigure, RIGHT, SIZE};
use crate::plot::axis::TimeAxis;
use crate::plot::layout::wrap;
use crate::plot::{Drawn, fonts};

/// Height of a row of text above the plot, pixels.
pub const ROW: u32 = 24;
/// Size of the text, pixels.
const TEXT: u32 = 18;

/// What stands above the plot.
enum Labels {
    /// Beside the triangles: left end and text.
    Beside(Vec<(i32, String)>),
    /// A letter at each dose, and the line that explains them.
    Lettered(Vec<(i32, char)>, String),
}

/// One label a dose, with the place of its triangle.
fn one_by_one(figure: &PainFigure<'_>, frame: &Frame) -> Vec<(i32, String)> {
    figure.doses.iter().map(|dose| (frame.x(dose.day), dose.label.clone())).collect()
}

/// One label for equal doses that follow each other, at the first of them.
fn grouped(figure: &PainFigure<'_>, frame: &Frame) -> Vec<(i32, String)> {
    let mut groups: Vec<(i32, usize, &str)> = Vec::new();
    for dose in &figure.doses {
        match groups.last_mut() {
            Some((_, doses, label)) if *label == dose.label => *doses += 1,
            _ => groups.push((frame.x(dose.day), 1, &dose.label)),
        }
    }
    let text = |doses: usize, label: &str| match doses {
        1 => label.to_owned(),
        several => format!("{several} doses, each {label}"),
    };
    groups.into_iter().map(|(x, doses, label)| (x, text(doses, label))).collect()
}

/// Left ends of labels beside their triangles; none if one has no room between triangles and other labels.
fn beside<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    figure: &PainFigure<'_>,
    frame: &Frame,
    wanted: Vec<(i32, String)>,
) -> Drawn<Option<Vec<(i32, String)>>>
where
    DB::ErrorType: 'static,
{
    let style = fonts::regular(TEXT, &INK);
    let mut free = frame.left;
    let mut placed = Vec::new();
    for (x, text) in wanted {
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        let is_free = |(from, to): &(i32, i32)| {
            let clear = figure.doses.iter().map(|dose| frame.x(dose.day)).all(|at| at + 9 < *from || *to < at - 9);
            clear && *from >= free && *to <= SIZE.0 as i32 - 30
        };
        let sides = [(x + 12, x + 12 + width), (x - 12 - width, x - 12)];
        let Some((from, to)) = sides.into_iter().find(is_free) else { return Ok(None) };
        free = to + 16;
        placed.push((from, text));
    }
    Ok(Some(placed))
}

fn labels<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Drawn<Labels>
where
    DB::ErrorType: 'static,
{
    for wanted in [one_by_one(figure, frame), grouped(figure, frame)] {
        if let Some(placed) = beside(root, figure, frame, wanted)? {
            return Ok(Labels::Beside(placed));
        }
    }
    Ok(lettered(root, figure, frame))
}

/// Letters by kind of dose, in the order of their first use; after Z they begin again.
fn lettered<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Labels {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    let letter = |kind: usize| char::from(b'A' + (kind % 26) as u8);
    let mut letters: Vec<(i32, char)> = Vec::new();
    for dose in &figure.doses {
        let kind = kinds.iter().position(|(label, _)| *label == dose.label).unwrap_or(kinds.len());
        match kinds.get_mut(kind) {
            Some((_, doses)) => *doses += 1,
            None => kinds.push((&dose.label, 1)),
        }
        let x = frame.x(dose.day);
        if letters.last().is_none_or(|(last, _)| x - last >= 18) {
            letters.push((x, letter(kind)));
        }
    }
    let explained: Vec<String> = (0..)
        .zip(&kinds)
        .map(|(kind, (label, doses))| match doses {
            1 => format!("{}: {label}", letter(kind)),
            _ => format!("{}: {doses} doses of {label}", letter(kind)),
        })
        .collect();
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| root.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    let room = SIZE.0 - LEFT - AXIS_ROOM - 30;
    Labels::Lettered(letters, wrap(&explained.join("; "), room, 1, measure).concat())
}

/// Rows of text that the figure needs above the plot.
pub fn rows_needed<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    figure: &PainFigure<'_>,
    axis: &TimeAxis,
) -> Drawn<u32>
where
    DB::ErrorType: 'static,
{
    let (from_day, to_day) = super::day_range(figure, axis);
    let (left, right) = ((LEFT + AXIS_ROOM) as i32, (SIZE.0 - RIGHT) as i32);
    let frame = Frame { from_day, to_day, left, right, top: 0, bottom: 1 };
    Ok(match labels(root, figure, &frame)? {
        Labels::Beside(texts) => u32::from(!texts.is_empty()),
        Labels::Lettered(..) => 3,
    })
}

/// Draws triangles, lines and labels.
pub fn draw<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Drawn
where
    DB::ErrorType: 'static,
{
    for dose in &figure.doses {
        let (x, tip) = (frame.x(dose.day), frame.top);
        root.draw(&Polygon::new(vec![(x, tip), (x - 8, tip - 14), (x + 8, tip - 14)], INK))?;
        for start in (frame.top..frame.bottom).step_by(10) {
            let dash = vec![(x, start), (x, (start + 5).min(frame.bottom))];
            root.draw(&PathElement::new(dash, GREY.stroke_width(1)))?;
        }
    }
    let style = fonts::regular(TEXT, &INK);
    match labels(root, figure, frame)? {
        Labels::Beside(texts) => {
            for (left, text) in texts {
                root.draw_text(&text, &style.pos(Pos::new(HPos::Left, VPos::Center)), (left, frame.top - 9))?;
            }
        }
        Labels::Lettered(letters, explained) => {
            let above = Pos::new(HPos::Center, VPos::Center);
            for (x, letter) in letters {
                root.draw_text(&letter.to_string(), &style.pos(above), (x, frame.top - 26))?;
            }
            root.draw_text(&explained, &style, (frame.left, frame.top - 62))?;
        }
    }
    Ok(())
}
