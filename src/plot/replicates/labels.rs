//! Labels right of the plot: mean and band at the end, and how many responded.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{Ending, ReplicatesFigure, SINGLE};
use crate::plot::frame::Frame;
use crate::plot::layout::spread;
use crate::plot::page::{FROM_LEFT, GREY, INK, RESOLVING};
use crate::plot::{Drawn, fonts};

/// Least distance of two labels, pixels.
const GAP: i32 = 76;
/// From the plot to a label.
const LEADER: i32 = 52;
/// Height of a line of the block, pixels.
const LINE: i32 = 38;

/// Names mean and band at their right ends, and writes the block of responders where they leave room.
pub fn draw<DB: DrawingBackend>(
    page: &DrawingArea<DB, Shift>,
    figure: &ReplicatesFigure<'_>,
    frame: &Frame,
    ending: &Ending,
) -> Drawn
where
    DB::ErrorType: 'static,
{
    let vas = ending.vas;
    let number = figure.records.len();
    let rows = [
        ("95 % lie below", vas.quantile_95, format!("{:.1} points", vas.quantile_95)),
        ("Mean at the end", vas.mean, format!("{:.1} points, SD {:.2}", vas.mean, vas.standard_deviation)),
        ("5 % lie below", vas.quantile_05, format!("{:.1} points", vas.quantile_05)),
    ];
    let block = block(ending, number);
    let height = block.len() as i32 * LINE + 20;
    let is_low = frame.y(vas.mean) > (frame.top + frame.bottom) / 2;
    let (low, high, start) = if is_low {
        (frame.top + height + 40, frame.bottom - 26, frame.top + 12)
    } else {
        (frame.top + 20, frame.bottom - height - 60, frame.bottom - height + 10)
    };
    let wanted: Vec<i32> = rows.iter().map(|(_, value, _)| frame.y(*value)).collect();
    for (((name, _, value), from), y) in rows.iter().zip(&wanted).zip(spread(&wanted, GAP, low, high)) {
        let text = frame.right + LEADER;
        let leader = vec![(frame.right + 4, *from), (frame.right + 12, *from), (text - 18, y), (text - 10, y)];
        let is_mean = *name == rows[1].0;
        let style = if is_mean { RESOLVING.stroke_width(7) } else { SINGLE.stroke_width(3) };
        page.draw(&PathElement::new(leader, style))?;
        page.draw_text(name, &fonts::bold(28, &INK).pos(FROM_LEFT), (text, y - 17))?;
        page.draw_text(value, &fonts::regular(28, &GREY).pos(FROM_LEFT), (text, y + 17))?;
    }
    for (line, y) in block.iter().zip((start..).step_by(LINE as usize)) {
        let style = if y == start { fonts::bold(30, &INK) } else { fonts::regular(28, &INK) };
        page.draw_text(line, &style.pos(FROM_LEFT), (frame.right + LEADER, y + LINE / 2))?;
    }
    Ok(())
}

/// How many responded, and when.
fn block(ending: &Ending, number: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(share) = ending.responders {
        lines.push(format!("{} of {} replicates", share.hits, share.n));
        lines.push("have half of their pain".to_owned());
        lines.push("gone at the end.".to_owned());
    } else {
        lines.push(format!("{number} replicates"));
    }
    if let Some(days) = ending.half_relief {
        lines.push("Half of the largest relief:".to_owned());
        lines.push(format!("day {:.0} (median)", days.median));
    }
    lines
}
