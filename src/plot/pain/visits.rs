//! Visits: a tick on the axis, a circle on the line and the pain there.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Frame, INK, PainFigure};
use crate::observe::Sample;
use crate::plot::{Drawn, fonts};

/// Least distance of written visits, pixels.
const VISIT_GAP: i32 = 46;

/// A tick on the axis and a circle on the line at every visit, with the pain there where there is room.
pub fn draw<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, frame: &Frame) -> Drawn
where
    DB::ErrorType: 'static,
{
    let mut written = i32::MIN / 2;
    for day in figure.visits_days {
        let Some((before, sample)) = at(figure.samples, *day) else { continue };
        let (x, y) = (frame.x(sample.time_days), frame.y(sample.vas_points));
        root.draw(&PathElement::new(vec![(x, frame.bottom - 10), (x, frame.bottom)], INK.stroke_width(2)))?;
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
