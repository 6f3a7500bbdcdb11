//! One panel: its name and unit, its axis, its curves with their names at their ends.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::curves::{Curve, Panel};
use crate::plot::axis;
use crate::plot::envelope::Envelope;
use crate::plot::frame::Frame;
use crate::plot::layout::{dashed, spread};
use crate::plot::numbers::whole;
use crate::plot::page::{FROM_LEFT, GREY, GRID, INK, MARGIN};
use crate::plot::trace::{Trace, exact};
use crate::plot::{Drawn, fonts};
use admsc_model::observe::Sample;
use admsc_scenario::language::Language;

/// Least distance of two names, pixels.
const LABEL_GAP: i32 = 32;
/// From the plot to a name.
const LEADER: i32 = 76;

/// Name, unit, grid and numbers.
pub fn axes(page: &Page, panel: &Panel, frame: &Frame, language: Language) -> Drawn {
    let middle = (frame.top + frame.bottom) / 2;
    page.draw_text(&language.say(panel.name), &fonts::bold(30, &INK).pos(FROM_LEFT), (MARGIN, middle - 17))?;
    page.draw_text(&language.say(panel.unit), &fonts::regular(26, &GREY).pos(FROM_LEFT), (MARGIN, middle + 17))?;
    let half = 0.5 * frame.highest;
    let grid = GRID.stroke_width(2);
    page.draw(&PathElement::new(vec![(frame.left, frame.y(half)), (frame.right, frame.y(half))], grid))?;
    axis::draw_values(page, frame, &[(0.0, "0".to_owned()), (frame.highest, whole(frame.highest))], &grid)
}

/// The curves and their names.
pub fn curves(page: &Page, panel: &Panel, records: &[&[Sample]], frame: &Frame, language: Language) -> Drawn {
    let envelopes: Vec<Envelope> =
        panel.curves.iter().map(|curve| Envelope::from_records(records, curve.value)).collect();
    for (curve, envelope) in panel.curves.iter().zip(&envelopes) {
        envelope.draw_band(page, frame, &curve.colour)?;
    }
    for (curve, envelope) in panel.curves.iter().zip(&envelopes) {
        for piece in dashed(&envelope.line(frame), curve.dashes) {
            page.draw(&Trace::line(&piece, curve.colour.stroke_width(5)))?;
        }
    }
    let last = |envelope: &Envelope| envelope.mean.last().copied();
    let mut ends: Vec<(i32, &Curve, f64)> = panel
        .curves
        .iter()
        .zip(&envelopes)
        .filter_map(|(curve, e)| last(e).map(|end| (frame.y(end), curve, end)))
        .collect();
    ends.sort_by_key(|(y, _, _)| *y);
    let wanted: Vec<i32> = ends.iter().map(|(y, _, _)| *y).collect();
    let room = (ends.len() as i32 - 1) * LABEL_GAP;
    let low = (frame.top + 4).min((frame.top + frame.bottom - room) / 2);
    let places = spread(&wanted, LABEL_GAP, low, (frame.bottom - 4).max(low + room));
    for ((y, curve, end), place) in ends.iter().zip(places) {
        let text = frame.right + LEADER;
        let leader = [(frame.right + 6, *y), (frame.right + 16, *y), (text - 38, place), (text - 10, place)];
        for piece in dashed(&exact(&leader), curve.dashes) {
            page.draw(&Trace::line(&piece, curve.colour.stroke_width(4)))?;
        }
        let label = format!("{}\u{a0} {}", language.say(curve.name), panel.value(*end));
        page.draw_text(&label, &fonts::bold(28, &INK).pos(FROM_LEFT), (text, place))?;
    }
    Ok(())
}
