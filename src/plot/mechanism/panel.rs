//! One panel: its name and unit, its axis, its curves with their names at their ends.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::curves::{Curve, Dashes, Panel, short};
use crate::math;
use crate::observe::Sample;
use crate::plot::axis;
use crate::plot::frame::Frame;
use crate::plot::layout::{spread, straighten};
use crate::plot::page::{FROM_LEFT, GREY, GRID, INK, MARGIN};
use crate::plot::{Drawn, fonts};

/// Least distance of two names, pixels.
const LABEL_GAP: i32 = 32;
/// From the plot to a name.
const LEADER: i32 = 76;

/// Name, unit, grid and numbers.
pub fn axes<DB: DrawingBackend>(page: &DrawingArea<DB, Shift>, panel: &Panel, frame: &Frame) -> Drawn
where
    DB::ErrorType: 'static,
{
    let middle = (frame.top + frame.bottom) / 2;
    page.draw_text(panel.name, &fonts::bold(30, &INK).pos(FROM_LEFT), (MARGIN, middle - 17))?;
    page.draw_text(panel.unit, &fonts::regular(26, &GREY).pos(FROM_LEFT), (MARGIN, middle + 17))?;
    let half = 0.5 * frame.highest;
    let grid = GRID.stroke_width(2);
    page.draw(&PathElement::new(vec![(frame.left, frame.y(half)), (frame.right, frame.y(half))], grid))?;
    axis::draw_values(page, frame, &[(0.0, "0".to_owned()), (frame.highest, whole(frame.highest))], &grid)
}

/// The end of an axis in words: as few figures as it has.
fn whole(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

/// The curves and their names.
pub fn curves<DB: DrawingBackend>(
    page: &DrawingArea<DB, Shift>,
    panel: &Panel,
    samples: &[Sample],
    frame: &Frame,
) -> Drawn
where
    DB::ErrorType: 'static,
{
    let Some(last) = samples.last() else { return Ok(()) };
    for curve in &panel.curves {
        let points: Vec<_> = samples.iter().map(|s| (frame.x(s.time_days), frame.y((curve.value)(s)))).collect();
        for piece in dashed(&straighten(&points), curve.dashes) {
            page.draw(&PathElement::new(piece, curve.colour.stroke_width(5)))?;
        }
    }
    let mut ends: Vec<(i32, &Curve)> = panel.curves.iter().map(|curve| (frame.y((curve.value)(last)), curve)).collect();
    ends.sort_by_key(|(y, _)| *y);
    let wanted: Vec<i32> = ends.iter().map(|(y, _)| *y).collect();
    let room = (ends.len() as i32 - 1) * LABEL_GAP;
    let low = (frame.top + 4).min((frame.top + frame.bottom - room) / 2);
    let places = spread(&wanted, LABEL_GAP, low, (frame.bottom - 4).max(low + room));
    for ((y, curve), place) in ends.iter().zip(places) {
        let text = frame.right + LEADER;
        let leader = [(frame.right + 6, *y), (frame.right + 16, *y), (text - 38, place), (text - 10, place)];
        for piece in dashed(&leader, curve.dashes) {
            page.draw(&PathElement::new(piece, curve.colour.stroke_width(4)))?;
        }
        let label = format!("{}  {}", curve.name, short((curve.value)(last)));
        page.draw_text(&label, &fonts::bold(28, &INK).pos(FROM_LEFT), (text, place))?;
    }
    Ok(())
}

/// A line cut into dashes along its length.
fn dashed(points: &[(i32, i32)], dashes: Dashes) -> Vec<Vec<(i32, i32)>> {
    let Some((dash, gap)) = dashes else { return vec![points.to_vec()] };
    let mut pieces = Vec::new();
    let mut piece: Vec<(i32, i32)> = points.first().copied().into_iter().collect();
    let (mut inked, mut left) = (true, dash);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (across, down) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = math::sqrt(across * across + down * down);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = |start: i32, run: f64| start + (run * done / length).round() as i32;
            let point = (at(from.0, across), at(from.1, down));
            if inked {
                piece.push(point);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![point];
            }
            inked = !inked;
            left = if inked { dash } else { gap };
        }
        left -= length - done;
        if inked {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_have_their_lengths_and_go_round_corners() {
        assert_eq!(dashed(&[(0, 0), (30, 0)], Some((10.0, 5.0))), [[(0, 0), (10, 0)], [(15, 0), (25, 0)]]);
        assert_eq!(dashed(&[(0, 0), (6, 0), (6, 9)], Some((10.0, 9.0))), [vec![(0, 0), (6, 0), (6, 4)]]);
        assert_eq!(dashed(&[(0, 0), (9, 9)], None), [[(0, 0), (9, 9)]]);
    }
}
