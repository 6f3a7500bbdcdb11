//! The panels at the right: influence by grade, and where ignorance matters most.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{NAME_LINE, NAME_TEXT, SensitivityFigure, TEXT, colour, points, text};
use crate::plot::layout::wrap_evenly;
use crate::plot::page::{FROM_LEFT, FROM_RIGHT, GREY, INK, MARGIN, SIZE};
use crate::plot::{Drawn, fonts};
use admsc_scenario::ledger::Grade;
use admsc_study::sensitivity::tables::{grade_name, grade_said};

/// How many parameters are named.
pub const WEAKEST: usize = 5;

/// Grades from weakest to best.
const GRADES: [Grade; 7] = [
    Grade::Calibrated,
    Grade::Assumed,
    Grade::Recalled,
    Grade::PublishedModel,
    Grade::InVitro,
    Grade::MeasuredAnimal,
    Grade::MeasuredMan,
];

/// Shares of the influence of all parameters, by grade.
pub fn draw_shares(page: &Page, figure: &SensitivityFigure<'_>, [left, top]: [i32; 2]) -> Drawn {
    const PITCH: i32 = 37;
    const NAMES: i32 = 230;
    page.draw_text(figure.language.translated(text::SHARES), &fonts::bold(TEXT + 2, &INK).pos(FROM_LEFT), (left, top))?;
    let all: f64 = figure.certain().map(|row| row.mu_star_points).sum();
    let bars = left + NAMES;
    let width = f64::from(SIZE.0 as i32 - MARGIN - bars - 78);
    for (number, grade) in (0..).zip(GRADES) {
        let name = grade_name(grade);
        let of_grade = figure.certain().filter(|row| row.grade == name);
        let share = of_grade.map(|row| row.mu_star_points).sum::<f64>() / all.max(f64::MIN_POSITIVE);
        let y = top + 44 + number * PITCH;
        let said = figure.language.say(grade_said(name));
        page.draw_text(&said, &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (left, y))?;
        let end = bars + (share * width).round() as i32;
        page.draw(&Rectangle::new([(bars, y - 13), (end.max(bars + 1), y + 13)], colour(name).filled()))?;
        // The sum of nothing is minus zero.
        let percent = format!("{:.0} %", 100.0 * share + 0.0);
        page.draw_text(&percent, &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (end + 10, y))?;
    }
    Ok(())
}

/// The parameters whose uncertainty weighs most.
pub fn draw_weakest(page: &Page, figure: &SensitivityFigure<'_>, [left, top]: [i32; 2]) -> Drawn {
    const PITCH: i32 = 76;
    /// Room for the foot below.
    const FOOT: i32 = 78;
    /// Room for the numbers right of the bars.
    const VALUES: i32 = 72;
    page.draw_text(
        figure.language.translated(text::WEAKEST),
        &fonts::bold(TEXT + 2, &INK).pos(FROM_LEFT),
        (left, top),
    )?;
    if let Some(row) = figure.rows.first().filter(|_| !figure.has_order()) {
        for (line, y) in text::no_order(row.trajectories).into_iter().zip([top + 34, top + 68]) {
            page.draw_text(&figure.language.say(line), &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (left, y))?;
        }
        return Ok(());
    }
    page.draw_text(
        figure.language.translated(text::WEIGHED),
        &fonts::regular(TEXT - 1, &GREY).pos(FROM_LEFT),
        (left, top + 34),
    )?;
    let weakest = figure.weakest();
    let most = weakest.first().map_or(1.0, |row| row.ignorance_points);
    let right = SIZE.0 as i32 - MARGIN;
    let (bold, regular) = (fonts::bold(NAME_TEXT, &INK), fonts::regular(NAME_TEXT, &INK));
    let measure = |line: &str| page.estimate_text_size(line, &bold).map_or(u32::MAX, |size| size.0);
    // The numbers stand beside the bars, so that names have the whole width.
    let end = right - VALUES;
    // Below a long title there is room for fewer.
    let last = SIZE.1 as i32 - FOOT - 2 * NAME_LINE;
    for (y, row) in (top + 76..last).step_by(PITCH as usize).zip(&weakest) {
        let lines = wrap_evenly(&figure.name(row), (right - left) as u32, 2, measure);
        for (line, y) in lines.iter().zip((y..).step_by(NAME_LINE as usize)) {
            page.draw_text(line, &bold.pos(FROM_LEFT), (left, y))?;
        }
        let bar = y + NAME_LINE * lines.len() as i32;
        page.draw_text(&points(row.ignorance_points), &regular.pos(FROM_RIGHT), (right, bar))?;
        let end = left + (f64::from(end - left) * row.ignorance_points / most).round() as i32;
        page.draw(&Rectangle::new([(left, bar - 5), (end.max(left + 1), bar + 5)], colour(&row.grade).filled()))?;
    }
    Ok(())
}
