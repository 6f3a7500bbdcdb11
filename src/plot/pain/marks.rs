//! Doses above the plot and visits on the line.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{AXIS_ROOM, Frame, GREY, INK, LEFT, PainFigure, RIGHT, SIZE};
use crate::observe::Sample;
use crate::plot::axis::TimeAxis;
use crate::plot::{Drawn, fonts};

/// Height of a row of dose labels, pixels.
pub const LANE: u32 = 24;
/// Rows of dose labels at most; doses that find no room are counted in words.
const MOST_LANES: usize = 2;
/// Least distance of written visits, pixels.
const VISIT_GAP: i32 = 46;

/// Equal doses that follow each other share a label.
struct Group {
    day: f64,
    doses: usize,
    label: String,
}

impl Group {
    fn text(&self) -> String {
        if self.doses == 1 { self.label.clone() } else { format!("{} doses, each {}", self.doses, self.label) }
    }
}

fn groups(figure: &PainFigure<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last_label: Option<&str> = None;
    for dose in &figure.doses {
        match groups.last_mut() {
            Some(group) if last_label == Some(&dose.label) => group.doses += 1,
            _ => groups.push(Group { day: dose.day, doses: 1, label: dose.label.clone() }),
        }
        last_label = Some(&dose.label);
    }
    groups
}

/// A label in its row: left end in pixels, row from the plot upwards, text.
struct Placed {
    left: i32,
    lane: usize,
    x: i32,
    text: String,
}

/// Puts labels into rows, first come first served, and counts the doses whose label found no room.
fn place<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    figure: &PainFigure<'_>,
    frame: &Frame,
) -> Drawn<(Vec<Placed>, usize)>
where
    DB::ErrorType: 'static,
{
    let style = fonts::regular(18, &INK);
    let mut free = [frame.left - 20; MOST_LANES];
    let (mut placed, mut left_over) = (Vec::new(), 0);
    for group in groups(figure) {
        let text = group.text();
        let x = frame.x(group.day);
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        let left = (x + 12).min(frame.right - width);
        match free.iter().position(|end| *end <= left) {
            Some(lane) => {
                free[lane] = left + width + 16;
                placed.push(Placed { left, lane, x, text });
            }
            None => left_over += group.doses,
        }
    }
    Ok((placed, left_over))
}

/// Rows of dose labels that the figure needs.
pub fn lanes_needed<DB: DrawingBackend>(
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
    let (placed, _) = place(root, figure, &frame)?;
    Ok(placed.iter().map(|label| label.lane as u32 + 1).max().unwrap_or(0))
}

/// A triangle and a broken line at every dose, and the labels above.
pub fn doses<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Drawn
where
    DB::ErrorType: 'static,
{
    for dose in &figure.doses {
        let x = frame.x(dose.day);
        let tip = frame.top;
        root.draw(&Polygon::new(vec![(x, tip), (x - 8, tip - 14), (x + 8, tip - 14)], INK))?;
        for start in (frame.top..frame.bottom).step_by(10) {
            let dash = vec![(x, start), (x, (start + 5).min(frame.bottom))];
            root.draw(&PathElement::new(dash, GREY.stroke_width(1)))?;
        }
    }
    let (placed, left_over) = place(root, figure, frame)?;
    let style = fonts::regular(18, &INK).pos(Pos::new(HPos::Left, VPos::Center));
    for label in &placed {
        let y = frame.top - 9 - (label.lane as u32 * LANE) as i32;
        if label.lane > 0 {
            let stem = vec![(label.x, frame.top - 14), (label.x, y), (label.left - 3, y)];
            root.draw(&PathElement::new(stem, GREY.stroke_width(1)))?;
        }
        root.draw_text(&label.text, &style, (label.left, y))?;
    }
    if left_over > 0 {
        let text = format!("+ {left_over} more doses");
        root.draw_text(&text, &style, (frame.right + 16, frame.top - 9))?;
    }
    Ok(())
}

/// A tick on the axis and a circle on the line at every visit, with the pain there where there is room.
pub fn visits<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Drawn
where
    DB::ErrorType: 'static,
{
    let mut written = i32::MIN / 2;
    for day in figure.visits_days {
        let Some((before, sample)) = at(figure.samples, *day) else { continue };
        let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
        root.draw(&PathElement::new(vec![(x, frame.bottom - 7), (x, frame.bottom + 7)], INK.stroke_width(2)))?;
        root.draw(&Circle::new((x, y), 6, WHITE.filled()))?;
        root.draw(&Circle::new((x, y), 6, INK.stroke_width(2)))?;
        // The value at the right end stands beside the plot.
        if x - written < VISIT_GAP || x > frame.right - 24 {
            continue;
        }
        written = x;
        // Beside a falling line there is room on its right, beside a rising one on its left.
        let side = if sample.vas_points <= before.vas_points || x < frame.left + 40 { 6 } else { -6 };
        let hang = if side > 0 { HPos::Left } else { HPos::Right };
        let height = if y < frame.top + 24 { 20 } else { -16 };
        let style = fonts::bold(17, &INK).pos(Pos::new(hang, VPos::Center));
        root.draw_text(&format!("{:.1}", sample.vas_points), &style, (x + side, y + height))?;
    }
    Ok(())
}

/// The row of a visit, and one some time before it.
fn at(samples: &[Sample], day: u32) -> Option<(&Sample, &Sample)> {
    let row = samples.iter().position(|sample| sample.time_days >= f64::from(day))?;
    let earlier = row.saturating_sub(samples.len() / 20);
    Some((samples.get(earlier)?, samples.get(row)?))
}
