//! The microglia of the segment: a small panel at the right of the picture of a day. They have no places; those that are alike stand together.

use plotters::prelude::*;

use super::super::sheet::Page;
use crate::plot::Drawn;
use crate::plot::page::{INFLAMING, NEUTRAL, RESOLVING};
use crate::plot::window::Window;
use admsc_model::rules::microglia::Activity;

/// Width of the panel with its gap to the picture, pixels.
pub const WIDTH: i32 = 72;
/// Largest half width of a cell, pixels.
pub const LARGEST: i32 = 4;
/// Most cells that are drawn.
const MOST: usize = 600;
/// Gap to the picture, pixels.
const GAP: i32 = 10;

/// The cells of a day beside its picture: reactive ones first, row by row.
pub fn draw(page: &Page, microglia: &[Activity], window: &Window) -> Drawn {
    if microglia.is_empty() {
        return Ok(());
    }
    // Of more cells than can be told apart one in so many.
    let every = microglia.len().div_ceil(MOST);
    let (left, top, width, height) = (window.left + window.width + GAP, window.top, WIDTH - GAP, window.height);
    let side = (f64::from(width * height) / microglia.len().div_ceil(every) as f64).sqrt();
    let columns = ((f64::from(width) / side).round() as i32).max(1);
    let rows = (microglia.len().div_ceil(every) as i32 + columns - 1) / columns;
    let half = (width / columns).min(height / rows.max(1)) / 2 - 1;
    let together = [Activity::Reactive, Activity::Resolving, Activity::Resting];
    let sorted = together.iter().flat_map(|kind| microglia.iter().filter(move |activity| *activity == kind));
    for (number, activity) in (0..).zip(sorted.step_by(every)) {
        let (column, row) = (number % columns, number / columns);
        let place = (left + (2 * column + 1) * width / (2 * columns), top + (2 * row + 1) * height / (2 * rows));
        cell(page, *activity, place, half.clamp(1, LARGEST))?;
    }
    Ok(())
}

/// One cell.
pub fn cell(page: &Page, activity: Activity, (x, y): (i32, i32), half: i32) -> Drawn {
    let square = |half: i32| [(x - half, y - half), (x + half, y + half)];
    match activity {
        Activity::Reactive => page.draw(&Rectangle::new(square(half), INFLAMING.filled()))?,
        Activity::Resolving => page.draw(&Rectangle::new(square(half), RESOLVING.stroke_width(1)))?,
        Activity::Resting => page.draw(&Circle::new((x, y), (half / 2).max(1), NEUTRAL.filled()))?,
    }
    Ok(())
}
