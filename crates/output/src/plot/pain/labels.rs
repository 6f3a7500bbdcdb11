//! Labels right of the plot: what each area is and how much of the pain it is at the end. No legend to look up.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::areas::{CAUSES, below};
use super::{Frame, GREY, INK, PainFigure};
use crate::plot::layout::spread;
use crate::plot::page::FROM_LEFT;
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::{Language, Phrase, english};

/// Least distance of two labels, pixels.
const GAP: i32 = 76;
/// From the plot to a label.
const LEADER: i32 = 52;

/// A label: where it points, its colour and its two lines.
struct Label {
    points_to: i32,
    colour: RGBColor,
    name: Phrase,
    value: String,
}

/// Names the line and the areas at their right ends.
pub fn causes(root: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn {
    let Some(last) = figure.samples.last() else { return Ok(()) };
    let language = figure.language;
    let value = |points: f64| language.say(english("{value} points").with("value", format_args!("{points:.1}")));
    let names = [figure.damage_name, english("Central sensitisation"), english("Inflammation")];
    // From the top of the figure downwards.
    let mut labels = vec![Label {
        points_to: frame.y(last.vas_points),
        colour: INK,
        name: english("Pain (VAS) at the end"),
        value: value(last.vas_points),
    }];
    for (number, cause) in CAUSES.iter().enumerate().rev() {
        let points = (cause.points)(last);
        let middle = below(last, number) + 0.5 * points;
        labels.push(Label {
            points_to: frame.y(middle),
            colour: cause.colour,
            name: names[number],
            value: value(points),
        });
    }
    let wanted: Vec<i32> = labels.iter().map(|label| label.points_to).collect();
    let places = spread(&wanted, GAP, frame.top + 20, frame.bottom - 26);
    let end = frame.x(last.time_days);
    for (label, place) in labels.iter().zip(places) {
        draw(root, label, (end, frame.right), place, language)?;
    }
    Ok(())
}

fn draw(root: &Page, label: &Label, (end, right): (i32, i32), y: i32, language: Language) -> Drawn {
    let text = right + LEADER;
    let leader = vec![(end + 4, label.points_to), (right + 12, label.points_to), (text - 18, y), (text - 10, y)];
    root.draw(&PathElement::new(leader, label.colour.stroke_width(5)))?;
    root.draw_text(&language.say(label.name), &fonts::bold(26, &INK).pos(FROM_LEFT), (text, y - 16))?;
    root.draw_text(&label.value, &fonts::regular(28, &GREY).pos(FROM_LEFT), (text, y + 17))?;
    Ok(())
}
