//! Doses of several runs: a row of triangles a run above the plot, with its letter in front.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::style::Style;
use super::{Comparison, letter};
use crate::plot::frame::Frame;
use crate::plot::page::{FROM_RIGHT, INK};
use crate::plot::{Drawn, fonts};

/// Height of a row, pixels.
const ROW: i32 = 28;

/// Rows: runs with the same doses share one.
fn rows<'a>(comparison: &'a Comparison<'_>) -> Vec<(Vec<usize>, &'a [f64])> {
    let mut rows: Vec<(Vec<usize>, &'a [f64])> = Vec::new();
    for (run, compared) in comparison.runs.iter().enumerate().filter(|(_, compared)| !compared.dose_days.is_empty()) {
        match rows.iter_mut().find(|(_, days)| *days == compared.dose_days.as_slice()) {
            Some((runs, _)) => runs.push(run),
            None => rows.push((vec![run], &compared.dose_days)),
        }
    }
    rows
}

/// Height that the doses need above the plot, pixels.
pub fn room(comparison: &Comparison<'_>) -> i32 {
    rows(comparison).len() as i32 * ROW
}

/// Draws the rows above a frame.
pub fn draw(page: &Page, comparison: &Comparison<'_>, frame: &Frame) -> Drawn {
    let rows = rows(comparison);
    let top = frame.top - 14 - ROW * rows.len() as i32;
    for ((runs, days), row) in rows.iter().zip((top + ROW / 2..).step_by(ROW as usize)) {
        let letters: String = runs.iter().map(|run| letter(*run)).collect();
        page.draw_text(&letters, &fonts::bold(24, &INK).pos(FROM_RIGHT), (frame.left - 18, row))?;
        let colour = if let [run] = runs.as_slice() { Style::for_run(*run).colour } else { INK };
        for day in *days {
            let x = frame.x(*day);
            page.draw(&Polygon::new(vec![(x - 11, row - 9), (x + 11, row - 9), (x, row + 10)], colour))?;
        }
    }
    Ok(())
}
