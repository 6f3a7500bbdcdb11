//! The microglia of the segment: a strip of cells below the picture of a day. They have no places; those that are alike stand together.

use plotters::prelude::*;

use super::super::sheet::Page;
use crate::plot::Drawn;
use crate::plot::page::{INFLAMING, NEUTRAL, RESOLVING};
use admsc_model::rules::microglia::Activity;

/// Height of the strip with its gap to the picture, pixels.
pub const STRIP: i32 = 34;
/// Largest half width of a cell, pixels.
pub const LARGEST: i32 = 4;
/// Gap to the picture above, pixels.
const GAP: i32 = 6;
/// Rows of cells.
const ROWS: i32 = 3;

/// The cells of a day from `(left, top)` on, over a width.
pub fn draw(page: &Page, microglia: &[Activity], (left, top): (i32, i32), width: i32) -> Drawn {
    let together = [Activity::Reactive, Activity::Resolving, Activity::Resting];
    let sorted = together.iter().flat_map(|kind| microglia.iter().filter(move |activity| *activity == kind));
    let columns = (microglia.len() as i32 + ROWS - 1) / ROWS;
    let row = (STRIP - GAP) / ROWS;
    let half = (width / (2 * columns.max(1)) - 1).clamp(1, LARGEST.min(row / 2 - 1));
    for (number, activity) in (0..).zip(sorted) {
        let (column, line) = (number / ROWS, number % ROWS);
        let x = left + (2 * column + 1) * width / (2 * columns);
        cell(page, *activity, (x, top + GAP + line * row + row / 2), half)?;
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
