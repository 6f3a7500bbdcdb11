//! The pain figure: the pain proxy over time on the stack of its three causes, with doses and visits.

mod areas;
mod doses;
mod labels;
mod visits;

use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Marked, TimeAxis, time_axis};
use super::layout::wrap;
use super::{Drawn, Error, fonts};
use crate::model::setup::{Dose, Preparation, Route, Setup};
use crate::observe::Sample;

/// Size in pixels.
const SIZE: (u32, u32) = (1200, 675);
/// Room left of the axis, right of the plot (for labels) and below it.
const LEFT: u32 = 28;
const RIGHT: u32 = 256;
const BOTTOM: u32 = 44;
/// Room of the axes' own labels.
const AXIS_ROOM: u32 = 56;

const INK: RGBColor = RGBColor(34, 34, 34);
const GREY: RGBColor = RGBColor(95, 95, 95);

/// What the figure shows.
#[derive(Debug, Clone)]
pub struct PainFigure<'a> {
    /// Heading.
    pub title: &'a str,
    /// The question the scenario asks, below the heading.
    pub question: Option<&'a str>,
    /// The record, one row a day.
    pub samples: &'a [Sample],
    /// Doses in the order of time.
    pub doses: Vec<DoseMark>,
    /// Days whose pain is written at the line.
    pub visits_days: &'a [u32],
    /// Name of the structural cause, for example `Nerve damage`.
    pub damage_name: &'static str,
}

/// A dose in the figure.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseMark {
    /// When, days.
    pub day: f64,
    /// What and how, for example `70e6 cells, needle`.
    pub label: String,
}

impl<'a> PainFigure<'a> {
    /// The figure of a run.
    pub fn of_run(
        title: &'a str,
        question: Option<&'a str>,
        setup: &Setup,
        samples: &'a [Sample],
        visits_days: &'a [u32],
    ) -> Self {
        let mut doses: Vec<DoseMark> =
            setup.doses.iter().map(|dose| DoseMark { day: dose.at_days, label: dose_label(dose) }).collect();
        doses.sort_by(|a, b| a.day.total_cmp(&b.day));
        let nerve_share = setup.parameters.pain.nerve_share;
        let damage_name = match nerve_share {
            0.0 => "Matrix damage",
            1.0 => "Nerve damage",
            _ => "Nerve and matrix damage",
        };
        Self { title, question, samples, doses, visits_days, damage_name }
    }
}

/// What is given and how.
fn dose_label(dose: &Dose) -> String {
    let route = match dose.route {
        Route::Needle { .. } => "needle",
        Route::Vein => "vein",
    };
    let cells = cell_number(dose.cells);
    match dose.preparation {
        Preparation::Live => format!("{cells} cells, {route}"),
        Preparation::Dead => format!("{cells} dead cells, {route}"),
        Preparation::Medium => format!("medium of {cells} cells, {route}"),
        Preparation::Sham => format!("sham, {route}"),
    }
}

/// `70e6`, `1.5e6`, `20e3` or `500`.
fn cell_number(cells: f64) -> String {
    let rounded = |x: f64| (x * 100.0).round() / 100.0;
    match cells {
        millions if millions >= 1e6 => format!("{}e6", rounded(millions / 1e6)),
        thousands if thousands >= 1e3 => format!("{}e3", rounded(thousands / 1e3)),
        few => format!("{}", rounded(few)),
    }
}

/// The figure as SVG text.
///
/// # Errors
/// When the record is empty or drawing fails.
pub fn svg(figure: &PainFigure<'_>) -> Result<String, Error> {
    let mut text = String::new();
    let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
    draw(&root, figure)?;
    drop(root);
    Ok(text)
}

/// Writes the figure as PNG to `path`, whose name must end in `.png`.
///
/// # Errors
/// When the record is empty, drawing fails or the file cannot be written.
pub fn png(figure: &PainFigure<'_>, path: &Path) -> Result<(), Error> {
    draw(&BitMapBackend::new(path, SIZE).into_drawing_area(), figure)
}

/// Draws the figure on any backend.
fn draw<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>) -> Result<(), Error>
where
    DB::ErrorType: 'static,
{
    let (Some(first), Some(last)) = (figure.samples.first(), figure.samples.last()) else {
        return Err(Error::Empty);
    };
    fonts::register()?;
    let axis = time_axis(first.time_days.min(0.0), last.time_days.max(first.time_days + 1.0));
    draw_all(root, figure, &axis).map_err(Error::from)
}

fn draw_all<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>, axis: &TimeAxis) -> Drawn
where
    DB::ErrorType: 'static,
{
    root.fill(&WHITE)?;
    let heading = draw_heading(root, figure)?;
    let rows = doses::rows_needed(root, figure, axis)?;
    let top = heading + rows * doses::ROW + 14;
    let frame = draw_frame(root, figure, axis, top)?;
    doses::draw(root, figure, &frame)?;
    areas::vas_line(root, figure, &frame)?;
    visits::draw(root, figure, &frame)?;
    labels::causes(root, figure, &frame)?;
    draw_footer(root)?;
    root.present()?;
    Ok(())
}

/// Title and question; returns where they end.
fn draw_heading<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>, figure: &PainFigure<'_>) -> Drawn<u32>
where
    DB::ErrorType: 'static,
{
    let mut y = 20;
    let width = SIZE.0 - 2 * LEFT;
    let parts =
        [(figure.title, fonts::bold(28, &INK), 36), (figure.question.unwrap_or(""), fonts::regular(20, &GREY), 26)];
    for (text, style, height) in parts {
        let measure = |line: &str| root.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
        for line in wrap(text, width, 2, measure) {
            root.draw_text(&line, &style, (LEFT as i32, y))?;
            y += height;
        }
    }
    Ok(y as u32 + 4)
}

fn draw_footer<DB: DrawingBackend>(root: &DrawingArea<DB, Shift>) -> Drawn
where
    DB::ErrorType: 'static,
{
    let y = SIZE.1 as i32 - 30;
    let note = "Pain proxy of a model; not medical advice.";
    root.draw_text(note, &fonts::regular(16, &GREY), (LEFT as i32, y))?;
    let right = fonts::regular(16, &GREY).pos(Pos::new(HPos::Right, VPos::Top));
    root.draw_text("○ visit   ▼ dose", &right, (SIZE.0 as i32 - LEFT as i32, y))?;
    Ok(())
}

/// Where time and pain lie on the figure.
struct Frame {
    from_day: f64,
    to_day: f64,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Frame {
    fn x(&self, day: f64) -> i32 {
        let share = (day - self.from_day) / (self.to_day - self.from_day);
        self.left + (share * f64::from(self.right - self.left)).round() as i32
    }

    fn y(&self, points: f64) -> i32 {
        self.bottom - (points.clamp(0.0, 10.0) / 10.0 * f64::from(self.bottom - self.top)).round() as i32
    }
}

/// Axes, with the stack of causes below the grid.
fn draw_frame<DB: DrawingBackend>(
    root: &DrawingArea<DB, Shift>,
    figure: &PainFigure<'_>,
    axis: &TimeAxis,
    top: u32,
) -> Drawn<Frame>
where
    DB::ErrorType: 'static,
{
    let (from_day, to_day) = day_range(figure, axis);
    let unit = axis.unit_days;
    let area = root.margin(top, BOTTOM, LEFT, RIGHT);
    let mut chart =
        ChartBuilder::on(&area).x_label_area_size(AXIS_ROOM).y_label_area_size(AXIS_ROOM).build_cartesian_2d(
            Marked { from: from_day / unit, to: to_day / unit, marks: axis.marks.clone() },
            Marked { from: 0.0, to: 10.0, marks: vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0] },
        )?;
    let (across, down) = chart.plotting_area().get_pixel_range();
    let frame = Frame { from_day, to_day, left: across.start, right: across.end, top: down.start, bottom: down.end };
    areas::stack(root, figure, &frame)?;
    chart
        .configure_mesh()
        .x_desc(axis.title)
        .y_desc("Pain proxy VAS (points of 0 to 10)")
        .axis_desc_style(fonts::regular(20, &INK))
        .label_style(fonts::regular(18, &INK))
        .x_label_formatter(&|mark| format!("{mark:.0}"))
        .y_label_formatter(&|mark| format!("{mark:.0}"))
        .bold_line_style(RGBColor(120, 120, 120).mix(0.22))
        .light_line_style(TRANSPARENT)
        .axis_style(INK)
        .draw()?;
    Ok(frame)
}

/// Days that the axis spans: the record, and the last mark where it lies a rounding beyond.
fn day_range(figure: &PainFigure<'_>, axis: &TimeAxis) -> (f64, f64) {
    let first = figure.samples.first().map_or(0.0, |sample| sample.time_days).min(0.0);
    let last = figure.samples.last().map_or(1.0, |sample| sample.time_days).max(first + 1.0);
    (first, axis.marks.last().map_or(last, |mark| last.max(mark * axis.unit_days)))
}

#[cfg(test)]
mod tests;
